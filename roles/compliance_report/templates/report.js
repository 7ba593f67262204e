(() => {
  "use strict";

  // A report. On a page about several home tenants, "at" is the prefix of its IDs, and "root" is its element.
  function report(root, at) {
    const own = (selector) => selector.replaceAll("#", `#${at}`);
    const one = (selector, inside = root) => inside.querySelector(own(selector));
    const all = (selector, inside = root) => [...inside.querySelectorAll(own(selector))];
    const list = one("#list"), form = one("#filter"), query = one("#q"), sort = one("#sort"), shown = one("#shown");
    const boxes = all("input[type=checkbox]", form), heading = one("#h-partners");
    const names = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
    const number = new Intl.NumberFormat("en");
    const statuses = boxes.filter((box) => box.name === "s").map((box) => box.value);
    const plain = (text) => text.normalize("NFKC").toLowerCase();
    const rows = all(":scope > li", list).map((item, place) => ({
      item, place, fold: one("details", item),
      s: [item.dataset.s], i: [item.dataset.i], d: [item.dataset.d], v: item.dataset.v.trim().split(" "),
    }));
    // Read once, when it is first needed: it takes longer than filtering.
    const text = (row) => row.text ??= plain(all(".k", row.item).map((part) => part.textContent).join("\n"));
    const key = (row, selector) => one(selector, row.item)?.textContent ?? "\uffff";
    // A partner without a name has its ID, or its host, in place of the name.
    const tenant = ".ids > code, strong > code";
    const orders = {
      rank: () => 0,
      name: (a, b) => names.compare(a.name ??= key(a, "strong"), b.name ??= key(b, "strong")),
      id: (a, b) => ((a.id ??= key(a, tenant)) < (b.id ??= key(b, tenant)) ? -1 : a.id > b.id ? 1 : 0),
      status: (a, b) => statuses.indexOf(b.s[0]) - statuses.indexOf(a.s[0]),
    };
    let order = "rank", visible = rows;

    // Thousands of rows that come and go one by one take a browser seconds; while their list is away, milliseconds.
    function away(change) {
      list.hidden = true;
      // Asks for the style, which takes the list out, and not for the layout, which would scroll the page.
      void getComputedStyle(list).display;
      change();
      list.hidden = false;
    }

    // The address keeps what is shown: q is the search, sort the order, and s, d, v, i are the filters.
    function address() {
      const state = new URLSearchParams();
      if (query.value) state.set("q", query.value);
      if (sort.value !== "rank") state.set("sort", sort.value);
      if (at) state.set("at", at);
      for (const box of boxes) if (box.checked) state.append(box.name, box.value);
      const hash = String(state) ? `#?${state}` : "";
      if (hash !== location.hash && (hash || location.hash.startsWith("#?"))) {
        history.replaceState(null, "", hash || location.href.split("#")[0]);
      }
    }

    function restore() {
      if (!location.hash.startsWith("#?")) return false;
      const state = new URLSearchParams(location.hash.slice(2));
      if ((state.get("at") ?? "") !== at) return false;
      query.value = state.get("q") ?? "";
      sort.value = Object.hasOwn(orders, state.get("sort")) ? state.get("sort") : "rank";
      for (const box of boxes) box.checked = state.getAll(box.name).includes(box.value);
      return true;
    }

    function filter() {
      const words = plain(query.value).split(/\s+/).filter(Boolean);
      const chosen = { s: [], d: [], v: [], i: [] };
      for (const box of boxes) if (box.checked) chosen[box.name].push(box.value);
      const groups = Object.keys(chosen).filter((name) => chosen[name].length);
      visible = rows.filter((row) =>
        groups.every((name) => row[name].some((value) => chosen[name].includes(value))) &&
        words.every((word) => text(row).includes(word)));
      const keep = new Set(visible);
      away(() => { for (const row of rows) row.item.hidden = !keep.has(row); });
      limit(keep);
      address();
      const total = number.format(rows.length) + (rows.length === 1 ? " partner" : " partners");
      const message = !words.length && !groups.length ? `All ${total} shown.`
        : visible.length ? `${number.format(visible.length)} of ${total} shown; search or filters hide the others.`
        : `None of ${total} matches the search and the filters.`;
      if (shown.textContent !== message) shown.textContent = message;
    }

    // The matrix shows the same partners as the list. Nobody waits for it while it is folded.
    const grid = one("#grid"), cells = all("#grid tbody tr");
    const rowOf = new Map(rows.map((row) => [row.item.id, row]));
    function limit(keep) {
      if (!grid?.open) return;
      for (const line of cells) line.hidden = !keep.has(rowOf.get(`${at}p${line.dataset.p}`));
    }
    grid?.addEventListener("toggle", () => limit(new Set(visible)));
    all("#grid thead tr:first-child th").forEach((head, column) => {
      const name = one("span", head);
      if (!name) return;
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = name.textContent;
      name.replaceWith(button);
      const weight = (line) => {
        const cell = line.children[column];
        return !cell || cell.colSpan > 1 ? 0 : cell.matches(".o") ? 4 : ["no", "some", "yes"].indexOf(cell.textContent.trim().split(" ")[0]) + 1;
      };
      button.addEventListener("click", () => {
        const again = head.getAttribute("aria-sort") === "descending";
        for (const other of all("[aria-sort]", grid)) other.removeAttribute("aria-sort");
        if (!again) head.setAttribute("aria-sort", "descending");
        const places = new Map(cells.map((line, place) => [line, place]));
        const ordered = again ? cells : [...cells].sort((a, b) => weight(b) - weight(a) || places.get(a) - places.get(b));
        one("tbody", grid).append(...ordered);
      });
    });

    // A spreadsheet treats text that begins with one of these signs as a formula.
    const cell = (value) => `"${(/^[\s"']*[-=+@＝＋－＠]/.test(value) ? "'" : "") + value.replaceAll('"', '""')}"`;
    function save() {
      const head = ["tenant_id", "name", "host", "status", "severity", "direction", "reason"];
      const lines = visible.map(({ item }) => [
        one(tenant, item)?.textContent ?? "", one("strong", item).textContent, one(".h", item)?.textContent ?? "",
        item.dataset.s, one(".state > .b", item)?.textContent ?? "", one(".state .w", item)?.textContent ?? "",
        one(".why", item)?.textContent ?? "",
      ]);
      const text = [head, ...lines].map((line) => line.map(cell).join(",")).join("\r\n") + "\r\n";
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv" }));
      link.download = "partners.csv";
      link.click();
      URL.revokeObjectURL(link.href);
    }
    one("#csv").addEventListener("click", save);

    function reorder() {
      if (order === sort.value) return;
      order = sort.value;
      rows.sort((a, b) => orders[order](a, b) || a.place - b.place);
      away(() => list.append(...rows.map((row) => row.item)));
    }

    function clear() {
      query.value = "";
      for (const box of boxes) box.checked = false;
    }

    function show(id) {
      const target = document.getElementById(id);
      if (!target) return;
      if (target.closest("[hidden]")) { clear(); filter(); }
      for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
      const fold = target.matches(".p") && one("details", target);
      if (fold) fold.open = true;
      target.scrollIntoView({ block: "start" });
      const focus = fold ? one("summary", fold) : target;
      if (focus === target) target.tabIndex = -1;
      focus.focus({ preventScroll: true });
    }

    root.addEventListener("click", (event) => {
      const link = event.target.closest("a[href^='#']");
      if (!link) return;
      event.preventDefault();
      const id = decodeURIComponent(link.hash.slice(1));
      if (link.dataset.set) {
        const [name, value] = link.dataset.set.split(":");
        clear();
        for (const box of boxes) if (box.name === name && box.value === value) box.checked = true;
        filter();
      }
      if (id === `${at}partners`) {
        heading.scrollIntoView();
        heading.focus({ preventScroll: true });
      } else show(id);
    });
    query.addEventListener("input", filter);
    form.addEventListener("change", () => { reorder(); filter(); });
    form.addEventListener("submit", (event) => event.preventDefault());
    one("#clear").addEventListener("click", () => { clear(); filter(); query.focus(); });
    const turn = (open) => () => { for (const row of visible) if (row.fold) row.fold.open = open; };
    one("#unfold").addEventListener("click", turn(true));
    one("#fold").addEventListener("click", turn(false));
    for (const box of boxes) if (box.name === "v") {
      box.parentElement.querySelector("span").textContent =
        number.format(rows.filter((row) => row.v.includes(box.value)).length);
    }
    form.hidden = false;
    // On a phone the filters would fill a screen.
    one("#filters").open = matchMedia("(min-width: 40rem)").matches;
    if (!restore()) {
      clear();
      sort.value = order;
    }
    reorder();
    filter();
    addEventListener("hashchange", () => { if (restore()) { reorder(); filter(); } });
  }

  const folds = [...document.querySelectorAll("details[data-at]")];
  if (document.getElementById("list")) report(document, "");
  const started = new Set();
  function start(fold) {
    // Closed reports cost nothing.
    if (!fold.open || started.has(fold)) return;
    started.add(fold);
    report(fold, fold.dataset.at);
  }
  // One report at a time, also in a browser that does not know groups of details.
  for (const fold of folds) fold.addEventListener("toggle", () => {
    if (fold.open) for (const other of folds) if (other !== fold) other.open = false;
    start(fold);
  });
  function choose(fold) {
    fold.open = true;
    start(fold);
    fold.scrollIntoView({ block: "start" });
    fold.querySelector("summary").focus({ preventScroll: true });
  }
  for (const link of document.querySelectorAll("a[data-open]")) link.addEventListener("click", (event) => {
    event.preventDefault();
    choose(document.getElementById(link.dataset.open).closest("details"));
  });
  const at = new URLSearchParams(location.hash.startsWith("#?") ? location.hash.slice(2) : "").get("at");
  const named = folds.find((fold) => fold.dataset.at === at);
  if (named) for (const fold of folds) fold.open = fold === named;
  folds.forEach(start);
})();

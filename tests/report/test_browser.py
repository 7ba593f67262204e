# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report as people use it. The fixture that opens a page checks the things that no page may do."""

from __future__ import annotations

import csv
import functools
import itertools
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright import sync_api

from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report import access
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.openness import OPEN
from ansible_collections.entra.cross_tenant.tests.everyday import one_in, rest_long
from ansible_collections.entra.cross_tenant.tests.report import samples
from ansible_collections.entra.cross_tenant.tests.report.conftest import DESKTOP, PHONE

ORDER = {name: place for place, name in enumerate(samples.SEVERITIES)}


GUESTS = "b2b_collaboration_inbound"


def severities(row):
    return {row["severity"], *(check["severity"] for check in row["checks"])} - {None}


def tick(view, name, *values):
    for value in values:
        view.page.check(f"#filter input[name={name}][value={value}]")


def test_rows_tell_their_checks(show):
    view = show(3)
    (row,) = (row for row in view.report["partners"] if row["checks"])
    levels = [check["severity"] for check in row["checks"]]
    words = " ".join(f"{level.title()} {levels.count(level)}" for level in samples.SEVERITIES if level in levels)
    (place,) = view.expected(lambda each: each is row)
    assert view.page.locator(f"#{place} .n").last.text_content() == f"health checks: {words}"


def test_names_are_text(show):
    view = show(50)
    view.page.click("#unfold")
    texts = view.page.locator("#list").text_content()
    assert not [name for name in samples.HOSTILE if not re.search("[\x00\u200b\u202e]", name) and name not in texts]
    assert view.page.evaluate("document.querySelectorAll('script, style, svg, img').length") == 5
    assert "49" not in view.page.locator("strong", has_text="7*7").text_content()


def test_scripts_and_styles_of_others_are_refused(show):
    """The policy of the page is in force for any content of the page."""
    view = show(3)
    outcome = view.page.evaluate(
        """async () => {
          const refused = [];
          document.addEventListener("securitypolicyviolation", (event) => {
            refused.push(event.effectiveDirective);
            event.stopImmediatePropagation();
          });
          const style = document.createElement("p");
          style.setAttribute("style", "color: red");
          document.body.append(style);
          try { style.innerHTML = "<b>"; } catch { refused.push("markup"); }
          const picture = document.createElement("img");
          picture.src = "https://example.com/";
          await new Promise((done) => setTimeout(done, 300));
          return refused;
        }"""
    )
    assert {"style-src-attr", "img-src", "markup"} <= set(outcome)
    # The browser also reports the violations.
    assert any("Content Security Policy" in said for said in view.trouble)
    view.trouble.clear()


LOOKS = [DESKTOP, PHONE], ["light", "dark"]
# The sample with 20 partners has each status, severity and inflow.
ACCESSIBLE = one_in(3, [3, 20], *LOOKS)
ACCESSIBLE += [pytest.param(50, *look, marks=pytest.mark.long) for look in itertools.product(*LOOKS)]


@pytest.mark.parametrize(("count", "viewport", "scheme"), ACCESSIBLE)
def test_accessible(show, count, viewport, scheme):
    view = show(count, viewport, color_scheme=scheme)
    view.page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    found = Axe().run(view.page)
    assert not found.response["violations"], found.generate_report()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("count", rest_long([3, 50, 3000], 50))
def test_nothing_to_scroll_sideways(show, count, viewport):
    view = show(count, viewport)
    if count < 3000:
        view.page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    assert view.page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    # Also, nothing is cut off.
    # The matrix scrolls by itself.
    outside = """items => items.filter((item) => item.getBoundingClientRect().right > innerWidth + 1)
      .filter((item) => !item.closest(".sr, .skip, .names, thead, .matrix"))
      .map((item) => item.outerHTML.slice(0, 200))"""
    assert view.page.eval_on_selector_all("body :is(code, bdi, span, p, td, a, b)", outside) == []


@pytest.mark.parametrize("count", [3, 50, pytest.param(3000, marks=pytest.mark.long)])
def test_picture(show, count):
    view = show(count)
    inflow = [row["inflow"] for row in view.report["partners"]]
    for kind in samples.INFLOWS:
        lane = view.page.locator(f"#inflow .lane.{kind}")
        number = inflow.count(kind)
        assert lane.locator("h3 b").text_content() == f"{number:,}"
        assert view.page.locator(f"#inflow .band.{kind}").count() == (kind != "none" and number > 0)
        named = lane.locator(".names a[href^='#p']:not([data-set])").count()
        more = lane.locator(".names a[data-set]")
        assert named == number if number <= 4 else (named, more.text_content().split()[0]) == (3, f"{number - 3:,}")
    # The bands differ in more than their colour.
    strokes = view.page.eval_on_selector_all(
        "#inflow .band", "bands => bands.map(band => getComputedStyle(band).strokeDasharray)"
    )
    assert len({stroke for stroke in strokes if stroke != "none"}) == len({"awaited", "unknown"} & set(inflow))


def test_picture_of_the_other_direction(show):
    view = show(50)
    states = [each["state"] for each in view.report["sync_out"]["configurations"]]
    assert set(states) == set(samples.STATES)
    for state in samples.STATES:
        lane = view.page.locator(f"#outflow .lane.{state}")
        assert lane.locator("h3 b").text_content() == str(states.count(state))
        assert view.page.locator(f"#outflow .band.{state}").count() == (state != "half_made")
    # Each configuration that is not as agreed is shown with its settings, and the first three are among the tasks.
    drifted = [each for each in view.report["sync_drift"]["configurations"] if each["severity"]]
    assert view.page.locator("#compared li.check").count() == len(drifted) > 5
    assert view.page.locator("#first a[href='#compared']").count() == 3
    settings = view.page.locator("#compared li.check code.k").all_text_contents()
    assert settings == [entry["setting"] for each in drifted for entry in each["drift"]]
    # What does not arrive ends before the other tenants.
    assert view.page.locator("#outflow .stop").count() == 2
    view.page.click("#outflow > details > summary")
    rows = view.page.locator("#outflow > details tbody")
    assert rows.locator("tr").count() == len(states)
    rows.locator("a").first.click()
    assert view.page.evaluate("document.activeElement.closest('li').className") == "p"


def test_picture_leads_to_the_list(show):
    view = show(50)
    view.page.click(".lane.agreed .names a[data-set]")
    assert set(view.shown()) == view.expected(lambda row: row["inflow"] == "agreed")
    assert view.page.evaluate("document.activeElement.id") == "h-partners"
    # A click on a name shows its partner and unfolds it.
    view.page.locator(".lane.unwanted .names a").first.click()
    assert len(view.shown()) == 50
    assert view.page.evaluate("document.activeElement.closest('li').dataset.i") == "unwanted"


def test_tiles_lead_to_the_list(show):
    view = show(50)
    for status in samples.STATUSES:
        view.page.click(f".tiles .{status} a")
        assert set(view.shown()) == view.expected(lambda row, status=status: row["status"] == status)


def test_filter(show):
    view = show(50)
    live = view.page.locator("#shown")
    assert live.text_content() == "All 50 partners shown."
    tick(view, "s", "drifted", "missing")
    assert set(view.shown()) == view.expected(lambda row: row["status"] in ("drifted", "missing"))
    tick(view, "v", "error")
    wanted = view.expected(lambda row: row["status"] in ("drifted", "missing") and "error" in severities(row))
    assert set(view.shown()) == wanted
    assert live.text_content().startswith(f"{len(wanted)} of 50 partners shown")
    tick(view, "i", "unknown")
    assert view.shown() == []
    assert live.text_content().startswith("None of 50 partners matches")
    view.page.click("#clear")
    assert len(view.shown()) == 50


def test_search(show):
    view = show(50)
    partner = next(row for row in view.report["partners"] if row["status"] == "drifted")
    cases = {
        partner["tenant_id"].upper(): lambda row: row["tenant_id"] == partner["tenant_id"],
        partner["host"]: lambda row: row["host"] == partner["host"],
        "b2b-inbound-blocked": lambda row: any(check["id"] == "b2b-inbound-blocked" for check in row["checks"]),
        "mfa_accepted": lambda row: any(
            "mfa_accepted" in name for name in [*row["open_doors"], *(drift["setting"] for drift in row["drift"])]
        ),
        "<script>": lambda row: "<script>" in (row["name"] or ""),
        "株式会社": lambda row: "株式会社" in (row["name"] or ""),
        # The search does not find texts that only explain a finding.
        "once the inventory": lambda row: False,
    }
    for text, matches in cases.items():
        view.page.fill("#q", text)
        assert set(view.shown()) == view.expected(matches), text


def test_sort(show):
    view = show(50)
    rows = {f"p{at}": row for at, row in enumerate(view.report["partners"], start=1)}
    worst = [min((ORDER[name] for name in severities(rows[row])), default=3) for row in view.shown()]
    assert worst == sorted(worst) and len(set(worst)) > 2
    view.page.select_option("#sort", "id")
    assert [rows[row]["tenant_id"] or "~" for row in view.shown()] == sorted(
        r["tenant_id"] or "~" for r in rows.values()
    )
    view.page.select_option("#sort", "status")
    places = [samples.STATUSES.index(rows[row]["status"]) for row in view.shown()]
    assert places == sorted(places, reverse=True)
    view.page.select_option("#sort", "name")
    names = [rows[row]["name"] for row in view.shown() if re.fullmatch("[A-Za-z' &]+", rows[row]["name"] or "")]
    assert names == sorted(names, key=str.lower) and len(names) > 30
    view.page.select_option("#sort", "rank")
    assert [min((ORDER[name] for name in severities(rows[row])), default=3) for row in view.shown()] == worst


def test_fold_all(show):
    view = show(50)
    tick(view, "s", "drifted")
    view.page.click("#unfold")
    unfolded = "#list > li > details[open]"
    assert view.page.locator(unfolded).count() == len(view.expected(lambda row: row["status"] == "drifted"))
    view.page.click("#fold")
    assert view.page.locator(unfolded).count() == 0


def test_keyboard(show):
    view = show(3)
    keyboard = view.page.keyboard
    active = "document.activeElement.{}"
    keyboard.press("Tab")
    assert "Skip" in view.page.evaluate(active.format("textContent"))
    keyboard.press("Enter")
    keyboard.press("Tab")
    assert view.page.evaluate(active.format("id")) == "q"
    keyboard.type("contoso-is-not-here")
    assert view.shown() == []
    for _letter in "contoso-is-not-here":
        keyboard.press("Backspace")
    keyboard.press("Tab")
    assert view.page.evaluate(active.format("id")) == "sort"
    # Three more: the fold of the filters, the first filter, and the second filter.
    for _key in range(3):
        keyboard.press("Tab")
    keyboard.press("Space")
    assert set(view.shown()) == view.expected(lambda row: row["status"] == "drifted")
    for _try in range(20):
        keyboard.press("Tab")
        if view.page.evaluate(active.format("tagName")) == "SUMMARY":
            break
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert view.page.evaluate(outline) == "solid"
    keyboard.press("Enter")
    assert view.page.locator("#list details[open] table").is_visible()
    keyboard.press("Enter")
    assert view.page.locator("#list details[open]").count() == 0


def test_readable_without_script(show):
    view = show(50, java_script_enabled=False)
    assert not view.page.locator("#filter").is_visible()
    assert view.page.locator("#list > li").count() == 50
    view.page.locator("#list summary").first.click()
    assert view.page.locator("#list details[open] .body").is_visible()
    assert "worst first" in view.page.locator("#shown").text_content()


def test_print_shows_what_is_folded(show):
    view = show(3)
    table = view.page.locator("#list table").first
    assert not table.is_visible()
    view.page.emulate_media(media="print")
    assert table.is_visible()
    assert not view.page.locator("#filter").is_visible()


def test_print_shows_what_is_not_compliant(show):
    view = show(50)
    view.page.emulate_media(media="print")
    seen = view.page.eval_on_selector_all(
        "#list > li", "rows => rows.filter(row => row.offsetHeight).map(row => row.id)"
    )
    assert set(seen) == view.expected(lambda row: row["severity"] or severities(row) - {"info"})
    assert 0 < len(seen) < 50


@pytest.mark.parametrize(("count", "limit"), [("nightly", 3), (50, 4), pytest.param(3000, 25, marks=pytest.mark.long)])
def test_print_is_short(show, count, limit):
    view = show(count)
    document = view.page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", document)) <= limit


def test_do_first_names_the_worst(show):
    view = show(50)
    links = view.page.eval_on_selector_all("#first a", "links => links.map(link => link.hash.slice(1))")
    names = [link for link in links if link not in ("compared", "tenant")]
    assert names == view.shown()[: len(names)] and 1 < len(names) <= 5
    # The configurations, and then the finding about the home tenant, follow the partners.
    assert links == [*names, *["compared"] * 3, "tenant"]
    assert view.page.locator("#first .reason").count() == len(links)
    # Each line begins with what to do.
    assert view.page.locator("#first .what > .do:first-child").count() == len(links)
    # The first name is on the first screen, also on a phone.
    for page, viewport in ((view.page, DESKTOP), (show(50, PHONE).page, PHONE)):
        assert page.locator("#first a").first.bounding_box()["y"] < viewport["height"]
    view.page.locator("#first a").nth(1).click()
    assert view.page.evaluate("document.activeElement.closest('li').id") == names[1]


def test_the_intruder_is_named_first(show):
    """A realistic report: an intruder, a door that was closed by mistake, and an exception past its end."""
    view = show("nightly")
    assert view.page.locator("#first a").first.text_content() == "Humongous Insurance"
    first = view.page.locator("#first li").first.text_content()
    assert "more open" in first and "users may be synchronized in" in first and "for 6 days" in first
    (intruder,) = (row for row in view.report["partners"] if row["status"] == "unmanaged")
    # Anybody may have chosen that name. So the ID is beside it, also in the picture.
    assert f"{intruder['tenant_id']} name of its policy" in " ".join(first.split())
    assert intruder["tenant_id"] in view.page.locator("#inflow .lane.unwanted").text_content()
    (place,) = view.expected(lambda row: row is intruder)
    (found,) = view.page.locator(".fired.error dd").all_text_contents()
    assert found.strip() == "unmanaged-partner-synchronizes: Humongous Insurance"
    assert view.page.locator(f".fired.error a[href='#{place}']").is_visible()
    table = view.page.locator(f"#{place} table tbody tr")
    assert table.locator("code").all_text_contents() == [
        each["setting"] for each in sorted(intruder["open_settings"], key=lambda each: ORDER[each["severity"]])
    ]
    assert set(table.locator("td[data-h=Found]").all_text_contents()) == {"yes"}
    assert view.page.locator("#first .do").nth(1).text_content() == "Exception ended 2026-10-31: renew or correct:"
    # What the run did not look at is on the first screen, and leads to the reasons.
    view.page.click(".unseen a[href='#not-run']")
    assert view.page.locator("#not-run").get_attribute("open") is not None
    reasons = view.page.locator("#first .reason").all_text_contents()
    assert "More closed than agreed: users cannot be synchronized in" in reasons
    assert any(reason.endswith("are trusted (the exception ended on 2026-10-31)") for reason in reasons)
    view.page.fill("#q", "exception-ended")
    (row,) = view.shown()
    view.page.click(f"#{row} summary")
    assert "until 2026-10-31 has ended" in view.page.locator(f"#{row}").text_content()
    # A picture that reads without colour, and the numbers behind it.
    assert view.page.locator("#trend .bar.more_open").count() == 14
    numbers = view.page.locator("#trend table td[data-h='More open']").all_text_contents()
    assert (numbers[0], numbers[-1]) == ("3", "1")


def test_doors_that_should_not_be_open(show):
    view = show(50)
    open_ = view.expected(lambda row: row["direction"] in OPEN)
    assert view.page.locator(".tiles .opened b").text_content().startswith(str(len(open_)))
    view.page.click(".tiles .opened a")
    assert set(view.shown()) == open_
    view.page.click("#clear")
    tick(view, "d", "closed")
    assert set(view.shown()) == view.expected(lambda row: row["direction"] == "more_closed")


def test_the_address_keeps_the_filters(show):
    view = show(50)
    tick(view, "s", "drifted", "unmanaged")
    tick(view, "d", "open")
    view.page.fill("#q", "o")
    view.page.select_option("#sort", "name")
    shown, address = view.shown(), view.page.evaluate("location.hash")
    assert shown and address == "#?q=o&sort=name&s=drifted&s=unmanaged&d=open"
    again = show(50)
    again.page.evaluate("hash => { location.hash = hash }", address)
    sync_api.expect(again.page.locator("#q")).to_have_value("o")
    assert again.shown() == shown
    again.page.click("#clear")
    assert again.page.evaluate("location.hash") == "#?sort=name"
    again.page.evaluate("location.hash = '#?s=nothing&sort=toString&x=1'")
    sync_api.expect(again.page.locator("#sort")).to_have_value("rank")
    assert len(again.shown()) == 50


def test_what_is_shown_can_be_saved(show, tmp_path):
    view = show(50)
    tick(view, "s", "unmanaged", "drifted")
    with view.page.expect_download() as download:
        view.page.click("#csv")
    download.value.save_as(tmp_path / "partners.csv")
    lines = list(csv.DictReader((tmp_path / "partners.csv").open(newline="", encoding="utf-8-sig")))
    wanted = view.expected(lambda row: row["status"] in ("unmanaged", "drifted"))
    ids = {row["tenant_id"] for at, row in enumerate(view.report["partners"], start=1) if f"p{at}" in wanted}
    assert {line["tenant_id"] for line in lines} == ids
    assert {line["status"] for line in lines} == {"unmanaged", "drifted"}
    assert not [value for line in lines for value in line.values() if re.match("[\\s\"']*[-=+@]", value.lstrip("'"))]


@pytest.mark.parametrize("count", [50, pytest.param(3000, marks=pytest.mark.long)])
def test_matrix(show, count):
    view = show(count)
    view.page.evaluate("document.querySelector('#grid').open = true")
    order = "rows => rows.filter(row => !row.hidden).map(row => 'p' + row.dataset.p)"
    lines = functools.partial(view.page.eval_on_selector_all, "#grid tbody tr", order)
    # Exceptions come first, as in the list.
    assert lines() == view.shown()
    mfa = "inbound_trust.mfa_accepted"
    column = view.page.locator("#grid thead th", has_text="MFA trusted")
    # The numbers are about what applies, also if a cell is empty because the default applies.
    default = view.report["default_access"]
    known = [row["access"] for row in view.report["partners"] if row["access"] is not None]
    allowed = [sum(words.get(name, default.get(name, "no")) != "no" for words in known) for name in access.SETTINGS]
    numbers = view.page.locator("#grid thead tr").nth(1).locator("td").all_text_contents()
    assert [number.strip() for number in numbers] == [f"{number:,}" for number in allowed]
    assert allowed[access.SETTINGS.index(GUESTS)] > count / 2
    # Both directions have a mark.
    sync = "identity_sync.user_sync_allowed"
    closed = view.expected(
        lambda row: any(each["setting"] == sync and each["direction"] == "more_closed" for each in row["drift"])
    )
    marked = """cells => cells.filter(cell => cell.textContent.trim().endsWith("▼"))
      .map(cell => "p" + cell.parentElement.dataset.p)"""
    cells = f"#grid tbody td:nth-child({access.SETTINGS.index(sync) + 2})"
    assert set(view.page.eval_on_selector_all(cells, marked)) == closed
    column.locator("button").click()
    assert column.get_attribute("aria-sort") == "descending"
    opened = view.expected(lambda row: row["access"] is not None and mfa in row["open_doors"])
    assert set(lines()[: len(opened)]) == opened
    column.locator("button").click()
    assert lines() == view.shown()
    tick(view, "s", "drifted")
    assert lines() == view.shown() and len(lines()) < count


@pytest.mark.parametrize("count", [1000, pytest.param(3000, marks=pytest.mark.long)])
def test_thousands_are_quick(show, count):
    view = show(count)
    load = view.page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
    # This includes the work of the browser to show the list: reading the size of the list forces a layout.
    measure = """() => {
      const query = document.querySelector("#q"), list = document.querySelector("#list"), times = [];
      for (const text of ["c", "co", "con", "", "partner-1", "mfa", ""]) {
        const start = performance.now();
        query.value = text;
        query.dispatchEvent(new Event("input"));
        list.getBoundingClientRect();
        times.push(Math.round(performance.now() - start));
      }
      return times;
    }"""
    times = view.page.evaluate(measure)
    sort = view.page.evaluate(
        """() => {
          const start = performance.now(), sort = document.querySelector("#sort");
          sort.value = "name";
          sort.dispatchEvent(new Event("change", { bubbles: true }));
          document.querySelector("#list").getBoundingClientRect();
          return Math.round(performance.now() - start);
        }"""
    )
    print(f"load {load:.0f} ms, filter {times} ms, sort {sort} ms")
    # At least five times the time on the machine of the author, since other processes use a machine too.
    # A third of the partners may take half of the time.
    share = 1 if count == 3000 else 0.5
    assert load < 15_000 * share
    # The first filter reads all texts, so the median is used.
    assert sorted(times)[len(times) // 2] < 500 * share
    assert sort < 5000 * share


# Several home tenants on one page


def opened(view):
    return view.page.eval_on_selector_all(
        "details.tenant[open] > summary bdi", "names => names.map(n => n.textContent)"
    )


def at(report):
    return f"t-{report['home_tenant']}_"


# Every day, test_one_home_tenant_is_selected opens the same page on a desktop.
@pytest.mark.parametrize("viewport", rest_long([DESKTOP, PHONE], PHONE), ids=["desktop", "phone"])
def test_several_home_tenants_are_accessible(show, viewport):
    view = show("several", viewport)
    assert opened(view) == ["Fabrikam"]
    found = Axe().run(view.page)
    assert not found.response["violations"], found.generate_report()
    assert view.page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def test_one_home_tenant_is_selected(show):
    view = show("several")
    contoso, fabrikam, litware = view.report
    assert opened(view) == ["Fabrikam"]
    assert view.page.evaluate("document.documentElement.scrollWidth") <= DESKTOP["width"]
    view.page.fill(f"#{at(fabrikam)}q", "nobody has this name")
    assert view.page.locator(f"#{at(fabrikam)}list > li:visible").count() == 0
    # Another home tenant: its own search, and its own partners.
    view.page.click(".tenants a:has-text('Litware')")
    assert opened(view) == ["Litware"]
    rows = view.page.locator(f"#{at(litware)}list > li:visible")
    assert rows.count() == 3
    view.page.fill(f"#{at(litware)}q", litware["partners"][0]["tenant_id"])
    assert rows.count() == 1
    # The address can be sent.
    view.page.reload()
    assert opened(view) == ["Litware"] and rows.count() == 1
    assert view.page.input_value(f"#{at(fabrikam)}q") == ""
    view.page.click(f"#{at(litware)}clear")
    assert rows.count() == 3
    view.page.click("details.tenant > summary:has-text('Contoso')")
    view.page.click(f"#t-{contoso['home_tenant']} nav a:text-is('Matrix')")
    assert opened(view) == ["Contoso"] and view.page.evaluate("scrollY") > 0
    assert view.page.locator(f"#{at(contoso)}filter").is_visible()
    assert not view.page.locator(f"#{at(litware)}list").is_visible()


def test_home_tenants_without_script_and_on_paper(show):
    view = show("several", java_script_enabled=False)
    contoso = view.report[0]
    view.page.click("details.tenant > summary:has-text('Contoso')")
    assert view.page.locator(f"#{at(contoso)}list > li:visible").count() == 5
    assert not view.page.locator(f"#{at(contoso)}filter").is_visible()
    view.page.emulate_media(media="print")
    # The IDs have a prefix, but the style is that of a page about one home tenant.
    assert not view.page.locator(f"#{at(contoso)}matrix").is_visible()
    assert view.page.locator("details.tenant:visible > summary bdi").all_text_contents() == ["Contoso"]

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The text of the HTML report, with the Jinja of each ansible-core. tests/report tests it in a browser."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import jsonschema
import pytest

from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.visible import HIDDEN, visible
from ansible_collections.entra.cross_tenant.tests.report import pages, samples

REPORTS = {
    "empty": samples.empty,
    "green": samples.green,
    "3": lambda: samples.sample(3),
    "50": lambda: samples.sample(50),
}


class Reader(HTMLParser):
    """Elements, attributes and text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text.append(data)


@pytest.fixture(scope="module")
def rendered(tmp_path_factory) -> dict[str, pages.Page]:
    """All reports of this file except the largest."""
    folder = tmp_path_factory.mktemp("page")
    reports = {**REPORTS, **CASES}
    return {
        name: pages.render(make(), folder / f"{number}.html") for number, (name, make) in enumerate(reports.items())
    }


@pytest.fixture(params=REPORTS)
def page(request, rendered) -> pages.Page:
    return rendered[request.param]


@pytest.mark.parametrize("count", [3, 50, pytest.param(3000, marks=pytest.mark.long)])
def test_samples_are_reports(count):
    jsonschema.Draft202012Validator(pages.SCHEMA).validate(samples.sample(count))
    assert samples.sample(count) == samples.sample(count)


def test_policy_allows_this_script_and_this_style_only(page):
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page.html)[1]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    for element in ("script", "style"):
        (inline,) = re.findall(f"<{element}>(.*?)</{element}>", page.html, re.S)
        digest = base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()
        assert f"{element}-src 'sha256-{digest}'" in policy


def test_data_makes_no_elements(page):
    elements = Reader(page.html).elements
    tags = [tag for tag, _attributes in elements]
    assert tags.count("script") == tags.count("style") == 1
    assert tags.count("svg") == 1 + bool(page.report["trend"]) + bool(page.report["sync_out"]["configurations"])
    assert not {"img", "iframe", "object", "base", "link"} & set(tags)
    assert not [
        name for _tag, attributes in elements for name in attributes if name.startswith("on") or name == "style"
    ]
    # Inline code is the same for all data.
    assert "Contoso" not in re.search("<script>(.*?)</script>", page.html, re.S)[1]


def test_each_partner_is_there_once(page):
    rows = [attributes for tag, attributes in Reader(page.html).elements if attributes.get("class") == "p"]
    assert len({row["id"] for row in rows}) == len(rows) == page.report["totals"]["partners"]
    for status, number in page.report["totals"]["status"].items():
        assert sum(row["data-s"] == status for row in rows) == number


CHARACTERS = ["\x00", "\x08", "\x0c", "\x7f", "\x85", "\u200b", "\u202e", "\ufeff", "\U000e0041"]


def hidden():
    """A partner for each of the characters."""
    report = samples.green(len(CHARACTERS))
    for partner, character in zip(report["partners"], CHARACTERS):
        partner["name"] = f"one{character}two\\{character}\\u202e {ascii(character)[1:-1]}"
    return report


@pytest.mark.parametrize("character", CHARACTERS)
def test_nothing_is_hidden(character, rendered):
    html = rendered["hidden"].html
    assert character not in html
    name = re.escape(ascii(character)[1:-1])
    assert re.search(rf"<strong class=\"k\"><bdi>one(⟨U\+[^⟩]+⟩)two\\\1\\u202e {name}</bdi>", html)


def all_codes():
    """Code points that are shown by number, their neighbours, and some of each block. No CR: pages know only LF."""
    edges = {code + step for pair in HIDDEN for code in pair for step in (-1, 0, 1)}
    codes = {code for first, last in HIDDEN for code in range(first, last + 1)} | edges | set(range(0, 0x110000, 61))
    codes = sorted(code for code in codes if 0 <= code < 0x110000 and code != 0xD and not 0xD800 <= code < 0xE000)
    report = samples.green(1)
    report["partners"][0]["name"] = "|".join(chr(code) for code in codes)
    return report


def test_the_page_hides_what_the_table_hides(rendered):
    page = rendered["all codes"]
    text = "".join(Reader(page.html).text)
    shown = visible(page.report["partners"][0]["name"]).split("|")
    found = text[text.index(shown[0]) :][: len("|".join(shown))].split("|")
    assert [each for each in zip(shown, found) if each[0] != each[1]] == []


def test_hostile_names_are_text(rendered):
    text = "".join(Reader(rendered["50"].html).text)
    plain = [name for name in samples.HOSTILE if not re.search("[\x00\u200b\u202e]", name)]
    assert [name for name in plain if text.count(name) < 3] == []
    assert "{{ 7*7 }}" in text


MARKER = "\"'<i-am-here a=b>&amp;"


def escaped():
    """A report in which every text is the marker."""

    def hostile(value, path=()):
        if isinstance(value, dict):
            return {key: hostile(item, (*path, key)) for key, item in value.items()}
        if isinstance(value, list):
            return [hostile(item, path) for item in value]
        fixed = {
            "schema",
            "status",
            "severity",
            "inflow",
            "found",
            "wanted",
            "flags",
            "direction",
            "state",
            "when",
            "kind",
            "tenant_id",
            "host",
        }
        return MARKER if isinstance(value, str) and not (fixed & set(path)) else value

    report = samples.sample(50)
    catalog = report["check_catalog"]
    report = hostile(report)
    report["check_catalog"] = {MARKER: next(iter(hostile(catalog).values()))}
    report["partners"][0]["host"] = MARKER
    return report


def test_every_text_is_escaped(rendered):
    """No text of a report can become markup."""
    reader = Reader(rendered["escaped"].html)
    assert not [tag for tag, _attributes in reader.elements if "here" in tag]
    assert not [attributes for _tag, attributes in reader.elements if "a" in attributes]
    assert "".join(reader.text).count(MARKER) > 100


VALUES = [True, False, None, "yes", "no", "", "None", 0, [], ["users"], {"a": [True, 'quo"te']}]


def values():
    report = samples.green(1)
    same = {"severity": "info", "direction": "neither", "exception": None, "since": None}
    report["partners"][0]["drift"] = [
        {"setting": f"setting_{at}", "wanted": value, "found": None, **same} for at, value in enumerate(VALUES)
    ]
    report["partners"][0].update(status="drifted", severity="info")
    return samples.counted(report)


def test_values_are_told_apart(rendered):
    html = rendered["values"].html
    cells = re.findall(r'<td role="cell" data-h="Wanted">(.*?)</td>', html)
    shown = ["".join(Reader(cell).text) for cell in cells]
    assert shown == [
        "yes", "no", "not set (as the tenant's default)", '"yes"', '"no"', '""', '"None"', "0", "an empty list []",
        '["users"]', '{"a": [true, "quo\\"te"]}',
    ]  # fmt: skip
    assert "".join(Reader(html).text).count("not set (the tenant's default applies)") == len(VALUES)


def lead(page):
    html = page.html
    verdict = re.search(r'class="verdict (\w+)">\s*<p class="lead">(.*?)</p>', html, re.S)
    return verdict[1], " ".join(verdict[2].split()), html


def catalog():
    report = samples.green(1)
    check = {"id": "newer-check", "severity": "error", "when": "now", "seen": "It is so."}
    report["tenant_checks"] = [{**check, "exception": None, "since": None}]
    other = {"tenant_id": None, "host": "one", "name": None, "kind": "status", "what": "newer", "severity": "info"}
    other.update({"direction": None, "since": None, "from": None, "to": "newer"})
    report["comparison"] = {"with": report["generated"], "new": [other], "fixed": [], "unknown": [], "remaining": 0}
    report["totals"]["checks"]["error"] = 1
    return report


def test_what_the_catalog_does_not_know(rendered):
    html = rendered["catalog"].html
    assert "It is so." in html and "<b>newer</b>" in html
    # If all partners are compliant but something else is wrong, the page does not say that all is well.
    assert 'class="verdict open"' in html


def test_all_is_well(rendered):
    kind, text, html = lead(rendered["well"])
    assert (kind, text) == ("good", "All 3 partners match the inventory.")
    assert 'class="remark"' not in html


def unreadable():
    report = samples.green(3)
    report["partners"][1].update(status="unreadable", severity="error", inflow="unknown")
    report["partners"][1]["error"] = {"message": "Timeout", "status": None, "code": None}
    return samples.counted(report)


def test_unreadable_is_never_well(rendered):
    kind, text, html = lead(rendered["unreadable"])
    assert (kind, text) == ("open", "1 of 3 partners could not be read.")
    assert "Unreadable partners do not count as compliant" in html


def incomplete():
    report = samples.green(3)
    report["scope"] = {"complete": False, "reason": "Limited to one group."}
    return samples.counted(report)


def test_an_incomplete_run_is_never_well(rendered):
    kind, text, html = lead(rendered["incomplete"])
    assert (kind, text) == ("open", "All 3 partners that this run read match the inventory.")
    assert "Limited to one group." in html
    assert "0<small> or more</small>" in html


def unknown():
    report = samples.green(1)
    report.update(
        home_tenant=None,
        deleted_policies=None,
        comparison={"with": None, "new": [], "fixed": [], "unknown": [], "remaining": 0},
    )
    return samples.counted(report)


def test_what_nobody_knows(rendered):
    kind, text, html = lead(rendered["unknown"])
    assert (kind, text) == ("good", "The only partner matches the inventory.")
    assert "This is the first report" in html and "or could not read them" in html


CASES = {
    "hidden": hidden,
    "all codes": all_codes,
    "escaped": escaped,
    "values": values,
    "catalog": catalog,
    "well": lambda: samples.counted(samples.green(3)),
    "unreadable": unreadable,
    "incomplete": incomplete,
    "unknown": unknown,
}


@pytest.mark.parametrize("number", [600, pytest.param(3000, marks=pytest.mark.long)])
def test_thousands_are_small_and_take_as_long_as_they_are_many(tmp_path, number):
    some, many = (pages.render(samples.sample(count), tmp_path / f"{count}.html") for count in (number // 5, number))
    assert many.path.stat().st_size < 5_000_000 * number // 3000
    # The speed of the machine does not matter. Five times as many partners must not take ten times as long.
    assert many.seconds < 10 * some.seconds

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of partners in a table: for any separator of cells, no name is a formula, and no name hides anything."""

from __future__ import annotations

import csv
import io
import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.spreadsheet import table
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.visible import HIDDEN, visible

SIGNS = "=+-@＝＋－＠﹢﹣﹦﹫−"
SEPARATORS = ",;\t|: "
FORMULA = re.compile(f"[\\s\"'\u200b\ufeff\u00a0]*[{re.escape(SIGNS)}]\\S")
TENANT = "00000000-0000-4000-8000-000000000001"

TEXTS = st.text(
    st.sampled_from(f"{SIGNS}{SEPARATORS}\"'\r\n\u00a0\u200b\ufeff\u3000\u2800ax1(⟨\\") | st.characters(), max_size=12
)


def report(name: str, seen: str = "", wanted: object = None, host: str = "one") -> dict:
    accepted = {"reason": seen, "ends": "2026-12-31", "ticket": None}
    common = {"severity": "info", "direction": "neither", "since": None, "exception": accepted}
    return {
        "partners": [
            {
                "tenant_id": TENANT,
                "name": name,
                "host": host,
                "status": "drifted",
                "error": {"message": seen},
                "drift": [{"setting": "a", "wanted": wanted, "found": name, **common}],
                **common,
                "reason": seen,
                "agreement": {
                    "owner": name,
                    "ticket": host,
                    "ends": None,
                    "exceptions": [{"finding": name, "state": "ended", "used": True, **accepted}],
                },
                "checks": [],
                "tenant_name": name,
                "open_doors": [],
                "open_settings": [],
            }
        ],
        "tenant_checks": [],
        "check_catalog": {},
        "home_tenant": name,
        "run": {"home_tenant": {"id": None}},
        "generated": "2026-11-27T16:00:00Z",
    }


@given(name=TEXTS, seen=TEXTS, wanted=st.lists(TEXTS, max_size=2) | TEXTS, host=TEXTS)
@example(name="x;=cmd", seen="x\t=cmd", wanted=["=1"], host="＝cmd")
@example(name='x;""=cmd', seen=' "=cmd"', wanted=" ;=", host=";;=1+1")
def test_no_cell_is_a_formula_whatever_the_separator(name: str, seen: str, wanted: object, host: str) -> None:
    text = table(report(name, seen, wanted, host))
    for separator in SEPARATORS:
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            for cell in line:
                assert not FORMULA.match(cell) or cell.lstrip(' "').startswith("'"), (separator, cell)
    # The same for a program that does not know quotation marks.
    for cell in re.split(r"[,;\t|:\r\n]", text):
        assert not FORMULA.match(cell) or cell.lstrip(' "').startswith("'"), cell


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("=1", "'=1"),
        ("  -x", "'  '-x"),
        ("'=1", "''=1"),
        ("x;=cmd", "x;'=cmd"),
        ("x\t=cmd", "x\t'=cmd"),
        ("x^=cmd", "x^'=cmd"),
        ("x~ +1", "x~ ''+1"),
        ("x\n=cmd", "x\n'=cmd"),
        ("\ufeff=1", "⟨U+feff⟩'=1"),
        ("Contoso - Europe, Ltd", "Contoso - Europe, Ltd"),
        ("a@b.example; 3-4", "a@b.example; 3-4"),
        ("株式会社例", "株式会社例"),
    ],
)
def test_what_people_read(name: str, shown: str) -> None:
    (line, _drift) = csv.DictReader(io.StringIO(table(report(name)), newline=""))
    assert line["name"] == shown


def test_every_code_point_that_hides_is_shown_by_number() -> None:
    hidden = {code for first, last in HIDDEN for code in range(first, last + 1)}
    for code in range(0x110000):
        character = chr(code)
        shown = visible(f"a{character}b")
        if code in hidden:
            assert shown == f"a⟨U+{code:04x}⟩b"
        else:
            assert shown == f"a{character}b"
            # In any Unicode version of Python: blanks, characters without width, code points without a character.
            inkless = unicodedata.category(character) in ("Cc", "Cf", "Zs", "Zl", "Zp")
            assert character in " \t\r\n" or not inkless, hex(code)
    fillers = [0x115F, 0x1160, 0x3164, 0xFFA0, 0x2800, 0x34F, 0x17B4, 0xE0100, 0xE01EF, 0xE0FFF, 0xFE00, 0x2065]
    assert hidden.issuperset(fillers)


@given(one=TEXTS, other=TEXTS)
def test_two_names_are_two_in_the_table(one: str, other: str) -> None:
    """A character that is shown by its number cannot also be produced by other text."""
    assert (visible(one) == visible(other)) is (one == other)

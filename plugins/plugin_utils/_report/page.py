# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A report → the page that people read (private to this collection).

The page is one file that loads nothing. Jinja escapes all data (autoescape). The page's own Content-Security-Policy
allows no other style and script than the two whose hashes it names: https://www.w3.org/TR/CSP3/#framework-directive-source-list
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from .access import SETTINGS
from .openness import OPEN
from .shape import PartnerEntry, Report
from .view import closed_doors, days, inherited, numbers, place_of, view, worst_drift, worst_open
from .visible import hides, visible

#: The parts of the page: report.html.j2, report.css and report.js. A page about several home tenants has more.
TEMPLATES = Path(__file__).parents[3] / "roles" / "compliance_report" / "templates"


# The attributes of the template that contain an ID. The data of a report is not in the template.
_IDS = re.compile(r'(\s(?:id|for|aria-labelledby|aria-describedby)="|\shref="#|url\(#)')
_INLINE = ("report.css", "report.js")


def page(report: Report) -> str:
    """The page of a report. Raises OSError."""
    style, script = (inline(name) for name in _INLINE)
    return part(report, environment(), "", style, script)


def part(report: Report, templates: Environment, at: str, style: str = "", script: str = "") -> str:
    """The page of a report; with ``at``, the part of a page about several, with ``at`` before each ID.

    ``templates`` is a result of ``environment``. Raises OSError.
    """
    shown: Report = _visible(report)
    contents = view(shown)
    return templates.get_template("report.html.j2").render(
        at=at,
        report=shown,
        view=contents,
        places=numbers(contents.rows),
        opened=OPEN,
        days=days,
        cells=_cells,
        place_of=place_of,
        worst_drift=worst_drift,
        worst_open=worst_open,
        inherited=inherited(shown),
        style=style,
        script=script,
        style_hash=hash_of(style),
        script_hash=hash_of(script),
    )


def environment() -> Environment:
    """The templates of pages."""
    result = Environment(
        loader=FunctionLoader(_template),
        autoescape=True,
        trim_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
        # To look for constant expressions takes longer than to compute those of this template.
        optimized=False,
    )
    result.filters["in_json"] = _in_json
    return result


def inline(name: str) -> Markup:
    """A style or a script. These are texts of the collection, not data. Raises OSError."""
    return Markup(_text(name).rstrip("\n"))


def ids() -> list[str]:
    """The IDs in the template that are the same in each report."""
    return re.findall(r'\sid="([a-z-]+)"', _text("report.html.j2"))


def _text(name: str) -> str:
    return TEMPLATES.joinpath(name).read_text(encoding="utf-8")


def _template(name: str) -> str:
    """The text of a template, with the variable ``at`` before each ID of a report."""
    return _IDS.sub(r"\1{{ at }}", _text(name)) if name == "report.html.j2" else _text(name)


def _cells(partner: PartnerEntry) -> Markup:
    """The cells of a partner in the matrix. A template takes ten times as long for thousands of partners."""
    words, open_doors = partner["access"] or {}, set(partner["open_doors"])
    closed = closed_doors(partner)
    return Markup("").join(_cell(words.get(name, ""), name in open_doors, name in closed) for name in SETTINGS)


@lru_cache(maxsize=32)
def _cell(word: str, is_open: bool, is_closed: bool) -> Markup:
    if is_open:
        return Markup('<td class="o">{} ▲').format(word or "default")
    return Markup('<td class="c">{} ▼').format(word or "default") if is_closed else Markup("<td>{}").format(word)


def hash_of(text: str) -> str:
    """The hash of a text in the form of Content-Security-Policy."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _in_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _visible(value: Any) -> Any:
    """The same value with each invisible character shown by its number."""
    # To copy a report takes longer than to find out that it contains no such character.
    return _copied(value) if hides("".join(set(_texts(value)))) else value


def _texts(value: Any) -> Iterator[str]:
    """All texts in a value, and all names of members."""
    todo = [value]
    while todo:
        each = todo.pop()
        if isinstance(each, str):
            yield each
        elif isinstance(each, dict):
            todo += each
            todo += each.values()
        elif isinstance(each, list):
            todo += each


def _copied(value: Any) -> Any:
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, dict):
        return {visible(name): _copied(member) for name, member in value.items()}
    return [_copied(member) for member in value] if isinstance(value, list) else value

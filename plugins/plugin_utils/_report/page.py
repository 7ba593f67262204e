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
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from .access import SETTINGS
from .openness import OPEN
from .shape import PartnerEntry, Report
from .view import days, numbers, place_of, view, worst_drift
from .visible import hides, visible

#: The parts of the page: report.html.j2, report.css and report.js.
TEMPLATES = Path(__file__).parents[3] / "roles" / "compliance_report" / "templates"


def page(report: Report) -> str:
    """The page of a report. Raises OSError."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
        # To look for constant expressions takes longer than to compute those of this template.
        optimized=False,
    )
    environment.filters["in_json"] = _in_json
    style, script = (TEMPLATES.joinpath(name).read_text(encoding="utf-8").rstrip("\n") for name in _INLINE)
    shown: Report = _visible(report)
    contents = view(shown)
    return environment.get_template("report.html.j2").render(
        report=shown,
        view=contents,
        places=numbers(contents.rows),
        opened=OPEN,
        days=days,
        cells=_cells,
        place_of=place_of,
        worst_drift=worst_drift,
        # These are texts of the collection, not data.
        style=Markup(style),
        script=Markup(script),
        style_hash=_hash(style),
        script_hash=_hash(script),
    )


_INLINE = ("report.css", "report.js")


def _cells(partner: PartnerEntry) -> Markup:
    """The cells of a partner in the matrix. A template takes ten times as long for thousands of partners."""
    words, open_doors = partner["access"] or {}, set(partner["open_doors"])
    return Markup("").join(
        Markup('<td class="o">{} ▲').format(words.get(name) or "default")
        if name in open_doors
        else _cell(words.get(name, ""))
        for name in SETTINGS
    )


@lru_cache(maxsize=8)
def _cell(word: str) -> Markup:
    return Markup("<td>{}").format(word)


def _hash(text: str) -> str:
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

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a trial tells: its plan, and a report that can be published (private to this collection). Pure.

A report contains no IDs of tenants and objects, no names and no secrets. Codes of errors have the form of a code.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from .engine import Found, Outcome, kinds_of
from .objects import KINDS
from .row import Row
from .trial import MARK, Trial

_ID = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F-]{22}")


def plan(trial: Trial, rows: Sequence[Row]) -> list[str]:
    """What the trial is going to do, one sentence a line, for the person who is asked."""
    kinds = kinds_of(rows)
    return [
        f"The trial asks {len(rows)} questions in the tenant {trial.home} ({trial.cloud}).",
        *([f"Its partner tenant is {trial.partner}. The names of its objects begin with {MARK}."] if kinds else []),
        *(f"- It {KINDS[kind].plan}." for kind in kinds),
        "At the end, and after an interruption, it takes everything back and compares the tenant with the beginning."
        if kinds
        else "It only reads.",
    ]


def begun(trial: Trial, rows: Sequence[Row]) -> str:
    """What is in the file of the report until there is a report: what to look for if nobody could take it back."""
    lines = [
        "# A trial that did not end",
        "",
        *plan(trial, rows),
        "",
        "While you read this, the trial runs, or its process was killed. In the second case, look in the tenant for",
        f"the partner {trial.partner}, for applications and deleted applications named {trial.mark},",
        "and for a template of the multitenant organization that has changed. Delete what you find.",
    ]
    return "\n".join(lines) + "\n"


def words(value: Any) -> str:
    """A value of an answer in one form: text as it is, everything else as JSON."""
    return value if isinstance(value, str) and value else json.dumps(value)


def row_of(found: Found) -> dict[str, Any]:
    """An answer as an entry of the result."""
    return {
        "name": found.name,
        "question": found.question,
        "answered": found.answered,
        "value": found.value,
        "remark": _public(found.remark),
        "request_ids": found.request_ids,
    }


def report(outcome: Outcome, cloud: str, version: str, date: str, permissions: Sequence[str] | None) -> str:
    """The report as Markdown."""
    answered = sum(found.answered for found in outcome.found)
    held = ", ".join(f"`{name}`" for name in permissions) if permissions else "the token does not show them"
    lines = [
        "# What Microsoft Graph does",
        "",
        f"- entra.cross_tenant {version}, cloud `{cloud}`, {date}",
        f"- {answered} of {len(outcome.found)} questions answered",
        f"- permissions: {held}",
    ]
    if outcome.stopped:
        lines.append(f"- ended early: {outcome.stopped}")
    lines += [f"- not taken back: {_public(text)}" for text in outcome.left]
    lines += [f"- different: {_public(text)}" for text in outcome.different]
    lines += ["", "| name | question | answer | remark | request IDs |", "|---|---|---|---|---|"]
    for found in outcome.found:
        value = f"`{words(found.value)}`" if found.answered else "could not be tried"
        cells = (f"`{found.name}`", found.question, value, _public(found.remark), ", ".join(found.request_ids))
        lines.append("| {} |".format(" | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells)))
    return "\n".join(lines) + "\n"


def _public(text: str) -> str:
    return _ID.sub("{id}", text)


def failure(outcome: Outcome) -> str:
    """Why a trial failed, with everything that a person has to do now."""
    told = [f"The trial was ended by {outcome.stopped}"] if outcome.stopped else []
    told += [f"Not taken back: {text}" for text in outcome.left]
    told += [f"Please look: {text}" for text in outcome.different]
    if not outcome.left and not outcome.different:
        told.append("Everything was taken back")
    return ". ".join(told)

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a trial tells: its plan, and a report that can be published (private to this collection). Pure.

A report contains no IDs of tenants and objects, no names and no secrets. Codes of errors have the form of a code.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from .engine import TEMPLATE_TITLE, Found, Look, Outcome, kinds_of
from .objects import KINDS
from .row import Row
from .trial import MARK, Trial, without_ids


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


def begun(trial: Trial, rows: Sequence[Row], looks: Sequence[Look]) -> str:
    """What is in the file of the report until there is a report: what to do if nobody could take anything back."""
    template = next((_template(look.before) for look in looks if look.title == TEMPLATE_TITLE), "")
    # What was made last goes first. Two kinds may need the same thing.
    by_hand = reversed(dict.fromkeys(KINDS[kind].by_hand for kind in kinds_of(rows) if KINDS[kind].by_hand))
    lines = [
        "# A trial that did not end",
        "",
        *plan(trial, rows),
        "",
        "While you read this, the trial runs, or its process was killed. In the second case, look in the tenant for",
        "what follows, in this order. What you do not find was not made, or was taken back.",
        "",
    ]
    lines += [f"- {text.format(partner=trial.partner, mark=trial.mark, template=template)}." for text in by_hand]
    return "\n".join(lines) + "\n"


def _template(before: Any) -> str:
    """The settings of a template at the beginning, in the form of Graph."""
    try:
        level, allowed = before
        return f'templateApplicationLevel "{",".join(sorted(level)) or "none"}", isSyncAllowed {json.dumps(allowed)}'
    except (TypeError, ValueError):
        return "not readable"


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
        "remark": without_ids(found.detail or found.remark),
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
    lines += [f"- not taken back: {without_ids(text)}" for text in outcome.left]
    lines += [f"- different: {without_ids(text)}" for text in outcome.different]
    lines += ["", "| name | question | answer | remark | request IDs |", "|---|---|---|---|---|"]
    for found in outcome.found:
        value = f"`{without_ids(words(found.value))}`" if found.answered else "could not be tried"
        cells = (f"`{found.name}`", found.question, value, without_ids(found.remark), ", ".join(found.request_ids))
        lines.append("| {} |".format(" | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells)))
    return "\n".join(lines) + "\n"


def failure(outcome: Outcome) -> str:
    """Why a trial failed, with everything that a person has to do now."""
    told = [f"The trial was ended by {outcome.stopped}"] if outcome.stopped else []
    told += [f"Not taken back: {text}" for text in outcome.left]
    told += [f"Please look: {text}" for text in outcome.different]
    if not outcome.left and not outcome.different:
        told.append("Everything was taken back")
    return ". ".join(told)

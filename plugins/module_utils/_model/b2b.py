# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""B2B settings: the users and applications that they allow and block (private to this collection). Pure.

A B2B setting has two sides, users and applications. Each side may be allowed or blocked independently of the other.
Graph refuses one combination: one side is blocked as a whole, and something of the other side is allowed. Graph's error
does not name the partner or the side:
https://learn.microsoft.com/graph/api/resources/crosstenantaccesspolicy-overview

All values are in the collection's words.
"""

from __future__ import annotations

from typing import Any

from .._names import guid_key
from .._secrecy.wrong_form import shown_id
from .kinds import Settings

# Type of a target → the words that can stand in place of the ID of an object: crosstenantaccesspolicytarget.
_WORDS = {
    "user": ("AllUsers",),
    "group": ("AllUsers",),
    "application": ("AllApplications", "Office365"),
}
_ALL_WORDS = sorted({word for words in _WORDS.values() for word in words})
_SIDES = (("users_and_groups", "AllUsers"), ("applications", "AllApplications"))
# The name of the first side in m365_collaboration_inbound.
_USERS = ("users", "AllUsers")


def conflict(setting: object) -> str | None:
    """The reason why Graph would refuse the value of a B2B setting; None if there is none, or for any other value."""
    if not isinstance(setting, dict):
        return None
    for (blocked, everything), (allowed, _everything) in (_SIDES, _SIDES[::-1]):
        side, other = setting.get(blocked) or {}, setting.get(allowed) or {}
        if (
            (side.get("access_type"), other.get("access_type")) == ("blocked", "allowed")
            and _has(side, everything)
            and other.get("targets")
        ):
            return f"{everything} cannot be blocked in {blocked} while {allowed} allows something: block both or none"
    return None


def everybody_blocked(setting: Settings) -> list[str]:
    """The names of the sides of a B2B setting that block everything: users_and_groups, applications."""
    sides = [(name, everything, setting.get(name) or {}) for name, everything in _SIDES]
    return [name for name, everything, side in sides if side.get("access_type") == "blocked" and _has(side, everything)]


def shuts_everybody_out(setting: object) -> bool:
    """Whether an access setting admits nobody: one of its sides blocks everything, or allows nothing."""
    if not isinstance(setting, dict):
        return False
    sides = [(setting.get(name), everything) for name, everything in (*_SIDES, _USERS)]
    return any(isinstance(side, dict) and _is_shut(side, everything) for side, everything in sides)


def is_access(setting: object) -> bool:
    """Whether the value belongs to an access setting, which decides which users get access."""
    return isinstance(setting, dict) and any(name in setting for name, _everything in (*_SIDES, _USERS))


def _is_shut(side: Settings, everything: str) -> bool:
    if side.get("access_type") == "blocked":
        return _has(side, everything)
    return side.get("access_type") == "allowed" and side.get("targets") == []


def lets_somebody(setting: Settings) -> bool:
    """Whether a B2B setting allows at least one user to use at least one application."""
    sides = [setting.get(name) or {} for name, _everything in _SIDES]
    return any(side.get("access_type") == "allowed" for side in sides) and not everybody_blocked(setting)


def with_targets(value: Any) -> Any:
    """The value of a setting, with its targets spelled as Graph spells them. Nothing else changes."""
    if isinstance(value, dict):
        members = {name: with_targets(member) for name, member in value.items()}
        if isinstance(value.get("target"), str):
            members["target"] = _spelled(value) or value["target"]
        return members
    return [with_targets(item) for item in value] if isinstance(value, list) else value


def wrong_targets(value: object, place: str) -> list[str]:
    """One sentence for each target that cannot exist in Graph. ``place`` is the name of the setting."""
    if isinstance(value, list):
        numbered = enumerate(value, start=1)
        return [problem for number, item in numbered for problem in wrong_targets(item, f"{place}[{number}]")]
    if not isinstance(value, dict):
        return []
    problems = [problem for name, member in value.items() for problem in wrong_targets(member, f"{place}.{name}")]
    if "target" in value and _spelled(value) is None:
        words = _WORDS.get(str(value.get("target_type")), ())
        problems.append(
            f"{place} has {shown_id(value['target'], _ALL_WORDS)}, which is neither the ID of an object (a GUID) nor "
            f"{' or '.join(words)}, and its target_type is {value.get('target_type')}"
        )
    return problems


def _spelled(item: Settings) -> str | None:
    """A target as Graph spells it, or None if it is not a target of its type."""
    text = str(item["target"] or "").strip()
    words = _WORDS.get(str(item.get("target_type")), ())
    return guid_key(text) or next((word for word in words if word.lower() == text.lower()), None)


def _has(side: Settings, name: str) -> bool:
    # Graph may hold a target without a name.
    return any((target["target"] or "").lower() == name.lower() for target in side.get("targets") or ())

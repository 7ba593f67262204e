# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The reason why a partner is in the report, in one sentence (private to this collection). Pure."""

from __future__ import annotations

from collections.abc import Sequence

from .openness import MORE_CLOSED, OPEN, POSSIBLY_MORE_OPEN
from .severity import COMPLIANT, MISSING, UNMANAGED, UNREADABLE
from .shape import CheckEntry, DriftEntry, ErrorEntry

#: Setting → its effect if it is more open than agreed, in words that follow "More open than agreed:".
_OPENED = {
    "identity_sync.user_sync_allowed": "users may be synchronized in",
    "identity_sync.group_sync_allowed": "groups may be synchronized in",
    "identity_sync.role_enabled_group_sync_allowed": "groups that can hold roles may be synchronized in",
    "inbound_trust.mfa_accepted": "MFA of the partner is trusted",
    "inbound_trust.compliant_device_accepted": "compliant devices of the partner are trusted",
    "inbound_trust.hybrid_joined_device_accepted": "hybrid joined devices of the partner are trusted",
    "automatic_user_consent.inbound_allowed": "users of the partner see no consent prompt",
    "automatic_user_consent.outbound_allowed": "own users see no consent prompt of the partner",
    "b2b_collaboration_inbound": "more guests of the partner are allowed in",
    "b2b_collaboration_outbound": "more own users may be guests of the partner",
    "b2b_direct_connect_inbound": "more users of the partner may use shared channels",
    "b2b_direct_connect_outbound": "more own users may use shared channels of the partner",
    "service_provider": "the partner is a service provider",
    "sync_configuration.enabled": "the job is switched on",
    "sync_configuration.scope": "all users are in scope",
    "sync_configuration.assignments": "more users and groups are assigned",
    "sync_configuration.scoping_filters": "the filters let more users out",
}
#: The same for a setting that is more closed than agreed.
_CLOSED = {
    "state": "the partner does not exist",
    "identity_sync.state": "the synchronization policy does not exist",
    "identity_sync.user_sync_allowed": "users cannot be synchronized in",
    "identity_sync.group_sync_allowed": "groups cannot be synchronized in",
    "identity_sync.role_enabled_group_sync_allowed": "groups that can hold roles cannot be synchronized in",
    "inbound_trust.mfa_accepted": "MFA of the partner is not trusted",
    "inbound_trust.compliant_device_accepted": "compliant devices of the partner are not trusted",
    "inbound_trust.hybrid_joined_device_accepted": "hybrid joined devices of the partner are not trusted",
    "automatic_user_consent.inbound_allowed": "users of the partner see a consent prompt",
    "automatic_user_consent.outbound_allowed": "own users see a consent prompt of the partner",
    "b2b_collaboration_inbound": "fewer guests of the partner are allowed in",
    "b2b_collaboration_outbound": "fewer own users may be guests of the partner",
    "b2b_direct_connect_inbound": "fewer users of the partner may use shared channels",
    "b2b_direct_connect_outbound": "fewer own users may use shared channels of the partner",
    "service_provider": "the partner is not a service provider",
    "sync_configuration.state": "the configuration does not exist",
    "sync_configuration.enabled": "the job is not switched on",
    "sync_configuration.scope": "only assigned users are in scope",
    "sync_configuration.assignments": "fewer users and groups are assigned",
    "sync_configuration.scoping_filters": "the filters keep more users back",
}
#: Settings in the order in which a person wants to know them. All other settings follow.
_ORDER = {name: place for place, name in enumerate(_OPENED)}
_SHOWN = 3
_LONGEST = 160


def reason(
    status: str,
    direction: str | None,
    doors: list[str],
    drift: list[DriftEntry],
    checks: list[CheckEntry],
    error: str | None,
) -> str | None:
    """The sentence about a partner; None if there is nothing to say about it.

    ``doors`` are the settings that are more open than agreed. ``error`` is the reason why a partner is unreadable.
    """
    if status == UNREADABLE:
        return f"Could not be read: {_shortened(error or '')}"
    if status == COMPLIANT:
        # The checks of a partner are in the order of the table. The first one of the worst severity is told.
        return f"Health check: {_shortened(checks[0]['seen'])}" if checks else None
    effects = _effects(doors, _OPENED)
    if status == UNMANAGED:
        return f"Not in the inventory: {effects}" if doors else "Not in the inventory, and no setting is open"
    if doors and status == MISSING:
        return f"Not in Graph, and the default opens more than agreed: {effects}"
    if doors:
        possibly = "Possibly more" if direction == POSSIBLY_MORE_OPEN else "More"
        exists = "must not exist; " if any(entry["setting"] == "state" for entry in drift) else ""
        return f"{possibly} open than agreed: {exists}{effects}"
    if status == MISSING:
        return "In the inventory, but not in Graph"
    closed = [entry["setting"] for entry in drift if entry["direction"] == MORE_CLOSED]
    if closed:
        return f"More closed than agreed: {_effects(closed, _CLOSED)}"
    if any(entry["setting"] == "state" for entry in drift):
        return "Must not exist, but exists"
    return f"Differs from the inventory: {_effects([entry['setting'] for entry in drift], {}) or 'an empty text'}"


def configuration_reason(
    status: str, direction: str | None, drift: list[DriftEntry], unknown: Sequence[str], error: ErrorEntry | None
) -> str | None:
    """The same about a synchronization configuration. ``unknown`` are agreed settings that Graph does not show."""
    if error:
        return f"Could not be compared: {_shortened(error['message'])}"
    if status == UNREADABLE:
        return f"Graph does not show {' and '.join(unknown)}, so nobody knows whether this is as agreed"
    if status == UNMANAGED:
        sends = {POSSIBLY_MORE_OPEN: ", and it may send users"}.get(direction or "", ", and its job is switched on")
        return f"No host of the inventory wants it{sends if direction in OPEN else ''}"
    if status == MISSING:
        return "In the inventory, but not in Graph"
    if status == COMPLIANT or not direction:
        return None
    names = [entry["setting"] for entry in drift if not entry["exception"]]
    if any(name.endswith(".state") for name in names):
        return "Must not exist, but exists" + (", and its job is switched on" if direction in OPEN else "")
    opened, closed = (
        [entry["setting"] for entry in drift if entry["direction"] in which and not entry["exception"]]
        for which in (OPEN, (MORE_CLOSED,))
    )
    if opened:
        possibly = "Possibly more" if direction == POSSIBLY_MORE_OPEN else "More"
        return f"{possibly} open than agreed: {_effects(opened, _OPENED)}"
    if closed:
        return f"More closed than agreed: {_effects(closed, _CLOSED)}"
    return f"Differs from the inventory: {_effects(names, {}) or 'Graph has to write it again'}"


def effect(entry: DriftEntry) -> str | None:
    """The effect of a drifted setting in words; None if no words are known, or if it has no direction."""
    words = _OPENED if entry["direction"] in OPEN else _CLOSED if entry["direction"] == MORE_CLOSED else {}
    return _in_words(entry["setting"], words)


def _effects(settings: list[str], words: dict[str, str]) -> str:
    """The effects of some settings, the most important first, and the number of further settings."""
    ordered = sorted(settings, key=lambda name: _ORDER.get(_known(name, _ORDER) or "", len(_ORDER)))
    # Several members of an access setting have the same effect.
    effects = list(dict.fromkeys(_in_words(name, words) or name for name in ordered))
    more = len(effects) - _SHOWN
    return "; ".join(effects[:_SHOWN]) + (f"; {more} more" if more > 0 else "")


def _in_words(setting: str, words: dict[str, str]) -> str | None:
    known = _known(setting, words)
    return words[known] if known else None


def _known(setting: str, table: dict[str, str] | dict[str, int]) -> str | None:
    """The longest part of a setting's name that a table contains."""
    parts = setting.split(".")
    names = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((name for name in names if name in table), None)


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"

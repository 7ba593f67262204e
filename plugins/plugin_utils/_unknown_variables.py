# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Variables whose names look like variables of the roles and playbooks, and are none (private to this collection).

Ansible ignores a variable that nobody uses. So a misspelled limit or default would have no effect, and no message.
"""

from __future__ import annotations

from difflib import get_close_matches
from functools import lru_cache
from typing import NamedTuple

from ansible_collections.entra.cross_tenant.plugins.plugin_utils._host_variables import Variables
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._play_keywords import NAMES as KEYWORDS
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._role_variables import (
    HOST_OPTIONS,
    ONBOARDING,
    RUN_OPTIONS,
    SYNCHRONIZATION,
    SYNCHRONIZATION_HOST_OPTIONS,
    SYNCHRONIZATION_RUN_OPTIONS,
)

REPORT, EXPORT = "compliance_report", "partner_export"
_TIERS = "defaults"
# Names that users set: prefix → the rest of the name. Any name that begins with "defaults_" is a tier as well.
_SET: dict[str, frozenset[str]] = {
    ONBOARDING: frozenset({"partner", "partners", _TIERS, *HOST_OPTIONS, *RUN_OPTIONS}),
    SYNCHRONIZATION: frozenset(
        {
            "configuration",
            "configurations",
            # The connection to the target tenant, see _both_sides.py.
            "target",
            _TIERS,
            *SYNCHRONIZATION_HOST_OPTIONS,
            *SYNCHRONIZATION_RUN_OPTIONS,
        }
    ),
    EXPORT: frozenset(),
}
# Names that the roles and playbooks set, and that AWX passes from one job to another.
_STORED: dict[str, frozenset[str]] = {
    ONBOARDING: frozenset({"plan", "revision"}),
    SYNCHRONIZATION: frozenset({"plan", "revision"}),
    REPORT: frozenset({"counts"}),
    EXPORT: frozenset({"checked"}),
}
# The roles with tiers of defaults.
_WITH_TIERS = (ONBOARDING, SYNCHRONIZATION)
_NUMBERED = "counts_"
# How similar two names are, from 0 to 1. With the first number, the name is surely misspelled. With the second, the
# other name is worth a question.
_SURE, _MAYBE = 0.8, 0.6


class Unknown(NamedTuple):
    """A sentence about an unknown variable. ``sure``: whether its name is almost the name of another variable."""

    sentence: str
    sure: bool


def unknown_variables(variables: Variables, prefix: str) -> list[Unknown]:
    """The variables of a host that look like those of a role or playbook, and are none.

    ``prefix`` is the beginning of the names, without the last underscore. Empty for a prefix that is not one of this
    collection, because callers of the building blocks may use any variables. Registered results are left out.
    """
    if prefix not in _STORED:
        return []
    # "part" and "comp": most names with a misspelled prefix begin like this as well.
    names = variables.names(prefix[:4])
    found = [(name, _unknown(name, prefix)) for name in names]
    return [unknown for name, unknown in found if unknown and not variables.is_registered(name)]


# The hosts of an inventory have the same names of variables.
@lru_cache(maxsize=4096)
def _unknown(name: str, prefix: str) -> Unknown | None:
    start, rest = _parts(name, prefix)
    known = _known(prefix)
    if start != prefix:
        # The prefix is misspelled. Other people's variables may have such names, so the rest has to be right.
        misspelled = start not in _STORED and get_close_matches(start, [prefix], n=1, cutoff=_SURE)
        return _sentence(name, f"{prefix}_{rest}", True) if misspelled and rest in known else None
    if not rest or rest in known or rest in _STORED[prefix]:
        return None
    if prefix in _WITH_TIERS and rest.startswith(f"{_TIERS}_"):
        return None
    if prefix == REPORT and rest.startswith(_NUMBERED) and rest[len(_NUMBERED) :].isdigit():
        return None
    head, _separator, tail = rest.partition("_")
    if prefix in _WITH_TIERS and tail and get_close_matches(head, [_TIERS], n=1, cutoff=_SURE):
        return _sentence(name, f"{prefix}_{_TIERS}_{tail}", True)
    for cutoff in (_SURE, _MAYBE):
        likely = get_close_matches(rest, sorted(known), n=1, cutoff=cutoff)
        if likely:
            return _sentence(name, f"{prefix}_{likely[0]}", cutoff == _SURE)
    return _sentence(name, None, False)


def _parts(name: str, prefix: str) -> tuple[str, str]:
    """The beginning of a name, of as many words as the prefix, and the rest."""
    number = prefix.count("_") + 1
    words = name.split("_")
    return "_".join(words[:number]), "_".join(words[number:])


def _known(prefix: str) -> frozenset[str]:
    return _set_by_users(prefix) | {name[len(prefix) + 1 :] for name in KEYWORDS if name.startswith(f"{prefix}_")}


def _set_by_users(prefix: str) -> frozenset[str]:
    if prefix != REPORT:
        return _SET[prefix]
    # Imported here since most runs make no report.
    from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report_variables import REPORT_OPTIONS

    return frozenset(REPORT_OPTIONS)


def _sentence(name: str, likely: str | None, sure: bool) -> Unknown:
    question = f". Did you mean {likely}?" if likely else ""
    return Unknown(f"{name} is no variable of this collection, and has no effect{question}", sure)

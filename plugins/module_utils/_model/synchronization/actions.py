# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Actions of synchronization jobs: what is done once (private to this collection). Pure.

An action is no desired state. Source: synchronization-synchronizationjob-start, -pause, -restart and
-provisionondemand.
"""

from __future__ import annotations

from typing import NamedTuple

from ..desired import BadInput
from ..kinds import Option, Options
from .configuration import GROUP, USER
from .desired import Principal

START = "start"
PAUSE = "pause"
RESTART = "restart"
PROVISION = "provision"

#: What a restart may forget: the option's word → Graph's flag. Graph's flag for the connector data store alone is
#: missing, since only Microsoft's support may ask for it: synchronization-synchronizationjobrestartcriteria.
RESET = {"escrows": "Escrows", "watermark": "Watermark", "quarantine_state": "QuarantineState", "full": "Full"}
#: What the portal's "Restart" forgets.
USUAL = ("escrows", "watermark", "quarantine_state")
# Lets the deletions through that a job in quarantine holds back: accidental-deletions.
_FORCE_DELETES = "ForceDeletes"

#: The argument spec of one action.
ACTION_OPTIONS: dict[str, Option] = {
    "target_tenant": {"type": "str", "required": True},
    "name": {"type": "str"},
    "action": {"type": "str", "choices": [START, PAUSE, RESTART, PROVISION], "required": True},
    "reset": {"type": "list", "elements": "str", "choices": list(RESET)},
    "allow_deletions": {"type": "bool", "default": False},
    "removal_limit": {"type": "int", "default": 10},
    USER: {"type": "str"},
    GROUP: {"type": "str"},
}


def flags_of(reset: tuple[str, ...]) -> str:
    """Graph's flags of what a restart forgets, in Graph's notation of a set."""
    return ",".join(flag for word, flag in RESET.items() if word in reset)


class WantedAction(NamedTuple):
    """One action.

    Before it is resolved, ``tenant_id`` may be a domain, and ``subject`` may have a name that is no ID. ``name`` is the
    name of the configuration, or None. ``reset`` is what a restart forgets. ``subject`` is the user or group to be
    provisioned.
    """

    tenant_id: str
    action: str
    name: str | None = None
    reset: tuple[str, ...] = ()
    allow_deletions: bool = False
    subject: Principal | None = None

    @property
    def scope(self) -> str:
        """What a restart forgets, as Graph writes it."""
        flags = flags_of(self.reset)
        return f"{flags},{_FORCE_DELETES}" if self.allow_deletions else flags

    @property
    def ends_quarantine(self) -> bool:
        """Whether the action ends the quarantine of a job."""
        return self.action == START or self.allow_deletions or bool({"quarantine_state", "full"} & {*self.reset})


def wanted_action(options: Options) -> WantedAction:
    """The action that options describe. Raises BadInput."""
    action, reset = options["action"], options.get("reset")
    allow_deletions = bool(options.get("allow_deletions"))
    given = [kind for kind in (USER, GROUP) if options.get(kind) is not None]
    problems = []
    if action != RESTART:
        strange = [
            name for name, value in (("reset", reset is not None), ("allow_deletions", allow_deletions)) if value
        ]
        problems += [f"{name} belongs to action restart, and action is {action}" for name in strange]
    elif reset is not None and not reset:
        problems.append("reset is empty: a restart has to forget something. To switch a job on, use action start")
    if action != PROVISION:
        problems += [f"{name} belongs to action provision, and action is {action}" for name in given]
    elif len(given) != 1:
        problems.append(f"action provision needs {USER} or {GROUP}, and has {' and '.join(given) or 'neither'}")
    elif not options[given[0]].strip():
        problems.append(f"{given[0]} is empty")
    if problems:
        raise BadInput(problems)
    return WantedAction(
        options["target_tenant"],
        action,
        options.get("name"),
        (tuple(word for word in RESET if word in reset) if reset else USUAL) if action == RESTART else (),
        allow_deletions,
        Principal(given[0], options[given[0]].strip()) if given else None,
    )

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a run is after, in the form in which the convergence works on it (private to this collection).

A goal knows, of one thing in Graph that is read and written as a whole, what remains to be done (``plan``), what Graph
holds after a change (``applied``), and how it is shown (``row``). All of it is pure.
"""

from __future__ import annotations

from typing import NamedTuple

from .._model.desired import Wanted
from .._model.observed import Found, settings_row
from .._model.resource import BETA, Resource
from .._model.settings import DEFAULT_SETTINGS, IDENTITY_SYNC
from .plan import RESET, Change, NoWay, applied, lacks_partner, needs_default, plan, updated
from .protection import Pruning
from .removal import closes, leans_on_what_is_shut, may_close


class PartnerGoal(NamedTuple):
    """A partner and the synchronization policy under it. ``default`` is what it inherits, where that matters.

    ``null_shown``: whether this Graph is known to show what is inherited as null, so that a value that equals the
    default was set, and does not follow the default when that changes.
    ``pruning`` is there if nobody lists the partner: then it goes only as long as Graph says that it may.
    ``singly``: whether what a list says of it is to be read once more, by itself, before anything is sent.
    """

    wanted: Wanted
    default: dict | None = None
    null_shown: bool = False
    pruning: Pruning | None = None
    singly: bool = False

    @property
    def tenant_id(self) -> str:
        return self.wanted.tenant_id

    @property
    def title(self) -> str:
        return f"partner {self.tenant_id}"

    def needs_default(self, found: Found) -> bool:
        return needs_default(self.wanted, found)

    def plan(self, found: Found) -> tuple[Change, ...]:
        return self._plan(found, None if self.null_shown else self.default)

    def closes(self, before: dict | None, after: dict | None) -> bool:
        """Whether nobody gets in, or out, any more where somebody did; rows."""
        return closes(before, after, DEFAULT_SETTINGS.read(self.default) if self.default else None)

    def may_close(self, found: Found) -> bool:
        """Whether only the default tells if the plan ``closes`` anything."""
        return may_close(self.wanted.partner, self.row(found))

    def doubtful(self, found: Found) -> bool:
        """Whether the plan takes nobody's access only if a list of all partners says the truth about this one.

        It would switch somebody off if null, which is not configured, stood for true, and shut somebody out if what is
        said to be shut were open.
        """
        switched_off = found.sync is not None and any(
            self.wanted.sync.get(name) is False and IDENTITY_SYNC.setting(name).read(found.sync) is None
            for name in IDENTITY_SYNC.admitting()
        )
        return switched_off or _leans_on_what_is_shut(self, found)

    def applied(self, found: Found, change: Change) -> Found:
        return applied(found, change)

    def row(self, found: Found) -> dict | None:
        return settings_row(found)

    def unseen(self, found: Found) -> tuple[Change, ...]:
        """What a read after the writes does not show yet."""
        return self._plan(found, self.default)

    def _plan(self, found, default):
        if self.pruning and not self.pruning.known_no(found):
            return ()
        return plan(self.wanted, found, default)

    def lacks_partner(self, found: Found) -> bool:
        return lacks_partner(self.wanted, found)

    def contradicts(self, found: Found, change: Change) -> bool:
        """Whether ``found`` cannot have been read after ``change`` was made, so that it is a stale read."""
        return (self._object(found, change) is None) != (self._object(applied(found, change), change) is None)

    @staticmethod
    def _object(found, change):
        return found.partner if change.resource == "partner" else found.sync


class TemplateGoal(NamedTuple):
    """A template, of which a tenant has one that always exists. ``wanted`` None stands for its reset state.

    ``singly``: whether it is to be read once more before anything is sent.
    """

    resource: Resource
    wanted: dict | None
    singly: bool = False
    tenant_id = None

    @property
    def title(self) -> str:
        return f"the {self.resource.name.replace('_', ' ')}"

    def plan(self, found: dict) -> tuple[Change, ...]:
        """Raises NoWay for a setting that Graph's template does not have."""
        if self.wanted is not None:
            absent = [
                setting.name
                for setting in self.resource.settings
                if setting.name in self.wanted and setting.versions == BETA and setting.property not in found
            ]
            if absent:
                raise NoWay([f"Graph's template has no {name} here" for name in absent])
            return updated(self.resource, None, self.wanted, found)
        reset = self.applied(found, Change(RESET, self.resource.name, None))
        differing = [
            setting
            for setting in self.resource.settings
            if setting.property in found and setting.read(found) != setting.read(reset)
        ]
        if not self._to_be_reset(found, reset, differing):
            return ()
        return (Change(RESET, self.resource.name, None, tuple(setting.name for setting in differing)),)

    def doubtful(self, found: dict) -> bool:
        """Whether the plan shuts out nobody only if what was read is true."""
        return _leans_on_what_is_shut(self, found)

    def _to_be_reset(self, found: dict, reset: dict, differing: list) -> bool:
        """Whether ``found`` is anything that a reset would not leave behind.

        What a reset leaves in a template is told in two ways: nothing configured, which is null (reference page), or
        synchronization, trust and consent declined, which is false (multi-tenant-organization-configure-templates).
        Nobody can tell a false that came from a reset from one that somebody wrote. To send another reset for it would
        change nothing in a Graph that declines, on every run for ever. So false counts as reset, as null does: that
        is the same in check mode and in a real run, whether the run waits or not. The price is that a false that
        somebody wrote stays until it is written otherwise; it lets nobody in.
        """
        flag = found.get(self.resource.reset_flag)
        if isinstance(flag, bool):
            # False means "customized" (crosstenantaccesspolicyconfigurationdefault), be it where we do not look.
            return not flag
        return any(
            not (_nothing_or_no(setting.read(found)) and _nothing_or_no(setting.read(reset))) for setting in differing
        )

    def applied(self, found: dict, change: Change) -> dict:
        if change.operation == RESET:
            return {**found, **{name: value for name, value in self.resource.reset_state.items() if name in found}}
        return {**found, **change.body}

    def row(self, found: dict) -> dict:
        return self.resource.read(found)

    def unseen(self, found: dict) -> tuple[Change, ...]:
        return self.plan(found)

    def lacks_partner(self, found: dict) -> bool:
        return False

    def contradicts(self, found: dict, change: Change) -> bool:
        return False


def _leans_on_what_is_shut(goal, found):
    before = goal.row(found)
    for change in goal.plan(found):
        after = goal.row(goal.applied(found, change))
        if before is not None and after is not None and leans_on_what_is_shut(change.settings, before, after):
            return True
    return False


def _nothing_or_no(value):
    """Whether a setting, as it was read, has no value, or says no to everything."""
    if isinstance(value, dict):
        return all(member is False for member in value.values())
    return value is None or value is False

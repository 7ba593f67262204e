# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a run is after, in the form in which the convergence works on it (private to this collection).

A goal knows, of one thing in Graph that is read and written as a whole, what remains to be done (``plan``), what Graph
holds after a change (``applied``), and how it is shown (``row``). All of it is pure.
"""

from __future__ import annotations

from typing import NamedTuple

from .actual import Found, settings_row
from .desired import BadInput, Wanted
from .plan import RESET, Change, applied, lacks_partner, needs_default, plan, updated
from .resource import BETA, Resource


class PartnerGoal(NamedTuple):
    """A partner and the synchronization policy under it. ``default`` is what it inherits, where that matters."""

    wanted: Wanted
    default: dict | None = None

    @property
    def tenant_id(self) -> str:
        return self.wanted.tenant_id

    @property
    def title(self) -> str:
        return f"partner {self.tenant_id}"

    def needs_default(self, found: Found) -> bool:
        return needs_default(self.wanted, found)

    def plan(self, found: Found) -> tuple[Change, ...]:
        return plan(self.wanted, found, self.default)

    def applied(self, found: Found, change: Change) -> Found:
        return applied(found, change)

    def row(self, found: Found) -> dict | None:
        return settings_row(found)

    def unseen(self, found: Found) -> tuple[Change, ...]:
        """What a read after the writes does not show yet."""
        return self.plan(found)

    def had_no_effect(self, before: Found, found: Found) -> bool:
        """Whether the writes turned out to have changed nothing, which a plan cannot always know."""
        return False

    def lacks_partner(self, found: Found) -> bool:
        return lacks_partner(self.wanted, found)

    def contradicts(self, found: Found, change: Change) -> bool:
        """Whether ``found`` cannot have been read after ``change`` was made, so that it is a stale read."""
        return (self._object(found, change) is None) != (self._object(applied(found, change), change) is None)

    @staticmethod
    def _object(found, change):
        return found.partner if change.resource == "partner" else found.sync


class TemplateGoal(NamedTuple):
    """A template, of which a tenant has one that always exists. ``wanted`` None stands for its reset state."""

    resource: Resource
    wanted: dict | None
    tenant_id = None

    @property
    def title(self) -> str:
        return f"the {self.resource.name.replace('_', ' ')}"

    def plan(self, found: dict) -> tuple[Change, ...]:
        """Raises BadInput for a setting that Graph's template does not have."""
        if self.wanted is not None:
            absent = [
                setting.name
                for setting in self.resource.settings
                if setting.name in self.wanted and setting.versions == BETA and setting.property not in found
            ]
            if absent:
                raise BadInput([f"Graph's template has no {name} here" for name in absent])
            return updated(self.resource, None, self.wanted, found)
        if found.get(self.resource.reset_flag) is True:
            return ()
        reset = self.applied(found, Change(RESET, self.resource.name, None))
        names = [
            setting.name
            for setting in self.resource.settings
            if setting.property in found and setting.read(found) != setting.read(reset)
        ]
        return (Change(RESET, self.resource.name, None, tuple(names)),) if names else ()

    def applied(self, found: dict, change: Change) -> dict:
        if change.operation == RESET:
            return {**found, **{name: value for name, value in self.resource.reset_state.items() if name in found}}
        return {**found, **change.body}

    def row(self, found: dict) -> dict:
        return self.resource.read(found)

    # What a reset leaves in Graph is told in two ways: nothing configured (reference), or synchronization declined
    # (multi-tenant-organization-configure-templates). We plan for the first and live with the second, in which another
    # reset sends a request and changes nothing.

    def unseen(self, found: dict) -> tuple[Change, ...]:
        declined = {name: None for name, value in found.items() if _declines(value)}
        return self.plan(found if self.wanted is not None else {**found, **declined})

    def had_no_effect(self, before: dict, found: dict) -> bool:
        return self.wanted is None and self.row(before) == self.row(found)

    def lacks_partner(self, found: dict) -> bool:
        return False

    def contradicts(self, found: dict, change: Change) -> bool:
        return False


def _declines(value):
    """Whether everything in a complex property was said no to."""
    return isinstance(value, dict) and bool(value) and all(member is False for member in value.values())

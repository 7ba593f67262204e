# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The goal of objects that exist once in a tenant: templates, default settings (private to this collection). Pure."""

from __future__ import annotations

from typing import NamedTuple

from .._model.kinds import GraphObject, Row, Settings
from .._model.operations import RESET
from .._model.resource import BETA, Resource, Setting
from .change import Change, NoWay, updated, written
from .plan import Plan
from .removal import plan_leans_on_what_is_shut


class TemplateGoal(NamedTuple):
    """An object that always exists, once in a tenant. ``desired`` None stands for its reset state.

    ``observed`` is Graph's object. ``singly``: whether the object is read once more before anything is sent.
    """

    resource: Resource
    desired: Settings | None
    singly: bool = False

    @property
    def tenant_id(self) -> None:
        return None

    @property
    def listed(self) -> bool:
        return True

    @property
    def title(self) -> str:
        return self.resource.title

    def plan(self, observed: GraphObject) -> tuple[Change, ...]:
        """Raises NoWay if a desired setting exists only in Graph beta and Graph's object does not contain it."""
        if self.desired is not None:
            absent = [
                setting.name
                for setting in self.resource.settings
                if setting.name in self.desired and setting.versions == BETA and setting.property not in observed
            ]
            if absent:
                raise NoWay([f"the template in Microsoft Graph does not contain {name}" for name in absent])
            return updated(self.resource, None, self.desired, observed)
        reset = self.applied(observed, Change(RESET, self.resource.name, None))
        differing = [
            setting
            for setting in self.resource.settings
            if setting.property in observed and setting.read(observed) != setting.read(reset)
        ]
        if not self._to_be_reset(observed, reset, differing):
            return ()
        return (Change(RESET, self.resource.name, None, tuple(setting.name for setting in differing)),)

    def doubtful(self, observed: GraphObject) -> bool:
        """Whether the plan would shut out everybody if ``observed`` was read wrongly."""
        return plan_leans_on_what_is_shut(Plan.of(self, observed))

    def _to_be_reset(self, observed: GraphObject, reset: GraphObject, differing: list[Setting]) -> bool:
        """Whether ``observed`` differs from all states that a reset may leave behind.

        Microsoft documents two states of a template after a reset. One page says that nothing is configured (null,
        reference page). Another page says that synchronization, trust and consent are declined (false,
        multi-tenant-organization-configure-templates). A false from a reset looks the same as a false that somebody
        wrote. If a false required a reset, and Graph's reset left false, every run would send another reset without
        effect. So false counts as reset, like null: in check mode and in a real run, with ``wait`` and without. The
        price: a false that somebody wrote stays until another value is written. A false admits nobody.
        """
        flag = observed.get(self.resource.reset_flag) if self.resource.reset_flag else None
        if isinstance(flag, bool):
            # False means "customized" (crosstenantaccesspolicyconfigurationdefault). An unknown property may be the
            # customized one.
            return not flag
        return any(
            not (_nothing_or_no(setting.read(observed)) and _nothing_or_no(setting.read(reset)))
            for setting in differing
        )

    def applied(self, observed: GraphObject, change: Change) -> GraphObject:
        if change.operation == RESET:
            return {
                **observed,
                **{name: value for name, value in self.resource.reset_state.items() if name in observed},
            }
        return written(observed, change)

    def row(self, observed: GraphObject) -> Row:
        return self.resource.read(observed)

    def unseen(self, observed: GraphObject) -> tuple[Change, ...]:
        return self.plan(observed)

    def lacks_partner(self, observed: GraphObject) -> bool:
        return False

    def contradicts(self, observed: GraphObject, change: Change) -> bool:
        return False


def _nothing_or_no(value: object) -> bool:
    """Whether the value of a setting, as it was read, is null, or is false in all its members."""
    if isinstance(value, dict):
        return all(member is False for member in value.values())
    return value is None or value is False

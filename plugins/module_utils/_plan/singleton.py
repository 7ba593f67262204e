# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a tenant always has one of: desired and observed → changes (private to this collection). Pure.

A goal answers the same questions as that of a partner.
"""

from __future__ import annotations

from typing import NamedTuple

from .._model.operations import RESET
from .._model.resource import BETA, Resource
from .change import Change, NoWay, updated
from .plan import Plan
from .removal import plan_leans_on_what_is_shut


class TemplateGoal(NamedTuple):
    """A template, of which a tenant has one that always exists. ``desired`` None stands for its reset state.

    ``singly``: whether it is to be read once more before anything is sent.
    """

    resource: Resource
    desired: dict | None
    singly: bool = False
    tenant_id = None
    listed = True

    @property
    def title(self) -> str:
        return self.resource.title

    def plan(self, observed: dict) -> tuple[Change, ...]:
        """Raises NoWay for a setting that Graph's template does not have."""
        if self.desired is not None:
            absent = [
                setting.name
                for setting in self.resource.settings
                if setting.name in self.desired and setting.versions == BETA and setting.property not in observed
            ]
            if absent:
                raise NoWay([f"Graph's template has no {name} here" for name in absent])
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

    def doubtful(self, observed: dict) -> bool:
        """Whether the plan shuts out nobody only if what was read is true."""
        return plan_leans_on_what_is_shut(Plan.of(self, observed))

    def _to_be_reset(self, observed: dict, reset: dict, differing: list) -> bool:
        """Whether ``observed`` is anything that a reset would not leave behind.

        What a reset leaves in a template is told in two ways: nothing configured, which is null (reference page), or
        synchronization, trust and consent declined, which is false (multi-tenant-organization-configure-templates).
        Nobody can tell a false that came from a reset from one that somebody wrote. To send another reset for it would
        change nothing in a Graph that declines, on every run for ever. So false counts as reset, as null does: that
        is the same in check mode and in a real run, whether the run waits or not. The price is that a false that
        somebody wrote stays until it is written otherwise; it lets nobody in.
        """
        flag = observed.get(self.resource.reset_flag)
        if isinstance(flag, bool):
            # False means "customized" (crosstenantaccesspolicyconfigurationdefault), be it where we do not look.
            return not flag
        return any(
            not (_nothing_or_no(setting.read(observed)) and _nothing_or_no(setting.read(reset)))
            for setting in differing
        )

    def applied(self, observed: dict, change: Change) -> dict:
        if change.operation == RESET:
            return {
                **observed,
                **{name: value for name, value in self.resource.reset_state.items() if name in observed},
            }
        return {**observed, **change.body}

    def row(self, observed: dict) -> dict:
        return self.resource.read(observed)

    def unseen(self, observed: dict) -> tuple[Change, ...]:
        return self.plan(observed)

    def lacks_partner(self, observed: dict) -> bool:
        return False

    def contradicts(self, observed: dict, change: Change) -> bool:
        return False


def _nothing_or_no(value):
    """Whether a setting, as it was read, has no value, or says no to everything."""
    if isinstance(value, dict):
        return all(member is False for member in value.values())
    return value is None or value is False

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a plan is made of: changes, and that there is no way (private to this collection). Pure."""

from __future__ import annotations

from typing import NamedTuple

from .._model.operations import UPDATE
from .._model.resource import Resource


class NoWay(ValueError):
    """Nothing leads from what was observed to what is desired. ``problems`` says why, a sentence each.

    It is no fault of the options, which may have been right a moment ago, and it says nothing about what was written
    before: whoever catches it has to know that. What refuses options is ``desired.BadInput``.
    """

    def __init__(self, problems: list[str]):
        super().__init__("; ".join(problems))
        self.problems = problems


class Change(NamedTuple):
    """One write. ``body`` is the JSON that Graph gets, ``settings`` the names of what it sets.

    ``name`` is the key of the object among those of its tenant, where a tenant has several.
    """

    operation: str
    resource: str
    tenant_id: str | None
    settings: tuple[str, ...] = ()
    body: dict | None = None
    name: str | None = None

    def report(self) -> dict:
        """What the modules return of it."""
        report = {
            "operation": self.operation,
            "resource": self.resource,
            "tenant_id": self.tenant_id,
            "settings": list(self.settings),
        }
        return report if self.name is None else {**report, "name": self.name}


def updated(
    resource: Resource, tenant_id: str | None, desired: dict, graph: dict, default: dict | None = None
) -> tuple[Change, ...]:
    """The changes, as a rule one or none, that bring the wanted settings into an object that exists."""
    changes = []
    for part in resource.steps(desired, graph):
        names = resource.differing(part, graph, default)
        if names:
            body = resource.body(part, names, graph)
            changes.append(Change(UPDATE, resource.name, tenant_id, names, body))
            graph = {**graph, **body}
    return tuple(changes)

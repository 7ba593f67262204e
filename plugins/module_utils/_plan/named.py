# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The goal of an object that has a name among several objects of one tenant (private to this collection). Pure."""

from __future__ import annotations

from typing import NamedTuple

from .._model.kinds import GraphObject, Row, Settings
from .._model.operations import CREATE, DELETE
from .._model.resource import Resource
from .change import Change, NoWay, updated, written


class Named(NamedTuple):
    """The observed state: ``graph`` is the object, or None if it does not exist."""

    graph: GraphObject | None
    has_parent: bool = True


class NamedGoal(NamedTuple):
    """One object with a name. ``tenant_id`` is None for an object of the default settings.

    ``desired`` None means that the object must not exist. ``needed`` are the members of settings that Graph requires
    for a new object, for example inbound_access.allowed.
    """

    resource: Resource
    tenant_id: str | None
    name: str
    desired: Settings | None
    needed: tuple[tuple[str, str], ...] = ()

    @property
    def listed(self) -> bool:
        return True

    @property
    def singly(self) -> bool:
        return False

    @property
    def title(self) -> str:
        title = self.resource.title.format(name=self.name)
        return title + (f" of {self.resource.tenant} {self.tenant_id}" if self.tenant_id else "")

    def plan(self, observed: Named) -> tuple[Change, ...]:
        """Raises NoWay if the object has to be created and a needed value, or the parent object, is missing."""
        if self.desired is None:
            return () if observed.graph is None else (self._change(DELETE),)
        if observed.graph is not None:
            changes = updated(self.resource, self.tenant_id, self.desired, observed.graph)
            return tuple(change._replace(name=self.name) for change in changes)
        missing = [
            f"{name}.{member}" for name, member in self.needed if (self.desired.get(name) or {}).get(member) is None
        ]
        if missing:
            raise NoWay([f"{self.title} does not exist, and cannot be created without {' and '.join(missing)}"])
        names = self.resource.differing(self.desired, {})
        body = {
            **self.resource.key_in_body(self.tenant_id, self.name),
            **self.resource.body(self.desired, names, {}),
        }
        return (self._change(CREATE, names, body),)

    def applied(self, observed: Named, change: Change) -> Named:
        if change.operation == DELETE:
            return observed._replace(graph=None)
        return Named(written(observed.graph, change))

    def row(self, observed: Named) -> Row | None:
        """The settings of the object, under its name. Raises UnexpectedValue."""
        if observed.graph is None:
            return None
        return {"tenant_id": self.tenant_id, "name": self.name, **self.resource.read(observed.graph)}

    def unseen(self, observed: Named) -> tuple[Change, ...]:
        return self.plan(observed)

    def lacks_partner(self, observed: Named) -> bool:
        return self.desired is not None and not observed.has_parent

    def contradicts(self, observed: Named, change: Change) -> bool:
        return (observed.graph is None) != (change.operation == DELETE)

    def _change(self, operation: str, names: tuple[str, ...] = (), body: GraphObject | None = None) -> Change:
        return Change(operation, self.resource.name, self.tenant_id, names, body, self.name)

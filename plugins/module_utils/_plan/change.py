# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The parts of a plan: changes. Also the error for a goal that no changes reach (private to this collection). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, TypedDict

from .._model.kinds import GraphObject, Settings
from .._model.operations import UPDATE
from .._model.resource import Resource


class NoWay(ValueError):
    """No changes lead from the observed state to the desired state. ``problems`` contains one sentence for each reason.

    The options may be right, and may have worked a moment ago. Wrong options raise ``desired.BadInput`` instead. The
    error does not say whether changes were made before it was raised. The code that catches it has to know that.
    """

    def __init__(self, problems: list[str]):
        super().__init__("; ".join(problems))
        self.problems = problems


class _Report(TypedDict):
    operation: str
    resource: str
    tenant_id: str | None
    settings: list[str]


class ChangeReport(_Report, total=False):
    """A change as the modules return it, as an item of ``changes``."""

    name: str


class Change(NamedTuple):
    """One write.

    ``operation`` is one of the constants in ``operations.py``. ``resource`` is the name of a ``Resource``.
    ``tenant_id`` is None for an object that exists once in the home tenant. ``settings`` are the names of the settings
    that the write sets. ``body`` is the JSON that is sent, or None for a write without a body. ``name`` is the name of
    an object if its tenant may contain several such objects, otherwise None.

    ``key`` are the values of further placeholders of the path: IDs that only Graph knows. An ID is None in a prediction
    as long as the object does not exist. ``values`` is given if ``body`` contains more than the change is about: the
    desired values. The ID of a plan is then about them.
    """

    operation: str
    resource: str
    tenant_id: str | None
    settings: tuple[str, ...] = ()
    body: GraphObject | None = None
    name: str | None = None
    key: Mapping[str, str | None] = {}
    values: Settings | None = None

    def overlaps(self, other: Change) -> bool:
        """Whether both are the same write to the same object, and have a setting in common or no settings at all.

        The body does not count. Besides the settings it contains values that Graph showed, and these may change from
        one read to the next. The desired value of a setting is the same in all plans for a goal.
        """
        return self._like(other) and any(part in other.parts for part in self.parts)

    def repeats(self, earlier: Iterable[Change]) -> bool:
        """Whether ``earlier`` changes have made the same write to the same object, with all of these settings."""
        made = [part for change in earlier if self._like(change) for part in change.parts]
        return all(part in made for part in self.parts)

    def _like(self, other: Change) -> bool:
        one, another = (change._replace(settings=(), body=None, values=None) for change in (self, other))
        return one == another

    @property
    def parts(self) -> list[tuple[str, Any] | None]:
        """Each setting, with its desired value if ``values`` are given. One None if the change sets no setting."""
        values = self.values or {}
        return [(name, values.get(name)) for name in self.settings] or [None]

    def report(self) -> ChangeReport:
        """The change as the modules return it."""
        report: ChangeReport = {
            "operation": self.operation,
            "resource": self.resource,
            "tenant_id": self.tenant_id,
            "settings": list(self.settings),
        }
        return report if self.name is None else {**report, "name": self.name}


def updated(
    resource: Resource,
    tenant_id: str | None,
    desired: Settings,
    graph: GraphObject,
    default: GraphObject | None = None,
) -> tuple[Change, ...]:
    """The changes that bring the desired settings into an object that exists; usually one change or none.

    ``graph`` is the object as Graph holds it. ``default`` is the object that it inherits from, or None if that object
    is not known.
    """
    changes = []
    for part in resource.steps(desired, graph):
        names = resource.differing(part, graph, default)
        if names:
            body = resource.body(part, names, graph)
            changes.append(Change(UPDATE, resource.name, tenant_id, names, body))
            graph = {**graph, **body}
    return tuple(changes)


def written(graph: GraphObject | None, change: Change) -> GraphObject:
    """The object ``graph`` as Graph holds it after ``change`` wrote its body; None stands for a new object."""
    return {**(graph or {}), **(change.body or {})}

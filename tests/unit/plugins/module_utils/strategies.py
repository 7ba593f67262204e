# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Strategies of hypothesis for partners. They use the settings tables, so a new row is tested without new code."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import Desired
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.kinds import (
    INHERIT,
    Boolean,
    Choice,
    Flags,
    Items,
    Record,
    Text,
    Wrapped,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.observed import Observed
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.resource import Resource
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.resources import (
    DEFAULT_SETTINGS,
    IDENTITY_SYNC,
    MTO_PARTNER_TEMPLATE,
    MTO_SYNC_TEMPLATE,
    PARTNER,
)

# Partners have many settings, so examples are large. The machines that run tests are often busy.
settings.register_profile("partners", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("partners")

TENANT = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"
RESOURCES = (PARTNER, IDENTITY_SYNC, MTO_SYNC_TEMPLATE, MTO_PARTNER_TEMPLATE, DEFAULT_SETTINGS)

_UNKNOWN = st.dictionaries(
    st.sampled_from(["protectedContentSharing", "newIn2027", "m365Capabilities"]),
    st.one_of(st.booleans(), st.text(max_size=5), st.dictionaries(st.just("x"), st.booleans())),
    max_size=2,
)


def option_values(kind) -> st.SearchStrategy:
    """Values that a user can give for an option of this kind."""
    if isinstance(kind, Boolean):
        return st.booleans()
    if isinstance(kind, Text):
        return st.text(max_size=8)
    if isinstance(kind, Flags):
        return st.lists(st.sampled_from(list(kind.members)), max_size=3)
    if isinstance(kind, Choice):
        return st.sampled_from(kind.words)
    if isinstance(kind, Items):
        return st.lists(
            st.fixed_dictionaries({field.name: option_values(field.kind) for field in kind.fields}), max_size=3
        )
    if isinstance(kind, Wrapped):
        return option_values(kind.kind)
    assert isinstance(kind, Record), kind
    members = {field.name: option_values(field.kind) for field in kind.fields}
    return st.sampled_from(list(members)).flatmap(
        lambda one: st.fixed_dictionaries(
            {one: members[one]}, optional={name: values for name, values in members.items() if name != one}
        )
    )


def _targets():
    """Valid targets for each type, in upper or lower case. Other targets are refused before Graph gets them."""
    words = {"user": "AllUsers", "group": "AllUsers", "application": "Office365"}
    word = st.sampled_from([words.get, lambda kind: words[kind].lower()])
    few = st.integers(1, 3).map(lambda number: f"0be493dc-cb56-4a53-936f-a{number:011}")
    return st.one_of(word, few.map(lambda text: lambda _kind: text), few.map(lambda text: lambda _kind: text.upper()))


def graph_values(kind) -> st.SearchStrategy:
    """Values that Graph can hold for a property of this kind."""
    if isinstance(kind, Boolean):
        return st.one_of(st.none(), st.booleans())
    if isinstance(kind, Text):
        return st.one_of(st.none(), st.text(max_size=8))
    if isinstance(kind, Flags):
        members = [*kind.members.values(), "newerFlag", "unknownFutureValue"]
        joined = st.lists(st.sampled_from(members), unique=True).map(", ".join)
        return st.one_of(st.none(), st.just("none"), joined)
    if isinstance(kind, Choice):
        return st.one_of(st.none(), st.sampled_from(kind.words))
    if isinstance(kind, Items):
        members = {
            field.property: st.text(min_size=1, max_size=8)
            if isinstance(field.kind, Text)
            else option_values(field.kind)
            for field in kind.fields
        }
        item = st.fixed_dictionaries(members, optional={"newIn2027": st.booleans()})
        if "target" in members:
            item = st.builds(lambda graph, target: {**graph, "target": target(graph["targetType"])}, item, _targets())
        return st.one_of(st.none(), st.lists(item, max_size=3))
    fields = {field.property: field.kind for field in kind.fields} if isinstance(kind, Record) else {}
    if isinstance(kind, Wrapped):
        fields = {kind.property: kind.kind}
    members = {name: graph_values(member) for name, member in fields.items()}
    known = st.fixed_dictionaries({}, optional=members)
    return st.one_of(st.none(), st.builds(lambda a, b: {**a, **b}, _UNKNOWN, known))


def graph_objects(resource: Resource) -> st.SearchStrategy:
    """Objects that Graph may hold. They can contain properties that the collection does not know."""
    known = st.fixed_dictionaries(
        {}, optional={setting.property: graph_values(setting.kind) for setting in resource.settings}
    )
    return st.builds(lambda a, b: {**a, **b}, _UNKNOWN, known)


def settings_desired(resource: Resource) -> st.SearchStrategy:
    """Desired values for the settings of a resource."""
    return st.fixed_dictionaries(
        {},
        optional={
            setting.name: st.one_of(option_values(setting.kind), st.just(INHERIT))
            if setting.nullable
            else option_values(setting.kind)
            for setting in resource.settings
        },
    )


def partners_desired() -> st.SearchStrategy:
    states = st.sampled_from([None, "present", "absent"])
    return st.builds(
        Desired,
        tenant_id=st.just(TENANT),
        partner_state=states,
        partner=settings_desired(PARTNER),
        sync_state=states,
        sync=settings_desired(IDENTITY_SYNC),
    )


def partners_observed() -> st.SearchStrategy:
    """Observed partners: objects that Graph may hold. A policy exists only together with its partner."""
    return st.one_of(st.just(Observed()), existing_partners())


def _policies():
    """Policies that Graph accepts: a setting that needs another setting is on only if the other one is on."""

    def allowed(graph):
        for setting in IDENTITY_SYNC.settings:
            if setting.needs and setting.read(graph):
                needed = IDENTITY_SYNC.setting(setting.needs)
                graph = {**graph, needed.property: needed.write(True, graph)}
        return graph

    return graph_objects(IDENTITY_SYNC).map(allowed)


def existing_partners() -> st.SearchStrategy:
    """Observed partners that exist in Graph."""
    partner = graph_objects(PARTNER).map(lambda graph: {**graph, "tenantId": TENANT})
    sync = st.one_of(st.none(), _policies())
    deleted = st.one_of(st.none(), _policies())
    return st.builds(Observed, partner, sync, deleted, st.none())

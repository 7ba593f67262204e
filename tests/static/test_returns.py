# SPDX-License-Identifier: GPL-3.0-or-later
"""RETURN documents exactly the members that the tables of settings define, with the same types."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.errors import AuthenticationError, GraphError
from ansible_collections.entra.cross_tenant.plugins.module_utils._model import organization
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.kinds import (
    Boolean,
    Choice,
    Flags,
    Items,
    Record,
    Text,
    Texts,
    Wrapped,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.resources import (
    DEFAULT_SETTINGS,
    IDENTITY_SYNC,
    MTO,
    MTO_JOIN_REQUEST,
    MTO_PARTNER_TEMPLATE,
    MTO_SYNC_TEMPLATE,
    MTO_TENANT,
    PARTNER,
    PARTNER_CAPABILITY,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.synchronization.resources import (
    RESOURCES as SYNCHRONIZATION,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.change import UPDATE, Change
from ansible_collections.entra.cross_tenant.tests.static.test_conventions import GRAPH_MODULES, MODULES, documents_of

# The shape of a value is its type. The shape of a dictionary, or of a list of dictionaries, is that of its members.
Shape = Any


def of_kind(kind: Any) -> Shape:
    """The shape of the value that ``kind.read`` returns."""
    if isinstance(kind, Boolean):
        return "bool"
    if isinstance(kind, (Text, Choice)):
        return "str"
    if isinstance(kind, (Flags, Texts)):
        return "list"
    if isinstance(kind, Wrapped):
        return of_kind(kind.kind)
    if isinstance(kind, Items):
        return [{field.name: of_kind(field.kind) for field in kind.fields}]
    if not isinstance(kind, Record):
        option = kind.option()
        return (
            [{name: member["type"] for name, member in option["options"].items()}]
            if "options" in option
            else option["type"]
        )
    return {field.name: of_kind(field.kind) for field in kind.fields}


def settings(resource: Any) -> dict[str, Shape]:
    return {setting.name: of_kind(setting.kind) for setting in resource.settings}


def computed(resource: Any, **types: str) -> dict[str, Shape]:
    """The properties that Graph computes. They are text unless ``types`` gives another type."""
    values: Shape = {name: types.get(name, "str") for name in resource.read_only.values()}
    return {**values, **{part.name: settings(part) for part in resource.computed.values()}}


ID = {"tenant_id": "str"}
SYNC = {**ID, **settings(IDENTITY_SYNC)}
OF_PARTNER = computed(PARTNER, in_multi_tenant_organization="bool")
ROW = {
    **ID,
    **settings(PARTNER),
    "inherit": "list",
    "identity_sync": settings(IDENTITY_SYNC),
    "read_only": OF_PARTNER,
    "unknown_settings": "dict",
}
ITEM = {
    **ID,
    "changed": "bool",
    "changes": "list",
    "before": "dict",
    "after": "dict",
    "read_only": OF_PARTNER,
    "error": "dict",
}
DEFAULT = {
    **settings(DEFAULT_SETTINGS),
    "read_only": computed(DEFAULT_SETTINGS, service_default="bool"),
    "unknown_settings": "dict",
}
CAPABILITY = {**ID, "name": "str", **settings(PARTNER_CAPABILITY)}
ORGANIZATION = {"state": "str", **settings(MTO)}
MEMBER = {**ID, **settings(MTO_TENANT), "state": "str", "transition": of_kind(organization._TRANSITION)}
REQUEST = {
    **settings(MTO_JOIN_REQUEST),
    "state": "str",
    "role": "str",
    "transition": of_kind(organization._JOIN_TRANSITION),
}
QUARANTINE = dict.fromkeys(("reason", "since", "next_attempt", "message"), "str")
STATUS = {
    **dict.fromkeys(("code", "last_run", "last_success"), "str"),
    "quarantine": QUARANTINE,
    "counts": "dict",
}
JOB = {"enabled": "bool", "status": STATUS}
SYNC_JOB_RESULT = {
    **dict.fromkeys(("target_tenant_id", "name", "service_principal_id", "job_id"), "str"),
    "before": JOB,
    "after": JOB,
    "held_back_deletions": "int",
    "provisioning": {
        **dict.fromkeys(("status", "action", "error_code", "reason"), "str"),
        "steps": [dict.fromkeys(("name", "type", "status", "description"), "str")],
        "modified_properties": [dict.fromkeys(("name", "before", "after"), "str")],
    },
}
CONFIGURATION = {
    "target_tenant_id": "str",
    **{name: shape for resource in SYNCHRONIZATION for name, shape in settings(resource).items()},
    "assignments": [{"user": "str", "group": "str"}],
    "missing": "list",
    **dict.fromkeys(("service_principal_id", "application_id", "job_id"), "str"),
    "status": STATUS,
    "read_only": {"by_admin_center": "bool", "problem": "str", "masked": "list"},
}
FAILURES = {
    "since": "str",
    "complete": "bool",
    "failures": "int",
    "errors": [
        {
            **dict.fromkeys(("code", "category"), "str"),
            **dict.fromkeys(("count", "objects"), "int"),
            "example": dict.fromkeys(("time", "action", "object_type", "change_id"), "str"),
        }
    ],
}
EXPECTED: dict[str, Shape] = {
    # module.value, or a part of it
    "partner.partner": ROW,
    "partner_info.partners": [{**ROW, "deleted_date_time": "str", "days_left": "int"}],
    "partners.partners": [ITEM],
    "partners.unmanaged_partners": [{**ROW, "error": "dict"}],
    "partner_outcome.partners": [{**ITEM, "side": "str", "in_tenant": "str", "left": "dict", "others": "list"}],
    "partner_identity_sync.partner_identity_sync": SYNC,
    "partner_identity_sync_info.partner_identity_syncs": [{**SYNC, "deleted_date_time": "str", "days_left": "int"}],
    "sync_configuration.sync_configuration": CONFIGURATION,
    "sync_configurations.sync_configurations": [
        {
            "target_tenant_id": "str",
            "changed": "bool",
            "changes": "list",
            "before": "dict",
            "after": "dict",
            "masked": "list",
            "left": "dict",
            "others": "list",
            "error": "dict",
        }
    ],
    "sync_configuration.left": {"steps": "list", "reason": "str"},
    "sync_configuration_info.sync_configurations": [{**CONFIGURATION, "errors": FAILURES}],
    "sync_job.sync_job": SYNC_JOB_RESULT,
    "deleted_partner.partner": ROW,
    "deleted_partner_identity_sync.partner_identity_sync": SYNC,
    "partner_capability.partner_capability": CAPABILITY,
    "partner_capability_info.partner_capabilities": [
        {**CAPABILITY, "read_only": computed(PARTNER_CAPABILITY), "unknown_settings": "dict"}
    ],
    "access_policy_info.access_policy.deleted_identity_syncs": [
        {**SYNC, "deleted_date_time": "str", "restorable_until": "str"}
    ],
    "default_settings.default_settings": DEFAULT,
    "default_settings_info.default_settings": DEFAULT,
    "mto_sync_template.mto_sync_template": settings(MTO_SYNC_TEMPLATE),
    "mto_sync_template_info.mto_sync_template": settings(MTO_SYNC_TEMPLATE),
    "mto_partner_template.mto_partner_template": settings(MTO_PARTNER_TEMPLATE),
    "mto_partner_template_info.mto_partner_template": settings(MTO_PARTNER_TEMPLATE),
    "mto.mto": ORGANIZATION,
    "mto_info.mto": {**ORGANIZATION, **computed(MTO)},
    "mto_tenant.mto_tenant": MEMBER,
    "mto_info.mto_tenants": [{**MEMBER, **computed(MTO_TENANT)}],
    "mto_tenant.mto_join_request": REQUEST,
    "mto_info.mto_join_request": REQUEST,
}
# Modules with values that come from no table of settings.
OTHERS = {"access_policy_info", "connection_info", "partners_of_hosts", "tenant_info", "unknowns_trial"}
# Objects that one tenant can have several of, identified by name.
SEVERAL = {"partner_capability", "sync_configuration", "sync_configurations", "sync_job"}
ABOUT_THE_RUN = {"changes", "error", "plan", "backup", "home_tenant_id", "requests", "health_checks"}

# Facts of the directory, which are not made of settings.
ABOUT_TENANTS = {"partner_info.tenant_names"}


def returned(module: str) -> dict[str, Any]:
    (path,) = [path for path in MODULES if path.stem == module]
    found: dict[str, Any] = yaml.safe_load(documents_of(path)["RETURN"])
    return found


def documented(value: dict[str, Any]) -> Shape:
    """The shape of a value in RETURN. The members of a list of text are not described."""
    if "contains" not in value:
        return value["type"]
    members = {name: documented(member) for name, member in value["contains"].items()}
    return [members] if value["type"] == "list" else members


def unknown(sample: Any, shape: Shape, place: str) -> list[str]:
    """The places of members that a sample contains but its description lacks."""
    if isinstance(shape, list) and isinstance(sample, list):
        return [found for each in sample for found in unknown(each, shape[0], place)]
    if not isinstance(shape, dict) or not isinstance(sample, dict):
        return []
    strange = [f"{place}.{name}" for name in sample if name not in shape]
    known = [name for name in sample if name in shape]
    return strange + [found for name in known for found in unknown(sample[name], shape[name], f"{place}.{name}")]


@pytest.mark.parametrize("place", EXPECTED)
def test_values(place: str) -> None:
    module, name, *inner = place.split(".")
    value = returned(module)[name]
    for each in inner:
        value = value["contains"][each]
    assert documented(value) == EXPECTED[place]


def test_every_value_that_is_made_of_settings_is_held() -> None:
    found = {
        f"{path.stem}.{name}"
        for path in GRAPH_MODULES
        for name in returned(path.stem)
        if name not in ABOUT_THE_RUN and path.stem not in OTHERS
    } - ABOUT_TENANTS
    assert found <= set(EXPECTED)
    assert {place for place in EXPECTED if place.count(".") == 1} - found == {"partner_outcome.partners"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_changes_errors_and_samples(path: Any) -> None:
    values = returned(path.stem)
    changes = {"operation": "str", "resource": "str", "tenant_id": "str", "settings": "list"}
    assert list(changes) == list(Change(UPDATE, "partner", None).report())
    error = {**GraphError("GET /", 400, {}, {}).report(), **AuthenticationError("").report()}
    if "contains" in values.get("changes", {}):
        several = {"name": "str"} if path.stem in SEVERAL else {}
        assert documented(values["changes"]) == [{**changes, **several}]
    if "contains" in values.get("error", {}):
        assert documented(values["error"]) == {name: "int" if name == "status" else "str" for name in error}
    for name, value in values.items():
        shape = documented(value)
        if name == "plan" and "update" in value["sample"]:
            # ansible-test accepts no member with the name of a method. So the description tells it.
            assert "C(update)" in str(value["description"])
            shape = {**shape, "update": "int"}
        assert not unknown(value.get("sample"), shape, name)


def test_a_drift_is_seen() -> None:
    """These tests can fail: a member too few, a member too many, another type."""
    value: dict[str, Any] = {"type": "dict", "contains": {"a": {"type": "bool"}, "b": {"type": "list", "contains": {}}}}
    assert documented(value) == {"a": "bool", "b": [{}]}
    assert documented(value) not in ({"a": "bool"}, {"a": "str", "b": [{}]}, {"a": "bool", "b": [{}], "c": "str"})
    assert unknown({"a": 1, "x": 2, "b": [{"y": 1}]}, documented(value), "v") == ["v.x", "v.b.y"]

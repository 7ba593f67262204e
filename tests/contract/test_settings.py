# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The settings tables compared with Microsoft's own type definitions: every name, to the letter, and every cloud."""

from __future__ import annotations

import pytest

from ansible_collections.entra.cross_tenant.plugins.module_utils._directory import requests
from ansible_collections.entra.cross_tenant.plugins.module_utils._model import organization
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.kinds import (
    Boolean,
    Choice,
    Flags,
    Items,
    Record,
    Text,
    Wrapped,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.resource import BETA
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.resources import (
    DEFAULT_SETTINGS,
    IDENTITY_SYNC,
    MTO,
    MTO_JOIN_REQUEST,
    MTO_PARTNER_TEMPLATE,
    MTO_SYNC_TEMPLATE,
    MTO_TENANT,
    PARTNER,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.change import Change
from ansible_collections.entra.cross_tenant.tests.contract.facts import Metadata

TYPES = {
    PARTNER.name: "crossTenantAccessPolicyConfigurationPartner",
    IDENTITY_SYNC.name: "crossTenantIdentitySyncPolicyPartner",
    MTO_SYNC_TEMPLATE.name: "multiTenantOrganizationIdentitySyncPolicyTemplate",
    MTO_PARTNER_TEMPLATE.name: "multiTenantOrganizationPartnerConfigurationTemplate",
    DEFAULT_SETTINGS.name: "crossTenantAccessPolicyConfigurationDefault",
    MTO.name: "multiTenantOrganization",
    MTO_TENANT.name: "multiTenantOrganizationMember",
    MTO_JOIN_REQUEST.name: "multiTenantOrganizationJoinRequestRecord",
}
RESOURCES = (
    PARTNER,
    IDENTITY_SYNC,
    MTO_SYNC_TEMPLATE,
    MTO_PARTNER_TEMPLATE,
    DEFAULT_SETTINGS,
    MTO,
    MTO_TENANT,
    MTO_JOIN_REQUEST,
)
ROWS = [pytest.param(resource, setting, id=setting.name) for resource in RESOURCES for setting in resource.settings]


def check(schema, kind, type_name):
    """Compare a kind of value with the type that Graph declares."""
    if isinstance(kind, Flags):
        assert set(kind.members.values()) == schema.members(type_name) - {"none", "unknownFutureValue"}
    elif isinstance(kind, Choice):
        assert set(kind.words) == schema.members(type_name) - {"unknownFutureValue"}
    elif isinstance(kind, Items):
        assert type_name.endswith("[]")
        members = schema.properties(type_name[:-2])
        for field in kind.fields:
            check(schema, field.kind, members[field.property])
    elif isinstance(kind, (Record, Wrapped)):
        members = schema.properties(type_name)
        for field in kind.fields if isinstance(kind, Record) else [kind]:
            check(schema, field.kind, members[field.property])
    else:
        assert {Boolean: "Boolean", Text: "String"}[type(kind)] == type_name


@pytest.mark.parametrize(("resource", "setting"), ROWS)
def test_every_row_is_a_property_of_graph(contract, resource, setting):
    schema = Metadata("v1.0-Prod")
    if setting.versions != BETA:
        check(schema, setting.kind, schema.properties(TYPES[resource.name])[setting.property])
        return
    assert setting.property not in schema.properties(TYPES[resource.name])
    # The nearest public definition of beta is that of a cloud without templates.
    beta = Metadata("beta-USNat")
    if TYPES[resource.name] not in beta:
        assert resource is MTO_SYNC_TEMPLATE
    elif setting.property in beta.properties(TYPES[resource.name]):
        check(beta, setting.kind, beta.properties(TYPES[resource.name])[setting.property])
    else:
        # Other clouds have the properties that this one lacks. The property newer than all files is named there.
        assert setting.property in contract.properties("beta", TYPES[resource.name])


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.name)
@pytest.mark.parametrize(("cloud", "name"), [("global", "Prod"), ("usgov", "Fairfax"), ("china", "Mooncake")])
def test_every_resource_is_in_the_clouds_that_its_table_names(resource, cloud, name):
    assert (TYPES[resource.name] in Metadata(f"v1.0-{name}")) == (cloud in resource.clouds)


@pytest.mark.parametrize(("resource", "setting"), ROWS)
@pytest.mark.parametrize(("cloud", "name"), [("global", "Prod"), ("usgov", "Fairfax"), ("china", "Mooncake")])
def test_every_row_names_the_clouds_that_have_it(resource, setting, cloud, name):
    schema = Metadata(f"v1.0-{name}")
    if setting.versions != BETA and TYPES[resource.name] in schema:
        assert (setting.property in schema.properties(TYPES[resource.name])) == (cloud in setting.clouds)


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.name)
def test_what_is_not_a_setting_is_known_to_graph_too(resource):
    known = Metadata("v1.0-Prod").properties(TYPES[resource.name])
    beyond = set(resource.read_only).union(resource.other) - set(known)
    # These are keys of a base type.
    assert beyond <= {"id", "deletedDateTime"}


def test_every_address_is_an_operation_of_graph(contract):
    tenant = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"
    every = [
        requests.write(Change(operation, resource.name, tenant))
        for resource in RESOURCES
        for operation in resource.operations
    ]
    writes = [request for request in every if "/deletedItems/" not in request.path]
    reads = [requests.list_identity_syncs()]
    reads += [requests.one(resource, tenant) for resource in RESOURCES if resource.path]
    reads += [requests.every(resource, tenant) for resource in RESOURCES if resource.list_path]
    for version in ("v1.0", "beta"):
        for request in writes + reads:
            assert contract.operation(request.method, version, request.path), request
    on_deleted = [request for request in every if request not in writes]
    assert [request.method for request in on_deleted] == ["POST", "DELETE"] * 2
    with_deleted = [resource for resource in RESOURCES if resource.deleted_path]
    on_deleted += [requests.every_deleted(resource) for resource in with_deleted]
    on_deleted += [requests.one_deleted(resource, tenant) for resource in with_deleted]
    for request in on_deleted:
        assert contract.operation(request.method, "beta", request.path), request
        assert not contract.operation(request.method, "v1.0", request.path)


def test_what_graph_is_doing_is_shown_in_full():
    schema = Metadata("v1.0-Prod")
    for kind, name in ((organization._TRANSITION, "Member"), (organization._JOIN_TRANSITION, "JoinRequest")):
        known = schema.properties(f"multiTenantOrganization{name}TransitionDetails")
        assert {field.property for field in kind.fields} == set(known)
    assert {organization.PENDING, organization.ACTIVE, organization.REMOVED} <= schema.members(
        "multiTenantOrganizationMemberState"
    )
    assert {organization.INACTIVE, organization.ACTIVE} <= schema.members("multiTenantOrganizationState")
    assert organization.FAILED in schema.members("multiTenantOrganizationMemberProcessingStatus")

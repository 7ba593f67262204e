# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Microsoft 365 capabilities of a partner and of the default settings, whichever way Graph turns out to behave."""

from __future__ import annotations

import pytest

from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault

TENANT = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"
GROUP = "ad4fc698-74dc-4f62-9e71-ba9b591e8e74"
NAME = "crossTenantMailTipsAll"
POLICY = "/policies/crossTenantAccessPolicy"
OF_PARTNER = f"{POLICY}/partners/{TENANT}/m365Capabilities"
OF_DEFAULT = f"{POLICY}/default/m365Capabilities"
WRITE = "Policy.ReadWrite.CrossTenantCapability"
SCOPES = {"included": [{"resourceId": GROUP, "resourceType": "group"}], "excluded": []}
IN_WORDS = {"included": [{"resource_id": GROUP, "resource_type": "group"}], "excluded": []}
NO_ID = {"resource_id": "x", "resource_type": "user"}
PLACES = [
    pytest.param({"partner_tenant": TENANT}, TENANT, OF_PARTNER, "partner_capability", id="partner"),
    pytest.param({"default": True}, None, OF_DEFAULT, "default_capability", id="default"),
]


def allowed(value, **more):
    return {"inbound_access": {"allowed": value, **more}}


@pytest.mark.parametrize("api_version", ["v1.0", "beta"])
@pytest.mark.parametrize(("place", "tenant", "path", "resource"), PLACES)
def test_life(simulator, run_module, place, tenant, path, resource, api_version):
    simulator.directory.add_partner(TENANT)
    options = {"name": NAME, "api_version": api_version, **place}
    scoped = allowed(True, resource_scopes={"included": [{"resource_id": GROUP.upper(), "resource_type": "group"}]})
    predicted = run_module("partner_capability", check=True, **options, **scoped)
    assert simulator.log.calls() == [("GET", path)]
    simulator.log.clear()

    result = run_module("partner_capability", **options, **scoped)
    assert simulator.log.calls() == [("GET", path), ("POST", path), ("GET", path)]
    (create,) = simulator.log.writes()
    assert create.body["@odata.type"] == f"#microsoft.graph.{NAME}" and set(create.body) == {
        "@odata.type",
        "inboundAccess",
    }
    assert (
        result["changes"]
        == predicted["changes"]
        == [
            {
                "operation": "create",
                "resource": resource,
                "tenant_id": tenant,
                "settings": ["inbound_access"],
                "name": NAME,
            }
        ]
    )
    assert result["diff"] == predicted["diff"]
    held = simulator.directory.capability(tenant, NAME)["inboundAccess"]
    assert held["isAllowed"] is True and held["resourceScopes"]["included"] == SCOPES["included"]

    simulator.log.clear()
    again = run_module("partner_capability", **options, **scoped)
    assert again["changed"] is False and simulator.log.calls() == [("GET", path)]
    assert (again["partner_capability"]["tenant_id"], again["partner_capability"]["name"]) == (tenant, NAME)

    simulator.log.clear()
    blocked = run_module("partner_capability", **options, **allowed(False))
    (update,) = simulator.log.writes()
    assert (update.method, update.path) == ("PATCH", f"{path}/{NAME}")
    # Values that the task does not mention stay, whether a PATCH merges or replaces.
    assert simulator.directory.capability(tenant, NAME)["inboundAccess"]["resourceScopes"]["included"]
    assert blocked["partner_capability"]["inbound_access"]["allowed"] is False

    simulator.log.clear()
    gone = run_module("partner_capability", state="absent", **options)
    if tenant is None:
        assert gone["failed"] is True and "set inbound_access.allowed to false" in gone["msg"] and not simulator.log
        return
    assert [(write.method, write.path) for write in simulator.log.writes()] == [("DELETE", f"{path}/{NAME}")]
    assert gone["partner_capability"] is None and simulator.directory.capability(tenant, NAME) is None
    simulator.log.clear()
    assert run_module("partner_capability", state="absent", **options)["changed"] is False
    assert not simulator.log.writes()


@pytest.mark.parametrize("scopes", ["null", "empty"])
@pytest.mark.parametrize("patch", ["merge", "replace"])
@pytest.mark.parametrize("from_the_start", ["none", "all"])
def test_whichever_way_graph_behaves(simulator, run_module, scopes, patch, from_the_start):
    simulator.behaviour.capability_scopes_without = scopes
    simulator.behaviour.complex_patch = patch
    simulator.behaviour.default_capabilities = from_the_start
    for value in (True, False, True):
        result = run_module("partner_capability", name=NAME, default=True, **allowed(value))
        assert not result.get("failed"), result
        assert simulator.directory.capability(None, NAME)["inboundAccess"]["isAllowed"] is value
        assert run_module("partner_capability", name=NAME, default=True, **allowed(value))["changed"] is False
    everyone = {"resource_id": "All", "resource_type": "user"}
    scoped = allowed(True, resource_scopes={"excluded": [everyone], "included": []})
    assert run_module("partner_capability", name=NAME, default=True, **scoped)["changed"] is True
    assert run_module("partner_capability", name=NAME, default=True, **scoped)["changed"] is False


def test_a_race_to_create(simulator, run_module):
    """Somebody else creates it between our read and our POST. We update it, and do not report their write."""
    simulator.directory.add_partner(TENANT)

    def theirs(simulator):
        simulator.directory.set_capability(TENANT, NAME, {"isAllowed": False, "resourceScopes": SCOPES})

    simulator.faults.add(Fault(method="POST", path=OF_PARTNER, before=theirs))
    result = run_module("partner_capability", name=NAME, partner_tenant=TENANT, **allowed(True))
    assert [change["operation"] for change in result["changes"]] == ["update"]
    assert simulator.directory.capability(TENANT, NAME)["inboundAccess"] == {
        "isAllowed": True,
        "resourceScopes": SCOPES,
    }


def test_no_partner(simulator, run_module):
    options = {"name": NAME, "partner_tenant": TENANT, "wait_timeout": 0.2}
    predicted = run_module("partner_capability", check=True, **options, **allowed(True))
    assert predicted["changed"] is True and "no partner configuration yet" in predicted["warnings"][0]
    result = run_module("partner_capability", **options, **allowed(True))
    assert result["failed"] is True and "Create it first, with entra.cross_tenant.partner" in result["msg"]
    assert not simulator.log.writes() and result["changes"] == []
    # A capability that must be absent is already absent.
    assert run_module("partner_capability", state="absent", **options)["changed"] is False


def test_a_list_that_is_not_found_is_not_the_absence_of_the_partner(simulator, run_module):
    simulator.directory.add_partner(TENANT)
    simulator.directory.set_capability(TENANT, NAME, {"isAllowed": True})
    simulator.faults.add(Fault(method="GET", path=OF_PARTNER, status=404, code="UnknownError", times=None))
    for module, options in (
        ("partner_capability_info", {}),
        ("partner_capability", {"name": NAME, "state": "absent"}),
        ("partner_capability", {"name": NAME, **allowed(True)}),
    ):
        result = run_module(module, partner_tenant=TENANT, **options)
        assert result["failed"] is True and "Failed to list the Microsoft 365 capabilities" in result["msg"]
    assert not simulator.log.writes()


def test_what_a_new_one_needs(simulator, run_module):
    simulator.directory.add_partner(TENANT)
    for options in ({}, {"inbound_access": {"resource_scopes": {"included": []}}}):
        for check in (True, False):
            result = run_module("partner_capability", check=check, name=NAME, partner_tenant=TENANT, **options)
            assert result["failed"] is True and "cannot be created without inbound_access.allowed" in result["msg"]
    assert not simulator.log.writes()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "neither of partner_tenant and default"),
        ({"partner_tenant": TENANT, "default": True}, "both of partner_tenant and default"),
        ({"default": True, "name": "crossTenantMigration"}, "exists for partners only"),
        ({"default": True, "cloud": "usgov"}, "exists in the global cloud only"),
        ({"default": True, **allowed(True, resource_scopes={"included": [NO_ID]})},
         "neither the ID of a user or group"),
    ],
)  # fmt: skip
def test_refused_before_any_request(simulator, run_module, options, words):
    result = run_module("partner_capability", **{"name": NAME, **options})
    assert result["failed"] is True and words in result["msg"], result["msg"]
    assert len(simulator.log) == 0


def test_permissions(simulator, run_module):
    """The permission to write cross-tenant access gives no access to capabilities."""
    simulator.directory.add_partner(TENANT)
    token = simulator.issue_token(["Policy.Read.All", "Policy.ReadWrite.CrossTenantAccess"])
    given = {"client_secret": None, "client_id": None, "access_token": token, "partner_tenant": TENANT}
    result = run_module("partner_capability", name=NAME, **given, **allowed(True))
    assert result["failed"] is True and f"permission {WRITE} with admin consent" in result["msg"]
    assert "Failed to create the Microsoft 365 capability crossTenantMailTipsAll of partner" in result["msg"]
    given["access_token"] = simulator.issue_token(["Policy.ReadWrite.CrossTenantAccess"])
    result = run_module("partner_capability_info", **given)
    assert result["failed"] is True and f"Policy.Read.All or {WRITE}" in result["msg"]


@pytest.mark.parametrize(("place", "tenant", "path", "resource"), PLACES)
def test_reading(simulator, run_module, place, tenant, path, resource):
    simulator.directory.add_partner(TENANT)
    assert run_module("partner_capability_info", **place)["partner_capabilities"] == []
    simulator.directory.set_capability(tenant, NAME, {"isAllowed": True, "resourceScopes": SCOPES, "newer": 1})
    simulator.directory.set_capability(tenant, "crossTenantNewInGraph", {"isAllowed": False})
    simulator.log.clear()
    rows = run_module("partner_capability_info", **place)["partner_capabilities"]
    assert simulator.log.calls() == [("GET", path)]
    assert [(row["tenant_id"], row["name"]) for row in rows] == [(tenant, NAME), (tenant, "crossTenantNewInGraph")]
    assert rows[0]["inbound_access"] == {"allowed": True, "resource_scopes": IN_WORDS}
    assert set(rows[0]["read_only"]) == {"last_modified_date_time"}


def test_reading_pages_and_no_partner(simulator, run_module):
    assert run_module("partner_capability_info", partner_tenant=TENANT)["partner_capabilities"] == []
    simulator.directory.add_partner(TENANT)
    names = ["crossTenantLabelSync", "crossTenantMailTipsAll", "crossTenantOpenProfileCard"]
    for name in names:
        simulator.directory.set_capability(TENANT, name, {"isAllowed": True})
    simulator.behaviour.page_size = 1
    rows = run_module("partner_capability_info", partner_tenant=TENANT)["partner_capabilities"]
    assert [row["name"] for row in rows] == names


@pytest.mark.parametrize(
    "value",
    [
        [{"name": None}],
        [{"@odata.type": f"#microsoft.graph.{NAME}"}],
        ["x"],
        [{"name": NAME, "inboundAccess": "x"}],
        [{"name": NAME, "inboundAccess": {"isAllowed": "yes"}}],
        [{"name": NAME}, {"name": NAME}],
    ],
)
def test_answers_that_are_not_understood(simulator, run_module, value):
    simulator.directory.add_partner(TENANT)
    simulator.faults.add(Fault(method="GET", path=OF_PARTNER, change=lambda body: {**body, "value": value}, times=None))
    for module, options in (
        ("partner_capability_info", {}),
        ("partner_capability", {"name": NAME, **allowed(True)}),
        ("partner_capability", {"name": NAME, "state": "absent"}),
    ):
        result = run_module(module, partner_tenant=TENANT, **options)
        assert result["failed"] is True and "the Microsoft 365 capabilities of partner" in result["msg"]
    assert not simulator.log.writes()

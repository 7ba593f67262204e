# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates of the multitenant organization, and the default settings."""

from __future__ import annotations

import pytest

from ansible_collections.entra.cross_tenant.tests.graph_simulator import IDENTITY_SYNC_TEMPLATE, PARTNER_TEMPLATE

TEMPLATES = "policies/crossTenantAccessPolicy/templates"
IDENTITY = f"{TEMPLATES}/{IDENTITY_SYNC_TEMPLATE}"
PARTNER = f"{TEMPLATES}/{PARTNER_TEMPLATE}"
DEFAULT = "policies/crossTenantAccessPolicy/default"


def _shown(graph, path):
    document = graph("GET", path).json()
    return {name: value for name, value in document.items() if name not in ("@odata.context", "id")}


def test_unconfigured(graph):
    assert _shown(graph, IDENTITY) == {
        "templateApplicationLevel": "newPartners,existingPartners",
        "userSyncInbound": {"isSyncAllowed": None},
    }
    shown = _shown(graph, PARTNER)
    assert shown.pop("templateApplicationLevel") == "newPartners,existingPartners"
    assert set(shown.values()) == {None}
    assert graph("GET", IDENTITY).json()["@odata.context"].endswith(f"/v1.0/$metadata#{IDENTITY}")


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("newPartners", "newPartners"),
        ("existingPartners, newPartners", "newPartners,existingPartners"),
        ("none", "none"),
        ("", "none"),
        (None, "none"),
    ],
)
def test_levels(graph, sent, shown):
    assert graph("PATCH", IDENTITY, {"templateApplicationLevel": sent}).status_code == 204
    assert _shown(graph, IDENTITY)["templateApplicationLevel"] == shown


@pytest.mark.parametrize("level", ["unknownFutureValue", "newpartners", "newPartners;existingPartners", 3, ["none"]])
def test_wrong_levels(graph, code, level):
    assert code(graph("PATCH", IDENTITY, {"templateApplicationLevel": level})) == (400, "Request_BadRequest")


@pytest.mark.parametrize("off", ["none", "", None])
def test_what_off_looks_like_is_unknown(simulator, graph, off):
    simulator.behaviour.template_off = off
    simulator.behaviour.template_off_accepted = (off,)
    for form in ("none", "", None):
        expected = 204 if form == off else 400
        assert graph("PATCH", IDENTITY, {"templateApplicationLevel": form}).status_code == expected
    assert _shown(graph, IDENTITY)["templateApplicationLevel"] == off


def test_changing_and_resetting(simulator, graph):
    change = {"userSyncInbound": {"isSyncAllowed": True}, "templateApplicationLevel": "newPartners"}
    assert graph("PATCH", IDENTITY, change).status_code == 204
    assert _shown(graph, IDENTITY) == change
    for what, allowed in (("unconfigured", None), ("declined", False)):
        simulator.behaviour.template_reset = what
        assert graph("POST", f"{IDENTITY}/resetToDefaultSettings").status_code == 204
        assert _shown(graph, IDENTITY) == {
            "templateApplicationLevel": "newPartners,existingPartners",
            "userSyncInbound": {"isSyncAllowed": allowed},
        }


def test_partner_template(simulator, graph):
    change = {"inboundTrust": {"isMfaAccepted": True}, "automaticUserConsentSettings": {"inboundAllowed": True}}
    assert graph("PATCH", PARTNER, change).status_code == 204
    assert simulator.directory.template(PARTNER_TEMPLATE)["inboundTrust"]["isMfaAccepted"] is True
    simulator.behaviour.template_reset = "declined"
    assert graph("POST", f"{PARTNER}/resetToDefaultSettings", {}).status_code == 204
    assert set(simulator.directory.template(PARTNER_TEMPLATE)["inboundTrust"].values()) == {False}
    assert graph("PATCH", PARTNER, {"tenantRestrictions": None}).status_code == 400


@pytest.mark.parametrize(("name", "value"), [("id", "x"), ("groupSyncInbound", None), ("userSyncInbound", True)])
def test_wrong_properties(graph, name, value):
    assert graph("PATCH", IDENTITY, {name: value}, version="beta").status_code == 400


@pytest.mark.parametrize("cloud", ["usgov", "usgov_dod", "china"])
def test_global_cloud_only(simulator, graph, code, cloud):
    simulator.behaviour.cloud = cloud
    for path in (IDENTITY, PARTNER):
        assert code(graph("GET", path)) == (400, "BadRequest")


def test_default(graph):
    before = _shown(graph, DEFAULT)
    assert before["isServiceDefault"] is True
    assert graph("PATCH", DEFAULT, {"inboundTrust": {"isMfaAccepted": True}}).status_code == 204
    after = _shown(graph, DEFAULT)
    assert after["isServiceDefault"] is False
    assert after["inboundTrust"] == {**before["inboundTrust"], "isMfaAccepted": True}
    assert graph("POST", f"{DEFAULT}/resetToSystemDefault").status_code == 204
    assert _shown(graph, DEFAULT) == before


@pytest.mark.parametrize("name", ["automaticUserConsentSettings", "isServiceDefault", "id"])
def test_read_only_properties_of_the_default(graph, name):
    assert "is read-only" in graph("PATCH", DEFAULT, {name: None}).json()["error"]["message"]


def test_an_action_takes_no_body(graph):
    assert graph("POST", f"{DEFAULT}/resetToSystemDefault", {"x": 1}).status_code == 400


@pytest.mark.parametrize(
    ("permission", "role", "read", "write"),
    [
        ("pages", "Policy.Read.All", 200, 403),
        ("pages", "Policy.ReadWrite.CrossTenantAccess", 200, 204),
        ("pages", "MultiTenantOrganization.Read.All", 403, 403),
        ("pages", "MultiTenantOrganization.ReadWrite.All", 403, 403),
        ("file", "Policy.Read.All", 403, 403),
        ("file", "Policy.ReadWrite.CrossTenantAccess", 403, 403),
        ("file", "MultiTenantOrganization.Read.All", 200, 403),
        ("file", "MultiTenantOrganization.ReadWrite.All", 200, 204),
    ],
)
def test_permissions_are_unknown(simulator, client_with, permission, role, read, write):
    simulator.behaviour.template_permission = permission
    client = client_with(role)
    for path in (IDENTITY, PARTNER):
        assert client("GET", path).status_code == read
        assert client("PATCH", path, {"templateApplicationLevel": "newPartners"}).status_code == write
        assert client("POST", f"{path}/resetToDefaultSettings").status_code == write

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Seeds, snapshots, and the information that the simulator gives about itself."""

from __future__ import annotations

import json

import pytest

from ansible_collections.entra.cross_tenant.tests.graph_simulator import SECRET_MARKER, Behaviour, GraphSimulator

SEED = {
    "home": {"tenantId": "99999999-9999-4999-8999-999999999999", "defaultDomainName": "contoso.example"},
    "tenants": [
        {
            "tenantId": "22222222-2222-4222-8222-222222222222",
            "displayName": "Fabrikam",
            "defaultDomainName": "fabrikam.example",
            "domains": ["fabrikam.example", "fabrikam.example.net"],
        }
    ],
    "applications": [{"clientId": "app", "clientSecret": "s", "roles": ["Policy.Read.All"]}],
    "partners": [
        {
            "tenantId": "22222222-2222-4222-8222-222222222222",
            "inboundTrust": {"isMfaAccepted": True},
            "invented": {"x": [1]},
            "identitySynchronization": {"displayName": "Fabrikam", "userSyncInbound": {"isSyncAllowed": True}},
        },
        {"tenantId": "33333333-3333-4333-8333-333333333333"},
    ],
    "default": {"isServiceDefault": False},
    "templates": {"multiTenantOrganizationIdentitySynchronization": {"templateApplicationLevel": "none"}},
    "deletedItems": {
        "crossTenantSyncPolicyPartners": [
            {"tenantId": "44444444-4444-4444-8444-444444444444", "deletedDateTime": "2026-01-01T00:00:00Z"}
        ]
    },
}


def test_seed_and_snapshot(simulator):
    simulator.load(SEED)
    state = simulator.directory.snapshot()
    assert json.loads(json.dumps(state)) == state
    assert state["partners"][0]["identitySynchronization"]["displayName"] == "Fabrikam"
    assert state["partners"][0]["invented"] == {"x": [1]}
    assert state["templates"]["multiTenantOrganizationIdentitySynchronization"]["templateApplicationLevel"] == "none"
    assert (simulator.tenant_id, simulator.client_id, simulator.client_secret) == (SEED["home"]["tenantId"], "app", "s")
    simulator.load(state)
    assert simulator.directory.snapshot() == state


def test_what_a_test_holds_is_a_copy(simulator, partner_id):
    held = simulator.directory.add_partner(partner_id, inboundTrust={"isMfaAccepted": True})
    held["inboundTrust"]["isMfaAccepted"] = False
    simulator.directory.partners[partner_id]["inboundTrust"]["isMfaAccepted"] = False
    assert simulator.directory.partner(partner_id)["inboundTrust"]["isMfaAccepted"] is True


def test_changing_a_partner(simulator, partner_id):
    simulator.directory.add_partner(partner_id, isServiceProvider=True)
    changed = simulator.directory.change_partner(partner_id, inboundTrust={"isMfaAccepted": True})
    assert (changed["isServiceProvider"], changed["inboundTrust"]["isMfaAccepted"]) == (True, True)
    with pytest.raises(KeyError):
        simulator.directory.change_partner("99999999-9999-4999-8999-999999999999")
    with pytest.raises(ValueError, match="not a tenant id"):
        simulator.directory.add_partner("home.example")


def test_options_and_environment(simulator):
    options = simulator.options()
    assert options.keys() == {"tenant", "client_id", "client_secret", "graph_url", "authority_url", "ca_path"}
    assert options["client_secret"].startswith(SECRET_MARKER)
    assert options["graph_url"] == options["authority_url"]
    assert simulator.environment() == {f"ENTRA_{name.upper()}": value for name, value in options.items()}
    simulator.behaviour.cloud = "usgov"
    assert simulator.environment()["AZURE_CLOUD_ENVIRONMENT"] == "AzureUSGovernment"


def test_reset(simulator, graph, partner_id):
    secret = simulator.client_secret
    simulator.directory.add_partner(partner_id, {})
    simulator.behaviour = Behaviour(page_size=1)
    graph("GET", "policies/crossTenantAccessPolicy/partners")
    simulator.reset()
    assert dict(simulator.directory.partners) == {}
    assert (len(simulator.log), len(simulator.faults), simulator.behaviour.page_size) == (0, 0, 100)
    assert simulator.client_secret == secret
    assert graph("GET", "policies/crossTenantAccessPolicy/partners").status_code == 200


def test_reset_goes_back_to_the_seed():
    with GraphSimulator(SEED, Behaviour(page_size=3)) as simulator:
        simulator.directory.remove_partner("33333333-3333-4333-8333-333333333333")
        simulator.behaviour.page_size = 7
        simulator.reset()
        assert len(simulator.directory.partners) == 2
        assert simulator.behaviour.page_size == 3


def test_several_at_a_time_and_restarting(tmp_path):
    with GraphSimulator(folder=tmp_path) as one, GraphSimulator() as two:
        assert one.graph_url != two.graph_url
        assert one.ca_path == str(tmp_path / "ca.pem")
    one.start()
    one.stop()
    one.stop()

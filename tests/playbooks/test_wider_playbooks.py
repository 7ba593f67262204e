# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role as one step among others: several home tenants in one play, and both sides of a synchronization."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.entra.cross_tenant.tests.everyday import rest_long
from ansible_collections.entra.cross_tenant.tests.graph_simulator import GraphSimulator
from ansible_collections.entra.cross_tenant.tests.playbooks.conftest import Play

CONTOSO = "3d0f5dec-5d3d-455c-8016-e2af1ae4d31a"
FABRIKAM = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"
ALDER, BIRCH = (f"00000000-0000-4000-8000-00000000000{number}" for number in range(1, 3))


def _tenant(tenant_id: str, name: str) -> dict[str, Any]:
    return {"home": {"tenantId": tenant_id, "displayName": name, "defaultDomainName": f"{name.lower()}.example"}}


@pytest.fixture(scope="module")
def tenants() -> Iterator[dict[str, GraphSimulator]]:
    """Two home tenants, each with credentials of its own."""
    with GraphSimulator(_tenant(CONTOSO, "Contoso")) as contoso, GraphSimulator(_tenant(FABRIKAM, "Fabrikam")) as other:
        yield {"contoso": contoso, "fabrikam": other}


@pytest.fixture
def homes(tenants: dict[str, GraphSimulator], simulator: GraphSimulator) -> dict[str, GraphSimulator]:
    """The same tenants, reset. (The fixture ``simulator`` only removes all credentials from the environment.)"""
    for each in tenants.values():
        each.reset()
    return tenants


# A tenant is provisioned: earlier steps, the partners of two home tenants, and later steps that use the results.
PROVISIONING = """
- name: Provision
  hosts: localhost
  gather_facts: false
  tasks:
    - name: Create one of the partners, which a rehearsal only predicts
      entra.cross_tenant.partner:
        partner_tenant: "{{ alder }}"
      module_defaults:
        group/entra.cross_tenant.graph: "{{ homes.contoso }}"

    - name: Home tenants
      # Not by "apply" of include_role: Ansible shows that in the result of the task, with the secrets in it.
      module_defaults:
        group/entra.cross_tenant.graph: "{{ homes[home.key] }}"
      tags: [onboarding]
      block:
        - name: Onboard the partners of each home tenant
          ansible.builtin.include_role:
            name: entra.cross_tenant.partner_onboarding
            apply:
              tags: [onboarding]
          vars:
            partner_onboarding_partners: "{{ home.value }}"
          loop: "{{ wanted | dict2items }}"
          loop_control:
            loop_var: home

    - name: One more
      module_defaults:
        group/entra.cross_tenant.graph: "{{ homes.contoso }}"
      block:
        - name: Onboard nobody
          ansible.builtin.include_role:
            name: entra.cross_tenant.partner_onboarding
          vars:
            partner_onboarding_partners: []

    - name: Nothing of the role is left but its result
      ansible.builtin.assert:
        that:
          - partner_onboarding_partners is undefined
          - partner_onboarding_defaults is undefined
          - partner_onboarding_result.partners == []

    - name: And the other again
      module_defaults:
        group/entra.cross_tenant.graph: "{{ homes.fabrikam }}"
      block:
        - name: Onboard and remember
          ansible.builtin.include_role:
            name: entra.cross_tenant.partner_onboarding
          vars:
            partner_onboarding_partners: "{{ wanted.fabrikam }}"

    - name: Use the results
      ansible.builtin.copy:
        dest: "{{ notes }}"
        mode: "0644"
        content: >-
          {{ partner_onboarding_result.partners | map(attribute='after') | map(attribute='identity_sync')
             | map(attribute='display_name') | join(' ') }}
      check_mode: false
"""

WANTED = {
    "contoso": [
        {"tenant": ALDER, "identity_sync": {"display_name": "Alder"}},
        {"tenant": BIRCH, "inbound_trust": {"mfa_accepted": True}},
    ],
    "fabrikam": [{"tenant": BIRCH, "identity_sync": {"display_name": "Birch"}}],
}


def variables(homes: dict[str, GraphSimulator], notes: Path) -> dict[str, Any]:
    options = {name: each.options() for name, each in homes.items()}
    return {"homes": options, "wanted": WANTED, "alder": ALDER, "notes": str(notes)}


@pytest.mark.parametrize("again", rest_long([False, True], False))
def test_several_home_tenants_in_a_loop(
    play: Play, homes: dict[str, GraphSimulator], tmp_path: Path, again: bool
) -> None:
    """The play runs in check mode, in which the earlier steps do not really run, and for real."""
    playbook = PROVISIONING
    inventory = {"all": {"vars": variables(homes, tmp_path / "notes")}}
    rehearsal = play(playbook, inventory, "--check --diff", environment={})
    assert rehearsal.rc == 0, rehearsal.output[-3000:]
    assert not [write for each in homes.values() for write in each.log.writes()]
    assert (tmp_path / "notes").read_text(encoding="utf-8") == "Birch"
    run = play(playbook, inventory, "--diff", environment={})
    assert run.rc == 0, run.output[-3000:]
    assert set(homes["contoso"].directory.partners) == {ALDER, BIRCH}
    assert set(homes["fabrikam"].directory.partners) == {BIRCH}
    assert homes["contoso"].directory.identity_syncs[ALDER]["displayName"] == "Alder"
    if again:
        second = play(playbook, inventory, "--diff", environment={})
        assert second.hosts("changed") <= {"localhost"}
        assert all(not outcome["changed"] for outcome in second.results("Show this host's outcome"))


def test_tags(play: Play, homes: dict[str, GraphSimulator], tmp_path: Path) -> None:
    inventory = {"all": {"vars": variables(homes, tmp_path / "notes")}}
    run = play(PROVISIONING, inventory, "--tags onboarding", environment={})
    assert run.rc == 0, run.output[-3000:]
    assert set(homes["contoso"].directory.partners) == {ALDER, BIRCH}
    assert not (tmp_path / "notes").exists()


IMPORTED = """
- name: Partners of Contoso
  hosts: localhost
  gather_facts: false
  tasks:
    - name: Onboard the partner tenants
      ansible.builtin.import_role:
        name: entra.cross_tenant.partner_onboarding
      module_defaults:
        group/entra.cross_tenant.graph: "{{ homes.contoso }}"
      vars:
        partner_onboarding_partners: "{{ wanted.contoso }}"

- name: Partners of Fabrikam
  hosts: localhost
  gather_facts: false
  tasks:
    - name: Onboard the partner tenants
      ansible.builtin.import_role:
        name: entra.cross_tenant.partner_onboarding
      module_defaults:
        group/entra.cross_tenant.graph: "{{ homes.fabrikam }}"
      vars:
        partner_onboarding_partners: "{{ wanted.fabrikam }}"
"""


@pytest.mark.parametrize(
    "arguments", [["--check", ""], pytest.param(["--check", "", "--check"], marks=pytest.mark.long)], ids=len
)
def test_imported_with_different_credentials(
    play: Play, homes: dict[str, GraphSimulator], tmp_path: Path, arguments: list[str]
) -> None:
    inventory = {"all": {"vars": variables(homes, tmp_path / "notes")}}
    for each in arguments:
        assert play(IMPORTED, inventory, each, environment={}).rc == 0
    assert set(homes["contoso"].directory.partners) == {ALDER, BIRCH}
    assert set(homes["fabrikam"].directory.partners) == {BIRCH}


# One inventory for both tenants of a synchronization. Its terms are written only once.
BOTH_SIDES = {
    "all": {
        "vars": {
            "partner_onboarding_defaults": {
                "automatic_user_consent": {"inbound_allowed": True, "outbound_allowed": True},
                "inbound_trust": {"mfa_accepted": True},
                "identity_sync": {"display_name": "Contoso and Fabrikam"},
            }
        },
        "children": {
            "receiving": {
                "vars": {"partner_onboarding_direction": "inbound"},
                "hosts": {"fabrikam_at_contoso": {"partner_onboarding_partner": {"tenant": FABRIKAM}}},
            },
            "sending": {
                "vars": {"partner_onboarding_direction": "outbound"},
                "hosts": {"contoso_at_fabrikam": {"partner_onboarding_partner": {"tenant": CONTOSO}}},
            },
        },
    }
}


@pytest.mark.parametrize("again", rest_long([False, True], False))
def test_both_sides(play: Play, homes: dict[str, GraphSimulator], tmp_path: Path, again: bool) -> None:
    """Each tenant gets its own part, and the compliance run verifies it from its side."""
    sides = {"receiving": homes["contoso"], "sending": homes["fabrikam"]}

    def run(playbook: str, group: str, arguments: str = ""):
        arguments = f"-e partner_onboarding_hosts={group} {arguments}"
        return play(f"entra.cross_tenant.{playbook}", BOTH_SIDES, arguments, sides[group].environment())

    def report(group: str) -> dict[str, Any]:
        run("compliance", group, f"-e compliance_report_directory={tmp_path / group}")
        return json.loads((tmp_path / group / "compliance.json").read_text(encoding="utf-8"))

    for group in sides:
        assert not again or report(group)["totals"]["status"]["missing"] == 1
        assert run("onboard", group).hosts("changed")
        assert not again or not run("onboard", group).hosts("changed")
        assert report(group)["totals"]["status"]["compliant"] == 1

    at_contoso, at_fabrikam = homes["contoso"].directory, homes["fabrikam"].directory
    assert at_contoso.partner(FABRIKAM)["automaticUserConsentSettings"]["inboundAllowed"] is True
    assert at_contoso.partner(FABRIKAM)["automaticUserConsentSettings"]["outboundAllowed"] is not True
    assert at_contoso.partner(FABRIKAM)["inboundTrust"]["isMfaAccepted"] is True
    assert at_contoso.identity_syncs[FABRIKAM]["userSyncInbound"] == {"isSyncAllowed": True}
    assert at_fabrikam.partner(CONTOSO)["automaticUserConsentSettings"]["outboundAllowed"] is True
    assert not at_fabrikam.partner(CONTOSO).get("inboundTrust")
    assert CONTOSO not in at_fabrikam.identity_syncs

    # Each side can break the synchronization. Only the run of that side can detect it.
    at_fabrikam.change_partner(CONTOSO, automaticUserConsentSettings={"outboundAllowed": False})
    assert report("receiving")["totals"]["status"]["drifted"] == 0
    (partner,) = report("sending")["partners"]
    assert [each["setting"] for each in partner["drift"]] == ["automatic_user_consent.outbound_allowed"]

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Inventories with arbitrary content, and names that try to become templates or commands in a playbook."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ansible_collections.entra.cross_tenant.tests.everyday import examples
from ansible_collections.entra.cross_tenant.tests.graph_simulator import GraphSimulator
from ansible_collections.entra.cross_tenant.tests.modules.fuzz import ANYTHING, HOSTILE_TEXTS, MUTATIONS
from ansible_collections.entra.cross_tenant.tests.playbooks.conftest import OUTCOME, Play

ONBOARD = "entra.cross_tenant.onboard"
CONVERGE = "Converge partners in Microsoft Graph"
HOSTS = 60
HEALTHY = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"

VARIABLES = {
    "partner_onboarding_partner": {
        "tenant": "",
        "automatic_user_consent": {"inbound_allowed": True},
        "inherit": ["inbound_trust"],
        "identity_sync": {"state": "present", "display_name": "Fabrikam", "user_sync_allowed": True},
    },
    "partner_onboarding_defaults_10": {"inbound_trust": {"mfa_accepted": True}, "identity_sync": {}},
}


def template_free(value: object) -> bool:
    """An inventory may contain templates. Their effect is the wish of their author, so this test leaves them out."""
    return not any(mark in json.dumps(value) for mark in ("{{", "{%", "{#"))


def variables(mutations: list) -> dict:
    value = json.loads(json.dumps(VARIABLES))
    for mutation in mutations:
        mutated = mutation(value)
        # Variables are a dict of the known names. Their values may be anything.
        value = {name: mutated[name] for name in value if isinstance(mutated, dict) and name in mutated}
    return value


HOST = st.lists(MUTATIONS, min_size=1, max_size=3).map(variables) | st.fixed_dictionaries(
    {"partner_onboarding_partners": ANYTHING}
)


@settings(
    max_examples=examples(8),
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(hosts=st.lists(HOST.filter(template_free), min_size=HOSTS, max_size=HOSTS))
def test_any_inventory(play: Play, simulator: GraphSimulator, hosts: list[dict]) -> None:
    """A mistake of one host fails only that host, gives a clear message, and does not affect the others."""
    simulator.reset()
    fleet = {f"host{number:02}": host for number, host in enumerate(hosts)}
    for number, host in enumerate(hosts):
        partner = host.get("partner_onboarding_partner")
        if isinstance(partner, dict) and partner.get("tenant") == "":
            partner["tenant"] = f"90e29127-71ad-49c7-9ce8-{number:012}"
    fleet["healthy"] = {"partner_onboarding_partner": {"tenant": HEALTHY}}
    run = play(ONBOARD, {"partners": {"hosts": fleet}}, "-e partner_onboarding_outcomes=all")
    assert not [word for word in ("Traceback", "MODULE FAILURE", "Unexpected failure") if word in run.output]
    refused = {}
    for event in run.events:
        if event["event"] == "runner_on_failed" and event["event_data"]["task"] not in (CONVERGE, OUTCOME):
            refused[event["event_data"]["host"]] = event["event_data"]["res"]["msg"]
    assert all(refused.values())
    rest = set(fleet) - set(refused)
    assert set(run.outcome) == rest
    # Only all hosts together show that two hosts claim one partner. All remaining hosts get this error.
    messages = {run.outcome[host].get("msg", "") for host in rest if run.outcome[host].get("failed")}
    if messages:
        assert len(messages) == 1 and "is listed more than once" in messages.pop()
        assert not simulator.log.writes()
    else:
        assert HEALTHY in simulator.directory.partners
    simulator.log.clear()


NAMES = """
- hosts: localhost
  gather_facts: false
  tasks:
    - entra.cross_tenant.partner_info:
      register: info
    - name: Give back
      entra.cross_tenant.partners:
        partners: "{{ info.partners }}"
      register: given_back
    - ansible.builtin.include_role:
        name: entra.cross_tenant.partner_onboarding
      vars:
        partner_onboarding_partners: "{{ info.partners }}"
        partner_onboarding_removal_limit: 100
    - ansible.builtin.include_role:
        name: entra.cross_tenant.partner_onboarding
      vars:
        partner_onboarding_partners: "{{ info.partners }}"
        partner_onboarding_state: absent
        partner_onboarding_removal_limit: 100
    - name: Use
      ansible.builtin.debug:
        msg: "{{ given_back }} {{ partner_onboarding_result }}"
"""


def test_names_of_graph_are_never_run(play: Play, simulator: GraphSimulator) -> None:
    """A person who may name a policy must not be able to run a template on the controller, or write on its terminal."""
    for number, name in enumerate(HOSTILE_TEXTS):
        simulator.directory.add_partner(f"90e29127-71ad-49c7-9ce8-{number:012}", {"displayName": name})
    # At a higher verbosity, Ansible shows results unchanged.
    run = play(NAMES, {}, "--diff", {**simulator.environment(), "ANSIBLE_VERBOSITY": "0"})
    assert run.rc == 0
    assert run.by_host("Give back")["localhost"]["changed"] is False
    assert len(run.outcome["localhost"]["diff"]) == len(HOSTILE_TEXTS)
    assert not simulator.directory.partners
    assert "jinja/was/run" not in json.dumps(run.events)
    assert "shell1run" not in json.dumps(run.events)
    # The colours of Ansible itself begin with another sequence.
    for sign in ("\x1b[31m", "\u202e", "\u2066", "\x01"):
        assert sign not in run.output, ascii(sign)


UNSAFE = """
- hosts: localhost
  gather_facts: false
  tasks:
    - ansible.builtin.include_role:
        name: entra.cross_tenant.partner_onboarding
      vars:
        partner_onboarding_partners:
          - tenant: 90e29127-71ad-49c7-9ce8-db3f41ea06f1
            identity_sync:
              display_name: !unsafe "{{ 'jinja' ~ '/was/run' }}"
"""


def test_a_name_that_the_inventory_calls_unsafe_stays_as_it_is(play: Play, simulator: GraphSimulator) -> None:
    run = play(UNSAFE, {})
    assert run.rc == 0
    assert simulator.directory.identity_sync(HEALTHY)["displayName"] == "{{ 'jinja' ~ '/was/run' }}"


@pytest.mark.parametrize("survey", [True, False])
def test_partners_of_a_survey(play: Play, simulator: GraphSimulator, survey: bool) -> None:
    partners = json.dumps([{"tenant": HEALTHY, "identity_sync": {"user_sync_allowed": True}}])
    text = partners if survey else partners[:-1]
    run = play(ONBOARD, {"partners": {"hosts": {"localhost": {"partner_onboarding_partners": f"{text}\n"}}}})
    if survey:
        assert run.rc == 0
        assert simulator.directory.identity_sync(HEALTHY)["userSyncInbound"] == {"isSyncAllowed": True}
    else:
        assert run.rc == 2
        assert "neither a list nor JSON text of one" in run.outcome["localhost"]["msg"]
        assert not len(simulator.log)

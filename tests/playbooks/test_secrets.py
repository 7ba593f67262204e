# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No secret is visible anywhere, in successful and in failed runs. ``play`` searches the output of every run."""

from __future__ import annotations

import json

import pytest

from ansible_collections.entra.cross_tenant.tests.everyday import rest_long
from ansible_collections.entra.cross_tenant.tests.graph_simulator import SECRET_MARKER, Fault
from ansible_collections.entra.cross_tenant.tests.leaks import leaks
from ansible_collections.entra.cross_tenant.tests.playbooks.conftest import PASSWORD

TENANT = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"

PLAYBOOK = """
- hosts: localhost
  gather_facts: false
  module_defaults:
    group/entra.cross_tenant.graph: "{{ credentials }}"
  tasks:
    - entra.cross_tenant.partners:
        partners: [{tenant: %(tenant)s, identity_sync: {user_sync_allowed: true}}]
      ignore_errors: true
      register: result
    - entra.cross_tenant.partner_identity_sync:
        partner_tenant: %(tenant)s
        user_sync_allowed: false
      ignore_errors: true
    - ansible.builtin.include_role:
        name: entra.cross_tenant.partner_onboarding
      vars:
        partner_onboarding_partners: [{tenant: %(tenant)s, state: absent}]
    - ansible.builtin.debug:
        var: result
"""


def credentials(simulator, kind):
    options = simulator.options()
    if kind == "token":
        options = simulator.options_with_token()
    if kind == "certificate":
        del options["client_secret"]
        options.update(certificate_path=simulator.pfx(PASSWORD), certificate_password=PASSWORD)
    if kind == "federated":
        del options["client_secret"]
        options["federated_token"] = simulator.federated_token(f"{PASSWORD}-federated")
    if kind == "wrong secret":
        options["client_secret"] = f"{SECRET_MARKER}-but-not-the-right-one"
    return options


TROUBLES = ["none", "401", "html", "reset", "echo", "traceback"]
KINDS = ["environment", "secret", "wrong secret", "certificate", "token", "federated"]
# Each kind and each trouble once. An answer that repeats the secret is tested for both kinds that are sent unchanged.
EVERYDAY = [*zip(KINDS, ("reset", "echo", "401", "traceback", "html", "none")), ("token", "echo")]


@pytest.mark.parametrize(
    ("kind", "trouble"), rest_long([(kind, trouble) for kind in KINDS for trouble in TROUBLES], *EVERYDAY)
)
def test_no_secret_is_seen_at_the_highest_verbosity(play, simulator, tmp_path, kind, trouble):
    if trouble == "401":
        simulator.faults.add(Fault(status=401, times=None, where="outer"))
    elif trouble == "html":
        simulator.faults.add(Fault(body="<html>go away</html>", content_type="text/html", status=403, times=None))
    elif trouble == "echo":
        simulator.faults.add(Fault(action="echo", status=500, where="outer", times=None))
    elif trouble == "reset":
        simulator.faults.add(Fault(method="POST", action="reset_after"))
    given = {} if kind == "environment" else credentials(simulator, kind)
    environment = simulator.environment() if kind == "environment" else {}
    if trouble == "traceback":
        (tmp_path / "requests.py").write_text("raise RuntimeError('out of order')", encoding="utf-8")
        environment["PYTHONPATH"] = str(tmp_path)
    inventory = {"all": {"vars": {"credentials": given}}}
    run = play(PLAYBOOK % {"tenant": TENANT}, inventory, "--diff", environment)
    # The trouble really happened, so a secret could have been visible.
    assert simulator.log.number_of("graph") or kind == "wrong secret" or "out of order" in run.output


PLAY = """
- hosts: localhost
  gather_facts: false
  tasks:
"""
PLAYBOOK_OF_ONE = """
    - name: Task %(number)s
      entra.cross_tenant.partner_info: "{{ options }}"
      vars:
        names: "{{ '%(names)s' | split(', ') }}"
        wrong: "{{ given | dict2items | selectattr('key', 'in', names) | items2dict }}"
        without: "{{ ['client_secret'] if 'certificate_path' in names else [] }}"
        kept: "{{ base | dict2items | rejectattr('key', 'in', without) | items2dict }}"
        options: "{{ kept | combine(wrong) }}"
      ignore_errors: true
"""
KEY = f"-----BEGIN PRIVATE KEY-----\n{PASSWORD}{'A' * 40}\n-----END PRIVATE KEY-----\n"


@pytest.mark.parametrize("direct", [True, False])
def test_no_secret_in_the_wrong_place_is_seen_in_both_ways_of_running(play, simulator, direct):
    """In direct execution, no secret is visible even at the verbosity at which Ansible shows everything.

    The last task logs in. The login repeats the secret in base64, and this does not bring it out either.
    """
    simulator.faults.add(
        Fault(where="login", method="POST", action="echo", status=400, encoding="base64", into="message", times=None)
    )
    wrong = ["client_secrt", "certificate_path, auth_method", "tenant", "cloud", "graph_url"]
    tasks = [PLAYBOOK_OF_ONE % {"number": number, "names": names} for number, names in enumerate([*wrong, "client_id"])]
    given = {
        "client_id": simulator.client_id,
        "client_secrt": PASSWORD,
        "certificate_path": KEY,
        "auth_method": "certificate",
        "tenant": PASSWORD,
        "cloud": PASSWORD,
        "graph_url": f"https://birch:{PASSWORD}@graph.example",
    }
    # Only the last task has the right application.
    base = {**simulator.options(), "client_id": TENANT}
    variables = {"entra_cross_tenant_direct": direct, "base": base, "given": given}
    environment = {"ANSIBLE_DEBUG": "1"} if direct else {}
    run = play("".join([PLAY, *tasks]), {"all": {"vars": variables}}, "", environment)
    for number, names in enumerate(wrong):
        (result,) = run.results(f"Task {number}")
        assert names.split(",")[0] in result["msg"], result
    (result,) = run.results(f"Task {len(wrong)}")
    assert "This was refused" in result["msg"]
    assert not leaks(json.dumps(result) + run.output, simulator.client_secret)
    # The others sent nothing.
    assert len(simulator.log) and not [each for each in simulator.log if TENANT in str(each.as_dict())]
    assert {each.kind for each in simulator.log} == {"login"}

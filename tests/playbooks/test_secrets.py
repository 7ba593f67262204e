# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing secret is seen anywhere, whether all goes well or not: ``play`` searches what comes of every run."""

from __future__ import annotations

import pytest

from ansible_collections.entra.cross_tenant.tests.graph_simulator import SECRET_MARKER, Fault
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
        options = {key: options[key] for key in ("graph_url", "ca_path")} | {"access_token": simulator.issue_token()}
    if kind == "certificate":
        del options["client_secret"]
        options.update(certificate_path=simulator.pfx(PASSWORD), certificate_password=PASSWORD)
    if kind == "federated":
        del options["client_secret"]
        options["federated_token"] = simulator.federated_token(f"{PASSWORD}-federated")
    if kind == "wrong secret":
        options["client_secret"] = f"{SECRET_MARKER}-but-not-the-right-one"
    return options


@pytest.mark.parametrize("trouble", ["none", "401", "html", "reset", "echo", "traceback"])
@pytest.mark.parametrize("kind", ["environment", "secret", "wrong secret", "certificate", "token", "federated"])
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
    environment = {"ANSIBLE_KEEP_REMOTE_FILES": "0"} | (simulator.environment() if kind == "environment" else {})
    if trouble == "traceback":
        (tmp_path / "requests.py").write_text("raise RuntimeError('out of order')", encoding="utf-8")
        environment["PYTHONPATH"] = str(tmp_path)
    inventory = {"all": {"vars": {"credentials": given}}}
    run = play(PLAYBOOK % {"tenant": TENANT}, inventory, "--diff", environment)
    # It did happen, so that there was something to be seen.
    assert simulator.log.number_of("graph") or kind == "wrong secret" or "out of order" in run.output

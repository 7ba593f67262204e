# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How fast we are beside the ways in which Ansible users do the same today; ``make bench`` runs it.

Every row is a whole ansible-playbook against the simulator, which runs in a process of its own and delays each request.
Rows that are compared are run in turn, so that a machine that slows down slows both; the figures are medians.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

import requests

SIMULATOR = Path(__file__).resolve().parents[1] / "graph_simulator"
PAGE = 100

PLAYS = {
    "one trivial module": "    - ansible.builtin.ping:\n",
    "partners": '    - entra.cross_tenant.partners:\n        partners: "{{ fleet }}"\n',
    "loop of uri": """
    - ansible.builtin.uri: &request
        url: "{{ graph }}/partners"
        method: POST
        headers: {Authorization: "Bearer {{ token }}"}
        body_format: json
        body:
          tenantId: "{{ item.tenant }}"
          inboundTrust: {isMfaAccepted: true}
          automaticUserConsentSettings: {inboundAllowed: true}
        status_code: [201, 409]
        ca_path: "{{ ca_path }}"
      loop: "{{ fleet }}"
    - ansible.builtin.uri:
        <<: *request
        url: "{{ graph }}/partners/{{ item.tenant }}/identitySynchronization"
        method: PUT
        body:
          displayName: "{{ item.identity_sync.display_name }}"
          userSyncInbound: {isSyncAllowed: true}
        status_code: [204, 409]
      loop: "{{ fleet }}"
""",
    "loop of single modules": """
    - entra.cross_tenant.partner:
        partner_tenant: "{{ item.tenant }}"
        inbound_trust: "{{ item.inbound_trust }}"
        automatic_user_consent: "{{ item.automatic_user_consent }}"
      loop: "{{ fleet }}"
    - entra.cross_tenant.partner_identity_sync:
        partner_tenant: "{{ item.tenant }}"
        display_name: "{{ item.identity_sync.display_name }}"
        user_sync_allowed: true
      loop: "{{ fleet }}"
""",
    "uri tasks": """
    - ansible.builtin.uri:
        url: "{{ graph }}/partners/{{ item.tenant }}/identitySynchronization"
        method: PATCH
        headers: {Authorization: "Bearer {{ token }}"}
        body_format: json
        body:
          displayName: "{{ item.identity_sync.display_name }}"
          userSyncInbound: {isSyncAllowed: true}
        status_code: 204
        ca_path: "{{ ca_path }}"
      loop: "{{ fleet }}"
""",
    "partner_identity_sync tasks": """
    - entra.cross_tenant.partner_identity_sync:
        partner_tenant: "{{ item.tenant }}"
        display_name: "{{ item.identity_sync.display_name }}"
        user_sync_allowed: true
      loop: "{{ fleet }}"
""",
}

# One host for each partner, as inventories have it.
HOST_PLAYS = {
    "hosts: one trivial action": "    - ansible.builtin.debug:\n        msg: nothing\n",
    "hosts: single modules": """
    - entra.cross_tenant.partner:
        partner_tenant: "{{ partner_onboarding_partner.tenant }}"
        inbound_trust: "{{ partner_onboarding_partner.inbound_trust }}"
        automatic_user_consent: "{{ partner_onboarding_partner.automatic_user_consent }}"
    - entra.cross_tenant.partner_identity_sync:
        partner_tenant: "{{ partner_onboarding_partner.tenant }}"
        display_name: "{{ partner_onboarding_partner.identity_sync.display_name }}"
        user_sync_allowed: true
""",
}
COMPLIANCE, ONBOARD = "entra.cross_tenant.compliance", "entra.cross_tenant.onboard"


def fleet(number: int) -> list[dict]:
    return [
        {
            "tenant": str(uuid.uuid5(uuid.NAMESPACE_URL, f"partner-{count}")),
            "automatic_user_consent": {"inbound_allowed": True},
            "inbound_trust": {"mfa_accepted": True},
            "identity_sync": {"display_name": f"Partner {count}", "user_sync_allowed": True},
        }
        for count in range(number)
    ]


class Bench:
    """Playbooks against a simulator."""

    def __init__(self, folder: Path, latency: float):
        self._folder = folder
        self._latency = latency
        for name, tasks in PLAYS.items():
            head = "- hosts: localhost\n  gather_facts: false\n  tasks:\n"
            self._play(name).write_text(head + tasks, encoding="utf-8")
        for name, tasks in HOST_PLAYS.items():
            head = "- hosts: partners\n  gather_facts: false\n  tasks:\n"
            self._play(name).write_text(head + tasks, encoding="utf-8")

    def __enter__(self):
        ready = self._folder / "ready.json"
        arguments = ["--ready-file", str(ready), "--page-size", str(PAGE), "--directory", str(self._folder)]
        self._process = subprocess.Popen([sys.executable, str(SIMULATOR), *arguments], stdout=subprocess.DEVNULL)
        while not ready.exists():
            if self._process.poll() is not None:
                sys.exit("the simulator did not start")
            time.sleep(0.05)
        self._place = json.loads(ready.read_text(encoding="utf-8"))
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.verify = self._place["ca_path"]
        self._empty = self._control("GET", "state").json()
        self._token = self._session.post(
            f"{self._place['authority_url']}/{self._place['tenant']}/oauth2/v2.0/token",
            data={
                "grant_type": "client_credentials",
                "client_id": self._place["client_id"],
                "client_secret": self._place["client_secret"],
                "scope": "https://graph.microsoft.com/.default",
            },
        ).json()["access_token"]
        return self

    def __exit__(self, *_):
        self._process.terminate()
        self._process.wait()

    def empty(self) -> None:
        """A tenant without partners."""
        self._control("PUT", "state", self._empty)

    def run(self, name: str, number: int, *arguments: str, token: bool = False) -> tuple[float, int]:
        """Seconds that a playbook takes for so many partners, and requests to Graph."""
        variables = {
            "fleet": fleet(number),
            "token": self._token,
            "graph": f"{self._place['graph_url']}/v1.0/policies/crossTenantAccessPolicy",
            "ca_path": self._place["ca_path"],
        }
        file = self._folder / f"fleet-{number}.json"
        file.write_text(json.dumps(variables if number else {}), encoding="utf-8")
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("AZURE_", "ENTRA_"))}
        environment.update(
            ANSIBLE_LOCALHOST_WARNING="0",
            ENTRA_GRAPH_URL=self._place["graph_url"],
            ENTRA_AUTHORITY_URL=self._place["authority_url"],
            ENTRA_CA_PATH=self._place["ca_path"],
        )
        if token:
            environment["ENTRA_ACCESS_TOKEN"] = self._token
        else:
            names = {"ENTRA_TENANT": "tenant", "ENTRA_CLIENT_ID": "client_id", "ENTRA_CLIENT_SECRET": "client_secret"}
            environment.update({name: self._place[key] for name, key in names.items()})
        self._control("DELETE", "log")
        self._control("PATCH", "behaviour", {"latency": self._latency})
        command = ["ansible-playbook", f"-e@{file}", *self._what(name, number), *arguments]
        started = time.monotonic()
        done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
        seconds = time.monotonic() - started
        if done.returncode:
            sys.exit(f"{name}: exit {done.returncode}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
        self._control("PATCH", "behaviour", {"latency": 0})
        log = self._control("GET", "log").json()["exchanges"]
        return seconds, sum(exchange["kind"] == "graph" for exchange in log)

    def _what(self, name, number):
        """The playbook, and its inventory where it has one."""
        hosts = {}
        if name == COMPLIANCE:
            hosts = {"localhost": {"partner_onboarding_partners": fleet(number)}}
        elif name in HOST_PLAYS or name == ONBOARD:
            partners = enumerate(fleet(number))
            hosts = {f"partner-{count}": {"partner_onboarding_partner": each} for count, each in partners}
        if not hosts:
            return [str(self._play(name))]
        inventory = self._folder / f"{self._play(name).stem}-{number}.json"
        # Modules run here, with this Python, whoever the host is.
        here = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
        inventory.write_text(json.dumps({"partners": {"hosts": hosts, "vars": here}}), encoding="utf-8")
        more = ["-e", f"compliance_report_directory={self._folder}/report"] if name == COMPLIANCE else []
        return ["-i", str(inventory), name if name in (COMPLIANCE, ONBOARD) else str(self._play(name)), *more]

    def _play(self, name):
        return self._folder / f"{name.replace(' ', '-').replace(':', '')}.yml"

    def _control(self, method, what, body=None):
        response = self._session.request(method, f"{self._place['graph_url']}/simulator/{what}", json=body, timeout=60)
        response.raise_for_status()
        return response


def row(name, number, seconds, requests_, remark=""):
    per_partner = f"{1000 * seconds / number:8.1f} ms" if number else " " * 11
    print(f"{name:48} {number or '':>6} {seconds:8.2f} s {per_partner} {requests_:>9}  {remark}")


def median(measurements):
    """The median of the seconds, and the number of requests, which never varies."""
    return statistics.median(measurement[0] for measurement in measurements), measurements[-1][1]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--partners", type=int, default=1000, help="partners of the large runs")
    parser.add_argument("--loop", type=int, default=20, help="partners of the loops, which would take too long")
    parser.add_argument("--hosts", type=int, default=500, help="hosts that stand for a partner each")
    parser.add_argument("--latency", type=float, default=0.05, help="seconds that every request takes")
    parser.add_argument("--runs", type=int, default=5, help="how often everything is run")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Bench(Path(folder), options.latency) as bench:
        measure(bench, options)


def measure(bench, options):
    many, few = options.partners, options.loop
    taken = {}

    def take(name, *arguments, **keywords):
        taken.setdefault(name, []).append(bench.run(*arguments, **keywords))

    for _run in range(options.runs):
        take("floor", "one trivial module", 0)
        take("floor with fleet", "one trivial module", many)
        bench.empty()
        take("onboard", "partners", many)
        take("check", "partners", many, "--check")
        take("again", "partners", many)
        take("compliance", COMPLIANCE, many)
    for _run in range(max(1, options.runs // 2)):
        for name in ("loop of uri", "loop of single modules"):
            bench.empty()
            take(name, name, few)
    for _run in range(options.runs):
        for name in ("uri tasks", "partner_identity_sync tasks"):
            take(name, name, few, token=True)
        take("with a secret", "partner_identity_sync tasks", few)
    for _run in range(max(1, options.runs // 2)):
        take("hosts: nothing", "hosts: one trivial action", options.hosts)
        bench.empty()
        take("hosts: partners", "partners", options.hosts)
        bench.empty()
        take("hosts: role", ONBOARD, options.hosts)
        bench.empty()
        take("hosts: single modules", "hosts: single modules", few)
    result = {name: median(values) for name, values in taken.items()}

    print(f"\n{options.latency * 1000:.0f} ms for each request, medians of {options.runs} runs\n")
    print(f"{'':48} {'N':>6} {'in all':>10} {'per partner':>11} {'requests':>9}")
    row("ansible-playbook with one trivial module", 0, *result["floor"])
    row("the same, with the partners among its variables", 0, *result["floor with fleet"])
    row("onboarding from nothing: partners", many, *result["onboard"])
    each = result["onboard"][0] / many
    for name in ("loop of uri", "loop of single modules"):
        ratio = result[name][0] / few / each
        row(f"onboarding from nothing: {name}", few, *result[name], f"{ratio:.0f} × as long per partner")
    waiting = -(-many // PAGE) * options.latency
    ratios = [result["check"][0] / (result[name][0] + waiting) for name in ("floor", "floor with fleet")]
    remark = "{:.2f} × (trivial module + pages × latency), {:.2f} × with the variables".format(*ratios)
    row("all in line, check mode: partners", many, *result["check"], remark)
    row("all in line, real run: partners", many, *result["again"])

    row("compliance run with its report", many, *result["compliance"])

    hosts = options.hosts
    print("\nA host for each partner, onboarding from nothing:")
    trivial = (result["hosts: nothing"][0] - result["floor"][0]) / hosts
    beyond = (result["hosts: role"][0] - result["hosts: partners"][0]) / hosts
    row("one trivial action on each host", hosts, *result["hosts: nothing"], f"{1000 * trivial:.1f} ms for each host")
    remark = f"{1000 * beyond:.1f} ms for each host beyond the one task, {beyond / trivial:.1f} × a trivial action"
    row("the playbook onboard", hosts, *result["hosts: role"], remark)
    ratio = result["hosts: single modules"][0] / few / (result["hosts: role"][0] / hosts)
    remark = f"{ratio:.0f} × as long per partner as onboard"
    row("the two single modules on each host", few, *result["hosts: single modules"], remark)

    print(f"\nOne task, of {few} in a loop, without the start of ansible-playbook:")
    one = {
        name: (result[name][0] - result["floor"][0]) / few
        for name in ("uri tasks", "partner_identity_sync tasks", "with a secret")
    }
    uri = one["uri tasks"]
    row("ansible.builtin.uri, one PATCH, token given", 0, uri, "")
    with_token, with_secret = one["partner_identity_sync tasks"], one["with a secret"]
    row("partner_identity_sync, token given", 0, with_token, "", f"{with_token / uri:.2f} × uri")
    remark = f"{with_secret / uri:.2f} × uri, {with_secret / uri / 2:.2f} × uri with another uri for its token"
    row("partner_identity_sync, token by secret", 0, with_secret, "", remark)


if __name__ == "__main__":
    main()

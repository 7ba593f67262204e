# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The speed of the collection, compared with work that cannot be avoided; ``make bench`` runs it.

Every measurement is a whole run of ansible-playbook against the simulator. The simulator runs in a process of its own
and delays each request. Rows that are compared run alternately: if the machine becomes slower, both become slower. The
figures are medians. Most rows have a ratio to work that an Ansible user cannot avoid: the same work by
``ansible.builtin.uri``, a trivial module with the same variables, the wait for Graph, or a trivial action on each host.
A ratio depends little on the machine.

The number of requests is a figure of its own. It does not depend on the machine, and Graph limits it. For N partners in
line it is N / 100: one list, in pages. For N synchronization configurations it is N / 100 + 5 N / 20: one list of the
service principals, then jobs and credentials of all, then schemas, assignments and applications of those that the task
names, 20 reads to a batch. No list of Graph contains these parts. Four batches are under way at the same time.

The figures are also written as JSON. ``make bench ARGS="--compare OLD.json NEW.json"`` shows two versions side by side.
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
from typing import Any, NamedTuple

import requests

SIMULATOR = Path(__file__).resolve().parents[1] / "graph_simulator"
RESULTS = Path(".build/bench.json")
PAGE = 100
BATCH, IN_FLIGHT = 20, 4
# The reads of one synchronization configuration, in the two rounds in which they are sent.
PARTS = (2, 3)

SINGLE = """
    - entra.cross_tenant.partner_identity_sync:
        partner_tenant: "{{ item.tenant }}"
        display_name: "{{ item.identity_sync.display_name }}"
        user_sync_allowed: true
      loop: "{{ fleet }}"
"""
URI = """
    - ansible.builtin.uri:
        url: "{{ graph }}/partners/{{ item.tenant }}/identitySynchronization"
        headers: {Authorization: "Bearer {{ token }}"}
        ca_path: "{{ ca_path }}"
      loop: "{{ fleet }}"
"""
PLAYS = {
    "nothing": "    - ansible.builtin.ping:\n",
    "partners": '    - entra.cross_tenant.partners:\n        partners: "{{ fleet }}"\n',
    "sync_configurations": (
        '    - entra.cross_tenant.sync_configurations:\n        sync_configurations: "{{ configurations }}"\n'
    ),
    "loop of partner_identity_sync": SINGLE,
    "loop of uri": URI,
    "onboarding by uri": """
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
}
# Playbooks for inventories with one host for each partner.
DEBUG = "a debug task on each host"
HOST_PLAYS = {DEBUG: "    - ansible.builtin.debug:\n        msg: nothing\n"}
COMPLIANCE, ONBOARD = "entra.cross_tenant.compliance", "entra.cross_tenant.onboard"


class Taken(NamedTuple):
    """The cost of a run: seconds, requests to Graph, and the memory of its largest process in MB."""

    seconds: float
    requests: int
    memory: float


class Row(NamedTuple):
    """A line of the table. ``ratio`` compares it with ``beside``, and ``wanted`` is the largest acceptable ratio."""

    name: str
    number: int
    seconds: float | None = None
    requests: int | None = None
    memory: float | None = None
    ratio: float | None = None
    beside: str = ""
    wanted: float | None = None

    def __str__(self) -> str:
        figures = [
            f"{self.number or '':>6}",
            "" if self.seconds is None else f"{self.seconds:8.2f} s",
            "" if not (self.seconds and self.number) else f"{1000 * self.seconds / self.number:8.1f} ms",
            "" if self.requests is None else str(self.requests),
            "" if self.memory is None else f"{self.memory:.0f} MB",
        ]
        shown = "{:46} {} {:>10} {:>11} {:>8} {:>8}".format(self.name, *figures)
        if self.ratio is None:
            return shown
        wanted = "" if self.wanted is None else f", wanted {self.wanted:g}"
        return f"{shown}  {self.ratio:5.2f} × {self.beside}{wanted}"


def fleet(number: int) -> list[dict[str, Any]]:
    return [
        {
            "tenant": str(uuid.uuid5(uuid.NAMESPACE_URL, f"partner-{count}")),
            "automatic_user_consent": {"inbound_allowed": True},
            "inbound_trust": {"mfa_accepted": True},
            "identity_sync": {"display_name": f"Partner {count}", "user_sync_allowed": True},
        }
        for count in range(number)
    ]


def configurations(number: int) -> list[dict[str, Any]]:
    return [
        {"target_tenant": partner["tenant"], "enabled": True, "scope": "assigned", "user_type": "member"}
        for partner in fleet(number)
    ]


class Bench:
    """Playbooks against a simulator."""

    def __init__(self, folder: Path, latency: float):
        self._folder = folder
        self._latency = latency
        for plays, hosts in ((PLAYS, "localhost"), (HOST_PLAYS, "partners")):
            for name, tasks in plays.items():
                head = f"- hosts: {hosts}\n  gather_facts: false\n  tasks:\n"
                self._play(name).write_text(head + tasks, encoding="utf-8")

    def __enter__(self) -> Bench:
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

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()

    def empty(self) -> None:
        """A tenant without partners."""
        self._control("PUT", "state", self._empty)

    def in_line(self, number: int) -> None:
        """A tenant in which ``number`` partners are already in line. Graph would throttle their creation."""
        partners = [
            {
                "tenantId": partner["tenant"],
                "inboundTrust": {
                    "isMfaAccepted": True,
                    "isCompliantDeviceAccepted": False,
                    "isHybridAzureADJoinedDeviceAccepted": False,
                },
                "automaticUserConsentSettings": {"inboundAllowed": True, "outboundAllowed": False},
                "identitySynchronization": {
                    "displayName": partner["identity_sync"]["display_name"],
                    "userSyncInbound": {"isSyncAllowed": True},
                },
            }
            for partner in fleet(number)
        ]
        self._control("PUT", "state", {**self._empty, "partners": partners})

    def synchronizing(self, number: int) -> None:
        """A tenant with ``number`` synchronization configurations that are in line."""
        made = [
            {
                "target_tenant_id": each["target_tenant"],
                "display_name": f"To {each['target_tenant']}",
                "state": "Active",
            }
            for each in configurations(number)
        ]
        self._control("PUT", "state", {**self._empty, "source": {"configurations": made}})

    def run(self, name: str, number: int, *arguments: str, token: bool = False) -> Taken:
        """Run a playbook for ``number`` partners. ``token``: whether it gets an access token instead of a secret."""
        variables = {
            "fleet": fleet(number),
            "configurations": configurations(number) if name == "sync_configurations" else [],
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
        output = self._folder / "output"
        started = time.monotonic()
        with output.open("wb") as stream:
            process = subprocess.Popen(command, env=environment, stdout=stream, stderr=subprocess.STDOUT)
            # The memory of the largest process: the process itself or one of its children.
            _pid, status, used = os.wait4(process.pid, 0)
        seconds = time.monotonic() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            sys.exit(f"{name}: exit {process.returncode}\n{output.read_text(encoding='utf-8')[-3000:]}")
        self._control("PATCH", "behaviour", {"latency": 0})
        log = self._control("GET", "log").json()["exchanges"]
        return Taken(seconds, sum(exchange["kind"] == "graph" for exchange in log), used.ru_maxrss / 1024)

    def _what(self, name: str, number: int) -> list[str]:
        """The playbook, and its inventory if it has one."""
        hosts: dict[str, Any] = {}
        if name == COMPLIANCE:
            hosts = {"localhost": {"partner_onboarding_partners": fleet(number)}}
        elif name in HOST_PLAYS or name == ONBOARD:
            partners = enumerate(fleet(number))
            hosts = {f"partner-{count}": {"partner_onboarding_partner": each} for count, each in partners}
        if not hosts:
            return [str(self._play(name))]
        inventory = self._folder / f"{self._play(name).stem}-{number}.json"
        # For every host, modules run on this machine with this Python.
        here = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
        inventory.write_text(json.dumps({"partners": {"hosts": hosts, "vars": here}}), encoding="utf-8")
        more = ["-e", f"compliance_report_directory={self._folder}/report"] if name == COMPLIANCE else []
        return ["-i", str(inventory), name if name in (COMPLIANCE, ONBOARD) else str(self._play(name)), *more]

    def _play(self, name: str) -> Path:
        return self._folder / f"{name.replace(' ', '-')}.yml"

    def _control(self, method: str, what: str, body: Any = None) -> requests.Response:
        response = self._session.request(method, f"{self._place['graph_url']}/simulator/{what}", json=body, timeout=60)
        response.raise_for_status()
        return response


class Measurements:
    """Runs by name, and their medians."""

    def __init__(self, bench: Bench):
        self._bench = bench
        self._taken: dict[str, list[Taken]] = {}

    def take(self, key: str, name: str, number: int, *arguments: str, token: bool = False) -> None:
        self._taken.setdefault(key, []).append(self._bench.run(name, number, *arguments, token=token))

    def __getitem__(self, key: str) -> Taken:
        # The number of requests is the same in every run.
        return Taken(*(statistics.median(column) for column in zip(*self._taken[key])))


def measured(bench: Bench, options: argparse.Namespace) -> Measurements:
    many, loop, hosts = options.partners, options.loop, options.hosts
    found = Measurements(bench)
    for _run in range(options.runs):
        found.take("floor", "nothing", 0)
        found.take("floor with variables", "nothing", many)
        bench.empty()
        found.take("onboarding", "partners", many)
        found.take("check", "partners", many, "--check")
        found.take("in line", "partners", many)
        found.take("compliance", COMPLIANCE, many)
        found.take("floor with loop", "nothing", loop)
        # The partners of the loops are among the partners that are in line.
        found.take("loop, token", "loop of partner_identity_sync", loop, token=True)
        found.take("loop, secret", "loop of partner_identity_sync", loop)
    few = max(1, options.runs // 2)
    for _run in range(few):
        found.take("loop of uri", "loop of uri", loop)
    for _run in range(few):
        bench.empty()
        found.take("onboarding by uri", "onboarding by uri", options.slow)
    for _run in range(few):
        bench.in_line(3 * many)
        found.take("compliance of three times", COMPLIANCE, 3 * many)
    for _run in range(options.runs):
        bench.empty()
        found.take("hosts: debug", DEBUG, hosts)
        found.take("hosts: one task", "partners", hosts)
        bench.empty()
        found.take("hosts: onboard", ONBOARD, hosts)
        found.take("hosts: in line, one task", "partners", hosts)
        found.take("hosts: in line", ONBOARD, hosts)
        # As in AWX, whose jobs count and relaunch hosts by their outcomes.
        found.take("hosts: in line, shown", ONBOARD, hosts, "-e", "partner_onboarding_outcomes=all")
    bench.in_line(options.memory)
    found.take("largest floor", "nothing", options.memory)
    found.take("largest check", "partners", options.memory, "--check")
    # Last: the log of these requests is large, and a new process counts the memory of the process that starts it.
    bench.synchronizing(options.configurations)
    for _run in range(options.runs):
        found.take("configurations: floor", "nothing", options.configurations)
        found.take("configurations", "sync_configurations", options.configurations)
    return found


def rows(found: Measurements, options: argparse.Namespace) -> list[Row]:
    many, loop, hosts, latency = options.partners, options.loop, options.hosts, options.latency

    def row(name: str, number: int, key: str, *ratio: Any) -> Row:
        taken = found[key]
        return Row(name, number, taken.seconds, int(taken.requests), taken.memory, *ratio)

    def single(name: str, key: str, *ratio: Any) -> Row:
        return Row(name, 1, each(key), 1, None, *ratio)

    def each(key: str) -> float:
        """Seconds of one task in a loop."""
        return (found[key].seconds - found["floor with loop"].seconds) / loop

    def beyond(key: str, one_task: str) -> float:
        """What a host costs beyond the one task, in debug tasks."""
        return (found[key].seconds - found[one_task].seconds) / hosts / trivial

    number = options.configurations
    pages, rounds = -(-number // PAGE), sum(-(-number * parts // (BATCH * IN_FLIGHT)) for parts in PARTS)
    expected = pages + sum(-(-number * parts // BATCH) for parts in PARTS)
    if found["configurations"].requests != expected:
        sys.exit(f"{number} configurations: {found['configurations'].requests} requests, and not {expected}")
    unavoidable = found["configurations: floor"].seconds + (pages + rounds) * latency
    check, uri = found["check"].seconds, each("loop of uri")
    avoidable = found["floor with variables"].seconds + -(-many // PAGE) * latency
    by_uri = found["onboarding by uri"].seconds / options.slow
    trivial = (found["hosts: debug"].seconds - found["floor"].seconds) / hosts
    compliance = found["compliance"].seconds
    growth = found["compliance of three times"].seconds / compliance
    name = "partner_identity_sync"
    return [
        row("ansible-playbook with one trivial module", 0, "floor"),
        row("the same, with the partners as variables", many, "floor with variables"),
        single("one uri task", "loop of uri"),
        single(f"{name}, token given", "loop, token", each("loop, token") / uri, "a uri task", 0.3),
        single(f"{name}, by secret", "loop, secret", each("loop, secret") / uri, "a uri task", 0.3),
        row("loop of uri", loop, "loop of uri"),
        row(
            f"loop of {name}, in line",
            loop,
            "loop, token",
            each("loop, token") / latency,
            "its requests × latency",
            1.5,
        ),
        row("partners, check, in line", many, "check", check / avoidable, "trivial module + pages × latency", 1.25),
        row("partners, real run, in line", many, "in line"),
        row(
            "partners, onboarding",
            many,
            "onboarding",
            found["onboarding"].seconds / many / by_uri,
            f"onboarding by uri, measured with {options.slow}",
        ),
        row("compliance with its report", many, "compliance", compliance / check, "the check run", 1.8),
        row("compliance with its report", 3 * many, "compliance of three times", growth, f"the run of {many}", 3),
        row("a debug task on each host", hosts, "hosts: debug"),
        row(
            "the playbook onboard, a partner on each host",
            hosts,
            "hosts: onboard",
            beyond("hosts: onboard", "hosts: one task"),
            "debug on each host, beyond the one task",
            1.2,
        ),
        row(
            "the playbook onboard, hosts without a change",
            hosts,
            "hosts: in line",
            beyond("hosts: in line", "hosts: in line, one task"),
            "debug on each host, beyond the one task",
            1.2,
        ),
        row(
            "the same, and each host shows its outcome",
            hosts,
            "hosts: in line, shown",
            beyond("hosts: in line, shown", "hosts: in line, one task"),
            "debug on each host, beyond the one task",
            1.2,
        ),
        row(
            "sync_configurations, real run, in line",
            number,
            "configurations",
            found["configurations"].seconds / unavoidable,
            "trivial module + pages and rounds of batches × latency",
            2,
        )._replace(memory=None),
        row("trivial module with the partners", options.memory, "largest floor"),
        row(
            "partners, check, in line",
            options.memory,
            "largest check",
            found["largest check"].memory / found["largest floor"].memory,
            "the memory of a trivial module",
        ),
    ]


def compared(old: dict[str, Any], new: dict[str, Any]) -> str:
    """Two results side by side: the ratio of a row if it has one, otherwise its seconds."""
    lines = [f"{'':46} {'N':>6} {'before':>10} {'after':>10}"]
    before = {(row["name"], row["number"]): row for row in old["rows"]}
    for row in new["rows"]:
        earlier = before.get((row["name"], row["number"]))
        unit = "ratio" if row["ratio"] is not None else "seconds"
        was = "" if earlier is None or earlier[unit] is None else f"{earlier[unit]:.2f}"
        shown = f"{row[unit]:.2f}"
        lines.append(f"{row['name']:46} {row['number'] or '':>6} {was:>10} {shown:>10}  {row['beside'] or unit}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--partners", type=int, default=1000, help="partners of the large runs")
    parser.add_argument("--loop", type=int, default=100, help="partners of the loops")
    parser.add_argument("--slow", type=int, default=20, help="partners of onboarding by uri, which takes too long")
    parser.add_argument("--hosts", type=int, default=500, help="hosts that stand for a partner each")
    parser.add_argument("--configurations", type=int, default=200, help="synchronization configurations")
    parser.add_argument("--memory", type=int, default=10_000, help="partners of the runs whose memory counts")
    parser.add_argument("--latency", type=float, default=0.05, help="seconds that every request takes")
    parser.add_argument("--runs", type=int, default=3, help="how often most things are run")
    parser.add_argument("--json", type=Path, default=RESULTS, help="the file for the figures")
    parser.add_argument("--compare", type=Path, nargs=2, metavar=("OLD", "NEW"), help="only show two such files")
    options = parser.parse_args()
    if options.compare:
        print(compared(*(json.loads(path.read_text(encoding="utf-8")) for path in options.compare)))
        return
    with tempfile.TemporaryDirectory() as folder, Bench(Path(folder), options.latency) as bench:
        table = rows(measured(bench, options), options)
    print(f"\n{options.latency * 1000:.0f} ms for each request, medians of {options.runs} runs\n")
    print("{:46} {:>6} {:>10} {:>11} {:>8} {:>8}".format("", "N", "in all", "each", "requests", "memory"))
    print("\n".join(map(str, table)))
    figures = {"latency": options.latency, "runs": options.runs, "rows": [row._asdict() for row in table]}
    options.json.parent.mkdir(exist_ok=True)
    options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    print(f"\nThe figures are in {options.json}.")


if __name__ == "__main__":
    main()

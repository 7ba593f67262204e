# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory plugin, run by ansible-inventory: hosts, groups, variables, and the requests that it sends."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.entra.cross_tenant.tests.everyday import rest_long
from ansible_collections.entra.cross_tenant.tests.graph_simulator import SECRET_MARKER, Fault, GraphSimulator
from ansible_collections.entra.cross_tenant.tests.modules.fuzz import HOSTILE_TEXTS
from ansible_collections.entra.cross_tenant.tests.playbooks.conftest import INPUTS, PASSWORD, Play, search

NAME = "entra.cross_tenant.partners"
FILE = "zz.entra_partners.yml"
ONBOARD = "entra.cross_tenant.onboard"
PARTNERS = "/policies/crossTenantAccessPolicy/partners"
LISTING = [("GET", PARTNERS)]

FABRIKAM = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"
WINGTIP = "3d0f5dec-5d3d-455c-8016-e2af1ae4d31a"
NAMELESS = "b6a53db2-4e56-4e5f-8e4e-9a2f1f9c3a11"
UNKNOWN = "0f7a2c11-5c1e-4a52-9a4c-7d4e6d3f2b10"
EVERYBODY = {"fabrikam", "wingtip-toys", NAMELESS}


@dataclass
class Inventory:
    """The inventory that ansible-inventory --list found, and its output."""

    variables: dict[str, dict[str, Any]]
    members: dict[str, set[str]]
    said: str

    def group(self, name: str, parent: str = "entra_partners") -> set[str]:
        return self.members.get(f"{parent}_{name}", set())


Listing = Callable[..., Inventory]


def plain(value: Any) -> Any:
    """The value without the mark of ansible-inventory. The mark says that a text is not a template."""
    if isinstance(value, dict):
        return value["__ansible_unsafe"] if "__ansible_unsafe" in value else {k: plain(v) for k, v in value.items()}
    return [plain(each) for each in value] if isinstance(value, list) else value


@pytest.fixture
def source(tmp_path: Path) -> Callable[..., Path]:
    """Write an inventory: the file of the plugin, and other files beside it, given by their names."""

    def write(files: dict[str, Any] | None = None, **options: Any) -> Path:
        folder = tmp_path / "inventory"
        everything = {FILE: {"plugin": NAME, **options}, **(files or {})}
        for name, content in everything.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            text = content if isinstance(content, str) else yaml.safe_dump(content, sort_keys=False)
            (folder / name).write_text(text, encoding="utf-8")
        return folder if files else folder / FILE

    return write


@pytest.fixture
def listing(simulator: GraphSimulator, ansible: dict[str, str], tmp_path: Path) -> Listing:
    """Run ansible-inventory as verbose as possible. All its output is searched for secrets."""

    def run(
        path: Path, *arguments: str, environment: dict[str, str] | None = None, fails: bool = False, **more: str
    ) -> Inventory:
        output = tmp_path / "listed.json"
        output.unlink(missing_ok=True)
        done = subprocess.run(
            ["ansible-inventory", "-i", str(path), "--list", "--output", str(output), "-vvvv", *arguments],
            env={
                **ansible,
                # With this width, no line is wrapped.
                "COLUMNS": "10000",
                "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "true",
                **(simulator.environment() if environment is None else environment),
                **more,
            },
            cwd=tmp_path,
            check=False,
            capture_output=True,
            text=True,
        )
        said = done.stdout + done.stderr
        search(said, "output")
        for each in tmp_path.rglob("*"):
            if each.is_file() and each.name not in INPUTS and not each.is_relative_to(tmp_path / "inventory"):
                search(each.read_bytes().decode("utf-8", "replace"), str(each))
        assert (done.returncode != 0) is fails, said
        if fails:
            assert not output.exists()
            return Inventory({}, {}, " ".join(said.split()))
        data = json.loads(output.read_text(encoding="utf-8"))
        variables = plain(data.pop("_meta")["hostvars"])
        members = {group: set(content.get("hosts", ())) for group, content in data.items()}
        return Inventory(variables, members, " ".join(said.split()))

    return run


@pytest.fixture
def graph(simulator: GraphSimulator) -> GraphSimulator:
    """Three partners of different kinds."""
    simulator.directory.add_partner(
        FABRIKAM, {"displayName": "Fabrikam", "userSyncInbound": {"isSyncAllowed": True}}, isServiceProvider=True
    )
    simulator.directory.add_partner(WINGTIP, {"displayName": "Wingtip Toys"}, inboundTrust={"isMfaAccepted": True})
    simulator.directory.add_partner(NAMELESS, isInMultiTenantOrganization=True)
    simulator.directory.add_tenant(FABRIKAM, "Fabrikam", "fabrikam.example")
    return simulator


def test_hosts_groups_and_variables(graph: GraphSimulator, source, listing: Listing, run_module) -> None:
    found = listing(source())
    assert graph.log.calls() == LISTING
    assert set(found.variables) == EVERYBODY == found.members["entra_partners"]
    assert found.group("user_sync") == found.group("service_provider") == {"fabrikam"}
    assert found.group("mto_member") == {NAMELESS}
    assert found.group("unmanaged") == EVERYBODY
    assert not found.group("managed") and not found.group("unreadable")
    rows = {row["tenant_id"]: row for row in run_module("partner_info")["partners"]}
    assert found.variables == {
        name: {"entra_partner": rows[tenant_id]}
        for name, tenant_id in {"fabrikam": FABRIKAM, "wingtip-toys": WINGTIP, NAMELESS: NAMELESS}.items()
    }


def test_one_request_for_each_page(simulator: GraphSimulator, source, listing: Listing) -> None:
    simulator.behaviour.page_size = 4
    for number in range(10):
        simulator.directory.add_partner(f"90e29127-71ad-49c7-9ce8-{number:012}")
    assert len(listing(source()).variables) == 10
    assert simulator.log.calls() == LISTING * 3


def test_hosts_by_tenant_and_other_groups(graph: GraphSimulator, source, listing: Listing) -> None:
    found = listing(source(hostname="tenant_id", group="graph"))
    assert set(found.variables) == {FABRIKAM, WINGTIP, NAMELESS} == found.members["graph"]
    assert found.group("user_sync", "graph") == {FABRIKAM}


@pytest.mark.parametrize(
    "name, accepted", [("entra_partners.yaml", True), ("x.entra_partners.yml", True), ("x.partners.yml", False)]
)
def test_names_of_files(graph: GraphSimulator, source, listing: Listing, name: str, accepted: bool) -> None:
    path = source().rename(source().with_name(name))
    assert bool(listing(path, fails=not accepted).variables) is accepted
    assert graph.log.calls() == (LISTING if accepted else [])


# Managed and unmanaged partners


STATIC = {
    "hosts.yml": {
        "all": {"vars": {"tenant_of_fabrikam": FABRIKAM}},
        "partners": {
            "hosts": {
                "first": {"partner_onboarding_partner": {"tenant": "{{ tenant_of_fabrikam }}", "state": "absent"}},
                "others": {"partner_onboarding_partners": json.dumps([{"tenant_id": WINGTIP.upper()}])},
                "no-partner": {},
            }
        },
    }
}


def test_unmanaged_beside_other_sources(graph: GraphSimulator, source, listing: Listing) -> None:
    """A host that represents a partner is the host of that partner. A host with a list of partners is not."""
    found = listing(source(STATIC, for_role=True))
    assert set(found.variables) >= {"first", "others", "wingtip-toys", NAMELESS}
    assert found.members["entra_partners"] == {"first", "wingtip-toys", NAMELESS}
    assert found.variables["first"]["entra_partner"]["tenant_id"] == FABRIKAM
    assert found.group("managed") == {"first", "wingtip-toys"}
    assert found.group("unmanaged") == {NAMELESS}
    assert found.group("user_sync") == {"first"}
    # The playbooks act on this group. The plugin does not add hosts to it.
    assert found.members["partners"] == {"first", "others", "no-partner"}
    # The observed settings of a partner do not replace the desired ones.
    assert found.variables["first"]["partner_onboarding_partner"]["state"] == "absent"
    assert "partner_onboarding_partner" not in found.variables["wingtip-toys"]
    assert found.variables[NAMELESS]["partner_onboarding_partner"] == found.variables[NAMELESS]["entra_partner"]
    assert graph.log.calls() == LISTING


def test_variables_in_files_of_their_own(graph: GraphSimulator, source, listing: Listing) -> None:
    files = {
        "hosts.yml": {"partners": {"hosts": {"first": {}, "second": {}}}},
        "host_vars/first.yml": {"partner_onboarding_partner": {"tenant": "{{ mine }}"}},
        "group_vars/partners.yml": {"mine": FABRIKAM, "partner_onboarding_partner": {"tenant": WINGTIP}},
    }
    assert listing(source(files)).group("managed") == {"first", "second"}


def test_a_source_that_is_read_later_comes_too_late(graph: GraphSimulator, source, listing: Listing) -> None:
    found = listing(source({"zzz.yml": STATIC["hosts.yml"]}))
    assert found.group("unmanaged") == EVERYBODY


def test_given_tenants(graph: GraphSimulator, source, listing: Listing) -> None:
    """Tenants can be given to the plugin if the sources of an inventory do not see each other."""
    tenants = "{{ known | from_json }}"
    found = listing(source(managed_tenants=tenants), "-e", json.dumps({"known": json.dumps([FABRIKAM, WINGTIP])}))
    assert found.group("managed") == {"fabrikam", "wingtip-toys"}
    assert found.group("unmanaged") == {NAMELESS}


UNCLEAR = {
    "a domain": {"partner_onboarding_partner": {"tenant": "fabrikam.example"}},
    "a template without a value": {"partner_onboarding_partner": {"tenant": "{{ nobody_knows }}"}},
    "no tenant": {"partner_onboarding_partner": {"inbound_trust": {}}},
    "no list": {"partner_onboarding_partners": "["},
}


@pytest.mark.parametrize("kind", rest_long(UNCLEAR, "a domain", "a template without a value"))
def test_nobody_is_unmanaged_as_long_as_that_is_not_known(
    graph: GraphSimulator, source, listing: Listing, kind: str
) -> None:
    files = {"hosts.yml": {"partners": {"hosts": {"first": UNCLEAR[kind]}}}}
    found = listing(source(files, managed_tenants=[WINGTIP], for_role=True))
    assert found.members["entra_partners"] == EVERYBODY
    assert found.group("managed") == {"wingtip-toys"} and not found.group("unmanaged")
    assert "It is unknown which partners are unmanaged" in found.said and "a value yet: first" in found.said
    assert not any("partner_onboarding_partner" in found.variables[name] for name in EVERYBODY)


def test_domains_are_looked_up_if_that_is_wanted(graph: GraphSimulator, source, listing: Listing) -> None:
    files = {"hosts.yml": {"partners": {"hosts": {"first": UNCLEAR["a domain"]}}}}
    found = listing(source(files, look_up_domains=True))
    assert found.group("managed") == {"first"} and found.group("unmanaged") == {"wingtip-toys", NAMELESS}
    by_domain = "/tenantRelationships/findTenantInformationByDomainName(domainName='fabrikam.example')"
    assert sorted(graph.log.calls()) == sorted([*LISTING, ("GET", by_domain)])
    files["hosts.yml"]["partners"]["hosts"]["first"] = {"partner_onboarding_partner": {"tenant": "nobody.example"}}
    assert "no tenant has the domain nobody.example" in listing(source(files, look_up_domains=True), fails=True).said


def test_the_directory_names_partners_without_a_policy(graph: GraphSimulator, cached, listing: Listing) -> None:
    graph.directory.add_tenant(NAMELESS, "Adatum", "adatum.example")
    graph.directory.add_partner(UNKNOWN)
    found = listing(cached(tenant_names=True))
    # A partner with a policy has its name already. If the directory does not know a tenant, its ID is the name.
    assert found.members["entra_partners"] == {"fabrikam", "wingtip-toys", "adatum", UNKNOWN}
    look_ups = sorted(path for _method, path in graph.log.calls() if path != PARTNERS)
    by_id = "/tenantRelationships/findTenantInformationByTenantId(tenantId='{}')"
    assert look_ups == sorted(by_id.format(tenant) for tenant in (NAMELESS, UNKNOWN))
    graph.log.clear()
    assert listing(cached(tenant_names=True)).members == found.members
    assert not graph.log.calls()
    said = listing(cached(tenant_names=True, hostname="tenant_id"), fails=True).said
    assert "tenant_names is true, but hostname is tenant_id" in said


# The role


def test_the_role_finds_nothing_to_change(graph: GraphSimulator, source, play: Play) -> None:
    for number, name in enumerate(HOSTILE_TEXTS):
        graph.directory.add_partner(f"90e29127-71ad-49c7-9ce8-{number:012}", {"displayName": name})
    arguments = "-e partner_onboarding_hosts=entra_partners --check --diff"
    run = play(ONBOARD, source(for_role=True), arguments)
    assert run.rc == 0, run.output[-3000:]
    assert len(run.outcome) == 3 + len(HOSTILE_TEXTS)
    assert not run.hosts("changed")
    assert "jinja/was/run" not in json.dumps(run.events)
    # Without the variable, the hosts have no role variables, so the role fails.
    assert play(ONBOARD, source(), f"{arguments} --limit fabrikam").rc == 2


def test_the_role_on_an_inventory_that_awx_has_imported(
    graph: GraphSimulator, source, listing: Listing, play: Play, tmp_path: Path
) -> None:
    """AWX stores the output of ansible-inventory, and gives it to a job as a script."""
    for number, name in enumerate(HOSTILE_TEXTS):
        graph.directory.add_partner(f"90e29127-71ad-49c7-9ce8-{number:012}", {"displayName": name})
    listing(source(for_role=True), "--export")
    script = tmp_path / "imported"
    script.write_text(f"#!/bin/sh\ncat '{tmp_path / 'listed.json'}'\n", encoding="utf-8")
    script.chmod(0o755)
    run = play(ONBOARD, script, "-e partner_onboarding_hosts=entra_partners --check --diff")
    assert run.rc == 0, run.output[-3000:]
    assert len(run.outcome) == 3 + len(HOSTILE_TEXTS)
    assert not run.hosts("changed")
    assert "jinja/was/run" not in json.dumps(run.events)


def test_the_playbooks_act_on_nobody_who_is_only_found(graph: GraphSimulator, source, play: Play) -> None:
    for number, name in enumerate(("partners", "offboarding", "all", "localhost")):
        graph.directory.add_partner(f"90e29127-71ad-49c7-9ce8-{number:012}", {"displayName": name})
    onboarding = play(ONBOARD, source(for_role=True))
    assert onboarding.rc != 0 and "No host matches the pattern partners" in onboarding.output
    offboarding = play("entra.cross_tenant.offboard", source(for_role=True))
    assert offboarding.rc == 0
    assert not onboarding.outcome and not offboarding.outcome and not graph.log.writes()


# Names of the directory


def test_names_of_the_directory_are_only_text(simulator: GraphSimulator, source, listing: Listing, play: Play) -> None:
    texts = [*HOSTILE_TEXTS, "partners", "localhost", "lookup('pipe', 'echo jinja''/was/run')", "x", "X", " x "]
    for number, name in enumerate(texts):
        simulator.directory.add_partner(f"90e29127-71ad-49c7-9ce8-{number:012}", {"displayName": name})
    path = source(
        compose={"shout": "'=' ~ (entra_partner.identity_sync.display_name | upper)"},
        keyed_groups=[{"key": "entra_partner.identity_sync.display_name", "prefix": "called"}],
    )
    found = listing(path)
    rows = {variables["entra_partner"]["tenant_id"]: variables for variables in found.variables.values()}
    assert len(rows) == len(texts)
    for number, text in enumerate(texts):
        variables = rows[f"90e29127-71ad-49c7-9ce8-{number:012}"]
        assert variables["entra_partner"]["identity_sync"]["display_name"] == (text or None)
        assert variables["shout"] == f"={text.upper() or 'NONE'}"
    assert all(group.isidentifier() for group in found.members)
    assert found.members.get("partners") is None
    run = play(
        """
- hosts: entra_partners
  gather_facts: false
  connection: local
  tasks:
    - ansible.builtin.debug:
        msg: "{{ entra_partner }} {{ entra_partner.identity_sync.display_name }} {{ shout }}"
    - ansible.builtin.debug:
        msg: It is a condition
      when: "{{ entra_partner.identity_sync.display_name }}"
      ignore_errors: true
""",
        path,
    )
    assert "jinja/was/run" not in json.dumps(run.events).lower()


def test_names_that_are_taken(simulator: GraphSimulator, source, listing: Listing) -> None:
    for tenant_id in (FABRIKAM, WINGTIP):
        simulator.directory.add_partner(tenant_id, {"displayName": "Same"})
    simulator.directory.add_partner(NAMELESS, {"displayName": "Web"})
    found = listing(source({"hosts.yml": {"others": {"hosts": {"web": {}}}}}))
    assert found.members["entra_partners"] == {f"same-{FABRIKAM}", f"same-{WINGTIP}", f"web-{NAMELESS}"}


def test_two_home_tenants_do_not_share_hosts(graph: GraphSimulator, source, listing: Listing) -> None:
    other = {"zzz.entra_partners.yml": {"plugin": NAME, "group": "entra_others", "hostname": "tenant_id"}}
    found = listing(source(other, hostname="tenant_id"), fails=True)
    assert "another file of this plugin already contains these hosts of partners" in found.said


# Groups and variables of the user


def test_constructed(graph: GraphSimulator, source, listing: Listing) -> None:
    found = listing(
        source(
            compose={"tenant": "entra_partner.tenant_id", "broken": "entra_partner.nothing.at.all"},
            groups={"trusted": "entra_partner.inbound_trust.mfa_accepted"},
            keyed_groups=[
                {"key": "'yes' if 'entra_partners_unmanaged' in group_names else 'no'", "prefix": "unmanaged"}
            ],
        )
    )
    assert found.variables[NAMELESS]["tenant"] == NAMELESS and "broken" not in found.variables[NAMELESS]
    assert found.members["trusted"] == {"wingtip-toys"}
    assert found.members["unmanaged_yes"] == EVERYBODY


def test_strict(graph: GraphSimulator, source, listing: Listing) -> None:
    """A source that fails in the middle leaves no partial inventory."""
    path = source({"hosts.yml": STATIC["hosts.yml"]}, strict=True, compose={"x": "entra_partner.identity_sync.x"})
    assert "Could not set x for host" in listing(path, fails=True).said
    found = listing(path, ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED="false")
    (path / FILE).unlink()
    before = listing(path)
    assert (found.variables, found.members) == (before.variables, before.members)
    assert set().union(*found.members.values()) >= {"first", "others"}


# Other sources with the same objects as the plugin: hosts, groups, children, members, and variables of all of them.
BESIDE = {
    "all": {
        "vars": {"tenant_of_fabrikam": FABRIKAM},
        "children": {
            "partners": {
                "hosts": {
                    "first": {"partner_onboarding_partner": {"tenant": FABRIKAM}, "mine": 1, "nested": {"a": 1}},
                    "lists": {"partner_onboarding_partners": [{"tenant": NAMELESS}]},
                },
                "vars": {"of_partners": True},
            },
            "entra_partners": {
                "hosts": {"elsewhere": {"entra": "mine"}},
                "vars": {"kept": "yes"},
                "children": {"entra_partners_user_sync": {"hosts": {"lists": {}}}, "own": {}},
            },
            "own": {"children": {"deeper": {"hosts": {"first": {}}}}},
            "empty": {},
        },
    }
}

# All parts of an inventory, before and after a source that fails, and the failure itself.
WHOLE = """
import json, os, sys
from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.loader import init_plugin_loader, inventory_loader
from ansible.plugins.inventory import Constructable
from ansible.utils.display import Display

def plain(value):
    if hasattr(value, "get_name"):
        return value.get_name()
    if isinstance(value, dict):
        return {str(name): plain(member) for name, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(member) for member in value]
    return sorted(map(plain, value), key=str) if isinstance(value, (set, frozenset)) else repr(value)

def whole(inventory):
    everything = {"inventory": inventory}
    everything.update({f"group {group.name}": group for group in inventory.groups.values()})
    everything.update({f"host {host.name}": host for host in inventory.hosts.values()})
    # What is only remembered to save time may be there or not.
    return {
        name: {key: plain(value) for key, value in vars(each).items() if "cache" not in key and key != "_hosts"}
        for name, each in everything.items()
    }

def interrupted(*_arguments):
    raise KeyboardInterrupt()

def case(before, source, after, turned):
    loader = DataLoader()
    manager = InventoryManager(loader=loader, sources=[before])
    inventory = manager._inventory
    was = whole(inventory)
    had = {name: [host.name for host in group.get_hosts()] for name, group in inventory.groups.items()}
    if turned == "warning":
        def warning(self, message, *arguments, **options):
            raise ValueError("a warning that was turned into an error")
        Display.warning = warning
        Constructable._set_composite_vars = lambda self, *arguments: Display().warning("x")
    elif turned == "interruption":
        calls = []
        true = type(inventory).add_child

        def add_child(self, *arguments):
            calls.append(arguments)
            return interrupted() if len(calls) > 12 else true(self, *arguments)
        type(inventory).add_child = add_child
    failure = None
    plugin = inventory_loader.get("entra.cross_tenant.partners")
    try:
        plugin.parse(inventory, loader, source, cache=False)
    except (Exception, KeyboardInterrupt) as error:
        failure = repr(error)
    has = {name: [host.name for host in group.get_hosts()] for name, group in inventory.groups.items()}
    with open(after, "w", encoding="utf-8") as file:
        json.dump({
            "before": was,
            "after": whole(inventory),
            "members": [had, has],
            "failure": failure,
        }, file)

init_plugin_loader()
for name, *arguments in json.loads(sys.argv[1]):
    print(name, file=sys.stderr, flush=True)
    # A case that changes the code has a process of its own.
    process = os.fork() if arguments[-1] else None
    if process is None:
        case(*arguments)
    elif process == 0:
        case(*arguments)
        os._exit(0)
    elif os.waitpid(process, 0)[1]:
        sys.exit("failed")
"""

FAILURES = {
    # name: options, another cause of the failure, words of the failure
    "compose": ({"compose": {"x": "entra_partner.identity_sync.x"}}, "", "Could not set x for host"),
    "compose, at the last host": (
        {"compose": {"y": "1", "x": "entra_partner.identity_sync.display_name"}},
        "",
        "Could not set x for host",
    ),
    "groups": ({"compose": {"y": "1"}, "groups": {"g": "entra_partner.nothing.at_all"}}, "", "Could not add host"),
    "keyed_groups": (
        {"groups": {"g": "true"}, "keyed_groups": [{"key": "entra_partner.identity_sync.x"}]},
        "",
        "Could not generate group",
    ),
    "keyed_groups, in a circle": (
        {"keyed_groups": [{"key": "'own'", "separator": "", "parent_group": "deeper"}]},
        "",
        "recursive dependency loop",
    ),
    "a group under itself": ({"group": "first"}, "", "itself"),
    "a warning that is an error": ({"compose": {"x": "1"}}, "warning", "turned into an error"),
    "an interruption": ({}, "interruption", "KeyboardInterrupt"),
}


def test_after_a_failure_the_inventory_is_what_it_was(
    graph: GraphSimulator, source, ansible: dict[str, str], tmp_path: Path
) -> None:
    script = tmp_path / "whole.py"
    script.write_text(WHOLE, encoding="utf-8")
    cases = []
    for number, (name, (options, turned, _words)) in enumerate(FAILURES.items()):
        folder = source({"hosts.yml": yaml.safe_dump(BESIDE)}, strict=True, **options)
        folder = folder.rename(folder.with_name(f"inventory-{number}"))
        output = tmp_path / f"whole-{number}.json"
        cases.append([name, str(folder / "hosts.yml"), str(folder / FILE), str(output), turned])
    done = subprocess.run(
        [sys.executable, str(script), json.dumps(cases)],
        env={**ansible, **graph.environment()},
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert graph.log.calls() == LISTING * len(FAILURES)
    for (name, (_options, _turned, words)), case in zip(FAILURES.items(), cases):
        found = json.loads(Path(case[3]).read_text(encoding="utf-8"))
        assert words in (found["failure"] or ""), (name, found["failure"])
        assert found["after"] == found["before"], name
        had, has = found["members"]
        assert has == had and had["own"] == ["first"], name


# The cache


@pytest.fixture
def cached(source, tmp_path: Path) -> Callable[..., Path]:
    def write(files=None, **options):
        place = {"cache_plugin": "ansible.builtin.jsonfile", "cache_connection": str(tmp_path / "cache")}
        return source(files, cache=True, **place, **options)

    return write


SHOW = """
- hosts: entra_partners
  gather_facts: false
  tasks:
    - name: Show
      ansible.builtin.debug:
        msg: "{{ entra_partner }} {{ copy | default('') }}"
"""


def test_cache(graph: GraphSimulator, cached, listing: Listing, play: Play) -> None:
    first = listing(cached())
    graph.log.clear()
    assert listing(cached()).variables == first.variables
    assert not len(graph.log)
    graph.directory.add_partner("00000000-0000-4000-8000-000000000009")
    assert set(listing(cached()).variables) == EVERYBODY
    run = play(SHOW, cached(), "--flush-cache")
    assert graph.log.calls() == LISTING and len(run.by_host("Show")) == 4
    assert len(listing(cached()).variables) == 4
    assert graph.log.calls() == LISTING


def test_cached_text_is_no_template_either(simulator: GraphSimulator, cached, listing: Listing, play: Play) -> None:
    simulator.directory.add_partner(FABRIKAM, {"displayName": HOSTILE_TEXTS[6]})
    path = cached(compose={"copy": "entra_partner.identity_sync.display_name"})
    listing(path)
    simulator.log.clear()
    run = play(SHOW, path)
    assert run.rc == 0 and not len(simulator.log)
    assert "jinja/was/run" not in json.dumps(run.events)


def test_a_cache_of_each_home_tenant(graph: GraphSimulator, cached, listing: Listing) -> None:
    listing(cached())
    graph.log.clear()
    # The same tenant under another of its names. The plugin cannot know that it is the same tenant.
    listing(cached(), ENTRA_TENANT="home.example")
    assert graph.log.calls() == LISTING
    listing(cached(api_version="beta"))
    assert graph.log.calls() == LISTING * 2
    listing(cached(), ENTRA_TENANT="home.example")
    assert graph.log.calls() == LISTING * 2


def test_no_cache_without_a_home_tenant(graph: GraphSimulator, cached, listing: Listing, tmp_path: Path) -> None:
    environment = {name: value for name, value in graph.environment().items() if "URL" in name or "CA" in name}
    environment.update(ENTRA_AUTH_METHOD="managed_identity", **graph.managed_identity("app_service"))
    for _time in range(2):
        assert "Nothing is cached" in listing(cached(), environment=environment).said
    assert graph.log.calls() == LISTING * 2


def test_what_could_not_be_read_is_not_kept(graph: GraphSimulator, cached, listing: Listing) -> None:
    graph.faults.add(Fault(path=PARTNERS, change=unreadable))
    assert listing(cached()).group("unreadable")
    found = listing(cached())
    assert not found.group("unreadable")
    assert graph.log.calls() == LISTING * 2


def test_domains_are_cached_too(graph: GraphSimulator, cached, listing: Listing) -> None:
    files = {"hosts.yml": {"partners": {"hosts": {"first": UNCLEAR["a domain"]}}}}
    listing(cached(files, look_up_domains=True))
    graph.log.clear()
    assert listing(cached(files, look_up_domains=True)).group("managed") == {"first"}
    assert not len(graph.log)
    graph.directory.add_tenant(WINGTIP, "Wingtip Toys", "wingtip.example")
    found = listing(cached(files, look_up_domains=True, managed_tenants=["wingtip.example"]))
    assert found.group("unmanaged") == {NAMELESS}
    assert len(graph.log.calls()) == 1


# Failures


def unreadable(body):
    for partner in body["value"]:
        if partner["tenantId"] == FABRIKAM:
            partner["inboundTrust"] = "nonsense"
    return body


def test_a_partner_that_cannot_be_read_stays(graph: GraphSimulator, source, listing: Listing) -> None:
    graph.faults.add(Fault(path=PARTNERS, change=unreadable))
    found = listing(source(for_role=True))
    assert set(found.variables) == {FABRIKAM, "wingtip-toys", NAMELESS}
    assert found.group("unreadable") == {FABRIKAM}
    assert FABRIKAM in found.group("unmanaged")
    partner = found.variables[FABRIKAM].pop("entra_partner")
    assert partner["tenant_id"] == FABRIKAM and "inboundTrust" in partner["error"]["msg"]
    assert found.variables[FABRIKAM] == {}
    assert f"Failed to read partner {FABRIKAM}" in found.said


ERRORS = {
    "no token": (Fault(status=401, times=None, where="outer"), ["401", "Graph does not accept the token"]),
    "nobody may read": (Fault(status=403, times=None), ["Failed to list the partners", "403", "Policy.Read.All"]),
    "a broken server": (Fault(status=500, times=None), ["500"]),
    "a page": (
        Fault(body="<html>go away</html>", content_type="text/html", times=None),
        ["Failed to list the partners"],
    ),
    "no login": (Fault(status=400, where="login", times=None), ["Failed to list the partners"]),
    "a proxy that repeats what it was sent": (
        Fault(action="echo", status=500, where="outer", times=None),
        ["This was refused"],
    ),
    "another page than the first": (Fault(skip=1, status=403, times=None), ["Failed to list the partners", "403"]),
}


@pytest.mark.parametrize(
    "fault",
    rest_long(ERRORS, "nobody may read", "a page", "another page than the first"),
)
def test_an_error_is_no_empty_inventory(graph: GraphSimulator, source, listing: Listing, fault: str) -> None:
    fault, words = ERRORS[fault]
    graph.behaviour.page_size = 2
    graph.faults.add(fault)
    found = listing(source(retry_time=0.5), fails=True)
    for word in words:
        assert word in found.said
    # Ansible can be told to continue after a failed source. The inventory is then empty.
    found = listing(source(retry_time=0.5), ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED="false")
    assert not found.variables and not found.members.get("entra_partners")


MISTAKES = {
    "no credentials": ({"client_secret": ""}, "no credentials"),
    "unknown option": ({"managed_tenant": [FABRIKAM]}, "unknown options: managed_tenant"),
    "group of a playbook": ({"group": "offboarding"}, "group cannot be offboarding"),
    "no group": ({"group": "a b"}, "group is text of 3 characters"),
    "no tenant": ({"managed_tenants": ["Fabrikam AG"]}, "'Fabrikam AG' is not a tenant ID"),
    "template": ({"tenant": "{{ nobody_knows }}"}, "tenant is a template without a value"),
    "cloud": ({"cloud": "moon"}, "moon"),
    "number": ({"timeout": "soon"}, "soon"),
}


@pytest.mark.parametrize("mistake", rest_long(MISTAKES, "no credentials", "unknown option", "template"))
def test_mistakes_are_found_before_any_request(simulator: GraphSimulator, source, listing: Listing, mistake) -> None:
    options, words = MISTAKES[mistake]
    environment = simulator.environment()
    if "client_secret" in options:
        del environment["ENTRA_CLIENT_SECRET"]
    assert words in listing(source(**options), environment=environment, fails=True).said
    assert not len(simulator.log)


# Credentials


def templated(simulator: GraphSimulator, kind: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Options that are templates, and the environment that contains their values."""
    options: dict[str, Any] = simulator.options()
    if kind == "certificate":
        del options["client_secret"]
        options.update(certificate_path=simulator.pfx(PASSWORD), certificate_password=PASSWORD)
    elif kind == "a password that looks like a list":
        del options["client_secret"]
        options.update(certificate_path=simulator.pfx(f"['{PASSWORD}', 1]"), certificate_password=f"['{PASSWORD}', 1]")
    elif kind == "federated":
        del options["client_secret"]
        options["federated_token"] = simulator.federated_token(f"{PASSWORD}-federated")
    elif kind == "token":
        options = {key: options[key] for key in ("graph_url", "ca_path")} | {"access_token": simulator.issue_token()}
    options.update(timeout="7.5", auth_method="auto", api_version="beta")
    environment = {f"MY_{name.upper()}": value for name, value in options.items()}
    lookups = {name: f"{{{{ lookup('ansible.builtin.env', 'MY_{name.upper()}') }}}}" for name in options}
    return lookups, environment


@pytest.mark.parametrize(
    "kind",
    rest_long(
        ["secret", "certificate", "a password that looks like a list", "federated", "token"],
        "secret",
        "a password that looks like a list",
    ),
)
def test_options_are_templates(graph: GraphSimulator, source, listing: Listing, kind: str) -> None:
    options, environment = templated(graph, kind)
    # A template without a value counts as an option that is not given.
    options["cloud"] = "{{ lookup('ansible.builtin.env', 'MY_CLOUD') }}"
    assert set(listing(source(**options), environment=environment).variables) == EVERYBODY


def test_extra_variables(graph: GraphSimulator, source, listing: Listing) -> None:
    environment = graph.environment()
    extra = json.dumps({"home": environment.pop("ENTRA_TENANT")})
    assert set(listing(source(tenant="{{ home }}"), "-e", extra, environment=environment).variables) == EVERYBODY


SECRETS = [
    f"{SECRET_MARKER}-but-not-the-right-one",
    f"{SECRET_MARKER} {{{{ nobody_knows }}}}",
    f"{SECRET_MARKER} {{{{ broken",
    [f"{SECRET_MARKER} of a list"],
    {SECRET_MARKER: SECRET_MARKER},
]


@pytest.mark.parametrize("secret", rest_long(SECRETS, SECRETS[0], SECRETS[2], SECRETS[4]))
def test_secrets_of_the_file_are_not_shown(graph: GraphSimulator, source, listing: Listing, secret) -> None:
    """This applies only if Ansible, which reads the file too, does not find an error before the plugin."""
    found = listing(source(client_secret=secret), fails=True)
    assert "client_secret" in found.said or "AADSTS" in found.said

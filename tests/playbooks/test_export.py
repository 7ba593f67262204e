# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A tenant is exported to an inventory. A check run then finds that the tenant is in line with the inventory."""

from __future__ import annotations

import json
import stat
import subprocess
import uuid
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ansible_collections.entra.cross_tenant.plugins.module_utils._inventory_text import yaml_data
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.resources import IDENTITY_SYNC, PARTNER
from ansible_collections.entra.cross_tenant.tests.everyday import examples, rest_long
from ansible_collections.entra.cross_tenant.tests.graph_simulator import SECRET_MARKER, Fault, GraphSimulator
from ansible_collections.entra.cross_tenant.tests.modules.fuzz import HOSTILE_TEXTS
from ansible_collections.entra.cross_tenant.tests.modules.samples import sample
from ansible_collections.entra.cross_tenant.tests.playbooks.conftest import Play

EXPORT = "entra.cross_tenant.export"
ONBOARD = "entra.cross_tenant.onboard"
SYNCHRONIZE = "entra.cross_tenant.synchronize"
SYNCHRONIZED = "-e partner_synchronization_hosts=partners_synchronized"


def graph_objects(resource):
    """Any of the settings of v1.0 in Graph's words. Each setting is null or has one of two values."""
    values = {
        setting.property: st.sampled_from(
            [None, *(setting.write(sample(setting.kind, number), {}) for number in (0, 1))]
        )
        for setting in resource.settings
        if "v1.0" in setting.versions
    }
    return st.fixed_dictionaries({}, optional=values)


PARTNERS = st.lists(
    st.tuples(graph_objects(PARTNER), st.none() | graph_objects(IDENTITY_SYNC), st.sampled_from(HOSTILE_TEXTS)),
    min_size=5,
    max_size=40,
)


def exported_and_run(play: Play, tmp_path: Path):
    directory = tmp_path / f"inventory-{uuid.uuid4()}"
    export = play(EXPORT, {}, f"-e partner_export_directory={directory}")
    assert export.rc == 0
    run = play(ONBOARD, directory, "--check --diff")
    assert run.rc == 0, run.output[-3000:]
    return directory, run


@settings(
    max_examples=examples(8),
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(everything=PARTNERS)
def test_round_trip(play: Play, simulator: GraphSimulator, tmp_path: Path, everything) -> None:
    simulator.reset()
    for number, (partner, policy, name) in enumerate(everything):
        tenant = str(uuid.UUID(int=(0x90E29127 << 96) + number))
        simulator.directory.add_partner(tenant, None if policy is None else {**policy, "displayName": name}, **partner)
    _directory, run = exported_and_run(play, tmp_path)
    assert len(run.outcome) == len(everything)
    assert not run.hosts("changed")
    assert "jinja/was/run" not in json.dumps(run.events)
    simulator.log.clear()


@pytest.fixture
def tenant(simulator: GraphSimulator) -> GraphSimulator:
    for number in range(4):
        simulator.directory.add_partner(
            f"90e29127-71ad-49c7-9ce8-00000000000{number}",
            {"displayName": f"Fabrikam {number}", "userSyncInbound": {"isSyncAllowed": number > 0}},
            inboundTrust={"isMfaAccepted": True},
        )
    return simulator


def test_what_people_read(play: Play, tenant: GraphSimulator, tmp_path: Path) -> None:
    directory, _run = exported_and_run(play, tmp_path)
    hosts = yaml.safe_load((directory / "hosts.yml").read_text(encoding="utf-8"))["partners"]["hosts"]
    assert list(hosts) == [f"fabrikam-{number}" for number in range(4)]
    assert hosts["fabrikam-0"]["partner_onboarding_partner"] == {
        "tenant": "90e29127-71ad-49c7-9ce8-000000000000",
        "identity_sync": {"display_name": "Fabrikam 0", "user_sync_allowed": False},
    }
    assert hosts["fabrikam-1"]["partner_onboarding_partner"]["identity_sync"] == {"display_name": "Fabrikam 1"}
    common = yaml.safe_load((directory / "group_vars" / "partners.yml").read_text(encoding="utf-8"))
    assert common["partner_onboarding_defaults"]["inbound_trust"] == {"mfa_accepted": True}
    assert common["partner_onboarding_defaults"]["identity_sync"] == {"user_sync_allowed": True}


def test_partners_without_a_policy_are_named_by_the_directory(
    play: Play, tenant: GraphSimulator, tmp_path: Path
) -> None:
    named, unknown, same = (f"90e29127-71ad-49c7-9ce8-00000000001{number}" for number in range(3))
    for tenant_id in (named, unknown, same):
        tenant.directory.add_partner(tenant_id)
    tenant.directory.add_tenant(named, "Contoso, Ltd.", "contoso.example")
    tenant.directory.add_tenant(same, "Fabrikam 1", "fabrikam.example")
    for arguments, names in (
        ("", {named, unknown, same}),
        ("-e partner_export_tenant_names=yes", {"contoso-ltd", unknown, f"fabrikam-1-{same}"}),
    ):
        folder = tmp_path / f"inventory{len(arguments)}"
        run = play(EXPORT, {}, f"-e partner_export_directory={folder} {arguments}")
        assert run.rc == 0
        hosts = yaml.safe_load((folder / "hosts.yml").read_text(encoding="utf-8"))["partners"]["hosts"]
        assert {name for name in hosts if not name.startswith("fabrikam-") or same in name} == names
    assert not play("entra.cross_tenant.onboard", folder).hosts("changed")
    tenant.faults.add(Fault(path="tenantRelationships", status=403, times=None))
    run = play(EXPORT, {}, f"-e partner_export_directory={tmp_path / 'refused'} {arguments}")
    assert run.rc == 2 and "CrossTenantInformation.ReadBasic.All" in run.output
    assert not (tmp_path / "refused").exists()


def test_again_and_rehearsed(play: Play, tenant: GraphSimulator, tmp_path: Path) -> None:
    arguments = f"-e partner_export_directory={tmp_path / 'inventory'} --diff"
    assert play(EXPORT, {}, f"{arguments} --check").hosts("changed")
    assert not (tmp_path / "inventory").exists()
    assert play(EXPORT, {}, arguments).hosts("changed")
    assert not play(EXPORT, {}, arguments).hosts("changed")
    assert not tenant.log.writes()
    run = play(EXPORT, {})
    assert run.rc == 2 and "partner_export_directory" in run.output


def tree(folder: Path) -> dict[str, tuple[int, bytes | None]]:
    return {
        str(path.relative_to(folder)): (path.lstat().st_mode, path.read_bytes() if path.is_file() else None)
        for path in sorted(folder.rglob("*"))
    }


def exporting(play: Play, folder: Path, arguments: str = "") -> tuple[Any, dict[str, Any]]:
    """A run, and the result of its last task."""
    run = play(EXPORT, {}, f"-e partner_export_directory={folder} --diff {arguments}")
    (result,) = run.results("Write the files of the inventory") or [{}]
    return run, result


@pytest.mark.parametrize(
    "modes", rest_long([[""], ["--check", "", "-e partner_export_overwrite=false"]], [""]), ids=len
)
def test_an_export_replaces_what_an_export_wrote_and_nothing_else(
    play: Play, tenant: GraphSimulator, tmp_path: Path, modes: list[str]
) -> None:
    folder = tmp_path / "inventory"
    _run, first = exporting(play, folder, "-e partner_export_group=gold")
    assert first["written"] == ["group_vars/gold.yml", "hosts.yml"] and first["backup_files"] == []
    assert stat.S_IMODE(folder.stat().st_mode) == 0o750 and stat.S_IMODE((folder / "hosts.yml").stat().st_mode) == 0o640

    # Newer content and another group: written files are replaced, and files that are no longer needed are removed.
    tenant.directory.add_partner("90e29127-71ad-49c7-9ce8-00000000000a", {"displayName": "Newer"})
    (folder / "group_vars" / "all.yml").write_text("mine: 1\n", encoding="utf-8")
    before = tree(folder)
    rehearsed, prediction = exporting(play, folder, "--check")
    assert tree(folder) == before
    run, result = exporting(play, folder)
    assert {name: value for name, value in result.items() if name != "backup_files"} == prediction
    assert rehearsed.stats == run.stats and run.hosts("changed")
    assert result["removed"] == ["group_vars/gold.yml"] and result["replaced"] == ["group_vars/gold.yml", "hosts.yml"]
    assert sorted(result["written"]) == ["group_vars/partners.yml", "hosts.yml"]
    for shown in result["diff"]:
        name = str(Path(shown["after_header"]).relative_to(folder))
        assert shown["before"].encode() == (before[name][1] if name in before else b"")
        assert shown["after"] == ((folder / name).read_text("utf-8") if (folder / name).exists() else "")
    kept = {Path(path).read_bytes() for path in result["backup_files"]}
    assert kept == {before["hosts.yml"][1], before["group_vars/gold.yml"][1]}
    assert (folder / "group_vars" / "all.yml").read_text(encoding="utf-8") == "mine: 1\n"
    # Ansible does not read the kept files as inventories.
    assert len(play(ONBOARD, folder, "--check").outcome) == 5

    # The file was changed by hand since the export. One more line is enough.
    with (folder / "hosts.yml").open("a", encoding="utf-8") as file:
        file.write("# mine\n")
    before = tree(folder)
    for mode in modes:
        run, result = exporting(play, folder, mode)
        assert run.rc == 2 and "hosts.yml" in result["msg"] and "partner_export_overwrite" in result["msg"]
        assert tree(folder) == before
    tenant.log.clear()


def test_what_somebody_made_by_hand_is_kept(play: Play, tenant: GraphSimulator, tmp_path: Path) -> None:
    folder = tmp_path / "inventory"
    folder.mkdir(mode=0o700)
    (folder / "hosts.yml").write_text("mine: {}\n", encoding="utf-8")
    (folder / "hosts.yml").chmod(0o604)
    before = tree(tmp_path)
    assert exporting(play, folder)[0].rc == 2
    assert {name: value for name, value in tree(tmp_path).items() if name.startswith("inventory")} == before
    run, result = exporting(play, folder, "-e partner_export_overwrite=yes")
    assert run.rc == 0 and result["replaced"] == ["hosts.yml"]
    (kept,) = result["backup_files"]
    assert Path(kept).read_text(encoding="utf-8") == "mine: {}\n"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700 and stat.S_IMODE((folder / "hosts.yml").stat().st_mode) == 0o604
    # On many systems, these names would be the same file.
    (folder / "group_vars" / "GOLD.yml").write_text("", encoding="utf-8")
    run, result = exporting(play, folder, "-e partner_export_group=gold -e partner_export_overwrite=true")
    assert run.rc == 2 and "upper case" in result["msg"]


def test_an_export_follows_no_link(play: Play, tenant: GraphSimulator, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious", encoding="utf-8")
    folder = tmp_path / "inventory"
    folder.mkdir()
    (folder / "hosts.yml").symlink_to(victim)
    for mode in ("--check", "-e partner_export_overwrite=true"):
        run, result = exporting(play, folder, mode)
        assert run.rc == 2 and "nothing was" in result["msg"]
        assert victim.read_text(encoding="utf-8") == "precious" and list(tree(folder)) == ["hosts.yml"]


def test_from_where_somebody_works(simulator: GraphSimulator, ansible: dict[str, str], tmp_path: Path) -> None:
    """A relative folder begins in the working directory, not beside the playbook, which is inside the collection."""
    simulator.directory.add_partner("00000000-0000-4000-8000-000000000001", {"displayName": "Alder"})
    environment = {**ansible, **simulator.environment(), "ANSIBLE_VERBOSITY": "0"}
    for command in (
        [EXPORT, "-e", "partner_export_directory=inventory"],
        # test_summary tests the folder of a report without this variable.
        ["-i", "inventory", "entra.cross_tenant.compliance", "-e", "compliance_report_directory=reports/today"],
    ):
        done = subprocess.run(
            ["ansible-playbook", *command], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout
    assert (tmp_path / "inventory" / "hosts.yml").exists()
    assert (
        json.loads((tmp_path / "reports/today/compliance.json").read_text(encoding="utf-8"))["totals"]["partners"] == 1
    )


def target(number: int) -> str:
    return f"3d0f5dec-5d3d-455c-8016-00000000000{number}"


EXPRESSION = 'Join("-", [department], "x")'
FOREIGN = {"targetAttributeName": "extensionAttribute1", "flowType": "MultiValueAddOnly", "matchingPriority": 0}
FILTERS = [
    [],
    [{"name": "A", "clauses": [{"operatorName": "EQUALS", "sourceOperandName": "country", "values": ["CH"]}]}],
    # An option cannot have this filter.
    [{"name": "A", "clauses": [{"operatorName": "IS NULL", "sourceOperandName": "manager", "values": []}]}],
]
SOURCES = st.lists(
    st.fixed_dictionaries(
        {
            "to": st.sampled_from([None, *range(6)]),
            "name": st.sampled_from(HOSTILE_TEXTS),
            "by_admin_center": st.sampled_from([False] * 5 + [True]),
            "job": st.sampled_from([True] * 5 + [False]),
            "state": st.sampled_from(["Active", "Disabled"]),
            "all": st.booleans(),
            "threshold": st.sampled_from([None, 0, 40]),
            "assigned": st.sets(st.integers(0, 2)),
            "mapping": st.sampled_from([None, EXPRESSION, "[department]", '"{{ 6 * 7 }}"']),
            "user_type": st.sampled_from(["Member", "Guest", None]),
            "flows": st.sampled_from(["Add,Update,Delete", "Add", "Update,Delete"]),
            "filters": st.sampled_from(FILTERS),
        }
    ),
    min_size=4,
    max_size=12,
)
MASKED = st.sampled_from([(), (), ("SyncAll",), ("SyncNotificationSettings",), ("CompanyId",)])


def arrange(simulator: GraphSimulator, everything: list[dict[str, Any]]) -> None:
    source = simulator.directory.source
    people = [source.add_user(f"user{number}")["id"] for number in range(2)] + [source.add_group("Sales")["id"]]
    for number in range(3):
        simulator.directory.add_partner(target(number), {"displayName": f"Partner {number}"})
    for wanted in everything:
        to = None if wanted["to"] is None else target(wanted["to"])
        name = f"MTO_Sync_{to}" if wanted["by_admin_center"] else wanted["name"]
        made = source.add_configuration(
            to,
            name,
            job=wanted["job"],
            state=wanted["state"],
            assigned=tuple(people[number] for number in wanted["assigned"]),
        )
        if to:
            # One of the credentials of other applications is secret.
            told = {"Enabled": False, "DeleteThresholdEnabled": bool(wanted["threshold"])}
            told.update({"DeleteThresholdValue": wanted["threshold"]} if wanted["threshold"] else {})
            more = {"SyncAll": str(wanted["all"]).lower(), "SyncNotificationSettings": json.dumps(told)}
            source.set_secrets(made.service_principal_id, **more, SecretToken=f"{SECRET_MARKER}-token")
        if made.job_id:
            source.set_schema(made.job_id, schema_of(source.schema(made.job_id), wanted))


def schema_of(schema: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    (rule,) = schema["synchronizationRules"]
    (users,) = [each for each in rule["objectMappings"] if each["targetObjectName"] == "User"]
    users["flowTypes"] = wanted["flows"]
    groups = [
        {
            **group,
            "clauses": [
                {
                    **{key: value for key, value in clause.items() if key != "values"},
                    "targetOperand": {"values": clause["values"]},
                }
                for clause in group["clauses"]
            ],
        }
        for group in wanted["filters"]
    ]
    users["scope"] = {**users["scope"], "groups": groups}
    for mapping in users["attributeMappings"]:
        if mapping["targetAttributeName"] == "userType":
            constant = {"type": "Constant", "expression": f'"{wanted["user_type"]}"', "name": wanted["user_type"]}
            function = {"type": "Function", "expression": 'IIF([department], "Guest", "Member")', "name": "IIF"}
            mapping["source"] = {"parameters": [], **(constant if wanted["user_type"] else function)}
    if wanted["mapping"]:
        expression = {"type": "Function", "name": "", "expression": wanted["mapping"], "parameters": []}
        users["attributeMappings"].append({**FOREIGN, "source": expression})
    return schema


@settings(
    max_examples=examples(5),
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(everything=SOURCES, masked=MASKED)
def test_round_trip_of_configurations(
    play: Play, simulator: GraphSimulator, tmp_path: Path, everything: list[dict[str, Any]], masked: tuple[str, ...]
) -> None:
    simulator.reset()
    arrange(simulator, everything)
    simulator.behaviour.masked_secrets = masked
    directory = tmp_path / f"inventory-{uuid.uuid4()}"
    export = play(EXPORT, {}, f"-e partner_export_directory={directory} -e partner_export_configurations=yes")
    assert export.rc == 0, export.output[-3000:]
    (result,) = export.results("Write the files of the inventory")
    left_out = [each for each in result["not_exported"] if each["setting"] is None]
    groups = yaml_data((directory / "hosts.yml").read_text("utf-8"))
    hosts = groups.get("partners_synchronized", {}).get("hosts", {})
    # Everything is exported, or it is said why not. What is whole and alone is exported.
    assert len(hosts) + len(left_out) == len(everything)
    assert f"Synchronization configurations: {len(hosts)} exported, {len(left_out)} not." in export.output
    own = [each for each in everything if not each["by_admin_center"]]
    targets = [each["to"] for each in own]
    whole = [each for each in own if each["job"] and each["to"] is not None and targets.count(each["to"]) == 1]
    assert len(hosts) == (0 if "CompanyId" in masked else len(whole))
    assert SECRET_MARKER not in "".join(path.read_text("utf-8") for path in directory.rglob("*.yml"))
    if hosts:
        run = play(SYNCHRONIZE, directory, f"{SYNCHRONIZED} --check --diff")
        assert run.rc == 0 and not run.hosts("changed"), run.output[-3000:]
        assert set(run.outcome) == set(hosts)
        assert "jinja/was/run" not in json.dumps(run.events)
    simulator.log.clear()


def test_what_is_exported_of_configurations(play: Play, tenant: GraphSimulator, tmp_path: Path) -> None:
    source = tenant.directory.source
    first, fourth = (f"90e29127-71ad-49c7-9ce8-00000000000{number}" for number in (0, 3))
    user = source.add_user("ada")["id"]
    source.add_configuration(first, "To the first", state="Active", assigned=(user,))
    source.add_configuration(fourth, "To the fourth")
    source.add_configuration(target(1), "Nobody's partner")
    source.add_configuration(target(2), f"MTO_Sync_{target(2)}")
    source.add_configuration(target(3), "Half", job=False)
    run, result = exporting(play, tmp_path / "inventory", "-e partner_export_configurations=true")
    assert run.rc == 0
    reasons = {each["name"]: each["reason"] for each in result["not_exported"]}
    assert set(reasons) == {f"MTO_Sync_{target(2)}", "Half"} and "half made and lacks job" in reasons["Half"]
    assert "not exported  Half" in run.output
    groups = yaml.safe_load((tmp_path / "inventory" / "hosts.yml").read_text("utf-8"))
    assert "nobody-s-partner" not in groups["partners"]["hosts"]
    synchronized = groups["partners_synchronized"]["hosts"]
    assert list(synchronized) == ["fabrikam-0", "fabrikam-3", "nobody-s-partner"]
    assert synchronized["fabrikam-0"]["partner_synchronization_configuration"] == {
        "name": "To the first",
        "enabled": True,
        "scope": "assigned",
        "assignments": [{"user": user}],
    }
    assert synchronized["nobody-s-partner"]["partner_synchronization_configuration"]["target_tenant"] == target(1)
    tier = yaml.safe_load((tmp_path / "inventory" / "group_vars" / "partners_synchronized.yml").read_text("utf-8"))
    assert set(tier["partner_synchronization_defaults"]) >= {"attribute_mappings", "user_type", "target_actions"}
    # An export without configurations takes the second group away again.
    tenant.log.clear()
    _run, result = exporting(play, tmp_path / "inventory")
    assert result["removed"] == ["group_vars/partners_synchronized.yml"] and "not_exported" not in result
    assert not [path for _method, path in tenant.log.calls() if "servicePrincipals" in path]

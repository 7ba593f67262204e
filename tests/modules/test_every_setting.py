# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every row of the settings tables: created, changed, left alone, set back. Each time check mode runs first.

After each change, the next run has nothing to do.
"""

from __future__ import annotations

import pytest

from ansible_collections.entra.cross_tenant.plugins.module_utils._model.resources import (
    DEFAULT_SETTINGS,
    IDENTITY_SYNC,
    MTO_PARTNER_TEMPLATE,
    MTO_SYNC_TEMPLATE,
    PARTNER,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.synchronization.desired import (
    CONFIGURATION_OPTIONS,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.synchronization.resources import (
    RESOURCES as SYNCHRONIZATION,
)
from ansible_collections.entra.cross_tenant.tests.everyday import rest_long
from ansible_collections.entra.cross_tenant.tests.graph_simulator.directory import PARTNER_TEMPLATE
from ansible_collections.entra.cross_tenant.tests.modules.samples import sample

TENANT = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"


def one_partner(options):
    return {"partner_tenant": TENANT, **options}


def one_of_many(options):
    return {"partners": [{"tenant": TENANT, **options}]}


def policy_of_many(options):
    return one_of_many({"identity_sync": options})


# Each resource, the modules that manage it, and how these modules take its settings.
MODULES = [
    (PARTNER, "partner", one_partner),
    (PARTNER, "partners", one_of_many),
    (IDENTITY_SYNC, "partner_identity_sync", one_partner),
    (IDENTITY_SYNC, "partners", policy_of_many),
    (MTO_SYNC_TEMPLATE, "mto_sync_template", dict),
    (MTO_PARTNER_TEMPLATE, "mto_partner_template", dict),
    (DEFAULT_SETTINGS, "default_settings", dict),
]
ROWS = {
    f"{module}-{resource.name}-{setting.name}": (resource, setting, module, place)
    for resource, module, place in MODULES
    for setting in resource.settings
}


def in_graph(simulator, resource):
    """The one object that exists, as Graph stores it."""
    directory = simulator.directory
    return {
        PARTNER.name: lambda: directory.partner(TENANT),
        IDENTITY_SYNC.name: lambda: directory.identity_sync(TENANT),
        MTO_SYNC_TEMPLATE.name: directory.template,
        MTO_PARTNER_TEMPLATE.name: lambda: directory.template(PARTNER_TEMPLATE),
        DEFAULT_SETTINGS.name: lambda: directory.default,
    }[resource.name]()


# How Graph takes nested objects, and how it shows inherited values.
KINDS_OF_GRAPH = [("merge", "null"), ("replace", "null"), ("merge", "default"), ("replace", "default")]
# Each setting every day. Of many partners, a third of the settings: the module for one partner has the same ones.
EVERY_DAY = [
    (row, *KINDS_OF_GRAPH[number % 4])
    for number, row in enumerate(ROWS)
    if number % 3 == 0 or not row.startswith("partners-")
]


@pytest.mark.parametrize(
    ("row", "complex_patch", "inherited"),
    rest_long([(row, *kind) for row in ROWS for kind in KINDS_OF_GRAPH], *EVERY_DAY),
)
def test_a_setting_through_its_life(simulator, run_module, row, complex_patch, inherited):
    resource, setting, module, place = ROWS[row]
    simulator.behaviour.update({"complex_patch": complex_patch, "inherited": inherited})
    if resource is IDENTITY_SYNC and module != "partners":
        simulator.directory.add_partner(TENANT)
    if setting.needs:
        needed = resource.setting(setting.needs)
        on = {needed.property: needed.write(True, {})}
        simulator.directory.add_partner(TENANT, on)
    version = {"api_version": setting.versions[0]}
    simulator.behaviour.template_group_sync = True
    access = simulator.options_with_token()

    def run(options):
        """Run in check mode, run for real, and run again. Returns the result of the real run."""
        simulator.log.clear()
        rehearsal = run_module(module, check=True, credentials=False, **access, **place(options), **version)
        assert rehearsal.get("failed") is None, rehearsal["msg"]
        assert not simulator.log.writes()
        result = run_module(module, credentials=False, **access, **place(options), **version)
        assert [result[name] for name in ("changed", "changes", "diff")] == [
            rehearsal[name] for name in ("changed", "changes", "diff")
        ]
        simulator.log.clear()
        again = run_module(module, credentials=False, **access, **place(options), **version)
        assert again["changed"] is False and not again["changes"] and not simulator.log.writes()
        return result

    def names(result):
        return {name for change in result["changes"] for name in change["settings"]}

    created = run({setting.name: sample(setting.kind, 0)})
    assert names(created) == {setting.name}
    first = setting.read(in_graph(simulator, resource))
    assert setting.same(sample(setting.kind, 0), first)

    changed = run({setting.name: sample(setting.kind, 1)})
    assert [(change["operation"], change["settings"]) for change in changed["changes"]] == [("update", [setting.name])]
    second = setting.read(in_graph(simulator, resource))
    assert setting.same(sample(setting.kind, 1), second) and second != first

    assert run({})["changed"] is False
    assert setting.read(in_graph(simulator, resource)) == second

    if setting.nullable:
        # The other value may equal the value of the tenant's default. Nobody can tell that from inheriting the default.
        run({setting.name: sample(setting.kind, 0)})
        back = run({"inherit": [setting.name]})
        assert [(change["operation"], change["settings"]) for change in back["changes"]] == [("update", [setting.name])]
        assert in_graph(simulator, resource)[setting.property] is None


# The source side of a synchronization. Each setting has a value that differs from that of a new configuration, and the
# value of a new configuration, to which it is set back.

ADA = "5f3c1c50-4a5c-4b0e-9a5e-2c7d6f0b1e10"
SOURCE = {
    "name": ("Other", "Fabrikam"),
    "enabled": (True, False),
    "scope": ("all", "assigned"),
    "notification_email": ("ops@contoso.example", ""),
    "deletion_threshold": (7, 0),
    "target_actions": (["create"], ["delete", "update", "create"]),
    "user_type": ("guest", "member"),
    "user_type_of_existing": (True, False),
    "attribute_mappings": (
        [{"target": "city", "constant": "Oslo", "apply": "creation"}],
        [{"target": "city", "source": "city", "apply": "always"}],
    ),
    "scoping_filters": ([[{"attribute": "city", "operator": "EQUALS", "values": ["Oslo"]}]], []),
    "assignments": ([{"user": ADA}], []),
}
ONE, MANY = "sync_configuration", "sync_configurations"


def test_every_setting_of_a_synchronization_has_values():
    rows = {setting.name for resource in SYNCHRONIZATION for setting in resource.settings}
    # The other options choose a configuration, or say how it is removed.
    about = {"target_tenant", "state", "leave_users", "assignments_exclusive"}
    assert set(SOURCE) == rows | {"assignments"} == set(CONFIGURATION_OPTIONS) - about


@pytest.mark.parametrize(
    ("module", "name"),
    rest_long([(module, name) for module in (ONE, MANY) for name in SOURCE], *((ONE, name) for name in SOURCE)),
)
def test_a_setting_of_a_synchronization_through_its_life(simulator, run_module, module, name):
    simulator.directory.add_partner(TENANT, automaticUserConsentSettings={"outboundAllowed": True})
    simulator.directory.source.allow(TENANT)
    simulator.directory.source.add_user("ada", id=ADA)
    access = simulator.options_with_token()
    other, usual = ({name: value} for value in SOURCE[name])
    if name == "assignments":
        other, usual = ({**value, "assignments_exclusive": True} for value in (other, usual))

    def row(result):
        return result["sync_configurations"][0]["after"] if module == MANY else result["sync_configuration"]

    def run(options):
        """Run in check mode, run for real, and run again. Returns the result of the real run."""
        options = {"target_tenant": TENANT, **options}
        options = {"sync_configurations": [options]} if module == MANY else options
        simulator.log.clear()
        rehearsal = run_module(module, check=True, credentials=False, **access, **options)
        assert rehearsal.get("failed") is None, rehearsal["msg"]
        assert not simulator.log.writes()
        result = run_module(module, credentials=False, **access, **options)
        assert [result[key] for key in ("changed", "changes", "diff")] == [
            rehearsal[key] for key in ("changed", "changes", "diff")
        ]
        simulator.log.clear()
        again = run_module(module, credentials=False, **access, **options)
        assert again["changed"] is False and not again["changes"] and not simulator.log.writes()
        return result

    created = run(other)
    assert name in {setting for change in created["changes"] for setting in change["settings"]}
    shown = row(created)
    left_alone = run({"name": "Other"} if name == "name" else {})
    # The status is as of now.
    assert left_alone["changed"] is False and {**row(left_alone), "status": None} == {**shown, "status": None}

    back = run(usual)
    assert [(change["settings"], change["tenant_id"]) for change in back["changes"]] == [([name], TENANT)]
    assert row(back).get(name) != shown[name]
    changed = run(other)
    assert [change["settings"] for change in changed["changes"]] == [[name]]
    assert {**row(changed), "status": None} == {**shown, "status": None}

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
ROWS = [
    pytest.param(resource, setting, module, place, id=f"{module}-{resource.name}-{setting.name}")
    for resource, module, place in MODULES
    for setting in resource.settings
]


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


# How Graph takes nested objects, and how it shows inherited values. Every day each way of both is tested.
PATCHES = [("merge", "null"), ("replace", "null"), ("merge", "default"), ("replace", "default")]


@pytest.mark.parametrize(("complex_patch", "inherited"), rest_long(PATCHES, PATCHES[0], PATCHES[3]))
@pytest.mark.parametrize(("resource", "setting", "module", "place"), ROWS)
def test_a_setting_through_its_life(simulator, run_module, resource, setting, module, place, complex_patch, inherited):
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

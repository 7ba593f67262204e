# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documented in plugins/modules/partner_export.py."""

from __future__ import annotations

import os

from ansible_collections.entra.cross_tenant.plugins.module_utils._inventory_text import yaml_text
from ansible_collections.entra.cross_tenant.plugins.module_utils._masked import masked_problems
from ansible_collections.entra.cross_tenant.plugins.module_utils._names import tenant_key
from ansible_collections.entra.cross_tenant.plugins.module_utils._policy.desired import BadInput
from ansible_collections.entra.cross_tenant.plugins.module_utils._policy.export import host_names, layers
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._building_block import BuildingBlock
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._play_keywords import play_keyword


class ActionModule(BuildingBlock):
    """Turns what partner_info returned into the files of an inventory."""

    options = {
        "partners": {"type": "list", "elements": "dict", "required": True},
        "group": {"type": "str", "default": "partners"},
        "directory": {"type": "path", "default": "."},
    }

    def work(self, options, task_vars):
        group = play_keyword(options["group"], "partner_export_group", "partners")
        rows = options["partners"]
        problems = [problem for number, row in enumerate(rows, start=1) for problem in _problems(number, row)]
        if problems:
            raise BadInput(problems)
        defaults, own = layers(rows)
        names = host_names(rows, [group])
        hosts = {
            names[tenant_id]: {"partner_onboarding_partner": {"tenant": tenant_id, **layer}}
            for tenant_id, layer in own.items()
        }
        return {
            # Tasks that write take a relative path for one beside the playbook, which lies in the collection.
            "directory": os.path.abspath(options["directory"]),
            "files": {
                "hosts.yml": yaml_text({group: {"hosts": dict(sorted(hosts.items()))}}),
                f"group_vars/{group}.yml": yaml_text({"partner_onboarding_defaults": defaults}),
            },
        }


def _problems(number, row):
    """Why a row is none of ``partner_info``, or cannot be exported."""
    tenant = tenant_key(row.get("tenant_id"))
    if tenant is None:
        return [f"partner number {number} has no tenant_id, as what partner_info returns has"]
    return [f"partner {tenant}: {problem}" for problem in masked_problems(row)]

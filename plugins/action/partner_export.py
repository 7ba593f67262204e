# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documented in plugins/modules/partner_export.py."""

from __future__ import annotations

import contextlib
import os
from typing import Any

from ansible_collections.entra.cross_tenant.plugins.module_utils._files import look, names_in, write_files
from ansible_collections.entra.cross_tenant.plugins.module_utils._host_names import host_names
from ansible_collections.entra.cross_tenant.plugins.module_utils._inventory_text import yaml_data, yaml_text
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import BadInput
from ansible_collections.entra.cross_tenant.plugins.module_utils._names import tenant_key
from ansible_collections.entra.cross_tenant.plugins.module_utils._secrecy.masked import masked_problems
from ansible_collections.entra.cross_tenant.plugins.module_utils._secrecy.wrong_form import shown_id
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._building_block import BuildingBlock
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._host_variables import of_this_host
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._inventory.export import layers
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._inventory.export_configurations import (
    configuration_layers,
)
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._inventory.tiers import merged
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._inventory.written_by_export import is_own, marked
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._play_keywords import play_keyword
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._summary.exported import (
    Exported,
    export_lines,
    exported,
)
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._unknown_variables import unknown_variables

#: The end of the name of the group of hosts with synchronization configurations.
_SYNCHRONIZED = "_synchronized"


class ActionModule(BuildingBlock):
    """Turns partners from a result of partner_info into the files of an inventory."""

    options = {
        "partners": {"type": "list", "elements": "dict", "required": True},
        "tenant_names": {"type": "dict", "default": {}},
        "configurations": {"type": "str"},
        "group": {"type": "str", "default": "partners"},
        "directory": {"type": "path", "default": "."},
        "write": {"type": "bool", "default": False},
        "overwrite": {"type": "bool", "default": False},
        "variables": {"type": "str"},
    }

    def work(self, options: dict[str, Any], task_vars: dict[str, Any]) -> dict[str, Any]:
        group = play_keyword(options["group"], "partner_export_group", "partners")
        # Masked text must neither become the name of a file nor be exported.
        found = _configurations(options["configurations"], task_vars)
        group, rows, directory, configurations = self.secrets.masked(
            [group, options["partners"], options["tenant_names"], found]
        )
        problems = masked_problems({"group": group, "tenant_names": directory})
        problems += _unnamed(directory)
        problems += [problem for number, row in enumerate(rows, start=1) for problem in _problems(number, row)]
        problems += _of_configurations(configurations or [])
        unknown = unknown_variables(of_this_host(self, task_vars), options["variables"]) if options["variables"] else []
        problems += [one.sentence for one in unknown if one.sure]
        if problems:
            raise BadInput(problems)
        defaults, own = layers(rows)
        synchronized = configuration_layers(configurations or [])
        # A target tenant without a partner is no host of the group of partners, because a run would create the partner.
        alone = [tenant_id for tenant_id in synchronized.own if tenant_id not in own]
        # For many file systems, and for people, names that differ only in case are the same name.
        known = {**{tenant_id: synchronized.own[tenant_id].get("name") for tenant_id in alone}, **directory}
        names = host_names([*rows, *({"tenant_id": tenant_id} for tenant_id in alone)], [group.lower()], known)
        hosts = {
            names[tenant_id]: {"partner_onboarding_partner": {"tenant": tenant_id, **layer}}
            for tenant_id, layer in own.items()
        }
        groups = {group: {"hosts": dict(sorted(hosts.items()))}}
        files = {f"group_vars/{group}.yml": marked(yaml_text({"partner_onboarding_defaults": defaults}))}
        if synchronized.own:
            # A group of its own, since the role that synchronizes refuses hosts without a configuration.
            second = f"{group}{_SYNCHRONIZED}"
            own_hosts = {
                names[tenant_id]: {
                    "partner_synchronization_configuration": {
                        **({"target_tenant": tenant_id} if tenant_id in alone else {}),
                        **layer,
                    }
                }
                for tenant_id, layer in synchronized.own.items()
            }
            groups[second] = {"hosts": dict(sorted(own_hosts.items()))}
            tier = {"partner_synchronization_defaults": synchronized.defaults}
            files[f"group_vars/{second}.yml"] = marked(yaml_text(tier))
        # The file with the hosts is written last: an inventory without hosts runs nothing.
        files["hosts.yml"] = marked(yaml_text(groups))
        # In later tasks that write files, a relative path would start at the playbook, which is in the collection.
        result: dict[str, Any] = {"directory": os.path.abspath(options["directory"]), "files": files}
        if configurations is not None:
            result["not_exported"] = synchronized.left_out
        if unknown:
            result["warnings"] = [one.sentence for one in unknown]
        if options["write"]:
            present = Exported(names, {tenant_id: merged(defaults, layer) for tenant_id, layer in own.items()})
            try:
                earlier = _earlier(result["directory"], group)
                result.update(self._write(result["directory"], files, options["overwrite"]))
            except OSError as error:
                raise BadInput([f"directory: the inventory cannot be written, and nothing was: {error}"]) from error
            changed = result["written"] + result["removed"]
            told = None if configurations is None else (len(synchronized.own), synchronized.left_out)
            shown = export_lines(earlier, present, changed, told)
            result["lines"] = self.secrets.masked(shown)
            self.show(result["lines"])
        return result

    def _write(self, directory: str, files: dict[str, str], overwrite: bool) -> dict[str, Any]:
        """Write the files, or in check mode predict the result. Raises OSError and BadInput, with nothing written."""
        observed = look(directory, list(files))
        foreign = [name for name, content in observed.items() if content is not None and not is_own(content)]
        problems = _twins(directory, files)
        if foreign and not overwrite:
            problems.append(
                f"{', '.join(foreign)} in {directory} was not written by an export, or was changed since. Choose "
                "another directory, or set overwrite (partner_export_overwrite of the playbook). With overwrite, "
                "the old files stay beside the new files"
            )
        if problems:
            raise BadInput(problems)
        # The text of each file that changes, or None for a file to remove.
        desired: dict[str, str | None] = {
            name: text for name, text in files.items() if observed[name] != text.encode("utf-8", "replace")
        }
        unneeded = _unneeded(directory, files)
        observed.update(unneeded)
        desired.update(dict.fromkeys(unneeded))
        replaced = sorted(name for name in desired if observed[name] is not None)
        result: dict[str, Any] = {
            "changed": bool(desired),
            "written": sorted(name for name, text in desired.items() if text is not None),
            "removed": sorted(unneeded),
            "replaced": replaced,
        }
        if self._task.diff:
            result["diff"] = [
                {
                    "before_header": os.path.join(directory, name),
                    "after_header": os.path.join(directory, name),
                    "before": (observed[name] or b"").decode("utf-8", "replace"),
                    "after": text or "",
                }
                for name, text in desired.items()
            ]
        if desired and not self._task.check_mode:
            result["backup_files"] = write_files(directory, desired, kept=replaced)
        return result


def _unnamed(directory: dict[str, Any]) -> list[str]:
    """One sentence for each value of ``tenant_names`` that is no name."""
    return [
        f"tenant_names has a value that is neither text nor null for {shown_id(tenant_id)}"
        for tenant_id, name in directory.items()
        if not isinstance(name, (str, type(None)))
    ]


def _earlier(directory: str, group: str) -> Exported | None:
    """The partners that an earlier export wrote into the same files; None if nobody can tell. Raises OSError."""
    files = [f"group_vars/{group}.yml", "hosts.yml"]
    contents = look(directory, files)
    texts = {name: content.decode("utf-8", "replace") for name, content in contents.items() if content is not None}
    if len(texts) < len(files) or not all(is_own(content) for content in contents.values() if content is not None):
        return None
    return exported(group, yaml_data(texts["hosts.yml"]), yaml_data(texts[f"group_vars/{group}.yml"]))


def _twins(directory: str, files: dict[str, str]) -> list[str]:
    """One sentence for each name that differs from one of the files only in case. Some systems see one file there."""
    problems = []
    for folder in {os.path.dirname(name) for name in files}:
        own = {os.path.basename(name) for name in files if os.path.dirname(name) == folder}
        own_keys = {name.casefold(): name for name in own}
        for name in names_in(directory, folder):
            twin = own_keys.get(name.casefold())
            if twin and name not in own:
                problems.append(f"{os.path.join(directory, folder, name)} differs from {twin} only in upper case")
    return problems


def _unneeded(directory: str, files: dict[str, str]) -> dict[str, bytes]:
    """The files of variables that an earlier export wrote and this export does not write: name → content."""
    names = [
        f"{folder}/{name}"
        for folder in ("group_vars", "host_vars")
        for name in names_in(directory, folder)
        if name.endswith(".yml") and not name.startswith((".", "-")) and f"{folder}/{name}" not in files
    ]
    result = {}
    for name in names:
        # A file that cannot be read was not written by an export.
        with contextlib.suppress(OSError):
            content = look(directory, [name])[name]
            if content is not None and is_own(content):
                result[name] = content
    return result


def _configurations(registered: str | None, task_vars: dict[str, Any]) -> list[Any] | None:
    """The rows in a result of ``sync_configuration_info``; None if none were read on purpose. Raises BadInput."""
    result = task_vars.get(registered) if registered else {"skipped": True}
    if isinstance(result, dict) and result.get("skipped"):
        return None
    rows = result.get("sync_configurations") if isinstance(result, dict) and not result.get("failed") else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadInput([f"{registered} is no result of sync_configuration_info"])
    return rows


def _of_configurations(rows: list[dict[str, Any]]) -> list[str]:
    """One sentence for each reason why an item is not a row of ``sync_configuration_info``, or cannot be exported."""
    problems = []
    for number, row in enumerate(rows, start=1):
        target = row.get("target_tenant_id")
        if "missing" not in row or (target is not None and tenant_key(target) != target):
            problems.append(
                f"configuration number {number} is not complete. Give configurations as sync_configuration_info "
                "returns them"
            )
        problems += [f"configuration number {number}: {problem}" for problem in masked_problems(row)]
    return problems


def _problems(number: int, row: dict[str, Any]) -> list[str]:
    """One sentence for each reason why an item is not a row of ``partner_info``, or cannot be exported."""
    tenant = tenant_key(row.get("tenant_id"))
    if tenant is None:
        return [f"partner number {number} has no tenant_id. Give partners as partner_info returns them"]
    return [f"partner {tenant}: {problem}" for problem in masked_problems(row)]

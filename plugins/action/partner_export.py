# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documented in plugins/modules/partner_export.py."""

from __future__ import annotations

import os

import yaml
from ansible.plugins.action import ActionBase

from ansible_collections.entra.cross_tenant.plugins.module_utils._policy.export import host_names, layers

_OPTIONS = {
    "partners": {"type": "list", "elements": "dict", "required": True},
    "group": {"type": "str", "default": "partners"},
    "directory": {"type": "path", "default": "."},
}


class ActionModule(ActionBase):
    """Turns what partner_info returned into the files of an inventory."""

    _requires_connection = False
    _supports_check_mode = True
    _supports_async = False

    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        options = self.validate_argument_spec(_OPTIONS)[1]
        defaults, own = layers(options["partners"])
        names = host_names(options["partners"], [options["group"]])
        hosts = {
            names[tenant_id]: {"partner_onboarding_partner": {"tenant": tenant_id, **layer}}
            for tenant_id, layer in own.items()
        }
        group = options["group"]
        # Tasks that write take a relative path for one beside the playbook, which lies in the collection.
        result["directory"] = os.path.abspath(options["directory"])
        result["files"] = {
            "hosts.yml": _text({group: {"hosts": dict(sorted(hosts.items()))}}),
            f"group_vars/{group}.yml": _text({"partner_onboarding_defaults": defaults}),
        }
        return result


class _Unsafe(str):
    """A text that looks like a template and is none: who may name a policy must not run code on a controller."""


class _Dumper(yaml.SafeDumper):
    """Plain YAML, in which a value that occurs twice is written twice."""

    def ignore_aliases(self, data):
        return True


_Dumper.add_representer(_Unsafe, lambda dumper, text: dumper.represent_scalar("!unsafe", str(text)))


def _text(data):
    # What a terminal or an editor would obey is escaped, then with all that is not ASCII.
    readable = _printable(data)
    return "---\n" + yaml.dump(_plain(data), Dumper=_Dumper, sort_keys=False, allow_unicode=readable, width=110)


def _plain(value):
    """The same in types that YAML knows: what comes from tasks is wrapped in types of ansible-core."""
    if isinstance(value, dict):
        return {str.__str__(name): _plain(member) for name, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(member) for member in value]
    if isinstance(value, str):
        # str(value) of what ansible-core marks as unsafe is marked as well.
        text = str.__str__(value)
        return _Unsafe(text) if any(mark in text for mark in ("{{", "{%", "{#")) else text
    return value if value is None or isinstance(value, (bool, int, float)) else str(value)


def _printable(value):
    if isinstance(value, dict):
        return all(_printable(member) for member in value.values())
    if isinstance(value, (list, tuple)):
        return all(_printable(member) for member in value)
    return not isinstance(value, str) or value.isprintable()

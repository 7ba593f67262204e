# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where the collection meets Ansible: options, check mode, results, errors (private to this collection).

The only shared file that knows AnsibleModule. A module says which options it has and what to do with a connection;
everything around that is here, once.
"""

from __future__ import annotations

import os

from ansible.module_utils.basic import AnsibleModule, missing_required_lib
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ._arguments import label_of, misshapen
from ._converge import lookup
from ._converge.converge import Fleet, Manner
from ._converge.progress import Progress
from ._graph.clouds import CLOUDS
from ._graph.connect import Connection, connect
from ._graph.credentials import METHODS
from ._graph.errors import EntraError, MissingLibrary
from ._policy.actual import read_only_of
from ._policy.desired import BadInput, desired, desired_settings, resolved, to_look_up
from ._policy.diff import diff
from ._policy.plan import NoWay
from ._policy.resource import Resource

#: The options of the doc fragment ``graph``. Only secrets are no_log: hiding a tenant or client ID would blank it out
#: of every diff. Options that the environment can give as well have no default here, for "given" to mean something.
GRAPH_OPTIONS = {
    "tenant": {"type": "str"},
    "client_id": {"type": "str"},
    "client_secret": {"type": "str", "no_log": True},
    "certificate_path": {"type": "path"},
    "certificate_password": {"type": "str", "no_log": True},
    "federated_token": {"type": "str", "no_log": True},
    "federated_token_file": {"type": "path", "no_log": False},
    "access_token": {"type": "str", "no_log": True},
    "auth_method": {"type": "str", "choices": list(METHODS)},
    "cloud": {"type": "str", "choices": list(CLOUDS)},
    "graph_url": {"type": "str"},
    "authority_url": {"type": "str"},
    "ca_path": {"type": "path"},
    "api_version": {"type": "str", "choices": ["v1.0", "beta"], "default": "v1.0"},
    "timeout": {"type": "float", "default": 30},
    "retry_time": {"type": "float", "default": 180},
}

#: The options of the doc fragment ``wait``.
WAIT_OPTIONS = {
    "wait": {"type": "bool", "default": True},
    "wait_timeout": {"type": "float", "default": 60},
}


class Module(AnsibleModule):
    """AnsibleModule, which names the partners whose options it refuses: an inventory may have a thousand of them."""

    _ready = False
    _misshapen = ()

    def __init__(self, argument_spec):
        super().__init__(argument_spec=argument_spec, supports_check_mode=True)
        if self._misshapen:
            self.fail_json("")
        self._ready = True

    def _load_params(self):
        super()._load_params()
        # ansible-core collects these while it validates, and where that fails half-way it shows what it has not got to.
        secret = [name for name, option in self.argument_spec.items() if option.get("no_log")]
        self.no_log_values.update(str(self.params[name]) for name in secret if self.params.get(name))
        self._misshapen = misshapen(self.argument_spec, self.params)
        if self._misshapen:
            # Nothing is left that ansible-core could stumble over; what it says then about missing options is not used.
            self.params = {name: value for name, value in self.params.items() if name.startswith("_ansible_")}

    def fail_json(self, msg, **kwargs):
        if self._misshapen:
            msg = f"Nothing was changed: {'; '.join(self._misshapen)}"
        refused = [] if self._ready else self._refused_partners()
        super().fail_json(f"{msg} (partners: {', '.join(refused)})" if refused else msg, **kwargs)

    def _refused_partners(self):
        partners = self.params.get("partners")
        if not isinstance(partners, list):
            return []
        validator = ArgumentSpecValidator({"partners": self.argument_spec["partners"]})
        return [
            label_of(item) or f"number {number}"
            for number, item in enumerate(partners, start=1)
            if validator.validate({"partners": [item]}).errors
        ]


def new_info_module(**options) -> Module:
    """A module that only reads."""
    return Module(dict(GRAPH_OPTIONS, **options))


def new_module(**options) -> Module:
    """A module that writes."""
    return Module(dict(GRAPH_OPTIONS, **WAIT_OPTIONS, **options))


def run(module: Module, work) -> None:
    """Connect, call ``work`` with the connection, and exit with the result that it returns, or with what went wrong."""
    try:
        connection = connect(module.params, os.environ)
        try:
            result = work(connection)
        finally:
            # Secrets of the environment are no options, and tokens are none either, so that Ansible knows neither. Ours
            # never get into a result by themselves; an answer that repeats what it was sent could bring them there.
            module.no_log_values.update(connection.secrets())
    except MissingLibrary as error:
        module.fail_json(msg=missing_required_lib(error.library), exception=error.trace)
    except (BadInput, NoWay) as error:
        # After a write NoWay is the error of its goal (_converge/account.py).
        module.fail_json(msg=f"Nothing was changed: {error}", problems=error.problems)
    except EntraError as error:
        module.fail_json(msg=str(error), error=error.report())
    # Ansible would repeat all options in the result. The items of a fleet, which the result shows anyway, are half of
    # its size, which the controller has to parse and AWX to store.
    arguments = {name: value for name, value in module.params.items() if name != "partners"}
    exit_with = module.fail_json if result.get("failed") else module.exit_json
    exit_with(**result, invocation={"module_args": arguments})


def manner(module: Module) -> Manner:
    return Manner(module.check_mode, module.params["wait"], module.params["wait_timeout"])


def need_beta(connection: Connection, what: str) -> None:
    """Raises BadInput unless the version of Graph is the one that alone has ``what``."""
    if connection.api_version != "beta":
        raise BadInput([f"{what} exist in Graph's beta version only, and api_version is {connection.api_version}"])


def warn(module: Module, notes: list[str]) -> None:
    for note in notes:
        module.warn(note)


def wanted_of(items: list[dict], as_wanted, connection: Connection) -> list:
    """The checked options, with tenant IDs in place of domains; see desired() and resolved().

    What can be refused without asking Graph, is. Raises BadInput, and Failure if Graph has to be asked and fails.
    """
    wanted = desired(items, as_wanted, connection.api_version, connection.cloud.name, connection.home_tenant)
    tenants = lookup.tenants(connection.client, to_look_up(wanted))
    return resolved(wanted, tenants, connection.home_tenant)


def wanted_settings(resource: Resource, options: dict, connection: Connection) -> dict | None:
    """The checked options of a resource of which there is only one; None for its reset state. Raises BadInput."""
    wanted = desired_settings(resource, options, connection.api_version, connection.cloud.name)
    return None if options.get("state") == "reset" else wanted


def mto_result(module: Module, progress: Progress) -> dict:
    """The result of a module of the multitenant organization, which shows how far Graph has come with what it does."""
    goal = progress.goal
    (latest,) = progress.shown(goal.row, "latest")
    lacks_partner = progress.lacks_partner
    result = change_result(progress, goal.title, row=goal.row, name=goal.name)
    if not progress.error:
        result[goal.name] = latest
    if lacks_partner:
        module.warn(
            f"{goal.title}: there is no multitenant organization yet. That is fine if an earlier task creates it; "
            "otherwise a real run fails"
        )
    return result


def change_result(progress: Progress, title: str, row, name: str) -> dict:
    """The result of a module that takes care of one thing: ``row`` shows it, ``name`` is the return value it gets."""
    before, after = progress.shown(row, "before", "after")
    result = {"changed": bool(progress.changes), "changes": _reports(progress), "diff": diff(title, before, after)}
    if progress.error:
        return dict(result, failed=True, msg=str(progress.error), error=progress.error.report())
    return dict(result, **{name: after})


def fleet_result(fleet: Fleet, continue_on_error: bool) -> dict:
    """The result of a module that takes care of many partners."""
    items = [_item(progress) for progress in fleet.progress]
    # What cannot be shown fails as well, so that this comes after the items.
    failed = [progress for progress in fleet.progress if progress.error]
    result = {
        "changed": any(item["changed"] for item in items),
        "changes": [change for item in items for change in item["changes"]],
        "diff": [
            diff(progress.goal.title, item["before"], item["after"])
            for progress, item in zip(fleet.progress, items)
            if item["changed"]
        ],
        "partners": items,
        "unmanaged_partners": fleet.unmanaged,
    }
    if failed and not continue_on_error:
        result.update(failed=True, msg=_summary(failed, len(items)))
    return result


def _item(progress):
    before, *after = progress.shown(progress.goal.row, "before", *(["after"] if progress.changes else []))
    item = {
        "tenant_id": progress.goal.tenant_id,
        "changed": bool(progress.changes),
        "changes": _reports(progress),
        "before": before,
        "after": after[0] if after else before,
        "read_only": None if isinstance(progress.before, EntraError) else read_only_of(progress.before),
    }
    if progress.error:
        item["error"] = progress.error.report()
    return item


def _reports(progress):
    return [change.report() for change in progress.changes]


def _summary(failed, total):
    """A few errors in full: a thousand partners mostly fail for one reason."""
    shown = [str(progress.error) for progress in failed[:3]]
    if len(failed) > len(shown):
        shown.append(f"and {len(failed) - len(shown)} more, see the items of partners")
    return f"{len(failed)} of {total} partners failed. {'. '.join(shown)}"

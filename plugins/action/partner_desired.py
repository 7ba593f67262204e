# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documented in plugins/modules/partner_desired.py."""

from __future__ import annotations

from functools import reduce

from ansible.errors import AnsibleError
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.errors import UnsupportedError
from ansible.plugins.action import ActionBase

from ansible_collections.entra.cross_tenant.plugins.module_utils._arguments import label_of, misshapen
from ansible_collections.entra.cross_tenant.plugins.module_utils._names import name_key, no_name
from ansible_collections.entra.cross_tenant.plugins.module_utils._policy.desired import (
    ABSENT,
    PARTNER_OPTIONS,
    BadInput,
    listed,
    wanted_partner,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._policy.direction import DIRECTIONS, needed, own_part
from ansible_collections.entra.cross_tenant.plugins.module_utils._policy.tiers import merged

_OPTIONS = {
    "partner": {"type": "dict"},
    # A list, or JSON text of one: surveys of AWX know no lists.
    "partners": {"type": "raw"},
    "tiers": {"type": "str"},
    "direction": {"type": "str", "choices": list(DIRECTIONS)},
    "state": PARTNER_OPTIONS["state"],
    "prune": {"type": "bool", "default": False},
}
# The same for all hosts at once: the options above are variables of each host then.
_OPTIONS_OF_ALL = {
    "hosts": {"type": "list", "elements": "str", "required": True},
    "variables": {"type": "str", "required": True},
}

# A tier, or what a partner has of its own.
_LAYER = ArgumentSpecValidator(PARTNER_OPTIONS)


class ActionModule(ActionBase):
    """Puts together what is wanted of the partners of one host, or of many."""

    _requires_connection = False
    _supports_check_mode = True
    _supports_async = False

    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        if "hosts" in self._task.args:
            options = self.validate_argument_spec(_OPTIONS_OF_ALL)[1]
            result["hosts"] = dict(self._of_hosts(options["hosts"], options["variables"], task_vars))
            return result
        options = self.validate_argument_spec(_OPTIONS)[1]
        try:
            result["partners"] = _put_together(options, self._tiers(options["tiers"], task_vars), task_vars)
        except BadInput as error:
            result.update(failed=True, msg=str(error))
        return result

    def _of_hosts(self, hosts, prefix, task_vars):
        """What this action returns for each of the hosts, by its variables in this very place of the play.

        A task for each host is what takes the time: ansible-core starts a process for each.
        """
        hostvars = task_vars["hostvars"]
        everybody = {
            "_hosts": list(task_vars["ansible_play_batch"]),
            "_hosts_all": list(task_vars["ansible_play_hosts_all"]),
        }
        validator = ArgumentSpecValidator(_OPTIONS)
        mine = self._templar.available_variables
        try:
            for host in hosts:
                # "hostvars" itself leaves out what play, role and include say.
                variables = hostvars._variable_manager.get_vars(
                    play=self._task.get_play(), host=hostvars._inventory.get_host(host), task=self._task, **everybody
                )
                self._templar.available_variables = variables
                try:
                    yield host, {"partners": self._of_host(prefix, variables, validator)}
                except (AnsibleError, BadInput) as error:
                    yield host, {"failed": True, "msg": str(error)}
        finally:
            self._templar.available_variables = mine

    def _of_host(self, prefix, variables, validator):
        names = {name: f"{prefix}_{name}" for name in _OPTIONS if name != "tiers"}
        given = {name: self._templar.template(variables[key]) for name, key in names.items() if key in variables}
        checked = validator.validate({name: value for name, value in given.items() if value is not None})
        if checked.error_messages:
            raise BadInput([f"{prefix}: {message}" for message in checked.error_messages])
        return _put_together(checked.validated_parameters, self._tiers(f"{prefix}_defaults", variables), variables)

    def _tiers(self, name, task_vars):
        # Lookup plugins that find variables by name would be loaded anew for each host, and take most of its time.
        names = sorted(key for key in task_vars if name and (key == name or key.startswith(f"{name}_")))
        return {key: self._templar.template(task_vars[key]) or {} for key in names}


def _put_together(options, tiers, task_vars):
    """The partners of a host. Raises BadInput."""
    own = listed(options["partners"])
    if own is None:
        raise BadInput(["partner_onboarding_partners is neither a list nor JSON text of one"])
    if options["partner"] is not None:
        own.insert(0, options["partner"])

    # Each layer is checked by itself, so that the message can name the variable that has to be corrected.
    problems = [f"{name}: {problem}" for name, layer in tiers.items() for problem in _problems(layer)]
    for number, partner in enumerate(own, start=1):
        tenant = label_of(partner)
        name = f"partner {tenant}" if tenant else f"partner number {number} of the host"
        found = _problems(partner)
        problems += [f"{name}: {problem}" for problem in found]
        if not found and not name_key(tenant):
            # The task for all hosts would find out too, and fail for all of them.
            problems.append(no_name(tenant) if tenant else f"{name} has no tenant")
    if options["partner"] is None and options["partners"] is None:
        problems.append("The host has neither partner_onboarding_partner nor partner_onboarding_partners")
    if options["prune"]:
        problems += _obstacles_to_prune(options, task_vars)
    if problems:
        raise BadInput(problems)

    forced = {"state": options["state"]} if options["state"] else {}
    layers = [needed(options["direction"]), *tiers.values()]
    partners = [
        dict(own_part(reduce(merged, map(_normal, (*layers, partner))), options["direction"]), **forced)
        for partner in own
    ]
    problems = [f"partner {label_of(partner)}: {each}" for partner in partners for each in _contradictions(partner)]
    if problems:
        raise BadInput(problems)
    return partners


def _problems(layer):
    if not isinstance(layer, dict):
        return ["not a dictionary"]
    return misshapen(PARTNER_OPTIONS, layer) or [
        f"unsupported: {error.msg}" if isinstance(error, UnsupportedError) else error.msg
        for error in _LAYER.validate(layer).errors
    ]


def _contradictions(partner):
    """What a partner asks for that cannot go together, which no layer need show by itself."""
    try:
        wanted_partner(_LAYER.validate(partner).validated_parameters)
    except BadInput as error:
        return error.problems
    return []


def _normal(layer):
    """A layer as merging needs it: Ansible takes "a, b" for a list as well, and "no" for false."""
    sync = layer.get("identity_sync")
    named = isinstance(sync, dict) and sync.get("display_name_from_directory") is not None
    if layer.get("inherit") is None and not named:
        return layer
    valid = _LAYER.validate(layer).validated_parameters
    normal = dict(layer)
    if layer.get("inherit") is not None:
        normal["inherit"] = valid["inherit"]
    if named:
        flag = valid["identity_sync"]["display_name_from_directory"]
        normal["identity_sync"] = dict(sync, display_name_from_directory=flag)
    return normal


def _obstacles_to_prune(options, task_vars):
    """Pruning removes what this host does not list, so that this host has to know all partners there are."""
    number = len(task_vars["ansible_play_hosts_all"])
    obstacles = {
        f"the play has {number} hosts and not one": number != 1,
        "--limit is in force": "ansible_limit" in task_vars,
        "the job is a slice of another": _is_slice(task_vars),
        "partner_onboarding_partners is not set": options["partners"] is None,
        "partner_onboarding_state is absent": options["state"] == ABSENT,
    }
    return [f"partner_onboarding_prune is refused: {obstacle}" for obstacle, given in obstacles.items() if given]


def _is_slice(task_vars):
    """Whether AWX runs this as one of the slices of a job.

    It says so nowhere, but it makes a workflow job of the slices, which has the name of the job template.
    """
    workflow, template = (task_vars.get(f"awx_{name}_name") for name in ("workflow_job", "job_template"))
    return workflow is not None and workflow == template

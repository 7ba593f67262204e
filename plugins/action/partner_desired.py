# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documented in plugins/modules/partner_desired.py."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Any, TypedDict

from ansible_collections.entra.cross_tenant.plugins.module_utils._health.agreement import Agreement, agreement_of
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import (
    ABSENT,
    BadInput,
    check_somebody_stays,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._names import label_of
from ansible_collections.entra.cross_tenant.plugins.module_utils._secrecy.masked import masked_problems
from ansible_collections.entra.cross_tenant.plugins.module_utils._secrecy.wrong_form import home_name, no_home
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._building_block import BuildingBlock
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._host_variables import (
    Hidden,
    Unresolved,
    Variables,
    called_once,
    of_hosts,
    of_this_host,
)
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._inventory.tiers import merged
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._kinds import MODULES, Kind, kind_of
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._one_task import PARTNERS
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._partner_variables import (
    Partners,
    layers,
    partners_of,
    tier_names,
)
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._role_variables import (
    HOST_OPTIONS,
    SERVERS,
    relaunched,
)
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._unknown_variables import unknown_variables

# The host that the playbook compliance names for this purpose.
_STAND_IN = "localhost"
# The options that can be given together with ``variables``.
_BESIDE = ("hosts", "variables", "module", "optional")


class _Agreed(TypedDict, total=False):
    #: Missing if the host describes no agreement.
    agreement: Agreement


class DesiredPartners(_Agreed):
    """The desired state of one host's partners. This action returns it, and ``partner_batch`` takes it.

    ``partners`` contain the options of partners or of synchronization configurations. ``home_tenant`` is None if the
    host names none. ``unknown_variables`` are sentences.
    """

    partners: list[dict[str, Any]]
    prune: bool
    prune_all: bool
    home_tenant: str | None
    unknown_variables: list[str]


class ActionModule(BuildingBlock):
    """Computes the desired state of the partners of one host, or of many hosts."""

    options = {
        # These two may have any shape: _partner_variables.py understands more shapes than ansible-core.
        "partner": {"type": "raw"},
        "partners": {"type": "raw"},
        "tiers": {"type": "str"},
        **HOST_OPTIONS,
        "hosts": {"type": "list", "elements": "str"},
        "variables": {"type": "str"},
        "module": {"type": "str", "choices": list(MODULES), "default": PARTNERS},
        "optional": {"type": "bool", "default": False},
    }

    def work(self, options: dict[str, Any], task_vars: dict[str, Any]) -> Mapping[str, Any]:
        if called_once(self):
            raise BadInput(
                [
                    "the role was called with run_once, which skips all hosts but the first: call the role for every "
                    "host, because one task works for all hosts anyway"
                ]
            )
        beside = [name for name in self._task.args if options.get(name) and name not in _BESIDE]
        if options["variables"] is not None and beside:
            raise BadInput(
                [f"{', '.join(beside)} cannot be given together with variables, which names the variables for it"]
            )
        kind, optional = kind_of(options["module"]), options["optional"]
        if options["hosts"] is not None:
            if options["variables"] is None:
                raise BadInput(["hosts cannot be given without variables"])
            try:
                return {"hosts": self._of_hosts(options["hosts"], options["variables"], kind, optional, task_vars)}
            except Hidden as error:
                raise BadInput([str(error)]) from error
        if options["variables"] is not None:
            own, host = of_this_host(self, task_vars), task_vars["inventory_hostname"]
            return self._masked(self._of_host(own, host, options["variables"], kind, optional, task_vars), kind)
        return self._masked(_put_together(self._given(options, kind, task_vars), kind, task_vars), kind)

    def _given(self, options: dict[str, Any], kind: Kind, task_vars: dict[str, Any]) -> Partners:
        """The partners in the options of the task. Raises BadInput."""
        if options["partner"] is None and options["partners"] is None:
            raise BadInput(["neither partner nor partners is given"])
        variables = of_this_host(self, task_vars)
        names = tier_names(variables, options["tiers"]) if options["tiers"] else []
        try:
            tiers = {name: variables.given(name) for name in names}
        except Unresolved as error:
            raise BadInput([str(error)]) from error
        own, converted_tiers = layers(options["partner"], options["partners"], tiers, "", kind)
        settings = {name: options[name] for name in HOST_OPTIONS}
        listed = options["partners"] is not None
        return Partners(own, converted_tiers, listed, len(own) == (options["partner"] is not None), settings)

    def _of_hosts(
        self, hosts: list[str], prefix: str, kind: Kind, optional: bool, task_vars: dict[str, Any]
    ) -> dict[str, Mapping[str, Any]]:
        """The result of this action for each host, from its variables at the place of this task in the play.

        One task for all hosts saves time, since ansible-core starts a process for each task on each host.
        """
        found: dict[str, DesiredPartners] = {}
        refused: dict[str, BadInput] = {}
        for host, variables in of_hosts(self, hosts, task_vars):
            try:
                found[host] = self._of_host(variables, host, prefix, kind, optional, task_vars)
            except BadInput as error:
                refused[host] = error
        # One search in the values of all hosts takes a small part of the time of a search for each host.
        if self.secrets.found_in(found):
            for host, result in found.items():
                try:
                    found[host] = self._masked(result, kind)
                except BadInput as error:
                    refused[host] = error
        return {host: {"failed": True, "msg": str(refused[host])} if host in refused else found[host] for host in hosts}

    def _of_host(
        self, variables: Variables, host: str, prefix: str, kind: Kind, optional: bool, task_vars: dict[str, Any]
    ) -> DesiredPartners:
        """The desired state, from the variables of a host. Raises BadInput, also for a misspelled variable."""
        unknown = [one for names in kind.names(prefix) for one in unknown_variables(variables, names)]
        misspelled = [one.sentence for one in unknown if one.sure]
        try:
            given = partners_of(variables, prefix, _stands_in(variables, host, prefix, task_vars), kind, optional)
        except BadInput as error:
            raise BadInput([*misspelled, *error.problems]) from error
        if misspelled:
            raise BadInput(misspelled)
        result = _put_together(given, kind, task_vars)
        result["unknown_variables"] = [one.sentence for one in unknown]
        return result

    def _masked(self, result: DesiredPartners, kind: Kind) -> DesiredPartners:
        """The desired state, masked. Raises BadInput if a partner contains a secret: masking would change it."""
        masked: DesiredPartners = self.secrets.masked(result)
        problems = [
            f"{kind.thing} {label_of(partner)}: {problem}"
            for partner in masked["partners"]
            for problem in masked_problems(partner)
        ]
        if problems:
            raise BadInput(problems)
        return masked


def _stands_in(variables: Variables, host: str, prefix: str, task_vars: dict[str, Any]) -> bool:
    """Whether a host takes part in place of a group that is empty on purpose; see the filter ``matched_hosts``."""
    # The name of the group is the same for all hosts. To template it for each of them would take long.
    return host == _STAND_IN and task_vars["groups"].get(variables.given(f"__{prefix}_group")) == []


def _put_together(given: Partners, kind: Kind, task_vars: dict[str, Any]) -> DesiredPartners:
    """The partners of a host, and whether to remove all other partners. Raises BadInput."""
    options = given.options
    # Only partners are ever pruned.
    prune, prune_all = bool(options.get("prune")), bool(options.get("prune_all"))
    if prune:
        problems = _obstacles_to_prune(given, task_vars)
        if problems:
            raise BadInput(problems)
    forced = {"state": options["state"]} if options["state"] else {}
    direction = options["direction"]
    lower = reduce(merged, given.tiers.values(), kind.lowest(direction))
    partners = [dict(kind.own_part(merged(lower, partner), direction), **forced) for partner in given.own]
    problems = [
        f"{kind.thing} {label_of(partner)}: {problem}"
        for partner in partners
        for problem in _contradictions(partner, kind)
    ]
    if problems:
        raise BadInput(problems)
    if prune and not prune_all:
        # An empty list is refused even if the host also has a single partner.
        states = [] if given.empty else [partner.get("state") for partner in partners]
        check_somebody_stays(states, "partner_onboarding_prune", "partner_onboarding_prune_all")
    result: DesiredPartners = {
        "partners": partners,
        "prune": prune,
        "prune_all": prune_all,
        "home_tenant": _home_tenant(options["home_tenant"]),
        "unknown_variables": [],
    }
    if options.get("agreement"):
        result["agreement"] = agreement_of(options["agreement"], "partner_onboarding_agreement")
    return result


def _home_tenant(given: str | None) -> str | None:
    """The home tenant of the host, in the form in which names are compared, or None. Raises BadInput."""
    if given is None or not given.strip():
        return None
    name = home_name(given)
    if name is None:
        raise BadInput([no_home("partner_onboarding_home_tenant", given)])
    return name


def _contradictions(partner: dict[str, Any], kind: Kind) -> list[str]:
    """One sentence for each contradiction in the options of a partner. These options may come from two layers.

    Each layer was converted by itself. So the values have the right types.
    """
    try:
        kind.check(partner)
    except BadInput as error:
        return error.problems
    return []


def _obstacles_to_prune(given: Partners, task_vars: dict[str, Any]) -> list[str]:
    """One sentence for each reason not to prune.

    Pruning removes all partners that this host does not list. So the list of this host has to be complete.
    """
    number = len(task_vars["ansible_play_hosts_all"])
    listed, expected = len(given.own), given.options["expected_partners"]
    obstacles = {
        f"the play has {number} hosts and not one": number != 1,
        "--limit is in force": "ansible_limit" in task_vars,
        "the job is a slice of another job": _is_slice(task_vars),
        "the job was relaunched, and AWX does not say whether it is a slice of another job. Launch its template": (
            relaunched(task_vars)
        ),
        # AWX leaves out hosts without a word: those of other slices, and disabled hosts. A number that the inventory
        # contains for all hosts stays the same, so a part of the list does not match it.
        f"the host has {listed} partners, and partner_onboarding_expected_partners is {expected}": (
            expected not in (None, listed)
        ),
        "partner_onboarding_expected_partners is not set. In a job of AWX it has to be the number of partners in the "
        "complete list, because AWX does not say whether it has left out hosts": expected is None
        and _in_awx(task_vars),
        "partner_onboarding_partners is not set": not given.listed,
        "partner_onboarding_state is absent": given.options["state"] == ABSENT,
    }
    return [f"partner_onboarding_prune is refused: {obstacle}" for obstacle, present in obstacles.items() if present]


def _in_awx(task_vars: dict[str, Any]) -> bool:
    """Whether this is a job of AWX. AWX gives the first two variables to every job."""
    return any(f"{server}_job_{of}" in task_vars for server in SERVERS for of in ("id", "launch_type", "template_name"))


def _is_slice(task_vars: dict[str, Any]) -> bool:
    """Whether AWX runs this job as a slice of a job.

    No variable says this directly. But AWX makes a workflow job of the slices, and names it like the job template.
    """
    for server in SERVERS:
        workflow, template = (task_vars.get(f"{server}_{name}_name") for name in ("workflow_job", "job_template"))
        if workflow is not None and workflow == template:
            return True
    return False

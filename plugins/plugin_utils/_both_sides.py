# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The target tenants of synchronizations, each with credentials of its own (private to this collection).

A target tenant agrees before the home tenant synchronizes to it, and takes its consent back after the home tenant has
ended the synchronization: without the agreement, no cycle could delete the accounts any more
(cross-tenant-synchronization-overview). In the result of the task for all hosts, each side of a host is an item.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from ansible_collections.entra.cross_tenant.plugins.module_utils._literals import NotThatShape, dictionary_in
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import ABSENT, BadInput
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.synchronization.desired import ENDING
from ansible_collections.entra.cross_tenant.plugins.module_utils._names import label_of, shortened
from ansible_collections.entra.cross_tenant.plugins.module_utils._options import GRAPH_OPTIONS, WAIT_OPTIONS
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.plan_id import (
    PlanID,
    Reviewed,
    difference_in_words,
    in_words,
    plan_of_both,
    reviewed,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._secrecy.wrong_form import shown_option
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._host_variables import Unresolved, Variables, is_empty
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._inventory.direction import INBOUND, needed
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._one_task import (
    PARTNERS,
    TARGET_SIDE,
    PartnersOfHost,
    failure_of,
)

#: The rest of the name of the variable that contains the connection to the target tenant of a host.
TARGET = "target"
_CONNECTION = tuple(name for name in GRAPH_OPTIONS if name != "home_tenant")
_CREDENTIALS = ("client_secret", "certificate_path", "federated_token", "federated_token_file", "access_token")
# With these methods, the machine or its user is proof enough.
_WITHOUT_CREDENTIALS = ("managed_identity", "azure_cli")


def target_of(variables: Variables, prefix: str) -> dict[str, Any] | None:
    """The connection options of the host's target tenant; None if the host has none. Raises BadInput.

    No message repeats a value, because it may be a secret.
    """
    name = f"{prefix}_{TARGET}"
    try:
        value = variables.given(name)
    except Unresolved as error:
        raise BadInput([str(error)]) from error
    if isinstance(value, str):
        try:
            value = dictionary_in(value)
        except NotThatShape:
            value = False
    if value is None:
        return None
    if not isinstance(value, dict):
        raise BadInput([f"{name} is not a dictionary of connection options"])
    unknown = sorted(shown_option(str(key), _CONNECTION) for key in value if key not in _CONNECTION)
    if unknown:
        raise BadInput([f"{name} has unknown options: {', '.join(unknown)}"])
    # A blank option would be completed from the environment, like a missing one.
    given = {key: option for key, option in value.items() if option is not None and not is_empty(option)}
    method = str(given.setdefault("auth_method", "auto")).strip().lower()
    if not any(given.get(option) for option in _CREDENTIALS) and method not in _WITHOUT_CREDENTIALS:
        # Otherwise the credentials of the environment, which belong to the home tenant, would go to the target tenant.
        raise BadInput(
            [
                f"{name} has no credentials of the target tenant. Give one of {', '.join(_CREDENTIALS)}, or "
                f"auth_method {' or '.join(_WITHOUT_CREDENTIALS)}"
            ]
        )
    return given


class Work(NamedTuple):
    """What the task for all hosts has to do.

    ``partners`` are the desired configurations of all hosts. ``targets`` maps a host to its connection, or to the
    reason why it has none. ``run`` runs a module with options, and ``converge`` converges configurations in the home
    tenant, as the plan with an ID if it is given. The result of ``converge`` has its items under ``partners``. Both
    only rehearse if their last argument is true.
    """

    batch: dict[str, Any]
    partners: list[Any]
    targets: dict[str, dict[str, Any] | str]
    prefix: str
    run: Callable[[str, dict[str, Any], bool], dict[str, Any]]
    converge: Callable[[list[Any], str | None, bool], dict[str, Any]]


def on_both_sides(work: Work, check_mode: bool) -> dict[str, Any]:
    """The result of the task for all hosts, with the items of both sides and with the places of hosts.

    A real run rehearses both sides first. So nothing is written in any tenant if the task for all hosts would fail, or
    if its plan is not the one that was reviewed. And no target tenant is opened for a configuration that cannot be
    converged.
    """
    rehearsal = Sides(work)
    found = rehearsal.result()
    if failure_of(found):
        return found if check_mode else _nothing_written(found)
    expected = work.batch["options"].get("expected_plan")
    reason = rehearsal.difference(reviewed(expected)) if expected else None
    if reason:
        return {**_nothing_written(found), "failed": True, "msg": f"Nothing was changed: {reason}"}
    if check_mode:
        return found
    result = Sides(work, rehearsal).result()
    return {**result, **_sum_of_requests(found, result)}


class Sides:
    """The target sides of all hosts, around the one task that converges the configurations in the home tenant.

    Without ``rehearsal`` nothing is written. With it, only what the rehearsal has found possible. If a plan was
    reviewed, each tenant gets the ID of the plan that the rehearsal has found there: what the module in this tenant
    would write is compared once more, right before it is sent.
    """

    def __init__(self, work: Work, rehearsal: Sides | None = None) -> None:
        self._work = work
        self._rehearsal = rehearsal
        self._reviewed = rehearsal is not None and bool(work.batch["options"].get("expected_plan"))
        self._hosts: dict[str, Any] = {host: dict(place) for host, place in work.batch["hosts"].items()}
        self._partners = work.partners
        self._home = str(work.batch["home_tenant"])
        self._options = {name: work.batch["options"][name] for name in ("removal_limit", *WAIT_OPTIONS)}
        self._connections: dict[str, dict[str, Any]] = {}
        self._items: dict[str, dict[str, Any]] = {}
        #: Host → the items of a host of which the rehearsal has shown that it cannot be converged.
        self._stopped: dict[str, list[dict[str, Any]]] = {}
        self._results: list[dict[str, Any]] = []
        #: Host → the item of a target tenant that takes its consent back.
        self._withdrawn: dict[str, dict[str, Any]] = {}
        #: Host → the ID of its target tenant, and the plan there.
        self.plans: dict[str, tuple[str, dict[str, Any]]] = {}
        #: The result in the home tenant.
        self.at_home: dict[str, Any] = {PARTNERS: [], "requests": 0}
        for host, connection in work.targets.items():
            place = self._hosts[host]
            if "error" in place or place["count"] == 0:
                continue
            home_tenant = work.batch["home_tenant"]
            reason = connection if isinstance(connection, str) else _refusal(place, home_tenant, work.prefix)
            if reason:
                self._hosts[host] = {"error": reason}
            elif isinstance(connection, dict):
                target = str(label_of(self._partners[place["first"]]))
                # Credentials of another tenant are refused before anything is sent to Graph.
                self._connections[host] = {"tenant": target, **connection, "home_tenant": target}

    def result(self) -> dict[str, Any]:
        """What ``on_both_sides`` returns."""
        if self._rehearsal is not None:
            self._stopped = self._rehearsal.impossible()
        for host, connection in self._connections.items():
            # The target tenants agree first.
            if host not in self._stopped and not self._ends(host):
                self._items[host] = self._converged(host, connection, _agreeing(self._home))
        ready = [self._partners[position] for host in self._hosts for position in self._positions(host)]
        if ready:
            self.at_home = self._at_home(ready)
        for host, own in self._configurations().items():
            # The target tenants take their consent back where the home tenant has ended the synchronization.
            if host in self._connections and self._ends(host) and _is_over(own):
                others = own[0].get("others")
                if others:
                    self._keeps_consent(self._connections[host]["home_tenant"], others)
                    continue
                self._withdrawn[host] = self._taken_back(host, self._connections[host])
        return self._together()

    def impossible(self) -> dict[str, list[dict[str, Any]]]:
        """Host → its items, for the hosts with a target tenant whose synchronization cannot be converged."""
        result: dict[str, list[dict[str, Any]]] = {}
        for host, own in self._configurations().items():
            if host in self._connections:
                failed = [item for item in (self._items.get(host), *own) if item is not None and "error" in item]
                result.update({host: failed} if failed else {})
        return result

    @property
    def _plan(self) -> PlanID | None:
        """The plan of both sides; None if the home tenant has none."""
        home = self.at_home.get("plan")
        return plan_of_both(home, dict(self.plans.values())) if isinstance(home, dict) else None

    def difference(self, expected: Reviewed) -> str | None:
        """The differences between the plan of both sides and the reviewed plan; None if there is no difference.

        Without a plan in the home tenant no host can be converged, and each of them has an error of its own.
        """
        plan = self._plan
        if plan is None:
            return None
        told = []
        for item in self._together()[PARTNERS]:
            where = f" in the target tenant {item['in_tenant']}" if item.get("side") == TARGET_SIDE else ""
            key = str(item["in_tenant"] if where else item.get("tenant_id"))
            told += [(key, in_words(change, where)) for change in item["changes"]]
        return difference_in_words(expected, plan, told)

    def _at_home(self, ready: list[Any]) -> dict[str, Any]:
        """The result of the one task in the home tenant."""
        if self._rehearsal is None or not self._reviewed:
            return self._work.converge(ready, None, self._rehearsal is None)
        plan = self._rehearsal.at_home["plan"]
        if any("error" in item for item in self._items.values()):
            # Some configurations are left out, because a target tenant could not be written. The plan of the others is
            # a part of the reviewed plan, and has an ID of its own.
            part = self._work.converge(ready, None, True)
            found = part.get("plan")
            if failure_of(part) or not isinstance(found, dict):
                return part
            others = [key for key, digest in found["partners"].items() if plan["partners"].get(key) != digest]
            if others:
                reason = f"the changes of {shortened(others)} are not those that were reviewed"
                return {**_nothing_written(part), "failed": True, "msg": f"Nothing was changed: {reason}"}
            plan = found
        return self._work.converge(ready, str(plan["id"]), False)

    def _together(self) -> dict[str, Any]:
        """The result of the one task, with the items of both sides, in the order in which they were converged."""
        converged = self.at_home
        items: list[dict[str, Any]] = []
        tenants: list[str | None] = []
        hosts: dict[str, Any] = {}
        configurations = self._configurations()
        for host, place in self._hosts.items():
            if "error" in place:
                hosts[host] = place
                continue
            own = [*self._stopped.get(host, ()), *configurations[host]]
            # A target tenant agrees before the home tenant does its part, or takes its consent back after that.
            own = [*filter(None, [self._items.get(host)]), *own, *filter(None, [self._withdrawn.get(host)])]
            hosts[host] = {**place, "first": len(items), "count": len(own)}
            if host in self._connections:
                hosts[host]["both_sides"] = True
            items += own
            tenants += [str(item.get("tenant_id")) for item in own]
        result = {**converged, PARTNERS: items, "hosts": hosts, "tenants": tenants}
        warnings = [warning for one in (converged, *self._results) for warning in one.get("warnings") or ()]
        if warnings:
            result["warnings"] = warnings
        plan = self._plan
        if plan is not None:
            result["plan"] = plan.report()
        return {**result, **_sum_of_requests(converged, *self._results)}

    def _ends(self, host: str) -> bool:
        return self._partners[self._hosts[host]["first"]].get("state") in ENDING

    def _positions(self, host: str) -> list[int]:
        """The positions of a host's configurations that the one task converges."""
        place = self._hosts[host]
        if "error" in place or host in self._stopped or "error" in self._items.get(host, {}):
            return []
        return list(range(place["first"], place["first"] + place["count"]))

    def _configurations(self) -> dict[str, list[dict[str, Any]]]:
        """Host → the items of its configurations."""
        outcomes = iter(self._outcomes())
        return {host: [next(outcomes) for _position in self._positions(host)] for host in self._hosts}

    def _outcomes(self) -> list[dict[str, Any]]:
        """The item of each configuration. If the task has failed as a whole, each item contains its error."""
        converged = self.at_home
        tenants = [label_of(self._partners[position]) for host in self._hosts for position in self._positions(host)]
        items = converged.get(PARTNERS)
        if isinstance(items, list) and len(items) >= len(tenants):
            return items
        reason = failure_of(converged) or "The task for all hosts did not return an outcome for each partner"
        return [{**_nothing(tenant), "error": {"msg": reason}} for tenant in tenants]

    def _converged(self, host: str, connection: dict[str, Any], partner: dict[str, Any]) -> dict[str, Any]:
        """The item of a target tenant, in which the home tenant is ``partner``."""
        target = connection["home_tenant"]
        arguments = {**connection, **self._options, PARTNERS: [partner], "continue_on_error": True}
        if self._rehearsal is not None and self._reviewed:
            if host not in self._rehearsal.plans:
                reason = "Nothing was changed: the reviewed plan contains no changes of this tenant"
                return self._item({"failed": True, "msg": reason}, target)
            arguments["expected_plan"] = self._rehearsal.plans[host][1]["id"]
        found = self._asked(PARTNERS, arguments)
        if isinstance(found.get("plan"), dict):
            self.plans[host] = (str(found.get("home_tenant_id") or target), found["plan"])
        return self._item(found, target)

    def _keeps_consent(self, target: str, others: list[str]) -> None:
        """Say that a target tenant does not take its consent back: other configurations still need it."""
        words = f"The target tenant {target} keeps its consent and its policy, because of {shortened(others)}"
        self._results.append({"warnings": [words], "requests": 0})

    def _taken_back(self, host: str, connection: dict[str, Any]) -> dict[str, Any]:
        """The item of a target tenant that takes its consent back."""
        found = self._asked("partner_info", {**connection, "partner_tenant": self._home})
        rows, target = found.get(PARTNERS), connection["home_tenant"]
        if failure_of(found) or not isinstance(rows, list) or len(rows) > 1:
            return self._item({**found, PARTNERS: None}, target)
        try:
            partner = _disagreeing(self._home, rows[0]) if rows else None
        except BadInput as error:
            return self._item({"failed": True, "msg": f"Nothing was changed: {error}"}, target)
        if partner is None:
            return self._item({PARTNERS: [_nothing(self._home)]}, target)
        return self._converged(host, connection, partner)

    def _asked(self, module: str, arguments: dict[str, Any]) -> dict[str, Any]:
        result = self._work.run(module, arguments, self._rehearsal is None)
        self._results.append(result)
        return result

    def _item(self, result: dict[str, Any], target: str) -> dict[str, Any]:
        """The item of a target side. Only a result with exactly one item is a success."""
        items = result.get(PARTNERS)
        single = isinstance(items, list) and len(items) == 1 and isinstance(items[0], dict)
        item: dict[str, Any] = dict(items[0]) if single and isinstance(items, list) else _nothing(self._home)
        failure = failure_of(result) or (None if single else "the task returned no outcome")
        if failure and "error" not in item:
            error = result.get("error")
            item["error"] = {**(error if isinstance(error, dict) else {}), "msg": failure}
        if "error" in item:
            item["error"] = {**item["error"], "msg": f"In the target tenant {target}: {item['error'].get('msg')}"}
        return {**item, "side": TARGET_SIDE, "in_tenant": target}


def _refusal(place: PartnersOfHost, home_tenant: str | None, prefix: str) -> str | None:
    """Why the target side of a host cannot be managed; None if it can be."""
    if place["count"] != 1:
        return f"{prefix}_{TARGET} is for one target tenant, and the host has {place['count']} configurations"
    if home_tenant is None:
        return f"{prefix}_{TARGET} needs partner_onboarding_home_tenant, which is the partner in the target tenant"
    return None


def _agreeing(home_tenant: str) -> dict[str, Any]:
    """The home tenant as a partner of a target tenant that agrees."""
    return {"tenant": home_tenant, **needed(INBOUND)}


def _disagreeing(home_tenant: str, row: dict[str, Any]) -> dict[str, Any] | None:
    """The home tenant as a partner that may not synchronize any more; None if there is nothing to take back.

    ``row`` is the partner as ``partner_info`` returns it. All other settings of the partner stay. Raises BadInput if
    the partner is protected.
    """
    read_only = row.get("read_only")
    # National clouds have no such property (CSDL of Fairfax and Mooncake). Any other answer than "no" protects.
    if not isinstance(read_only, dict) or read_only.get("in_multi_tenant_organization", False) is not False:
        raise BadInput(
            [
                "the home tenant is in the multitenant organization of the target tenant, or Graph does not say "
                "whether it is. The templates of the organization manage this partner. Take the tenant out of the "
                "organization first"
            ]
        )
    result: dict[str, Any] = {}
    if row.get("identity_sync") is not None:
        result["identity_sync"] = {"state": ABSENT}
    if (row.get("automatic_user_consent") or {}).get("inbound_allowed") is True:
        result["automatic_user_consent"] = {"inbound_allowed": False}
    return {"tenant": home_tenant, **result} if result else None


def _is_over(items: list[dict[str, Any]]) -> bool:
    """Whether the home tenant has no configuration any more, or would have none after a real run."""
    return len(items) == 1 and "error" not in items[0] and not items[0].get("left") and items[0].get("after", 0) is None


def _nothing_written(result: dict[str, Any]) -> dict[str, Any]:
    """The result of a run that ends after a rehearsal, whose ``result`` predicts changes."""
    names = ("failed", "unreachable", "msg", "error", "problems", "plan", "requests", "warnings")
    return {"changed": False, "changes": [], **{name: result[name] for name in names if name in result}}


def _sum_of_requests(*results: dict[str, Any]) -> dict[str, Any]:
    """The number of all requests; None if it is not known of one result."""
    numbers = [result.get("requests") for result in results]
    known = all(isinstance(number, int) for number in numbers)
    return {"requests": sum(number for number in numbers if isinstance(number, int)) if known else None}


def _nothing(tenant: str | None) -> dict[str, Any]:
    """An item that says that there was nothing to do."""
    return {"tenant_id": tenant, "changed": False, "changes": [], "after": None}

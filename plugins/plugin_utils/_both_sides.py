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
from typing import Any

from ansible_collections.entra.cross_tenant.plugins.module_utils._literals import NotThatShape, dictionary_in
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import ABSENT, BadInput
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.synchronization.desired import ENDING
from ansible_collections.entra.cross_tenant.plugins.module_utils._names import label_of
from ansible_collections.entra.cross_tenant.plugins.module_utils._options import GRAPH_OPTIONS, WAIT_OPTIONS
from ansible_collections.entra.cross_tenant.plugins.module_utils._secrecy.wrong_form import shown_option
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._host_variables import Unresolved, Variables
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
_CREDENTIALS = (
    "client_secret",
    "certificate_path",
    "federated_token",
    "federated_token_file",
    "access_token",
    "auth_method",
)


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
    if not any(value.get(option) for option in _CREDENTIALS):
        # Otherwise the credentials of the environment, which belong to the home tenant, would go to the target tenant.
        raise BadInput([f"{name} has no credentials of the target tenant. Give one of {', '.join(_CREDENTIALS)}"])
    return {key: option for key, option in value.items() if option is not None}


#: Runs a module with these options and returns its result.
Run = Callable[[str, dict[str, Any]], dict[str, Any]]


class Sides:
    """The target sides of all hosts, around the one task that converges the configurations in the home tenant.

    ``partners`` are the desired configurations of all hosts. ``targets`` maps a host to its connection, or to the
    reason why it has none. Such a host gets an error in ``batch``.
    """

    def __init__(
        self,
        batch: dict[str, Any],
        partners: list[Any],
        targets: dict[str, dict[str, Any] | str],
        prefix: str,
        run: Run,
    ) -> None:
        self._hosts: dict[str, Any] = batch["hosts"]
        self._partners = partners
        self._run = run
        self._home = str(batch["home_tenant"])
        self._options = {name: batch["options"][name] for name in ("removal_limit", *WAIT_OPTIONS)}
        self._connections: dict[str, dict[str, Any]] = {}
        self._items: dict[str, dict[str, Any]] = {}
        self._results: list[dict[str, Any]] = []
        for host, connection in targets.items():
            place = self._hosts[host]
            if "error" in place or place["count"] == 0:
                continue
            reason = connection if isinstance(connection, str) else _refusal(place, batch["home_tenant"], prefix)
            if reason:
                self._hosts[host] = {"error": reason}
            elif isinstance(connection, dict):
                target = str(label_of(partners[place["first"]]))
                # Credentials of another tenant are refused before anything is sent to Graph.
                self._connections[host] = {"tenant": target, **connection, "home_tenant": target}

    def begin(self) -> list[Any]:
        """Let the target tenants agree. Returns the configurations that may be converged then, in their order."""
        for host, connection in self._connections.items():
            if not self._ends(host):
                self._items[host] = self._converged(connection, _agreeing(self._home))
        return [self._partners[position] for host in self._hosts for position in self._positions(host)]

    def end(self, converged: dict[str, Any]) -> dict[str, Any]:
        """Let the target tenants take their consent back where the home tenant has ended the synchronization.

        Returns ``converged``, the result of the one task, with the items of both sides and with the places of hosts.
        """
        outcomes = iter(self._outcomes(converged))
        items: list[dict[str, Any]] = []
        tenants: list[str | None] = []
        hosts: dict[str, Any] = {}
        for host, place in self._hosts.items():
            if "error" in place:
                hosts[host] = place
                continue
            configurations = [next(outcomes) for _position in self._positions(host)]
            own = [*([self._items[host]] if host in self._items else []), *configurations]
            if host in self._connections and self._ends(host) and _is_over(configurations):
                own.append(self._withdrawn(self._connections[host]))
            hosts[host] = {**place, "first": len(items), "count": len(own)}
            if host in self._connections:
                hosts[host]["both_sides"] = True
            items += own
            tenants += [str(item.get("tenant_id")) for item in own]
        result = {**converged, PARTNERS: items, "hosts": hosts, "tenants": tenants}
        warnings = [warning for one in (converged, *self._results) for warning in one.get("warnings") or ()]
        numbers = [one.get("requests") for one in (converged, *self._results)]
        if warnings:
            result["warnings"] = warnings
        if all(isinstance(number, int) for number in numbers):
            result["requests"] = sum(number for number in numbers if isinstance(number, int))
        return result

    def _ends(self, host: str) -> bool:
        return self._partners[self._hosts[host]["first"]].get("state") in ENDING

    def _positions(self, host: str) -> list[int]:
        """The positions of a host's configurations that the one task converges."""
        place = self._hosts[host]
        if "error" in place or "error" in self._items.get(host, {}):
            return []
        return list(range(place["first"], place["first"] + place["count"]))

    def _outcomes(self, converged: dict[str, Any]) -> list[dict[str, Any]]:
        """The item of each configuration. If the task has failed as a whole, each item contains its error."""
        tenants = [label_of(self._partners[position]) for host in self._hosts for position in self._positions(host)]
        items = converged.get(PARTNERS)
        if isinstance(items, list) and len(items) >= len(tenants):
            return items
        reason = failure_of(converged) or "The task for all hosts did not return an outcome for each partner"
        return [{**_nothing(tenant), "error": {"msg": reason}} for tenant in tenants]

    def _converged(self, connection: dict[str, Any], partner: dict[str, Any]) -> dict[str, Any]:
        arguments = {**connection, **self._options, PARTNERS: [partner], "continue_on_error": True}
        return self._item(self._asked(PARTNERS, arguments), connection["home_tenant"])

    def _withdrawn(self, connection: dict[str, Any]) -> dict[str, Any]:
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
        return self._converged(connection, partner)

    def _asked(self, module: str, arguments: dict[str, Any]) -> dict[str, Any]:
        result = self._run(module, arguments)
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


def _nothing(tenant: str | None) -> dict[str, Any]:
    """An item that says that there was nothing to do."""
    return {"tenant_id": tenant, "changed": False, "changes": [], "after": None}

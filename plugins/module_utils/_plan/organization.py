# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The goals of the multitenant organization, its tenants, and the request to join one.

Private to this collection. Pure. Graph makes most of these changes asynchronously, in minutes or hours. A change that
is already under way is never requested again.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Generic, Optional, TypeVar

from .._model.desired import ABSENT, BadInput, desired_settings
from .._model.kinds import GraphObject, Options, Row, Settings
from .._model.operations import CREATE, DELETE, RESET, UPDATE
from .._model.organization import (
    ACTIVE,
    FAILED,
    INACTIVE,
    JOINED,
    PENDING,
    REMOVED,
    Membership,
    join_request_row,
    organization_row,
    tenant_row,
)
from .._model.resources import MTO, MTO_JOIN_REQUEST, MTO_TENANT
from .._names import NOBODY, tenant_key
from .._secrecy.wrong_form import no_tenant_id
from .change import Change, NoWay, updated, written

_Observed = TypeVar("_Observed")


class _Goal(ABC, Generic[_Observed]):
    """The methods that the goals below share. All of these goals are slow goals, see ``goal.SlowGoal``."""

    tenant_id: str | None = None
    listed = True
    singly = False

    @abstractmethod
    def plan(self, observed: _Observed) -> tuple[Change, ...]:
        """The changes that remain to be made, in the order in which Graph accepts them. Raises NoWay."""

    def unseen(self, observed: _Observed) -> tuple[Change, ...]:
        return self.plan(observed)

    def lacks_partner(self, observed: _Observed) -> bool:
        return False

    def contradicts(self, observed: _Observed, change: Change) -> bool:
        return False

    def completed(self, observed: _Observed) -> bool:
        return True

    def failed(self, observed: _Observed) -> str | None:
        return None

    def under_way(self, observed: _Observed) -> str:
        return ""


class OrganizationGoal(_Goal[GraphObject]):
    """The organization. ``observed`` is Graph's object. If there is no organization, its state is inactive."""

    title = "the multitenant organization"
    name = MTO.name

    def __init__(self, desired: Settings):
        self.desired = desired

    def plan(self, observed: GraphObject) -> tuple[Change, ...]:
        if observed["state"] != INACTIVE:
            return updated(MTO, None, self.desired, observed)
        if not self.desired.get("display_name"):
            raise NoWay(["there is no multitenant organization yet, and creating one takes a display_name"])
        names = tuple(setting.name for setting in MTO.settings if self.desired.get(setting.name))
        return (Change(CREATE, MTO.name, None, names, MTO.body(self.desired, names, {})),)

    def applied(self, observed: GraphObject, change: Change) -> GraphObject:
        return written({**observed, "state": ACTIVE}, change)

    def row(self, observed: GraphObject) -> Row:
        return organization_row(observed)


class TenantGoal(_Goal[Membership]):
    """One tenant in the organization of the home tenant. ``desired`` None means that the tenant must not be in it."""

    name = MTO_TENANT.name
    tenant_id: str

    def __init__(self, tenant_id: str, desired: Settings | None):
        self.tenant_id = tenant_id
        self.desired = desired

    @property
    def title(self) -> str:
        return f"tenant {self.tenant_id} in the multitenant organization"

    def plan(self, observed: Membership) -> tuple[Change, ...]:
        tenant = _staying(observed)
        if self.desired is None:
            return () if tenant is None else (Change(DELETE, MTO_TENANT.name, self.tenant_id),)
        return self._created(self.desired) if tenant is None else self._updated(self.desired, tenant)

    def _created(self, desired: Settings) -> tuple[Change, ...]:
        if not desired.get("display_name"):
            raise NoWay([f"tenant {self.tenant_id} is not in the organization, and adding it takes a display_name"])
        names = tuple(setting.name for setting in MTO_TENANT.settings if setting.name in desired)
        body = {**MTO_TENANT.key_in_body(self.tenant_id), **MTO_TENANT.body(desired, names, {})}
        return (Change(CREATE, MTO_TENANT.name, self.tenant_id, names, body),)

    def _updated(self, desired: Settings, tenant: GraphObject) -> tuple[Change, ...]:
        after_transition = {**tenant, "role": self._next_role(tenant)}
        changes = updated(MTO_TENANT, self.tenant_id, desired, after_transition)
        if changes and "display_name" in changes[0].settings:
            # "Currently, can't be changed once set": multitenantorganization-post-tenants.
            raise NoWay(
                [
                    f"tenant {self.tenant_id} is in the organization as {tenant.get('displayName')!r}, which cannot be "
                    f"changed to {desired['display_name']!r}: Graph takes display_name only when a tenant is added"
                ]
            )
        return changes

    @staticmethod
    def _next_role(tenant: GraphObject) -> str | None:
        """The role of a tenant, or the role that it is about to get."""
        role: str | None = tenant.get("role")
        transition: GraphObject = tenant.get("transitionDetails") or {}
        return role if transition.get("status") in (None, FAILED) else transition.get("desiredRole") or role

    def applied(self, observed: Membership, change: Change) -> Membership:
        if change.operation == DELETE:
            return observed._replace(tenant=None)
        if change.operation == CREATE:
            # "member (default)"; pending "until the administrator of the added tenant joins".
            return Membership(written({"role": "member", "state": PENDING}, change))
        return observed._replace(tenant=written(observed.tenant, change))

    def row(self, observed: Membership) -> Row | None:
        return None if observed.tenant is None else tenant_row(observed.tenant)

    def lacks_partner(self, observed: Membership) -> bool:
        return self.desired is not None and not observed.organized

    def contradicts(self, observed: Membership, change: Change) -> bool:
        gone = _staying(observed) is None
        return {CREATE: gone, DELETE: not gone}.get(change.operation, False)

    def completed(self, observed: Membership) -> bool:
        if self.desired is None:
            return observed.tenant is None
        if observed.tenant is None or observed.tenant.get("state") != ACTIVE:
            return False
        return "role" not in self.desired or observed.tenant.get("role") == self.desired["role"]

    def failed(self, observed: Membership) -> str | None:
        return _failure(observed.tenant)

    def under_way(self, observed: Membership) -> str:
        tenant = observed.tenant or {}
        if tenant.get("state") == PENDING:
            return "it is pending: an administrator of that tenant has to join (state=joined), which then takes hours"
        return f"its state is {tenant.get('state')}, and its role {tenant.get('role')}"


def _staying(observed: Membership) -> GraphObject | None:
    """The tenant, or None if the tenant is not in the organization or is about to leave it."""
    # A tenant that is "in the process of being removed" (multitenantorganizationmember) counts as gone.
    tenant = observed.tenant
    return None if tenant is None or tenant.get("state") == REMOVED else tenant


# Python 3.9 evaluates this base class, and does not know | between types.
class JoinGoal(_Goal[Optional[GraphObject]]):
    """The home tenant as a member of the organization to which the tenant ``owner`` added it.

    ``observed`` is the join request, or None if the home tenant never made one.
    """

    name = MTO_JOIN_REQUEST.name
    title = "the request to join a multitenant organization"

    def __init__(self, owner: str):
        self.owner = owner

    def plan(self, observed: GraphObject | None) -> tuple[Change, ...]:
        row = join_request_row(observed)
        if row is None or row["state"] == REMOVED:
            return (self._change(UPDATE, self.owner),)
        if row["state"] == ACTIVE and row["added_by_tenant"] != self.owner:
            raise NoWay(
                [
                    f"this tenant is in the organization of {row['added_by_tenant']} already, and can be part of only "
                    f"one: it has to leave that organization before it can join the one of {self.owner}"
                ]
            )
        if row["state"] != ACTIVE and _failure(observed):
            # "To reset a failed join request, set addedByTenantId to" this:
            # multitenantorganizationjoinrequestrecord-update.
            return (self._change(RESET, NOBODY), self._change(UPDATE, self.owner))
        return () if row["added_by_tenant"] == self.owner else (self._change(UPDATE, self.owner),)

    @staticmethod
    def _change(operation: str, owner: str) -> Change:
        return Change(operation, MTO_JOIN_REQUEST.name, None, ("added_by_tenant",), {"addedByTenantId": owner})

    def applied(self, observed: GraphObject | None, change: Change) -> GraphObject:
        request = written(None, change)
        if change.operation == RESET:
            return request
        transition = {"desiredMemberState": ACTIVE, "status": "notStarted"}
        return {**request, "memberState": PENDING, "transitionDetails": transition}

    def row(self, observed: GraphObject | None) -> Row | None:
        return join_request_row(observed)

    def unseen(self, observed: GraphObject | None) -> tuple[Change, ...]:
        # A read that shows the request is enough here, even if the request has failed in the meantime.
        row = join_request_row(observed)
        return () if row and row["added_by_tenant"] == self.owner else self.plan(observed)

    def completed(self, observed: GraphObject | None) -> bool:
        return observed is not None and observed.get("memberState") == ACTIVE

    def failed(self, observed: GraphObject | None) -> str | None:
        return _failure(observed)

    def under_way(self, observed: GraphObject | None) -> str:
        return f"its state is {(observed or {}).get('memberState')}; joining takes hours"


def _failure(graph: GraphObject | None) -> str | None:
    transition: GraphObject = (graph or {}).get("transitionDetails") or {}
    if transition.get("status") != FAILED:
        return None
    details: str = transition.get("details") or "no details"
    return details


# Options → goals.


def organization_goal(options: Options, api_version: str, cloud: str) -> OrganizationGoal:
    """The goal that the options of ``mto`` ask for. Raises BadInput."""
    return OrganizationGoal(desired_settings(MTO, options, api_version, cloud))


def member_goal(options: Options, api_version: str, cloud: str, home_tenant: str | None) -> TenantGoal | JoinGoal:
    """The goal that the options of ``mto_tenant`` ask for. Raises BadInput with all problems."""
    state = options["state"]
    problems: list[str] = []
    desired: Settings = {}
    try:
        desired = desired_settings(MTO_TENANT, options, api_version, cloud)
    except BadInput as error:
        problems += error.problems
    needed, other = ("added_by_tenant", "member_tenant") if state == JOINED else ("member_tenant", "added_by_tenant")
    tenant = tenant_key(options[needed])
    if options[needed] is None:
        problems.append(f"state is {state}, which needs {needed}")
    elif tenant is None:
        problems.append(f"{needed} is {no_tenant_id(options[needed])}")
    if options[other] is not None:
        who = "the home tenant itself" if state == JOINED else "a tenant that was added by the home tenant"
        problems.append(f"state is {state}, which is about {who}, and {other} is given")
    if state == JOINED:
        problems += [f"{name} can only be given by an owner, and state is joined" for name in _given(options)]
        if tenant is not None and tenant == tenant_key(home_tenant):
            problems.append("added_by_tenant is the home tenant, which cannot join its own organization")
    if options["wait_completed"] and not options["wait"]:
        problems.append("wait_completed is true, and wait is false")
    if problems or tenant is None:
        raise BadInput(problems)
    if state == JOINED:
        return JoinGoal(tenant)
    return TenantGoal(tenant, None if state == ABSENT else desired)


def _given(options: Options) -> list[str]:
    return [setting.name for setting in MTO_TENANT.settings if options[setting.name] is not None]

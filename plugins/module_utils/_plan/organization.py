# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The multitenant organization: desired and observed → changes (private to this collection). Pure.

The same of its tenants, and of the request to join one. Graph does most of this asynchronously, in minutes or hours.
What is under way already is never asked for again.
"""

from __future__ import annotations

from .._model.desired import ABSENT, BadInput, desired_settings
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
from .._model.settings import MTO, MTO_JOIN_REQUEST, MTO_TENANT
from .._names import NOBODY, tenant_key
from .._secrecy.wrong_form import no_tenant_id
from .change import CREATE, DELETE, RESET, UPDATE, Change, NoWay, updated

# Goals: the same questions as those of a partner, and three more about what takes its time.


class _Goal:
    """What the goals below have in common unless they say otherwise."""

    tenant_id: str | None = None
    listed = True
    singly = False

    def unseen(self, observed) -> tuple[Change, ...]:
        return self.plan(observed)

    def lacks_partner(self, observed) -> bool:
        return False

    def contradicts(self, observed, change: Change) -> bool:
        return False

    def completed(self, observed) -> bool:
        """Whether nothing is under way any more."""
        return True

    def failed(self, observed) -> str | None:
        """What Graph says about why it gave up what was under way."""
        return None

    def under_way(self, observed) -> str:
        """What is not completed yet, in words."""
        return ""


class OrganizationGoal(_Goal):
    """The organization, which Graph shows as inactive where there is none. ``observed`` is Graph's object."""

    title = "the multitenant organization"
    name = MTO.name

    def __init__(self, desired: dict):
        self.desired = desired

    def plan(self, observed: dict) -> tuple[Change, ...]:
        if observed["state"] != INACTIVE:
            return updated(MTO, None, self.desired, observed)
        if not self.desired.get("display_name"):
            raise NoWay(["there is no multitenant organization yet, and creating one takes a display_name"])
        names = tuple(setting.name for setting in MTO.settings if self.desired.get(setting.name))
        return (Change(CREATE, MTO.name, None, names, MTO.body(self.desired, names, {})),)

    def applied(self, observed: dict, change: Change) -> dict:
        return {**observed, "state": ACTIVE, **change.body}

    def row(self, observed: dict) -> dict:
        return organization_row(observed)


class TenantGoal(_Goal):
    """One tenant of the organization of the home tenant. ``desired`` None stands for its absence."""

    name = MTO_TENANT.name
    tenant_id: str

    def __init__(self, tenant_id: str, desired: dict | None):
        self.tenant_id = tenant_id
        self.desired = desired

    @property
    def title(self) -> str:
        return f"tenant {self.tenant_id} in the multitenant organization"

    def plan(self, observed: Membership) -> tuple[Change, ...]:
        # A tenant that is "in the process of being removed" (multitenantorganizationmember) is as good as gone.
        there = observed.tenant is not None and observed.tenant.get("state") != REMOVED
        if self.desired is None:
            return (Change(DELETE, MTO_TENANT.name, self.tenant_id),) if there else ()
        return self._updated(observed.tenant) if there else self._created()

    def _created(self):
        if not self.desired.get("display_name"):
            raise NoWay([f"tenant {self.tenant_id} is not in the organization, and adding it takes a display_name"])
        names = tuple(setting.name for setting in MTO_TENANT.settings if setting.name in self.desired)
        body = {"tenantId": self.tenant_id, **MTO_TENANT.body(self.desired, names, {})}
        return (Change(CREATE, MTO_TENANT.name, self.tenant_id, names, body),)

    def _updated(self, tenant):
        heading = {**tenant, "role": self._heading_for(tenant)}
        changes = updated(MTO_TENANT, self.tenant_id, self.desired, heading)
        if changes and "display_name" in changes[0].settings:
            # "Currently, can't be changed once set": multitenantorganization-post-tenants.
            raise NoWay(
                [
                    f"tenant {self.tenant_id} is in the organization as {tenant.get('displayName')!r}, which cannot be "
                    f"changed to {self.desired['display_name']!r}: Graph takes display_name only when a tenant is added"
                ]
            )
        return changes

    @staticmethod
    def _heading_for(tenant):
        """The role that a tenant has, or is about to have."""
        transition = tenant.get("transitionDetails") or {}
        if transition.get("status") in (None, FAILED):
            return tenant.get("role")
        return transition.get("desiredRole") or tenant.get("role")

    def applied(self, observed: Membership, change: Change) -> Membership:
        if change.operation == DELETE:
            return observed._replace(tenant=None)
        if change.operation == CREATE:
            # "member (default)"; pending "until the administrator of the added tenant joins".
            return Membership({"role": "member", "state": PENDING, **change.body})
        return observed._replace(tenant={**observed.tenant, **change.body})

    def row(self, observed: Membership) -> dict | None:
        return None if observed.tenant is None else tenant_row(observed.tenant)

    def lacks_partner(self, observed: Membership) -> bool:
        return self.desired is not None and not observed.organized

    def contradicts(self, observed: Membership, change: Change) -> bool:
        there = observed.tenant is not None and observed.tenant.get("state") != REMOVED
        return {CREATE: not there, DELETE: there}.get(change.operation, False)

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


class JoinGoal(_Goal):
    """The home tenant in the organization to which ``owner`` added it. ``observed`` is the join request, or None."""

    name = MTO_JOIN_REQUEST.name
    title = "the request to join a multitenant organization"

    def __init__(self, owner: str):
        self.owner = owner

    def plan(self, observed: dict | None) -> tuple[Change, ...]:
        row = join_request_row(observed)
        if row is None or row["state"] == REMOVED:
            return (self._change(UPDATE, self.owner),)
        if row["state"] == ACTIVE and row["added_by_tenant"] != self.owner:
            raise NoWay(
                [
                    f"this tenant is in the organization of {row['added_by_tenant']} already, and can be part of only "
                    f"one: it has to leave that before it can join the one of {self.owner}"
                ]
            )
        if row["state"] != ACTIVE and _failure(observed):
            # "To reset a failed join request, set addedByTenantId to" this:
            # multitenantorganizationjoinrequestrecord-update.
            return (self._change(RESET, NOBODY), self._change(UPDATE, self.owner))
        return () if row["added_by_tenant"] == self.owner else (self._change(UPDATE, self.owner),)

    @staticmethod
    def _change(operation, owner):
        return Change(operation, MTO_JOIN_REQUEST.name, None, ("added_by_tenant",), {"addedByTenantId": owner})

    def applied(self, observed: dict | None, change: Change) -> dict:
        if change.operation == RESET:
            return {**change.body}
        transition = {"desiredMemberState": ACTIVE, "status": "notStarted"}
        return {**change.body, "memberState": PENDING, "transitionDetails": transition}

    def row(self, observed: dict | None) -> dict | None:
        return join_request_row(observed)

    def unseen(self, observed: dict | None) -> tuple[Change, ...]:
        # A request that has failed since can be seen as well as one that has not.
        row = join_request_row(observed)
        return () if row and row["added_by_tenant"] == self.owner else self.plan(observed)

    def completed(self, observed: dict | None) -> bool:
        return bool(observed) and observed.get("memberState") == ACTIVE

    def failed(self, observed: dict | None) -> str | None:
        return _failure(observed)

    def under_way(self, observed: dict | None) -> str:
        return f"its state is {(observed or {}).get('memberState')}; joining takes hours"


def _failure(graph):
    transition = (graph or {}).get("transitionDetails") or {}
    if transition.get("status") != FAILED:
        return None
    return transition.get("details") or "no details"


# Options → goals.


def organization_goal(options: dict, api_version: str, cloud: str) -> OrganizationGoal:
    """What ``mto`` is asked for. Raises BadInput."""
    return OrganizationGoal(desired_settings(MTO, options, api_version, cloud))


def member_goal(options: dict, api_version: str, cloud: str, home_tenant: str | None):
    """What ``mto_tenant`` is asked for. Raises BadInput with all the problems."""
    state = options["state"]
    problems = []
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
        problems += [f"{name} is for an owner to give: state is joined" for name in _given(options)]
        if tenant is not None and tenant == tenant_key(home_tenant):
            problems.append("added_by_tenant is the home tenant, which cannot join its own organization")
    if options["wait_completed"] and not options["wait"]:
        problems.append("wait_completed is true, and wait is false")
    if problems:
        raise BadInput(problems)
    if state == JOINED:
        return JoinGoal(tenant)
    return TenantGoal(tenant, None if state == ABSENT else desired)


def _given(options):
    return [setting.name for setting in MTO_TENANT.settings if options[setting.name] is not None]

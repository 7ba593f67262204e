# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a job does with one object of the source: import, scoping, matching, export, and a row of the log.

Microsoft Entra: cross-tenant-synchronization-overview, known issues of provisioning, provision-on-demand. Users are
synchronized; a group only on demand, where the behaviour says so.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .expressions import ExpressionError, evaluated, parsed
from .filters import in_scope
from .targets import Target

if TYPE_CHECKING:
    from ..behaviour import Behaviour
    from ..directory import Directory

Row = dict[str, Any]

POLICY_ERROR = {
    "code": "AzureDirectoryB2BManagementPolicyCheckFailure",
    "message": "Policy permitting auto-redemption of invitations not configured.",
    "tenantActionable": True,
}


def may_reach(directory: Directory, tenant_id: str) -> bool:
    """Whether both tenants allow synchronization into the target: consent on both sides, and inbound synchronization.

    Microsoft Entra, cross-tenant-synchronization-configure: the failure of "Test Connection".
    """
    # A target that nobody mentioned allows nothing. To ask for it changes nothing.
    target = directory.source.targets.get(tenant_id.lower())
    if target is None:
        return False
    partner = directory.partner_rows.get(target.tenant_id) or {}
    default = directory.single_rows.get("default") or {}
    consent = partner.get("automaticUserConsentSettings") or default.get("automaticUserConsentSettings") or {}
    return consent.get("outboundAllowed") is True and target.lets_in(directory.home["tenantId"])


def values_of(row: Row) -> dict[str, str | None]:
    """The attributes of a source user, by the names that schemas use, as text."""
    values: dict[str, str | None] = {
        name: value if isinstance(value, str) else None if value is None else str(value) for name, value in row.items()
    }
    external = row.get("externalUserState") is not None
    return {
        **values,
        "objectId": row["id"],
        "IsSoftDeleted": "False",
        "netId": row["id"].replace("-", "")[:16].upper(),
        "alternativeSecurityIds": "1:external" if external else "None",
        # Not null for those who have none: the built-in filter would be false for them.
        "userState": row.get("externalUserState") or "",
    }


@dataclass(frozen=True)
class Decision:
    """What is to become of one source object: an action of the provisioning log, or "skip"."""

    source_id: str
    name: str
    action: str
    reason: str = ""
    kind: str = "User"
    existing: Row | None = None
    changes: tuple[tuple[str, str | None, str], ...] = ()  # name, old value, new value
    entitled: bool = False
    scoped: bool = False

    @property
    def deletes(self) -> bool:
        """Whether it counts as an accidental deletion: "deletions, disablings and group deletions"."""
        return self.action in ("delete", "disable")


class Work:
    """A job at work, with everything that it reads."""

    def __init__(self, directory: Directory, behaviour: Behaviour, principal_id: str, job_id: str) -> None:
        self.source = directory.source
        self.home = directory.home["tenantId"]
        self.behaviour = behaviour
        self.principal = self.source.principals.get(principal_id) or {"id": principal_id, "displayName": None}
        self.job_id = job_id
        self.credentials = self.source.secrets_of(principal_id)
        self.tenant_id = self.credentials.get("CompanyId") or ""
        self.reachable = may_reach(directory, self.tenant_id) and self.source.schemas.get(job_id) is not None
        self.sync_all = (self.credentials.get("SyncAll") or "").lower() == "true"

    @property
    def target(self) -> Target:
        """The target tenant. Only a reachable one is asked for."""
        return self.source.target(self.tenant_id)

    @cached_property
    def rule(self) -> Row:
        """The only rule."""
        return self.source.schemas.get(self.job_id)["synchronizationRules"][0]

    @cached_property
    def mapping(self) -> Row:
        """The object mapping of users."""
        return self.object_mapping("User")

    def object_mapping(self, kind: str) -> Row:
        """The object mapping into a type of the target."""
        return next(item for item in self.rule["objectMappings"] if item["targetObjectName"] == kind)

    @cached_property
    def flows(self) -> set[str]:
        """The actions that the mapping of users allows: Add, Update, Delete."""
        return set(self.mapping["flowTypes"].split(","))

    @cached_property
    def expressions(self) -> list[tuple[Row, Row]]:
        """The attribute mappings with what their expressions say."""
        return [(item, parsed(item["source"]["expression"])) for item in self.mapping["attributeMappings"]]

    @cached_property
    def threshold(self) -> int | None:
        """How many deletions a cycle may have; None: any number. 500 is the default of the portal."""
        try:
            settings = json.loads(self.credentials.get("SyncNotificationSettings") or "{}")
        except ValueError:
            return None
        return settings.get("DeleteThresholdValue", 500) if settings.get("DeleteThresholdEnabled") else None

    @cached_property
    def assigned(self) -> set[str]:
        """The users that are assigned, by themselves or as members of a group; nested groups do not count."""
        table = self.source.assignment_table(self.principal["id"])
        found: set[str] = set()
        for key, row in table.rows():
            if table.age(key) >= self.behaviour.assignment_delay:
                members = self.source.members.get(row["principalId"], ())
                found.update(members if row["principalType"] == "Group" else (row["principalId"],))
        return found

    def synchronized(self) -> list[Row]:
        """The objects in the target that this job made or took over and that are not deleted."""
        return [row for row in self.target.objects.values() if row["jobId"] == self.job_id and not row["softDeleted"]]

    # Decisions.

    def decide(self, user_id: str, sync_all: bool, on_demand: bool = False) -> Decision:
        """What is to become of a user. On demand, a soft-deleted one is not restored but made again."""
        row = self.source.users.get(user_id)
        found = self.target.of(user_id)
        existing = next((item for item in found if not item["softDeleted"]), None)
        name = (
            row["userPrincipalName"] if row else existing["attributes"].get("userPrincipalName", "") if existing else ""
        )
        entitled = row is not None and (sync_all or user_id in self.assigned)
        scoped = row is not None and self._in_scope(row)
        facts: dict[str, Any] = {"entitled": entitled, "scoped": scoped, "existing": existing}
        if row is not None and entitled and scoped and self.mapping["enabled"]:
            if existing is None and not on_demand:
                existing = next(iter(found), None)
                facts["existing"] = existing
            return self._in(row, name, facts, existing)
        if existing is None or existing["jobId"] != self.job_id or not self.mapping["enabled"]:
            return Decision(user_id, name, "skip", "NotEffectivelyEntitled", **facts)
        if row is not None and row["accountEnabled"] is False:
            return Decision(user_id, name, "skip", "NotEffectivelyEntitled", **facts)
        if "Delete" not in self.flows:
            return Decision(user_id, name, "skip", "DeleteNotEnabled", **facts)
        return Decision(user_id, name, "delete", changes=(("IsSoftDeleted", "False", "True"),), **facts)

    def decide_group(self, group: Row) -> Decision:
        """What is to become of a group on demand: made once if it is assigned itself and groups are switched on."""
        rows = (row for _key, row in self.source.assignment_table(self.principal["id"]).rows())
        entitled = any(row["principalId"] == group["id"] for row in rows)
        existing = next((row for row in self.target.of(group["id"]) if not row["softDeleted"]), None)
        facts: dict[str, Any] = {"kind": "Group", "entitled": entitled, "scoped": entitled, "existing": existing}
        name = group["displayName"]
        if not entitled or not self.object_mapping("Group")["enabled"]:
            return Decision(group["id"], name, "skip", "NotEffectivelyEntitled", **facts)
        if existing is not None:
            return Decision(group["id"], name, "skip", "RedundantExport", **facts)
        return Decision(group["id"], name, "create", changes=(("displayName", None, name),), **facts)

    def _in(self, row: Row, name: str, facts: dict[str, Any], existing: Row | None) -> Decision:
        wanted = self._wanted(values_of(row), creating=existing is None)
        before = existing["attributes"] if existing else {}
        changes = tuple((key, before.get(key), value) for key, value in wanted.items() if before.get(key) != value)
        if existing is None:
            action, allowed = "create", "Add" in self.flows
        else:
            disabled = ("accountEnabled", "True", "False") in changes
            action, allowed = "disable" if disabled else "update", "Update" in self.flows
            if not changes and not existing["softDeleted"] and existing["jobId"] == self.job_id:
                return Decision(row["id"], name, "skip", "RedundantExport", **facts)
        if not allowed:
            return Decision(row["id"], name, "skip", f"{'Add' if existing is None else 'Update'}NotEnabled", **facts)
        return Decision(row["id"], name, action, changes=changes, **facts)

    def _in_scope(self, row: Row) -> bool:
        # "Only internal member users of the source can be provisioned", whatever the filters say.
        return row["userType"] == "Member" and in_scope(self.mapping["scope"], values_of(row))

    def _wanted(self, values: dict[str, str | None], creating: bool) -> dict[str, str]:
        wanted = {}
        for item, source in self.expressions:
            if creating or item["flowType"] == "Always":
                try:
                    value = evaluated(source, values) or item["defaultValue"]
                except ExpressionError:
                    value = item["defaultValue"]
                if value is not None:  # attributes without a value are not provisioned
                    wanted[item["targetAttributeName"]] = value
        return wanted

    # Export.

    def export(self, decision: Decision, cycle_id: str, staged: bool = False) -> Row:
        """Do what was decided, and return its row of the provisioning log, which is kept."""
        failure = None if decision.action == "skip" else self.source.failing.get(decision.source_id)
        made = decision.existing
        if not staged and failure is None and decision.action != "skip":
            made = self._written(decision)
        row = self._log_row(decision, cycle_id, failure, staged, made)
        self.source.log.put(row["id"], row)
        return row

    def _written(self, decision: Decision) -> Row:
        attributes = {name: value for name, _old, value in decision.changes}
        if decision.action == "delete":
            return self.target.change(decision.existing or {}, softDeleted=True)
        if decision.existing is None:
            return self.target.add(decision.source_id, decision.kind, attributes, self.job_id)
        merged = {**decision.existing["attributes"], **attributes}
        return self.target.change(decision.existing, attributes=merged, softDeleted=False, jobId=self.job_id)

    def _log_row(self, decision: Decision, cycle_id: str, failure: str | None, staged: bool, made: Row | None) -> Row:
        action = {"skip": "other"}.get(decision.action, decision.action)
        status = "skipped" if decision.action == "skip" else "success" if failure is None else "failure"
        error = {
            "errorCode": failure,
            "reason": f"The target tenant refused {decision.kind} '{decision.name}'.",
            "additionalDetails": None,
            "errorCategory": "nonServiceFailure",
            "recommendedAction": None,
        }
        return {
            "id": str(uuid.uuid4()),
            "activityDateTime": self.source.now_text(),
            "tenantId": self.tenant_id,
            "jobId": self.job_id,
            "cycleId": cycle_id,
            "changeId": str(uuid.uuid4()),
            "provisioningAction": "stagedDelete" if staged else action,
            "durationInMilliseconds": 100,
            "servicePrincipal": {"id": self.principal["id"], "displayName": self.principal["displayName"]},
            "sourceSystem": {"id": self.home, "displayName": "Azure Active Directory", "details": {}},
            "targetSystem": {
                "id": self.tenant_id,
                "displayName": "Azure Active Directory (target tenant)",
                "details": {
                    "ApplicationId": self.principal.get("appId"),
                    "ServicePrincipalId": self.principal["id"],
                    "ServicePrincipalDisplayName": self.principal["displayName"],
                },
            },
            "initiatedBy": {"id": "", "displayName": "Azure AD Provisioning Service", "initiatorType": "system"},
            "sourceIdentity": {
                "id": decision.source_id,
                "displayName": decision.name,
                "identityType": decision.kind,
                "details": {},
            },
            "targetIdentity": {
                "id": made["id"] if made else "",
                "displayName": "",
                "identityType": decision.kind,
                "details": {},
            },
            "provisioningStatusInfo": {"status": status, "errorInformation": error if failure else None},
            "provisioningSteps": steps(decision, status),
            "modifiedProperties": [
                {"displayName": name, "oldValue": old, "newValue": new} for name, old, new in decision.changes
            ],
        }


def steps(decision: Decision, status: str) -> list[Row]:
    """The steps of the provisioning log."""
    who = f"{decision.kind} '{decision.name}'"
    scope = {
        "Active in the source system": "True",
        "Assigned to the application": str(decision.entitled),
        "Scoping filter evaluation passed": str(decision.scoped),
    }
    rows = (
        ("EntryImport", "import", "success", f"Retrieved {who} from Azure Active Directory", {}),
        ("EntrySynchronizationScoping", "scoping", "success", f"Determine if {who} is in scope", scope),
        ("EntryMatching", "matching", "success", f"Looked for {who} in the target tenant", {}),
        (
            "EntrySynchronizationSkip" if status == "skipped" else "EntryExport",
            "export",
            status,
            f"{decision.action} of {who}",
            {"SkipReason": decision.reason} if decision.reason else {},
        ),
    )
    names = ("name", "provisioningStepType", "status", "description", "details")
    return [dict(zip(names, row)) for row in rows]

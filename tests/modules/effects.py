# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes to the simulator, derived from its states and its log, in the form in which modules report changes."""

from __future__ import annotations

import json
import re
from collections import Counter


def effects(before: dict, after: dict) -> set[tuple[str, str, str]]:
    """Operation, resource and tenant of everything that was created, deleted or changed between two snapshots."""
    found = set()
    for resource, objects in (("partner", _partners), ("identity_sync", _policies)):
        old, new = objects(before), objects(after)
        for tenant in set(old) | set(new):
            if old.get(tenant) != new.get(tenant):
                operation = "create" if tenant not in old else "delete" if tenant not in new else "update"
                found.add((operation, resource, tenant))
    return _with_restored(found, before, after)


def _with_restored(found, before, after):
    """A policy that left the deleted policies was restored. If it differs from the deleted one, it was updated too."""
    old, new = _deleted(before), _deleted(after)
    for tenant in set(old) - set(new):
        if ("create", "identity_sync", tenant) in found:
            found.remove(("create", "identity_sync", tenant))
            found.add(("restore", "identity_sync", tenant))
            if old[tenant] != _policies(after)[tenant]:
                found.add(("update", "identity_sync", tenant))
        else:
            found.add(("purge", "identity_sync", tenant))
    return found


def reported(result: dict) -> set[tuple[str, str, str]]:
    """The same for the changes that a module reports."""
    return {(change["operation"], change["resource"], change["tenant_id"]) for change in result["changes"]}


_ID = "([^/]+)"
_PARTNER = f"/policies/crossTenantAccessPolicy/partners/{_ID}"
_TEMPLATES = "/policies/crossTenantAccessPolicy/templates"
_DEFAULT = "/policies/crossTenantAccessPolicy/default"
_DELETED_PARTNER = f"/policies/deletedItems/crossTenantPartners/{_ID}"
_DELETED = f"/policies/deletedItems/crossTenantSyncPolicyPartners/{_ID}"
_MTO = "/tenantRelationships/multiTenantOrganization"
_PRINCIPAL = f"/servicePrincipals/{_ID}"
_JOB = f"{_PRINCIPAL}/synchronization/jobs/[^/]+"
_MEANINGS = (
    # method, path, operation, resource. They are written again here, so that a wrong path in the collection is seen.
    ("POST", "/policies/crossTenantAccessPolicy/partners", "create", "partner"),
    ("PATCH", _PARTNER, "update", "partner"),
    ("DELETE", _PARTNER, "delete", "partner"),
    ("PUT", f"{_PARTNER}/identitySynchronization", "create", "identity_sync"),
    ("PATCH", f"{_PARTNER}/identitySynchronization", "update", "identity_sync"),
    ("DELETE", f"{_PARTNER}/identitySynchronization", "delete", "identity_sync"),
    ("POST", f"{_PARTNER}/m365Capabilities", "create", "partner_capability"),
    ("PATCH", f"{_PARTNER}/m365Capabilities/[^/]+", "update", "partner_capability"),
    ("DELETE", f"{_PARTNER}/m365Capabilities/[^/]+", "delete", "partner_capability"),
    ("POST", f"{_DEFAULT}/m365Capabilities", "create", "default_capability"),
    ("PATCH", f"{_DEFAULT}/m365Capabilities/[^/]+", "update", "default_capability"),
    ("POST", f"{_DELETED_PARTNER}/restore", "restore", "partner"),
    ("DELETE", _DELETED_PARTNER, "purge", "partner"),
    ("POST", f"{_DELETED}/restore", "restore", "identity_sync"),
    ("DELETE", _DELETED, "purge", "identity_sync"),
    ("PATCH", "/policies/crossTenantAccessPolicy/default", "update", "default_settings"),
    ("POST", "/policies/crossTenantAccessPolicy/default/resetToSystemDefault", "reset", "default_settings"),
    ("PATCH", f"{_TEMPLATES}/multiTenantOrganizationIdentitySynchronization", "update", "mto_sync_template"),
    (
        "POST",
        f"{_TEMPLATES}/multiTenantOrganizationIdentitySynchronization/resetToDefaultSettings",
        "reset",
        "mto_sync_template",
    ),
    ("PATCH", f"{_TEMPLATES}/multiTenantOrganizationPartnerConfiguration", "update", "mto_partner_template"),
    (
        "POST",
        f"{_TEMPLATES}/multiTenantOrganizationPartnerConfiguration/resetToDefaultSettings",
        "reset",
        "mto_partner_template",
    ),
    ("PUT", _MTO, "create", "mto"),
    ("PATCH", _MTO, "update", "mto"),
    ("POST", f"{_MTO}/tenants", "create", "mto_tenant"),
    ("PATCH", f"{_MTO}/tenants/{_ID}", "update", "mto_tenant"),
    ("DELETE", f"{_MTO}/tenants/{_ID}", "delete", "mto_tenant"),
    ("PATCH", f"{_MTO}/joinRequest", "update", "mto_join_request"),
    ("POST", "/applicationTemplates/518e5f48-[^/]+/instantiate", "create", "sync_configuration"),
    ("PATCH", _PRINCIPAL, "update", "sync_configuration"),
    ("DELETE", _PRINCIPAL, "delete", "sync_configuration"),
    ("DELETE", f"/applications/{_ID}", "delete", "sync_application"),
    ("POST", f"{_PRINCIPAL}/synchronization/jobs", "create", "sync_job"),
    ("DELETE", _JOB, "delete", "sync_job"),
    ("POST", f"{_JOB}/(?:start|pause)", "update", "sync_job"),
    ("POST", f"{_JOB}/restart", "restart", "sync_job"),
    ("POST", f"{_JOB}/provisionOnDemand", "provision", "sync_job"),
    ("PUT", f"{_PRINCIPAL}/synchronization/secrets", "update", "sync_credentials"),
    ("PUT", f"{_JOB}/schema", "update", "sync_schema"),
    ("DELETE", f"{_JOB}/schema", "reset", "sync_schema"),
    ("POST", f"{_PRINCIPAL}/appRoleAssignedTo", "create", "sync_assignment"),
    ("DELETE", f"{_PRINCIPAL}/appRoleAssignedTo/[^/]+", "delete", "sync_assignment"),
)
_TENANT = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_CAPABILITIES = "m365Capabilities"
# Members of a partner that are reported as changes of their own.
_ELSEWHERE = ("identitySynchronization", _CAPABILITIES)
_NOBODY = "00000000-0000-0000-0000-000000000000"


def accepted(log) -> tuple[Counter, set]:
    """The writes that Graph accepted according to the log, and the writes whose outcome the client cannot know.

    The outcome is unknown if the answer was lost, is not an answer of Graph, or says that the service failed. An answer
    that came too late was lost, too: the client sent the same request again, with the same ID.
    """
    last = {_attempt(exchange): exchange.number for exchange in log}
    envelopes = {exchange.number: exchange for exchange in log if exchange.is_batch}
    tenants = _tenants(log)
    yes, open_ = Counter(), set()
    for exchange in log.writes():
        if exchange.is_batch:
            continue
        envelope = [envelopes[exchange.batch]] if exchange.batch is not None else []
        ways = [exchange, *envelope]
        lost = any(way.status is None or way.status >= 500 or way.faulted for way in ways) or any(
            way.number < last[_attempt(way)] for way in ways
        )
        # Nobody saw what Graph refused in a batch whose answer never arrived.
        unseen = any(way.status is None or way.faulted for way in envelope) and _is_done_already(exchange)
        if lost and (unseen or exchange.status not in range(400, 500)):
            open_.add(_meaning(exchange, tenants))
        elif exchange.status < 300 and _did_something(exchange):
            yes[_meaning(exchange, tenants)] += 1
        elif exchange.method == "DELETE" and exchange.status in (404, 409):
            _operation, resource, tenant = meaning = _meaning(exchange, tenants)
            # Graph may delete a service principal together with its application.
            along = ("delete", "sync_application", tenant)
            if exchange.status == 404 and resource == "sync_configuration" and along in yes:
                yes[meaning] = 1
            elif resource == "sync_configuration" and (along in yes or along in open_):
                open_.add(meaning)
    return yes, open_


def _attempt(exchange) -> tuple:
    """What all attempts of one request have in common. Requests in a batch have an ID only together with the batch."""
    identifier = exchange.request_headers.get("client-request-id", exchange.number)
    return identifier, exchange.method, exchange.path, exchange.batch


def _tenants(log) -> dict[str, str]:
    """The target tenants of service principals and applications by their IDs: their names contain the tenant's ID.

    So it is with all configurations of the jobs. Graph itself names the tenant in the credentials only.
    """
    found: dict[str, str] = {}
    for exchange in log:
        body = exchange.response_body if isinstance(exchange.response_body, dict) else {}
        rows = [body.get("servicePrincipal"), body.get("application")]
        if exchange.method == "GET" and isinstance(body.get("value"), list):
            rows += body["value"]
        for row in rows:
            named = _named_tenant(row.get("displayName")) if isinstance(row, dict) else None
            if named and isinstance(row.get("id"), str):
                found.setdefault(row["id"], named)
    return found


def _named_tenant(name) -> str | None:
    match = _TENANT.search(name) if isinstance(name, str) else None
    return match.group() if match else None


def _did_something(exchange) -> bool:
    """Graph accepts a provisioning on demand, and says in its answer whether there was anything to provision."""
    if not exchange.path.endswith("/provisionOnDemand"):
        return True
    told = json.loads(exchange.response_body["value"])
    (told,) = told if isinstance(told, list) else [told]
    return told["statusInfo"]["status"].lower() in ("success", "warning")


def _is_done_already(exchange) -> bool:
    """Whether Graph refused a write because it was done already. If that answer is lost, the next answer is the same.

    Either the object exists, because of the first attempt or because somebody else created it. Or the object is gone.
    Nobody can tell which case it is.
    """
    return (exchange.method, exchange.status) in (("PUT", 409), ("POST", 409), ("DELETE", 404))


def told(result: dict) -> Counter:
    """The same for the changes that a module reports."""
    return Counter((change["operation"], change["resource"], change["tenant_id"]) for change in result["changes"])


def assert_told_as_accepted(log, result: dict) -> None:
    """Changes are the writes that were sent and accepted. None is missing. Extra ones have an unknown outcome."""
    yes, open_ = accepted(log)
    said = told({"changes": result.get("changes", [])})
    assert not yes - said, f"accepted by Graph, and not told: {yes - said}"
    assert set(said - yes) <= open_, f"told, and not accepted by Graph: {said - yes}"
    assert max((said - yes).values(), default=1) == 1, f"told more than once: {said - yes}"
    assert result.get("changed", False) is bool(said)


def items(result: dict) -> list[dict]:
    """The items of a result about many partners or configurations; none for a result about one object."""
    return [item for name in ("partners", "sync_configurations") for item in result.get(name, [])]


def error_in(result: dict) -> dict:
    """The error of a failed result, or of its first item that has failed."""
    return result.get("error") or next(item["error"] for item in items(result) if "error" in item)


def touched(before: dict, after: dict) -> set[tuple[str, str | None]]:
    """Resource and tenant of everything that differs between two snapshots."""
    # A tenant that joins an organization gets the objects of the organization without asking for them.
    joining = after["multiTenantOrganization"]["joinRequest"].get("memberState") is not None
    old, new = _objects(before), _objects(after)
    touched_ = {key for key in set(old) | set(new) if old.get(key) != new.get(key)}
    # A restart leaves its trace only in what the service remembers.
    touched_ |= {("sync_job", tenant) for resource, tenant in touched_ if resource == "memory"}
    return {key for key in touched_ if not joining or key[0] not in ("mto", "mto_tenant")}


def touched_by_itself(before: dict, after: dict) -> set[tuple[str, str | None]]:
    """The same without the parts that Graph makes or removes along with a whole: nobody reports them."""
    old, new = _objects(before), _objects(after)
    whole = {tenant for resource, tenant in set(old) & set(new) if resource == "sync_configuration"}
    with_a_job = {tenant for tenant in whole if old["sync_job", tenant][0] and new["sync_job", tenant][0]}
    kept = {"sync_credentials": whole, "sync_assignment": whole, "sync_application": whole, "sync_schema": with_a_job}
    kept["sync_job"] = {tenant for resource, tenant in new if resource == "sync_configuration"}
    changed = {key for key in touched(before, after) if old.get(key) != new.get(key) and key[0] != "memory"}
    return {key for key in changed if key[0] not in kept or key[1] in kept[key[0]]}


def _objects(state):
    mto = state["multiTenantOrganization"]
    found = {
        ("default_settings", None): {**state["default"], _CAPABILITIES: None},
        ("default_capability", None): state["default"].get(_CAPABILITIES),
        ("mto_sync_template", None): state["templates"]["multiTenantOrganizationIdentitySynchronization"],
        ("mto_partner_template", None): state["templates"]["multiTenantOrganizationPartnerConfiguration"],
        ("mto_join_request", None): mto["joinRequest"],
    }
    partners = _partners(state)
    gone = {row["tenantId"]: {**row, "deletedDateTime": None} for row in state["deletedItems"]["crossTenantPartners"]}
    found.update({("partner", key): (partners.get(key), gone.get(key)) for key in {*partners, *gone}})
    found.update({("partner_capability", row["tenantId"]): row.get(_CAPABILITIES) for row in state["partners"]})
    policies, deleted = _policies(state), _deleted(state)
    found.update({("identity_sync", key): (policies.get(key), deleted.get(key)) for key in {*policies, *deleted}})
    found.update(_source_objects(state["source"]))
    found["mto", None] = mto.get("displayName"), mto.get("description")
    home = state["home"]["tenantId"]
    found.update({("mto_tenant", row["tenantId"]): row for row in mto["tenants"] if row["tenantId"] != home})
    return found


def _source_objects(source):
    """The parts of the synchronization configurations. Graph makes and removes parts of a whole along with it."""
    found = {}
    provisioned = {target["tenantId"]: target["objects"] for target in source["targets"]}
    jobs = {row["id"]: key for key, rows in source["jobs"].items() for row in rows}
    for row in source["principals"]:
        key, tenant = row["id"], _named_tenant(row["displayName"])
        found["sync_configuration", tenant] = row["displayName"]
        found["sync_job", tenant] = (
            [(job["id"], job["schedule"]) for job in source["jobs"].get(key, [])],
            provisioned.get(tenant),
        )
        found["memory", tenant] = [source["memories"].get(job["id"]) for job in source["jobs"].get(key, [])]
        found["sync_credentials", tenant] = [each["value"] for each in source["secrets"] if each["id"] == key]
        schemas = [each for each in source["schemas"] if jobs.get(each["id"]) == key]
        found["sync_schema", tenant] = [each["synchronizationRules"] for each in schemas]
        rows = source["assignments"].get(key, [])
        found["sync_assignment", tenant] = sorted(each["principalId"] for each in rows)
    found.update({("sync_application", _named_tenant(row["displayName"])): True for row in source["applications"]})
    return found


def _meaning(exchange, tenants):
    for method, path, operation, resource in _MEANINGS:
        found = re.fullmatch(path, exchange.path)
        if found and method == exchange.method:
            body = exchange.body or {}
            if resource == "mto_join_request" and body.get("addedByTenantId") == _NOBODY:
                operation = "reset"
            tenant = found.group(1) if found.groups() else body.get("tenantId")
            if resource.startswith("sync_"):
                tenant = tenants.get(tenant) if tenant else _named_tenant(body.get("displayName"))
            return operation, resource, tenant
    raise AssertionError(f"nobody knows what {exchange.method} {exchange.path} means")


def _partners(state):
    return {
        row["tenantId"]: {name: value for name, value in row.items() if name not in _ELSEWHERE}
        for row in state["partners"]
    }


def _deleted(state):
    return {
        row["tenantId"]: {name: value for name, value in row.items() if name != "deletedDateTime"}
        for row in state["deletedItems"]["crossTenantSyncPolicyPartners"]
    }


def _policies(state):
    return {
        row["tenantId"]: row["identitySynchronization"]
        for row in state["partners"]
        if row.get("identitySynchronization") is not None
    }

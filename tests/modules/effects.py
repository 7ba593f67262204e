# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes to the simulator, derived from its states and its log, in the form in which modules report changes."""

from __future__ import annotations

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
)
_CAPABILITIES = "m365Capabilities"
# Members of a partner that are reported as changes of their own.
_ELSEWHERE = ("identitySynchronization", _CAPABILITIES)
_NOBODY = "00000000-0000-0000-0000-000000000000"


def accepted(log) -> tuple[Counter, set]:
    """The writes that Graph accepted according to the log, and the writes whose outcome the client cannot know.

    The outcome is unknown if the answer was lost, is not an answer of Graph, or says that the service failed.
    """
    envelopes = {exchange.number: exchange for exchange in log if exchange.is_batch}
    yes, open_ = Counter(), set()
    for exchange in log.writes():
        if exchange.is_batch:
            continue
        envelope = [envelopes[exchange.batch]] if exchange.batch is not None else []
        lost = any(way.status is None or way.status >= 500 or way.faulted for way in [exchange, *envelope])
        # Nobody saw what Graph refused in a batch whose answer never arrived.
        unseen = any(way.status is None or way.faulted for way in envelope) and _is_done_already(exchange)
        if lost and (unseen or exchange.status not in range(400, 500)):
            open_.add(_meaning(exchange))
        elif exchange.status < 300:
            yes[_meaning(exchange)] += 1
    return yes, open_


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


def touched(before: dict, after: dict) -> set[tuple[str, str | None]]:
    """Resource and tenant of everything that differs between two snapshots."""
    # A tenant that joins an organization gets the objects of the organization without asking for them.
    joining = after["multiTenantOrganization"]["joinRequest"].get("memberState") is not None
    old, new = _objects(before), _objects(after)
    touched_ = {key for key in set(old) | set(new) if old.get(key) != new.get(key)}
    return {key for key in touched_ if not joining or key[0] not in ("mto", "mto_tenant")}


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
    found["mto", None] = mto.get("displayName"), mto.get("description")
    home = state["home"]["tenantId"]
    found.update({("mto_tenant", row["tenantId"]): row for row in mto["tenants"] if row["tenantId"] != home})
    return found


def _meaning(exchange):
    for method, path, operation, resource in _MEANINGS:
        found = re.fullmatch(path, exchange.path)
        if found and method == exchange.method:
            body = exchange.body or {}
            if resource == "mto_join_request" and body.get("addedByTenantId") == _NOBODY:
                operation = "reset"
            tenant = found.group(1) if found.groups() else body.get("tenantId")
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

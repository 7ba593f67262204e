# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The check of exchanges against Microsoft's descriptions. conftest.py passes the simulator's answers to it."""

from __future__ import annotations

import time

import pytest

from ansible_collections.entra.cross_tenant.tests.graph_simulator import Exchange

PARTNERS = "/policies/crossTenantAccessPolicy/partners"
ONE = f"{PARTNERS}/11111111-1111-4111-8111-111111111111"
SYNC = f"{ONE}/identitySynchronization"
CAPABILITIES = f"{ONE}/m365Capabilities"
CARD = {"@odata.type": "#microsoft.graph.crossTenantOpenProfileCard", "name": "crossTenantOpenProfileCard"}
PRINCIPAL = "/servicePrincipals/11111111-1111-4111-8111-111111111111"
JOBS = f"{PRINCIPAL}/synchronization/jobs"
# An expression contains expressions. A misspelt name is found in the innermost one too.
INNERMOST = {"expression": "x", "paramters": []}
NESTED = {"attributeMappings": [{"source": {"parameters": [{"value": {"parameters": [{"value": INNERMOST}]}}]}}]}
TEMPLATE = "/policies/crossTenantAccessPolicy/templates/multiTenantOrganizationIdentitySynchronization"


@pytest.fixture
def check(contract):
    def check(method, path, body=None, status=200, answer=None, version="v1.0", **query):
        options = {f"${name}": value for name, value in query.items()}
        return contract.check(
            Exchange("graph", method, version, path, options, body, {}, status=status, response_body=answer)
        )

    return check


@pytest.mark.parametrize("version", ["v1.0", "beta"])
@pytest.mark.parametrize(
    ("method", "path", "body", "status", "answer"),
    [
        ("GET", PARTNERS, None, 200, {"value": [{"tenantId": "x", "inboundTrust": None, "invented": 1}]}),
        ("GET", f"{PARTNERS}/$count", None, 200, "3"),
        ("POST", PARTNERS, {"tenantId": "x", "m365CollaborationInbound": {"users": None}}, 201, {"tenantId": "x"}),
        ("PATCH", ONE, {"inboundTrust": {"isMfaAccepted": None}}, 204, None),
        ("PATCH", SYNC, {"userSyncInbound": {"isSyncAllowed": True}}, 204, None),
        ("PUT", SYNC, {}, 409, {"error": {"code": "x", "message": "y"}}),
        ("PATCH", TEMPLATE, {"templateApplicationLevel": "existingPartners, newPartners"}, 204, None),
        ("POST", f"{TEMPLATE}/resetToDefaultSettings", None, 204, None),
        ("GET", CAPABILITIES, None, 200, {"value": [{**CARD, "inboundAccess": {"isAllowed": True}}]}),
        ("POST", CAPABILITIES, {"@odata.type": "x", "inboundAccess": {"isAllowed": True}}, 201, CARD),
        ("PATCH", f"{CAPABILITIES}/x", {"inboundAccess": {"resourceScopes": {"included": []}}}, 204, None),
        ("DELETE", "/policies/crossTenantAccessPolicy/default/m365Capabilities/x", None, 204, None),
        ("GET", f"{ONE}/serviceProviderConstraints", None, 200, {"allowedRoleTemplateIds": []}),
        ("POST", "/$batch", {"requests": []}, 200, {}),
        ("GET", f"{JOBS}/x", None, 200, {"id": "x", "status": {"code": "Paused", "quarantine": None}}),
        ("POST", f"{JOBS}/x/restart", {"criteria": {"resetScope": "Watermark, Escrows"}}, 204, None),
        ("PUT", f"{JOBS}/x/schema", {"synchronizationRules": [{"groupFilter": None}]}, 204, None),
        ("GET", f"{JOBS}/x/schema/filterOperators()", None, 200, {"value": [{"id": "EQUALS", "arity": "Binary"}]}),
        ("PATCH", PRINCIPAL, {"loginUrl": "x", "notes": None}, 204, None),
        ("GET", "/auditLogs/provisioning", None, 200, {"value": [{"id": "x", "cycleId": None}]}),
        ("POST", "/directoryObjects/getByIds", {"ids": []}, 200, {"value": []}),
        ("DELETE", "/applications/x", None, 204, None),
    ],
)
def test_right(check, version, method, path, body, status, answer):
    assert check(method, path, body, status, answer, version) == []


@pytest.mark.parametrize("version", ["v1.0", "beta"])
@pytest.mark.parametrize(
    ("method", "path", "body", "status", "answer", "text"),
    [
        ("GET", f"{PARTNERS}s", None, 200, {}, "not in Microsoft's OpenAPI"),
        ("PUT", ONE, {}, 204, None, "not in Microsoft's OpenAPI"),
        ("PATCH", ONE, {"b2BCollaborationInbound": None}, 204, None, "b2BCollaborationInbound"),
        ("PATCH", ONE, {"inboundTrust": {"isMFAAccepted": True}}, 204, None, "isMFAAccepted"),
        ("PATCH", ONE, {"inboundTrust": {"isMfaAccepted": "yes"}}, 204, None, "isMfaAccepted"),
        ("PATCH", SYNC, {"userSyncInbound": []}, 204, None, "userSyncInbound"),
        ("PATCH", TEMPLATE, {"templateApplicationLevel": "unknownFutureValue"}, 204, None, "templateApplicationLevel"),
        ("POST", f"{TEMPLATE}/resetToDefaultSettings", {"x": 1}, 204, None, "a body where there is none"),
        ("GET", PARTNERS, None, 200, {"value": [{"isServiceProvider": "no"}]}, "isServiceProvider"),
        ("GET", PARTNERS, None, 200, None, "no body"),
        ("PATCH", ONE, {}, 204, {"tenantId": "x"}, "a body with status 204"),
        ("PATCH", ONE, {}, 200, {"tenantId": "x"}, "the pages name the status 204"),
        ("GET", ONE, None, 404, {"error": {"code": "x"}}, "message"),
        ("PUT", f"{CAPABILITIES}/x", {}, 204, None, "not in Microsoft's OpenAPI"),
        ("GET", "/policies/crossTenantAccessPolicy/m365Capabilities", None, 200, {}, "not in Microsoft's OpenAPI"),
        ("PATCH", f"{CAPABILITIES}/x", {"inboundAccess": {"isAlowed": True}}, 204, None, "isAlowed"),
        ("GET", CAPABILITIES, None, 200, {"value": [{"inboundAccess": {"isAllowed": "no"}}]}, "isAllowed"),
        ("GET", f"{JOBS}/x", None, 200, {"status": {"code": "paused"}}, "code"),
        ("POST", f"{JOBS}/x/restart", {"criteria": {"resetScope": "Watermark;Escrows"}}, 204, None, "resetScope"),
        ("POST", f"{JOBS}/x/start", {"x": 1}, 204, None, "a body where there is none"),
        ("PUT", f"{JOBS}/x/schema", {"synchronizationRules": [{"groupFilter": {"x": 1}}]}, 204, None, "groupFilter"),
        ("PUT", f"{JOBS}/x/schema", {"synchronizationRules": [{"objectMappings": [NESTED]}]}, 204, None, "paramters"),
        ("PUT", f"{PRINCIPAL}/synchronization/secrets", {"value": [{"key": "companyId"}]}, 204, None, "companyId"),
        ("GET", "/auditLogs/signIns", None, 200, {}, "not in Microsoft's OpenAPI"),
        ("DELETE", "/users/x", None, 204, None, "not in Microsoft's OpenAPI"),
    ],
)
def test_wrong(check, version, method, path, body, status, answer, text):
    violations = check(method, path, body, status, answer, version)
    assert len(violations) >= 1
    assert text in " ".join(violations)


def test_wrong_values_deep_inside(check):
    target = {"target": "AllUsers", "targetType": "unknownFutureValue"}
    body = {"b2bCollaborationInbound": {"usersAndGroups": {"accessType": "allowed", "targets": [target]}}}
    assert "targetType" in check("PATCH", ONE, body, 204)[0]


def test_versions_differ(check):
    body = {"groupSyncInbound": {"isSyncAllowed": True}}
    assert check("PUT", SYNC, body, 204, version="beta") == []
    assert "groupSyncInbound" in check("PUT", SYNC, body, 204)[0]


def test_query_options(check):
    assert check("GET", PARTNERS, answer={"value": []}, select="tenantId", skiptoken="x") == []
    assert check("GET", SYNC, answer={}, top="1") == [f"GET /v1.0{SYNC}: unknown query option $top"]


def test_speed(check):
    page = {"value": [{"tenantId": "x", "inboundTrust": {"isMfaAccepted": True}} for _number in range(100)]}
    check("GET", PARTNERS, answer=page)
    start = time.perf_counter()
    check("GET", PARTNERS, answer=page)
    assert time.perf_counter() - start < 0.5  # about 15 ms, with a margin for a slow machine

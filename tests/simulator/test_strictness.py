# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests that Graph refuses. A lenient simulator would hide the mistakes of its clients."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

PARTNERS = "policies/crossTenantAccessPolicy/partners"


def _targets(**changes):
    return {"usersAndGroups": {"accessType": "allowed", "targets": [{"target": "x", "targetType": "user"} | changes]}}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"b2BCollaborationInbound": None}, "Invalid property 'b2BCollaborationInbound'."),
        ({"inboundTrust": {"isMFAAccepted": True}}, "Invalid property 'isMFAAccepted'."),
        ({"b2bCollaborationInbound": _targets(kind="user")}, "Invalid property 'kind'."),
        ({"displayName": "x"}, "Invalid property 'displayName'."),
        ({"deletedDateTime": None}, "Invalid property 'deletedDateTime'."),
        ({"isInMultiTenantOrganization": True}, "Property 'isInMultiTenantOrganization' is read-only"),
        ({"inboundTrust": {"isMfaAccepted": "true"}}, "Cannot convert the value of property 'isMfaAccepted'"),
        ({"inboundTrust": {"isMfaAccepted": 1}}, "Cannot convert the value of property 'isMfaAccepted'"),
        ({"inboundTrust": True}, "Cannot convert the value of property 'inboundTrust'"),
        ({"isServiceProvider": "no"}, "Cannot convert the value of property 'isServiceProvider'"),
        ({"b2bCollaborationInbound": _targets(targetType="unknownFutureValue")}, "Invalid value specified"),
        ({"b2bCollaborationInbound": _targets(targetType="User")}, "Invalid value specified"),
        ({"b2bCollaborationInbound": _targets(target=None, targetType=5)}, "Cannot convert the value"),
        ({"b2bCollaborationInbound": {"usersAndGroups": {"targets": None}}}, "Invalid value specified"),
        ({"b2bCollaborationInbound": {"usersAndGroups": {"targets": {}}}}, "Cannot convert the value"),
        ({"@odata.context": "x"}, "The annotation '@odata.context' was found."),
        ({"inboundTrust": {"@odata.type": "#microsoft.graph.other"}}, "The annotation '@odata.type' was found."),
        ([], "A JSON object is expected"),
    ],
)
def test_bodies_of_a_partner(simulator, graph, partner_id, partner_path, body, message):
    before = simulator.directory.add_partner(partner_id)
    answer = graph("PATCH", partner_path, body)
    assert answer.status_code == 400
    assert answer.json()["error"]["message"].startswith(message)
    assert simulator.directory.partner(partner_id) == before


_NAMES = st.sampled_from(
    ["tenantId", "inboundTrust", "isMfaAccepted", "b2bCollaborationInbound", "usersAndGroups", "targets", "accessType"]
)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["allowed", "AllUsers", ""]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=4),
    max_leaves=8,
)


@settings(max_examples=100, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.dictionaries(_NAMES, _JSON, max_size=4))
def test_any_body_is_taken_or_refused(simulator, graph, partner_id, partner_path, body):
    simulator.directory.add_partner(partner_id)
    answer = graph("PATCH", partner_path, body)
    assert answer.status_code in (204, 400)
    shown = graph("GET", partner_path)
    assert shown.status_code == 200
    if answer.status_code == 400:
        assert shown.json()["inboundTrust"] is None


def test_own_type_annotation_is_accepted(simulator, graph, partner_id, partner_path):
    simulator.directory.add_partner(partner_id)
    trust = {"@odata.type": "#microsoft.graph.crossTenantAccessPolicyInboundTrust", "isMfaAccepted": True}
    assert graph("PATCH", partner_path, {"inboundTrust": trust}).status_code == 204
    assert "@odata.type" not in simulator.directory.partner(partner_id)["inboundTrust"]


def test_unknown_properties_are_kept_but_not_taken(simulator, graph, partner_id, partner_path):
    simulator.directory.add_partner(
        partner_id, crossCloudMeetingConfiguration={"a": 1}, inboundTrust={"isNewlyInvented": {"b": 2}}
    )
    shown = graph("GET", partner_path).json()
    assert shown["crossCloudMeetingConfiguration"] == {"a": 1}
    assert graph("PATCH", partner_path, {"crossCloudMeetingConfiguration": {"a": 1}}).status_code == 400
    assert graph("PATCH", partner_path, {"inboundTrust": {**shown["inboundTrust"], "isMfaAccepted": True}}).ok
    assert simulator.directory.partner(partner_id)["inboundTrust"]["isNewlyInvented"] == {"b": 2}
    simulator.log.clear()  # that name is not in Microsoft's OpenAPI


@pytest.mark.parametrize(
    ("version", "group_sync", "body", "status"),
    [
        ("v1.0", True, {"groupSyncInbound": {"isSyncAllowed": True}}, 400),
        ("beta", True, {"groupSyncInbound": {"isSyncAllowed": True}}, 204),
        ("beta", True, {"groupSyncInbound": {"isSyncAllowed": None}}, 400),
        ("beta", False, {"groupSyncInbound": {"isSyncAllowed": True}}, 400),
        ("v1.0", True, {"roleEnabledGroupSyncInbound": {"isSyncAllowed": False}}, 400),
        ("beta", True, {"roleEnabledGroupSyncInbound": {"isSyncAllowed": False}}, 204),
        ("beta", True, {"roleEnabledGroupSyncInbound": {"isSyncAllowed": True}}, 400),
        ("beta", True, {"roleEnabledGroupSyncInbound": {"isSyncAllowed": None}}, 400),
        ("beta", True, {"deletedDateTime": None}, 400),
        ("beta", True, {"externalCloudAuthorizedApplicationId": "x"}, 204),
        ("v1.0", True, {"externalCloudAuthorizedApplicationId": "x"}, 400),
        ("v1.0", True, {"userSyncInbound": {"isSyncAllowed": "true"}}, 400),
        ("v1.0", True, {"userSyncInbound": {"isSyncAllowed": None}}, 204),
        ("v1.0", True, {"userSyncInbound": {"isSyncAlowed": True}}, 400),
        ("v1.0", True, {"displayName": 5}, 400),
    ],
)
def test_bodies_of_a_policy(simulator, graph, partner_id, sync_path, version, group_sync, body, status):
    simulator.behaviour.group_sync = group_sync
    simulator.directory.add_partner(partner_id)
    assert graph("PUT", sync_path, body, version=version).status_code == status


@pytest.mark.parametrize(("together", "status"), [("refuse", 400), ("accept", 204)])
def test_groups_with_roles_need_groups(simulator, graph, partner_id, sync_path, together, status):
    simulator.behaviour.role_enabled_together = together
    simulator.directory.add_partner(partner_id, {})
    groups = {"groupSyncInbound": {"isSyncAllowed": True}}
    roles = {"roleEnabledGroupSyncInbound": {"isSyncAllowed": True}}
    assert graph("PATCH", sync_path, {**groups, **roles}, version="beta").status_code == status
    simulator.directory.set_identity_sync(partner_id, groups)
    assert graph("PATCH", sync_path, roles, version="beta").status_code == 204
    simulator.behaviour.role_enabled_group_sync = False
    assert graph("PATCH", sync_path, roles, version="beta").status_code == 400
    assert "roleEnabledGroupSyncInbound" not in graph("GET", sync_path, version="beta").json()


def test_versions_show_different_properties(simulator, graph, partner_id, sync_path):
    simulator.directory.add_partner(partner_id, {"groupSyncInbound": {"isSyncAllowed": True}})
    assert "groupSyncInbound" not in graph("GET", sync_path).json()
    assert graph("GET", sync_path, version="beta").json()["groupSyncInbound"] == {"isSyncAllowed": True}
    assert graph("GET", sync_path, version="beta").json()["deletedDateTime"] is None
    simulator.behaviour.group_sync = False
    assert "groupSyncInbound" not in graph("GET", sync_path, version="beta").json()


@pytest.mark.parametrize("cloud", ["usgov", "usgov_dod", "china"])
def test_other_clouds_lack_properties(simulator, graph, partner_id, partner_path, cloud):
    simulator.behaviour.cloud = cloud
    simulator.directory.add_partner(partner_id)
    shown = graph("GET", partner_path).json()
    assert "inboundTrust" in shown
    for name in (
        "tenantRestrictions",
        "isInMultiTenantOrganization",
        "m365CollaborationInbound",
        "serviceProviderConstraints",
    ):
        assert name not in shown
        assert graph("PATCH", partner_path, {name: None}).json()["error"]["message"] == f"Invalid property '{name}'."
    assert graph("GET", "policies/crossTenantAccessPolicy/default").status_code == 200


@pytest.mark.parametrize(
    ("path", "segment"),
    [
        ("policies/crossTenantAccessPolicy/partnerz", "partnerz"),
        ("policies/crosstenantaccesspolicy/partners", "crosstenantaccesspolicy"),
        ("policies", "policies"),
        ("", ""),
        ("policies/deletedItems/crossTenantPartners", "deletedItems"),  # beta only
        ("devices", "devices"),
        ("tenantRelationships/findTenantInformationByTenantId(id='x')", "findTenantInformationByTenantId(id='x')"),
    ],
)
def test_unknown_paths(graph, code, path, segment):
    answer = graph("GET", path)
    assert code(answer) == (400, "BadRequest")
    assert answer.json()["error"]["message"] == f"Resource not found for the segment '{segment}'."


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", PARTNERS),
        ("POST", f"{PARTNERS}/x"),
        ("PUT", "policies/crossTenantAccessPolicy/default"),
        ("GET", "$batch"),
    ],
)
def test_unsupported_methods(graph, code, method, path):
    answer = graph(method, path)
    assert code(answer) == (405, "Request_BadRequest")
    assert answer.json()["error"]["message"] == "Specified HTTP method is not allowed for the request target."


@pytest.mark.parametrize(
    "query",
    [
        "$filter=x", "$orderby=tenantId", "$count=true", "$skip=1", "top=1", "$select=tenantid", "$select=",
        "$expand=serviceProviderConstraints", "$expand=identitySynchronization($select=displayName)",
        "$top=0", "$top=x", "$top=1000", "$skiptoken=x", "$skiptoken=NQ==", "$top=1&$top=2",
    ],
)  # fmt: skip
def test_query_options_of_the_list(graph, query):
    assert graph("GET", f"{PARTNERS}?{query}").status_code == 400


@pytest.mark.parametrize(
    ("method", "query"),
    [("GET", "$top=1"), ("PATCH", "$select=tenantId"), ("DELETE", "$expand=identitySynchronization")],
)
def test_query_options_elsewhere(simulator, graph, partner_id, partner_path, method, query):
    simulator.directory.add_partner(partner_id)
    assert graph(method, f"{partner_path}?{query}", {} if method == "PATCH" else None).status_code == 400


@pytest.mark.parametrize(
    ("data", "content_type", "status"),
    [
        ("{}", None, 400),
        ("{}", "text/plain", 415),
        ("{", "application/json", 400),
        ("", "application/json", 400),
        ("{}", "application/json; charset=utf-8", 204),
    ],
)
def test_content(simulator, graph, partner_id, partner_path, data, content_type, status):
    simulator.directory.add_partner(partner_id)
    headers = {"Content-Type": content_type} if content_type else {}
    assert graph("PATCH", partner_path, data=data.encode(), headers=headers).status_code == status


@pytest.mark.parametrize(("method", "body"), [("GET", {}), ("DELETE", {"tenantId": "x"})])
def test_bodies_where_none_belong(simulator, graph, partner_id, partner_path, method, body):
    simulator.directory.add_partner(partner_id)
    assert graph(method, partner_path, body).status_code == 400
    assert simulator.directory.partner(partner_id) is not None


def test_every_answer_can_be_traced(graph, partner_path):
    answer = graph("GET", partner_path, headers={"client-request-id": "mine"})
    inner = answer.json()["error"]["innerError"]
    assert answer.headers["client-request-id"] == inner["client-request-id"] == "mine"
    assert answer.headers["request-id"] == inner["request-id"]
    assert inner["date"]
    assert answer.headers["Date"]
    assert "ServerInfo" in answer.headers["x-ms-ags-diagnostic"]
    assert graph("GET", partner_path).headers["request-id"] != answer.headers["request-id"]

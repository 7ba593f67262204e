# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Microsoft 365 capabilities of partners and of the default settings."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.entra.cross_tenant.tests.graph_simulator import Fault, GraphSimulator
from ansible_collections.entra.cross_tenant.tests.graph_simulator.model import (
    DEFAULT_CAPABILITIES,
    PARTNER_CAPABILITIES,
)
from ansible_collections.entra.cross_tenant.tests.simulator.conftest import Client

PARTNERS = "policies/crossTenantAccessPolicy/partners"
DEFAULT = "policies/crossTenantAccessPolicy/default/m365Capabilities"
DELETED = "policies/deletedItems/crossTenantPartners"
PARTNER_ID = "11111111-1111-4111-8111-111111111111"
PARTNER = f"{PARTNERS}/{PARTNER_ID}/m365Capabilities"
GROUP = "ad4fc698-74dc-4f62-9e71-ba9b591e8e74"
CARD = "crossTenantOpenProfileCard"
TIPS = "crossTenantMailTipsAll"
WRITE = "Policy.ReadWrite.CrossTenantCapability"

Code = Callable[[Any], tuple[int, str]]


def scopes(*included: tuple[str, str], excluded: tuple[tuple[str, str], ...] = ()) -> dict[str, Any]:
    groups = {"included": included, "excluded": excluded}
    return {
        name: [{"resourceId": identifier, "resourceType": kind} for identifier, kind in given]
        for name, given in groups.items()
    }


ACCESS = {"isAllowed": True, "resourceScopes": scopes((GROUP, "group"))}


def body(name: str = CARD, **access: Any) -> dict[str, Any]:
    return {"@odata.type": f"#microsoft.graph.{name}", "inboundAccess": {**ACCESS, **access}}


@pytest.fixture(autouse=True)
def _partner(simulator: GraphSimulator) -> None:
    simulator.directory.add_partner(PARTNER_ID)


@pytest.fixture(params=[PARTNER, DEFAULT], ids=["partner", "default"])
def place(request: pytest.FixtureRequest) -> str:
    """The address of the capabilities: first those of the partner, then those of the default."""
    return request.param


@pytest.fixture
def owner(place: str) -> str | None:
    """The owner of the capabilities, as an argument for the directory."""
    return PARTNER_ID if place == PARTNER else None


@pytest.mark.parametrize("version", ["v1.0", "beta"])
def test_life_of_a_capability(
    simulator: GraphSimulator, graph: Client, place: str, owner: str | None, version: str
) -> None:
    assert graph("GET", place, version=version).json()["value"] == []
    created = graph("POST", place, body(), version=version)
    assert created.status_code == 201
    shown = created.json()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z", shown["lastModifiedDateTime"])
    where = place.replace(f"/{PARTNER_ID}", f"('{PARTNER_ID}')")
    assert shown["@odata.context"].endswith(f"/{version}/$metadata#{where}/microsoft.graph.{CARD}/$entity")
    assert (shown["@odata.type"], shown["name"]) == (f"#microsoft.graph.{CARD}", CARD)
    assert shown["inboundAccess"] == ACCESS
    assert shown.keys() == {"@odata.context", "@odata.type", "name", "lastModifiedDateTime", "inboundAccess"}
    assert graph("GET", f"{place}/{CARD}", version=version).json() == shown
    listed = graph("GET", place, version=version).json()
    assert listed["@odata.context"].endswith(f"/{version}/$metadata#{where}")
    shown.pop("@odata.context")
    assert listed["value"] == [shown]

    before = simulator.directory.capability(owner, CARD)
    changed = graph("PATCH", f"{place}/{CARD}", {"inboundAccess": {"isAllowed": False}}, version=version)
    assert (changed.status_code, changed.text) == (204, "")
    row = simulator.directory.capability(owner, CARD)
    assert row["inboundAccess"] == {**ACCESS, "isAllowed": False}
    assert row["lastModifiedDateTime"] > before["lastModifiedDateTime"]


@pytest.mark.parametrize("version", ["v1.0", "beta"])
def test_deleting(simulator: GraphSimulator, graph: Client, code: Code, version: str) -> None:
    simulator.directory.set_capability(PARTNER_ID, CARD, ACCESS)
    assert graph("DELETE", f"{PARTNER}/{CARD}", version=version).status_code == 204
    assert simulator.directory.capability(PARTNER_ID, CARD) is None
    assert code(graph("DELETE", f"{PARTNER}/{CARD}", version=version)) == (404, "Directory_ObjectNotFound")


@pytest.mark.parametrize(("allowed", "status"), [("refuse", 405), ("accept", 204)])
def test_deleting_from_the_default_is_unknown(
    simulator: GraphSimulator, graph: Client, allowed: str, status: int
) -> None:
    simulator.behaviour.default_capability_delete = allowed
    simulator.directory.set_capability(None, CARD, ACCESS)
    assert graph("DELETE", f"{DEFAULT}/{CARD}").status_code == status
    assert (simulator.directory.capability(None, CARD) is None) == (status == 204)


def test_absent_ones(simulator: GraphSimulator, graph: Client, code: Code, place: str) -> None:
    for path in (f"{place}/{CARD}", f"{place}/invented", f"{place}/{CARD.lower()}"):
        assert code(graph("GET", path)) == (404, "Directory_ObjectNotFound")
        assert code(graph("PATCH", path, {"inboundAccess": ACCESS})) == (404, "Directory_ObjectNotFound")
    assert code(graph("DELETE", f"{PARTNER}/{CARD}")) == (404, "Directory_ObjectNotFound")


def test_absent_partner(simulator: GraphSimulator, graph: Client, code: Code) -> None:
    simulator.directory.set_capability(PARTNER_ID, CARD, ACCESS)
    simulator.directory.remove_partner(PARTNER_ID)
    simulator.behaviour.absent_code = "Request_ResourceNotFound"
    for method, path, content in (
        ("GET", PARTNER, None),
        ("POST", PARTNER, body()),
        ("GET", f"{PARTNER}/{CARD}", None),
        ("PATCH", f"{PARTNER}/{CARD}", {"inboundAccess": ACCESS}),
        ("DELETE", f"{PARTNER}/{CARD}", None),
    ):
        assert code(graph(method, path, content)) == (404, "Request_ResourceNotFound")
    assert code(graph("GET", f"{PARTNERS}/home.example/m365Capabilities")) == (400, "Request_BadRequest")


def test_names_of_either_place(graph: Client) -> None:
    for name in dict.fromkeys((*PARTNER_CAPABILITIES, *DEFAULT_CAPABILITIES)):
        assert (graph("POST", PARTNER, body(name)).status_code == 201) == (name in PARTNER_CAPABILITIES)
        assert (graph("POST", DEFAULT, body(name)).status_code == 201) == (name in DEFAULT_CAPABILITIES)
    assert (len(PARTNER_CAPABILITIES), len(DEFAULT_CAPABILITIES)) == (12, 14)


@pytest.mark.parametrize(
    "content",
    [
        [],
        {},
        {"inboundAccess": ACCESS},
        {"@odata.type": 1, "inboundAccess": ACCESS},
        {"@odata.type": CARD, "inboundAccess": ACCESS},
        {"@odata.type": "#microsoft.graph.m365CapabilityBase", "inboundAccess": ACCESS},
        {"@odata.type": "#microsoft.graph.CrossTenantOpenProfileCard", "inboundAccess": ACCESS},
        {"@odata.type": f"#microsoft.graph.{CARD}"},
        {"@odata.type": f"#microsoft.graph.{CARD}", "inboundAccess": None},
        {"@odata.type": f"#microsoft.graph.{CARD}", "inboundAccess": {"resourceScopes": scopes()}},
        {**body(), "name": CARD},
        {**body(), "lastModifiedDateTime": "2026-01-15T09:57:58.6364196Z"},
        {**body(), "id": CARD},
        {**body(), "outboundAccess": ACCESS},
        body(isAllowed=None),
        body(isAllowed="true"),
        body(isallowed=True),
        body(resourceScopes=[]),
        body(resourceScopes={"included": None}),
        body(resourceScopes={"include": []}),
        body(resourceScopes=scopes(("all", "user"))),
        body(resourceScopes=scopes(("AllUsers", "user"))),
        body(resourceScopes=scopes(("x", "user"))),
        body(resourceScopes=scopes((GROUP, "none"))),
        body(resourceScopes=scopes((GROUP, "Group"))),
        body(resourceScopes=scopes((GROUP, "unknownFutureValue"))),
        body(resourceScopes=scopes(excluded=((GROUP, "application"),))),
        body(resourceScopes={"included": [{"resourceId": GROUP}]}),
        body(resourceScopes={"excluded": [{"resourceType": "group"}]}),
        body(resourceScopes={"included": [{"resourceId": None, "resourceType": "group"}]}),
        body(resourceScopes={"included": [{"resourceId": GROUP, "resourceType": "group", "name": "x"}]}),
    ],
)
def test_wrong_bodies(simulator: GraphSimulator, graph: Client, place: str, owner: str | None, content: Any) -> None:
    assert graph("POST", place, content).status_code == 400
    assert dict(simulator.directory.capabilities(owner)) == {}


def test_resources(simulator: GraphSimulator, graph: Client, place: str, owner: str | None) -> None:
    given = scopes(("All", "user"), (GROUP.upper(), "group"), excluded=((GROUP, "user"),))
    assert graph("POST", place, body(resourceScopes=given)).status_code == 201
    kept = simulator.directory.capability(owner, CARD)["inboundAccess"]["resourceScopes"]
    assert kept == scopes(("All", "user"), (GROUP, "group"), excluded=((GROUP, "user"),))


def test_creating_twice(simulator: GraphSimulator, graph: Client, code: Code, place: str) -> None:
    assert graph("POST", place, body()).status_code == 201
    assert code(graph("POST", place, body())) == (409, "Request_MultipleObjectsWithSameKeyValue")
    simulator.behaviour.capability_exists = (400, "Request_BadRequest")
    assert code(graph("POST", place, body())) == (400, "Request_BadRequest")
    assert graph("POST", place, body(TIPS)).status_code == 201


@pytest.mark.parametrize(
    "content",
    [
        {"name": CARD},
        {"lastModifiedDateTime": None},
        {"inboundAccess": None},
        {"inboundAccess": {"isAllowed": None}},
        {"inboundAccess": {"resourceScopes": {"included": [{"resourceId": GROUP}]}}},
        {"@odata.type": f"#microsoft.graph.{TIPS}", "inboundAccess": ACCESS},
        [],
    ],
)
def test_wrong_changes(simulator: GraphSimulator, graph: Client, place: str, owner: str | None, content: Any) -> None:
    simulator.directory.set_capability(owner, CARD, ACCESS)
    before = simulator.directory.capability(owner, CARD)
    assert graph("PATCH", f"{place}/{CARD}", content).status_code == 400
    assert simulator.directory.capability(owner, CARD) == before


@pytest.mark.parametrize("mode", ["merge", "replace"])
def test_what_a_change_leaves_out_is_unknown(simulator: GraphSimulator, graph: Client, mode: str) -> None:
    simulator.behaviour.complex_patch = mode
    given = scopes(("All", "user"), excluded=((GROUP, "group"),))
    simulator.directory.set_capability(PARTNER_ID, CARD, {"isAllowed": True, "resourceScopes": given})
    path = f"{PARTNER}/{CARD}"
    assert graph("PATCH", path, {"inboundAccess": {"resourceScopes": {"included": []}}}).status_code == 204
    kept = mode == "merge"
    access = simulator.directory.capability(PARTNER_ID, CARD)["inboundAccess"]
    assert access["isAllowed"] == (True if kept else None)
    assert access["resourceScopes"] == {"included": [], "excluded": given["excluded"] if kept else []}
    assert graph("PATCH", path, {"inboundAccess": {"isAllowed": False}}).status_code == 204
    assert (simulator.directory.capability(PARTNER_ID, CARD)["inboundAccess"]["resourceScopes"] is not None) == kept


@pytest.mark.parametrize(("allowed", "status"), [("accept", 204), ("refuse", 400)])
def test_the_type_in_a_change_is_unknown(simulator: GraphSimulator, graph: Client, allowed: str, status: int) -> None:
    simulator.behaviour.capability_type_in_patch = allowed
    simulator.directory.set_capability(PARTNER_ID, CARD, ACCESS)
    assert graph("PATCH", f"{PARTNER}/{CARD}", body()).status_code == status
    assert graph("PATCH", f"{PARTNER}/{CARD}", {"inboundAccess": ACCESS}).status_code == 204


@pytest.mark.parametrize(("without", "shown"), [("null", None), ("empty", {"included": [], "excluded": []})])
def test_missing_scopes_are_unknown(
    simulator: GraphSimulator, graph: Client, place: str, without: str, shown: Any
) -> None:
    simulator.behaviour.capability_scopes_without = without
    content = {"@odata.type": f"#microsoft.graph.{CARD}", "inboundAccess": {"isAllowed": False}}
    expected = {"isAllowed": False, "resourceScopes": shown}
    assert graph("POST", place, content).json()["inboundAccess"] == expected
    assert graph("GET", f"{place}/{CARD}").json()["inboundAccess"] == expected
    assert graph("GET", place).json()["value"][0]["inboundAccess"] == expected


def test_a_default_that_lists_all(simulator: GraphSimulator, graph: Client, code: Code) -> None:
    simulator.behaviour.default_capabilities = "all"
    simulator.behaviour.default_capability_delete = "accept"
    simulator.behaviour.replication_lag = 60
    rows = graph("GET", DEFAULT).json()["value"]
    assert [row["name"] for row in rows] == list(DEFAULT_CAPABILITIES)
    blank = {"isAllowed": False, "resourceScopes": {"included": [], "excluded": []}}
    assert all(row["inboundAccess"] == blank and row["lastModifiedDateTime"] is None for row in rows)
    simulator.behaviour.replication_lag = 0
    assert code(graph("POST", DEFAULT, body()))[0] == 409
    assert graph("PATCH", f"{DEFAULT}/{CARD}", {"inboundAccess": {"isAllowed": True}}).status_code == 204
    assert graph("GET", f"{DEFAULT}/{CARD}").json()["inboundAccess"]["isAllowed"] is True
    assert graph("DELETE", f"{DEFAULT}/{TIPS}").status_code == 204
    assert len(graph("GET", DEFAULT).json()["value"]) == len(DEFAULT_CAPABILITIES) - 1
    assert graph("GET", PARTNER).json()["value"] == []


def test_the_default_keeps_what_a_test_arranged(simulator: GraphSimulator, graph: Client) -> None:
    simulator.behaviour.default_capabilities = "all"
    simulator.directory.set_capability(None, CARD, ACCESS)
    assert graph("GET", f"{DEFAULT}/{CARD}").json()["inboundAccess"] == ACCESS
    assert len(graph("GET", DEFAULT).json()["value"]) == len(DEFAULT_CAPABILITIES)


@pytest.mark.parametrize(
    ("role", "read", "write"),
    [
        ("Policy.Read.All", 200, 403),
        (WRITE, 200, 204),
        ("Policy.ReadWrite.CrossTenantAccess", 403, 403),
        ("Directory.Read.All", 403, 403),
    ],
)
def test_permissions(
    simulator: GraphSimulator,
    client_with: Callable[..., Client],
    place: str,
    owner: str | None,
    role: str,
    read: int,
    write: int,
) -> None:
    simulator.directory.set_capability(owner, CARD, ACCESS)
    client = client_with(role)
    assert client("GET", place).status_code == read
    assert client("GET", f"{place}/{CARD}").status_code == read
    assert client("PATCH", f"{place}/{CARD}", {"inboundAccess": ACCESS}).status_code == write
    assert client("POST", place, body(TIPS)).status_code == (201 if write == 204 else write)


def test_the_permission_opens_nothing_else(client_with: Callable[..., Client]) -> None:
    client = client_with(WRITE)
    assert client("GET", f"{PARTNERS}/{PARTNER_ID}").status_code == 403
    assert client("DELETE", f"{PARTNERS}/{PARTNER_ID}").status_code == 403


@pytest.mark.parametrize("cloud", ["usgov", "usgov_dod", "china"])
def test_global_cloud_only(simulator: GraphSimulator, graph: Client, code: Code, place: str, cloud: str) -> None:
    simulator.behaviour.cloud = cloud
    for path in (place, f"{place}/{CARD}"):
        answer = graph("GET", path)
        assert code(answer) == (400, "BadRequest")
        assert "m365Capabilities" in answer.json()["error"]["message"]


@pytest.mark.parametrize(("method", "path"), [("PUT", ""), ("DELETE", ""), ("PUT", f"/{CARD}"), ("POST", f"/{CARD}")])
def test_unsupported_methods(graph: Client, code: Code, place: str, method: str, path: str) -> None:
    assert code(graph(method, f"{place}{path}", {} if method != "DELETE" else None)) == (405, "Request_BadRequest")


@pytest.mark.parametrize(
    "query", ["$filter=name eq 'x'", "$skip=1", "$count=true", "$orderby=name", "$expand=x", "$select=id", "$top=0"]
)
def test_query_options(graph: Client, place: str, query: str) -> None:
    assert graph("GET", f"{place}?{query}").status_code == 400


def test_selected_pages(simulator: GraphSimulator, graph: Client, place: str, owner: str | None) -> None:
    for name in (TIPS, CARD, "crossTenantLabelSync"):
        simulator.directory.set_capability(owner, name, ACCESS)
    page = graph("GET", f"{place}?$select=name&$top=2").json()
    names = [row.pop("name") for row in page["value"]]
    assert names == [TIPS, CARD]
    assert page["value"] == [{"@odata.type": f"#microsoft.graph.{name}"} for name in names]
    page = graph("GET", page["@odata.nextLink"]).json()
    assert [row["name"] for row in page["value"]] == ["crossTenantLabelSync"]
    assert "@odata.nextLink" not in page
    one = graph("GET", f"{place}/{CARD}?$select=inboundAccess").json()
    assert one.keys() == {"@odata.context", "@odata.type", "inboundAccess"}


def test_they_are_not_in_the_body_of_a_partner(simulator: GraphSimulator, graph: Client) -> None:
    simulator.directory.set_capability(PARTNER_ID, CARD, ACCESS)
    path = f"{PARTNERS}/{PARTNER_ID}"
    assert "m365Capabilities" not in graph("GET", path).json()
    assert graph("GET", f"{path}?$expand=m365Capabilities").status_code == 400
    assert graph("PATCH", path, {"m365Capabilities": []}).json()["error"]["message"] == (
        "Invalid property 'm365Capabilities'."
    )


def test_partners_do_not_share_them(simulator: GraphSimulator, graph: Client) -> None:
    other = "22222222-2222-4222-8222-222222222222"
    simulator.directory.add_partner(other)
    assert graph("POST", PARTNER.replace(PARTNER_ID, PARTNER_ID.upper()), body()).status_code == 201
    assert list(simulator.directory.capabilities(PARTNER_ID)) == [CARD]
    assert dict(simulator.directory.capabilities(other)) == dict(simulator.directory.capabilities(None)) == {}


def test_with_a_deleted_partner(simulator: GraphSimulator, graph: Client, code: Code) -> None:
    simulator.directory.set_capability(PARTNER_ID, CARD, ACCESS)
    before = simulator.directory.capability(PARTNER_ID, CARD)
    assert graph("DELETE", f"{PARTNERS}/{PARTNER_ID}").status_code == 204
    assert code(graph("GET", PARTNER))[0] == 404
    assert "m365Capabilities" not in graph("GET", f"{DELETED}/{PARTNER_ID}", version="beta").json()
    assert simulator.directory.capability(PARTNER_ID, CARD) is None
    assert simulator.directory.deleted_capabilities[PARTNER_ID] == {CARD: before}
    assert graph("POST", f"{DELETED}/{PARTNER_ID}/restore", version="beta").status_code == 200
    assert simulator.directory.capability(PARTNER_ID, CARD) == before
    assert simulator.directory.deleted_capabilities == {}


def test_a_new_partner_starts_without_those_of_a_deleted_one(simulator: GraphSimulator, graph: Client) -> None:
    simulator.directory.set_capability(PARTNER_ID, CARD, ACCESS)
    assert graph("DELETE", f"{PARTNERS}/{PARTNER_ID}").status_code == 204
    assert graph("POST", PARTNERS, {"tenantId": PARTNER_ID}).status_code == 201
    assert graph("GET", PARTNER).json()["value"] == []
    assert graph("DELETE", f"{DELETED}/{PARTNER_ID}", version="beta").status_code == 204
    assert simulator.directory.deleted_capabilities == {}


def test_replication(simulator: GraphSimulator, graph: Client, code: Code) -> None:
    simulator.directory.set_capability(PARTNER_ID, CARD, ACCESS)
    simulator.behaviour.replication_lag = 60
    assert graph("GET", f"{PARTNER}/{CARD}").json()["inboundAccess"] == ACCESS
    assert graph("POST", PARTNER, body(TIPS)).status_code == 201
    assert graph("PATCH", f"{PARTNER}/{CARD}", {"inboundAccess": {"isAllowed": False}}).status_code == 204
    assert code(graph("POST", PARTNER, body(TIPS)))[0] == 409  # writes act on the true state, reads show it later
    assert graph("GET", f"{PARTNER}/{TIPS}").status_code == 404
    assert [row["inboundAccess"]["isAllowed"] for row in graph("GET", PARTNER).json()["value"]] == [True]
    assert graph("DELETE", f"{PARTNERS}/{PARTNER_ID}").status_code == 204
    assert [row["name"] for row in graph("GET", PARTNER).json()["value"]] == [CARD]
    simulator.behaviour.replication_lag = 0
    assert graph("GET", PARTNER).status_code == 404


def test_below_a_new_partner(simulator: GraphSimulator, graph: Client, code: Code) -> None:
    simulator.directory.remove_partner(PARTNER_ID)
    simulator.behaviour.replication_lag = 60
    assert graph("POST", PARTNERS, {"tenantId": PARTNER_ID}).status_code == 201
    assert code(graph("POST", PARTNER, body())) == (404, "Directory_ObjectNotFound")
    simulator.behaviour.replication_lag = 0
    time.sleep(0.001)
    assert graph("POST", PARTNER, body()).status_code == 201


def test_batches_and_faults(simulator: GraphSimulator, graph: Client) -> None:
    simulator.faults.add(Fault(method="POST", path="/m365Capabilities$", skip=1, status=429))
    answer = graph.batch(
        {"method": "POST", "url": f"/{PARTNER}", "body": body()},
        {"method": "POST", "url": f"/{DEFAULT}", "body": body()},
        {"url": f"/{PARTNER}/{CARD}"},
    )
    assert [item["status"] for item in answer.json()["responses"]] == [201, 429, 200]
    assert simulator.directory.capability(None, CARD) is None
    assert [path for _method, path in simulator.log.calls()] == [f"/{PARTNER}", f"/{DEFAULT}", f"/{PARTNER}/{CARD}"]


def test_seed_and_snapshot(simulator: GraphSimulator) -> None:
    item = {"name": CARD, "lastModifiedDateTime": "2026-01-15T10:04:11.4531504Z", "inboundAccess": ACCESS}
    other = "22222222-2222-4222-8222-222222222222"
    seed = {
        "partners": [{"tenantId": PARTNER_ID, "m365Capabilities": [item]}],
        "default": {"m365Capabilities": [{"name": TIPS}]},
        "deletedItems": {"crossTenantPartners": [{"tenantId": other, "m365Capabilities": [item]}]},
    }
    simulator.load(seed)
    state = simulator.directory.snapshot()
    assert state["partners"][0]["m365Capabilities"] == [item]
    assert state["default"]["m365Capabilities"][0]["inboundAccess"] == {"isAllowed": False, "resourceScopes": None}
    assert state["deletedItems"]["crossTenantPartners"][0]["m365Capabilities"] == [item]
    assert "m365Capabilities" not in simulator.directory.default
    simulator.load(state)
    assert simulator.directory.snapshot() == state
    simulator.load({})
    assert simulator.directory.capability_tables == simulator.directory.deleted_capabilities == {}


def test_what_a_test_arranges(simulator: GraphSimulator, graph: Client) -> None:
    directory = simulator.directory
    directory.set_capability(PARTNER_ID, "invented", {"isAllowed": True}, lastModifiedDateTime=None)
    (row,) = graph("GET", PARTNER).json()["value"]
    assert (row["@odata.type"], row["lastModifiedDateTime"]) == ("#microsoft.graph.invented", None)
    directory.capability(PARTNER_ID, "invented")["inboundAccess"]["isAllowed"] = False
    assert directory.capability(PARTNER_ID, "invented")["inboundAccess"]["isAllowed"] is True
    directory.set_capability(PARTNER_ID, "invented", None)
    assert directory.capability(PARTNER_ID, "invented") is None
    with pytest.raises(ValueError, match="not a tenant id"):
        directory.set_capability("home.example", CARD, ACCESS)

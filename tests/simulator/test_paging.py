# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists: pages, their links, and counting."""

from __future__ import annotations

import pytest

PARTNERS = "policies/crossTenantAccessPolicy/partners"


def _id(number):
    return f"{number:08d}-0000-4000-8000-000000000000"


@pytest.fixture
def many(simulator):
    ids = [_id(number) for number in range(7)]
    for number, tenant_id in enumerate(ids):
        simulator.directory.add_partner(tenant_id, {"displayName": str(number)} if number % 2 else None)
    return ids


def _follow(graph, path):
    pages = [graph("GET", path).json()]
    while "@odata.nextLink" in pages[-1]:
        pages.append(graph("GET", pages[-1]["@odata.nextLink"]).json())
    return pages


@pytest.mark.parametrize(
    ("page_size", "query", "sizes"),
    [(100, "", [7]), (7, "", [7]), (3, "", [3, 3, 1]), (100, "?$top=4", [4, 3]), (2, "?$top=4", [2, 2, 2, 1])],
)
def test_pages(simulator, graph, many, page_size, query, sizes):
    simulator.behaviour.page_size = page_size
    pages = _follow(graph, PARTNERS + query)
    assert [len(page["value"]) for page in pages] == sizes
    assert [item["tenantId"] for page in pages for item in page["value"]] == many


def test_options_hold_on_every_page(simulator, graph, many):
    simulator.behaviour.page_size = 3
    for page in _follow(graph, f"{PARTNERS}?$select=tenantId&$expand=identitySynchronization"):
        assert page["@odata.context"].endswith("partners(tenantId,identitySynchronization())")
        for item in page["value"]:
            number = int(item["tenantId"][:8])
            policy = item["identitySynchronization"]
            assert (policy or {}).get("displayName") == (str(number) if number % 2 else None)
            assert "inboundTrust" not in item


def test_pages_while_others_write(simulator, graph, many):
    simulator.behaviour.page_size = 3
    first = graph("GET", PARTNERS).json()
    simulator.directory.remove_partner(many[2])
    simulator.directory.remove_partner(many[4])
    simulator.directory.add_partner(_id(99))
    rest = graph("GET", first["@odata.nextLink"]).json()
    assert [item["tenantId"] for item in rest["value"]] == [many[3], many[5], many[6]]


def test_link_belongs_to_its_list(simulator, graph, many):
    simulator.behaviour.page_size = 3
    link = graph("GET", PARTNERS).json()["@odata.nextLink"]
    assert link.startswith(f"{simulator.graph_url}/v1.0/{PARTNERS}?")
    moved = link.replace("/v1.0/", "/beta/").replace(PARTNERS, "policies/deletedItems/crossTenantPartners")
    assert graph("GET", moved).status_code == 400


def test_count(graph, many):
    answer = graph("GET", f"{PARTNERS}/$count")
    assert (answer.text, answer.headers["Content-Type"]) == ("7", "text/plain")


def test_empty_list(graph):
    assert graph("GET", PARTNERS).json()["value"] == []

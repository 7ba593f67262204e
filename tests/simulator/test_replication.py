# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Replication lag: reads are late, writes act on the true state."""

from __future__ import annotations

import time

import pytest

PARTNERS = "policies/crossTenantAccessPolicy/partners"
LAG = 0.15


@pytest.fixture
def lagging(simulator):
    simulator.behaviour.replication_lag = LAG
    return simulator


def _names(graph):
    items = graph("GET", f"{PARTNERS}?$expand=identitySynchronization").json()["value"]
    return {item["tenantId"]: (item["identitySynchronization"] or {}).get("displayName") for item in items}


def test_reads_show_an_earlier_state(lagging, graph, partner_id, partner_path, sync_path):
    lagging.directory.add_partner(partner_id, {"displayName": "old"}, isServiceProvider=False)
    assert graph("PATCH", sync_path, {"displayName": "new"}).status_code == 204
    assert graph("PATCH", partner_path, {"isServiceProvider": True}).status_code == 204
    assert lagging.directory.identity_sync(partner_id)["displayName"] == "new"
    assert graph("GET", sync_path).json()["displayName"] == "old"
    assert _names(graph) == {partner_id: "old"}
    assert graph("GET", partner_path).json()["isServiceProvider"] is False
    time.sleep(LAG)
    assert graph("GET", sync_path).json()["displayName"] == "new"
    assert _names(graph) == {partner_id: "new"}
    assert graph("GET", partner_path).json()["isServiceProvider"] is True


def test_deleted_objects_are_shown_for_a_while(lagging, graph, partner_id, sync_path, partner_path, code):
    lagging.directory.add_partner(partner_id, {"displayName": "old"})
    assert graph("DELETE", sync_path).status_code == 204
    assert graph("DELETE", partner_path).status_code == 204
    assert graph("GET", sync_path).status_code == 200
    assert _names(graph) == {partner_id: "old"}
    assert code(graph("DELETE", sync_path))[0] == 404
    time.sleep(LAG)
    assert graph("GET", sync_path).status_code == 404
    assert _names(graph) == {}


def test_new_partner_cannot_be_written_to_at_once(lagging, graph, partner_id, partner_path, sync_path, code):
    assert graph("POST", PARTNERS, {"tenantId": partner_id}).status_code == 201
    assert graph("GET", partner_path).status_code == 404
    for method, path, body in (
        ("PUT", sync_path, {}),
        ("PATCH", partner_path, {"isServiceProvider": True}),
        ("DELETE", partner_path, None),
    ):
        assert code(graph(method, path, body)) == (404, "Directory_ObjectNotFound")
    time.sleep(LAG)
    assert graph("PUT", sync_path, {}).status_code == 204
    assert graph("PUT", sync_path, {}).status_code == 409  # writes act on the true state, which reads do not show yet
    assert graph("GET", sync_path).status_code == 404


def test_lag_can_be_raised_later(simulator, graph, partner_id, sync_path):
    simulator.directory.add_partner(partner_id, {"displayName": "old"})
    graph("PATCH", sync_path, {"displayName": "new"})
    assert graph("GET", sync_path).json()["displayName"] == "new"
    simulator.behaviour.replication_lag = 60
    assert graph("GET", sync_path).json()["displayName"] == "old"
    simulator.behaviour.replication_lag = 0
    assert graph("GET", sync_path).json()["displayName"] == "new"


def test_what_a_test_arranges_is_seen_at_once(lagging, graph, partner_id, sync_path):
    lagging.directory.add_partner(partner_id, {"displayName": "a"})
    assert graph("GET", sync_path).json()["displayName"] == "a"
    assert graph("DELETE", sync_path).status_code == 204

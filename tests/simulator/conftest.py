# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator, and a plain HTTP client of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from ansible_collections.entra.cross_tenant.tests.contract.openapi import Contract
from ansible_collections.entra.cross_tenant.tests.graph_simulator import Configuration, GraphSimulator

PARTNERS = "policies/crossTenantAccessPolicy/partners"


class Client:
    """Sends single requests and batches with a token. It checks nothing and retries nothing."""

    def __init__(self, simulator: GraphSimulator, roles: list[str] | None = None) -> None:
        self._simulator = simulator
        self._session = requests.Session()
        self._session.trust_env = False  # REQUESTS_CA_BUNDLE would replace the CA
        self._session.verify = simulator.ca_path
        self.headers = {"Authorization": f"Bearer {simulator.issue_token(roles)}"}

    def __call__(self, method: str, path: str, body: Any = None, **options: Any) -> requests.Response:
        """Send a request; ``path`` is a URL, or the part below the version."""
        version = options.pop("version", "v1.0")
        url = path if path.startswith("https:") else f"{self._simulator.graph_url}/{version}/{path}"
        headers = {**self.headers, **options.pop("headers", {})}
        if body is not None:
            options["json"] = body
        return self._session.request(method, url, headers=headers, timeout=10, **options)

    def batch(self, *steps: dict[str, Any], **options: Any) -> requests.Response:
        """Send a batch; ids are numbers and a body gets its Content-Type."""
        requests_ = []
        for number, step in enumerate(steps, 1):
            defaults = {"id": str(number), "method": "GET"}
            if "body" in step:
                defaults["headers"] = {"Content-Type": "application/json"}
            requests_.append({**defaults, **step})
        return self("POST", "$batch", {"requests": requests_}, **options)


@pytest.fixture
def simulator(graph_server: GraphSimulator, contract: Contract) -> Iterator[GraphSimulator]:
    """A simulator as after its start. Every answer is checked against Microsoft's descriptions.

    Requests are checked only if they succeed, because these tests send wrong requests on purpose.
    """
    graph_server.reset()
    yield graph_server
    violations = []
    for exchange in graph_server.log:
        violations += contract.check_response(exchange)
        if exchange.status is not None and exchange.status < 400:
            violations += contract.check_request(exchange)
    assert violations == []


@pytest.fixture
def graph(simulator: GraphSimulator) -> Client:
    """A client with all permissions."""
    return Client(simulator)


@pytest.fixture
def client_with(simulator: GraphSimulator) -> Any:
    """Makes a client with the given roles only."""
    return lambda *roles: Client(simulator, list(roles))


TARGET_ID = "22222222-2222-4222-8222-222222222222"


@pytest.fixture
def made(simulator: GraphSimulator) -> Configuration:
    """A complete configuration that nobody switched on, whose target tenant lets users in."""
    simulator.directory.add_partner(TARGET_ID, automaticUserConsentSettings={"outboundAllowed": True})
    simulator.directory.source.allow(TARGET_ID)
    return simulator.directory.source.add_configuration(TARGET_ID)


@pytest.fixture
def partner_id() -> str:
    return "11111111-1111-4111-8111-111111111111"


@pytest.fixture
def partner_path(partner_id: str) -> str:
    return f"{PARTNERS}/{partner_id}"


@pytest.fixture
def sync_path(partner_path: str) -> str:
    return f"{partner_path}/identitySynchronization"


def code_of(response: requests.Response) -> tuple[int, str]:
    """Status and error code of a refusal."""
    return response.status_code, response.json()["error"]["code"]


@pytest.fixture
def code() -> Any:
    return code_of

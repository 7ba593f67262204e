# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A client of the simulator with little patience, so that retries cost no time."""

from __future__ import annotations

import pytest

from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.client import GraphClient
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.retry import RetryPolicy
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.tokens import Tokens
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.transport import Transport
from ansible_collections.entra.cross_tenant.plugins.module_utils._secrecy.secrets import Secrets

POLICY = RetryPolicy(budget=2.0, floor=0.02, ceiling=0.2)


@pytest.fixture
def new_client(simulator):
    """Make a client. Tests change ``policy``, ``timeout`` and ``token``."""

    def new(policy=POLICY, timeout=5.0, token=None, batch_size=20, origin=None, ca_path=None):
        transport = Transport(
            origin or simulator.graph_url,
            token or Tokens(lambda claims: simulator.issue_token(), None, Secrets()),
            ca_path or simulator.ca_path,
            timeout,
            policy,
            "tests",
        )
        return GraphClient(transport, "v1.0", batch_size)

    return new


@pytest.fixture
def client(new_client):
    return new_client()

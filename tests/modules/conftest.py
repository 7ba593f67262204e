# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures that all tests of the modules share."""

from __future__ import annotations

from functools import partial

import pytest

from ansible_collections.entra.cross_tenant.plugins.module_utils._converge.backoff import BackOff
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph import connect
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.retry import RetryPolicy
from ansible_collections.entra.cross_tenant.plugins.module_utils._task import Task
from ansible_collections.entra.cross_tenant.tests.conftest import LOGIN_BEHAVIOUR, LOGIN_OPTIONS
from ansible_collections.entra.cross_tenant.tests.graph_simulator import Behaviour


@pytest.fixture
def run_module(run_module, simulator, proof):
    """Run a module as everywhere. In two thirds of the tests, faults that meet no login do not cause a login."""

    def run(name: str, /, credentials: bool = True, **options) -> dict:
        if credentials and proof == "access_token" and len(simulator.faults) and not _login_matters(simulator, options):
            credentials, options = False, {**simulator.options_with_token(), **options}
        return run_module(name, credentials=credentials, **options)

    return run


def _login_matters(simulator, options):
    """Whether a run with faults needs a login: one is changed, a token is refused, or what was sent is repeated."""
    usual = Behaviour()
    return (
        any(name in options for name in LOGIN_OPTIONS)
        or any(getattr(simulator.behaviour, name) != getattr(usual, name) for name in LOGIN_BEHAVIOUR)
        or any(fault.where == "login" or fault.status == 401 or fault.action == "echo" for fault in simulator.faults)
    )


@pytest.fixture
def impatient(monkeypatch):
    """Make retries and repeated reads cost little time. They have tests of their own."""
    monkeypatch.setattr(Task, "backoff", BackOff(pauses=(0.0, 0.02, 0.05), longest=0.1))
    monkeypatch.setattr(connect, "RetryPolicy", partial(RetryPolicy, floor=0.02, ceiling=0.1))

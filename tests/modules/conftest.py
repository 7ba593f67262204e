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


@pytest.fixture
def impatient(monkeypatch):
    """Make retries and repeated reads cost little time. They have tests of their own."""
    monkeypatch.setattr(Task, "backoff", BackOff(pauses=(0.0, 0.02, 0.05), longest=0.1))
    monkeypatch.setattr(connect, "RetryPolicy", partial(RetryPolicy, floor=0.02, ceiling=0.1))

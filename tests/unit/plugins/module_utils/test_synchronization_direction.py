# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes of a synchronization configuration: who comes in, and who leaves."""

from __future__ import annotations

import pytest

from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.direction import combined
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.synchronization_direction import (
    configuration_moves,
)

ROW = {"enabled": True, "scope": "assigned", "assignments": [{"group": "a"}, {"user": "b"}], "missing": []}
OFF = {**ROW, "enabled": False}
MASKED = {name: value for name, value in ROW.items() if name != "scope"}
HALF = {"enabled": False, "missing": ["credentials"]}


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (None, ROW, "opens"),
        (None, {**ROW, "scope": "all"}, "opens"),
        (None, OFF, None),
        (ROW, None, "closes"),
        (OFF, ROW, "opens"),
        (ROW, OFF, "closes"),
        (ROW, {**ROW, "scope": "all"}, "opens"),
        ({**ROW, "scope": "all"}, ROW, "closes"),
        (MASKED, ROW, "may close"),
        (MASKED, {**ROW, "scope": "all"}, "may open"),
        (HALF, {**HALF, "scope": "assigned", "missing": []}, None),
        (ROW, {**ROW, "assignments": [{"group": "a"}]}, "closes"),
        (ROW, {**ROW, "assignments": [*ROW["assignments"], {"user": "c"}]}, "opens"),
        (ROW, {**ROW, "assignments": [{"group": "c"}]}, "opens, closes"),
        (ROW, {**ROW, "notification_email": "new@home.example"}, None),
    ],
)
def test_the_way_from_one_row_to_another(before, after, words):
    directions = [move.direction for move in configuration_moves(before, after)]
    assert combined(directions).words == words

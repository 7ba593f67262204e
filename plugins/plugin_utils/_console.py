# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lines for people, beside the results of tasks (private to this collection)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ansible import constants as C

#: The callback plugins that write text for people. Any other callback may write text for programs, such as JSON.
_FOR_PEOPLE = (
    "awx_display",
    "actionable",
    "counter_enabled",
    "debug",
    "default",
    "default_without_diff",
    "dense",
    "diy",
    "full_skip",
    "minimal",
    "oneline",
    "skippy",
    "unixy",
    "yaml",
)


def show(display: Any, task: Any, lines: Sequence[str]) -> None:
    """Show lines, which must not contain secrets, unless the task has ``no_log``.

    Callback plugins would write a result as JSON, or would leave it out. ``display`` and ``task`` are those of the
    action.
    """
    if not task.no_log:
        callback = str(C.DEFAULT_STDOUT_CALLBACK).rpartition(".")[2]
        # An empty line sets them apart from the results of hosts.
        display.display("\n".join(["", *lines]), stderr=callback not in _FOR_PEOPLE)

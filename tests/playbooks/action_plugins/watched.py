# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a module like a task of its own, and returns the files, processes and sockets that Python's audit hooks saw."""

from __future__ import annotations

import os
import sys
from functools import cache
from typing import Any

from ansible.plugins.action import ActionBase

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# https://docs.python.org/3/library/audit_events.html
PROCESSES = ("subprocess.Popen", "os.fork", "os.forkpty", "os.exec", "os.posix_spawn", "os.spawn", "os.system")
FILES = (
    "os.mkdir",
    "os.rename",
    "os.remove",
    "os.rmdir",
    "os.link",
    "os.symlink",
    "os.truncate",
    "os.chmod",
    "os.chown",
)
FILES += ("tempfile.mkstemp", "tempfile.mkdtemp")
SOCKETS = ("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo")

seen: list[list[str]] | None = None


def hook(event: str, arguments: tuple[Any, ...]) -> None:
    if seen is None:
        return
    if event == "open":
        path, mode, flags = arguments
        # A number stands for a file that was opened before.
        if not isinstance(path, int) and ((flags or 0) & WRITING or set(str(mode or "")) & set("wax+")):
            seen.append([event, os.fsdecode(path)])
    elif event in SOCKETS:
        seen.append([event, str(arguments[1] if event == "socket.connect" else arguments[:2])])
    elif event in PROCESSES or event in FILES:
        seen.append([event, str(arguments[0] if arguments else "")])


@cache
def watch() -> None:
    """An audit hook cannot be removed. It stays until its process ends."""
    sys.addaudithook(hook)


class ActionModule(ActionBase):
    """``module`` is the name of the module, ``options`` are its options. The result is under ``result``."""

    def run(self, tmp: Any = None, task_vars: Any = None) -> dict[str, Any]:
        global seen
        name, self._task.args = self._task.args["module"], self._task.args["options"]
        self._task.action = f"entra.cross_tenant.{name}"
        action = self._shared_loader_obj.action_loader.get(
            self._task.action,
            task=self._task,
            connection=self._connection,
            play_context=self._play_context,
            loader=self._loader,
            templar=self._templar,
            shared_loader_obj=self._shared_loader_obj,
        )
        watch()
        seen = events = []
        try:
            result = action.run(task_vars=task_vars)
        finally:
            seen = None
        return {"changed": False, "result": result, "seen": events}

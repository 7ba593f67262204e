# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where the inventory of a run comes from: its files, and their commit (private to this collection)."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any, NamedTuple

from ansible_collections.entra.cross_tenant.plugins.plugin_utils._role_variables import revision_of


class InventorySource(NamedTuple):
    """The names of the files and folders of the inventory, and its revision; None if the revision is not known."""

    names: list[str]
    revision: str | None


def inventory_source(task_vars: dict[str, Any]) -> InventorySource:
    """Where the inventory comes from: the revision of the project in AWX, otherwise the commit of its folder."""
    sources = [str(source) for source in task_vars.get("ansible_inventory_sources") or ()]
    folder = task_vars.get("inventory_dir") or next(iter(sources), None)
    # The folders are those of one machine, and say nothing to others.
    names = [os.path.basename(os.path.normpath(source)) for source in sources if "\n" not in source]
    return InventorySource(names, revision_of(task_vars) or (commit_of(Path(folder)) if folder else None))


def commit_of(folder: Path) -> str | None:
    """The commit that is checked out in the git repository around a folder; None if there is no repository.

    No process is started: https://git-scm.com/docs/gitrepository-layout describes the files.
    """
    try:
        around = (folder.resolve(), *folder.resolve().parents)
        inner = next(path / ".git" for path in around if (path / ".git").exists())
        if inner.is_file():
            # A worktree or a submodule.
            inner = (inner.parent / inner.read_text(encoding="utf-8").removeprefix("gitdir:").strip()).resolve()
        head = (inner / "HEAD").read_text(encoding="utf-8").strip()
        if head.startswith("ref:"):
            head = _commit_of_branch(inner, head.removeprefix("ref:").strip())
    except (OSError, StopIteration, UnicodeDecodeError):
        return None
    return head if re.fullmatch(r"[0-9a-f]{40}([0-9a-f]{24})?", head) else None


def _commit_of_branch(inner: Path, name: str) -> str:
    """The commit of a branch, or empty text. Raises OSError."""
    common = inner / "commondir"
    shared = (inner / common.read_text(encoding="utf-8").strip()).resolve() if common.is_file() else inner
    for place in (inner, shared):
        if (place / name).is_file():
            return (place / name).read_text(encoding="utf-8").strip()
    packed = shared / "packed-refs"
    lines = packed.read_text(encoding="utf-8").splitlines() if packed.is_file() else []
    return next((line.split(" ")[0] for line in lines if line.endswith(f" {name}")), "")

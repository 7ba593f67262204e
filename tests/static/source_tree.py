# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of the collection: the files that git tracks, or would track if they were added."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
BUILD = CHECKOUT / ".build"
NAMESPACE, NAME = "entra", "cross_tenant"
FULL_NAME = f"{NAMESPACE}.{NAME}"


def files(*kinds: str) -> list[Path]:
    """Sorted paths relative to the checkout, without files that .gitignore hides.

    `kinds` limits them to kinds of git-ls-files: "--cached" for tracked files, "--others" for other files.
    """
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--exclude-standard", *(kinds or ("--cached", "--others"))],
        cwd=CHECKOUT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    # git still lists a tracked file that was deleted in the working tree.
    return sorted(Path(name) for name in set(listing.split("\0")) if name and (CHECKOUT / name).exists())


def copy_to(collections: Path) -> Path:
    """Make a fresh copy below `collections`, in the layout that Ansible expects."""
    target = collections / "ansible_collections" / NAMESPACE / NAME
    shutil.rmtree(target, ignore_errors=True)
    for name in files():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(CHECKOUT / name, target / name, follow_symlinks=False)
    return target

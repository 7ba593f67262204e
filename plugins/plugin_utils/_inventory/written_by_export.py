# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Recognizes files that an export wrote and that were not changed since (private to this collection). Pure.

The first lines of such a file say that an export wrote it. They contain the hash of the rest. If the file is changed,
the hash is wrong. So the file may be copied and versioned, and there is no second file that could get lost.
"""

from __future__ import annotations

import hashlib

_ABOUT = b"# The playbook entra.cross_tenant.export wrote this file, and replaces it as long as nobody changes it.\n"
_HASH = b"# sha256: "


def marked(text: str) -> str:
    """The text of a file, after a head that says that an export wrote it."""
    return (_head(_bytes(text)) + _bytes(text)).decode("utf-8")


def is_own(content: bytes) -> bool:
    """Whether an export wrote all of this content."""
    lines = content.split(b"\n", 2)
    return len(lines) == 3 and content.startswith(_head(lines[2]))


def _head(rest: bytes) -> bytes:
    return _ABOUT + _HASH + hashlib.sha256(rest).hexdigest().encode("ascii") + b"\n"


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")

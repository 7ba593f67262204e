# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which files an export wrote, and nobody has changed since (private to this collection). Pure.

A file says so itself, in its first lines: with the hash of the rest, which a change by hand makes wrong. So the file
may be copied and versioned, and nothing beside it can be lost.
"""

from __future__ import annotations

import hashlib

_ABOUT = b"# The playbook entra.cross_tenant.export wrote this file, and replaces it as long as nobody changes it.\n"
_HASH = b"# sha256: "


def marked(text: str) -> str:
    """A file of an inventory with the lines at its head that say who wrote it."""
    return (_head(_bytes(text)) + _bytes(text)).decode("utf-8")


def is_own(content: bytes) -> bool:
    """Whether an export wrote this, all of it."""
    lines = content.split(b"\n", 2)
    return len(lines) == 3 and content.startswith(_head(lines[2]))


def _head(rest):
    return _ABOUT + _HASH + hashlib.sha256(rest).hexdigest().encode("ascii") + b"\n"


def _bytes(text):
    return text.encode("utf-8", "replace")

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Invisible characters, shown by their number (private to this collection). Pure.

A person who names a tenant or a policy must not be able to make a name that looks like another name. The template of
the page treats its texts in the same way. A test compares both.
"""

from __future__ import annotations

import re

from ansible_collections.entra.cross_tenant.plugins.module_utils._secrecy.hidden import HIDDEN

_HIDDEN = re.compile("[" + "".join(f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in HIDDEN) + "]")


def hides(text: str) -> bool:
    """Whether the text contains an invisible character."""
    return _HIDDEN.search(text) is not None


def visible(text: str) -> str:
    """The text with each invisible character replaced by its number, such as ⟨U+200b⟩."""
    return _HIDDEN.sub(lambda hidden: f"⟨U+{ord(hidden.group()):04x}⟩", text)

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Characters that nobody sees, shown by their number (private to this collection). Pure.

Who may name a tenant or a policy must not make one name look like another. The template of the page does the same with
the text that it gets; a test holds both against each other.
"""

from __future__ import annotations

import re

from ansible_collections.entra.cross_tenant.plugins.module_utils._secrecy.hidden import HIDDEN

_HIDDEN = re.compile("[" + "".join(f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in HIDDEN) + "]")


def visible(text: str) -> str:
    return _HIDDEN.sub(lambda found: f"⟨U+{ord(found.group()):04x}⟩", text)

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How long to wait between two looks at Graph (private to this collection)."""

from __future__ import annotations

import random

# Replication takes seconds as a rule (Designing for eventual consistency for Microsoft Entra). The first look is at
# once, since another writer is the other reason for a surprise, and what that one did is usually there to be seen.
_PAUSES = (0.0, 0.5, 1.0, 2.0, 4.0)
_LONGEST_PAUSE = 5.0


def pause_after(surprises: int) -> float:
    """Seconds until the next look, after as many in vain."""
    pause = _PAUSES[surprises] if surprises < len(_PAUSES) else _LONGEST_PAUSE
    return pause * (1 + random.random() * 0.25)

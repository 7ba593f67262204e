# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What stands between a plan and its first write (private to this collection).

Every gate is asked twice: about the plans of all goals before anything is sent, and again, right before a write, about
each plan that was made anew after a surprise. What is checked is what is then sent.
"""

from __future__ import annotations

from typing import Protocol

from .progress import Progress


class Gate(Protocol):
    """One condition."""

    def before_all(self, everything: list[Progress], pruned: list[str]) -> None:
        """Raises BadInput or EntraError, and then nothing is sent at all. ``pruned`` are tenants that nobody lists."""

    def before_next(self, anew: list[Progress]) -> None:
        """About plans that were made anew. Refuses those of them that must not go on."""


def passing(gates: list[Gate], due: list[Progress]) -> list[Progress]:
    """Those of ``due`` that may go on."""
    anew = [progress for progress in due if progress.planned_anew]
    for progress in anew:
        progress.planned_anew = False
    for gate in gates if anew else ():
        gate.before_next([progress for progress in anew if not progress.error])
    return [progress for progress in due if not progress.error]

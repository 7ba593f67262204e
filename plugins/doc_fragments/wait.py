# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Documentation that the plugins of this collection share. It is private to this collection, and may change at any time.

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  wait:
    description:
      - Whether to return only after Microsoft Graph shows the written values. Graph is eventually consistent. Without
        waiting, the next task or the next run may still read the old state.
    type: bool
    default: true
  wait_timeout:
    description:
      - Seconds to wait until Microsoft Graph shows the written values. In the same time, answers that look like
        replication lag are not believed, for example that a newly created partner does not exist.
      - More than 0 and at most 1,000,000.
    type: float
    default: 60
"""

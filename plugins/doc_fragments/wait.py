# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  wait:
    description:
      - Return once Microsoft Graph shows what was written. Graph is eventually consistent; without waiting, the next
        task or the next run may still read the old state.
    type: bool
    default: true
  wait_timeout:
    description:
      - Seconds to wait for Microsoft Graph to show what was written, and seconds for which answers that look like
        replication lag are not believed, such as that a partner does not exist which was created a moment ago.
      - More than 0 and at most 1,000,000.
    type: float
    default: 60
"""

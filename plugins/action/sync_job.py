# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs the module inside ansible-playbook. Documented in plugins/modules/sync_job.py."""

from __future__ import annotations

from ansible_collections.entra.cross_tenant.plugins.modules import sync_job
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._direct import DirectAction


class ActionModule(DirectAction):
    """The module of the same name."""

    module = sync_job

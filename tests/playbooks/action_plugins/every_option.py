# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the test module of this name in the way in which the modules of the collection run."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from ansible_collections.entra.cross_tenant.plugins.plugin_utils._direct import DirectAction

PATH = Path(__file__).parents[1] / "library" / "every_option.py"
spec = importlib.util.spec_from_file_location("every_option_of_the_tests", PATH)
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)


class ActionModule(DirectAction):
    """The module of the same name."""

    module = module

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Entry point of ``python tests/graph_simulator`` and of ``python -m graph_simulator``."""

from __future__ import annotations

import sys
from pathlib import Path

if __package__:
    from .cli import main
else:
    # The program was started as a folder: Python put the folder itself on the path, so its modules have no package.
    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    from graph_simulator.cli import main

if __name__ == "__main__":
    sys.exit(main())

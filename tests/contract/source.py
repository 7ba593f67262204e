# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The place of Microsoft's descriptions of cross-tenant access. They are read in place, and not part of a checkout."""

from __future__ import annotations

import os
from pathlib import Path

VARIABLE = "GRAPH_CONTRACT"
MISSING = f"no Graph contract data at ../shared/graph/contract or in {VARIABLE}"

#: The folder with the descriptions of the source side, beside the other one.
MISSING_SOURCE_SIDE = "no contract data of the source side beside the other data, in contract-next"

_BESIDE_THE_CHECKOUT = Path(__file__).resolve().parents[2] / ".." / "shared" / "graph" / "contract"


def contract_folder() -> Path | None:
    """The folder that the environment names, else the one beside the checkout. None if neither exists."""
    folder = Path(os.environ.get(VARIABLE) or _BESIDE_THE_CHECKOUT).resolve()
    return folder if (folder / "endpoint_matrix.json").is_file() else None


def source_side_folder() -> Path | None:
    """The folder with the descriptions of the source side and of the logs. None if it does not exist."""
    folder = contract_folder()
    beside = folder.parent / "contract-next" if folder else None
    return beside if beside and (beside / "endpoint_matrix_next.json").is_file() else None

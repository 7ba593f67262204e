# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which files are reports (private to this collection). Pure.

Whoever writes a report into a folder may replace an older one, and nothing else.
"""

from __future__ import annotations

from .report import SCHEMA
from .spreadsheet import COLUMNS

_HEADS = {
    # What the template has in its head.
    "html": (b'<meta name="generator" content="entra.cross_tenant.compliance_report">', 2000),
    "json": (f'{{\n  "schema": "{SCHEMA}",\n'.encode(), 0),
    "csv": (",".join(COLUMNS).encode() + b"\r\n", 0),
}


def is_report(kind: str, content: bytes) -> bool:
    """Whether a file is a report of that kind, by its head."""
    head, latest = _HEADS[kind]
    return 0 <= content.find(head, 0, latest + len(head)) <= latest

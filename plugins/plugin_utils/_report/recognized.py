# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Recognizes files that are reports (private to this collection). Pure.

A new report may replace an older report in its folder, but no other file.
"""

from __future__ import annotations

from .report import SCHEMA
from .sarif import NAME
from .sarif import SCHEMA as SARIF
from .spreadsheet import FIRST_COLUMNS

_HEADS = {
    # The template has this element in its head.
    "html": (b'<meta name="generator" content="entra.cross_tenant.compliance_report">', 2000),
    "tenants": (b'<meta name="generator" content="entra.cross_tenant.compliance_report">', 2000),
    "json": (f'{{\n  "schema": "{SCHEMA}",\n'.encode(), 0),
    # Reports of earlier versions end their first line here.
    "csv": (",".join(FIRST_COLUMNS).encode(), 0),
    "sarif": (
        f'{{\n  "$schema": "{SARIF}",\n  "version": "2.1.0",\n  "runs": [\n    {{\n      "tool": {{\n'
        f'        "driver": {{\n          "name": "{NAME}"'.encode(),
        0,
    ),
    "junit": (f'<?xml version="1.0" encoding="utf-8"?>\n<testsuites name="{NAME}"'.encode(), 0),
}


def is_report(kind: str, content: bytes) -> bool:
    """Whether a file with this content is a report of this kind, according to its head."""
    head, latest = _HEADS[kind]
    return 0 <= content.find(head, 0, latest + len(head)) <= latest

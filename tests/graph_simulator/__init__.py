# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A local Microsoft Graph and login endpoint for cross-tenant access; see README.md."""

from __future__ import annotations

from .behaviour import Behaviour
from .directory import IDENTITY_SYNC_TEMPLATE, PARTNER_TEMPLATE, SECRET_MARKER, Directory
from .echo import DISGUISES, ENCODINGS
from .exchanges import Exchange, ExchangeLog
from .faults import Fault, Faults
from .simulator import GraphSimulator
from .source.state import Configuration
from .tokens import TOKEN_MARKER

__all__ = [
    "DISGUISES",
    "ENCODINGS",
    "IDENTITY_SYNC_TEMPLATE",
    "PARTNER_TEMPLATE",
    "SECRET_MARKER",
    "TOKEN_MARKER",
    "Behaviour",
    "Configuration",
    "Directory",
    "Exchange",
    "ExchangeLog",
    "Fault",
    "Faults",
    "GraphSimulator",
]

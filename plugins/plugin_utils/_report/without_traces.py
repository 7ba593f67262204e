# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Errors without what differs in each request (private to this collection)."""

from __future__ import annotations

import re

# The facts at the end of an error of Graph, with the point before them, and what the login endpoint appends to each of
# its descriptions. See https://learn.microsoft.com/entra/identity-platform/reference-error-codes
_TRACES = re.compile(
    r"\.? \((?:request-id|date) [^)]*\)|\.? Trace ID: \S+ Correlation ID: \S+ Timestamp: [^.]*Z(?=\.|$)"
)


def without_traces(text: str) -> str:
    """The text of an error without the IDs and dates that differ in each request."""
    return _TRACES.sub("", text)

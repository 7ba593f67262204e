# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A request to Graph, sent by itself or in a batch (private to this collection)."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import quote

from .._access import Access


class Request(NamedTuple):
    """A request. ``path`` is relative to the API version, and contains only checked names."""

    method: str
    path: str
    body: dict[str, Any] | None = None
    query: tuple[tuple[str, str], ...] = ()
    #: None for requests of the client itself, such as a batch.
    access: Access | None = None
    #: Whether a second request would make a second object. Then the request is not sent again if Graph may have
    #: executed it.
    once: bool = False

    @property
    def address(self) -> str:
        # In every documented example, the $ of OData's options and the commas of their lists are not quoted.
        query = "&".join("{}={}".format(name, quote(value, safe="$,")) for name, value in self.query)
        return self.path + ("?" + query if query else "")


def get(path: str, access: Access | None, query: tuple[tuple[str, str], ...] = ()) -> Request:
    """A request that only reads."""
    return Request("GET", path, query=query, access=access)

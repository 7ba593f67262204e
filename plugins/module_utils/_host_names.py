# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names for the hosts of partners in inventories (private to this collection). Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

# Names with another meaning in plays: the machine on which Ansible runs, and groups of ansible-core and of the
# playbooks.
_RESERVED = frozenset(("localhost", "all", "ungrouped", "partners", "offboarding"))

# A name that ends with a tenant ID is reserved for the partner with this ID.
_TENANT_ID_AT_END = re.compile(r"(.*-)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def host_names(
    rows: list[dict[str, Any]], taken: Iterable[str] = (), directory: Mapping[str, str | None] | None = None
) -> dict[str, str]:
    """A host name for each partner, by tenant ID.

    Each row contains ``tenant_id``, and may contain ``identity_sync``. The host name is made from the display name of
    the policy, or from the name that ``directory`` gives to the tenant ID. Without a usable name it is the tenant ID.
    All host names are different, even if policies have the same display name. A host name is not in ``taken``, unless
    it ends with the ID of its tenant.
    """
    known = directory or {}
    wished = {
        row["tenant_id"]: _slug((row.get("identity_sync") or {}).get("display_name") or known.get(row["tenant_id"]))
        for row in rows
    }
    number = Counter(wished.values())
    taken = _RESERVED.union(taken)

    def name_of(tenant_id: str, name: str) -> str:
        if name and number[name] == 1 and name not in taken and not _TENANT_ID_AT_END.fullmatch(name):
            return name
        return f"{name}-{tenant_id}" if name else tenant_id

    return {tenant_id: name_of(tenant_id, name) for tenant_id, name in wished.items()}


def _slug(text: str | None) -> str:
    """The text in letters, digits and dashes. They have no special meaning in host patterns, paths and shells."""
    return re.sub(r"[^a-z0-9]+", "-", (text or "").lower()[:63]).strip("-")

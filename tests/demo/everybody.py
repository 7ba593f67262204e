# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Let all users of a tenant into the scope of its only synchronization, as somebody does in the portal."""

from __future__ import annotations

from graph import Graph

TEMPLATE = "518e5f48-1fc8-4c48-9387-9fdf28b0dfe7"


def main() -> None:
    graph = Graph()
    (principal,) = graph.call("GET", f"/servicePrincipals?$filter=applicationTemplateId eq '{TEMPLATE}'").json()[
        "value"
    ]
    path = f"/servicePrincipals/{principal['id']}/synchronization/secrets"
    pairs = {pair["key"]: pair["value"] for pair in graph.call("GET", path).json()["value"]}
    pairs["SyncAll"] = "true"
    answer = graph.call("PUT", path, {"value": [{"key": key, "value": value} for key, value in pairs.items()]})
    print(f"PUT {path} SyncAll=true\n  → {answer.status_code} {answer.reason}")


if __name__ == "__main__":
    main()

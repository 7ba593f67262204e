# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The requests to Graph since the last call, from the simulator's log. Each request inside a $batch counts as one."""

from __future__ import annotations

import os

import requests

LOG = os.environ["ENTRA_GRAPH_URL"] + "/simulator/log"


def main() -> None:
    session = requests.Session()
    session.trust_env = False  # REQUESTS_CA_BUNDLE would override "verify", and no proxy is needed here
    session.verify = os.environ["ENTRA_CA_PATH"]
    exchanges = session.get(LOG, timeout=10).json()["exchanges"]
    session.delete(LOG, timeout=10).raise_for_status()
    asked = [item["method"] for item in exchanges if item["kind"] != "login" and item["path"] != "/$batch"]
    calls = sum(item["kind"] == "graph" for item in exchanges)
    reads = asked.count("GET")
    print(f"reads: {reads}, writes: {len(asked) - reads}, HTTP requests: {calls}")


if __name__ == "__main__":
    main()

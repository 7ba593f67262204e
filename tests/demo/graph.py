# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One request to Graph, as a user would send it by hand: graph.py METHOD PATH [JSON]."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import requests

API = os.environ["ENTRA_GRAPH_URL"] + "/v1.0"
LOGIN = f"{os.environ['ENTRA_AUTHORITY_URL']}/{os.environ['ENTRA_TENANT']}/oauth2/v2.0/token"


class Graph:
    """A session with the credentials in the environment."""

    def __init__(self) -> None:
        self._session = requests.Session()
        self._session.trust_env = False  # REQUESTS_CA_BUNDLE would override "verify", and no proxy is needed here
        self._session.verify = os.environ["ENTRA_CA_PATH"]
        login = {
            "grant_type": "client_credentials",
            "client_id": os.environ["ENTRA_CLIENT_ID"],
            "client_secret": os.environ["ENTRA_CLIENT_SECRET"],
            "scope": "https://graph.microsoft.com/.default",
        }
        token = self._session.post(LOGIN, data=login, timeout=10).json()["access_token"]
        self._headers = {"Authorization": f"Bearer {token}"}

    def call(self, method: str, path: str, body: Any = None) -> requests.Response:
        """Send one request. Raises HTTPError if Graph refuses it."""
        answer = self._session.request(method, API + path, headers=self._headers, json=body, timeout=10)
        answer.raise_for_status()
        return answer


def main(method: str, path: str, body: str = "") -> None:
    answer = Graph().call(method, path, json.loads(body) if body else None)
    print(f"{method} {path} {body}\n  → {answer.status_code} {answer.reason}")


if __name__ == "__main__":
    main(*sys.argv[1:])

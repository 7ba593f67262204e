# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Gives the simulator the state for the next item of a loop, and logs the requests of the item before it.

The lookup runs in the condition of the task, once for each item. A separate task would take as long as the module.
"""

from __future__ import annotations

import json
from typing import Any

from ansible.module_utils.urls import open_url
from ansible.plugins.lookup import LookupBase

HEADERS = {"Content-Type": "application/json"}


class LookupModule(LookupBase):
    """The terms: the number of the scenario, the file of all scenarios, the file for the log.

    A scenario contains ``state`` and ``fault``, which may both be null, and ``url`` and ``ca_path`` of the simulator.
    """

    def run(self, terms: list[Any], variables: Any = None, **kwargs: Any) -> list[bool]:
        number, scenarios, path = terms
        # In a variable, Ansible would search this large text for templates each time.
        with open(scenarios, encoding="utf-8") as file:
            scenario = json.load(file)[number]
        self._url, self._ca_path = scenario["url"], scenario["ca_path"]
        exchanges = json.load(self._control("GET", "log"))["exchanges"]
        with open(path, "a", encoding="utf-8") as file:
            file.write(json.dumps(exchanges) + "\n")
        self._control("DELETE", "log")
        self._control("DELETE", "faults")
        if scenario["state"] is not None:
            self._control("PUT", "state", scenario["state"])
        if scenario["fault"] is not None:
            self._control("POST", "faults", scenario["fault"])
        return [True]

    def _control(self, method: str, what: str, body: Any = None) -> Any:
        url, data = f"{self._url}/simulator/{what}", None if body is None else json.dumps(body)
        return open_url(url, data=data, headers=HEADERS, method=method, ca_path=self._ca_path, use_proxy=False)

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tables of the options that modules share, and the ranges of their numbers (private to this collection)."""

from __future__ import annotations

from typing import Any, NamedTuple

from ._graph.clouds import CLOUDS
from ._graph.credentials import METHODS

#: The options of the doc fragment ``graph``. Only secrets are no_log: Ansible would remove a hidden tenant ID or client
#: ID from every diff. Options that the environment can give have no default here. So the code can see whether the task
#: gives them.
GRAPH_OPTIONS: dict[str, dict[str, Any]] = {
    "tenant": {"type": "str"},
    "home_tenant": {"type": "str"},
    "client_id": {"type": "str"},
    "client_secret": {"type": "str", "no_log": True},
    "certificate_path": {"type": "path"},
    "certificate_password": {"type": "str", "no_log": True},
    "federated_token": {"type": "str", "no_log": True},
    "federated_token_file": {"type": "path", "no_log": False},
    "access_token": {"type": "str", "no_log": True},
    "auth_method": {"type": "str", "choices": list(METHODS)},
    "cloud": {"type": "str", "choices": list(CLOUDS)},
    "graph_url": {"type": "str"},
    "authority_url": {"type": "str"},
    "ca_path": {"type": "path"},
    "api_version": {"type": "str", "choices": ["v1.0", "beta"], "default": "v1.0"},
    "timeout": {"type": "float", "default": 30},
    "retry_time": {"type": "float", "default": 180},
}

#: The options of the doc fragment ``wait``.
WAIT_OPTIONS: dict[str, dict[str, Any]] = {
    "wait": {"type": "bool", "default": True},
    "wait_timeout": {"type": "float", "default": 60},
}

#: Options of the modules that converge synchronization configurations. Two cycles take 80 minutes.
CYCLE_OPTIONS: dict[str, dict[str, Any]] = {
    "wait_cycle": {"type": "bool", "default": False},
    "wait_cycle_timeout": {"type": "float", "default": 7200},
}

#: Options of ``partners`` that are about the whole set of partners. The role has the same options.
FLEET_OPTIONS: dict[str, dict[str, Any]] = {
    "prune": {"type": "bool", "default": False},
    "prune_all": {"type": "bool", "default": False},
    "prune_limit": {"type": "int", "default": 10},
    "removal_limit": {"type": "int"},
    "continue_on_error": {"type": "bool", "default": False},
    "batch_size": {"type": "int", "default": 20},
    # A plan as ``partners`` returned it, or the ID of a plan.
    "expected_plan": {"type": "raw"},
    "backup_directory": {"type": "path"},
}


def reading(**options: dict[str, Any]) -> dict[str, Any]:
    """The argument spec of a module that only reads: the shared options and ``options``."""
    return dict(GRAPH_OPTIONS, **options)


def writing(**options: dict[str, Any]) -> dict[str, Any]:
    """The argument spec of a module that writes: the shared options and ``options``."""
    return dict(GRAPH_OPTIONS, **WAIT_OPTIONS, **options)


# A larger number may be a secret in the wrong place. Therefore no error repeats it.
_LONG = 10**10


class Range(NamedTuple):
    """The numbers that an option accepts, from ``least`` to ``most``. With ``above``, ``least`` itself is too small."""

    least: float
    most: float
    above: bool = False

    def problem(self, value: float) -> str | None:
        """The fault of a number, or None if it is in the range. "nan" is in no range: each comparison is false."""
        if value <= self.most and (value > self.least if self.above else value >= self.least):
            return None
        return f"has to be {'more than' if self.above else 'at least'} {self.least:g} and at most {self.most:,}"


# Eleven days. The operating system limits the length of a wait.
_SECONDS = 1_000_000

#: Option → range, for the options of all tables.
RANGES = {
    "timeout": Range(0, _SECONDS, above=True),
    # With zero, no request is sent again.
    "retry_time": Range(0, _SECONDS),
    "wait_timeout": Range(0, _SECONDS, above=True),
    "wait_cycle_timeout": Range(0, _SECONDS, above=True),
    # No tenant has more partners. Ansible cannot show very long numbers.
    "prune_limit": Range(0, 1_000_000_000),
    "removal_limit": Range(0, 1_000_000_000),
    "expected_partners": Range(0, 1_000_000_000),
    # Graph keeps the provisioning log for 30 days: reference-reports-data-retention.
    "error_hours": Range(1, 720),
    # Graph refuses larger batches: https://learn.microsoft.com/graph/json-batching
    "batch_size": Range(1, 20),
}


def out_of_range(values: dict[str, Any]) -> list[str]:
    """One sentence for each value that is out of the range of its option. The values have to be converted before."""
    problems = []
    for name, allowed in RANGES.items():
        value = values.get(name)
        if value is None:
            continue
        problem = allowed.problem(value)
        if problem:
            # Python refuses to convert a number with thousands of digits to text.
            problems.append(f"{name} {problem}, and is {value if abs(value) < _LONG else 'a very long number'}")
    return problems

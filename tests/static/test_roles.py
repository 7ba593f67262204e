# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles and playbooks contain no logic, and every description of their variables agrees with the tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report_variables import REPORT_OPTIONS
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._role_variables import (
    HOST_OPTIONS,
    RUN_OPTIONS,
    SYNCHRONIZATION_HOST_OPTIONS,
    SYNCHRONIZATION_RUN_OPTIONS,
)
from ansible_collections.entra.cross_tenant.tests.static.source_tree import CHECKOUT

# Variables with partners have their own types. All other variables are in tables.
OF_PARTNERS: dict[str, dict[str, Any]] = {
    "partner": {"type": "dict"},
    "partners": {"type": "raw"},
    "defaults": {"type": "dict", "default": {}},
}
OF_CONFIGURATIONS = {
    "configuration": OF_PARTNERS["partner"],
    "configurations": OF_PARTNERS["partners"],
    "defaults": OF_PARTNERS["defaults"],
    "target": {"type": "dict"},
}
TABLES: dict[str, dict[str, dict[str, Any]]] = {
    "partner_onboarding": {**OF_PARTNERS, **HOST_OPTIONS, **RUN_OPTIONS},
    "partner_synchronization": {**OF_CONFIGURATIONS, **SYNCHRONIZATION_HOST_OPTIONS, **SYNCHRONIZATION_RUN_OPTIONS},
    "compliance_report": REPORT_OPTIONS,
}


def yaml_of(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("role", TABLES)
def test_argument_specs_say_what_the_table_says(role: str) -> None:
    specs = yaml_of(CHECKOUT / "roles" / role / "meta" / "argument_specs.yml")["argument_specs"]
    options = specs["main"]["options"]
    # The files of tasks that users may name in "tasks_from".
    entries = {"main", *(path.stem for path in (CHECKOUT / "roles" / role / "tasks").glob("all_hosts.yml"))}
    assert set(specs) == entries and all(spec["options"] == options for spec in specs.values())
    assert set(options) == {f"{role}_{name}" for name in TABLES[role]}
    for name, row in TABLES[role].items():
        documented = options[f"{role}_{name}"]
        for key in ("type", "elements", "default"):
            assert documented.get(key) == row.get(key), (name, key)
        # If there are many choices, the description refers to the module that lists them.
        if "choices" in documented or row["type"] == "str":
            assert sorted(documented.get("choices", [])) == sorted(row.get("choices", [])), name


@pytest.mark.parametrize("role", TABLES)
def test_defaults_are_those_of_the_table(role: str) -> None:
    defaults = yaml_of(CHECKOUT / "roles" / role / "defaults" / "main.yml")
    given = {f"{role}_{name}": row["default"] for name, row in TABLES[role].items() if row.get("default") is not None}
    assert defaults == given


@pytest.mark.parametrize("role", TABLES)
def test_readme_has_each_variable_and_its_default(role: str) -> None:
    lines = (CHECKOUT / "roles" / role / "README.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith(f"| `{role}_")]
    found = {name: cells[1] for cells in rows for name in re.findall(r"`(\w+)`", cells[0])}
    assert set(found) == {f"{role}_{name}" for name in TABLES[role]}
    for name, row in TABLES[role].items():
        default = row.get("default")
        if isinstance(default, bool):
            assert found[f"{role}_{name}"] == f"`{str(default).lower()}`", name
        elif isinstance(default, (int, float, str)):
            assert found[f"{role}_{name}"] == f"`{default}`", name
        elif default is None:
            # Words may describe the behaviour without a value.
            assert not re.fullmatch(r"`[\w.]+`", found[f"{role}_{name}"]), name


# Logic

CONTENT = [
    *sorted(CHECKOUT.glob("roles/*/tasks/*.yml")),
    *sorted(CHECKOUT.glob("roles/*/handlers/*.yml")),
    *sorted(CHECKOUT.glob("playbooks/*.yml")),
]
# Variables, their members, and registered results are only looked up. They are not counted, merged or used as Booleans.
LOOKED_UP = r"[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)*"
OURS = r"entra\.cross_tenant\.[a-z_]+(?:\((?:[^()]|\([^()]*\))*\))?"
# `default` turns a missing value into an empty text, like a blank field of a survey. Our filters then check it, or a
# name that is always the same.
CHECKED = rf"(?:{LOOKED_UP} \| default\(''\)|'[a-z]+')(?: \| {OURS})+"
EXPRESSION = re.compile(rf"{LOOKED_UP}|{LOOKED_UP} \| dict2items|{CHECKED}")
# Only Boolean results of our own actions and filters.
CONDITION = re.compile(
    r"compliance_report_result\.acceptable|(?:__compliance_report|partner_export)_checked\.configurations"
)
CONDITIONS = ("when", "that", "until", "failed_when", "changed_when")


def texts(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, member in value.items():
            yield from texts(member, name)
    elif isinstance(value, list):
        for member in value:
            yield from texts(member, key)
    else:
        yield key, value


def faults(text: str) -> list[str]:
    """Expressions in a file that are more than a look-up."""
    found = []
    for key, value in texts(yaml.safe_load(text)):
        if key in CONDITIONS:
            if not isinstance(value, bool) and not CONDITION.fullmatch(str(value)):
                found.append(f"{key}: {value}")
            continue
        templates = re.findall(r"\{\{(.*?)\}\}", value, re.DOTALL) if isinstance(value, str) else []
        found += [each for each in templates if not EXPRESSION.fullmatch(" ".join(each.split()))]
        if isinstance(value, str) and "{%" in value:
            found.append(value)
    return found


@pytest.mark.parametrize("path", CONTENT, ids=lambda path: str(path.relative_to(CHECKOUT)))
def test_roles_and_playbooks_hold_no_logic(path: Path) -> None:
    assert not faults(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "expression",
    [
        "when: partner_onboarding_prune",
        "when: not partner_onboarding_prune",
        "that: x is truthy",
        "prune: '{{ a and b }}'",
        "prune: '{{ a if b else c }}'",
        "prune: '{{ a | bool }}'",
        "prune: '{{ a | default(true) }}'",
        "prune: \"{{ a | default('', true) }}\"",
        "count: '{{ a | length }}'",
        "both: '{{ a | combine(b) }}'",
        "both: '{{ a + b }}'",
        "first: '{{ a[0] }}'",
        "text: '{% if a %}b{% endif %}'",
    ],
)
def test_logic_is_seen(expression: str) -> None:
    assert faults(expression)

# SPDX-License-Identifier: GPL-3.0-or-later
"""Examples do not describe partners that cannot work: no health check of the severity error fires for them."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from ansible.vars.manager import VariableManager

from ansible_collections.entra.cross_tenant.plugins.module_utils._health.check import ERROR, Partner
from ansible_collections.entra.cross_tenant.plugins.module_utils._health.checks import CHECKS
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._inventory.direction import needed, own_part
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._inventory.tiers import merged
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._partner_variables import layers
from ansible_collections.entra.cross_tenant.tests.static import source_tree

PREFIX = "partner_onboarding"
PAGES = [path for path in source_tree.files() if path.suffix == ".md" and path.parts[0] != "tests"]
FOLDERS = [Path("extensions/awx/project/inventory"), Path("tests/demo/inventory")]
FENCED = re.compile(r"^```(?:yaml|json)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# The comment above an example that is one file of an inventory.
FILE = re.compile(r"^# (?:inventory/)?((?:hosts|first|group_vars/\w+)\.yml)$", re.MULTILINE)
# The pages with the first inventories that people copy, and how many partners their examples have at least.
COPIED = {
    "README.md": 2,
    "docs/awx.md": 1,
    "docs/getting-started.md": 1,
    "docs/runs.md": 2,
    "roles/partner_onboarding/README.md": 4,
}
LISTS = ("partners", f"{PREFIX}_partners")


def blocks(page: Path) -> list[str]:
    return FENCED.findall((source_tree.CHECKOUT / page).read_text(encoding="utf-8"))


def inventories(page: Path, folder: Path) -> Iterator[Path]:
    """The inventories of a page, written to `folder`. Blocks that name files are one inventory with several files."""
    for number, block in enumerate(blocks(page)):
        if FILE.search(block):
            for name, content in zip(*[iter(FILE.split(block)[1:])] * 2):
                path = folder / "files" / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(content, encoding="utf-8")
        elif re.search(r"^ +hosts:$", block, re.MULTILINE) and isinstance(yaml.safe_load(block), dict):
            path = folder / f"block{number}.yml"
            path.write_text(block, encoding="utf-8")
            yield path
    if (folder / "files").exists():
        yield folder / "files"


def of_inventory(path: Path) -> Iterator[dict[str, Any]]:
    """The desired partners of all hosts of an inventory that have partners, with their tiers of defaults."""
    loader = DataLoader()
    inventory = InventoryManager(loader=loader, sources=[str(path)])
    variables = VariableManager(loader=loader, inventory=inventory)
    for host in inventory.get_hosts():
        own = variables.get_vars(host=host, include_hostvars=False)
        one, many = own.get(f"{PREFIX}_partner"), own.get(f"{PREFIX}_partners")
        if one is None and many is None:
            continue
        tiers = {name: own[name] for name in sorted(own) if re.fullmatch(rf"{PREFIX}_defaults(_.*)?", name)}
        partners, defaults = layers(one, many, tiers)
        direction = own.get(f"{PREFIX}_direction")
        lower = reduce(merged, defaults.values(), needed(direction))
        yield from (own_part(merged(lower, partner), direction) for partner in partners)


def of_lists(value: Any) -> Iterator[dict[str, Any]]:
    """The partners of all lists in an example: of tasks, of variables, of surveys."""
    if isinstance(value, dict):
        for name, member in value.items():
            if name in LISTS and isinstance(member, list):
                yield from layers(None, member, {})[0]
            else:
                yield from of_lists(member)
    elif isinstance(value, list):
        if value and all(isinstance(member, dict) and "tenant" in member for member in value):
            yield from layers(None, value, {})[0]
        else:
            for member in value:
                yield from of_lists(member)


def faults(partners: list[dict[str, Any]]) -> list[str]:
    """What health checks say about partners that do not exist yet: nothing else is set than what the example says."""
    rows = [Partner(partner["tenant"], partner, None, {}) for partner in partners if partner.get("state") != "absent"]
    errors = [check.of_partner for check in CHECKS if check.severity == ERROR and check.of_partner]
    return [f"{row.tenant_id}: {seen}" for row in rows for check in errors if (seen := check(row))]


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_examples_of_pages(page: Path, tmp_path: Path) -> None:
    found = [partner for path in inventories(page, tmp_path) for partner in of_inventory(path)]
    found += [
        partner for block in blocks(page) for document in yaml.safe_load_all(block) for partner in of_lists(document)
    ]
    assert faults(found) == []
    assert len(found) >= COPIED.get(str(page), 0)


@pytest.mark.parametrize("folder", FOLDERS, ids=str)
def test_examples_of_inventories(folder: Path) -> None:
    found = list(of_inventory(source_tree.CHECKOUT / folder))
    assert found
    assert faults(found) == []


def test_example_of_the_survey() -> None:
    text = (source_tree.CHECKOUT / "extensions/awx/surveys.yml").read_text(encoding="utf-8")
    texts = [each["question_description"] for each in yaml.safe_load(text)["partner_awx_surveys"]["list"]["spec"]]
    found = [partner for each in texts for shown in re.findall(r"\[\{.*\}\]", each) for partner in json.loads(shown)]
    assert found
    assert faults(found) == []


def test_examples_of_modules() -> None:
    found: list[dict[str, Any]] = []
    for path in sorted((source_tree.CHECKOUT / "plugins" / "modules").glob("*.py")):
        for statement in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "EXAMPLES":
                found += of_lists(yaml.safe_load(ast.literal_eval(statement.value)))
    assert found
    assert faults(found) == []


def test_faults_are_found() -> None:
    assert faults([{"tenant": "fabrikam.com", "identity_sync": {"user_sync_allowed": True}}])

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every variable and every option of a building block, in every form in which Ansible can pass a value.

The law: a form gives the same result as the typed value, or is refused with the name of the variable. The cases are
made from the tables of the collection. One ansible-playbook runs all of them.
"""

from __future__ import annotations

import importlib
import json
import re
import shlex
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import PARTNER_OPTIONS, BadInput
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._building_block import BuildingBlock
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._play_keywords import _KINDS, _NEEDED, play_keyword
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report_variables import REPORT_OPTIONS
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._role_variables import (
    HOST_OPTIONS,
    RUN_OPTIONS,
    SYNCHRONIZATION_HOST_OPTIONS,
    SYNCHRONIZATION_RUN_OPTIONS,
)
from ansible_collections.entra.cross_tenant.tests.everyday import rest_long
from ansible_collections.entra.cross_tenant.tests.graph_simulator import GraphSimulator
from ansible_collections.entra.cross_tenant.tests.playbooks.conftest import CHECKOUT, Play
from ansible_collections.entra.cross_tenant.tests.playbooks.forms import (
    BYTE_ORDER_MARK,
    EXTRA,
    HELPER,
    INI,
    NOT_GIVEN,
    OMITTED,
    REFUSED,
    SAME,
    SAME_OR_REFUSED,
    VAULT_PASSWORD,
    YAML,
    Form,
    Vaulted,
    forms,
    inventory_text,
    text_of,
)
from ansible_collections.entra.cross_tenant.tests.playbooks.test_both_ways import beside_test_plugins

TENANT = "11111111-1111-4111-8111-111111111111"
OTHER = "22222222-1111-4111-8111-111111111111"
PLAN = {"id": "0123456789abcdef" * 4, "partners": {TENANT: "0123456789ab"}}

AGREEMENT = {
    "owner": "Identity team",
    "ends": "2027-01-31",
    "exceptions": [{"finding": "inbound_trust", "reason": "It is known", "ends": "2026-12-31"}],
}

# One value for each variable, different from its default. If a variable of a table is missing here, the test fails.
ON_HOSTS: dict[str, list[Any]] = {
    "home_tenant": [TENANT],
    "direction": ["inbound"],
    "state": ["absent"],
    "agreement": [AGREEMENT],
    "prune": [True, False],
    "prune_all": [True, False],
    "expected_partners": [1],
}
OF_RUNS: dict[str, list[Any]] = {
    "prune_limit": [3],
    "removal_limit": [0],
    "batch_size": [7],
    "wait": [False, True],
    "wait_timeout": [2.5],
    "backup_directory": ["/tmp/backup of runs"],
    "expected_plan": [PLAN, PLAN["id"]],
    "expected_revision": ["0a1b2c3d"],
    "outcomes": ["changed"],
}
OF_SYNCHRONIZATIONS: dict[str, list[Any]] = {
    **{name: OF_RUNS[name] for name in SYNCHRONIZATION_RUN_OPTIONS if name in OF_RUNS},
    "wait_cycle": [True],
    "wait_cycle_timeout": [90.5],
}
OF_REPORTS: dict[str, list[Any]] = {
    "directory": ["reports of today"],
    "formats": [["json", "csv"], ["html"]],
    "title": ["Who may enter"],
    "severities": [{"identity_sync": "error", "unmanaged": "info"}],
    "gather_subset": [["mto"], ["default_settings", "mto"]],
    "gather_more": [["licenses"], ["licenses", "mto"]],
    "api_version": ["v1.0"],
    "previous": ["reports/yesterday.json"],
    "history": ["reports/history"],
    "agreements": [{OTHER: AGREEMENT}],
    "revision": ["0a1b2c3d"],
    "unmanaged": [False, True],
    "fail_on_drift": [True, False],
    "fail_on_checks": [True, False],
    "fail_severity": ["info"],
}


# Values that are read by the same code share their forms between this many of them.
PARTS = 5


@dataclass
class Case:
    """A value in one form, given to one task. The case is compared with the cases ``same`` and ``without``."""

    number: int
    task: str
    name: str
    form: Form
    same: int
    without: int
    words: tuple[str, ...]
    variables: dict[str, Any] = field(default_factory=dict)

    @property
    def prefix(self) -> str:
        return f"case{self.number:05}"


class Cases:
    """All cases, and the places in which their variables are written."""

    def __init__(self, whole: bool) -> None:
        self.all: list[Case] = []
        self.whole = whole
        self._alike: Counter[str] = Counter()

    def add(
        self,
        task: str,
        name: str,
        some: Iterator[Form],
        give: Callable[[str, Form | None], tuple],
        likeness: str | None = None,
    ) -> None:
        """``give`` makes the variables of a case, and the words that a refusal of the case has to contain.

        The same code reads all values with the same ``likeness``. The first of them gets all forms. Unless the cases
        are ``whole``, each of the others gets a part of the forms, and the others together get all forms.
        """
        some = list(some)
        if likeness is not None and not self.whole:
            part, self._alike[likeness] = self._alike[likeness], self._alike[likeness] + 1
            some = [form for index, form in enumerate(some) if not part or not index or index % PARTS == part % PARTS]
        without = len(self.all)
        for form in (Form("without", None, NOT_GIVEN), *some):
            case = Case(len(self.all), task, name, form, without + 1, without, ())
            case.variables, case.words = give(case.prefix, None if form.name == "without" else form)
            if form.helper is not None or HELPER in str(form.value):
                case.variables = _with_helper(case, form.helper)
            self.all.append(case)
        assert some[0].name == "typed"

    def of(self, task: str) -> list[str]:
        return [case.prefix for case in self.all if case.task == task]


def likeness_of(kind: str, option: dict) -> str:
    """What decides how a value is read: for variables of roles and for options of blocks, by their types."""
    return f"{kind}: {option['type']}, {'choices' in option}, {option.get('elements')}"


def _with_helper(case: Case, value: Any) -> dict[str, Any]:
    name = f"helper_of_{case.prefix}"
    return {**_replaced(case.variables, HELPER, name), name: value}


def _replaced(value: Any, text: str, by: str) -> Any:
    if isinstance(value, dict):
        return {key: _replaced(member, text, by) for key, member in value.items()}
    if isinstance(value, list):
        return [_replaced(member, text, by) for member in value]
    return value.replace(text, by) if isinstance(value, str) and text in value else value


def variables_of_roles(cases: Cases) -> None:
    for task, table, samples in (
        ("host", HOST_OPTIONS, ON_HOSTS),
        ("run", RUN_OPTIONS, OF_RUNS),
        ("configuration", SYNCHRONIZATION_HOST_OPTIONS, {"state": ["absent", "retired"]}),
        ("synchronization", SYNCHRONIZATION_RUN_OPTIONS, OF_SYNCHRONIZATIONS),
        ("report", REPORT_OPTIONS, OF_REPORTS),
    ):
        assert set(samples) == set(table), f"a sample value for each variable of {task}"
        for name, values in samples.items():
            for value in values:

                def give(prefix: str, form: Form | None, name: str = name, task: str = task) -> tuple:
                    base = {f"{prefix}_partners": [{"tenant": TENANT}]} if task == "host" else {}
                    if task == "configuration":
                        base = {f"{prefix}_configuration": {"target_tenant": TENANT}}
                    if name == "expected_partners":
                        # Any other number than that of the list would be refused.
                        base[f"{prefix}_prune"] = True
                    own = {} if form is None else {f"{prefix}_{name}": form.value}
                    return {**base, **own}, (f"{prefix}_{name}",)

                option = table[name]
                if option["type"] == "raw":
                    option = {"type": "dict" if isinstance(value, dict) else "str"}
                cases.add(task, name, forms(option, value), give, likeness_of("variable", option))


def members(options: dict, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], dict]]:
    """Each option of a partner with the path of names to it: dictionaries, and the members of dictionaries."""
    for name, option in options.items():
        yield (*path, name), option
        if option["type"] == "dict":
            yield from members(option.get("options", {}), (*path, name))


def sample(option: dict) -> Any:
    kind = option["type"]
    if "choices" in option:
        return option["choices"][:2] if kind == "list" else option["choices"][0]
    if kind == "bool":
        return True
    if kind == "list":
        return [sample(dict(option, type="dict"))]
    if kind == "dict":
        found = {name: sample(each) for name, each in option.get("options", {"anything": {"type": "bool"}}).items()}
        if "display_name" in found:
            found.pop("display_name_from_directory")
        return found
    assert kind == "str", kind
    return "AllUsers"


def variables_of_partners(cases: Cases) -> None:
    """Each member in three places: as the one partner of a host, as an item of its list, and in a tier.

    Some members are alike, such as those of eight access settings. The first of them gets all forms, and each of the
    others gets a part of the forms. Unless the cases are whole, a member is in only one of the three places.
    """
    alike: Counter[str] = Counter()
    for number, (path, option) in enumerate(members(PARTNER_OPTIONS)):
        places = ("partner", "partners", "defaults_50_gold")
        if path == ("tenant",):
            places = places[:2]
        if not cases.whole:
            places = places[number % len(places) :][:1]
        likeness = f"{path[-1]} {option}"
        part, alike[likeness] = alike[likeness], alike[likeness] + 1
        for turn, place in enumerate(places):
            some = list(_forms_inside(option, TENANT if path == ("tenant",) else sample(option)))
            some = [
                form
                for index, form in enumerate(some)
                if index == 0 or (index % 3 == (turn + number) % 3 and (not part or index // 3 % 8 == part % 8))
            ]

            def give(prefix: str, form: Form | None, path: tuple = path, place: str = place) -> tuple:
                layer: dict[str, Any] = {}
                inner = layer
                for name in path[:-1]:
                    inner = inner.setdefault(name, {})
                if form is not None:
                    inner[path[-1]] = form.value
                elif path == ("tenant",):
                    inner["tenant"] = None
                if place == "defaults_50_gold":
                    words = (path[-1], f"{prefix}_{place}")
                    return {f"{prefix}_partner": {"tenant": TENANT}, f"{prefix}_{place}": layer}, words
                layer = {"tenant": TENANT, **layer}
                words = (path[-1], TENANT) if path != ("tenant",) else ("partner", "tenant")
                return {f"{prefix}_{place}": [layer] if place == "partners" else layer}, words

            cases.add("host", f"{place}: {'.'.join(path)}", iter(some), give)


def _forms_inside(option: dict, value: Any) -> Iterator[Form]:
    for form in forms(option, value):
        if form.source != YAML or form.name == "undefined":
            continue
        if form.outcome != NOT_GIVEN or form.value == OMITTED:
            yield form
        elif form.value is not None and HELPER not in form.value and (option["type"] != "str" or "choices" in option):
            # An empty text means "not given" only for a whole variable. Inside a variable, only null means that.
            yield form._replace(outcome=REFUSED)


def whole_partners(cases: Cases) -> None:
    one = {"tenant": TENANT, "inbound_trust": {"mfa_accepted": True}, "inherit": ["tenant_restrictions"]}
    flat = {"tenant": TENANT, "state": "absent"}
    several = [one, {"tenant": OTHER, "state": "absent"}]
    tier = {"inbound_trust": {"mfa_accepted": True}, "identity_sync": {"display_name": "Both, of us"}}

    def one_of(name: str) -> Callable[[str, Form | None], tuple]:
        def give(prefix: str, form: Form | None) -> tuple:
            own = {} if form is None else {f"{prefix}_{name}": form.value}
            base = {f"{prefix}_partner": {"tenant": TENANT}} if name.startswith("defaults") else {}
            return {**base, **own}, (f"{prefix}_{name}",)

        return give

    for value in (one, flat):
        cases.add("host", "partner", forms({"type": "dict"}, value), one_of("partner"))
    cases.add("host", "partners", forms({"type": "list"}, several), one_of("partners"))
    texts = [json.dumps(several[0]), f"tenant={OTHER} state=absent"]
    inside = [Form("typed", several, SAME), Form("texts in a list", texts, SAME)]
    inside += [Form("text in text", json.dumps(texts), SAME), Form("wrong item", ["words"], REFUSED)]
    inside += [Form("wrong item", [5], REFUSED), Form("wrong item", [[one]], REFUSED)]
    inside += [Form("no words with commas", "a,b", REFUSED), Form("one partner", one, REFUSED)]
    cases.add("host", "partners", iter(inside), one_of("partners"))
    for name in ("defaults", "defaults_50_gold", "defaults_"):
        for value in (tier, {}):
            cases.add("host", name, forms({"type": "dict"}, value), one_of(name), f"tier {bool(value)}")


def whole_configurations(cases: Cases) -> None:
    one = {"target_tenant": TENANT, "enabled": True, "assignments": [{"group": "Sales"}], "deletion_threshold": 5}
    tier = {"scope": "assigned", "target_actions": ["create", "update"], "enabled": False}

    def one_of(name: str) -> Callable[[str, Form | None], tuple]:
        def give(prefix: str, form: Form | None) -> tuple:
            own = {} if form is None else {f"{prefix}_{name}": form.value}
            base = {f"{prefix}_configuration": {"target_tenant": TENANT}} if name.startswith("defaults") else {}
            return {**base, **own}, (f"{prefix}_{name}",)

        return give

    several = [one, {"target_tenant": OTHER, "state": "absent"}]
    cases.add("configuration", "configuration", forms({"type": "dict"}, one), one_of("configuration"))
    cases.add("configuration", "configurations", forms({"type": "list"}, several), one_of("configurations"))
    cases.add("configuration", "defaults_50_gold", forms({"type": "dict"}, tier), one_of("defaults_50_gold"))


# Building blocks: the arguments of tasks are their options.

ITEM = {"tenant_id": TENANT, "changed": False, "changes": [], "before": None, "after": None}
ROW = {"tenant_id": TENANT, "identity_sync": {"display_name": "Birch", "user_sync_allowed": True}}
REGISTERED = {"cases": {"partners": [{"tenant": TENANT}], "prune": False}}
VARIABLES = {
    "some_tiers": {"inbound_trust": {"mfa_accepted": True}},
    "some_tiers_2": {"inbound_trust": {"compliant_device_accepted": True}},
    "some_desired": REGISTERED["cases"],
    "awx_project_revision": "0a1b2c3d",
    "some_partner": {"tenant": TENANT},
    "some_prune": "no",
    "some_batch": {"hosts": {"cases": {"first": 0, "count": 1}}, "partners": [{"tenant": TENANT}]},
    "some_run": {"partners": [ITEM], "unmanaged_partners": [{"tenant_id": OTHER}]},
    "some_access": {"access_policy": {}, "cloud": "global", "home_tenant": OTHER},
    "some_checked": {"options": {"title": "By name", "severities": {}, "formats": []}},
    "some_configurations": {"skipped": True},
    "some_directory": "reports",
}
REPORT = {"desired": "some_desired", "batch": "some_batch", "result": "some_run", "access_policy": "some_access"}
# Block → the options that it needs, and option → values.
BLOCKS: dict[str, tuple[dict[str, Any], dict[str, list[Any]]]] = {
    "partner_desired": (
        {"partners": [{"tenant": OTHER}]},
        {
            "partner": [{"tenant": TENANT, "state": "absent"}],
            "partners": [[{"tenant": TENANT, "inherit": ["inbound_trust"]}]],
            "tiers": ["some_tiers"],
            "direction": ["both"],
            "state": ["absent"],
            "agreement": [AGREEMENT],
            "prune": [True, False],
            "optional": [True, False],
            "prune_all": [True, False],
            "expected_partners": [2],
            "home_tenant": [OTHER],
            "hosts": [["cases"]],
            "variables": ["some"],
            "module": ["partners"],
        },
    ),
    "partner_batch": (
        {"desired": REGISTERED},
        {
            "desired": [REGISTERED],
            "registered": ["some_desired"],
            "variables": ["some"],
            "module": ["sync_configurations"],
        },
    ),
    "partner_outcome": (
        {"batch": "some_batch", "result": "some_run"},
        {"batch": ["some_batch"], "result": ["some_run"]},
    ),
    "partner_summary": (
        {"batch": "some_batch", "result": "some_run"},
        {
            "batch": ["some_batch"],
            "result": ["some_run"],
            "desired": ["some_desired"],
            "audit": [True, False],
            "report": ["some_report"],
        },
    ),
    "compliance_options": (
        {"variables": "some", "result": "some_run"},
        {"variables": ["some"], "result": ["some_run"]},
    ),
    "partner_compliance": (
        REPORT,
        {
            **{name: [value] for name, value in REPORT.items()},
            "checked": ["some_checked"],
            "configurations": ["some_configurations"],
            "unmanaged": [False, True],
            "directory": ["elsewhere"],
            "formats": [["json"]],
            "fail_on": [["findings"]],
            "severities": [{"unmanaged": "error"}],
            "previous": ["/nonexistent/yesterday.json"],
            "history": ["/nonexistent/history"],
            "agreements": [{OTHER: AGREEMENT}],
            "revision": ["another revision"],
            "title": ["Who may enter"],
            "fail_severity": ["error"],
        },
    ),
    "partner_export": (
        {"partners": [ROW]},
        {
            "partners": [[ROW]],
            "group": ["others"],
            "directory": ["exported"],
            "write": [False],
            "overwrite": [True, False],
            "tenant_names": [{TENANT: "Fabrikam"}],
            "configurations": ["some_configurations"],
            "variables": ["some"],
        },
    ),
}
# Options of type raw, and the shape of their values here.
RAW = {"partner": "dict", "partners": "list"}
# Some options replace the usual options of a block, and cannot be used together with them.
INSTEAD: dict[tuple[str, str], dict[str, Any]] = {
    ("partner_desired", "hosts"): {"variables": "some"},
    ("partner_desired", "variables"): {},
    ("partner_batch", "registered"): {},
}


def blocks() -> dict[str, type[BuildingBlock]]:
    result = {}
    for path in sorted((CHECKOUT / "plugins" / "action").glob("*.py")):
        module = importlib.import_module(f"ansible_collections.entra.cross_tenant.plugins.action.{path.stem}")
        if issubclass(module.ActionModule, BuildingBlock):
            result[path.stem] = module.ActionModule
    return result


def options_of_blocks(cases: Cases, directory: Path) -> None:
    found = blocks()
    assert set(found) == set(BLOCKS), "sample values for each building block"
    for block, (base, samples) in BLOCKS.items():
        assert set(samples) == set(found[block].options), f"a sample value for each option of {block}"
        for name, values in samples.items():
            option, needed = found[block].options[name], INSTEAD.get((block, name), base)
            option = dict(option, type=RAW.get(name, option["type"]))
            for value in values:

                def give(prefix: str, form: Form | None, name: str = name, needed: dict = needed) -> tuple:
                    arguments = {**needed, **({"directory": str(directory / prefix)} if name == "formats" else {})}
                    arguments.pop(name, None)
                    if form is not None:
                        arguments[name] = form.value
                    # A block looks up its own host in the batch.
                    batch = dict(VARIABLES["some_batch"], hosts={prefix: {"first": 0, "count": 1}})
                    return {"arguments": arguments, "some_batch": batch}, (name,)

                # Ansible itself refuses undefined values.
                some = (form for form in forms(option, value) if form.source == YAML and form.name != "undefined")
                cases.add(block, name, some, give, likeness_of("option", option))


# Task → its block, and the arguments with which the block reads the variables of a case.
ARGUMENTS: dict[str, tuple[str, dict[str, Any]]] = {
    "host": ("partner_desired", {}),
    "run": ("partner_batch", {"desired": {}}),
    "configuration": ("partner_desired", {"module": "sync_configurations"}),
    "synchronization": ("partner_batch", {"desired": {}, "module": "sync_configurations"}),
    "report": ("compliance_options", {"result": "some_run"}),
}
PLAY = """
- hosts: looking
  gather_facts: false
  tasks:
"""
TASK = """
    - name: {task}
      every_case:
        block: {block}
        cases: "{{{{ groups['of_{task}'] }}}}"
        file: {folder}/{task}.json
"""


def playbook(folder: Path) -> str:
    tasks = {**{task: block for task, (block, _arguments) in ARGUMENTS.items()}, **{block: block for block in BLOCKS}}
    return PLAY + "".join(TASK.format(task=task, block=block, folder=folder) for task, block in tasks.items())


def write(cases: Cases, folder: Path) -> str:
    """Writes the inventory with a host for each case, and returns the arguments for the command line."""
    folder.mkdir()
    groups: dict[str, dict] = {}
    ini, extra = [], []
    for case in cases.all:
        typed = {}
        for name, value in case.variables.items():
            given = name == f"{case.prefix}_{case.name}"
            if given and case.form.source == INI:
                ini += [f"[ini_{case.prefix}]", case.prefix, f"[ini_{case.prefix}:vars]", f"{name}={value}"]
            elif given and case.form.source == EXTRA:
                extra.append("-e " + shlex.quote(f"{name}='{value}'"))
            else:
                typed[name] = value
        if case.task in ARGUMENTS:
            typed["arguments"] = dict(ARGUMENTS[case.task][1], variables=case.prefix)
        groups.setdefault(f"of_{case.task}", {"hosts": {}})["hosts"][case.prefix] = typed
    # The play has only one host, so it may prune.
    inventory = {"partners": {"vars": VARIABLES, "children": groups}, "looking": {"hosts": {"cases": VARIABLES}}}
    (folder / "typed.yml").write_text(inventory_text(inventory), encoding="utf-8")
    (folder / "text").write_text("\n".join(ini) + "\n", encoding="utf-8")
    (folder.parent / "vault-password").write_text(VAULT_PASSWORD, encoding="utf-8")
    return " ".join(extra)


# Parts of results that depend on the form of the value. ``essence`` also leaves out the time.
VOLATILE = ("warnings", "deprecations")


def essence(result: dict, prefix: str) -> Any:
    result = {name: value for name, value in result.items() if name not in VOLATILE}
    # A report and its table contain the time at which they were made.
    text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "then", json.dumps(result, sort_keys=True))
    return text.replace(prefix, "PREFIX")


NEITHER = "The host has neither PREFIX_{0} nor PREFIX_{0}s"


def verdict(case: Case, results: dict[str, dict], all_cases: list[Case]) -> str | None:
    """How a case breaks the law, or None if it does not."""
    result = results[case.prefix]
    failed, message = bool(result.get("failed")), str(result.get("msg"))
    if "raised" in result and "nobody_has_this" not in result["raised"]:
        return f"a traceback: {result['raised'][:300]}"
    like = {SAME: case.same, NOT_GIVEN: case.without, SAME_OR_REFUSED: case.same}.get(case.form.outcome)
    if case.form.outcome == REFUSED or (case.form.outcome == SAME_OR_REFUSED and failed):
        if not failed:
            return f"taken as {essence(result, case.prefix)[:300]}"
        unnamed = [word for word in case.words if word not in message]
        return f"refused without {unnamed}: {message[:300]}" if unnamed else None
    other = all_cases[like]
    mine, others = essence(result, case.prefix), essence(results[other.prefix], other.prefix)
    # An empty variable is the same as no variable, with advice.
    for name in ("partner", "configuration"):
        mine = re.sub(rf"PREFIX_{name}s? of the host is empty[^\"]*", NEITHER.format(name), mine)
    return None if mine == others else f"{mine[:300]}\n    and not {others[:300]}"


@pytest.mark.parametrize("whole", rest_long([False, True], False))
def test_every_form_is_the_typed_value_or_refused_by_name(
    simulator: GraphSimulator, play: Play, tmp_path: Path, whole: bool
) -> None:
    cases = Cases(whole)
    variables_of_roles(cases)
    variables_of_partners(cases)
    whole_partners(cases)
    whole_configurations(cases)
    options_of_blocks(cases, tmp_path)
    arguments = write(cases, tmp_path / "inventory")
    arguments += f" --vault-password-file {tmp_path / 'vault-password'}"
    path = beside_test_plugins(tmp_path / "project", playbook(tmp_path))
    run = play(path, tmp_path / "inventory", arguments, environment={"ANSIBLE_VERBOSITY": "0"})
    assert run.rc == 0, run.output[-3000:]
    files = [tmp_path / f"{task}.json" for task in (*ARGUMENTS, *BLOCKS)]
    results = {case: found for file in files for case, found in json.loads(file.read_text("utf-8")).items()}
    assert set(results) == {case.prefix for case in cases.all}
    typed = [case for case in cases.all if case.form.name == "typed"]
    refused = {case.name: results[case.prefix] for case in typed if results[case.prefix].get("failed")}
    assert refused == {}
    broken = [
        f"{case.task} {case.name}, {case.form.name[:100]} ({case.form.source}): {found}"
        for case in cases.all
        for found in [verdict(case, results, cases.all)]
        if found
    ]
    assert not broken, f"{len(broken)} of {len(cases.all)}:\n" + "\n".join(broken)
    assert not simulator.log.number_of()


# Variables for keywords of plays. Ansible needs their values as text or a list before any task runs.

# Texts that are not names of groups. As names of files, they would lead to another folder or another file.
PATHS = ["../../evil", "..", "/evil", "a/b", "a\\b", ".gold", "-gold", "g\n", "g\0", "g\u200b", "g" * 101, "1st", "é"]
BOOLEANS: tuple[list[tuple[Any, Any]], list[Any]] = (
    [(True, True), ("yes", True), (False, False), ("false", False), ("0", False), (1, True)],
    ["maybe", "2", 5, [], {}, "{{ x }}", "truefalse"],
)
# Variable → pairs of a value and its result, and values that are not valid.
KEYWORDS: dict[str, tuple[list[tuple[Any, Any]], list[Any]]] = {
    "partner_onboarding_serial": (
        [(3, [3]), (" 3 ", [3]), ("30%", ["30%"]), ([1, "50%"], [1, "50%"]), ('[1, "50%"]', [1, "50%"])]
        + [("1, 50%", [1, "50%"]), ("[1, '50%']", [1, "50%"]), (BYTE_ORDER_MARK + "[1]", [1])],
        [0, -1, True, 2.5, "0", "-1", "0%", "101%", "all", "nan", "inf", [], "[]", [[1]], {}, "{}", "[1", ",", "1e3"],
    ),
    "partner_onboarding_api_version": ([("beta", "beta"), ("v1.0", "v1.0")], ["1.0", 1.0, "v2", [], {}, True, "[]"]),
    "partner_onboarding_hosts": (
        [("gold:!silver", "gold:!silver"), (" gold ", "gold"), (["a:b", "c"], ["a:b", "c"])]
        + [('["a:b", "c"]', ["a:b", "c"]), ("['a']", ["a"]), ("[ab]*", "[ab]*"), ("gold[0:2]", "gold[0:2]")],
        [[], "[]", 5, True, {}, [1], [""], ["a", None], "[1]"],
    ),
    "partner_synchronization_serial": ([(3, [3])], [0]),
    "partner_synchronization_hosts": ([("gold", "gold")], [[]]),
    "partner_synchronization_allow_empty": BOOLEANS,
    "partner_export_group": ([("gold", "gold")], ["gold-1", "a b", 5, True, [], ["gold"], {}, "[]", "{{ x }}", *PATHS]),
    "partner_export_directory": ([("some folder", "some folder")], [True, 5, [], ["a"], {}, "a\nb", "\0", "\x7f"]),
    "partner_onboarding_home_tenant": (
        [("contoso.example", "contoso.example"), (OTHER, OTHER)],
        [5, True, [], {}, "[]", "a b", "{{ x }}"],
    ),
    "partner_export_overwrite": BOOLEANS,
    "partner_export_tenant_names": BOOLEANS,
    "partner_export_configurations": BOOLEANS,
    "partner_onboarding_allow_empty": BOOLEANS,
    "try_unknowns_home_tenant": ([(OTHER.upper(), OTHER)], [5, True, [], {}, "contoso.example", "{{ x }}"]),
    "try_unknowns_partner_tenant": ([(OTHER, OTHER)], [5, True, [], {}, "contoso.example", "{{ x }}"]),
    "try_unknowns_confirmed": ([(True, "yes"), ("yes", "yes"), ("no", "no"), ("0", "no")], BOOLEANS[1]),
    "try_unknowns_questions": (
        [(["a", "b"], ["a", "b"]), ('["a", "b"]', ["a", "b"]), ("a,b", ["a", "b"]), ("a", ["a"])],
        [5, True, {}, [1], [""], "[1]", "[1"],
    ),
    "try_unknowns_report": ([("some/file.md", "some/file.md")], [True, 5, [], {}, "a\nb", "\0"]),
    "try_unknowns_further_access_tokens": ([(["a"], ["a"])], [5, True, {}, [1]]),
}


def test_every_keyword_is_checked() -> None:
    assert set(KEYWORDS) == set(_KINDS)
    texts = [path.read_text("utf-8") for path in sorted((CHECKOUT / "playbooks").glob("*.yml"))]
    used = {name for text in texts for name in re.findall(r"play_keyword\('(\w+)'", text)}
    assert used == set(_KINDS)
    for name, (good, wrong) in KEYWORDS.items():
        for value, result in good:
            assert play_keyword(value, name, "the default") == result, value
        for value in wrong:
            with pytest.raises(BadInput, match=name):
                play_keyword(value, name, "the default")
        for value in ("", " ", None, BYTE_ORDER_MARK):
            if name in _NEEDED:
                with pytest.raises(BadInput, match=name):
                    play_keyword(value, name)
            else:
                assert play_keyword(value, name, "the default") == "the default"


# Whole runs: all variables of a run have the same form.

REVISION = "0a1b2c3d"
WHOLE: dict[str, Any] = {
    "partners": [
        {"tenant": TENANT, "inbound_trust": {"compliant_device_accepted": True}, "b2b_collaboration_outbound": None},
        {"tenant": OTHER, "identity_sync": {"display_name": "Contoso, Ltd."}, "inherit": ["tenant_restrictions"]},
    ],
    "defaults": {"inbound_trust": {"mfa_accepted": True}},
    "defaults_50_gold": {"identity_sync": {"display_name": "Gold", "user_sync_allowed": True}},
    "direction": "inbound",
    "state": "present",
    "agreement": AGREEMENT,
    "prune": True,
    "prune_all": True,
    "expected_partners": 2,
    "home_tenant": "00000000-0000-4000-8000-0000000000aa",
    "prune_limit": 2,
    "removal_limit": 3,
    "batch_size": 1,
    "wait": False,
    "wait_timeout": 7.5,
    "expected_revision": REVISION,
    "outcomes": "all",
}
NOT_WHOLE = {"expected_plan", "backup_directory"}
OFTEN = [f"{number}" * 8 + "-1111-4111-8111-111111111111" for number in (3, 4)]
SYNCED = {"displayName": "Partner", "userSyncInbound": {"isSyncAllowed": True}}


def written_down(form: str, variables: dict[str, Any], folder: Path) -> tuple[Path, str]:
    """An inventory with one host, and the arguments for the command line."""
    folder.mkdir()
    texts = {name: text_of(value) for name, value in variables.items()}
    files, arguments = {"typed": variables, "vaulted": {name: Vaulted(text) for name, text in texts.items()}}, ""
    inventory = {"partners": {"hosts": {"list": files.get(form, {})}}}
    if form == "extra":
        arguments = " ".join("-e " + shlex.quote(f"{name}='{text}'") for name, text in texts.items())
    if form == "ini":
        lines = [f"{name}={text}" for name, text in texts.items()]
        (folder / "hosts").write_text("\n".join(["[partners]", "list", "[partners:vars]", *lines]) + "\n", "utf-8")
    else:
        (folder / "hosts.yml").write_text(inventory_text(inventory), encoding="utf-8")
    (folder.parent / "vault-password").write_text(VAULT_PASSWORD, encoding="utf-8")
    return folder, arguments


@pytest.fixture
def alike(simulator: GraphSimulator, play: Play, tmp_path: Path) -> Callable[..., tuple]:
    """Run a playbook with variables in one form, and return the results that have to be the same in every form."""

    def alike(playbook: str, form: str, variables: dict[str, Any], more: str = "") -> tuple:
        simulator.reset()
        for tenant in (TENANT, *OFTEN):
            simulator.directory.add_partner(tenant, SYNCED)
        folder, arguments = written_down(form, variables, tmp_path / f"{playbook}-{form}-{len(more)}")
        environment = {**simulator.environment(), "ANSIBLE_VERBOSITY": "0"}
        # Not by a variable of the environment. A new path in a setting would need new imports.
        password = f"--vault-password-file {tmp_path / 'vault-password'}"
        arguments = f"{password} {arguments} -e awx_project_revision={REVISION} {more}"
        run = play(f"entra.cross_tenant.{playbook}", folder, arguments, environment=environment)
        # Several requests are in flight at once, so their order has no meaning.
        writes = sorted(json.dumps([write.method, write.path, write.body]) for write in simulator.log.writes())
        reports = {path.name: path.read_text("utf-8") for path in sorted((tmp_path / "reports").glob("*"))}
        for name in reports:
            (tmp_path / "reports" / name).unlink()
        if "compliance.json" in reports:
            made = json.loads(reports["compliance.json"])["generated"]
            reports = {
                name: text.replace(made, "then").replace(folder.name, "inventory") for name, text in reports.items()
            }
        shutil.rmtree(tmp_path / "history", ignore_errors=True)
        return run.rc, run.outcome, writes, reports

    return alike


KEYWORDS_OF_RUNS = """-e partner_onboarding_hosts='["partners"]' -e partner_onboarding_serial=100% """


@pytest.mark.parametrize(
    ("form", "more"),
    rest_long([("extra", KEYWORDS_OF_RUNS), ("ini", ""), ("vaulted", "")], ("extra", KEYWORDS_OF_RUNS)),
)
def test_whole_runs_are_the_same_in_every_form(alike: Callable[..., tuple], form: str, more: str) -> None:
    assert set(WHOLE) | NOT_WHOLE >= {*HOST_OPTIONS, *RUN_OPTIONS}
    variables = {f"partner_onboarding_{name}": value for name, value in WHOLE.items()}
    typed = alike("onboard", "typed", variables)
    assert typed[0] == 0 and len(typed[1]["list"]["changes"]) > 4 and typed[2]
    assert alike("onboard", form, variables, more) == typed


@pytest.mark.parametrize("form", rest_long(["extra", "ini"], "ini"))
def test_reports_are_the_same_in_every_form(alike: Callable[..., tuple], tmp_path: Path, form: str) -> None:
    variables = {f"compliance_report_{name}": values[0] for name, values in OF_REPORTS.items()}
    variables.update(
        compliance_report_directory=str(tmp_path / "reports"),
        compliance_report_previous=str(tmp_path / "none.json"),
        compliance_report_history=str(tmp_path / "history"),
        partner_onboarding_partners=[{"tenant": TENANT, "inbound_trust": {"mfa_accepted": True}}],
    )
    typed = alike("compliance", "typed", variables)
    assert typed[0] == 2 and set(typed[3]) == {"compliance.json", "compliance.csv"} and not typed[2]
    assert alike("compliance", form, variables) == typed


BLANK = " ".join(f"-e partner_onboarding_{name}=" for name in (*HOST_OPTIONS, *RUN_OPTIONS, "serial", "api_version"))


def test_a_blank_variable_leaves_an_offboarding_what_it_is(alike: Callable[..., tuple]) -> None:
    """``-e`` overrides the variables that a playbook gives to a role. A blank field of a survey is passed as ``-e``."""
    variables = {"partner_onboarding_partners": [{"tenant": tenant} for tenant in (TENANT, OFTEN[0])]}
    group = "-e partner_onboarding_hosts=partners"
    removed = alike("offboard", "typed", variables, group)
    assert removed[0] == 0 and len(removed[1]["list"]["changes"]) == 4
    assert alike("offboard", "typed", variables, f"{group} {BLANK}") == removed
    refused = alike("offboard", "typed", variables, f"{group} -e partner_onboarding_state=present")
    assert refused[0] == 2 and "partner_onboarding_state" in refused[1]["list"]["msg"] and not refused[2]


@pytest.mark.parametrize("whole", rest_long([False, True], False))
def test_what_is_left_blank_leaves_a_playbook_what_it_is(
    alike: Callable[..., tuple], tmp_path: Path, whole: bool
) -> None:
    variables = {"partner_onboarding_partners": [{"tenant": TENANT, "state": "absent"}]}
    reports = f"-e compliance_report_directory={tmp_path / 'reports'} -e compliance_report_formats=json"
    report = alike("compliance", "typed", variables, reports)
    assert report[0] == 0 and len(json.loads(report[3]["compliance.json"])["partners"]) == 3
    blank = BLANK + "".join(f" -e compliance_report_{name}=" for name in OF_REPORTS)
    limited = "-e partner_onboarding_removal_limit=0 -e partner_onboarding_prune=yes"
    for more in (f"{blank} {reports}", f"{reports} {limited}") if whole else (f"{blank} {reports}",):
        assert alike("compliance", "typed", variables, more) == report, more

# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules of this project that no linter knows."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from ansible_collections.entra.cross_tenant.tests.static import source_tree

FILES = source_tree.files()
# Empty files are left out. They are the __init__.py files that ansible-test requires to be empty.
PYTHON = [path for path in FILES if path.suffix == ".py" and (source_tree.CHECKOUT / path).stat().st_size]
PLUGINS = [path for path in PYTHON if path.is_relative_to("plugins")]
MODULES = [path for path in PLUGINS if path.is_relative_to("plugins/modules")]
# The other modules only document an action plugin. The plugin uses variables of the controller, or runs a module.
GRAPH_MODULES = [
    path
    for path in MODULES
    if "\nOPTIONS = " in (source_tree.CHECKOUT / path).read_text("utf-8") or path.stem == "partners_of_hosts"
]

# These texts are written in pieces, so this file passes its own tests.
LICENCE = ": ".join(("SPDX-License-Identifier", "GPL-3.0-or-later"))
LEFT_UNDONE = re.compile(r"\b(TO[D]O|FIX[M]E|XX[X]|HA[C]K)\b")
SKIPS = re.compile(r"pytest\.(mark\.)?(sk[i]p|importorsk[i]p)")
# Folders that exist only on one person's machine.
MACHINE_PATH = re.compile(r"(?<![\w.}-])/(?:home|opt|root|Users|work|workspace)/\w")
# Texts of other authors, kept unchanged.
FOREIGN = ("LICENSE", "LICENSES")
PICTURES = (".png",)


def text(path: Path) -> str:
    return (source_tree.CHECKOUT / path).read_text(encoding="utf-8")


def yaml_of(path: str) -> dict:
    return yaml.safe_load((source_tree.CHECKOUT / path).read_text(encoding="utf-8"))


def found(pattern: re.Pattern[str]) -> Iterator[str]:
    """`path:line: text` for each line of our files that contains the pattern."""
    for path in FILES:
        foreign = path.suffix in PICTURES or any(path.is_relative_to(place) for place in FOREIGN)
        if foreign or not (source_tree.CHECKOUT / path).is_file():
            continue
        for number, line in enumerate(text(path).splitlines(), start=1):
            if pattern.search(line):
                yield f"{path}:{number}: {line.strip()}"


def test_nothing_is_left_undone() -> None:
    assert not list(found(LEFT_UNDONE))


def test_only_a_missing_browser_or_python_skips_tests() -> None:
    """A clone runs everything else, so that a green run means the same for everybody. The Pythons are for gates."""
    skipping = {"tests/report/conftest.py", "tests/static/test_pythons.py"}
    assert {line.partition(":")[0] for line in found(SKIPS)} == skipping


def test_no_path_of_a_machine() -> None:
    assert not list(found(MACHINE_PATH))


def test_python_header() -> None:
    """The licence in the first lines, and postponed annotations, which keep new syntax working on Python 3.9."""
    for path in PYTHON:
        source = text(path)
        assert LICENCE in "\n".join(source.splitlines()[:6]), path
        if ast.parse(source).body[1:]:
            assert "from __future__ import annotations\n" in source, path


def documents_of(path: Path) -> dict[str, str]:
    """The texts of a plugin's documentation by their names."""
    return {
        target.id: ast.literal_eval(statement.value)
        for statement in ast.parse(text(path)).body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name) and target.id in ("DOCUMENTATION", "EXAMPLES", "RETURN")
    }


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_module_documentation(path: Path) -> None:
    """Every module documents its behaviour in check mode. Modules that use Graph share the options for Graph."""
    documents = documents_of(path)
    shared = set(yaml.safe_load(documents["DOCUMENTATION"])["extends_documentation_fragment"])
    assert f"{source_tree.FULL_NAME}.attributes" in shared
    # What runs as an action plugin only is internal, and says so.
    block = "\ndef main(" not in text(path) or path.stem == "partners_of_hosts"
    assert (f"{source_tree.FULL_NAME}.attributes.block" in shared) == block
    connection = {f"{source_tree.FULL_NAME}.graph", f"{source_tree.FULL_NAME}.attributes.action_group"}
    assert connection & shared == (connection if path in GRAPH_MODULES else set())
    assert yaml.safe_load(documents["EXAMPLES"])
    assert yaml.safe_load(documents["RETURN"])


def keys_of_results(contains: dict) -> Iterator[str]:
    for name, value in contains.items():
        yield name
        yield from keys_of_results(value.get("contains") or {})


def test_ansible_test_of_each_core_accepts_the_plugins() -> None:
    """Rules that only some versions of ansible-test have. CI on one ansible-core would not notice."""
    for path in PLUGINS:
        # Until 2.17, the body of a function is on a line of its own.
        assert not re.search(r"^\s*def .*: \.\.\.$", text(path), re.MULTILINE), path
        documents = documents_of(path)
        # Until 2.16, examples are one YAML document, or count as text.
        examples = documents.get("EXAMPLES", "")
        assert len(examples.split("\n---\n")) <= 2 or examples.startswith("\n# fmt: code\n"), path
        # Since 2.21, no result has the name of a method of dictionaries.
        results = yaml.safe_load(documents.get("RETURN", "{}")) or {}
        assert not set(keys_of_results(results)) & set(dir(dict)), path


def test_inventory_plugins_have_what_all_such_plugins_have() -> None:
    """They have the connection options of the modules, and options that users know from other inventory plugins."""
    paths = [path for path in PLUGINS if path.is_relative_to("plugins/inventory")]
    assert paths
    for path in paths:
        shared = set(yaml.safe_load(documents_of(path)["DOCUMENTATION"])["extends_documentation_fragment"])
        others = {"ansible.builtin.constructed", "ansible.builtin.inventory_cache"}
        assert shared >= {f"{source_tree.FULL_NAME}.graph", *others}


def test_documentation_names_the_oldest_python() -> None:
    """Modules have it from the fragment that all of them share. Inventory plugins run on the controller only."""
    fragment = text(Path("plugins/doc_fragments/attributes.py"))
    assert re.search(r"^requirements:\n  - python >= 3\.9$", fragment, re.MULTILINE)
    for path in PLUGINS:
        if path.is_relative_to("plugins/inventory"):
            assert "python >= 3.10" in yaml.safe_load(documents_of(path)["DOCUMENTATION"])["requirements"]


def test_action_group_is_complete() -> None:
    """One module_defaults entry reaches every module."""
    assert sorted(yaml_of("meta/runtime.yml")["action_groups"]["graph"]) == sorted(path.stem for path in GRAPH_MODULES)


def options_hidden(path: Path) -> Iterator[str]:
    """Names of options with no_log=True in `name=dict(no_log=True)` or `"name": {"no_log": True}`."""

    def hides(value: ast.expr) -> bool:
        pairs: list[tuple[str | None, ast.expr]] = []
        if isinstance(value, ast.Call):
            pairs = [(keyword.arg, keyword.value) for keyword in value.keywords]
        elif isinstance(value, ast.Dict):
            pairs = [
                (key.value if isinstance(key, ast.Constant) else None, item)
                for key, item in zip(value.keys, value.values)
            ]
        return any(name == "no_log" and isinstance(item, ast.Constant) and item.value for name, item in pairs)

    for node in ast.walk(ast.parse(text(path))):
        if isinstance(node, ast.keyword) and node.arg and hides(node.value):
            yield node.arg
        elif isinstance(node, ast.Dict):
            yield from (
                str(key.value)
                for key, value in zip(node.keys, node.values)
                if isinstance(key, ast.Constant) and hides(value)
            )


def test_identifiers_are_not_secrets() -> None:
    """With no_log on an ID, Ansible would mask that ID in every result and diff."""
    hidden = [(path, name) for path in PLUGINS for name in options_hidden(path)]
    assert not [(path, name) for path, name in hidden if re.search(r"tenant|client_id|partner", name)]


def test_secrets_are_secrets() -> None:
    hidden = {name for path in PLUGINS for name in options_hidden(path)}
    assert {"access_token", "certificate_password", "client_secret"} <= hidden


def test_requirements_have_lower_bounds_only() -> None:
    """Upper bounds and pins of a collection can break the installation of another collection beside it."""
    lines = [line for line in text(Path("meta/ee-requirements.txt")).splitlines() if line and line[0] != "#"]
    assert lines
    assert not [line for line in lines if not re.fullmatch(r"[a-z][a-z0-9-]* >= [\d.]+", line)]
    assert not [line for line in lines if line.startswith("ansible")]

# SPDX-License-Identifier: GPL-3.0-or-later
"""The guides in docs/: the messages, codes, hosts and names that they contain are those of the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.clouds import CLOUDS
from ansible_collections.entra.cross_tenant.tests.static import source_tree

DOCS = source_tree.CHECKOUT / "docs"
ERRORS = [DOCS / "authentication.md", DOCS / "troubleshooting.md"]
# In a message of the code, this character stands for a value.
VALUE = "\0"


def text_of(path: Path) -> str:
    """A page without its blocks of code."""
    return re.sub(r"^ *```.*?^ *```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)


def sources(folder: str) -> Iterator[str]:
    for path in sorted((source_tree.CHECKOUT / folder).rglob("*.py")):
        yield path.read_text(encoding="utf-8")


def texts(folder: str) -> Iterator[str]:
    """The texts in the code of a folder. A value in a text becomes VALUE."""
    for source in sources(folder):
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.JoinedStr):
                yield "".join(
                    part.value if isinstance(part, ast.Constant) else VALUE  # type: ignore[misc]
                    for part in node.values
                )
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield re.sub(r"\{\w*\}", VALUE, node.value)


def contains(text: str, quoted: str) -> bool:
    """Whether a text of the code contains a message. Each "…" in the message stands for values and what is between."""
    place = 0
    for part in quoted.split("…"):
        place = text.find(part.strip(), place)
        if place < 0:
            return False
        place += len(part.strip())
    return True


@pytest.fixture(scope="module")
def messages() -> set[str]:
    return {text for text in texts("plugins") if " " in text}


@pytest.mark.parametrize("page", ERRORS, ids=lambda page: page.stem)
def test_messages_are_real(page: Path, messages: set[str]) -> None:
    quoted = re.findall(r'"([^"\n]+)"', re.sub(r"`[^`\n]*`", "", text_of(page)))
    assert len(quoted) > 15
    assert [each for each in quoted if not any(contains(text, each) for text in messages)] == []


def test_an_invented_message_is_found(messages: set[str]) -> None:
    assert not any(contains(text, "the proxy in … is tired") for text in messages)


@pytest.mark.parametrize("page", ERRORS, ids=lambda page: page.stem)
def test_codes_of_the_login_endpoint_are_known(page: Path) -> None:
    """The code gives advice for them, or the simulator answers with them."""
    numbers = re.findall(r"AADSTS(\d+)", text_of(page))
    advised = set(re.findall(r'"AADSTS(\d+)"', "\n".join(sources("plugins"))))
    answered = set(re.findall(r"\b(\d{5,7})\b", (source_tree.CHECKOUT / "tests/graph_simulator/login.py").read_text()))
    # The advice for a number is also for the longer numbers that begin with it.
    unknown = {each for each in numbers if each not in answered and not any(map(each.startswith, advised))}
    assert unknown == set()


def test_codes_of_graph_are_known() -> None:
    codes = set(re.findall(r"`([A-Z][A-Za-z]+_?[A-Za-z]+)`", "\n".join(rows(DOCS / "troubleshooting.md", 0))))
    assert len(codes) > 6
    code = "\n".join((*sources("plugins"), *sources("tests/graph_simulator")))
    assert {each for each in codes if each not in code} == set()


def rows(page: Path, column: int) -> list[str]:
    """One column of all tables of a page, without the headings."""
    lines = [line for line in text_of(page).splitlines() if line.startswith("| ")]
    return [re.split(r"(?<!\\)\|", line)[column + 1] for line in lines]


def test_hosts_are_those_of_the_clouds() -> None:
    page = (DOCS / "auditors.md").read_text(encoding="utf-8")
    for part in ("graph", "authority"):
        hosts = {getattr(cloud, part).removeprefix("https://") for cloud in CLOUDS.values()}
        (named,) = (set(found) for row in rows(DOCS / "auditors.md", 0) if hosts & (found := set(code_in(row))))
        assert named - {"cloud", f"{part}_url"} == hosts, page


def code_in(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


def options_in(value: Any) -> Iterator[str]:
    """The names of options, suboptions and choices in the documentation of a module or in a fragment."""
    for name, option in (value or {}).items():
        yield name
        yield from map(str, option.get("choices") or ())
        yield from options_in(option.get("suboptions"))


def known_names() -> set[str]:
    """The names of modules, and of the options in all modules and fragments."""
    found = {path.stem for path in (source_tree.CHECKOUT / "plugins/modules").glob("*.py")}
    for folder in ("plugins/modules", "plugins/doc_fragments"):
        for source in sources(folder):
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, ast.Assign) and "\noptions:" in str(getattr(node.value, "value", "")):
                    (target,) = node.targets
                    if isinstance(target, ast.Name) and target.id not in ("RETURN", "EXAMPLES"):
                        found.update(options_in(yaml.safe_load(ast.literal_eval(node.value))["options"]))
    return found


def test_names_for_other_tools_are_ours() -> None:
    names = [name for row in rows(DOCS / "moving.md", 1) for name in code_in(row)]
    assert len(names) > 30
    # A command line is no name.
    given = {part for name in names if "--" not in name for part in re.split(r"[:,] *", name) if part}
    assert {name.strip() for name in given} - known_names() == set()


def test_modules_name_the_permissions_that_the_table_gives_them() -> None:
    """A module says in its description or its notes what it needs. docs/security.md says it for all of them."""
    section = (DOCS / "security.md").read_text(encoding="utf-8").partition("\n## Least privilege\n")[2]
    section = section.partition("\n## ")[0]
    permission = re.compile(r"\b[A-Z]\w+\.(?:Read|ReadBasic|ReadWrite)\.\w+")
    given: dict[str, set[str]] = {}
    modules: set[str] = set()
    for row in re.findall(r"^\| (.+?) \| (.+?) \|", section, re.MULTILINE):
        modules = (modules if row[0].startswith("the same") else set()) | set(re.findall(r"`([a-z_]+)`", row[0]))
        # "as `sync_configuration`" repeats the row of that module.
        repeated = [given.get(other, set()) for other in re.findall(r"as `([a-z_]+)`", row[1])]
        for module in modules:
            given.setdefault(module, set()).update(permission.findall(row[1]), *repeated)
    prose = set(permission.findall(re.sub(r"^\|.*", "", section, flags=re.MULTILINE)))
    seen = 0
    for path in sorted((source_tree.CHECKOUT / "plugins" / "modules").glob("*.py")):
        documented = yaml.safe_load(
            re.findall(r'^DOCUMENTATION = r"""(.*?)"""', path.read_text("utf-8"), re.M | re.S)[0]
        )
        if "entra.cross_tenant.graph" not in documented["extends_documentation_fragment"]:
            continue
        text = " ".join([*documented["description"], *documented.get("notes", [])])
        named = set(permission.findall(text))
        assert named <= given.get(path.stem, set()) | prose, path.stem
        # Those without a name of their own say where it is.
        elsewhere = ("It needs no permission", "and the permissions that they need", "Needs the permissions of M(")
        options = "gather_subset" in documented.get("options", {})
        assert named or options or any(words in text for words in elsewhere), path.stem
        seen += 1
    assert seen > 20


def test_every_guide_is_named_in_the_readme() -> None:
    readme = (source_tree.CHECKOUT / "README.md").read_text(encoding="utf-8")
    assert [page.name for page in DOCS.glob("*.md") if f"/docs/{page.name}" not in readme] == []

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""facts.json is well formed, and everything in it belongs together. No Microsoft file is needed for that."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.entra.cross_tenant.tests.contract.facts import FILE, PLAIN, as_text, facts
from ansible_collections.entra.cross_tenant.tests.contract.make_facts import make

METHODS = {"DELETE", "GET", "PATCH", "POST", "PUT"}
#: Plain types of the metadata.
EDM = {"Boolean", "DateTimeOffset", "Guid", "String"}
DOCUMENTS = sorted(facts()["documents"])
#: Microsoft's descriptions, which lie beside some checkouts.
BESIDE = Path(__file__).resolve().parents[3] / "shared" / "graph"


def named(type_: Any) -> Iterator[str]:
    """The names of types in a type. A wrong form is an error."""
    if isinstance(type_, str):
        yield re.fullmatch(r"([\w.]+)(\[\])?\??|([\w.]+)\?\[\]\??", type_).expand(r"\1\3")
    elif "properties" in type_:
        assert set(type_) <= {"properties", "required", "open"}
        assert set(type_.get("required", ())) <= set(type_["properties"])
        for part in type_["properties"].values():
            yield from named(part)
    elif "items" in type_:
        assert set(type_) == {"items"}
        yield from named(type_["items"])
    else:
        ((_kind, members),) = ((kind, each) for kind, each in type_.items() if kind != "empty")
        assert len(set(members)) == len(members) > 1
        assert set(type_) in ({"members"}, {"flags"}, {"flags", "empty"})


def texts(value: Any) -> Iterator[str]:
    """All texts in a value, also those that are keys."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for part in value:
            yield from texts(part)
        if isinstance(value, dict):
            yield from texts(list(value.values()))


def test_the_file_is_sorted_and_small() -> None:
    text = FILE.read_text(encoding="utf-8")
    assert text == as_text(facts())
    assert len(text) < 1_000_000


def test_each_source_has_a_commit_and_a_licence() -> None:
    sources = facts()["sources"]
    assert len({row["repository"] for row in sources}) == len(sources) > 4
    for row in sources:
        assert set(row) == {"repository", "commit", "licence"}
        assert re.fullmatch(r"[\w-]+/[\w-]+", row["repository"]) and re.fullmatch(r"[0-9a-f]{8,40}", row["commit"])
        assert row["licence"]


def test_there_are_facts_and_no_prose() -> None:
    for key, value in facts().items():
        # The default schema of a job contains names of several words, and a source may have no licence.
        if key not in ("default_schema", "sources"):
            assert [text for text in texts(value) if re.search(r"\s", text)] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_each_type_of_a_document_is_there(document: str) -> None:
    types, paths = (facts()["documents"][document][key] for key in ("types", "paths"))
    known = {*types, *PLAIN}
    assert len(types) > 20
    for type_ in types.values():
        assert set(named(type_)) <= known
    for path, methods in paths.items():
        assert path.startswith("/") and methods and set(methods) <= METHODS
        for method in methods.values():
            assert set(method) <= {"query", "takes", "answers"}
            assert all(re.fullmatch(r"\$[a-z]+", option) for option in method["query"])
            for name in ("takes", "answers"):
                assert set(named(method.get(name, "object"))) <= known


@pytest.mark.parametrize("name", sorted(facts()["metadata"]))
def test_each_type_of_the_metadata_is_there(name: str) -> None:
    types = facts()["metadata"][name]
    for type_ in types.values():
        assert set(named(type_)) <= {*types, *EDM}


def test_each_operation_is_in_a_document() -> None:
    for row in facts()["operations"]:
        documents = [
            document
            for document in DOCUMENTS
            if row["method"] in facts()["documents"][document]["paths"].get(row["path"], ())
        ]
        # A document of one version is right for that version only.
        assert set(documents) & {"source_side", "logs"} or set(row["versions"]) <= set(documents), row
        assert set(row["versions"]) <= {"v1.0", "beta"} and row.get("status", 200) in (200, 201, 204)


def test_each_condition_has_a_severity() -> None:
    assert set(facts()["conditions"].values()) == {"error", "warning", "info"}


if BESIDE.is_dir():

    def test_the_file_is_what_the_script_makes() -> None:
        assert FILE.read_text(encoding="utf-8") == as_text(make(BESIDE)), "make contract"

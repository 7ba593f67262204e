# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes facts from the tables into the documentation of modules, between markers: ``make docs-blocks``.

Types, choices, nesting, clouds and versions come from the tables of settings and from argument specs. All sentences
come from descriptions.yml. The result is literal text in the module, since ansible-doc, ansible-test and Galaxy read
modules without running them. A marker is a YAML comment, and this script writes the text between two markers::

    # begin options of identity_sync at partners[].identity_sync
    # end options of identity_sync at partners[].identity_sync

The kinds of blocks are in BLOCKS.
"""

from __future__ import annotations

import difflib
import functools
import importlib
import re
import sys
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.errors import AuthenticationError, GraphError
from ansible_collections.entra.cross_tenant.plugins.module_utils._model import organization, resources, settings
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.kinds import (
    Boolean,
    Choice,
    Flags,
    Items,
    Record,
    Text,
    Texts,
    Wrapped,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.operations import (
    CREATE,
    DELETE,
    PROVISION,
    PURGE,
    RESET,
    RESTART,
    RESTORE,
    UPDATE,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.resource import BETA, Resource, Setting
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.synchronization import (
    resources as synchronization,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.synchronization.configuration import GROUP, USER
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.change import Change

CHECKOUT = Path(__file__).resolve().parents[2]
FILES = sorted((CHECKOUT / "plugins").glob("modules/*.py")) + sorted((CHECKOUT / "plugins").glob("doc_fragments/*.py"))
DESCRIPTIONS = Path(__file__).with_name("descriptions.yml")

_LINE = 120
_MODULES = "ansible_collections.entra.cross_tenant.plugins.modules."
_MARKER = re.compile(
    r"(?P<indent> *)# begin (?P<block>(?P<kind>[a-z]+)(?: of)?(?: (?P<of>[\w.]+))?(?: at (?P<at>\S+))?)"
)
# The settings that a fragment documents for all of its modules.
_FRAGMENTS = {"access": settings.ACCESS, "access.more": settings.MORE_ACCESS}
_TRANSITIONS = {"mto_tenant": organization._TRANSITION, "mto_join_request": organization._JOIN_TRANSITION}
# All other properties that Graph computes are text.
_COMPUTED_BOOLEANS = {"in_multi_tenant_organization", "service_default"}
_OPERATIONS = {CREATE, UPDATE, DELETE, RESET, RESTORE, PURGE, RESTART, PROVISION}
_OF_PARTNERS = {resources.PARTNER.name, resources.IDENTITY_SYNC.name}
_FABRIKAM = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"

Tree = dict[str, Any]
Prose = tuple[str, ...]


class Trouble(Exception):
    """A marker or a description is wrong."""


class Descriptions:
    """The sentences, and which of them were used."""

    def __init__(self, text: str) -> None:
        self._sections: Tree = yaml.safe_load(text)
        self._used: set[tuple[str, ...]] = set()

    def of(self, path: str, form: str) -> Prose:
        """The sentences about an ``option`` or a ``result``: the longest entry that matches the end of the path."""
        names = path.split(".")
        for first in range(len(names)):
            name = ".".join(names[first:])
            entry = self._sections["settings"].get(name)
            if isinstance(entry, dict) and form in entry:
                return self._take(entry[form], "settings", name, form)
            if entry is not None and not isinstance(entry, dict):
                return self._take(entry, "settings", name)
        raise Trouble(f"{DESCRIPTIONS.name} has no {form} for {path}")

    def phrase(self, name: str) -> Prose:
        return self.section("phrases", name)

    def section(self, *names: str) -> Prose:
        value: Any = self._sections
        for name in names:
            if name not in value:
                raise Trouble(f"{DESCRIPTIONS.name} has no {'.'.join(names)}")
            value = value[name]
        return self._take(value, *names)

    def facts(self, *names: str) -> Tree:
        """The facts about one module. All of them count as used at once."""
        value: Any = self._sections
        for name in names:
            value = value.get(name, {})
        self._used.update(self._leaves(value, names) if value else ())
        return dict(value)

    def unused(self) -> list[str]:
        """The entries that were not used."""
        return [".".join(names) for names in self._leaves(self._sections, ()) if names not in self._used]

    def _take(self, value: Any, *names: str) -> Prose:
        self._used.add(names)
        return (value,) if isinstance(value, str) else tuple(value)

    def _leaves(self, value: Any, names: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        if not isinstance(value, dict):
            yield names
            return
        for name, member in value.items():
            yield from self._leaves(member, (*names, name))


class Page:
    """The blocks of one file. ``module`` is its name; a doc fragment has no argument spec."""

    def __init__(self, path: Path, said: Descriptions) -> None:
        self.module = path.stem
        self.said = said
        self.is_module = path.parent.name == "modules"
        self.text = path.read_text(encoding="utf-8")

    # Options

    def options(self, of: str | None, at: str | None) -> Tree:
        """The settings of a resource as options, except those that a fragment of the module documents."""
        if not self.is_module:
            return {
                row.name: self._option(row.kind.option(), row, resources.PARTNER, f"partner.{row.name}", "")
                for row in _FRAGMENTS[of or ""]
            }
        resource = resources.RESOURCES[of or ""]
        elsewhere = {
            row.name
            for name, rows in _FRAGMENTS.items()
            if f"  - entra.cross_tenant.{name}\n" in self.text
            for row in rows
        }
        return {
            row.name: self._option(self._spec(at)[row.name], row, resource, f"{resource.name}.{row.name}", at or "")
            for row in resource.settings
            if row.name not in elsewhere
        }

    def option(self, of: str | None, at: str | None) -> Tree:
        """One option of several modules that is not a setting."""
        name = of or ""
        return {name: self._option(self._spec(at)[name], None, None, f"{self.module}.{name}", at or "")}

    def _spec(self, at: str | None) -> Tree:
        spec: Tree = importlib.import_module(_MODULES + self.module).OPTIONS
        for name in filter(None, (at or "").replace("[]", "").split(".")):
            spec = spec[name]["options"]
        return spec

    def _option(self, spec: Tree, row: Setting | None, resource: Resource | None, path: str, at: str) -> Tree:
        prose = self.said.of(path, "option")
        if row and resource:
            if _narrower(row, resource):
                prose += self.said.phrase("global_only")
            if row.versions == BETA:
                prose += self.said.phrase("beta_only")
        option: Tree = {"description": tuple(_placed(each, at) for each in prose), "type": spec["type"]}
        for name in ("elements", "required", "choices", "default", "aliases"):
            if name in spec:
                option[name] = spec[name]
        if "options" in spec:
            option["suboptions"] = {
                name: self._option(inner, None, None, f"{path}.{name}", at) for name, inner in spec["options"].items()
            }
        return option

    # Results

    def values(self, of: str | None, at: str | None) -> Tree:
        """The settings of a resource, as they are in a result."""
        resource = resources.RESOURCES[of or ""]
        return {row.name: self._setting(row, resource) for row in resource.settings}

    def computed(self, of: str | None, at: str | None) -> Tree:
        """The properties that Graph computes for a resource."""
        resource = resources.RESOURCES[of or ""]
        values = {
            name: self._value("bool" if name in _COMPUTED_BOOLEANS else "str", f"{of}.{name}")
            for name in resource.read_only.values()
        }
        for part in resource.computed.values():
            values[part.name] = self._value("dict", f"{of}.{part.name}", contains=self.values(part.name, at))
        return values

    def row(self, of: str | None, at: str | None) -> Tree:
        """All values that a result shows of an object."""
        if of == "identity_sync":
            return {"tenant_id": self._value("str", "tenant_id"), **self.values(of, at)}
        whole = {
            "read_only": self._value("dict", f"{of}.read_only", contains=self.computed(of, at)),
            "unknown_settings": self._value("dict", f"{of}.unknown_settings"),
        }
        if of == "partner":
            return {
                "tenant_id": self._value("str", "tenant_id"),
                **self.values(of, at),
                "inherit": self._value("list", "inherit", elements="str"),
                "identity_sync": self._value("dict", "identity_sync", contains=self.values("identity_sync", at)),
                **whole,
            }
        return {**self.values(of, at), **whole}

    def configuration(self, of: str | None, at: str | None) -> Tree:
        """All values that a result shows of a synchronization configuration."""
        read_only = {
            "by_admin_center": self._value("bool", "sync_configuration.by_admin_center"),
            "problem": self._value("str", "sync_configuration.problem"),
            "masked": self._value("list", "sync_configuration.masked", elements="str"),
        }
        rows = [row for part in synchronization.RESOURCES for row in self.values(part.name, at).items()]
        return {
            "target_tenant_id": self._value("str", "target_tenant_id"),
            **dict(rows),
            "assignments": self._value(
                "list",
                "sync_configuration.assignments",
                elements="dict",
                contains={kind: self._value("str", f"sync_configuration.assignments.{kind}") for kind in (USER, GROUP)},
            ),
            "missing": self._value("list", "sync_configuration.missing", elements="str"),
            **{name: self._value("str", name) for name in ("service_principal_id", "application_id", "job_id")},
            "status": self._status(),
            "read_only": self._value("dict", "sync_configuration.read_only", contains=read_only),
        }

    def job(self, of: str | None, at: str | None) -> Tree:
        """The state of a synchronization job."""
        return {**self.values("sync_job", at), "status": self._status()}

    def _status(self) -> Tree:
        quarantine = {
            name: self._value("str", f"quarantine.{name}") for name in ("reason", "since", "next_attempt", "message")
        }
        status = {name: self._value("str", f"sync_status.{name}") for name in ("code", "last_run", "last_success")}
        status["quarantine"] = self._value("dict", "sync_status.quarantine", contains=quarantine)
        status["counts"] = self._value("dict", "sync_status.counts")
        return self._value("dict", "sync_configuration.status", contains=status)

    def item(self, of: str | None, at: str | None) -> Tree:
        """The result for one of many partners."""
        return {
            "tenant_id": self._value("str", "tenant_id"),
            "changed": self._value("bool", "item.changed"),
            "changes": self._value("list", "item.changes", elements="dict"),
            "before": self._value("dict", "item.before"),
            "after": self._value("dict", "item.after"),
            "read_only": self._value("dict", "item.read_only", contains=self.computed("partner", at)),
            "error": self._value("dict", "item.error"),
        }

    def transition(self, of: str | None, at: str | None) -> Tree:
        kind = _TRANSITIONS[of or ""]
        return {"transition": self._of_kind(kind, f"{of}.transition", self.said.of(f"{of}.transition", "result"))}

    def _setting(self, row: Setting, resource: Resource) -> Tree:
        path = f"{resource.name}.{row.name}"
        prose = self._sentences(row.kind, path)
        own = row.nullable and resource is resources.PARTNER
        if own:
            prose += self.said.phrase("own_value")
        elif isinstance(row.kind, Record):
            prose += self.said.phrase("unconfigured")
        if not own and (row.versions == BETA or _narrower(row, resource)):
            prose += self.said.phrase("where_there_is_one")
        return self._of_kind(row.kind, path, prose)

    def _sentences(self, kind: Any, path: str) -> Prose:
        """The sentences about a result. A value with fixed choices needs no sentence: its words are enough."""
        return (_words(kind.words),) if isinstance(kind, Choice) else self.said.of(path, "result")

    def _of_kind(self, kind: Any, path: str, prose: Prose) -> Tree:
        if isinstance(kind, Wrapped):
            return self._of_kind(kind.kind, path, prose)
        # One paragraph, since the description of a result is short.
        value: Tree = {"description": (" ".join(prose),)}
        if isinstance(kind, (Record, Items)):
            value["type"] = "dict"
            if isinstance(kind, Items):
                value.update(type="list", elements="dict")
            value["contains"] = {
                field.name: self._of_kind(
                    field.kind, f"{path}.{field.name}", self._sentences(field.kind, f"{path}.{field.name}")
                )
                for field in kind.fields
            }
        elif isinstance(kind, (Flags, Texts)):
            value.update(type="list", elements="str")
        elif isinstance(kind, Boolean):
            value["type"] = "bool"
        elif isinstance(kind, (Text, Choice)):
            value["type"] = "str"
        else:
            # A kind of synchronization configurations. A result has the same form as the option.
            spec = kind.option()
            value.update((name, spec[name]) for name in ("type", "elements") if name in spec)
            if "options" in spec:
                value["contains"] = {
                    name: self._value(member["type"], f"{path}.{name}") for name, member in spec["options"].items()
                }
        return value

    def _value(self, type_: str, path: str, **more: Any) -> Tree:
        return {"description": self.said.of(path, "result"), "type": type_, **more}

    # Facts about the run

    def changes(self, of: str | None, at: str | None) -> Tree:
        """Each write, in the words of the module that sends it."""
        here = self.said.facts("changes", "modules", self.module)
        operations, objects, sample = here["operations"], here["resources"], here["sample"]
        if not _OPERATIONS.issuperset(operations) or not set(resources.RESOURCES).issuperset(objects):
            raise Trouble(f"changes of {self.module}: a word that no change has")
        whose, example = ("only_one", None) if set(objects).isdisjoint(_OF_PARTNERS) else ("partner", _FABRIKAM)
        sentences = {
            "operation": (_words(operations),),
            "resource": (f"The kind of the changed object, {_words(objects)}",),
            "tenant_id": (here["tenant_id"],) if "tenant_id" in here else self.said.section("changes", whose),
            "settings": (here["settings"],) if "settings" in here else self.said.section("changes", "settings"),
        }
        types = {"settings": {"type": "list", "elements": "str"}}
        if "name" in here:
            sentences["name"] = (here["name"],)
        reported = Change(UPDATE, "", None, name=here.get("name")).report()
        return {
            "changes": {
                "description": self.said.section("changes", here["head"]),
                "returned": "always",
                "type": "list",
                "elements": "dict",
                "sample": [{name: sample.get(name, example) for name in reported}],
                "contains": {
                    name: {"description": sentences[name], **types.get(name, {"type": "str"})} for name in reported
                },
            }
        }

    def error(self, of: str | None, at: str | None) -> Tree:
        """The fields of errors from Graph and from the login endpoint."""
        here = self.said.facts("error", "modules", self.module)
        more = (here["more"],) if "more" in here else ()
        return {
            "error": {
                "description": self.said.section("error", "description") + more,
                "returned": here["returned"] if "returned" in here else self.said.section("error", "returned")[0],
                "type": "dict",
                "contains": {
                    name: {
                        "description": self.said.section("error", "fields", name),
                        "type": "int" if name == "status" else "str",
                    }
                    for name in {**GraphError("GET /", 400, {}, {}).report(), **AuthenticationError("").report()}
                },
            }
        }


BLOCKS = {
    "options": Page.options,
    "option": Page.option,
    "values": Page.values,
    "computed": Page.computed,
    "row": Page.row,
    "configuration": Page.configuration,
    "job": Page.job,
    "item": Page.item,
    "transition": Page.transition,
    "changes": Page.changes,
    "error": Page.error,
}


def _placed(prose: str, at: str) -> str:
    """Resolve ``O(.name)``: it is the option ``name`` of the same parent."""
    return prose.replace("O(.", f"O({at}." if at else "O(")


def _narrower(row: Setting, resource: Resource) -> bool:
    """Whether the resource exists in a cloud that lacks the setting."""
    return not set(row.clouds).issuperset(resource.clouds)


def _words(words: Iterable[str]) -> str:
    *others, last = (f"V({word})" for word in words)
    return f"{', '.join(others)} or {last}." if others else f"{last}."


class Writer:
    """Trees as YAML. A document contains each nested shape only once, with an anchor if the shape is repeated."""

    def __init__(self, trees: Iterable[Tree]) -> None:
        self._repeated: list[Tree] = []
        self._anchors: list[tuple[Tree, str]] = []
        met: list[Tree] = []
        for tree in trees:
            self._look(tree, met)

    def _look(self, tree: Tree, met: list[Tree]) -> None:
        for name, value in tree.items():
            if not isinstance(value, dict):
                continue
            if name in ("suboptions", "contains") and _is_deep(value):
                if value in met:
                    self._repeated.append(value)
                    continue
                met.append(value)
            self._look(value, met)

    def lines(self, tree: Tree, indent: str, holder: str = "") -> Iterator[str]:
        for name, value in tree.items():
            if isinstance(value, tuple):
                yield from _prose(name, value, indent)
            elif isinstance(value, dict):
                known = [anchor for shape, anchor in self._anchors if shape == value]
                if known and name in ("suboptions", "contains"):
                    yield f"{indent}{name}: *{known[0]}"
                    continue
                anchor = ""
                if name in ("suboptions", "contains") and value in self._repeated:
                    if holder in (each for _shape, each in self._anchors):
                        raise Trouble(f"two shapes would have the anchor {holder}")
                    self._anchors.append((value, holder))
                    anchor = f" &{holder}"
                yield f"{indent}{name}:{anchor}"
                yield from self.lines(value, indent + "  ", name)
            elif isinstance(value, list):
                yield from _list(name, value, indent)
            else:
                yield f"{indent}{name}: {_scalar(value)}"


def _is_deep(shape: Tree) -> bool:
    return any("suboptions" in member or "contains" in member for member in shape.values())


def _prose(name: str, sentences: Prose, indent: str) -> Iterator[str]:
    if len(sentences) == 1 and len(f"{indent}{name}: {sentences[0]}") <= _LINE:
        yield f"{indent}{name}: {_scalar(sentences[0])}"
        return
    yield f"{indent}{name}:"
    for sentence in sentences:
        _scalar(sentence)
        yield from textwrap.wrap(
            sentence,
            _LINE,
            initial_indent=f"{indent}  - ",
            subsequent_indent=f"{indent}    ",
            break_long_words=False,
            break_on_hyphens=False,
        )


def _list(name: str, items: list[Any], indent: str) -> Iterator[str]:
    if any(isinstance(item, dict) for item in items):
        yield f"{indent}{name}:"
        for item in items:
            first, *others = Writer(()).lines(item, indent + "    ")
            yield f"{indent}  - {first.strip()}"
            yield from others
        return
    flow = f"{indent}{name}: [{', '.join(map(_scalar, items))}]"
    if len(flow) <= _LINE:
        yield flow
        return
    yield f"{indent}{name}:"
    yield from (f"{indent}  - {_scalar(item)}" for item in items)


@functools.lru_cache(maxsize=None, typed=True)
def _scalar(value: Any) -> str:
    words = {True: "true", False: "false", None: "null"}
    text = words[value] if value is None or isinstance(value, bool) else str(value)
    try:
        understood = yaml.safe_load(f"a: {text}") == {"a": value}
    except yaml.YAMLError:
        understood = False
    if not understood:
        raise Trouble(f"YAML takes this for something else: {text}")
    return text


def text_of(path: Path, said: Descriptions) -> str:
    """The required text of a file."""
    page = Page(path, said)
    lines = page.text.splitlines()
    # From the end of one document to the end of the next. An anchor is known only in its own document.
    starts = [number for number, line in enumerate(lines) if re.search(r'= r"""$', line)]
    done: list[str] = []
    for first, last in zip([0, *starts], [*starts, len(lines)]):
        done += _document(lines[first:last], page)
    return "\n".join(done) + "\n"


def _document(lines: list[str], page: Page) -> list[str]:
    markers = {number: match for number, line in enumerate(lines) for match in [_MARKER.fullmatch(line)] if match}
    trees = {number: _tree(match, page) for number, match in markers.items()}
    writer = Writer(trees.values())
    done: list[str] = []
    end = ""
    for number, line in enumerate(lines):
        if end and number in markers:
            raise Trouble(f"{page.module}: {line.strip()} comes before {end.strip()}")
        if line == end:
            end = ""
        if not end:
            done.append(line)
        if number in markers:
            end = line.replace("# begin ", "# end ")
            done += writer.lines(trees[number], markers[number]["indent"])
    if end:
        raise Trouble(f"{page.module} lacks {end.strip()}")
    return done


def _tree(match: re.Match[str], page: Page) -> Tree:
    if match["kind"] not in BLOCKS:
        raise Trouble(f"{page.module}: no such block: {match['block']}")
    return BLOCKS[match["kind"]](page, match["of"], match["at"])


def stale(paths: Iterable[Path], said: Descriptions) -> dict[Path, str]:
    """The files with outdated text, and the required text of each."""
    found = {path: text_of(path, said) for path in paths}
    return {path: text for path, text in found.items() if text != path.read_text(encoding="utf-8")}


def difference(path: Path, text: str) -> str:
    before, after = path.read_text(encoding="utf-8").splitlines(), text.splitlines()
    return "\n".join(difflib.unified_diff(before, after, path.name, "make docs-blocks", lineterm="", n=1))


def main() -> None:
    said = Descriptions(DESCRIPTIONS.read_text(encoding="utf-8"))
    for path, text in stale(FILES, said).items():
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(CHECKOUT))
    if said.unused():
        sys.exit(f"{DESCRIPTIONS.name} has what nothing uses: {', '.join(said.unused())}")


if __name__ == "__main__":
    main()

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes facts.json from Microsoft's descriptions, which are not part of a checkout: ``make contract SOURCE=folder``.

Only facts are taken: paths, methods, versions, query options, names and types of properties, which of them may be
null, members of enumerations, and which cloud has what. Descriptions and other prose are left out. Known errors of the
descriptions, according to the files that come with them, are corrected here. ``facts.py`` explains the result.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from ansible_collections.entra.cross_tenant.tests.contract.facts import FILE, PLAIN, as_text, normal_path

_Schema = dict[str, Any]
_Facts = dict[str, Any]

#: Documents → files. Microsoft's OpenAPI, with what is documented and missing there.
_DOCUMENTS = {
    "v1.0": "contract/graph-v1.0-openapi-augmented.json",
    "beta": "contract/graph-beta-openapi-augmented.json",
    "source_side": "contract-next/sync-source-side-v1.0-openapi.json",
    "logs": "contract-next/audit-logs-v1.0-openapi.json",
}
_METADATA = {name: f"contract/csdl-{name}-subset.xml" for name in ("v1.0-Prod", "v1.0-Fairfax", "v1.0-Mooncake")}
#: The nearest public definition of beta is that of a cloud without templates.
_METADATA["beta-USNat"] = "contract/csdl-beta-USNat-subset.xml"
_OPERATIONS = ("contract/endpoint_matrix.json", "contract-next/endpoint_matrix_next.json")
_PAIRS = "b2b-combinations.json"
_CONDITIONS = "checks.json"
_DEFAULT_SCHEMA = "contract-next/azure2azure-default-schema-facts.json"
_ROOTS = ("/policies/", "/tenantRelationships/", "/applicationTemplates", "/servicePrincipals", "/auditLogs/")

#: Licences of the sources. A new source needs a look at its licence, and a row here.
_LICENCES = {
    "MicrosoftDocs/entra-docs": "CC-BY-4.0",
    # It has no licence. It carries Microsoft's OpenAPI, which is MIT in msgraph-metadata.
    "api-evangelist/microsoft-graph": "none stated",
    "microsoftgraph/microsoft-graph-devx-content": "MIT",
    "microsoftgraph/microsoft-graph-docs-contrib": "CC-BY-4.0",
    "microsoftgraph/msgraph-beta-sdk-go": "MIT",
    "microsoftgraph/msgraph-metadata": "MIT",
    # Only names, flags and values of Microsoft's own default schema were taken from an example there.
    "terraprovider/terraform-provider-microsoft365wp": "BUSL-1.1",
}
_SOURCE = re.compile(r"(?:github\.com/)?([\w-]+/[a-z][\w-]+)\b.*?(?:\bat|@) ?(?:commit )?([0-9a-f]{8,40})\b", re.DOTALL)

#: Microsoft365DSC knows this property (AADCrossTenantIdentitySyncPolicyPartner), and none of Microsoft's files does.
#: Its type is that of its neighbour.
_NEWER = {"roleEnabledGroupSyncInbound": "groupSyncInbound"}
#: Flags that Microsoft's how-to switches off with "" or null.
_MAY_BE_EMPTY = "templateApplicationLevel"
_SYNC_POLICY = "crossTenantIdentitySyncPolicyPartner"
_EDM = {"Boolean": "boolean", "DateTimeOffset": "string", "Guid": "string", "String": "string"}
_NAMESPACE = "{http://docs.oasis-open.org/odata/ns/edm}"
#: The conversion to OpenAPI writes "or null" as "or any object, which may be null".
_OR_NULL = {"type": "object", "nullable": True}


def make(source: Path) -> _Facts:
    """All facts of the files below a folder."""
    read = _Reader(source)
    documents = {name: _document(read.json(file)) for name, file in _DOCUMENTS.items()}
    metadata = {name: _metadata(read.xml(file), ("Property", "NavigationProperty")) for name, file in _METADATA.items()}
    _add_from_metadata(documents["v1.0"]["types"], _metadata(read.xml(_METADATA["v1.0-Prod"]), ("Property",)))
    for version in ("v1.0", "beta"):
        documents[version]["types"][_MAY_BE_EMPTY]["empty"] = True
    properties = documents["beta"]["types"][_SYNC_POLICY]["properties"]
    properties.update({name: properties[neighbour] for name, neighbour in _NEWER.items() if name not in properties})
    pairs = read.json(_PAIRS)
    schema = read.json(_DEFAULT_SCHEMA)
    conditions = {row["id"]: row["severity"] for row in read.json(_CONDITIONS)}
    rows = [_operation(row) for file in _OPERATIONS for row in read.json(file) if row["path"].startswith(_ROOTS)]
    return {
        "sources": read.sources(),
        "documents": documents,
        "metadata": metadata,
        "operations": sorted(rows, key=lambda row: (row["path"], row["method"])),
        "b2b_settings": {kind: [row["b2bSetting"] for row in pairs[kind]] for kind in ("documented", "conflicting")},
        "default_schema": {name: value for name, value in schema.items() if name not in ("source", "job_id_shape")},
        "conditions": conditions,
    }


class _Reader:
    """Reads files, and notes the repositories and commits that they name as their sources."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._found: dict[str, set[str]] = {}

    def json(self, name: str) -> Any:
        content = json.loads((self._folder / name).read_text(encoding="utf-8"))
        if isinstance(content, dict):
            self._note(content.get("source") or content["info"]["description"])
        return content

    def xml(self, name: str) -> ElementTree.Element:
        text = (self._folder / name).read_text(encoding="utf-8")
        self._note(text.partition("<!--")[2].partition("-->")[0])
        return ElementTree.fromstring(text)

    def _note(self, text: str) -> None:
        found = _SOURCE.findall(text)
        if not found:
            raise ValueError(f"no repository and commit in: {text}")
        for repository, commit in found:
            self._found.setdefault(repository, set()).add(commit)

    def sources(self) -> list[dict[str, str]]:
        """Repository, commit and licence. Some files shorten a commit that others give in full."""
        if unknown := sorted(set(self._found) - set(_LICENCES)):
            raise ValueError(f"look at the licence of {', '.join(unknown)}, and add it to _LICENCES")
        return [
            {"repository": repository, "commit": commit, "licence": _LICENCES[repository]}
            for repository, commits in sorted(self._found.items())
            for commit in sorted(commits)
            if not any(other != commit and other.startswith(commit) for other in commits)
        ]


def _document(content: dict[str, Any]) -> _Facts:
    """The paths and types of an OpenAPI document."""
    types = {_short(name): _type(schema) for name, schema in content["components"]["schemas"].items()}
    if set(types) & set(PLAIN):
        raise ValueError(f"names of types that are plain types: {set(types) & set(PLAIN)}")
    for name, type_ in types.items():
        types[name] = _flat(type_, types)
    paths: _Facts = {}
    for path, item in content["paths"].items():
        methods = {method: item[method] for method in ("delete", "get", "patch", "post", "put") if method in item}
        known = {method.upper(): _method(content["components"], item, raw) for method, raw in methods.items()}
        paths[normal_path(path)] = known
    return {"paths": paths, "types": types}


def _method(components: dict[str, Any], item: dict[str, Any], raw: dict[str, Any]) -> _Facts:
    """The query options of an operation, and the types of what it takes and answers, if it does."""

    def resolved(entry: dict[str, Any]) -> dict[str, Any]:
        if "$ref" not in entry:
            return entry
        _hash, _components, group, name = entry["$ref"].split("/")
        return components[group][name]

    parameters = [resolved(entry) for entry in (*item.get("parameters", ()), *raw.get("parameters", ()))]
    successes = [resolved(raw["responses"][name]) for name in raw["responses"] if name.startswith("2")]
    if not successes:
        raise ValueError(f"an operation without a success: {raw}")
    facts: _Facts = {"query": sorted({entry["name"] for entry in parameters if entry["in"] == "query"})}
    for name, entries in (("takes", [resolved(raw.get("requestBody", {}))]), ("answers", successes)):
        described = [media["schema"] for entry in entries for media in entry.get("content", {}).values()]
        if described:
            facts[name] = _type(described[0])
    return facts


def _short(name: str) -> str:
    return name.rpartition("/")[2].removeprefix("microsoft.graph.")


def _type(schema: _Schema) -> Any:
    """A schema in the language of facts.json. ``parts`` remain where a type is made from others."""
    if "$ref" in schema:
        return _short(schema["$ref"])
    if "anyOf" in schema:
        (real,) = [part for part in schema["anyOf"] if part != _OR_NULL]
        return _nullable(_type(real), schema.get("nullable") or _OR_NULL in schema["anyOf"])
    if "allOf" in schema:
        own = [{**schema, "allOf": None}] if "properties" in schema else []
        parts = [_object(part) if "properties" in part else _type(part) for part in (*schema["allOf"], *own)]
        return parts[0] if len(parts) == 1 else {"parts": parts}
    if "properties" in schema:
        return _nullable(_object(schema), schema.get("nullable", False))
    if "enum" in schema:
        flags = schema.get("x-flags") or schema.get("x-ms-enum-flags")
        return _nullable({"flags" if flags else "members": schema["enum"]}, schema.get("nullable", False))
    if schema["type"] == "array":
        items = _type(schema["items"])
        return _nullable({"items": items} if isinstance(items, dict) else f"{items}[]", schema.get("nullable", False))
    return _nullable(PLAIN[PLAIN.index(schema["type"])], schema.get("nullable", False))


def _nullable(type_: Any, nullable: bool) -> Any:
    if isinstance(type_, dict) and nullable:
        raise ValueError(f"a type without a name may be null: {type_}")
    return f"{type_}?" if nullable and not type_.endswith("?") else type_


def _object(schema: _Schema) -> _Facts:
    facts: _Facts = {"properties": {name: _type(part) for name, part in schema["properties"].items()}}
    # All properties of that name are called required, although Microsoft's own examples lack them.
    required = sorted(set(schema.get("required", ())) - {"@odata.type"})
    if required:
        facts["required"] = required
    if schema.get("additionalProperties") is True:
        facts["open"] = True
    return facts


def _flat(type_: Any, types: _Facts) -> Any:
    """A type that is made from others, as one."""
    if not isinstance(type_, dict) or "parts" not in type_:
        return type_
    parts = [_flat(types[part] if isinstance(part, str) else part, types) for part in type_["parts"]]
    flat: _Facts = {"properties": {name: item for part in parts for name, item in part["properties"].items()}}
    required = sorted({name for part in parts for name in part.get("required", ())})
    return flat | ({"required": required} if required else {}) | ({"open": True} if parts[-1].get("open") else {})


def _metadata(root: ElementTree.Element, kinds: tuple[str, ...]) -> _Facts:
    """The types of a metadata document (CSDL), with the names that it uses for plain types."""
    elements = {item.get("Name", ""): item for tag in ("EntityType", "ComplexType") for item in root.iter(_edm(tag))}

    def properties(name: str) -> dict[str, str]:
        base = elements[name].get("BaseType", "").rpartition(".")[2]
        own = {item.get("Name", ""): _declared(item) for kind in kinds for item in elements[name].iter(_edm(kind))}
        return {**(properties(base) if base in elements else {}), **own}

    types: _Facts = {name: {"properties": properties(name)} for name in elements}
    for item in root.iter(_edm("EnumType")):
        members = [member.get("Name") for member in item.iter(_edm("Member"))]
        types[item.get("Name", "")] = {"flags" if item.get("IsFlags") == "true" else "members": members}
    return types


def _edm(tag: str) -> str:
    return _NAMESPACE + tag


def _declared(item: ElementTree.Element) -> str:
    type_ = item.get("Type", "")
    name = type_.rstrip(")").rpartition(".")[2]
    if type_.startswith("Collection("):
        return f"{name}[]"
    return name if item.get("Nullable") == "false" else f"{name}?"


def _add_from_metadata(types: _Facts, metadata: _Facts) -> None:
    """The OpenAPI of v1.0 is older than the metadata. If they differ, the metadata is right."""
    for name, type_ in metadata.items():
        added = {
            key: re.sub(r"\w+", lambda word: _EDM.get(word[0], word[0]), declared)
            for key, declared in type_.get("properties", {}).items()
        }
        known = types.setdefault(name, {**type_, "properties": {}} if added else type_)
        if added:
            known["properties"] = {**added, **known["properties"]}


def _operation(row: dict[str, Any]) -> _Facts:
    facts = {name: row[name] for name in ("method", "versions")} | {"path": normal_path(row["path"])}
    if isinstance(row["success_status"], int):
        facts["status"] = row["success_status"]
    # About the source side, pages and metadata contradict each other, so that nothing follows from them.
    return facts | ({"clouds": row["clouds"]} if isinstance(row.get("clouds"), list) else {})


def main() -> int:
    parser = argparse.ArgumentParser(description="Write the facts of Microsoft's descriptions that the tests use.")
    parser.add_argument("source", type=Path, help='the folder with "contract" and "contract-next"')
    parser.add_argument("--check", action="store_true", help="write nothing, and fail if the file would change")
    arguments = parser.parse_args()
    if not (arguments.source / "contract").is_dir():
        parser.error(f"{arguments.source} has no folder contract: name the folder of the descriptions, SOURCE=folder")
    facts = make(arguments.source)
    for source in facts["sources"]:
        print("{repository} at {commit}, licence {licence}".format(**source))
    text = as_text(facts)
    if not arguments.check:
        FILE.write_text(text, encoding="utf-8")
    elif FILE.read_text(encoding="utf-8") != text:
        print(f"{FILE.name} is not what the script makes from {arguments.source}: make contract", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Microsoft's type definitions of cross-tenant access, read in place and never copied."""

from __future__ import annotations

from xml.etree import ElementTree

from ansible_collections.entra.cross_tenant.tests.contract.source import contract_folder

NAMESPACE = "{http://docs.oasis-open.org/odata/ns/edm}"


class Schema:
    """The types of one version in one cloud."""

    def __init__(self, root: ElementTree.Element):
        self._types = {
            element.get("Name"): element
            for tag in ("EntityType", "ComplexType", "EnumType")
            for element in root.iter(NAMESPACE + tag)
        }

    @classmethod
    def load(cls, name: str) -> Schema | None:
        """``name`` is part of the file's name, such as ``v1.0-Prod``. None if Microsoft's files are not at hand."""
        folder = contract_folder()
        return None if folder is None else cls(ElementTree.parse(folder / f"csdl-{name}-subset.xml").getroot())

    def __contains__(self, type_name: str) -> bool:
        return type_name in self._types

    def properties(self, type_name: str) -> dict[str, str]:
        """Name → type of the properties, without namespaces, also those of base types. A list type ends with []."""
        base = self._types[type_name].get("BaseType", "").rpartition(".")[2]
        inherited = self.properties(base) if base in self._types else {}
        own = {
            element.get("Name"): element.get("Type")
            for tag in ("Property", "NavigationProperty")
            for element in self._types[type_name].iter(NAMESPACE + tag)
        }
        return {**inherited, **{name: self._short(type_) for name, type_ in own.items()}}

    @staticmethod
    def _short(type_: str) -> str:
        name = type_.rstrip(")").rpartition(".")[2]
        return f"{name}[]" if type_.startswith("Collection(") else name

    def members(self, enum: str) -> set[str]:
        return {element.get("Name") for element in self._types[enum].iter(NAMESPACE + "Member")}

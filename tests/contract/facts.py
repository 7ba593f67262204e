# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""facts.json: what Microsoft's own descriptions say about the part of Graph that this collection uses.

``make_facts.py`` writes the file. Its keys are:

``sources``
    Repositories, commits and licences.
``documents``
    OpenAPI: "v1.0" and "beta" describe cross-tenant access. "source_side" and "logs" hold for both versions. Each has
    ``paths`` (path → method → query options, and the types that the method takes and answers) and ``types``.
``metadata``
    The types of a version in a cloud, such as "v1.0-Prod". Plain types have the names of the metadata there.
``operations``
    What reference pages say: method, path, versions, status of a success if the pages agree, and clouds.
``b2b_settings``, ``default_schema``, ``conditions``
    Documented and conflicting settings, the default schema of a job, and known conditions with their severity.

A type is a text or an object. In a text, ``?`` means that the value may be null, and ``[]`` that it is a list. An
object has ``properties`` (also ``required``, and ``open`` if others may occur), ``items``, ``members``, or ``flags``
(also ``empty`` if no flag is written as an empty text or null).
"""

from __future__ import annotations

import functools
import json
import re
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("facts.json")
PLAIN = ("boolean", "integer", "object", "string")


@functools.cache
def facts() -> dict[str, Any]:
    """The content of facts.json. Nobody may change it."""
    return json.loads(FILE.read_text(encoding="utf-8"))


def as_text(content: dict[str, Any]) -> str:
    """The text of facts.json with this content. The same content makes the same text."""
    return json.dumps(content, indent=1, sort_keys=True) + "\n"


def normal_path(path: str) -> str:
    """A path in which each parameter is ``{}``, since every description names parameters in its own way."""
    return re.sub(r"\{[^}]*\}", "{}", path)


class Metadata:
    """The types of one version in one cloud, such as ``v1.0-Prod``."""

    def __init__(self, name: str) -> None:
        self._types = facts()["metadata"][name]

    def __contains__(self, type_name: str) -> bool:
        return type_name in self._types

    def properties(self, type_name: str) -> dict[str, str]:
        """Name → type of the properties, also those of base types. The type of a list ends with []."""
        return {name: type_.removesuffix("?") for name, type_ in self._types[type_name]["properties"].items()}

    def members(self, enum: str) -> set[str]:
        type_ = self._types[enum]
        return set(type_["flags"] if "flags" in type_ else type_["members"])

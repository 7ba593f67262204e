# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Data → YAML text for the files of an inventory (private to this collection)."""

from __future__ import annotations

import traceback
from typing import Any

from ._graph.errors import MissingLibrary

YAML_IMPORT_ERROR: str | None = None
try:
    import yaml
except ImportError:
    YAML_IMPORT_ERROR = traceback.format_exc()


def yaml_text(data: Any) -> str:
    """The data as YAML. No text in it is a template, and no character in it controls a terminal or an editor.

    Raises MissingLibrary.
    """
    if YAML_IMPORT_ERROR is not None:
        raise MissingLibrary("PyYAML", YAML_IMPORT_ERROR)
    # PyYAML either escapes all characters outside ASCII, or leaves control characters of Unicode as they are.
    return "---\n" + yaml.dump(
        _plain(data), Dumper=_dumper(), sort_keys=False, allow_unicode=_printable(data), width=110
    )


def yaml_data(text: str) -> Any:
    """The data in a text of ``yaml_text``, or in other YAML without templates; None if it cannot be read.

    Raises MissingLibrary.
    """
    if YAML_IMPORT_ERROR is not None:
        raise MissingLibrary("PyYAML", YAML_IMPORT_ERROR)

    # The parser in C is ten times as fast, and is not everywhere.
    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
        """A loader that knows texts that must not become templates."""

    Loader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(node))
    try:
        return yaml.load(text, Loader)  # noqa: S506 - the loader is safe
    except (yaml.YAMLError, ValueError):
        return None


class _Unsafe(str):
    """A text that looks like a template. It must not become one: the name of a policy must not run code."""


def _dumper() -> type[yaml.SafeDumper]:
    class Dumper(yaml.SafeDumper):
        """A dumper without anchors: a value that occurs twice is written twice."""

        def ignore_aliases(self, data: object) -> bool:
            return True

    Dumper.add_representer(_Unsafe, lambda dumper, text: dumper.represent_scalar("!unsafe", str(text)))
    return Dumper


def _plain(value: Any) -> Any:
    """The value in plain types, which YAML knows. Values of tasks have types of ansible-core."""
    if isinstance(value, dict):
        return {str.__str__(name): _plain(member) for name, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(member) for member in value]
    if isinstance(value, str):
        # If ansible-core has marked a text as unsafe, str(value) would keep this mark.
        text = str.__str__(value)
        return _Unsafe(text) if any(mark in text for mark in ("{{", "{%", "{#")) else text
    return value if value is None or isinstance(value, (bool, int, float)) else str(value)


def _printable(value: Any) -> bool:
    if isinstance(value, dict):
        return all(_printable(member) for member in value.values())
    if isinstance(value, (list, tuple)):
        return all(_printable(member) for member in value)
    return not isinstance(value, str) or value.isprintable()

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Variables for keywords of plays, such as ``serial`` (private to this collection). Pure.

ansible-core evaluates these keywords before any task. So no task can check the variables.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ansible_collections.entra.cross_tenant.plugins.module_utils._arguments import converted
from ansible_collections.entra.cross_tenant.plugins.module_utils._literals import NotThatShape, list_in, stripped
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import BadInput
from ansible_collections.entra.cross_tenant.plugins.module_utils._names import tenant_key
from ansible_collections.entra.cross_tenant.plugins.module_utils._options import GRAPH_OPTIONS
from ansible_collections.entra.cross_tenant.plugins.module_utils._secrecy.wrong_form import (
    home_name,
    no_home,
    shown_name,
)

_PART = re.compile(r"([1-9][0-9]*)(%?)")
# The length allows a file with this name on every file system, and also its backup, which has a longer name.
_GROUP = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")


def play_keyword(value: Any, name: str, default: Any = None) -> Any:
    """A value in the type of its keyword, or the default if it is empty. Raises BadInput, which names the variable."""
    if name not in _KINDS:
        raise BadInput([f"{name} is not a variable for a keyword of a play"])
    if value is None or (isinstance(value, str) and not stripped(value)):
        if name in _NEEDED:
            raise BadInput([f"{name} is not given. {_NEEDED[name]}"])
        return default
    try:
        return _KINDS[name](value)
    except ValueError as error:
        raise BadInput([f"{name} {error}"]) from error


# Each of these functions returns a value in the type of its keyword, or raises ValueError. The message is the rest of a
# sentence that begins with the name of the variable.


def _serial(value: Any) -> list[int | str]:
    """The sizes of batches of hosts, from a number, a percentage, or a list of them."""
    if isinstance(value, str) and ("," in value or stripped(value).startswith("[")):
        try:
            value = list_in(value)
        except NotThatShape as error:
            raise ValueError(f"has to be a list and is text that is not one: {error}") from error
    parts = value if isinstance(value, list) else [value]
    if not parts:
        raise ValueError("is an empty list of batch sizes")
    return [_size(part) for part in parts]


def _size(value: Any) -> int | str:
    size = _PART.fullmatch("" if isinstance(value, bool) else str(value).strip())
    if size is None or (size.group(2) and int(size.group(1)) > 100):
        raise ValueError(f"takes numbers of hosts from 1 and percentages from 1% to 100%, but not {shown_name(value)}")
    return size.group(0) if size.group(2) else int(size.group(0))


def _api_version(value: Any) -> str:
    versions: list[str] = GRAPH_OPTIONS["api_version"]["choices"]
    if not isinstance(value, str) or value not in versions:
        raise ValueError(f"is one of {', '.join(versions)}, and not {shown_name(value)}")
    return value


def _pattern(value: Any) -> str | list[str]:
    given = value
    if isinstance(value, str) and stripped(value).startswith("["):
        try:
            value = list_in(value)
        except NotThatShape:
            # A pattern may also begin with a bracket, for example [ab]*.
            value = given
    parts = value if isinstance(value, list) else [value]
    if not parts or not all(isinstance(part, str) and part.strip() for part in parts):
        raise ValueError(f"is a pattern of hosts or a list of patterns, and not {shown_name(given)}")
    parts = [part.strip() for part in parts]
    # The list stays a list, since a pattern may contain a comma or a colon.
    return parts if isinstance(value, list) else parts[0]


def _group(value: Any) -> str:
    if not isinstance(value, str) or not _GROUP.fullmatch(value):
        raise ValueError(
            "is the name of a group, made of up to 100 letters, digits and underscores, no digit first, "
            f"and not {shown_name(value)}"
        )
    return value


def _directory(value: Any) -> str:
    if not isinstance(value, str) or any(ord(character) < 0x20 or ord(character) == 0x7F for character in value):
        raise ValueError(f"is a path, and not {shown_name(value)}")
    return value


def _bool(value: Any) -> bool:
    options, faults = converted({"value": {"type": "bool"}}, {"value": value})
    if faults:
        raise ValueError(f"is true or false, and not {shown_name(value)}")
    given: bool = options["value"]
    return given


def _home_tenant(value: Any) -> str:
    name = home_name(value)
    if name is None:
        raise ValueError(no_home("", value).strip())
    return name


def _tenant_id(value: Any) -> str:
    key = tenant_key(value)
    if key is None:
        raise ValueError(f"is the ID of a tenant (a GUID), and not {shown_name(value)}")
    return key


def _confirmed(value: Any) -> str:
    """The text "yes" for true values. Any other Boolean value is "no"."""
    return "yes" if _bool(value) else "no"


def _names(value: Any) -> list[str]:
    """A list of names, or of tokens. No message shows a value."""
    try:
        parts = list_in(value) if isinstance(value, str) else value
    except NotThatShape:
        raise ValueError("is a list of texts, and is text that is no list") from None
    if not isinstance(parts, list) or not all(isinstance(part, str) and part.strip() for part in parts):
        raise ValueError("is a list of texts")
    return [part.strip() for part in parts]


_NEEDED = {
    "partner_export_directory": "Say where to write: -e partner_export_directory=DIRECTORY",
    "try_unknowns_home_tenant": "Say which tenant is the test tenant: -e try_unknowns_home_tenant=ID",
    "try_unknowns_partner_tenant": (
        "Say which tenant may become a partner for a few minutes: -e try_unknowns_partner_tenant=ID"
    ),
}
_KINDS: dict[str, Callable[[Any], object]] = {
    "partner_onboarding_serial": _serial,
    "partner_onboarding_api_version": _api_version,
    "partner_onboarding_hosts": _pattern,
    "partner_onboarding_allow_empty": _bool,
    "partner_onboarding_home_tenant": _home_tenant,
    "partner_synchronization_serial": _serial,
    "partner_synchronization_hosts": _pattern,
    "partner_synchronization_allow_empty": _bool,
    "partner_export_group": _group,
    "partner_export_directory": _directory,
    "partner_export_overwrite": _bool,
    "partner_export_tenant_names": _bool,
    "partner_export_configurations": _bool,
    "try_unknowns_home_tenant": _tenant_id,
    "try_unknowns_partner_tenant": _tenant_id,
    "try_unknowns_confirmed": _confirmed,
    "try_unknowns_questions": _names,
    "try_unknowns_report": _directory,
    "try_unknowns_further_access_tokens": _names,
}
#: The names of all variables for keywords of plays.
NAMES = tuple(_KINDS)

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Arguments of the wrong shape (private to this collection).

ansible-core fails with a traceback where a dict with suboptions is a boolean or a number, "inbound_trust: false" for
example, and makes a list of a text by its commas. So shapes are looked at before it validates the rest.
"""

from __future__ import annotations

from ansible.module_utils.common.validation import check_type_dict

_SHAPES = {dict: "a dictionary", list: "a list", str: "text", bool: "true or false", type(None): "nothing"}


def misshapen(argument_spec: dict, arguments: dict, prefix: str = "") -> list[str]:
    """One sentence for each argument with suboptions that is no dict, or no list of them, and cannot become one."""
    problems = []
    for name, option in argument_spec.items():
        value = arguments.get(name)
        if "options" not in option or value is None:
            continue
        if option["type"] == "dict":
            problems += _of_dict(option["options"], value, f"{prefix}{name}")
        elif isinstance(value, list):
            for number, item in enumerate(value, start=1):
                problems += _of_dict(option["options"], item, _label(prefix + name, number, item))
        else:
            problems.append(f"{prefix}{name} has to be a list and is {_shape(value)}{_remedy(value)}")
    return problems


def label_of(item) -> str | None:
    """What a partner in a list is called."""
    return str(item.get("tenant") or item.get("tenant_id") or "") or None if isinstance(item, dict) else None


def _of_dict(options, value, place):
    if isinstance(value, str):
        # ansible-core makes a dict of JSON text and of "key=value", as everywhere. Where it cannot, it gives up before
        # it knows which options are secret, and shows them all.
        try:
            value = check_type_dict(value)
        except (TypeError, ValueError):
            return [f"{place} has to be a dictionary and is text that is none"]
    if isinstance(value, dict):
        return misshapen(options, value, f"{place}.")
    return [f"{place} has to be a dictionary and is {_shape(value)}"]


def _label(place, number, item):
    label = label_of(item)
    return f"{place}[{number}] ({label})" if label else f"{place}[{number}]"


def _shape(value):
    return _SHAPES.get(type(value), "a number")


def _remedy(value):
    return "; the filter from_json makes one of JSON text, such as a survey gives" if isinstance(value, str) else ""

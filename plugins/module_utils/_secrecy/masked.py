# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Text that Ansible has masked (private to this collection). Pure.

Ansible masks every text in a result that equals or contains a secret. The name of a partner may equal a password. Then
Ansible masks this name. An export, a plan or a comparison must not use the mask as a name.
"""

from __future__ import annotations

from typing import Any

# The first mask replaces a whole text, the second a part of a text: ansible.module_utils.common.parameters.
_MASKS = ("VALUE_SPECIFIED_IN_NO_LOG_PARAMETER", "********")


def masked_places(value: Any, place: str = "") -> list[str]:
    """The places of masked texts in a value, as paths of names, for example ``identity_sync.display_name``."""
    if isinstance(value, str):
        return [place or "the text"] if _is_masked(value) else []
    if isinstance(value, dict):
        members = [(f"{place}.{name}" if place else str(name), member) for name, member in value.items()]
    elif isinstance(value, (list, tuple)):
        members = [(f"{place}[{number}]", member) for number, member in enumerate(value, start=1)]
    else:
        return []
    return [found for name, member in members for found in masked_places(member, name)]


def _is_masked(text: str) -> bool:
    return any(mask in text for mask in _MASKS)


def _has_masked(value: Any) -> bool:
    """Whether a value contains a masked text. This takes a small part of the time of ``masked_places``."""
    texts: list[str] = []
    containers: list[Any] = [[value]]
    while containers:
        container = containers.pop()
        for member in container.values() if isinstance(container, dict) else container:
            if isinstance(member, str):
                texts.append(member)
            elif isinstance(member, (dict, list, tuple)):
                containers.append(member)
    # No mask contains the separator.
    return _is_masked("\0".join(texts))


def masked_problems(value: Any) -> list[str]:
    """One sentence for each masked text in a value."""
    if not _has_masked(value):
        return []
    return [
        f"{place} was masked, because it contains a secret of a task or of the environment. The original text is not "
        "known here: change the secret, or give the value by other means than the result of that task"
        for place in masked_places(value)
    ]

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two values for an option of any kind, so that a row of a settings table is tested without code of its own."""

from __future__ import annotations

from ansible_collections.entra.cross_tenant.plugins.module_utils._model.kinds import (
    Boolean,
    Choice,
    Flags,
    Items,
    Record,
    Text,
    Wrapped,
)


def sample(kind, number: int):
    """Value 0 or 1, in the form that the options take."""
    if isinstance(kind, Boolean):
        return number == 0
    if isinstance(kind, Text):
        return f"sample-{number}"
    if isinstance(kind, Choice):
        return kind.words[number]
    if isinstance(kind, Flags):
        return list(kind.members)[number : number + 1]
    if isinstance(kind, Wrapped):
        return sample(kind.kind, number)
    if isinstance(kind, Items):
        item = {field.name: sample(field.kind, number) for field in kind.fields}
        # The objects that can exist are known before Graph is asked.
        return [dict(item, target=f"0be493dc-cb56-4a53-936f-00000000000{number}") if "target" in item else item]
    assert isinstance(kind, Record), kind
    return {field.name: sample(field.kind, number) for field in kind.fields}

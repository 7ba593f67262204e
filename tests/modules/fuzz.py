# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON of any kind, and JSON that was correct until one place in it was changed."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

#: Texts that have caused trouble elsewhere: control characters, marks that change the direction of writing, templates,
#: markup, paths, numbers and nothing.
HOSTILE_TEXTS = (
    "",
    " ",
    "\x1b[31mred\x1b[0m",
    "line\r\nbreak\ttab\x01control\x7f",
    "\u202eright to left\u2066\u2069",
    "zero\u200bwidth\ufeff\u2028separator",
    # The result of evaluating one of these differs from its text.
    "{{ 'jinja' ~ '/was/run' }}",
    "{% if true %}{{ 'jinja' ~ '/was/run' }}{% endif %}{# comment #}",
    "<script>alert('x')</script>",
    "'; DROP TABLE partners; --",
    "../../default",
    "$(echo shell$((1))run)`id`",
    "null",
    "true",
    "[1, 2]",
    "\U0001f984" * 50,
    "e\u0301",
    "x" * 5000,
)

# What JSON can carry. Lone surrogates do not exist in UTF-8. NUL makes syslog fail, and ansible-core with it.
_CHARACTERS = st.characters(exclude_categories=("Cs",), exclude_characters="\x00")
TEXTS = st.sampled_from(HOSTILE_TEXTS) | st.text(_CHARACTERS, max_size=20)
SCALARS = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
ANYTHING = st.recursive(
    SCALARS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=8,
)


@dataclass(frozen=True)
class Mutation:
    """One place in a JSON value, wherever that place turns out to be, and the change that happens there."""

    turns: tuple[int, ...]
    operation: str
    value: Any

    def __call__(self, body: Any) -> Any:
        holder: dict | list | None = None
        key: Any = None
        node = root = copy.deepcopy(body)
        for turn in self.turns:
            if not isinstance(node, (dict, list)) or not node:
                break
            holder, key = node, sorted(node)[turn % len(node)] if isinstance(node, dict) else turn % len(node)
            node = holder[key]
        if holder is None:
            return copy.deepcopy(self.value)
        if self.operation == "remove":
            del holder[key]
        elif self.operation == "repeat" and isinstance(holder, list):
            holder.append(copy.deepcopy(node))
        else:
            holder[key] = copy.deepcopy(self.value)
        return root


MUTATIONS = st.builds(
    Mutation,
    st.lists(st.integers(0, 20), min_size=0, max_size=6).map(tuple),
    st.sampled_from(["replace", "remove", "repeat"]),
    ANYTHING,
)

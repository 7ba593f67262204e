# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ``make test`` shows with a part, and ``make test-long`` with the whole."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import settings

# Examples of a property whose test names no number: those of hypothesis itself, and three tenths of them every day.
WHOLE, EVERYDAY = 100, 30


def register() -> None:
    """Profiles of hypothesis; ``make test-long`` asks for the other one."""
    # On top of what hypothesis does where it is in CI.
    usual = settings.default
    settings.register_profile("everyday", parent=usual, max_examples=EVERYDAY)
    settings.register_profile("whole", parent=usual, max_examples=WHOLE)
    settings.load_profile("everyday")


def examples(number: int) -> int:
    """The same three tenths for a test that names a number.

    At least two: the first example of hypothesis is the simplest one.
    """
    return max(2, number * settings.default.max_examples // WHOLE)


def rest_long(values: Iterable[Any], *everyday: Any) -> list[Any]:
    """Parameters of a test, all but the ``everyday`` ones for ``make test-long``."""
    values = list(values)
    assert all(each in values for each in everyday)
    return [
        value
        if value in everyday
        else pytest.param(*(value if isinstance(value, tuple) else (value,)), marks=pytest.mark.long)
        for value in values
    ]


def third_everyday(*parameters: Iterable[Any]) -> list[Any]:
    """All combinations of parameters: every day a third of them, in which each value of each parameter is."""
    combinations = itertools.product(*(list(enumerate(values)) for values in parameters))
    return [
        pytest.param(
            *(value for _index, value in combination),
            marks=[pytest.mark.long] if sum(index for index, _value in combination) % 3 else [],
        )
        for combination in combinations
    ]

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts of tests: ``make test`` runs a part of the examples and parameters, ``make test-long`` runs all of them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import settings

# Numbers of examples if a test names no number: the default of hypothesis, and three tenths of it every day.
WHOLE, EVERYDAY = 100, 30


def register() -> None:
    """Register the profiles of hypothesis. ``make test-long`` selects the profile "whole".

    In CI, hypothesis changes its default profile: each run has the same examples, so that nobody's change fails because
    of an example that another change met. The whole examples are random, since the weekly run looks for new ones.
    """
    usual = settings.default
    settings.register_profile("everyday", parent=usual, max_examples=EVERYDAY)
    settings.register_profile("whole", parent=usual, max_examples=WHOLE, derandomize=False)
    settings.load_profile("everyday")


def examples(number: int) -> int:
    """Three tenths of the examples of a test that names a number, or all of them for ``make test-long``.

    The result is at least two, since the first example of hypothesis is the simplest one.
    """
    return max(2, number * settings.default.max_examples // WHOLE)


def rest_long(values: Iterable[Any], *everyday: Any) -> list[Any]:
    """Parameters of a test. All of them except the ``everyday`` ones run only in ``make test-long``."""
    values = list(values)
    assert all(each in values for each in everyday)
    return [
        value
        if value in everyday
        else pytest.param(*(value if isinstance(value, tuple) else (value,)), marks=pytest.mark.long)
        for value in values
    ]


def one_in(number: int, *parameters: Iterable[Any]) -> list[Any]:
    """All combinations of parameters. One in ``number`` runs every day; these contain each value of each parameter."""
    indexed = [list(enumerate(values)) for values in parameters]
    steps = sum(len(values) - 1 for values in indexed)
    # For each value of a parameter, the others reach each remainder.
    assert all(steps - (len(values) - 1) >= number - 1 for values in indexed), "some value would never run"
    return [
        pytest.param(
            *(value for _index, value in combination),
            marks=[pytest.mark.long] if sum(index for index, _value in combination) % number else [],
        )
        for combination in itertools.product(*indexed)
    ]

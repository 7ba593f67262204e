# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An argument of the wrong shape gives a clear error message before ansible-core fails because of it."""

from __future__ import annotations

import pytest

from ansible_collections.entra.cross_tenant.plugins.module_utils._arguments import misshapen
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import PARTNER_OPTIONS
from ansible_collections.entra.cross_tenant.plugins.module_utils._names import label_of

SPEC = {
    "plain": {"type": "str"},
    "trust": {
        "type": "dict",
        "options": {
            "flag": {"type": "bool"},
            "inner": {"type": "dict", "options": {"x": {"type": "str"}}},
        },
    },
    "partners": {
        "type": "list",
        "elements": "dict",
        "options": {"tenant": {"type": "str"}, "trust": {"type": "dict", "options": {"flag": {"type": "bool"}}}},
    },
}


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"plain": 1, "unknown": False},
        {"trust": None, "partners": None},
        {"trust": {}, "partners": []},
        {"trust": {"flag": "yes", "inner": {"x": 1}}},
        {"trust": {"inner": None}},
        # ansible-core accepts a dictionary as text in these forms, in every option.
        {"trust": "flag=true"},
        {"trust": '{"flag": true, "inner": {"x": "y"}}'},
        {"partners": [{"tenant": "a", "trust": {"flag": True}}, "tenant=b", {}]},
    ],
)
def test_shapes_that_are_right(arguments):
    assert misshapen(SPEC, arguments) == []


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        (False, "is true or false"),
        (True, "is true or false"),
        (0, "is a number"),
        (1.5, "is a number"),
        ([], "is a list"),
        ("false", "is text that is not one: it is neither JSON nor made of key=value"),
        (
            "{",
            "is text that is not one: broken JSON, Expecting property name enclosed in double quotes: "
            "line 1 column 2 (char 1)",
        ),
        ("[1]", "is text that is not one: it is a list"),
    ],
)
def test_a_dictionary_that_is_none(value, shape):
    assert misshapen(SPEC, {"trust": value}) == [f"trust has to be a dictionary and {shape}"]
    assert misshapen(SPEC, {"trust": {"inner": value}}) == [f"trust.inner has to be a dictionary and {shape}"]
    assert misshapen(SPEC, {"partners": [{}, value]}) == [f"partners[2] has to be a dictionary and {shape}"]
    assert misshapen(SPEC, {"partners": [{"tenant": "a", "trust": value}]}) == [
        f"partners[1] (a).trust has to be a dictionary and {shape}"
    ]


def test_nothing_in_the_place_of_a_dictionary():
    assert misshapen(SPEC, {"partners": [None]}) == ["partners[1] has to be a dictionary and is nothing"]


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        ({}, "a dictionary"),
        (True, "true or false"),
        (1, "a number"),
        ("[]", "text; the filter from_json turns JSON text, for example from a survey, into a list"),
    ],
)
def test_a_list_that_is_none(value, shape):
    assert misshapen(SPEC, {"partners": value}) == [f"partners has to be a list and is {shape}"]


def test_text_is_looked_into():
    assert misshapen(SPEC, {"trust": '{"inner": 1}'}) == ["trust.inner has to be a dictionary and is a number"]


def test_everything_is_told_at_once():
    arguments = {"trust": False, "partners": [1, {"tenant": "a", "trust": 2}]}
    assert len(misshapen(SPEC, arguments)) == 3


@pytest.mark.parametrize(
    ("item", "label"),
    [
        ({"tenant": "a", "tenant_id": "b"}, "a"),
        ({"tenant": None, "tenant_id": "b"}, "b"),
        ({"tenant": 7}, "7"),
        ({"tenant": ""}, None),
        ({}, None),
        (None, None),
        ("tenant=a", None),
        (["tenant"], None),
    ],
)
def test_what_a_partner_is_called(item, label):
    assert label_of(item) == label


@pytest.mark.parametrize("name", [name for name, option in PARTNER_OPTIONS.items() if "options" in option])
def test_each_setting_of_a_partner_with_parts(name):
    assert misshapen(PARTNER_OPTIONS, {name: False}) == [f"{name} has to be a dictionary and is true or false"]

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text instead of typed values, ranges of numbers, and text that was masked."""

from __future__ import annotations

import json
import math

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.entra.cross_tenant.plugins.module_utils._arguments import (
    Converter,
    converted,
    misshapen,
    set_apart,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._invocation import LARGE_OPTIONS
from ansible_collections.entra.cross_tenant.plugins.module_utils._literals import NotThatShape, dictionary_in, list_in
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import PARTNER_OPTIONS
from ansible_collections.entra.cross_tenant.plugins.module_utils._options import RANGES, Range, out_of_range
from ansible_collections.entra.cross_tenant.plugins.module_utils._secrecy.masked import masked_places, masked_problems
from ansible_collections.entra.cross_tenant.plugins.modules import partners, sync_configurations

TENANT = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3)),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=3), VALUES), st.sampled_from(["", "\ufeff", " \n", "\ufeff  "]))
def test_a_dictionary_as_text_is_the_dictionary(value, before):
    assert dictionary_in(before + json.dumps(value)) == value
    assert dictionary_in(before + repr(value)) == value


@given(st.lists(VALUES, max_size=3), st.sampled_from(["", "\ufeff", "\n"]))
def test_a_list_as_text_is_the_list(value, before):
    assert list_in(before + json.dumps(value)) == value
    assert list_in(before + repr(value)) == value


def test_words_with_commas_are_a_list():
    assert list_in("html, json ,csv") == ["html", "json", "csv"]
    assert list_in("html") == ["html"]
    for nothing in (" ", ","):
        with pytest.raises(NotThatShape, match="no values"):
            list_in(nothing)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"a": 1, "a": 2}', "a more than once"),
        ('[{"tenant": 1, "tenant": 1}]', "tenant more than once"),
        ('{"a": [1}', "line 1 column"),
        ('{\n"a": tru}', "line 2 column"),
        ('{"a": NaN}', "NaN"),
        ("[" * 100_000, "nested too deeply"),
        ("{1, 2}", "broken JSON"),
    ],
)
def test_what_text_is_not(text, reason):
    for function in (dictionary_in, list_in):
        with pytest.raises(NotThatShape, match=reason):
            function(text)


def test_the_other_shape_is_refused():
    with pytest.raises(NotThatShape, match="a list"):
        dictionary_in("[1]")
    with pytest.raises(NotThatShape, match="a dictionary"):
        list_in('{"a": 1}')


@pytest.mark.parametrize(
    ("given", "converted_to"),
    [
        ({"inbound_trust": '{"mfa_accepted": true}'}, {"inbound_trust": {"mfa_accepted": True}}),
        ({"inbound_trust": "mfa_accepted=no"}, {"inbound_trust": {"mfa_accepted": False}}),
        ({"inbound_trust": {"mfa_accepted": "0"}}, {"inbound_trust": {"mfa_accepted": False}}),
        ({"identity_sync": "display_name=Own"}, {"identity_sync": {"display_name": "Own"}}),
        ({"inherit": "inbound_trust, tenant_restrictions"}, {"inherit": ["inbound_trust", "tenant_restrictions"]}),
        ({"tenant_id": TENANT}, {"tenant": TENANT}),
        ({"inbound_trust": None}, {"inbound_trust": None}),
        ({"inbound_trust": {"mfa_accepted": None}}, {"inbound_trust": {"mfa_accepted": None}}),
        ({}, {}),
    ],
)
def test_only_what_is_given_is_converted(given, converted_to):
    assert converted(PARTNER_OPTIONS, given) == (converted_to, [])


# Values that look like those of an option: right ones, wrong ones, and ones that have to be converted.
NEARLY = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from([0, 1, 2.0, "", "yes", "true", "present", "user", "blocked", "a,b", "{}", [], {}, [[]]]),
)


def of_option(option):
    """Values of an option, right and nearly right."""
    if option.get("options"):
        members = of_spec(option["options"])
        right = members if option["type"] == "dict" else st.lists(members, max_size=2)
    elif option.get("choices"):
        word = st.sampled_from(option["choices"])
        right = word if option["type"] == "str" else st.lists(word, max_size=2)
    else:
        texts = st.text(max_size=3)
        kinds = {"bool": st.booleans(), "str": texts, "list": st.lists(texts, max_size=2)}
        right = kinds.get(option["type"], st.dictionaries(texts, st.booleans(), max_size=2))
    return st.integers(0, 9).flatmap(lambda chance: NEARLY if chance == 0 else right)


def of_spec(spec):
    values = {name: of_option(option) for name, option in spec.items()}
    required = {name for name, option in spec.items() if option.get("required")}
    return st.fixed_dictionaries(
        {name: value for name, value in values.items() if name in required},
        optional={name: value for name, value in values.items() if name not in required},
    )


@given(of_spec(PARTNER_OPTIONS))
def test_ansible_core_would_not_change_the_values_that_it_does_not_see(arguments):
    partner = Converter(PARTNER_OPTIONS)
    assert partner.converted(arguments) == partner.validated(arguments)


def without_nulls(value):
    if isinstance(value, list):
        return [without_nulls(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {name: without_nulls(member) for name, member in value.items() if member is not None}


@pytest.mark.parametrize("options", [partners.OPTIONS, sync_configurations.OPTIONS], ids=["partners", "configurations"])
@given(data=st.data())
def test_ansible_core_would_only_add_nulls_to_a_list_that_it_does_not_see(options, data):
    (name,) = set(LARGE_OPTIONS).intersection(options)
    arguments = {name: data.draw(st.lists(of_spec(options[name]["options"]), max_size=1)), "timeout": 5}
    lists, others = set_apart(options, arguments, LARGE_OPTIONS)
    assert {**others, **lists} == arguments
    if lists:
        assert lists == {name: arguments[name]} and others == {name: [], "timeout": 5}
        checked = ArgumentSpecValidator(options).validate(arguments)
        assert misshapen(options, arguments) == checked.error_messages == []
        assert without_nulls(checked.validated_parameters[name]) == arguments[name]


@pytest.mark.parametrize(
    ("items", "member"),
    [
        ([{"a": "x"}], {"default": "y"}),
        ([{"a": "x"}, {}], {"required": True}),
        ([{"a": 1}], {}),
        ([{"a": None}], {}),
        ([{"b": "x"}], {}),
        ([{"b": "x"}], {"aliases": ["b"]}),
        ("a=x", {}),
        (None, {}),
    ],
)
def test_ansible_core_sees_a_list_that_it_may_change_or_refuse(items, member):
    spec = {"items": {"type": "list", "elements": "dict", "options": {"a": {"type": "str", **member}}}}
    assert set_apart(spec, {"items": items, "other": []}, ["items", "other"]) == ({}, {"items": items, "other": []})


SPECIAL = {
    "needed": {"type": "str", "required": True},
    "number": {"type": "int"},
    "odd": {"type": "str", "removed_in_version": "9.0.0"},
    "two": {"type": "dict", "options": {"a": {"type": "str"}, "b": {"type": "str"}}, "required_together": [["a", "b"]]},
}


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"needed": "x"},
        {"needed": "x", "number": True},
        {"needed": "x", "number": 2},
        {"needed": "x", "odd": "y"},
        {"needed": "x", "two": {"a": "y"}},
        {"needed": "x", 1: 2},
        {"needed": 1},
    ],
)
def test_rules_of_an_option_that_only_ansible_core_knows(arguments):
    one = Converter(SPECIAL)
    assert one.converted(arguments) == one.validated(arguments)


@pytest.mark.parametrize(
    "given", [{"state": ""}, {"inbound_trust": "yes"}, {"inbound_trust": {"mfa_accepted": ""}}, {"colour": 1}]
)
def test_what_cannot_be_converted_is_named(given):
    result, problems = converted(PARTNER_OPTIONS, given)
    assert result == {} and next(iter(given)) in problems[0]


@given(st.one_of(st.integers(), st.floats()), st.sampled_from(sorted(RANGES)))
def test_numbers_have_ranges(value, name):
    allowed = RANGES[name]
    inside = (isinstance(value, int) or math.isfinite(value)) and value <= allowed.most
    inside = inside and (value > allowed.least if allowed.above else value >= allowed.least)
    problems = out_of_range({name: value})
    assert bool(problems) != inside
    assert not problems or problems[0].startswith(f"{name} has to be ")


def test_ranges():
    assert out_of_range({"batch_size": 21}) == ["batch_size has to be at least 1 and at most 20, and is 21"]
    assert out_of_range({"wait_timeout": 0.0}) == [
        "wait_timeout has to be more than 0 and at most 1,000,000, and is 0.0"
    ]
    assert out_of_range({"prune_limit": -3, "removal_limit": 0}) == [
        "prune_limit has to be at least 0 and at most 1,000,000,000, and is -3"
    ]
    assert Range(0, 10**500).problem(10**400) is None and out_of_range({"timeout": None}) == []


def test_true_is_no_number():
    assert converted({"limit": {"type": "int"}}, {"limit": True})[1] == [
        "limit has to be a number and is true or false"
    ]


def test_what_ansible_masked_is_found_wherever_it_is():
    row = {"a": [{"b": "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"}, "x"], "c": "My ******** GmbH", "d": "*******", "e": None}
    assert masked_places(row) == ["a[1].b", "c"]
    assert masked_problems(row)[1].startswith("c was masked, because it contains a secret")
    assert masked_problems({"a": ["b", 1, None, True]}) == []

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that nobody should give: refused with a reason, or carried out exactly as they say."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansible_collections.entra.cross_tenant.plugins.module_utils._names import tenant_key
from ansible_collections.entra.cross_tenant.tests.everyday import examples, rest_long
from ansible_collections.entra.cross_tenant.tests.modules.fuzz import ANYTHING, HOSTILE_TEXTS, MUTATIONS, TEXTS
from ansible_collections.entra.cross_tenant.tests.modules.test_throttling import fleet

IDS = [f"90e29127-71ad-49c7-9ce8-{number:012x}" for number in range(0xFF0, 0xFF4)]
SETTINGS = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}

LIST = [
    {
        "tenant": IDS[0],
        "state": "present",
        "automatic_user_consent": {"inbound_allowed": True, "outbound_allowed": False},
        "inherit": ["inbound_trust"],
        "identity_sync": {"state": "present", "display_name": "Fabrikam", "user_sync_allowed": True},
        "read_only": {"service_provider": True},
        "unknown_settings": {"somethingNew": {"x": [1]}},
    },
    {"tenant_id": IDS[1], "state": "absent", "inbound_trust": {"mfa_accepted": True}},
    {"tenant": IDS[2], "identity_sync": {"state": "absent"}},
]


def run_twice(simulator, run_module, partners):
    simulator.reset()
    simulator.directory.add_partner(IDS[1], {"displayName": "Gone"})
    simulator.directory.add_partner(IDS[2], {"displayName": "Gone"})
    rehearsal = run_module("partners", check=True, partners=partners)
    assert not simulator.log.writes()
    result = run_module("partners", partners=partners)
    for each in (rehearsal, result):
        # A traceback is not a SystemExit, so it fails the test.
        assert bool(each.get("failed")) == bool(each.get("msg"))
    assert rehearsal.get("msg") == result.get("msg")
    assert rehearsal.get("changes") == result.get("changes")
    assert rehearsal.get("diff") == result.get("diff")
    if result.get("failed"):
        # The whole task is refused. The simulator itself would accept each of these options.
        assert not simulator.log.writes()
    else:
        assert run_module("partners", check=True, partners=partners)["changed"] is False
    return result


def mutated(mutations):
    value = LIST
    for mutation in mutations:
        value = mutation(value)
    return value


INVENTORIES = st.lists(MUTATIONS, min_size=1, max_size=3).map(mutated) | ANYTHING.filter(
    lambda value: value is not None
)


@settings(max_examples=examples(75), **SETTINGS)
@given(partners=INVENTORIES)
def test_any_list_of_partners_is_refused_or_done(simulator, run_module, partners):
    run_twice(simulator, run_module, partners)


@pytest.mark.long
@pytest.mark.timeout(3600)
@settings(max_examples=5000, **SETTINGS)
@given(partners=INVENTORIES)
def test_any_list_of_partners_for_long(simulator, run_module, partners):
    run_twice(simulator, run_module, partners)


@settings(max_examples=examples(60), **SETTINGS)
@given(name=TEXTS)
def test_any_display_name_is_written_as_it_is(simulator, run_module, name):
    partners = [{"tenant": IDS[0], "identity_sync": {"display_name": name}}]
    result = run_twice(simulator, run_module, partners)
    assert result["changed"] is True
    assert simulator.directory.identity_sync(IDS[0]).get("displayName") == (name or None)


@pytest.mark.parametrize("name", HOSTILE_TEXTS, ids=ascii)
def test_display_name_that_made_trouble_elsewhere(simulator, run_module, name):
    single = {"partner_tenant": IDS[1], "display_name": name}
    simulator.directory.add_partner(IDS[1], {"displayName": "Before"})
    assert run_module("partner_identity_sync", **single)["changed"] is True
    assert run_module("partner_identity_sync", **single)["changed"] is False
    assert simulator.directory.identity_sync(IDS[1])["displayName"] == (name or None)


def test_a_name_with_nul_is_written_as_it_is_or_refused_before_anything_is_sent(simulator, run_module):
    """The syslog of the Python that runs the module decides between the two."""
    simulator.directory.add_partner(IDS[1], {"displayName": "Before"})
    result = run_module("partner_identity_sync", partner_tenant=IDS[1], display_name="a\x00b")
    held = simulator.directory.identity_sync(IDS[1])["displayName"]
    assert held == ("Before" if result.get("failed") else "a\x00b")
    assert not result.get("failed") or not len(simulator.log)


@given(
    tenant=st.sampled_from(IDS),
    upper=st.lists(st.booleans(), min_size=36, max_size=36),
    around=st.tuples(*[st.sampled_from(["", " ", "\n", "\t"])] * 2),
)
def test_a_tenant_is_the_same_in_any_case(tenant, upper, around):
    written = "".join(letter.upper() if up else letter for letter, up in zip(tenant, upper))
    assert tenant_key(around[0] + written + around[1]) == tenant


@given(text=TEXTS)
def test_whatever_else_is_no_tenant(text):
    assert tenant_key(text) is None
    assert tenant_key(IDS[0] + text) in (None, IDS[0])
    assert tenant_key(text + IDS[0]) in (None, IDS[0])


def test_a_tenant_in_any_case_is_found_and_written_once(simulator, run_module):
    simulator.directory.add_partner(IDS[0])
    partners = [{"tenant": IDS[0].upper(), "identity_sync": {}}, {"tenant": f" {IDS[1].title()} "}]
    result = run_module("partners", partners=partners)
    assert [item["tenant_id"] for item in result["partners"]] == IDS[:2]
    assert set(simulator.directory.partners) == set(IDS[:2])
    assert run_module("partners", partners=partners)["changed"] is False
    # A tenant ID in upper case in Graph is the same tenant too.
    assert [(call, path) for call, path in simulator.log.calls() if IDS[0].upper() in path] == []


@pytest.mark.parametrize("partners", [json.dumps(LIST), "", "[]", "90e29127", "tenant=x"])
def test_a_list_that_arrives_as_text_is_refused_with_the_remedy(simulator, run_module, partners):
    result = run_module("partners", partners=partners)
    assert result["failed"] is True
    assert "partners" in result["msg"] and "from_json" in result["msg"]
    assert not len(simulator.log)


@pytest.mark.parametrize("item", ["", "x", 5, [], None, {"inbound_trust": False}, {"identity_sync": [1]}])
def test_options_are_not_shown_where_validation_breaks_off(simulator, run_module, item):
    """In this case ansible-core itself shows secrets. run_module searches every result for them."""
    result = run_module("partners", partners=[item, *LIST])
    assert result["failed"] is True and "Traceback" not in result["msg"]
    assert not len(simulator.log)


@pytest.mark.parametrize("text", ["", "90e29127", "{", "a=b c", '{"tenant": "x", "inbound_trust": "y"}'])
@pytest.mark.parametrize("place", ["item", "identity_sync"])
def test_text_that_is_no_dictionary_shows_no_secret(simulator, run_module, text, place):
    """Found by fuzzing: ansible-core gave up before it knew which options are secret. Its error showed all of them."""
    partners = [text if place == "item" else {"tenant": IDS[0], "identity_sync": text}]
    result = run_module("partners", partners=partners)
    assert result["failed"] is True and result["msg"]
    assert len(simulator.log) == 0


@pytest.mark.parametrize("value", [False, 5, [1], "x"])
@pytest.mark.parametrize("module", ["partner", "default_settings", "mto_partner_template"])
def test_a_setting_of_the_wrong_shape(simulator, run_module, module, value):
    """ansible-core itself fails with a traceback for some of them."""
    options = {"partner_tenant": IDS[0]} if module == "partner" else {}
    result = run_module(module, **options, inbound_trust=value)
    assert result["failed"] is True and "inbound_trust has to be a dictionary" in result["msg"]
    assert not len(simulator.log)


@pytest.mark.parametrize("number", rest_long([1_500, 20_000], 1_500))
def test_twenty_thousand_partners(simulator, run_module, number):
    partners = fleet(number)
    result = run_module("partners", check=True, partners=partners)
    assert len(result["partners"]) == len(result["diff"]) == number
    partners[7]["tenant"] = partners[-1]["tenant"].upper()
    result = run_module("partners", check=True, partners=partners)
    assert result["failed"] is True and f"{partners[-1]['tenant']} is listed more than once" in result["msg"]

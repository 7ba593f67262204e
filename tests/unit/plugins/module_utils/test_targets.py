# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Targets of B2B settings: an ID, or one of Graph's words for the type of the target, in Graph's spelling."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.entra.cross_tenant.plugins.module_utils._model.b2b import with_targets
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import (
    BadInput,
    desired_partner,
    desired_partners,
    desired_settings,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.kinds import Items, Record
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.resources import (
    DEFAULT_SETTINGS,
    MTO_PARTNER_TEMPLATE,
    PARTNER,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._secrecy.wrong_form import form_of

TENANT = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"
OBJECT = "0be493dc-cb56-4a53-936f-9cf64410b8b0"
NOBODY = "00000000-0000-0000-0000-000000000000"
WORDS = {"user": ["AllUsers"], "group": ["AllUsers"], "application": ["AllApplications", "Office365"]}
# The second one looks like an ID but is not an ID. It comes from one of Microsoft's samples.
SHOWN = [NOBODY, OBJECT[:-1], f"{{{OBJECT}}}", "All"]
NO_TARGETS = ["x", "br366b82-4a3b-4a3b-8a3b-0000000tywhc", "", " ", NOBODY, OBJECT[:-1], f"{{{OBJECT}}}", "All", "*"]


def places(kind, path=()):
    """Every list of targets in a kind of value. Each result is the path of names to the list."""
    if isinstance(kind, Record):
        for field in kind.fields:
            yield from places(field.kind, (*path, field.name))
    elif isinstance(kind, Items):
        yield path


PLACES = [
    pytest.param(resource, setting.name, path, id=".".join((resource.name, setting.name, *path)))
    for resource in (PARTNER, DEFAULT_SETTINGS, MTO_PARTNER_TEMPLATE)
    for setting in resource.settings
    for path in places(setting.kind)
]


def options(setting, path, target, target_type):
    value = [{"target": OBJECT, "target_type": target_type}, {"target": target, "target_type": target_type}]
    for name in reversed(path):
        value = {name: value, "access_type": "allowed"} if name == "targets" else {name: value}
    return {setting: value}


def desired(resource, given):
    if resource is PARTNER:
        (observed,) = desired_partners([{"tenant": TENANT, **given}], desired_partner, "v1.0", "global", None)
        return observed.partner
    return desired_settings(resource, given, "v1.0", "global")


def targets(value):
    if isinstance(value, list):
        return [each["target"] for each in value]
    return [target for member in value.values() if isinstance(member, (dict, list)) for target in targets(member)]


def test_there_are_such_places():
    assert len(PLACES) > 20


@pytest.mark.parametrize(("resource", "setting", "path"), PLACES)
@pytest.mark.parametrize("target_type", WORDS)
def test_what_graph_knows_nothing_by_is_refused_by_name(resource, setting, path, target_type):
    foreign = [word for words in WORDS.values() for word in words if word not in WORDS[target_type]]
    for target in (*NO_TARGETS, *foreign):
        with pytest.raises(BadInput) as caught:
            desired(resource, options(setting, path, target, target_type))
        (problem,) = caught.value.problems
        assert f"{'.'.join((setting, *path))}[2] has" in problem and target_type in problem
        # A text that is neither like an ID nor one of the words may be a secret.
        assert (repr(target) if target in (NO_TARGETS[:2] + foreign) else form_of(target)) in problem or target in SHOWN
        assert all(word in problem for word in WORDS[target_type])
        assert (TENANT in problem) == (resource is PARTNER)


@pytest.mark.parametrize(("resource", "setting", "path"), PLACES)
@pytest.mark.parametrize("target_type", WORDS)
def test_ids_and_words_are_spelled_as_graph_spells_them(resource, setting, path, target_type):
    for target in (OBJECT, *WORDS[target_type]):
        for spelling in (target, target.upper(), target.lower(), f" {target}\n"):
            observed = desired(resource, options(setting, path, spelling, target_type))
            assert targets(observed[setting]) == [OBJECT, target]


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=4)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3)),
)


@given(JSON)
def test_values_without_targets_stay_as_they_are(value):
    assert with_targets(value) == value


@given(st.text(), st.sampled_from(list(WORDS)))
def test_no_text_becomes_another_target(text, target_type):
    (item,) = with_targets([{"target": text, "target_type": target_type}])
    assert item["target"] == text or item["target"].lower() == text.strip().lower()
    assert with_targets([item]) == [item]

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values of templates; and a version of ansible-core that hides variables which other versions show: fakes."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from ansible import template
from ansible.parsing.dataloader import DataLoader

from ansible_collections.entra.cross_tenant.plugins.plugin_utils._host_variables import (
    Hidden,
    called_once,
    of_hosts,
    of_template,
)

# Before ansible-core 2.19, all text is trusted.
TRUSTED = getattr(template, "trust_as_template", str)
SINCE_TRUST = [
    ([{"tenant": "larkspur", "state": TRUSTED("{{ omit }}")}], [{"tenant": "larkspur"}]),
    # Only text that Ansible trusts is a template.
    ([{"tenant": "{{ name }}"}], [{"tenant": "{{ name }}"}]),
][: 0 if TRUSTED is str else 2]


def action(**task):
    play = SimpleNamespace(run_once=None)
    return SimpleNamespace(_task=SimpleNamespace(get_play=lambda: play, **task), _templar=None)


@pytest.mark.parametrize("hostvars", [{}, SimpleNamespace(_variable_manager=None), SimpleNamespace(_inventory=None)])
def test_variables_of_other_hosts_are_not_to_be_had(hostvars):
    task_vars = {"hostvars": hostvars, "ansible_play_batch": ["one"], "ansible_play_hosts_all": ["one"]}
    with pytest.raises(Hidden, match="use the role without tasks_from"):
        next(of_hosts(action(), ["one"], task_vars))


PARTNERS = [{"tenant": "larkspur", "trust": {"mfa": True, "kinds": ["a", "b"]}}, {"tenant": "bramble"}]


@pytest.mark.parametrize(
    ("fleet", "value"),
    [
        (PARTNERS, PARTNERS),
        ([{"tenant": TRUSTED("{{ name }}")}], [{"tenant": "larkspur"}]),
        ([], []),
        ("larkspur", "larkspur"),
        (TRUSTED("{{ [{'tenant': name}] }}"), [{"tenant": "larkspur"}]),
        *SINCE_TRUST,
    ],
)
def test_the_value_of_a_template_is_that_of_ansible_core(fleet, value):
    templar = template.Templar(DataLoader(), variables={"fleet": fleet, "name": "larkspur"})
    # Actions get the inner object of ansible-core 2.19 and later.
    templar = getattr(templar, "_engine", templar)
    for text in map(TRUSTED, ("{{ fleet }}", "{{ fleet | default([]) }}")):
        assert of_template(templar, text) == templar.template(text) == value


def test_what_is_around_a_task_is_not_to_be_had():
    assert called_once(action()) is False
    assert called_once(action(_parent=SimpleNamespace(run_once=True))) is False
    around = SimpleNamespace(run_once=True, _role=None, _parent=None, get_dep_chain=lambda: None)
    shown = action(_parent=around)
    shown._templar = SimpleNamespace(template=lambda value: value)
    assert called_once(shown) is True

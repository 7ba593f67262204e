# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A version of ansible-core that hides variables which other versions show. No version does so yet: these are fakes."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ansible_collections.entra.cross_tenant.plugins.plugin_utils._host_variables import Hidden, called_once, of_hosts


def action(**task):
    play = SimpleNamespace(run_once=None)
    return SimpleNamespace(_task=SimpleNamespace(get_play=lambda: play, **task), _templar=None)


@pytest.mark.parametrize("hostvars", [{}, SimpleNamespace(_variable_manager=None), SimpleNamespace(_inventory=None)])
def test_variables_of_other_hosts_are_not_to_be_had(hostvars):
    task_vars = {"hostvars": hostvars, "ansible_play_batch": ["one"], "ansible_play_hosts_all": ["one"]}
    with pytest.raises(Hidden, match="use the role without tasks_from"):
        next(of_hosts(action(), ["one"], task_vars))


def test_what_is_around_a_task_is_not_to_be_had():
    assert called_once(action()) is False
    assert called_once(action(_parent=SimpleNamespace(run_once=True))) is False
    around = SimpleNamespace(run_once=True, _role=None, _parent=None, get_dep_chain=lambda: None)
    shown = action(_parent=around)
    shown._templar = SimpleNamespace(template=lambda value: value)
    assert called_once(shown) is True

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/unknowns.md agrees with the questions of the trial, and names every switch of the simulator once."""

from __future__ import annotations

import dataclasses

from ansible_collections.entra.cross_tenant.plugins.module_utils._trial.rows import ROWS
from ansible_collections.entra.cross_tenant.tests.graph_simulator import Behaviour
from ansible_collections.entra.cross_tenant.tests.static import source_tree, unknowns_page


def test_the_page_is_up_to_date() -> None:
    page = (source_tree.CHECKOUT / unknowns_page.PAGE).read_text(encoding="utf-8")
    assert page == unknowns_page.text(), "make unknowns"


def test_every_switch_is_a_question_or_has_a_reason_why_not() -> None:
    texts = unknowns_page.texts()
    questions = [row.name for row in ROWS]
    assert sorted(questions) == sorted(texts["questions"])
    assert len(set(questions)) == len(questions) and not set(questions) & set(texts["others"])
    assert {*questions, *texts["others"]} == {field.name for field in dataclasses.fields(Behaviour)}

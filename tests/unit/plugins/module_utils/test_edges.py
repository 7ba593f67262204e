# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the lowest layers treat missing input: no file, no address, a claim that is not text."""

from __future__ import annotations

import base64
import json

import pytest

from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.origin import is_on_this_machine
from ansible_collections.entra.cross_tenant.plugins.module_utils._graph.tokens import tenant_of
from ansible_collections.entra.cross_tenant.plugins.module_utils._ledger import Ledger

TENANT = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"


def token(claims):
    return "x." + base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=") + ".x"


@pytest.mark.parametrize("tid", [None, 1, ["x"], {"a": 1}, True])
def test_a_tenant_that_is_no_text_is_not_told(tid):
    assert tenant_of(token({"tid": tid})) is None
    assert tenant_of(token({"tid": TENANT})) == TENANT


def test_a_token_may_be_anything():
    assert [tenant_of(text) for text in ("", "x", "x.!.x", token([]), token("x"))] == [None] * 5


def test_no_address_is_on_this_machine():
    assert not is_on_this_machine(None) and not is_on_this_machine("")
    assert is_on_this_machine("https://127.0.0.1:8443")


def test_a_ledger_without_a_file_takes_the_accounts_of_another_machine():
    ledger = Ledger(None)
    with ledger.handed_over() as handed:
        handed.take({"home": {"removed": [TENANT]}})
    assert ledger.accounts() == {"home": {"removed": [TENANT]}}

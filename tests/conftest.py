# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all test folders share: one Graph simulator for each process, and modules run against it.

Everything is imported where it is used: ``ansible-test units`` reads this file too, and has none of it.
"""

from __future__ import annotations

import importlib
import io
import json
import os
from contextlib import nullcontext, redirect_stdout, suppress

import pytest

COLLECTION = "ansible_collections.entra.cross_tenant"


with suppress(ImportError):
    # Fewer examples of each property than "make test-long" tries.
    importlib.import_module(f"{COLLECTION}.tests.everyday").register()


@pytest.fixture(scope="session")
def graph_server():
    """The simulator of this process; tests take ``simulator``."""
    simulator = importlib.import_module(f"{COLLECTION}.tests.graph_simulator").GraphSimulator
    with simulator() as running:
        yield running


@pytest.fixture(scope="session")
def contract():
    """Microsoft's OpenAPI, or None where it is not at hand; tests/contract says so by a skip."""
    return importlib.import_module(f"{COLLECTION}.tests.contract.openapi").Contract.load()


@pytest.fixture
def simulator(graph_server, contract, monkeypatch):
    """A simulator as after its start, and an environment without anybody's credentials.

    After the test every request that was made, and every answer that was given, is held against Microsoft's OpenAPI.
    """
    for name in list(os.environ):
        if name.startswith(("AZURE_", "ENTRA_")):
            monkeypatch.delenv(name)
    graph_server.reset()
    yield graph_server
    if contract is not None:
        assert [violation for exchange in graph_server.log for violation in contract.check(exchange)] == []


@pytest.fixture
def run_module(simulator):
    """Run a module in this process, as Ansible would, and return its result, which is searched for secrets."""
    markers = importlib.import_module(f"{COLLECTION}.tests.graph_simulator")

    def run(name: str, /, check: bool = False, credentials: bool = True, **options) -> dict:
        options = {**(simulator.options() if credentials else {}), **options}
        options = {name: value for name, value in options.items() if value is not None}
        options.update(_ansible_check_mode=check, _ansible_diff=True, _ansible_remote_tmp="unused")
        module = importlib.import_module(f"{COLLECTION}.plugins.modules.{name}")
        output = io.StringIO()
        with _no_controller(), _arguments(options), redirect_stdout(output), pytest.raises(SystemExit):
            module.main()
        assert markers.SECRET_MARKER not in output.getvalue() and markers.TOKEN_MARKER not in output.getvalue()
        # From ansible-core 2.19 warnings are objects; their text is all that matters here.
        result = json.loads(output.getvalue())
        result["warnings"] = [_text(warning) for warning in result.get("warnings", [])]
        return result

    return run


def _text(warning):
    return warning if isinstance(warning, str) else warning["event"]["msg"]


def _no_controller():
    """A module is alone in its process, and its warnings go into its result.

    Where another test has imported anything of the controller, ansible-core shows them on the console instead.
    """
    from unittest.mock import patch

    try:
        internal = importlib.import_module("ansible.module_utils._internal")
    except ImportError:
        return nullcontext()
    return patch.object(internal, "is_controller", False)


def _arguments(options):
    """The options where AnsibleModule looks for them, in old and new versions of ansible-core."""
    from unittest.mock import patch

    warnings = importlib.import_module("ansible.module_utils.common.warnings")
    for collected in ("_global_warnings", "_global_deprecations"):
        # Kept by the process, which is a module's own everywhere but here.
        getattr(warnings, collected).clear()
    try:
        testing = importlib.import_module("ansible.module_utils.testing")
    except ImportError:
        arguments = json.dumps({"ANSIBLE_MODULE_ARGS": options}).encode()
        return patch("ansible.module_utils.basic._ANSIBLE_ARGS", arguments)
    return testing.patch_module_args(options)

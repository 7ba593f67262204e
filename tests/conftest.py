# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures for all test folders: one Graph simulator for each process, and modules that run against it.

Each function imports the modules that it uses. ``ansible-test units`` reads this file too, and lacks these modules.
"""

from __future__ import annotations

import gc
import importlib
import io
import json
import os
import zlib
from contextlib import nullcontext, redirect_stdout, suppress
from types import SimpleNamespace

import pytest

COLLECTION = "ansible_collections.entra.cross_tenant"
LOGIN_OPTIONS = (
    "access_token",
    "auth_method",
    "authority_url",
    "certificate_password",
    "certificate_path",
    "client_id",
    "client_secret",
    "cloud",
    "federated_token",
    "federated_token_file",
    "graph_url",
    "tenant",
)
LOGIN_BEHAVIOUR = ("clock_offset", "cloud", "readable_tokens", "replayed_assertion", "token_lifetime")


with suppress(ImportError):
    # Use fewer examples of each property than "make test-long".
    importlib.import_module(f"{COLLECTION}.tests.everyday").register()


def pytest_collection_finish():
    """The collected tests stay until the end. Without this, each garbage collection would visit all of them."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def graph_server():
    """The simulator of this process. Tests use the fixture ``simulator`` instead."""
    simulator = importlib.import_module(f"{COLLECTION}.tests.graph_simulator").GraphSimulator
    with simulator() as running:
        yield running


@pytest.fixture(scope="session")
def contract():
    """Microsoft's OpenAPI, or None if it is not available. Then tests/contract skips its tests."""
    return importlib.import_module(f"{COLLECTION}.tests.contract.openapi").Contract.load()


@pytest.fixture
def simulator(graph_server, contract, monkeypatch):
    """A simulator in its initial state, and an environment without credentials.

    After the test, every request and every answer is compared with Microsoft's OpenAPI.
    """
    for name in list(os.environ):
        if name.startswith(("AZURE_", "ENTRA_")):
            monkeypatch.delenv(name)
    graph_server.reset()
    yield graph_server
    if contract is not None:
        assert [violation for exchange in graph_server.log for violation in contract.check(exchange)] == []


def pytest_addoption(parser):
    text = "how tests run modules: inside ansible-playbook, or as ordinary modules as a third of the tests does anyway"
    parser.addoption("--way", choices=["direct", "module"], help=text)


@pytest.fixture
def way(request):
    """How this test runs modules: "direct" or "module". A test may choose one of them by ``parametrize``."""
    # The way depends on the name of the test. The name does not change, so the way does not change either.
    own = "direct" if zlib.crc32(request.node.nodeid.encode()) % 3 else "module"
    return request.config.getoption("way") or own


@pytest.fixture
def proof(request):
    """How modules of this test log in: with a "client_secret", as a third of the tests does, or not at all.

    A login takes as much time as most of what modules do, so other tests give an "access_token". They log in as well if
    they are about logins (``_is_about_logins``), or if a test or a file chooses "client_secret".
    """
    # The text before the name keeps this choice independent of the way.
    return "access_token" if zlib.crc32(f"proof of {request.node.nodeid}".encode()) % 3 else "client_secret"


def _is_about_logins(simulator, options):
    """Whether a run needs a login: its options, the behaviour or the faults concern the login or the token.

    A fault concerns them if it is at a login, refuses the token, or repeats what was sent.
    """
    usual = importlib.import_module(f"{COLLECTION}.tests.graph_simulator").Behaviour()
    return (
        any(name in options for name in LOGIN_OPTIONS)
        or any(getattr(simulator.behaviour, name) != getattr(usual, name) for name in LOGIN_BEHAVIOUR)
        or any(fault.where == "login" or fault.status == 401 or fault.action == "echo" for fault in simulator.faults)
    )


@pytest.fixture
def run_module(simulator, way, proof, tmp_path_factory, monkeypatch):
    """Run a module in this process, as Ansible would, and return its result. The result is searched for secrets."""
    markers = importlib.import_module(f"{COLLECTION}.tests.graph_simulator")
    run_as = _direct(tmp_path_factory, monkeypatch) if way == "direct" else _as_module

    def run(name: str, /, check: bool = False, credentials: bool = True, **options) -> dict:
        login = proof == "client_secret" or _is_about_logins(simulator, options)
        given = simulator.options() if login else simulator.options_with_token()
        options = {**(given if credentials else {}), **options}
        options = {name: value for name, value in options.items() if value is not None}
        output = run_as(name, options, check)
        assert markers.SECRET_MARKER not in output and markers.TOKEN_MARKER not in output
        # From ansible-core 2.19 on, warnings are objects. Only their text matters here.
        result = json.loads(output)
        result["warnings"] = [_text(warning) for warning in result.get("warnings", [])]
        return result

    return run


def _direct(tmp_path_factory, monkeypatch):
    """A function that runs the action of a module as ansible-playbook does, and returns the result as JSON."""
    loader = importlib.import_module("ansible.parsing.dataloader").DataLoader()
    templar = importlib.import_module("ansible.template").Templar(loader)
    ledger = importlib.import_module(f"{COLLECTION}.plugins.module_utils._ledger").Ledger
    kept = importlib.import_module(f"{COLLECTION}.plugins.module_utils._graph.kept_connection").KeptConnection
    folder = tmp_path_factory.getbasetemp()
    monkeypatch.setattr("ansible.constants.DEFAULT_LOCAL_TMP", str(folder))

    def run(name, options, check):
        # Each task is a run of its own.
        with suppress(FileNotFoundError):
            os.unlink(ledger.in_folder(str(folder)).path)
        action = importlib.import_module(f"{COLLECTION}.plugins.action.{name}").ActionModule
        keywords = {"check_mode": check, "diff": True, "async_val": 0, "environment": [], "no_log": False, "until": []}
        task = SimpleNamespace(action=f"entra.cross_tenant.{name}", args=dict(options), **keywords)
        here = action(task, SimpleNamespace(transport="local"), None, loader, templar, None)
        here.kept = kept()
        result = here.run(task_vars={})
        output = json.dumps(result)
        # The result may contain only values that JSON keeps. A tuple, for example, would stay a tuple in templates.
        assert json.loads(output) == result
        return output

    return run


def _as_module(name, options, check):
    """Run a module as its own process does, and return what it prints."""
    module = importlib.import_module(f"{COLLECTION}.plugins.modules.{name}")
    output = io.StringIO()
    options = {**options, "_ansible_check_mode": check, "_ansible_diff": True, "_ansible_remote_tmp": "unused"}
    with _no_controller(), _arguments(options), redirect_stdout(output), pytest.raises(SystemExit):
        module.main()
    return output.getvalue()


def _text(warning):
    return warning if isinstance(warning, str) else warning["event"]["msg"]


def _no_controller():
    """A real module is alone in its process, and its warnings go into its result.

    If another test has imported code of the controller, ansible-core shows the warnings on the console instead. It does
    so since 2.19; before, there is no such attribute, and no such package before 2.18.
    """
    from unittest.mock import patch

    try:
        internal = importlib.import_module("ansible.module_utils._internal")
    except ImportError:
        return nullcontext()
    return patch.object(internal, "is_controller", False) if hasattr(internal, "is_controller") else nullcontext()


def _arguments(options):
    """The options in the place in which AnsibleModule looks for them, in old and new versions of ansible-core."""
    from unittest.mock import patch

    warnings = importlib.import_module("ansible.module_utils.common.warnings")
    for collected in ("_global_warnings", "_global_deprecations"):
        # The process keeps these values. Everywhere else, each module has a process of its own.
        getattr(warnings, collected).clear()
    try:
        testing = importlib.import_module("ansible.module_utils.testing")
    except ImportError:
        arguments = json.dumps({"ANSIBLE_MODULE_ARGS": options}).encode()
        return patch("ansible.module_utils.basic._ANSIBLE_ARGS", arguments)
    return testing.patch_module_args(options)

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real runs of ansible-playbook against the simulator. ansible-runner starts them, and AWX stores the same events."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ansible_runner
import pytest

from ansible_collections.entra.cross_tenant.tests.graph_simulator import SECRET_MARKER, TOKEN_MARKER, GraphSimulator
from ansible_collections.entra.cross_tenant.tests.playbooks.warm import BIN, LANGUAGE, Commands

CHECKOUT = Path(__file__).resolve().parents[2]

# The tasks of the role that tests look at.
BATCH = "Converge partners in Microsoft Graph"
OUTCOME = "Show this host's outcome"

# Every secret of the tests contains one of these texts. PASSWORD is for tests that give a password.
PASSWORD = "pfx-password-8d1f"
SECRETS = (SECRET_MARKER, TOKEN_MARKER, PASSWORD)
# Files that tests give to ansible-runner: the inventory and the environment. The runner keeps the environment twice.
INPUTS = ("hosts.json", "envvars", "command")

_RESULTS = ("runner_on_ok", "runner_on_failed", "runner_on_skipped", "runner_on_unreachable")


@dataclass
class Run:
    """The result of one run of ansible-playbook."""

    rc: int
    events: list[dict[str, Any]]
    stats: dict[str, dict[str, int]]
    output: str
    status: str

    @property
    def artifacts(self) -> dict[str, Any]:
        """The data that set_stats left for the next job of a workflow."""
        (last,) = (event["event_data"] for event in self.events if event["event"] == "playbook_on_stats")
        return last["artifact_data"]

    def results(self, task: str) -> list[dict[str, Any]]:
        """The results of a task, in the order in which they came; ``host`` is added."""
        # A task that its condition skipped has no result.
        return [
            dict(event["event_data"].get("res", {}), host=event["event_data"]["host"])
            for event in self.events
            if event["event"] in _RESULTS and event["event_data"]["task"] == task
        ]

    def by_host(self, task: str) -> dict[str, dict[str, Any]]:
        """The last result of a task on each host."""
        return {result.pop("host"): result for result in self.results(task)}

    @property
    def outcome(self) -> dict[str, dict[str, Any]]:
        """The outcome that the role showed for each host at the end."""
        return self.by_host(OUTCOME)

    @property
    def told(self) -> str:
        """The message of an error that concerns all hosts. One host shows it, and the others point to this host."""
        (host,) = {outcome["first_host"] for outcome in self.results(BATCH)}
        others = {outcome["msg"] for name, outcome in self.outcome.items() if name != host}
        assert others <= {f"The task for all hosts failed. The host {host} shows the reason"}, others
        message: str = self.outcome[host]["msg"]
        return message

    def hosts(self, what: str) -> set[str]:
        """The hosts that the recap counts as changed, failures or ok."""
        return set(self.stats.get(what, {}))


Play = Callable[..., Run]


def search(text: str, place: str) -> None:
    """Search for secrets. Every output and every file of every run is passed to this function."""
    assert not [secret for secret in SECRETS if secret in text], place


def end_container() -> bool:
    """Kill all processes that this process has started, as the end of AWX's container does.

    Ansible-runner itself kills a group of processes, but the workers of newer ansible-core leave that group.
    """
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            # The name in parentheses may contain any character.
            parents[int(stat.parent.name)] = int(stat.read_text(encoding="utf-8").rpartition(")")[2].split()[1])
    family = [os.getpid()]
    for member in family:
        family += [process for process, parent in parents.items() if parent == member]
    for process in family[1:]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    return True


@pytest.fixture(scope="session")
def collections(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A collections path on which this checkout is the collection."""
    path = tmp_path_factory.mktemp("collections")
    (path / "ansible_collections" / "entra").mkdir(parents=True)
    (path / "ansible_collections" / "entra" / "cross_tenant").symlink_to(CHECKOUT)
    return path


@pytest.fixture(scope="session")
def commands(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Commands]:
    """Ansible's commands in a form that starts fast."""
    with Commands(tmp_path_factory.mktemp("commands")) as commands:
        yield commands


@pytest.fixture(scope="session")
def folder_of_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with ``home``. Each test has the same settings, because new settings need new imports."""
    return tmp_path_factory.mktemp("ansible")


@pytest.fixture
def home(folder_of_home: Path) -> Iterator[Path]:
    """The folder of Ansible. It does not exist at the start of a test."""
    home = folder_of_home / "home"
    yield home
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def ansible(collections: Path, commands: Commands, home: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The environment for all runs of Ansible. It contains these settings only, and no settings of the user."""
    for name in list(os.environ):
        if name.startswith("ANSIBLE_"):
            monkeypatch.delenv(name)
    return {
        # Another language needs another Python.
        **{name: value for name, value in os.environ.items() if name.startswith(LANGUAGE) and name != "PYTHONPATH"},
        # The ansible-playbook beside this Python.
        "PATH": os.pathsep.join([str(commands.ready()), str(BIN), os.environ["PATH"]]),
        "ANSIBLE_COLLECTIONS_PATH": str(collections),
        "ANSIBLE_HOME": str(home),
        "ANSIBLE_LOCAL_TEMP": str(home / "tmp"),
        "ANSIBLE_REMOTE_TEMP": str(home / "tmp"),
        "ANSIBLE_VERBOSITY": "4",
    }


@pytest.fixture
def play(simulator: GraphSimulator, ansible: dict[str, str], home: Path, tmp_path: Path) -> Play:
    """Run a playbook, given by its name in the collection or as text, with an inventory given as a dict or a path.

    The run is as verbose as possible, and all its output is searched for secrets. ``cancel`` is called again and again.
    It returns whether the run has to be cancelled.
    """
    runs = 0

    def play(
        playbook: str,
        inventory: dict[str, Any] | Path,
        arguments: str = "",
        environment: dict[str, str] | None = None,
        cancel: Callable[[], bool] | None = None,
    ) -> Run:
        nonlocal runs
        runs += 1
        private = tmp_path / f"run-{runs}"
        (private / "project").mkdir(parents=True)
        if isinstance(inventory, dict):
            (private / "hosts.json").write_text(json.dumps(inventory), encoding="utf-8")
            inventory = private / "hosts.json"
        if "\n" in playbook:
            (private / "project" / "play.yml").write_text(playbook, encoding="utf-8")
            playbook = "play.yml"
        run = ansible_runner.run(
            private_data_dir=str(private),
            inventory=str(inventory),
            playbook=playbook,
            cmdline=arguments or None,
            envvars={**ansible, **(simulator.environment() if environment is None else environment)},
            quiet=True,
            cancel_callback=cancel and (lambda: cancel() and end_container()),
            # The time between two calls of ``cancel``, in seconds.
            settings={"pexpect_timeout": 0.05} if cancel else None,
        )
        events = list(run.events)
        output = "\n".join(event["stdout"] for event in events)
        search(json.dumps(events), "events")
        search(output, "output")
        for path in (*tmp_path.rglob("*"), *home.rglob("*")):
            if path.is_file() and path.name not in INPUTS:
                search(path.read_bytes().decode("utf-8", "replace"), str(path))
        return Run(run.rc, events, run.stats or {}, output, run.status)

    return play

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible's commands, without the time that each of them needs for imports that are the same for all of them.

One process imports modules that do not depend on settings: libraries, and those parts of ansible-core that do not
import ``ansible.constants``. That module reads the settings when it is imported. When the same settings come for the
second time, a fork of this process takes them and imports ansible-core. From then on, it serves all commands with these
settings.

Each command is a fork of one of these processes. The fork gets the arguments, environment, folder and files of its
caller. It runs the real script from its first line. The script imports the rest, including the collection.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import os
import runpy
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import warnings
from ast import literal_eval
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any, NamedTuple

BIN = Path(sys.executable).parent
SETTINGS = "ansible.constants"
# Variables that Python reads when it starts.
LANGUAGE = ("LANG", "LC_", "PYTHON")
COLLECTION = "ansible_collections.entra.cross_tenant"
# Kinds of plugins that ansible-core looks through in each run, and the plugins that most runs need.
LOOKED_THROUGH = ("become", "callback", "connection", "inventory", "shell")
PLUGINS = {
    "action": ("assert", "debug", "normal", "set_fact", "set_stats", "validate_argument_spec"),
    "cache": ("jsonfile", "memory"),
    "connection": ("local",),
    # The first one loads them all.
    "filter": ("bool",),
    "inventory": ("auto", "host_list", "ini", "script", "toml", "yaml"),
    "shell": ("sh",),
    "test": ("defined",),
}
# Settings that differ from run to run, with their variables. They are read again for each run, and nothing keeps them.
SETTINGS_OF_A_RUN = {
    "DEFAULT_LOCAL_TMP": "ANSIBLE_LOCAL_TEMP",
    "CACHE_PLUGIN_CONNECTION": "ANSIBLE_CACHE_PLUGIN_CONNECTION",
    "DEFAULT_VERBOSITY": "ANSIBLE_VERBOSITY",
    "INVENTORY_ANY_UNPARSED_IS_FAILED": "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED",
}
# What ansible-core, its plugins and the libraries read when they are imported. The variables of Python and of languages
# are compared by ``_differs``.
READ_BY_IMPORTS = ("ANSIBLE_", "EDITOR", "HOME", "NO_COLOR", "PAGER", "PATH", "PYTHONPATH", "TMPDIR", "XDG_")
# Variables with such names that no import reads.
NO_SETTINGS = ("ANSIBLE_CALLBACK_RESULT_FORMAT", "ANSIBLE_DISPLAY_OK_HOSTS")
# More bytes than any call has.
LARGEST = 1 << 20
# The first folder is that of the script.
LIBRARIES = sys.path[1:]

# The imports of the commands, and the libraries of the collection.
LIST = """
import sys
before = set(sys.modules)
import ansible.cli.inventory, ansible.cli.playbook, ansible.plugins.strategy.linear, msal, requests
print(*(name for name in sys.modules if name not in before))
"""

# This script replaces a command and has its name. If the forking process is not there, it starts the command itself.
CLIENT = """\
#!{python} -IS
import os
import socket
import sys

command = os.path.join({bin!r}, os.path.basename(sys.argv[0]))
server = socket.socket(socket.AF_UNIX)
try:
    server.connect({address!r})
except OSError:
    os.execv(command, [command, *sys.argv[1:]])
umask = os.umask(0)
call = ascii((command, sys.argv[1:], dict(os.environ), os.getcwd(), umask)).encode()
socket.send_fds(server, [b"files"], [0, 1, 2])
server.sendall(call)
server.shutdown(socket.SHUT_WR)
status = int(server.makefile().read())
if os.WIFSIGNALED(status):
    os.kill(os.getpid(), os.WTERMSIG(status))
os._exit(os.WEXITSTATUS(status))
"""


class Commands:
    """A folder with Ansible's commands, and the process that they are forked from."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # The path of a socket has to be short, but the path of a pytest folder may be long.
        self._short = tempfile.TemporaryDirectory(prefix="warm-")
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Commands:
        for command in BIN.glob("ansible*"):
            client = self._folder / command.name
            client.write_text(CLIENT.format(python=sys.executable, bin=str(BIN), address=self._address))
            client.chmod(0o755)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.communicate()
        self._short.cleanup()

    @property
    def _address(self) -> str:
        return f"{self._short.name}/socket"

    def ready(self) -> Path:
        """The folder for the PATH. If a test has killed the process, it is started again."""
        if self._server is None or self._server.poll() is not None:
            Path(self._address).unlink(missing_ok=True)
            environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
            # The process ends when its standard input ends, so it never outlives this process.
            self._server = subprocess.Popen(
                [sys.executable, __file__, self._address],
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=True,
            )
            assert self._server.stdout is not None
            assert self._server.stdout.readline() == b"ready\n"
        return self._folder


class Call(NamedTuple):
    """A command as it was called."""

    command: str
    arguments: list[str]
    environment: dict[str, str]
    folder: str
    umask: int


class _Settings(BaseException):
    """An import leads to the settings. This is not an Exception, so no code treats it as a missing library."""


class _NoSettings:
    @staticmethod
    def find_spec(name: str, path: Any = None, target: ModuleType | None = None) -> None:
        if name == SETTINGS:
            raise _Settings


def import_what_knows_no_settings() -> None:
    """Import all modules that the commands import, except those that lead to the settings."""
    listing = subprocess.run([sys.executable, "-c", LIST], check=True, capture_output=True, text=True).stdout
    finder: Any = _NoSettings()
    sys.meta_path.insert(0, finder)
    for name in listing.split():
        # ansible.cli writes errors to the console and ends the process.
        if not name.startswith("ansible.cli"):
            # Some names belong to modules that only their own library can create.
            with contextlib.suppress(_Settings, ImportError):
                importlib.import_module(name)
    sys.meta_path.remove(finder)
    # The garbage collection of each fork must not visit these objects, since that would copy their memory.
    gc.collect()
    gc.freeze()


def serve(address: str) -> Call:
    """Fork for each caller until the standard input ends. Only a fork returns, with the command that it has to run."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(address)
    listener.listen(16)
    print("ready", flush=True)
    # For each setting that came before: None, or the way to the process that has these settings.
    known: dict[frozenset[tuple[str, str]], socket.socket | None] = {}
    while 0 not in select.select([0, listener], [], [])[0]:
        connection, _address = listener.accept()
        try:
            _content, files, _flags, _from = socket.recv_fds(connection, len(b"files"), 3)
            call = Call(*literal_eval(connection.makefile().read()))
        except (OSError, SyntaxError, TypeError, ValueError):
            # The caller was killed while it called.
            connection.close()
            continue
        settings = _settings(call)
        if settings is not None and settings in known:
            way = known[settings]
            if way is None:
                way, its_end = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
                known[settings] = way
                if not os.fork():
                    _close(listener, connection, *files, *known.values())
                    return _serve_with_settings(call, its_end)
                its_end.close()
            socket.send_fds(way, [ascii(tuple(call)).encode()], [connection.fileno(), *files])
        else:
            if settings is not None:
                known[settings] = None
            if _fork_command(connection, files):
                _close(listener, *known.values())
                return call
        _close(connection, *files)
        _reap()
    os._exit(0)


def _serve_with_settings(first: Call, calls: socket.socket) -> Call:
    """Take the settings of a call, import ansible-core, and then fork for each call."""
    _take_over(first)
    _import_with_settings()
    # Each command makes a folder of its own.
    atexit.unregister(sys.modules["ansible.config.manager"].cleanup_tmp_file)  # type: ignore[attr-defined]
    shutil.rmtree(sys.modules[SETTINGS].DEFAULT_LOCAL_TMP)
    gc.collect()
    gc.freeze()
    while 0 not in select.select([0, calls], [], [])[0]:
        content, files, _flags, _from = socket.recv_fds(calls, LARGEST, 4)
        if not content:
            break
        connection = socket.socket(fileno=files[0])
        if _fork_command(connection, files[1:]):
            calls.close()
            return Call(*literal_eval(content.decode()))
        _close(connection, *files[1:])
        _reap()
    os._exit(0)


def _import_with_settings() -> None:
    """Import ansible-core, its plugins that most runs use, and the collection.

    Plugins from elsewhere are not imported. That of ansible-runner, for example, reads the name of a file of its run.
    """
    for name in ("ansible.cli.playbook", "ansible.cli.inventory", "ansible.plugins.strategy.linear"):
        importlib.import_module(name)
    loader: Any = importlib.import_module("ansible.plugins.loader")
    loader.init_plugin_loader()
    for kind in LOOKED_THROUGH:
        of_kind = getattr(loader, f"{kind}_loader")
        elsewhere, of_kind.config = of_kind.config, []
        list(of_kind.all(class_only=True))
        of_kind.config, of_kind._paths = elsewhere, None
    for kind, names in PLUGINS.items():
        for name in names:
            getattr(loader, f"{kind}_loader").get(f"ansible.builtin.{name}", class_only=True)
    collection = importlib.import_module(COLLECTION)
    for folder in map(Path, collection.__path__):
        for path in (folder / "plugins").rglob("*.py"):
            name = ".".join(path.relative_to(folder).with_suffix("").parts)
            importlib.import_module(f"{COLLECTION}.{name.removesuffix('.__init__')}")


def _fork_command(connection: socket.socket, files: list[int]) -> bool:
    """Whether this process is the command. Another process waits for its end."""
    if os.fork():
        return False
    process = os.fork()
    if process:
        _wait(process, connection)
    connection.close()
    for place, file in enumerate(files):
        os.dup2(file, place)
    _close(*files)
    return True


def _close(*files: socket.socket | int | None) -> None:
    for file in files:
        if isinstance(file, int):
            os.close(file)
        elif file is not None:
            file.close()


def _reap() -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _wait(process: int, connection: socket.socket) -> None:
    """Tell the caller how the process ended. It is killed when the caller or the tests have gone.

    Ansible-runner makes the caller ignore the end of its terminal. So a command that hangs would outlive its test, and
    the end of the tests would wait for the command.
    """
    ended, status = 0, 0
    hung_up = select.poll()
    hung_up.register(connection, select.POLLHUP)
    # The other end of the standard input belongs to the tests.
    hung_up.register(0, select.POLLHUP)
    while not ended:
        ended, status = os.waitpid(process, os.WNOHANG)
        # The caller has shut down its half of the connection. POLLHUP says that the other half is closed too.
        if not ended and hung_up.poll(5):
            os.killpg(process, signal.SIGKILL)
            os._exit(0)
    connection.sendall(b"%d" % status)
    os._exit(0)


def become(call: Call) -> None:
    """This process becomes the command."""
    os.setsid()
    os.umask(call.umask)
    settled = SETTINGS in sys.modules
    if not settled and _differs(call.environment):
        os.chdir(call.folder)
        os.execve(call.command, [call.command, *call.arguments], call.environment)
    _take_over(call)
    # Open the streams as Python does at its start. Only now is it known which of them are terminals.
    sys.stdin = sys.__stdin__ = open(0, closefd=False)  # noqa: SIM115
    sys.stdout = sys.__stdout__ = open(1, "w", closefd=False)  # noqa: SIM115
    sys.stderr = sys.__stderr__ = open(2, "w", buffering=1, errors="backslashreplace", closefd=False)  # noqa: SIM115
    if settled:
        _renew_what_belongs_to_a_run()
    runpy.run_path(call.command, run_name="__main__")


def _take_over(call: Call) -> None:
    """Take the arguments, the folder and the environment of a call."""
    os.chdir(call.folder)
    os.environ.clear()
    os.environ.update(call.environment)
    time.tzset()
    sys.argv = [call.command, *call.arguments]
    sys.path[:] = [str(BIN), *filter(None, call.environment.get("PYTHONPATH", "").split(os.pathsep)), *LIBRARIES]


def _settings(call: Call) -> frozenset[tuple[str, str]] | None:
    """What the settings depend on, or None if they depend on more than the environment."""
    if "ANSIBLE_CONFIG" in call.environment or Path(call.folder, "ansible.cfg").exists() or _differs(call.environment):
        return None
    return frozenset(
        (name, value)
        for name, value in call.environment.items()
        if name.startswith(READ_BY_IMPORTS) and name not in (*SETTINGS_OF_A_RUN.values(), *NO_SETTINGS)
    )


def _renew_what_belongs_to_a_run() -> None:
    """What ansible-core has read from the environment and the streams of the first call with these settings."""
    constants: Any = sys.modules[SETTINGS]
    for name in SETTINGS_OF_A_RUN:
        constants.set_constant(name, constants.config.get_config_value(name, variables=vars(constants)))
    # Whether there are colours, and how wide the console is.
    importlib.reload(sys.modules["ansible.utils.color"])
    sys.modules["ansible.utils.display"].Display().__init__()
    # The loader is there already.
    warnings.filterwarnings("ignore", "AnsibleCollectionFinder has already been configured")


def _differs(environment: dict[str, str]) -> bool:
    """Whether the command needs another Python: another language, or other modules than those already imported."""
    here, there = (
        {name: value for name, value in variables.items() if name.startswith(LANGUAGE) and name != "PYTHONPATH"}
        for variables in (dict(os.environ), environment)
    )
    # Python imports these two when it starts.
    names = {name for name in sys.modules if "." not in name} | {"sitecustomize", "usercustomize"}
    folders = [Path(entry) for entry in environment.get("PYTHONPATH", "").split(os.pathsep) if entry]
    found = {path.name.removesuffix(".py") for folder in folders if folder.is_dir() for path in folder.iterdir()}
    return here != there or not names.isdisjoint(found)


if __name__ == "__main__":
    # Leave out the folder of this file, which contains modules of its own.
    sys.path[0] = str(BIN)
    import_what_knows_no_settings()
    become(serve(sys.argv[1]))

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The ledger: the partners that one run of ansible-playbook has taken away so far (private to this collection).

Each task has its own process. Variables of hosts do not last for a whole run: they change with batches, failed hosts,
iterations of a loop and plays. So the ledger is a file in the private folder that ansible-core creates for each run and
removes at the end of the run. Entries are only added, never removed. They are written before anything is sent. So they
remain if the task dies.

A task on another machine cannot reach the file. It gets the accounts from the file, and returns the new accounts. In
between it is not known what was taken away. Therefore no other task may take anything away during that time.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import FileIO
from typing import Any

from ._graph.errors import EntraError

#: The environment variable with the path of the file, for a module that runs in its own process.
VARIABLE = "ENTRA_CROSS_TENANT_LEDGER"
#: For a module on another machine: the environment variable that contains the accounts as JSON, and the key of its
#: result that contains the new accounts.
CONTENT = "ENTRA_CROSS_TENANT_TAKEN_AWAY"
RETURNED = "_entra_cross_tenant_taken_away"
_NAME = "entra.cross_tenant.json"
#: The keys of an account with what the run has taken away: tenant IDs of partners, and users whose deletion it allowed.
TAKEN_AWAY = ("removed", "pruned", "deleted_users")
# The only key in the file while a task on another machine has the accounts.
_ELSEWHERE = "elsewhere"
# Characters: the limit of Linux for an environment variable, with some room for its name.
_LONGEST = 120_000


class UnreadableLedger(EntraError):
    """The ledger cannot be read or written. So it is not known what was taken away."""


class Ledger:
    """Accounts by name.

    Without a path the accounts last as long as this object. This is right for a module that is not part of a run.
    """

    def __init__(self, path: str | None, accounts: dict[str, dict[str, Any]] | None = None):
        self.path = path
        self._accounts: dict[str, dict[str, Any]] = accounts or {}

    @classmethod
    def in_folder(cls, folder: str) -> Ledger:
        """The ledger of the run that has this private folder."""
        return cls(os.path.join(folder, _NAME))

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> Ledger:
        """The ledger from the environment, which contains the path or the accounts. Raises UnreadableLedger."""
        if environ.get(CONTENT):
            return cls(None, _accounts_in(environ[CONTENT], "that was given to this machine"))
        return cls(environ.get(VARIABLE) or None)

    @contextmanager
    def handed_over(self) -> Iterator[Handed]:
        """The accounts for a task on another machine. Other tasks wait until the block ends.

        Raises UnreadableLedger.
        """
        if self.path is None:
            yield Handed(self._accounts)
            return
        with _locked(self.path) as file:
            handed = Handed(_read(self.path, file))
            _write(self.path, file, {_ELSEWHERE: {}})
            yield handed
            if handed.known:
                _write(self.path, file, handed.accounts)

    def accounts(self) -> dict[str, dict[str, Any]]:
        """All accounts in their present state. Raises UnreadableLedger."""
        if self.path is None:
            return self._accounts
        with _locked(self.path) as file:
            return _read(self.path, file)

    @contextmanager
    def account(self, name: str) -> Iterator[dict[str, Any]]:
        """An account to read and to change. If the block raises, changes are discarded. Raises UnreadableLedger.

        No other task reads or changes an account during the block.
        """
        if self.path is None:
            account = json.loads(json.dumps(self._accounts.get(name, {})))
            yield account
            self._accounts[name] = account
            return
        with _locked(self.path) as file:
            accounts = _read(self.path, file)
            yield accounts.setdefault(name, {})
            _write(self.path, file, accounts)


class Handed:
    """The accounts for a task on another machine, as JSON in ``text``. ``take`` receives the accounts that it returned.

    ``known``: whether the task has returned accounts. Only then ``accounts`` are right. Raises UnreadableLedger.
    """

    def __init__(self, accounts: dict[str, dict[str, Any]]):
        self.accounts = accounts
        self.known = False
        # Accounts of backups stay here: a backup is on the machine on which it was written.
        self.text = json.dumps({name: each for name, each in accounts.items() if set(each) <= set(TAKEN_AWAY)})
        if len(self.text) > _LONGEST:
            raise UnreadableLedger("the account of this run is too long for a task on another machine: run it here")

    def take(self, accounts: object) -> None:
        """Receive the accounts that the task returned.

        If the value contains no accounts, it is not known what the task has taken away, and ``known`` stays false.
        """
        try:
            told = _accounts_in(json.dumps(accounts), "that came from another machine")
        except UnreadableLedger:
            return
        self.accounts.update((name, each) for name, each in told.items() if set(each) <= set(TAKEN_AWAY))
        self.known = True


@contextmanager
def _locked(path: str) -> Iterator[FileIO]:
    try:
        # Without a buffer, Python does not repeat a failed write when it closes the file.
        file = FileIO(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600), "r+b")
    except OSError as error:
        reason = f"the account of this run, {path}, cannot be opened: {error.strerror}"
        raise UnreadableLedger(reason) from error
    with file:
        # The lock ends when the file is closed.
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def _read(path: str, file: FileIO) -> dict[str, dict[str, Any]]:
    file.seek(0)
    accounts = _accounts_in(file.read() or b"{}", f"{path},")
    if _ELSEWHERE in accounts:
        raise UnreadableLedger(
            "a task of this run went to another machine, and did not report the partners that it took away there. So "
            "it is not known how many more the limits allow. Check the result of that task, and run the rest separately"
        )
    return accounts


def _write(path: str, file: FileIO, accounts: dict[str, dict[str, Any]]) -> None:
    content = memoryview(json.dumps(accounts).encode("ascii"))
    try:
        file.seek(0)
        # The new content is written over the old content. So an incomplete write leaves a damaged file, which is
        # recognized. An old, shorter account would look right.
        while content:
            content = content[file.write(content) :]
        file.truncate()
    except OSError as error:
        reason = f"the account of this run, {path}, cannot be written: {error.strerror}"
        raise UnreadableLedger(reason) from error


def _accounts_in(text: str | bytes, which: str) -> dict[str, dict[str, Any]]:
    """Accounts by name. Raises UnreadableLedger."""
    try:
        accounts = json.loads(text)
    except (ValueError, RecursionError):
        accounts = None
    if not isinstance(accounts, dict) or not all(map(_is_account, accounts.values())):
        raise UnreadableLedger(f"the account of this run {which} is damaged")
    return accounts


def _is_account(account: object) -> bool:
    return isinstance(account, dict) and all(_is_list_of_texts(account.get(name, [])) for name in TAKEN_AWAY)


def _is_list_of_texts(entry: object) -> bool:
    return isinstance(entry, list) and all(isinstance(each, str) for each in entry)

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What one run of ansible-playbook has taken away so far (private to this collection).

Tasks have a process of their own each, and variables of hosts come and go with batches, hosts that drop out, rounds of
a loop and plays. So the account is a file of the run, in the private folder that ansible-core makes for each run and
removes at its end. Entries only ever grow, and are written before anything is sent: a task that dies leaves them.

A task that runs on another machine cannot reach the file. It is given what is in there, and returns what became of it.
In between nobody knows what was taken away, and nobody takes anything away.
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

#: How a module that runs as a process of its own learns where the file is.
VARIABLE = "ENTRA_CROSS_TENANT_LEDGER"
#: How one that runs on another machine learns what is in it, and the key of its result that has it afterwards.
CONTENT = "ENTRA_CROSS_TENANT_TAKEN_AWAY"
RETURNED = "_entra_cross_tenant_taken_away"
_NAME = "entra.cross_tenant.json"
#: What an account has of partners that the run has taken away: lists of tenant IDs.
TAKEN_AWAY = ("removed", "pruned")
# In place of accounts, as long as a task on another machine has them.
_ELSEWHERE = "elsewhere"
# What Linux lets a variable have, less what is around it.
_LONGEST = 120_000


class UnreadableLedger(EntraError):
    """The account of the run cannot be read or written, so that nobody knows what was taken away."""


class Ledger:
    """Accounts by name. Without a path they last as long as this object: a task of its own, and no run."""

    def __init__(self, path: str | None, accounts: dict[str, dict[str, Any]] | None = None):
        self.path = path
        self._accounts: dict[str, dict[str, Any]] = accounts or {}

    @classmethod
    def in_folder(cls, folder: str) -> Ledger:
        """The ledger of the run whose private folder this is."""
        return cls(os.path.join(folder, _NAME))

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> Ledger:
        """The ledger that the environment names, or has in it. Raises UnreadableLedger."""
        if environ.get(CONTENT):
            return cls(None, _accounts_in(environ[CONTENT], "that was given to this machine"))
        return cls(environ.get(VARIABLE) or None)

    @contextmanager
    def handed_over(self) -> Iterator[Handed]:
        """The accounts for a task on another machine; other tasks wait. Raises UnreadableLedger."""
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
        """All accounts as they are now. Raises UnreadableLedger."""
        if self.path is None:
            return self._accounts
        with _locked(self.path) as file:
            return _read(self.path, file)

    @contextmanager
    def account(self, name: str) -> Iterator[dict[str, Any]]:
        """An account to read and to change; it is kept unless an exception is raised. Raises UnreadableLedger.

        Nobody else reads or changes any account meanwhile.
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
    """What a task on another machine is given, as ``text``; ``take`` is for what it returned.

    ``known`` is whether that was told, so that ``accounts`` are true.
    """

    def __init__(self, accounts: dict[str, dict[str, Any]]):
        self.accounts = accounts
        self.known = False
        # A backup is on the machine on which it was written.
        self.text = json.dumps({name: each for name, each in accounts.items() if set(each) <= set(TAKEN_AWAY)})
        if len(self.text) > _LONGEST:
            raise UnreadableLedger("the account of this run is too long for a task on another machine: run it here")

    def take(self, accounts: object) -> None:
        """What is no account tells nothing, and the task was done all the same: so nobody knows what it took away."""
        try:
            told = _accounts_in(json.dumps(accounts), "that came from another machine")
        except UnreadableLedger:
            return
        self.accounts.update((name, each) for name, each in told.items() if set(each) <= set(TAKEN_AWAY))
        self.known = True


@contextmanager
def _locked(path: str) -> Iterator[FileIO]:
    try:
        # Without a buffer: what could not be written is not tried once more when the file is closed.
        file = FileIO(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600), "r+b")
    except OSError as error:
        reason = f"the account of this run, {path}, cannot be opened: {error.strerror}"
        raise UnreadableLedger(reason) from error
    with file:
        # Closing the file unlocks it.
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def _read(path: str, file: FileIO) -> dict[str, dict[str, Any]]:
    file.seek(0)
    accounts = _accounts_in(file.read() or b"{}", f"{path},")
    if _ELSEWHERE in accounts:
        raise UnreadableLedger(
            "a task of this run went to another machine and never told what it took away there, so that nobody "
            "knows how much more the limits allow: see what became of it, and run the rest by itself"
        )
    return accounts


def _write(path: str, file: FileIO, accounts: dict[str, dict[str, Any]]) -> None:
    content = memoryview(json.dumps(accounts).encode("ascii"))
    try:
        file.seek(0)
        # What is cut off half-way is damaged, and not an earlier account.
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

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What one run of ansible-playbook has taken away so far (private to this collection).

Tasks have a process of their own each, and variables of hosts come and go with batches, hosts that drop out, rounds of
a loop and plays. So the account is a file of the run, in the private folder that ansible-core makes for each run and
removes at its end. Entries only ever grow, and are written before anything is sent: a task that dies leaves them.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from ._graph.errors import EntraError

#: How a module that runs as a process of its own learns where the file is.
VARIABLE = "ENTRA_CROSS_TENANT_LEDGER"
_NAME = "entra.cross_tenant.json"


class UnreadableLedger(EntraError):
    """The account of the run cannot be read or written, so that nobody knows what was taken away."""


class Ledger:
    """Accounts by name. Without a path they last as long as this object: a task of its own, and no run."""

    def __init__(self, path: str | None):
        self.path = path
        self._accounts: dict[str, dict] = {}

    @classmethod
    def in_folder(cls, folder: str) -> Ledger:
        """The ledger of the run whose private folder this is."""
        return cls(os.path.join(folder, _NAME))

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> Ledger:
        """The ledger that the environment names."""
        return cls(environ.get(VARIABLE) or None)

    def accounts(self) -> dict[str, dict]:
        """All accounts as they are now. Raises UnreadableLedger."""
        if self.path is None:
            return self._accounts
        with self._locked() as file:
            return self._read(file)

    @contextmanager
    def account(self, name: str) -> Iterator[dict]:
        """An account to read and to change; it is kept unless an exception is raised. Raises UnreadableLedger.

        Nobody else reads or changes any account meanwhile.
        """
        if self.path is None:
            account = json.loads(json.dumps(self._accounts.get(name, {})))
            yield account
            self._accounts[name] = account
            return
        with self._locked() as file:
            accounts = self._read(file)
            yield accounts.setdefault(name, {})
            self._write(file, accounts)

    @contextmanager
    def _locked(self):
        try:
            # Without a buffer: what could not be written is not tried once more when the file is closed.
            file = os.fdopen(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600), "r+b", buffering=0)
        except OSError as error:
            reason = f"the account of this run, {self.path}, cannot be opened: {error.strerror}"
            raise UnreadableLedger(reason) from error
        with file:
            # Closing the file unlocks it.
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file

    def _read(self, file):
        text = file.read()
        try:
            accounts = json.loads(text) if text else {}
        except ValueError:
            accounts = None
        if not isinstance(accounts, dict) or not all(isinstance(account, dict) for account in accounts.values()):
            raise UnreadableLedger(f"the account of this run, {self.path}, is damaged")
        return accounts

    def _write(self, file, accounts):
        content = memoryview(json.dumps(accounts).encode("ascii"))
        try:
            file.seek(0)
            # Longer than before, always: what is cut off half-way is damaged, and not an earlier account.
            while content:
                content = content[file.write(content) :]
            file.truncate()
        except OSError as error:
            reason = f"the account of this run, {self.path}, cannot be written: {error.strerror}"
            raise UnreadableLedger(reason) from error

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One connection for all items of a loop (private to this collection).

ansible-playbook runs the items of a loop, and the attempts of ``until``, one after the other in one process. The next
item can use the token and the TLS session of the previous item. This saves two requests and two handshakes.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, NamedTuple

from .._secrecy.secrets import Secrets
from .connect import Connection, connect


class _Kept(NamedTuple):
    options: dict[str, Any]
    environ: dict[str, str]
    files: list[object]
    connection: Connection


class KeptConnection:
    """At most one connection, in the memory of this process only. Not for several threads."""

    def __init__(self) -> None:
        self._kept: _Kept | None = None
        self._taken: _Kept | None = None

    def __repr__(self) -> str:
        # A traceback or a debugger must not print secrets.
        return "KeptConnection()"

    def take(self, options: dict[str, Any], environ: Mapping[str, str], secrets: Secrets) -> Connection:
        """The kept connection if options, environment and files are the same as for that connection, or a new one.

        ``options`` are all options that decide about a connection, and no others. ``secrets`` gets all secrets of the
        connection, also those that the connection obtains later. Raises ConfigurationError and MissingLibrary.

        After this call no connection is kept. So a task that ends in an unknown way leaves no connection to the next.
        """
        kept, self._kept = self._kept, None
        if kept and (kept.options, kept.environ, kept.files) == (options, dict(environ), _files(kept.connection)):
            # The connection itself goes on with the secrets that it was made with.
            kept.connection.secrets.hand_on_to(secrets)
            self._taken = kept
            return kept.connection._replace(secrets=secrets)
        connection = connect(options, environ, secrets)
        self._taken = _Kept(options, dict(environ), _files(connection), connection)
        return connection

    def keep(self) -> None:
        """Keep the connection that was taken last, unless Graph has refused a request. Only after a success.

        After a refusal, the next item logs in again. A token contains the permissions at the time of its login, and
        ``until`` may wait for a permission that an administrator has just granted. With ``continue_on_error``, a task
        succeeds although Graph has refused requests.
        """
        if self._taken and not self._taken.connection.client.transport.refused:
            self._kept = self._taken


def _files(connection: Connection) -> list[object]:
    """A value that changes if a file with credentials is replaced."""
    credentials = connection.credentials
    return [_state(path) for path in (credentials.certificate_path, credentials.federated_token_file) if path]


def _state(path: str) -> object:
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What msal sends its requests through (private to this collection): our session, with our retries."""

from __future__ import annotations

import traceback

from .errors import MissingLibrary
from .retry import RetryPolicy
from .transport import exchange, json_of, new_session


class LoginSession:
    """The interface that msal calls ``http_client``. ``refused``: whether the last answer was an error."""

    def __init__(self, ca_path: str | None, timeout: float, policy: RetryPolicy):
        self._session = new_session(ca_path, timeout)
        self._policy = policy
        self.refused = False

    def get(self, url, **options):
        return self._send("GET", url, options)

    def post(self, url, **options):
        return self._send("POST", url, options)

    def stay_on_this_machine(self) -> None:
        """Use no proxy, whatever the environment says."""
        self._session.trust_env = False

    def close(self):
        self._session.close()

    def _send(self, method, url, options):
        response, _replayed = exchange(self._session, self._policy, method, url, **options)
        self.refused = response.status_code >= 400
        # msal would fail on anything else with an error that says nothing.
        json_of(f"{method} {url}", response)
        return response


def import_msal():
    """Microsoft's library, imported where it is needed: it costs time that a task with a given token need not pay.

    Raises MissingLibrary.
    """
    try:
        import msal
    except ImportError as error:
        raise MissingLibrary("msal", traceback.format_exc()) from error
    return msal

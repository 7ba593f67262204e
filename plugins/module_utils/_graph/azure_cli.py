# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tokens of the user who is logged in to the Azure CLI (private to this collection)."""

from __future__ import annotations

from .._progress import Progress
from .clouds import Cloud
from .credentials import Credentials
from .errors import AuthenticationError
from .reader import value_of


class AzureCli:
    """Gets tokens from ``az``, which stores and renews them itself."""

    def __init__(self, credentials: Credentials, cloud: Cloud, timeout: float, progress: Progress):
        self._tenant = credentials.tenant
        self._resource = cloud.resource
        self._timeout = timeout
        self._progress = progress
        self._token: str | None = None

    def forget(self) -> None:
        self._token = None

    def fetch(self, claims: str | None) -> str:
        """A token. Raises AuthenticationError. It is also raised for ``claims``: then a person has to log in again."""
        if claims:
            raise AuthenticationError("Graph asks for a new login: run az login again", code="insufficient_claims")
        if self._token is None:
            self._token = self._ask()
        return self._token

    def _ask(self) -> str:
        # Imported here since few runs need it.
        import subprocess

        command = ["az", "account", "get-access-token", "--output", "json", "--resource", self._resource]
        if self._tenant:
            command += ["--tenant", self._tenant]
        try:
            with self._progress.asking("the Azure CLI"):
                # Not run_command: inventory and action plugins log in as well, and they have no module.
                done = subprocess.run(  # pylint: disable=ansible-bad-function
                    command, stdin=subprocess.DEVNULL, capture_output=True, timeout=self._timeout, check=False
                )
        except FileNotFoundError:
            raise AuthenticationError("auth_method azure_cli: the command az is not installed here") from None
        except (OSError, ValueError, OverflowError) as error:
            raise AuthenticationError(f"auth_method azure_cli: the command az cannot be run ({error})") from None
        except subprocess.TimeoutExpired:
            raise AuthenticationError(f"auth_method azure_cli: az did not answer in {self._timeout:.0f} s") from None
        if done.returncode:
            said = " ".join(done.stderr.decode("utf-8", "replace").split())
            raise AuthenticationError(f"auth_method azure_cli: az gave no token: {said}")
        try:
            token: str = value_of(done.stdout)["accessToken"]
            return token
        except (ValueError, KeyError, TypeError):
            raise AuthenticationError("auth_method azure_cli: az printed no token") from None

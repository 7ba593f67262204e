# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator as a test uses it: a server in a thread of its own, and everything to look at and to change."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import threading
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from .behaviour import Behaviour
from .certificates import ApplicationCertificate, CertificateAuthority, server_context
from .directory import Directory
from .exchanges import ExchangeLog
from .faults import Faults
from .login import GRAPH_HOSTS, LOGIN_HOSTS
from .managed_identity import APP_SERVICE, IDENTITY_HEADER
from .server import Server
from .source.cycles import Cycles
from .world import World

_START_TIMEOUT = 20.0

# Azure's own names of clouds; the DoD cloud has none.
_AZURE_CLOUDS = {"usgov": "AzureUSGovernment", "china": "AzureChinaCloud"}


class GraphSimulator:
    """A Microsoft Graph and a login endpoint on this machine.

    Starting takes a moment, so start once and ``reset()`` between tests.
    """

    def __init__(
        self,
        seed: dict[str, Any] | None = None,
        behaviour: Behaviour | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        folder: str | Path | None = None,
    ) -> None:
        self._seed = seed or {}
        self._initial_behaviour = (behaviour or Behaviour()).copy()
        self._host = host
        self._port = port
        self._given_folder = Path(folder) if folder is not None else None
        self._folder: Path | None = None
        self._certificate: ApplicationCertificate | None = None
        self._authority: CertificateAuthority | None = None
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._server: Server | None = None
        self.ca_path = ""
        self._world = World(simulator=self, behaviour=self._initial_behaviour.copy())
        self._world.directory.load(self._seed)

    # Running.

    def start(self) -> GraphSimulator:
        """Make certificates, start the thread and return when the server listens."""
        if self._thread is not None:
            raise RuntimeError("the simulator runs already")
        if self._given_folder is not None:
            self._given_folder.mkdir(parents=True, exist_ok=True)
        self._folder = self._given_folder or Path(tempfile.mkdtemp(prefix="graph-simulator-"))
        microsoft = (urlsplit(url).hostname or "" for url in (*GRAPH_HOSTS.values(), *LOGIN_HOSTS))
        context, ca_path = server_context(self._folder, self._host, "localhost", *microsoft)
        self.ca_path = str(ca_path)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="graph-simulator", daemon=True)
        self._thread.start()
        self._server = Server(self._world, self._host, self._port, context)
        try:
            port = asyncio.run_coroutine_threadsafe(self._server.start(), self._loop).result(_START_TIMEOUT)
        except BaseException:
            self.stop()
            raise
        self._world.base_url = f"https://{self._host}:{port}"
        return self

    def stop(self) -> None:
        """Close all connections, end the thread and remove the private files."""
        if self._loop is None or self._thread is None:
            return
        if self._server is not None:
            asyncio.run_coroutine_threadsafe(self._server.stop(), self._loop).result(_START_TIMEOUT)
        asyncio.run_coroutine_threadsafe(self._loop.shutdown_default_executor(), self._loop).result(_START_TIMEOUT)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        if self._given_folder is None and self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
        self._thread = self._loop = self._server = self._folder = self._certificate = self._authority = None

    def __enter__(self) -> GraphSimulator:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def load(self, seed: dict[str, Any]) -> None:
        """Replace the state, as if by another tenant, which has used nothing yet; log, faults and behaviour stay."""
        self.directory.load(seed)
        self._world.throttle.clear()
        if self._certificate is not None:
            self._register_certificate(self._certificate)

    def reset(self) -> None:
        """As after the start: state, behaviour, faults and log. Tokens stay valid; see ``revoke_tokens``."""
        self._world.behaviour = self._initial_behaviour.copy()
        self.faults.clear()
        self.load(self._seed)
        self.log.clear()

    # What a test looks at and changes.

    @property
    def directory(self) -> Directory:
        """The true state."""
        return self._world.directory

    @property
    def behaviour(self) -> Behaviour:
        """The switches; fields may be changed at any time."""
        return self._world.behaviour

    @behaviour.setter
    def behaviour(self, behaviour: Behaviour) -> None:
        self._world.behaviour = behaviour

    @property
    def faults(self) -> Faults:
        """What goes wrong."""
        return self._world.faults

    @property
    def log(self) -> ExchangeLog:
        """What was asked and answered."""
        return self._world.log

    @property
    def cycles(self) -> Cycles:
        """The synchronization service, which does nothing by itself: a test lets cycles run and time pass."""
        return Cycles(self._world.directory, self._world.behaviour)

    # How clients find it and log in.

    @property
    def graph_url(self) -> str:
        """Where Graph is: scheme, host and port."""
        return self._world.base_url

    @property
    def authority_url(self) -> str:
        """Where the login endpoint is: scheme, host and port; clients append the tenant."""
        return self._world.base_url

    @property
    def tenant_id(self) -> str:
        """The home tenant."""
        return self.directory.home["tenantId"]

    @property
    def _application(self) -> dict[str, Any]:
        return next(iter(self.directory.applications.values()))

    @property
    def client_id(self) -> str:
        """The first application."""
        return self._application["clientId"]

    @property
    def client_secret(self) -> str:
        """The secret of the first application."""
        return self._application["clientSecret"]

    @property
    def certificate_path(self) -> str:
        """A PEM file with key and certificate of the first application."""
        return str(self._application_certificate().pem_path)

    def pfx(self, password: str | None = None) -> str:
        """A PFX file with the same key and certificate."""
        return str(self._application_certificate().pfx(password))

    def issued_certificate(self, kind: str, password: str | None = None) -> str:
        """A new "pem" or "pfx" file of the first application, which knows its subject and issuer only."""
        if self._authority is None:
            if self._folder is None:
                raise RuntimeError("the simulator does not run")
            self._authority = CertificateAuthority(self._folder)
        pem, pfx, trusted = self._authority.issue(password)
        if trusted not in self._application["trustedIssuers"]:
            self._application["trustedIssuers"].append(trusted)
        return str(pem if kind == "pem" else pfx)

    def federated_token(self, token: str = "simulated-federated-token") -> str:
        """A token of another identity provider that the first application may log in with."""
        self._application["federatedTokens"].append(token)
        return token

    def managed_identity(self, kind: str) -> dict[str, str]:
        """What the environment of an "app_service" or of a "machine" tells a process about managed identities."""
        if kind == "machine":
            return {"AZURE_POD_IDENTITY_AUTHORITY_HOST": self.graph_url}
        endpoint = f"{self.graph_url}/{'/'.join(APP_SERVICE)}"
        return {"IDENTITY_ENDPOINT": endpoint, "IDENTITY_HEADER": IDENTITY_HEADER}

    def issue_token(
        self,
        roles: list[str] | None = None,
        *,
        client_id: str | None = None,
        lifetime: float | None = None,
        scopes: list[str] | None = None,
        audience: str = "https://graph.microsoft.com",
        readable: bool = True,
    ) -> str:
        """A token without a login; with the roles of the application unless others are given.

        With ``scopes`` it is the token of a user. An ``audience`` other than Graph is refused by Graph. If it is not
        ``readable``, it is opaque.
        """
        application = self.directory.applications[client_id or self.client_id]
        return self._world.tokens.issue(
            self.tenant_id,
            application["clientId"],
            application["roles"] if roles is None else roles,
            audience,
            self.behaviour.token_lifetime if lifetime is None else lifetime,
            scopes=scopes,
            readable=readable,
        )

    @property
    def issued_tokens(self) -> set[str]:
        """Every token that was issued so far and not revoked."""
        return self._world.tokens.issued

    def revoke_tokens(self) -> None:
        """Make every token issued so far invalid."""
        self._world.tokens.revoke_all()

    def options(self) -> dict[str, str]:
        """Options of the collection's modules."""
        return {
            "tenant": self.tenant_id,
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "graph_url": self.graph_url,
            "authority_url": self.authority_url,
            "ca_path": self.ca_path,
        }

    def options_with_token(self) -> dict[str, str]:
        """Options of the collection's modules that need no login, which takes longer than most of what they do."""
        access = {name: value for name, value in self.options().items() if name in ("graph_url", "ca_path")}
        return {**access, "access_token": self.issue_token()}

    def environment(self) -> dict[str, str]:
        """The same as environment variables, and the cloud where Azure has a name for it."""
        variables = {f"ENTRA_{name.upper()}": value for name, value in self.options().items()}
        if self.behaviour.cloud in _AZURE_CLOUDS:
            variables["AZURE_CLOUD_ENVIRONMENT"] = _AZURE_CLOUDS[self.behaviour.cloud]
        return variables

    def _application_certificate(self) -> ApplicationCertificate:
        if self._certificate is None:
            if self._folder is None:
                raise RuntimeError("the simulator does not run")
            self._certificate = ApplicationCertificate(self._folder)
        self._register_certificate(self._certificate)
        return self._certificate

    def _register_certificate(self, certificate: ApplicationCertificate) -> None:
        registered = self._application["certificates"]
        if certificate.public_pem not in registered:
            registered.append(certificate.public_pem)

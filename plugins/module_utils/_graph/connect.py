# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options and environment → a client of Graph (private to this collection). Nothing is sent before its first use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from .._names import tenant_key
from .._progress import Progress
from .._secrecy.secrets import Secrets
from .client import GraphClient
from .clouds import Cloud, resolve_cloud
from .credentials import Credentials, resolve_credentials
from .files import ca_bundle
from .home_tenant import home_tenant
from .proxies import check_proxies
from .retry import RetryPolicy
from .tokens import tenant_of, token_source
from .transport import Transport

USER_AGENT = "entra.cross_tenant (Ansible collection)"


class Connection(NamedTuple):
    """A client of Graph, with its cloud, its version of Graph and its credentials."""

    client: GraphClient
    cloud: Cloud
    api_version: str
    credentials: Credentials
    tokens: set[str]
    #: All secrets that are known so far.
    secrets: Secrets

    @property
    def progress(self) -> Progress:
        """The progress to which all requests of this connection report. Progress.told makes lines of text of it."""
        return self.client.progress

    @property
    def home_tenant(self) -> str | None:
        """The tenant that the credentials belong to, if it is known without a request; an ID or a domain.

        Most tokens contain the ID of the tenant. Before the first token the result may be a domain, or None.
        """
        tokens = {self.credentials.access_token} if self.credentials.access_token else self.tokens
        return next(filter(None, map(tenant_key, map(tenant_of, tokens))), self.credentials.tenant)


def connect(options: dict[str, Any], environ: Mapping[str, str], secrets: Secrets) -> Connection:
    """A connection from the options of the doc fragment ``graph``. Raises ConfigurationError and MissingLibrary.

    ``secrets`` contains the known secrets (exposed.py). Secrets that are made or obtained later are added to it.
    """
    cloud = resolve_cloud(options, environ)
    credentials = resolve_credentials(options, environ)
    check_proxies((cloud.authority, cloud.graph), environ)
    ca_path = ca_bundle(options, environ, any(url.startswith("https:") for url in (cloud.graph, cloud.authority)))
    policy = RetryPolicy(budget=options["retry_time"])
    progress = Progress()
    token = token_source(credentials, cloud, ca_path, options["timeout"], policy, secrets, progress)
    token.check = home_tenant(options, credentials, cloud, ca_path, options["timeout"], policy, secrets, progress)
    transport = Transport(cloud.graph, token, ca_path, options["timeout"], policy, USER_AGENT, progress)
    client = GraphClient(transport, options["api_version"], options.get("batch_size") or 20)
    return Connection(client, cloud, options["api_version"], credentials, token.issued, secrets)

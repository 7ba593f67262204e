# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The check that a token belongs to the right tenant (private to this collection).

Graph acts on the tenant of the token, even if the options name another tenant. So a token is compared with each option
that names the home tenant before the token is sent to Graph.
"""

from __future__ import annotations

import json
from typing import Any, Callable
from urllib.parse import urlsplit

from .._names import described, tenant_key
from .._progress import Progress
from .._secrecy.secrets import Secrets
from .._secrecy.wrong_form import home_name, no_home
from .clouds import Cloud
from .credentials import Credentials
from .errors import ConfigurationError, EntraError
from .login import LoginSession
from .origin import origin_of
from .retry import RetryPolicy
from .tokens import tenant_of

#: With these methods the login endpoint issues tokens for exactly the tenant that the request names.
_ISSUED_FOR_TENANT = ("client_secret", "certificate", "workload_identity")


class WrongTenant(EntraError):
    """The token does not belong to the tenant that the options name, or does not name its tenant."""


class HomeTenant:
    """The check of tokens. A call with a token raises WrongTenant if the token is not for the tenant of all options.

    ``named`` maps options to their checked ID or domain. ``resolve`` returns the tenant ID for a domain. ``issuer`` is
    the tenant whose login endpoint issues the tokens. A token that does not name its tenant counts as a token of
    ``issuer``. Without ``issuer``, such a token is refused if an option names the tenant.
    """

    def __init__(self, named: dict[str, str], issuer: str | None, resolve: Callable[[str], str]):
        self._named = named
        self._issuer = issuer
        self._resolve = resolve
        self._ids: dict[str, str] = {}
        self._first: str | None = None

    def __call__(self, token: str) -> None:
        """Raises WrongTenant, and the errors of ``resolve``."""
        tenant_id = tenant_key(tenant_of(token))
        if tenant_id is None and self._named:
            if self._issuer is None:
                options = " and ".join(self._named)
                raise WrongTenant(
                    f"the access token does not name its tenant, so {options} cannot be confirmed, and nothing was "
                    "sent to Graph. Use a token with a readable tid"
                    + ("" if "home_tenant" in self._named else ", or leave out tenant")
                )
            tenant_id = self._id_of(self._issuer)
        for option, name in self._named.items():
            meant = self._id_of(name)
            if meant != tenant_id:
                stands_for = "" if meant == name else f" (tenant {meant})"
                raise WrongTenant(
                    f"the access token is for the tenant {tenant_id}, but {option} is {name}{stands_for}. Nothing was "
                    f"sent to Graph. Either the credentials belong to another tenant, or {option} is wrong"
                )
        if self._first not in (None, tenant_id):
            raise WrongTenant(
                f"a new access token is for the tenant {tenant_id}, but the previous token was for {self._first}. The "
                "new token is not used"
            )
        self._first = tenant_id

    def _id_of(self, name: str) -> str:
        if tenant_key(name):
            return name
        if name not in self._ids:
            self._ids[name] = self._resolve(name)
        return self._ids[name]


def home_tenant(
    options: dict[str, Any],
    credentials: Credentials,
    cloud: Cloud,
    ca_path: str | None,
    timeout: float,
    policy: RetryPolicy,
    secrets: Secrets,
    progress: Progress,
) -> HomeTenant:
    """The check for the home tenant that the options and the credentials name. Raises ConfigurationError."""
    given = str(options.get("home_tenant") or "").strip()
    if given and home_name(given) is None:
        raise ConfigurationError(no_home("home_tenant", given))
    names = {"tenant": credentials.tenant, "home_tenant": home_name(given) if given else None}
    issuer = credentials.tenant if credentials.method in _ISSUED_FOR_TENANT else None

    def resolve(domain: str) -> str:
        return _tenant_behind(
            domain, cloud, LoginSession(origin_of(cloud.authority), ca_path, timeout, policy, secrets, progress)
        )

    return HomeTenant({option: name for option, name in names.items() if name}, issuer, resolve)


def _tenant_behind(domain: str, cloud: Cloud, login: LoginSession) -> str:
    """The ID of the tenant that owns a domain, from the login endpoint. The request needs no token.

    "issuer" and "token_endpoint" in the configuration document of a tenant contain its ID
    (https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc). Raises WrongTenant.
    """
    url = f"{cloud.authority}/{domain}/v2.0/.well-known/openid-configuration"
    try:
        response = login.get(url)
        # The answer is an object: the session has checked it.
        found = json.loads(response.text) if response.status_code == 200 else {}
    except EntraError as error:
        raise WrongTenant(f"{_unknown(domain)}: {error}{_REMEDY}") from error
    ids = {_id_in(found.get(name)) for name in ("issuer", "token_endpoint")}
    tenant_id = ids.pop() if len(ids) == 1 else None
    if tenant_id is None:
        said = f"{cloud.authority} answered {response.status_code}, and named no tenant"
        raise WrongTenant(f"{_unknown(domain)}: {said}{_REMEDY}")
    return tenant_id


def _unknown(domain: str) -> str:
    return f"the tenant of {described(domain)} could not be found, so nothing was sent to Graph"


_REMEDY = ". Give the tenant ID instead of the domain"


def _id_in(url: object) -> str | None:
    """The tenant ID in a URL of the login endpoint, whose path begins with it."""
    if not isinstance(url, str):
        return None
    try:
        parts = urlsplit(url).path.strip("/").split("/")
    except ValueError:
        return None
    return tenant_key(parts[0])

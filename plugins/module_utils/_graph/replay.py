# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether the login endpoint takes a signed assertion twice (private to this collection).

msal sends the same assertion again as long as it is valid. Microsoft documents neither that this works nor that it does
not: https://learn.microsoft.com/entra/identity-platform/certificate-credentials
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from .certificate import client_certificate
from .connect import Connection
from .files import ca_bundle, content
from .login import LoginSession, import_msal
from .origin import origin_of

_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def replay(
    connection: Connection, options: dict[str, Any], environ: Mapping[str, str]
) -> tuple[str | None, str | None]:
    """Log in twice with one assertion of the certificate. The result: the error of each login, or None.

    No token and no assertion is kept. Raises MissingLibrary, NoAnswer, UnexpectedAnswer and ConfigurationError.
    """
    credentials, cloud = connection.credentials, connection.cloud
    login = LoginSession(
        origin_of(cloud.authority),
        ca_bundle(options, environ, cloud.authority.startswith("https:")),
        options["timeout"],
        connection.client.transport.policy,
        connection.secrets,
        connection.progress,
    )
    msal = import_msal()
    path = credentials.certificate_path or ""
    key = client_certificate(path, content("certificate_path", path), credentials.certificate_password)
    login.secrets.add(key["private_key"])
    url = f"{cloud.authority}/{credentials.tenant}/oauth2/v2.0/token"
    signer = msal.oauth2cli.JwtSigner(key["private_key"], algorithm="RS256", sha1_thumbprint=key["thumbprint"])
    assertion = signer.sign_assertion(audience=url, issuer=credentials.client_id)
    form = {
        "grant_type": "client_credentials",
        "client_id": credentials.client_id,
        "scope": f"{cloud.resource}/.default",
        "client_assertion_type": _TYPE,
        "client_assertion": assertion.decode("ascii") if isinstance(assertion, bytes) else assertion,
    }
    first, second = (_error(login.post(url, data=form)) for _login in range(2))
    return first, second


def _error(answer: Any) -> str | None:
    """The code of a refused login, or None if there was a token."""
    body = json.loads(answer.text)
    if answer.status_code == 200 and body.get("access_token"):
        return None
    return str(body.get("error") or f"status {answer.status_code}")[:100]

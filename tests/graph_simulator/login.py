# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The login endpoint: discovery and the client credentials grant, with secret, certificate or federated token.

Codes and texts are those of Microsoft Entra as its clients show them.
"""

from __future__ import annotations

import time
import uuid
from datetime import datetime, timezone
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jwt
from cryptography import x509

from .certificates import thumbprints, trusted_leaf
from .exchanges import REDACTED, Exchange
from .messages import Answer
from .tokens import TOLERANCE
from .world import World

_ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_SECRET_FIELDS = ("client_secret", "client_assertion")
_JSON = "application/json; charset=utf-8"

# Resources whose tokens Graph accepts (Graph concepts: deployments).
GRAPH_HOSTS = {
    "global": "https://graph.microsoft.com",
    "usgov": "https://graph.microsoft.us",
    "usgov_dod": "https://dod-graph.microsoft.us",
    "china": "https://microsoftgraph.chinacloudapi.cn",
}

# The authorities of the clouds.
LOGIN_HOSTS = (
    "https://login.microsoftonline.com",
    "https://login.microsoftonline.us",
    "https://login.chinacloudapi.cn",
)


class LoginError(Exception):
    """A refusal by the login endpoint."""

    def __init__(self, status: int, error: str, number: int, text: str) -> None:
        super().__init__(f"AADSTS{number}: {text}")
        self.status = status
        self.error = error
        self.number = number
        self.text = text


def audiences(world: World) -> tuple[str, ...]:
    """The addresses of Graph that tokens are issued for.

    Tokens of one cloud do not work in another; graph.microsoft.com is what clients of a proxy ask for.
    """
    return GRAPH_HOSTS["global"], GRAPH_HOSTS[world.behaviour.cloud], world.base_url


def _invalid_client(number: int, text: str) -> LoginError:
    return LoginError(401, "invalid_client", number, text)


class Login:
    """Answers what msal asks."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._used_assertions: set[str] = set()

    def answer(
        self, base_url: str, method: str, segments: tuple[str, ...], query: dict[str, str], content: bytes
    ) -> Answer:
        """The answer to one request; ``base_url`` is what the client calls us."""
        tenant = segments[0]
        try:
            if method == "GET" and segments[1:] == ("v2.0", ".well-known", "openid-configuration"):
                return Answer(200, self._configuration(base_url, tenant), content_type=_JSON)
            if method == "GET" and segments == ("common", "discovery", "instance"):
                return Answer(200, self._instance(base_url, query), content_type=_JSON)
            if method == "POST" and segments[1:] == ("oauth2", "v2.0", "token"):
                form = dict(parse_qsl(content.decode("utf-8", "replace"), keep_blank_values=True))
                return Answer(200, self._token(base_url, tenant, form), content_type=_JSON)
        except LoginError as error:
            return Answer(error.status, _error_body(error), content_type=_JSON)
        return Answer(404, "Not found", content_type="text/plain", raw=True)

    def exchange(
        self, method: str, segments: tuple[str, ...], query: dict[str, str], headers: dict[str, str], content: bytes
    ) -> Exchange:
        """The entry of the log for a request, without secrets."""
        form = dict(parse_qsl(content.decode("utf-8", "replace"), keep_blank_values=True))
        body = {name: REDACTED if name in _SECRET_FIELDS else value for name, value in form.items()}
        return Exchange("login", method, "", "/" + "/".join(segments), query, body or None, headers)

    def _home(self, tenant: str) -> dict[str, Any]:
        """The tenant that is logged in to, by id or domain."""
        row = self._world.directory.tenant(tenant)
        if row is None:
            raise LoginError(
                400,
                "invalid_tenant",
                90002,
                f"Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into "
                "the correct cloud.",
            )
        return row

    def _configuration(self, base_url: str, tenant: str) -> dict[str, Any]:
        endpoint = f"{base_url}/{self._home(tenant)['tenantId']}"
        return {
            "issuer": f"{endpoint}/v2.0",
            "authorization_endpoint": f"{endpoint}/oauth2/v2.0/authorize",
            "token_endpoint": f"{endpoint}/oauth2/v2.0/token",
            "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
        }

    def _instance(self, base_url: str, query: dict[str, str]) -> dict[str, Any]:
        asked = urlsplit(query.get("authorization_endpoint", ""))
        if f"{asked.scheme}://{asked.netloc}" != base_url:
            raise LoginError(400, "invalid_instance", 50049, "Unknown or invalid instance.")
        tenant = asked.path.strip("/").split("/")[0]
        return {
            "api-version": "1.1",
            "tenant_discovery_endpoint": f"{base_url}/{tenant}/v2.0/.well-known/openid-configuration",
        }

    def _token(self, base_url: str, tenant: str, form: dict[str, str]) -> dict[str, Any]:
        home = self._home(tenant)
        grant = form.get("grant_type")
        if grant is None:
            raise LoginError(
                400,
                "invalid_request",
                900144,
                "The request body must contain the following parameter: 'grant_type'.",
            )
        if grant != "client_credentials":
            raise LoginError(400, "unsupported_grant_type", 70003, f"The app requested an unsupported grant '{grant}'.")
        application = self._application(home, form.get("client_id", ""))
        audience = self.audience(form.get("scope", ""))
        self._authenticate(base_url, home, application, form)
        lifetime = self._world.behaviour.token_lifetime
        token = self._world.tokens.issue(
            home["tenantId"],
            application["clientId"],
            application["roles"],
            audience,
            lifetime,
            readable=self._world.behaviour.readable_tokens,
        )
        return {"token_type": "Bearer", "expires_in": lifetime, "ext_expires_in": lifetime, "access_token": token}

    def _application(self, home: dict[str, Any], client_id: str) -> dict[str, Any]:
        """Applications are registered in the home tenant only."""
        directory = self._world.directory
        application = directory.applications.get(client_id) if home is directory.home else None
        if application is None:
            raise LoginError(
                400,
                "unauthorized_client",
                700016,
                f"Application with identifier '{client_id}' was not found in the directory '{home['displayName']}'. "
                "This can happen if the application has not been installed by the administrator of the tenant or "
                "consented to by any user in the tenant.",
            )
        return application

    def audience(self, scope: str) -> str:
        """The resource that a token is asked for."""
        resource, separator, name = scope.rpartition("/")
        if not separator or name != ".default":
            raise LoginError(
                400,
                "invalid_scope",
                1002012,
                f"The provided value for scope {scope} is not valid. Client credential flows must have a scope value "
                "with /.default suffixed to the resource identifier (application ID URI).",
            )
        if resource.rstrip("/") not in audiences(self._world):
            raise LoginError(
                400,
                "invalid_resource",
                500011,
                f"The resource principal named {resource} was not found in the tenant.",
            )
        return resource

    def _authenticate(
        self, base_url: str, home: dict[str, Any], application: dict[str, Any], form: dict[str, str]
    ) -> None:
        if "client_secret" in form:
            if form["client_secret"] != application["clientSecret"]:
                raise _invalid_client(
                    7000215,
                    "Invalid client secret provided. Ensure the secret being sent in the request is the client secret "
                    f"value, not the client secret ID, for a secret added to app '{application['clientId']}'.",
                )
        elif "client_assertion" in form and form.get("client_assertion_type") == _ASSERTION_TYPE:
            assertion = form["client_assertion"]
            if assertion not in application["federatedTokens"]:
                self._check_assertion(base_url, home, application, assertion)
        else:
            raise _invalid_client(
                7000218,
                "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
            )

    def _check_assertion(
        self, base_url: str, home: dict[str, Any], application: dict[str, Any], assertion: str
    ) -> None:
        """A JWT signed with a registered certificate (Microsoft identity platform: certificate credentials).

        Or with one whose subject and issuer are registered: then the header has to carry the whole chain.
        """
        try:
            header = jwt.get_unverified_header(assertion)
        except jwt.PyJWTError as error:
            raise _invalid_client(50027, "JWT token is invalid or malformed.") from error
        certificate = _named_certificate(application["certificates"], header)
        if certificate is None and isinstance(header.get("x5c"), list):
            certificate = trusted_leaf(header["x5c"], application["trustedIssuers"])
        if certificate is None:
            raise _invalid_client(
                700027, "Client assertion failed signature validation. The certificate is not registered."
            )
        names = (home["tenantId"], *home["domains"])
        audiences = [f"{base_url}/{name}/{end}" for name in names for end in ("oauth2/v2.0/token", "v2.0")]
        try:
            claims = jwt.decode(
                assertion,
                certificate.public_key(),
                algorithms=["RS256", "PS256"],
                audience=audiences,
                issuer=application["clientId"],
                # The library asks the clock of this machine, and not that of the service.
                options={
                    "require": ["aud", "exp", "iss", "jti", "sub"],
                    **dict.fromkeys(("verify_exp", "verify_iat", "verify_nbf"), False),
                },
            )
        except jwt.InvalidAudienceError as error:
            raise _invalid_client(700023, "Client assertion audience claim does not match Realm issuer.") from error
        except jwt.InvalidIssuerError as error:
            raise _invalid_client(700030, "Client assertion issuer is not the application.") from error
        except jwt.MissingRequiredClaimError as error:
            raise _invalid_client(50027, f"JWT token is invalid or malformed. {error}") from error
        except jwt.PyJWTError as error:
            raise _invalid_client(700027, "Client assertion failed signature validation.") from error
        now = self._world.clock()
        begin = max(claims.get("nbf", now), claims.get("iat", now))
        if claims["exp"] <= now or begin > now + TOLERANCE:
            raise _invalid_client(700024, "Client assertion is not within its valid time range.")
        if claims["sub"] != application["clientId"]:
            raise _invalid_client(700021, "Client assertion application identifier doesn't match 'client_id'.")
        if claims["jti"] in self._used_assertions and self._world.behaviour.replayed_assertion == "refuse":
            raise _invalid_client(50013, "Assertion failed validation: it was used before.")
        self._used_assertions.add(claims["jti"])


def _named_certificate(certificates: list[str], header: dict[str, Any]) -> x509.Certificate | None:
    """The registered certificate whose thumbprint the header carries; every thumbprint there must fit."""
    # msal leaves the padding of base64 in place, which Microsoft Entra takes.
    named = {name: str(header[name]).rstrip("=") for name in ("x5t", "x5t#S256") if name in header}
    for pem in certificates:
        certificate = x509.load_pem_x509_certificate(pem.encode())
        if named and named.items() <= thumbprints(certificate).items():
            return certificate
    return None


def _error_body(error: LoginError) -> dict[str, Any]:
    trace, correlation = str(uuid.uuid4()), str(uuid.uuid4())
    stamp = datetime.fromtimestamp(time.time(), timezone.utc).strftime("%Y-%m-%d %H:%M:%SZ")
    return {
        "error": error.error,
        "error_description": f"{error} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {stamp}",
        "error_codes": [error.number],
        "timestamp": stamp,
        "trace_id": trace,
        "correlation_id": correlation,
        "error_uri": f"https://login.microsoftonline.com/error?code={error.number}",
    }

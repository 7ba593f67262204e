# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options and environment → credentials, without a single request (private to this collection)."""

from __future__ import annotations

import re
from typing import NamedTuple

from .errors import ConfigurationError

#: Option → the environment variables it may come from, the first that is set. AZURE_TENANT and AZURE_SECRET are what
#: AWX's built-in Azure credential injects, the longer names what Microsoft's own libraries read.
VARIABLES = {
    "tenant": ("ENTRA_TENANT", "AZURE_TENANT_ID", "AZURE_TENANT"),
    "client_id": ("ENTRA_CLIENT_ID", "AZURE_CLIENT_ID"),
    "client_secret": ("ENTRA_CLIENT_SECRET", "AZURE_CLIENT_SECRET", "AZURE_SECRET"),
    "certificate_path": ("ENTRA_CERTIFICATE_PATH", "AZURE_CLIENT_CERTIFICATE_PATH", "AZURE_X509_CERTIFICATE_PATH"),
    "certificate_password": ("AZURE_CLIENT_CERTIFICATE_PASSWORD",),
    "access_token": ("ENTRA_ACCESS_TOKEN",),
    "auth_method": ("ENTRA_AUTH_METHOD",),
}

# Method → the option that proves who we are; "auto" takes the first that is given.
_PROOFS = {"access_token": "access_token", "client_secret": "client_secret", "certificate": "certificate_path"}
METHODS = ("auto",) + tuple(_PROOFS)

_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_DOMAIN = re.compile(r"([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")


class Credentials(NamedTuple):
    """Who we are. ``method`` is one of METHODS but ``auto``; only what this method needs is filled in."""

    method: str
    tenant: str | None = None
    client_id: str | None = None
    client_secret: str | None = None
    certificate_path: str | None = None
    certificate_password: str | None = None
    access_token: str | None = None

    def __repr__(self):
        # A traceback or a debugger must not print secrets.
        return f"Credentials(method={self.method!r}, tenant={self.tenant!r}, client_id={self.client_id!r})"

    def secrets(self) -> list[str]:
        """What must not be seen anywhere."""
        return [value for value in (self.client_secret, self.certificate_password, self.access_token) if value]


def resolve_credentials(options: dict, environ) -> Credentials:
    """The credentials that the options name, completed from the environment. Raises ConfigurationError.

    A proof given in the task beats all proofs of the environment: a client_secret of the task is never combined with a
    certificate of the environment.
    """
    given = {name: options.get(name) or None for name in VARIABLES}
    proof_names = tuple(_PROOFS.values()) + ("certificate_password",)
    own_proof = any(given[name] for name in _PROOFS.values())
    for name, variables in VARIABLES.items():
        if given[name] is None and not (own_proof and name in proof_names):
            given[name] = next((environ[variable] for variable in variables if environ.get(variable)), None)
    method = _method(given, options)
    needed = ("tenant", "client_id", _PROOFS[method]) if method != "access_token" else ("access_token",)
    missing = [name for name in needed if not given[name]]
    if missing:
        raise ConfigurationError(
            "auth_method {} needs {}; give the option, or set {}".format(
                method, " and ".join(missing), " and ".join(VARIABLES[name][0] for name in missing)
            )
        )
    _check_names(given)
    kept = set(needed) | {"tenant"} | ({"certificate_password"} if method == "certificate" else set())
    return Credentials(method=method, **{name: given[name] for name in kept})


def _method(given, options):
    method = given["auth_method"] or "auto"
    if method not in METHODS:
        raise ConfigurationError("auth_method is {!r}, which is not one of {}".format(method, ", ".join(METHODS)))
    if method != "auto":
        return method
    twice = [name for name in _PROOFS.values() if options.get(name)]
    if len(twice) > 1:
        raise ConfigurationError(
            "{} are both given; set auth_method to say which one counts".format(" and ".join(twice))
        )
    for method, proof in _PROOFS.items():
        if given[proof]:
            return method
    raise ConfigurationError(
        "no credentials: give access_token, client_secret or certificate_path, or set {}".format(
            ", ".join(VARIABLES[proof][0] for proof in _PROOFS.values())
        )
    )


def _check_names(given):
    # Both become part of a URL.
    if given["tenant"] and not (_GUID.fullmatch(given["tenant"]) or _DOMAIN.fullmatch(given["tenant"])):
        raise ConfigurationError("tenant is {!r}, which is neither a tenant ID nor a domain".format(given["tenant"]))
    if given["client_id"] and not _GUID.fullmatch(given["client_id"]):
        raise ConfigurationError(
            "client_id is {!r}, which is not an application ID (a GUID)".format(given["client_id"])
        )

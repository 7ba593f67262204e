# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options and environment → credentials, without a request (private to this collection)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from .._names import guid_key
from .._secrecy.wrong_form import home_name, no_home, shown_name
from .errors import ConfigurationError
from .files import expanded

#: Option → environment variables. The first variable that is set counts. AWX's built-in Azure credential sets
#: AZURE_TENANT and AZURE_SECRET. Microsoft's own libraries read the longer names.
VARIABLES = {
    "tenant": ("ENTRA_TENANT", "AZURE_TENANT_ID", "AZURE_TENANT"),
    "client_id": ("ENTRA_CLIENT_ID", "AZURE_CLIENT_ID"),
    "client_secret": ("ENTRA_CLIENT_SECRET", "AZURE_CLIENT_SECRET", "AZURE_SECRET"),
    "certificate_path": ("ENTRA_CERTIFICATE_PATH", "AZURE_CLIENT_CERTIFICATE_PATH", "AZURE_X509_CERTIFICATE_PATH"),
    "certificate_password": ("AZURE_CLIENT_CERTIFICATE_PASSWORD",),
    "federated_token": (),
    "federated_token_file": ("AZURE_FEDERATED_TOKEN_FILE",),
    "access_token": ("ENTRA_ACCESS_TOKEN",),
    "auth_method": ("ENTRA_AUTH_METHOD",),
}


class Method(NamedTuple):
    """A way to authenticate.

    ``proofs``, ``needs`` and ``uses`` are names of options. The method requires one of ``proofs``, if there are any,
    and all of ``needs``. ``uses`` are optional.
    """

    proofs: tuple[str, ...]
    needs: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()


_APPLICATION = ("tenant", "client_id")
_METHODS = {
    "access_token": Method(("access_token",), uses=("tenant",)),
    "client_secret": Method(("client_secret",), _APPLICATION),
    "certificate": Method(("certificate_path",), _APPLICATION, uses=("certificate_password",)),
    "workload_identity": Method(("federated_token", "federated_token_file"), _APPLICATION),
    # For these two methods the machine and its user are proof enough. So they are used only if auth_method names them.
    "managed_identity": Method((), uses=_APPLICATION),
    "azure_cli": Method((), uses=("tenant",)),
}
METHODS = ("auto", *_METHODS)

_PROOFS = tuple(proof for method in _METHODS.values() for proof in method.proofs)

# Names. Blanks around them and upper case have no meaning in a name. In a secret both may have a meaning.
_NAMES = ("tenant", "client_id", "auth_method")
_PATHS = ("certificate_path", "federated_token_file")


class Credentials(NamedTuple):
    """The credentials. ``method`` is one of METHODS except ``auto``. Options that the method does not use are None."""

    method: str
    tenant: str | None = None
    client_id: str | None = None
    client_secret: str | None = None
    certificate_path: str | None = None
    certificate_password: str | None = None
    federated_token: str | None = None
    federated_token_file: str | None = None
    access_token: str | None = None

    def __repr__(self) -> str:
        # A traceback or a debugger must not print secrets.
        return f"Credentials(method={self.method!r}, tenant={self.tenant!r}, client_id={self.client_id!r})"


def resolve_credentials(options: dict[str, Any], environ: Mapping[str, str]) -> Credentials:
    """The credentials from the options, completed from the environment. Raises ConfigurationError.

    A proof in the task overrides all proofs in the environment: a client_secret of the task is never combined with a
    certificate of the environment.
    """
    given = {name: _given(name, options.get(name)) for name in VARIABLES}
    own = [proof for proof in _PROOFS if given[proof]]
    for name, variables in VARIABLES.items():
        if given[name] is None and not (own and name in (*_PROOFS, "certificate_password")):
            given[name] = _from_environment(name, variables, environ)
    name = _method(given, own)
    method = _METHODS[name]
    missing = [option for option in method.needs if not given[option]]
    if method.proofs and not any(given[proof] for proof in method.proofs):
        if own:
            raise ConfigurationError(f"auth_method is {name}, and {own[0]} is given, which this method does not use")
        missing.append(" or ".join(method.proofs))
    if missing:
        raise ConfigurationError(
            f"auth_method {name} needs {' and '.join(missing)}; give the option, or set {_variables(missing)}"
        )
    _check_names(given)
    kept = {option: given[option] for option in (*method.proofs, *method.needs, *method.uses)}
    return Credentials(method=name, **kept)


def _method(given: dict[str, Any], own: list[str]) -> str:
    """The name of the method. ``own`` are the proofs that the task itself gives."""
    name = (given["auth_method"] or "auto").lower()
    if name not in METHODS:
        raise ConfigurationError(
            f"auth_method is {shown_name(name, METHODS)}, which is not one of {', '.join(METHODS)}"
        )
    if "federated_token" in own and "federated_token_file" in own:
        raise ConfigurationError("federated_token and federated_token_file are both given; leave one of them out")
    if name != "auto":
        return name
    if len(own) > 1:
        raise ConfigurationError(f"{' and '.join(own)} are both given; set auth_method to say which one counts")
    if own and given["certificate_password"] and own != ["certificate_path"]:
        raise ConfigurationError(f"certificate_password and {own[0]} are both given, but go with different methods")
    for name, method in _METHODS.items():
        if any(given[proof] for proof in method.proofs):
            return name
    raise ConfigurationError(
        f"no credentials: give one of {', '.join(_PROOFS)}, set {_variables(_PROOFS)}, or choose auth_method "
        "managed_identity or azure_cli"
    )


def _given(name: str, value: Any) -> Any:
    """The value of an option, or None if it is empty."""
    return (value.strip() if name in _NAMES and isinstance(value, str) else value) or None


def _from_environment(name: str, variables: Iterable[str], environ: Mapping[str, str]) -> str | None:
    values = (_given(name, environ.get(variable)) for variable in variables)
    value = next(filter(None, values), None)
    # Ansible has already expanded options.
    return expanded(value) if value and name in _PATHS else value


def _variables(options: Iterable[str]) -> str:
    """The first environment variable of each option that has one, in words."""
    names = [name for option in options for name in option.split(" or ")]
    return " or ".join(VARIABLES[name][0] for name in names if VARIABLES[name])


def _check_names(given: dict[str, Any]) -> None:
    """Check tenant and client ID, and replace them by their normal form (``_names``): both become part of a URL."""
    for option, key, wrong in (("tenant", home_name, no_home), ("client_id", guid_key, _no_application)):
        if given[option]:
            checked = key(given[option])
            if checked is None:
                raise ConfigurationError(wrong(option, given[option]))
            given[option] = checked


def _no_application(option: str, value: object) -> str:
    return f"{option} is {shown_name(value)}, which is not an application ID (a GUID)"

# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""All values around a task that may be secret, before any check of the task (private to this collection).

Options, variables, files and proxies may be wrong. Errors about wrong values could show secrets. So all possible
secrets are collected before the first check.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.request import getproxies

from .._secrecy.forms import login_forms
from .credentials import VARIABLES
from .files import CA_VARIABLES, expanded, of_file, to_be_masked

#: The options whose values are secrets themselves.
SECRET_OPTIONS = ("client_secret", "certificate_password", "federated_token", "access_token")
_PATHS = ("certificate_path", "federated_token_file", "ca_path")
_URLS = ("graph_url", "authority_url")
# Variables of processes in Azure. Their values are keys: a request for the token of a managed identity needs one.
_OF_IDENTITIES = ("IDENTITY_HEADER", "MSI_SECRET")
_KEY = re.compile(r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----(.*?)(?:-----END|\Z)", re.DOTALL)
_NO_PORT = re.compile(r"[^:/\[]*:(?![0-9]*(?:/|\Z))")
_SHORTEST_LINE = 16


def secrets_around(options: dict[str, Any], environ: Mapping[str, str]) -> Iterator[Any]:
    """All values that may be secret, in every form. ``options`` are the options of a task, checked or not."""
    # A list or a dictionary in place of a text may contain the secret.
    yield from (value for name in SECRET_OPTIONS if isinstance(value := options.get(name), (list, dict)))
    options = {name: value for name, value in options.items() if isinstance(value, str)}
    for name in SECRET_OPTIONS:
        yield from (options.get(name), *(environ.get(variable) for variable in VARIABLES[name]))
    yield from (environ.get(variable) for variable in _OF_IDENTITIES)
    yield from _logins(options, environ)
    for name in _PATHS:
        for path in _paths(name, options, environ):
            if to_be_masked(path):
                yield path
            if name == "ca_path":
                continue
            yield from secrets_in_text(_content(path), whole=name == "federated_token_file")
    for url in _urls(options, environ):
        yield from logins_of(url)


def secrets_in_text(content: bytes, whole: bool) -> Iterator[str]:
    """The secrets in a file: the ``whole`` text, and the private keys in it, also line by line."""
    text = content.decode("utf-8", "replace").strip()
    if whole:
        yield text
    for match in _KEY.finditer(text):
        yield match.group(1)
        yield from (line for line in match.group(1).split() if len(line) >= _SHORTEST_LINE)


def logins_of(url: object) -> set[str]:
    """The name and the password in a URL, or in a text that was meant as a URL."""
    if not isinstance(url, str):
        return set()
    rest = url.partition("://")[2] or url
    if "@" in rest:
        return login_forms(rest.rpartition("@")[0])
    # If the port is no number, it may be a password: the user may have forgotten the host.
    return login_forms(rest) if _NO_PORT.match(rest) else set()


def _logins(options: dict[str, str], environ: Mapping[str, str]) -> Iterator[str]:
    """Client secrets as a header of Basic authorization contains them. Base64 hides a short secret from the search."""
    names = {options.get("client_id"), *(environ.get(variable) for variable in VARIABLES["client_id"])}
    secrets = {options.get("client_secret"), *(environ.get(variable) for variable in VARIABLES["client_secret"])}
    for secret in filter(None, secrets):
        for name in filter(None, names):
            # The name alone is no secret. So name and secret are masked together, and not each part by itself.
            yield base64.b64encode(f"{name}:{secret}".encode("utf-8", "replace")).decode("ascii")


def _paths(name: str, options: dict[str, str], environ: Mapping[str, str]) -> set[str]:
    variables = (*VARIABLES.get(name, ()), *(("ENTRA_CA_PATH", *CA_VARIABLES) if name == "ca_path" else ()))
    given = [options.get(name), *(environ.get(variable) for variable in variables)]
    texts = [value for value in given if isinstance(value, str) and value]
    return {*texts, *map(expanded, texts)}


def _urls(options: dict[str, str], environ: Mapping[str, str]) -> Iterator[str | None]:
    for name in _URLS:
        yield from (options.get(name), environ.get(f"ENTRA_{name.upper()}"))
    # NO_PROXY contains hosts and no login.
    proxies = [name for name in environ if name.lower().endswith("_proxy") and name.lower() != "no_proxy"]
    yield from (environ[name] for name in proxies)
    # The proxies of the operating system, if it has any.
    yield from (value for scheme, value in getproxies().items() if scheme != "no")


def _content(path: str) -> bytes:
    """The content of a file; empty if the file cannot be read."""
    try:
        return of_file(path)
    except (OSError, ValueError):
        # The code that needs the file reports the error.
        return b""

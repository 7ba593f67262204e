# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files whose paths come from options or from the environment (private to this collection)."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from typing import Any

from .._secrecy.wrong_form import form_of
from .errors import ConfigurationError

#: The variables that the library requests reads if the code gives no CA bundle, in its order. It expands no path.
CA_VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")

#: The largest number of bytes of a file. Keys and tokens are shorter.
MOST = 256 * 1024
_LONGEST_PATH, _LONGEST_NAME = 1024, 255
_SHORTEST_SECRET = 20
# A part of base64 between two "/". Such a part is longer than names that people choose, and contains capital letters,
# small letters and digits.
_BASE64 = re.compile(r"(?=[^/]*[a-z])(?=[^/]*[A-Z])(?=[^/]*[0-9])[A-Za-z0-9+=]{48,}")
_ENDING = re.compile(r"\.(pem|crt|cer|cert|ca-bundle|key|der|pfx|p12|jwt|token|txt)$", re.IGNORECASE)
# The names of certificates in a folder of OpenSSL: the hash of the subject. "openssl rehash" creates such names.
_HASHED = re.compile(r"[0-9a-f]{8}\.[0-9]+")


def expanded(value: str) -> str:
    """A path from the environment, expanded like an option of ``type: path``: variables, then the home folder."""
    return os.path.expanduser(os.path.expandvars(value))


def is_no_path(value: object) -> bool:
    """Whether a value is certainly not a path. For example, it may be a certificate or a token in place of its path."""
    if not isinstance(value, str):
        return True
    names = value.split("/")
    odd = any(len(name) > _LONGEST_NAME or _BASE64.fullmatch(name) for name in names)
    return "-----BEGIN" in value or not value.isprintable() or len(value) > _LONGEST_PATH or odd


def shown(value: object) -> str:
    """A path for an error. A value that does not look like a path is not shown: it may be a misplaced secret."""
    if isinstance(value, str) and _looks_like_one(value):
        return value
    return f"({form_of(value)}, not shown since it does not look like a path)"


def to_be_masked(value: object) -> bool:
    """Whether the value of an option for a path has to be masked in all texts.

    A value as short as the name of a file is not masked: it may be a word that belongs in a result.
    """
    return isinstance(value, str) and len(value) >= _SHORTEST_SECRET and not _looks_like_one(value)


def content(option: str, path: str) -> bytes:
    """The content of the file that ``option`` names. Raises ConfigurationError."""
    try:
        return of_file(path)
    except OSError as error:
        raise ConfigurationError(f"{option} {shown(path)} cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise ConfigurationError(f"{option} {shown(path)} cannot be read: {error}") from None


def of_file(path: str) -> bytes:
    """The content of a regular file of at most ``MOST`` bytes.

    Raises OSError. Raises ValueError with the reason if the path or the file is not acceptable.
    """
    # Without O_NONBLOCK, the call would wait at a named pipe until somebody writes into the pipe.
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except ValueError:
        raise ValueError("a file cannot have such a name") from None
    with open(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise ValueError("it is not a regular file")
        read = stream.read(MOST + 1)
    if len(read) > MOST:
        raise ValueError(f"it is longer than {MOST} bytes")
    return read


def ca_bundle(options: dict[str, Any], environ: Mapping[str, str], https: bool) -> str | None:
    """The path of the CA bundle for TLS, a file or a folder; None for the bundle that requests itself chooses.

    The bundle is checked in both cases. Otherwise the error about a wrong bundle would look like a broken connection,
    for which a retry may help. ``https``: whether TLS is used at all. Raises ConfigurationError.
    """
    path: str | None = options.get("ca_path")
    name = "ca_path"
    if not path and environ.get("ENTRA_CA_PATH"):
        path, name = expanded(environ["ENTRA_CA_PATH"]), "ENTRA_CA_PATH"
    if path:
        _check(name, path, "")
        return path
    variable = next((variable for variable in CA_VARIABLES if environ.get(variable)), None)
    if variable and https:
        _check(variable, environ[variable], "; set it right, or give the option ca_path, which wins over it")
    return None


def _check(name: str, path: str, remedy: str) -> None:
    try:
        wrong = _what_is_wrong(path)
    except OSError as error:
        wrong = f"cannot be read: {error.strerror}"
    except ValueError:
        wrong = "cannot be read: no file can have such a name"
    if wrong:
        takes = "; ca_path takes a file of CA certificates in PEM form, or a folder that openssl rehash has seen"
        raise ConfigurationError(f"{name} {shown(path)} {wrong}{remedy or takes}")


def _what_is_wrong(path: str) -> str | None:
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        return "does not exist"
    if stat.S_ISDIR(mode):
        names = [os.path.join(path, name) for name in sorted(os.listdir(path)) if _HASHED.fullmatch(name)]
        # OpenSSL ignores a certificate that cannot be read, and uses the other certificates.
        if not any(os.path.isfile(each) and os.access(each, os.R_OK) and _has_certificate(each) for each in names):
            return "is a folder without certificates under the names by which OpenSSL finds them"
    elif not stat.S_ISREG(mode):
        return "is neither a file nor a folder"
    elif not _has_certificate(path):
        return "has no CA certificate that can be read"
    return None


def _has_certificate(path: str) -> bool:
    """Whether OpenSSL accepts a file and finds a certificate in it. Raises OSError if the file cannot be read."""
    # Imported here since a run without its own CA bundle does not need it.
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(cafile=path)
    except ssl.SSLError:
        return False
    # OpenSSL also loads a file that contains only a list of revoked certificates and no CA certificate.
    return context.cert_store_stats()["x509"] > 0


def _looks_like_one(value: str) -> bool:
    return not is_no_path(value) and (value.startswith(("/", "./", "../", "~")) or bool(_ENDING.search(value)))

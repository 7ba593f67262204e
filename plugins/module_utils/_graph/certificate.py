# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A file with a key and certificates → the credential that msal signs with (private to this collection)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .errors import ConfigurationError
from .files import shown

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

_CERTIFICATE = re.compile(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)


def client_certificate(path: str, content: bytes, password: str | None) -> dict[str, str]:
    """The client_credential of msal for a PEM or PFX file. Raises ConfigurationError.

    msal can read both kinds of files, but then sends the certificate without its chain. An application may trust a
    subject name and an issuer instead of one certificate. Then certificates can be renewed without a change of the
    application, and the whole chain is necessary:
    https://learn.microsoft.com/entra/msal/python/advanced/client-credentials
    """
    # A dependency of msal, which the caller has imported.
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    read = _pem if b"-----BEGIN" in content else _pfx
    try:
        key, certificates = read(content, password.encode("utf-8") if password else None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ConfigurationError(
            f"certificate_path {shown(path)} could not be read; is certificate_password right? ({error})"
        ) from None
    if not isinstance(key, RSAPrivateKey):
        raise ConfigurationError(f"certificate_path {shown(path)} has no RSA private key")
    own = [each for each in certificates if each.public_key() == key.public_key()]
    if not own:
        raise ConfigurationError(f"certificate_path {shown(path)} has no certificate for its private key")
    chain = own[:1] + [each for each in certificates if each not in own]
    return {
        "private_key": key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode("ascii"),
        # The thumbprint only identifies the certificate. The signature uses SHA-256.
        "thumbprint": own[0].fingerprint(hashes.SHA1()).hex(),
        "public_certificate": "".join(each.public_bytes(Encoding.PEM).decode("ascii") for each in chain),
    }


def _pem(content: bytes, password: bytes | None) -> tuple[object, list[Certificate]]:
    from cryptography.hazmat.primitives.serialization import load_pem_private_key
    from cryptography.x509 import load_pem_x509_certificate

    # load_pem_x509_certificates does the same, but exists only since cryptography 39. RHEL 9 has version 36.
    certificates = [load_pem_x509_certificate(block) for block in _CERTIFICATE.findall(content)]
    return load_pem_private_key(content, password), certificates


def _pfx(content: bytes, password: bytes | None) -> tuple[object, list[Certificate]]:
    from cryptography.hazmat.primitives.serialization.pkcs12 import load_key_and_certificates

    key, certificate, others = load_key_and_certificates(content, password)
    return key, ([certificate] if certificate else []) + others

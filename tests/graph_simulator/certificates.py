# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Throw-away certificates: one for the server, and one that an application can log in with."""

from __future__ import annotations

import base64
import datetime
import ssl
from pathlib import Path

import trustme
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)


def server_context(folder: Path, *hosts: str) -> tuple[ssl.SSLContext, Path]:
    """A TLS context for these hosts, and the file with the CA that clients have to trust."""
    authority = trustme.CA(organization_name="graph simulator")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(*hosts).configure_cert(context)
    ca_path = folder / "ca.pem"
    authority.cert_pem.write_to_path(str(ca_path))
    return context, ca_path


def thumbprints(certificate: x509.Certificate) -> dict[str, str]:
    """The thumbprints under the names of the JWT headers that carry them."""
    return {
        "x5t": _base64url(certificate.fingerprint(hashes.SHA1())),
        "x5t#S256": _base64url(certificate.fingerprint(hashes.SHA256())),
    }


def trusted_leaf(x5c: list[str], issuers: list[dict[str, str]]) -> x509.Certificate | None:
    """The first certificate of a JWT header, if its name is trusted and its chain leads to the trusted issuer."""
    chain = [x509.load_der_x509_certificate(base64.b64decode(text)) for text in x5c]
    for issuer in issuers:
        root = x509.load_pem_x509_certificate(issuer["issuer"].encode())
        if chain and chain[0].subject.rfc4514_string() == issuer["subject"] and _leads_to(root, chain):
            return chain[0]
    return None


def _leads_to(root: x509.Certificate, chain: list[x509.Certificate]) -> bool:
    try:
        for certificate, parent in zip(chain, [*chain[1:], root], strict=True):
            certificate.verify_directly_issued_by(parent)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


class ApplicationCertificate:
    """A self-signed certificate with its key, as PEM and as PFX."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "graph simulator application")])
        now = datetime.datetime.now(datetime.timezone.utc)
        self._certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(self._key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=30))
            .sign(self._key, hashes.SHA256())
        )
        self.public_pem = self._certificate.public_bytes(Encoding.PEM).decode()
        self.pem_path = write_private(
            folder / "application.pem",
            self._key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + self.public_pem.encode(),
        )

    def pfx(self, password: str | None) -> Path:
        """A PFX file with key and certificate, encrypted if there is a password."""
        encryption = BestAvailableEncryption(password.encode()) if password else NoEncryption()
        content = pkcs12.serialize_key_and_certificates(b"application", self._key, self._certificate, None, encryption)
        return write_private(self._folder / "application.pfx", content)


class CertificateAuthority:
    """Issues certificates of one name. The issuer is trusted instead of the certificates, so they can be renewed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._root = trustme.CA(organization_name="graph simulator applications")
        self._intermediate = self._root.create_child_ca()

    def issue(self, password: str | None = None) -> tuple[Path, Path, dict[str, str]]:
        """A new certificate as PEM and as PFX, each with its chain, and the names that must be trusted."""
        blob = self._intermediate.issue_cert("application.example", key_type=trustme.KeyType.RSA)
        key = load_pem_private_key(blob.private_key_pem.bytes(), None)
        leaf, *others = (x509.load_pem_x509_certificate(pem.bytes()) for pem in blob.cert_chain_pems)
        encryption = BestAvailableEncryption(password.encode()) if password else NoEncryption()
        # The key comes last, and the chain has no order. Real files look like that.
        pem = b"".join(each.public_bytes(Encoding.PEM) for each in (*others, leaf))
        pem += key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)
        pfx = pkcs12.serialize_key_and_certificates(b"application", key, leaf, others, encryption)
        trusted = {"subject": leaf.subject.rfc4514_string(), "issuer": self._root.cert_pem.bytes().decode()}
        return write_private(self._folder / "issued.pem", pem), write_private(self._folder / "issued.pfx", pfx), trusted


def write_private(path: Path, content: bytes) -> Path:
    """A file that only its owner can read."""
    path.touch(mode=0o600)
    path.write_bytes(content)
    return path

"""A certificate for this machine's loopback names, made anew at every start."""

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LIFETIME = timedelta(days=30)
# Clocks of containers and hosts differ a little.
BACKDATING = timedelta(hours=1)


@dataclass(frozen=True)
class CertificateFiles:
    """PEM files: a server's certificate and key, and the bundle for those who call it.

    The bundle also holds this system's own roots, so that the caller still trusts the world.
    """

    certificate: Path
    key: Path
    bundle: Path


def write_certificate(folder: Path) -> CertificateFiles:
    """Write a self-signed server certificate for this machine's names, and for those of APIs."""
    key = ec.generate_private_key(ec.SECP256R1())
    files = CertificateFiles(folder / "server.crt", folder / "server.key", folder / "bundle.crt")
    files.key.touch(mode=0o600)
    files.key.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    certificate = _create_certificate(key).public_bytes(serialization.Encoding.PEM)
    files.certificate.write_bytes(certificate)
    files.bundle.write_bytes(_read_system_roots() + b"\n" + certificate)
    return files


def _read_system_roots() -> bytes:
    roots = ssl.get_default_verify_paths().cafile
    return Path(roots).read_bytes() if roots else b""


def _create_certificate(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    now = datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    names = [
        x509.DNSName("localhost"),
        x509.DNSName("*.localhost"),
        x509.DNSName("*.execute-api.localhost"),
        x509.IPAddress(IPv4Address("127.0.0.1")),
    ]
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACKDATING)
        .not_valid_after(now + LIFETIME)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False
        )
    )
    return builder.sign(key, hashes.SHA256())

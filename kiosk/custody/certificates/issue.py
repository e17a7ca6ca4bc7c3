"""Makes the authority and the server's certificate.

2026-11-29 · Both begin in 1970: a screen whose clock has lost the date must not take a certificate
for one of the future, and show an error in place of a sign. The authority lasts ``AUTHORITY_YEARS``,
since devices are told of it by hand; the certificate ``SERVER_DAYS`` from the day it is made, and is
renewed when less than half of that is left. Browsers' limits: 398 days (Chromium, Apple) are for
authorities that come with the system alone; for others Apple asks at most 825 days of what begins
after 1 July 2019 (its article 103769, and the source of its Security framework compares that date).
The authority is bound to the hall's names and networks and to servers (RFC 5280 §4.2.1.10,
critical), so that whoever steals it can pretend to be no bank. OpenSSL, Chromium, Firefox, Windows
and Apple heed that; Android's own store does not for what is installed by hand. P-256, which every
browser since 2014 knows. Rejected: a certificate for each kind of device (a server knows only the
name it is asked for, and an address is asked without one); ACME and step-ca, a daemon more.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network
from secrets import token_hex
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from kiosk.custody.certificates.names import Address, Names

BEGINS: Final = datetime(1970, 1, 1, tzinfo=UTC)
AUTHORITY_YEARS: Final = 30
SERVER_DAYS: Final = 800
RENEWED_DAYS: Final = 400
WRITTEN: Final = datetime(2026, 11, 29, tzinfo=UTC)
"""No clock can truly be earlier: what is made before somebody sets it is not over the day after."""
CN_MAX: Final = 64
CURVES: Final = ("secp256r1", "secp384r1")
Key = ec.EllipticCurvePrivateKey


class NoAuthority(ValueError):
    """What was to be one is none, in words for whoever brought it."""


@dataclass(frozen=True, slots=True)
class Authority:
    key: Key
    certificate: x509.Certificate

    @property
    def pem(self) -> str:
        return _pem(self.key, self.certificate)

    @property
    def names(self) -> Names:
        return names_of(self.certificate)


def names_of(authority: x509.Certificate) -> Names:
    """What it may sign for."""
    try:
        said = authority.extensions.get_extension_for_class(x509.NameConstraints).value
    except x509.ExtensionNotFound:
        return Names((), ())
    allowed = said.permitted_subtrees or ()
    return Names(
        tuple(one.value for one in allowed if isinstance(one, x509.DNSName)),
        tuple(ip_network(one.value) for one in allowed if isinstance(one, x509.IPAddress)),
    )


def _pem(key: Key, *certificates: x509.Certificate) -> str:
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    shown = (one.public_bytes(Encoding.PEM) for one in certificates)
    return b"".join((private, *shown)).decode("ascii")


def _counted_from(now: datetime) -> datetime:
    return max(now, WRITTEN).replace(microsecond=0)


def new_authority(names: Names, now: datetime) -> Authority:
    """``now`` in UTC."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Hall kiosk {token_hex(4)}")])
    constraints: list[x509.GeneralName] = [x509.DNSName(name) for name in names.names]
    constraints += [x509.IPAddress(network) for network in names.networks]
    begun = _counted_from(now)
    ends = begun.replace(year=begun.year + AUTHORITY_YEARS, day=min(begun.day, 28))
    certificate = (
        _begun(subject, subject, key, ends)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_use(signs=True), critical=True)
        .add_extension(x509.NameConstraints(constraints, None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    return Authority(key, certificate)


def _begun(
    subject: x509.Name, issuer: x509.Name, key: Key, ends: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder(issuer, subject, key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(BEGINS)
        .not_valid_after(ends)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _use(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=signs, crl_sign=signs,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip


def read_authority(pem: str) -> Authority:
    """Raises :class:`NoAuthority`."""
    try:
        key = load_pem_private_key(pem.encode("ascii"), None)
        certificate = x509.load_pem_x509_certificate(pem.encode("ascii"))
        limits = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
        if not isinstance(key, Key) or key.curve.name not in CURVES:
            raise NoAuthority("its key is no P-256 or P-384 key")
        if key.public_key() != certificate.public_key() or not limits.ca:
            raise NoAuthority("its key and certificate do not belong together, or it may not sign")
        certificate.verify_directly_issued_by(certificate)
    except (ValueError, TypeError, x509.ExtensionNotFound, InvalidSignature) as error:
        raise NoAuthority(
            f"{error or type(error).__name__}. An authority is one file with its key and its"
            " certificate, as kiosk tls init writes it (hall.authority.pem)."
        ) from error
    return Authority(key, certificate)


def new_server(authority: Authority, own: Iterable[Address], now: datetime) -> str:
    """Key, certificate and the authority's certificate: for its names, its single addresses and
    those of ``own`` that it may sign for."""
    key = ec.generate_private_key(ec.SECP256R1())
    known = authority.names
    addresses = (*known.alone, *(one for one in own if known.permit(one)))
    said: list[x509.GeneralName] = [x509.DNSName(name) for name in known.names]
    said += [x509.IPAddress(one) for one in dict.fromkeys(addresses)]
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, _called(known, own))])
    ends = min(
        _counted_from(now) + timedelta(days=SERVER_DAYS), authority.certificate.not_valid_after_utc
    )
    signs = authority.key.public_key()
    certificate = (
        _begun(subject, authority.certificate.subject, key, ends)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_use(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(said), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signs), critical=False)
        .sign(authority.key, hashes.SHA256())
    )
    return _pem(key, certificate, authority.certificate)


def _called(known: Names, own: Iterable[Address]) -> str:
    """For people alone: browsers read the other names."""
    others = [name for name in known.names if name != "localhost"]
    return next((name for name in (*others, *map(str, own)) if len(name) <= CN_MAX), "localhost")


@dataclass(frozen=True, slots=True)
class Server:
    """What a certificate says of itself."""

    ends: datetime
    names: tuple[str, ...]
    addresses: tuple[Address, ...]
    authority: x509.Certificate

    def due(self, now: datetime) -> bool:
        return self.ends - now < timedelta(days=RENEWED_DAYS)


def read_server(pem: str) -> Server:
    """Raises ValueError where it is none, or was signed by somebody else than it says."""
    certificate, *others = x509.load_pem_x509_certificates(pem.encode("ascii"))
    authority = others[-1] if others else certificate
    try:
        certificate.verify_directly_issued_by(authority)
        said = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (InvalidSignature, x509.ExtensionNotFound) as error:
        raise ValueError(type(error).__name__) from error
    return Server(
        certificate.not_valid_after_utc,
        tuple(said.get_values_for_type(x509.DNSName)),
        tuple(ip_address(str(one)) for one in said.get_values_for_type(x509.IPAddress)),
        authority,
    )

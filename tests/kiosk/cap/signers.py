"""Authorities that certify, and what they certify signs: made anew for each test."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml.algorithms import SignatureMethod
from signxml.signer import XMLSigner

from tests.kiosk.cap.samples import SENT

BEGINS, ENDS = SENT - timedelta(days=30), SENT + timedelta(days=365)
NO = dict.fromkeys(
    ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "crl_sign",
     "encipher_only", "decipher_only"), False,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Signer:
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def pem(self) -> str:
        return self.certificate.public_bytes(Encoding.PEM).decode()

    @property
    def key_pem(self) -> str:
        shape = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return self.key.private_bytes(*shape).decode()

    def signs(self, message: str, method: Any = SignatureMethod.ECDSA_SHA256) -> str:
        """With an enveloped signature that brings the certificate."""
        signer = XMLSigner(signature_algorithm=method)
        signed = signer.sign(etree.fromstring(message.encode()), key=self.key_pem, cert=self.pem)
        return str(etree.tostring(signed, encoding="unicode"))


def signer(
    name: str,
    by: Signer | None = None,
    *,
    authority: bool = False,
    begins: datetime = BEGINS,
    ends: datetime = ENDS,
) -> Signer:
    """``by``: who certifies it; nobody but itself without."""
    key = ec.generate_private_key(ec.SECP256R1())
    named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    usage = x509.KeyUsage(digital_signature=not authority, key_cert_sign=authority, **NO)
    above = by.key if by is not None else key
    made = (
        x509.CertificateBuilder()
        .subject_name(named)
        .issuer_name(by.certificate.subject if by is not None else named)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins.astimezone(UTC))
        .not_valid_after(ends.astimezone(UTC))
        .add_extension(x509.BasicConstraints(authority, None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(above.public_key()), critical=False
        )
    )
    return Signer(made.sign(above, hashes.SHA256()), key)

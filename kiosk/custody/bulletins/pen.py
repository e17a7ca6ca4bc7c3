"""Signs what goes out in CAP with the hall's own key, where a setting names one (CAP-v1.2, §3.3.4).

An enveloped XML signature over the whole message, exclusive canonical form, so that it stays right
where the message stands in a feed. The key is a secret: it is read when used and stands nowhere else.
Where it cannot be used the public is told all the same, unsigned, and staff are told why.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from kiosk.engine.health import Fact
from kiosk.wording.causes import cause
from signage.language.words import NO_WORDS, Message, Words

Stamp = tuple[int, int]
SIGNED_MAX: Final = 500
"""Messages kept as they were signed; a signature may differ each time it is made."""


class Pen:
    """Read from any thread."""

    def __init__(self, path: Path | None) -> None:
        """A PEM file with the private key and the certificate of it; None: nothing is signed."""
        self._path = path
        self._known: dict[tuple[Stamp, str], str] = {}
        self._wrong: Words = NO_WORDS

    @property
    def stamp(self) -> Stamp:
        """Another one where the key has changed."""
        if self._path is None:
            return (0, 0)
        try:
            found = self._path.stat()
        except OSError:
            return (0, 0)
        return (found.st_mtime_ns, found.st_size)

    def signed(self, text: str) -> str:
        if self._path is None:
            return text
        key = (self.stamp, text)
        if key not in self._known:
            if len(self._known) >= SIGNED_MAX:
                self._known.clear()
            self._known[key] = self._written(self._path, text)
        return self._known[key]

    def _written(self, path: Path, text: str) -> str:
        try:
            made = _signed(text, path.read_bytes())
        except OSError as error:
            self._wrong = Message("pen.unreadable", file=str(path), why=cause(error))
            return text
        except Exception:  # noqa: BLE001 - whatever the file holds; never its own words, it is a secret
            self._wrong = Message("pen.no-key", file=str(path))
            return text
        self._wrong = NO_WORDS
        return made

    def facts(self) -> Iterator[Fact]:
        if self._path is not None:
            yield Fact("cap-key", self._wrong is NO_WORDS, 0.0, self._wrong, vital=False)


def _signed(text: str, pem: bytes) -> str:
    """Raises ValueError, TypeError where there is no key, no certificate, or they are not each
    other's."""
    from cryptography.hazmat.primitives.serialization import load_pem_private_key
    from cryptography.x509 import load_pem_x509_certificates
    from lxml import etree
    from signxml.algorithms import CanonicalizationMethod, SignatureMethod
    from signxml.signer import XMLSigner

    key, (certificate, *above) = load_pem_private_key(pem, None), load_pem_x509_certificates(pem)
    if key.public_key() != certificate.public_key():
        raise ValueError("the certificate is another key's")
    elliptic = "EllipticCurve" in type(key).__name__ or type(key).__name__.startswith("EC")
    signer = XMLSigner(
        signature_algorithm=SignatureMethod.ECDSA_SHA256
        if elliptic
        else SignatureMethod.RSA_SHA256,
        c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
    )
    given: Any = key
    made = signer.sign(etree.fromstring(text.encode()), key=given, cert=[certificate, *above])
    return str(etree.tostring(made, encoding="unicode"))

"""Whether messages bear the signature of who is to have sent them (CAP-v1.2, §3.3.4; W3C XML Signature).

What counts is read from the signed part alone: whoever wraps another message around a right signature
is read by what was signed, or not at all. The document has been read by the bounded reader before, so
that libxml2 meets no entity and no depth. SHA-1, HMAC and keys that a message brings with it
are no signature here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException

from kiosk.custody.warnings.cap_reader import MESSAGES_MAX, NAMESPACES, Document, Unread, message
from kiosk.wording.causes import cause
from kiosk.wording.outside import TooMuch, xml
from signage.hall.alerts.rules import Feed
from signage.language.words import NO_WORDS, Message, Words

SIGNATURE: Final = "{http://www.w3.org/2000/09/xmldsig#}Signature"
METHODS: Final = (
    "RSA_SHA256",
    "RSA_SHA384",
    "RSA_SHA512",
    "ECDSA_SHA256",
    "ECDSA_SHA384",
    "ECDSA_SHA512",
    "SHA256_RSA_MGF1",
    "SHA512_RSA_MGF1",
)
UNSIGNED: Final = Message("signed.none")
WRONG: Final = Message("signed.wrong")
EXPIRED: Final = Message("signed.certificate-expired")
Stamp = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom a feed believes, as its files say now. ``why``: nobody, for this reason."""

    certificates: tuple[str, ...] = ()
    authority: str = ""
    why: Words = field(default_factory=lambda: NO_WORDS)


def asks_for_signatures(feed: Feed) -> bool:
    return feed.certificate_file is not None or feed.ca_file is not None


def stamp_of(feed: Feed) -> Stamp:
    """Another one where the files have changed."""
    try:
        found = Path(feed.certificate_file or feed.ca_file or "").stat()
    except OSError:
        return (0, 0)
    return (found.st_mtime_ns, found.st_size)


def trust_of(feed: Feed) -> Trust:
    """Nobody is believed whose file cannot be read."""
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509 import load_pem_x509_certificates

    file = Path(feed.certificate_file or feed.ca_file or "")
    try:
        found = load_pem_x509_certificates(file.read_bytes())
    except OSError as error:
        return Trust(why=Message("signed.file-unreadable", file=str(file), why=cause(error)))
    except ValueError:
        return Trust(why=Message("signed.file-no-pem", file=str(file)))
    if feed.ca_file is not None:
        return Trust(authority=str(file))
    return Trust(tuple(one.public_bytes(Encoding.PEM).decode() for one in found))


def judged(raw: bytes, read: Document, trust: Trust, now: datetime) -> Document:
    """Each message of a document by what its signature covers; with ``doubt`` where nobody vouches for
    it. ``read``: the document as the bounded reader has it, all of it in doubt where the other
    reader cannot follow."""
    from lxml import etree

    try:
        return replace(_judged(raw, trust, now), links=read.links)
    except (etree.LxmlError, ParseError, DefusedXmlException, TooMuch, ValueError):
        return replace(read, messages=tuple(replace(one, doubt=WRONG) for one in read.messages))


def _judged(raw: bytes, trust: Trust, now: datetime) -> Document:
    from lxml import etree

    found, refused = [], []
    for part in _alerts(etree.fromstring(raw, _parser())):
        alone = etree.tostring(part, with_tail=False)
        covered, doubt = _covered(alone, trust, now)
        try:
            found.append(replace(message(xml(covered or alone)), doubt=doubt, vouched=not doubt))
        except Unread as error:
            refused.append(error.words)
    return Document(tuple(found), (), tuple(refused))


def _parser() -> Any:
    from lxml import etree

    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def _alerts(root: Any) -> Iterator[Any]:
    """Those that stand in no other."""
    tags = {f"{{{space}}}alert" for space in NAMESPACES}
    outer = [
        one for one in root.iter(*tags) if not any(each.tag in tags for each in one.iterancestors())
    ]
    yield from outer[:MESSAGES_MAX]


def _covered(alone: bytes, trust: Trust, now: datetime) -> tuple[bytes | None, Words]:
    """What the signature of one message covers, and why there is nothing of the kind."""
    from lxml import etree

    root = etree.fromstring(alone, _parser())
    if trust.why:
        return None, trust.why
    if root.find(SIGNATURE) is None:
        return None, UNSIGNED
    # In a feed it has names of spaces around it that were not there when it was signed.
    etree.cleanup_namespaces(root)
    for said in dict.fromkeys((alone, etree.tostring(root))):
        for way in _ways(trust, now):
            signed = _verified(said, way, now)
            if signed is not None and signed.tag == root.tag:
                return etree.tostring(signed), NO_WORDS
    return None, WRONG if trust.authority or any(_ways(trust, now)) else EXPIRED


def _ways(trust: Trust, now: datetime) -> Iterator[Mapping[str, Any]]:
    """What is given to the library, a way each; no certificate that does not hold now."""
    if trust.authority:
        yield {"ca_pem_file": trust.authority}
    for pem in trust.certificates:
        if _holds(pem, now):
            yield {"x509_cert": pem}


def _holds(pem: str, now: datetime) -> bool:
    from cryptography.x509 import load_pem_x509_certificate

    one = load_pem_x509_certificate(pem.encode())
    return one.not_valid_before_utc <= now <= one.not_valid_after_utc


def _verified(said: bytes, way: Mapping[str, Any], now: datetime) -> Any:
    """The element that the signature covers; None where it is not right."""
    from signxml.algorithms import SignatureMethod
    from signxml.verifier import SignatureConfiguration, XMLVerifier

    methods = frozenset(SignatureMethod[name] for name in METHODS)
    config = SignatureConfiguration(
        location="./", expect_references=1, signature_methods=methods, verification_time=now
    )
    try:
        found = XMLVerifier().verify(said, expect_config=config, **way)
    except Exception:  # noqa: BLE001 - whatever is wrong with it, nobody vouches for it
        return None
    return found.signed_xml if not isinstance(found, list) else None

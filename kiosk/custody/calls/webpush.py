"""Web Push, as far as it is arithmetic and one request: a message is sealed for one browser alone
(RFC 8291 over RFC 8188), signed by the hall (RFC 8292) and left at that browser's push service
(RFC 8030), which learns when something was sent and how long it is, and nothing of what it says.

Run by the process that alone speaks to gateways. Of an address, which is a secret, only the name of
its subscription is ever said.

2026-11-30 · This stands on ``cryptography`` alone, which backups have already: one record sealed and
one signature are sixty lines, held to the standard's own example. Rejected: ``pywebpush`` and
``http-ece``, which bring more packages than they save lines; Apprise's own pushes, which hurry every
message alike and do not say which browser is gone.
"""

import base64
import http.client
import json
import os
import struct
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Final, NamedTuple
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, Request, build_opener, getproxies

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    derive_private_key,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kiosk.custody.calls.programs import Taken, Unmoved

SALT, TAG, POINT, AUTH, WHOLE = 16, 16, 65, 16, 32
"""Lengths in bytes: of a salt, what AES-GCM adds, a point of P-256 uncompressed, a browser's secret,
a number of P-256."""
RECORD: Final = 4096
"""A push service takes no more (RFC 8030, 7.2), so there is one record."""
PLAIN_MAX: Final = RECORD - SALT - 4 - 1 - POINT - TAG - 1
LAST: Final = b"\x02"
"""Ends the last record (RFC 8188, 2)."""
SIGNED_S: Final = 12 * 3600
"""Of at most 24 hours (RFC 8292, 2)."""
GONE: Final = frozenset({404, 410})
"""The subscription is over for good (RFC 8030, 5 and 7.3)."""


class Target(NamedTuple):
    """One browser. ``p256dh`` and ``auth`` in base64url, as the browser gave them."""

    id: str
    endpoint: str
    p256dh: str
    auth: str


def plain64(said: str) -> bytes:
    """Of base64url without its padding. Raises ValueError."""
    return base64.urlsafe_b64decode(said + "=" * (-len(said) % 4))


def as64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def new_key() -> str:
    number = generate_private_key(SECP256R1()).private_numbers().private_value
    return as64(number.to_bytes(WHOLE, "big"))


def private(key: str) -> EllipticCurvePrivateKey:
    return derive_private_key(int.from_bytes(plain64(key), "big"), SECP256R1())


def public(key: str) -> str:
    """What a browser is told when it subscribes: only who has the key may push then."""
    return as64(_point(private(key)))


def require_keys(p256dh: str, auth: str) -> None:
    """Raises ValueError where nothing could be sealed for them."""
    point = plain64(p256dh)
    if (len(plain64(auth)), len(point)) != (AUTH, POINT):
        raise ValueError("a secret or a point of another length")
    EllipticCurvePublicKey.from_encoded_point(SECP256R1(), point)


def _point(key: EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def sealed(
    text: bytes, to: Target, ours: EllipticCurvePrivateKey | None = None, salt: bytes | None = None
) -> bytes:
    """``ours`` and ``salt``: new for each message, but in the example of the standard. Raises
    ValueError."""
    ours, salt = ours or generate_private_key(SECP256R1()), salt or os.urandom(SALT)
    theirs, secret = plain64(to.p256dh), plain64(to.auth)
    shared = ours.exchange(ECDH(), EllipticCurvePublicKey.from_encoded_point(SECP256R1(), theirs))
    info = b"WebPush: info\x00" + theirs + _point(ours)
    both = _drawn(secret, shared, info, 32)
    key = _drawn(salt, both, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _drawn(salt, both, b"Content-Encoding: nonce\x00", 12)
    head = salt + struct.pack(">IB", RECORD, POINT) + _point(ours)
    return head + AESGCM(key).encrypt(nonce, text + LAST, None)


def _drawn(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(secret)


def signed(endpoint: str, contact: str, key: str, now: float) -> str:
    """The header that says who pushes, for this push service alone."""
    at = urlsplit(endpoint)
    claims = {
        "aud": f"{at.scheme}://{at.netloc}", "exp": int(now) + SIGNED_S, "sub": contact,
    }  # fmt: skip
    told = ".".join(
        as64(json.dumps(part).encode()) for part in ({"typ": "JWT", "alg": "ES256"}, claims)
    )
    one, other = decode_dss_signature(private(key).sign(told.encode(), ECDSA(SHA256())))
    raw = one.to_bytes(WHOLE, "big") + other.to_bytes(WHOLE, "big")
    return f"vapid t={told}.{as64(raw)}, k={public(key)}"


def pushed(form: Mapping[str, Any], wait_s: float) -> Taken:
    """To all of a person's browsers at once. It went where one of them took it; those that are over
    are named."""
    targets = [Target(*one) for one in form["targets"]]
    if not targets:
        return Taken(False, "gone")
    with ThreadPoolExecutor(len(targets)) as pool:
        said = dict(zip(targets, pool.map(partial(_left, form, wait_s), targets), strict=True))
    gone = tuple(one.id for one, why in said.items() if why == "gone")
    why = next((why for why in said.values() if why != "gone"), "gone")
    ok = "" in said.values()
    return Taken(ok, "" if ok else why, gone=gone)


def _left(form: Mapping[str, Any], wait_s: float, to: Target) -> str:
    """Empty where the push service has it, else why not."""
    try:
        body = sealed(str(form["text"]).encode(), to)
        head = {
            "Authorization": signed(to.endpoint, form["contact"], form["key"], time.time()),
            "Content-Encoding": "aes128gcm", "Content-Type": "application/octet-stream",
            "TTL": str(form["ttl"]), "Urgency": form["urgency"], "Topic": form["topic"],
        }  # fmt: skip
        opener = build_opener(ProxyHandler(getproxies()), Unmoved)
        with opener.open(Request(to.endpoint, body, head, method="POST"), timeout=wait_s):
            return ""
    except HTTPError as error:
        with error:
            return "gone" if error.code in GONE else f"HTTP {error.code}"
    except (URLError, http.client.HTTPException, OSError):
        return "no-answer"
    except ValueError:
        return "gone"

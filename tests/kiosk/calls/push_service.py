"""A push service and the browsers that subscribed at it, written from the standards alone: it takes
what RFC 8030 says, believes who signed it as RFC 8292 says, and a browser opens it as RFC 8291 and
RFC 8188 say."""

import base64
import hmac
import json
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.kiosk.calls.counterparts import _Server

CURVE = ec.SECP256R1()


def raw(said: str) -> bytes:
    return base64.urlsafe_b64decode(said + "=" * (-len(said) % 4))


def text(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def _derive(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    """HKDF with one round (RFC 5869)."""
    return hmac.digest(hmac.digest(salt, secret, "sha256"), info + b"\x01", "sha256")[:length]


@dataclass
class Browser:
    """Its key and its secret, which it gave to the hall and to nobody else."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(CURVE))
    auth: bytes = b"sixteen letters."

    @property
    def point(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def opened(self, body: bytes) -> bytes:
        """Raises InvalidTag where it was sealed for somebody else."""
        salt, (size, length) = body[:16], struct.unpack(">IB", body[16:21])
        theirs, sealed = body[21 : 21 + length], body[21 + length :]
        assert length == 65 and len(sealed) <= size <= 4096 and len(body) <= 4096
        shared = self.key.exchange(
            ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, theirs)
        )
        secret = _derive(self.auth, shared, b"WebPush: info\0" + self.point + theirs, 32)
        key = _derive(salt, secret, b"Content-Encoding: aes128gcm\0", 16)
        nonce = _derive(salt, secret, b"Content-Encoding: nonce\0", 12)
        plain = AESGCM(key).decrypt(nonce, sealed, None)
        return plain[: plain.rindex(b"\x02")]


def claims_of(header: str, key: bytes) -> dict[str, Any]:
    """What the hall says of itself, by the key that the browser subscribed for. Raises
    InvalidSignature."""
    scheme, _, rest = header.partition(" ")
    given = dict(part.strip().split("=", 1) for part in rest.split(","))
    assert scheme == "vapid" and raw(given["k"]) == key
    head, body, sign = given["t"].split(".")
    assert json.loads(raw(head)) == {"typ": "JWT", "alg": "ES256"}
    one, other = raw(sign)[:32], raw(sign)[32:]
    ec.EllipticCurvePublicKey.from_encoded_point(CURVE, key).verify(
        encode_dss_signature(int.from_bytes(one, "big"), int.from_bytes(other, "big")),
        f"{head}.{body}".encode(), ec.ECDSA(SHA256()),
    )  # fmt: skip
    found: dict[str, Any] = json.loads(raw(body))
    return found


class PushService:
    """``answers``: a status for the address of a subscription, else 201. ``key``: the hall's, by
    which browsers subscribed."""

    def __init__(self) -> None:
        self.key = b""
        self.browsers: dict[str, Browser] = {}
        self.answers: dict[str, int] = {}
        self.got: list[tuple[str, dict[str, Any], dict[str, str]]] = []
        """Path, what the browser reads, and the headers that are not about the key."""
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = service.answers.get(self.path) or service._taken(
                    self.path, {k.lower(): v for k, v in self.headers.items()}, body
                )
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = _Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def line(self) -> str:
        """In the file of addresses."""
        return f"webpush:mailto:it@hall.example?services={self.origin}"

    def subscribed(self, name: str, key: str) -> dict[str, str]:
        """As a browser gives it to the page."""
        self.key = raw(key)
        made = self.browsers[f"/{name}"] = Browser()
        return {
            "endpoint": f"{self.origin}/{name}", "p256dh": text(made.point), "auth": text(made.auth),
        }  # fmt: skip

    def _taken(self, path: str, headers: dict[str, str], body: bytes) -> int:
        if path not in self.browsers:
            return 404
        if "ttl" not in headers or headers.get("content-encoding") != "aes128gcm":
            return 400
        claims = claims_of(headers["authorization"], self.key)
        within = 0 < claims["exp"] - time.time() <= 24 * 3600
        if claims["aud"] != self.origin or not within or not claims["sub"].startswith("mailto:"):
            return 403
        said = json.loads(self.browsers[path].opened(body))
        self.got.append((path, said, {k: headers[k] for k in ("ttl", "urgency", "topic")}))
        return 201

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@contextmanager
def push_service() -> Iterator[PushService]:
    made = PushService()
    try:
        yield made
    finally:
        made.close()

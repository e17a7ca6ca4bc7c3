"""How a device gets its place, and proves later that it is the one: with a key that never leaves it
(WebCrypto: ECDSA over P-256 with SHA-256), or, where its browser has none to give (a page over
plain http), with a secret that is renewed every day.

2026-11-29 · Until now every reader of a screen's page had the key to say "painted". Now a page may
be looked at by anybody and reports only as a paired device; the server keeps public keys and
digests, so a backup pairs nobody. An older secret counts until the newer one was used: a power cut
between the two costs nothing. A device brings every secret it was given in two months, so that a
second page of it, or a backup of before, costs nothing either. Rejected: certificates of devices
(no browser takes one from a page), cookies (the start page frames the hall's page, and a framed
page over http gets none), an address for each screen (a hall's addresses change, and anybody on its
network can take one).
"""

import secrets
from base64 import b64decode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from itsdangerous import BadSignature, URLSafeSerializer

from kiosk.serving.pins import digest
from kiosk.serving.screens.applicants import Applicant, Applicants
from kiosk.store import PairedRow, StoreError
from kiosk.store.credentials import Credentials

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

RENEWED: Final = timedelta(days=1)
NONCE: Final = timedelta(minutes=2)
SECRETS: Final = 64
"""That a device may bring at once: those of two months, so that a backup of then knows one."""
SALT: Final = "nonce of a device"
PUBLIC_MOST, SIGNATURE = 256, 64
"""Letters of a public key (SPKI in base64 has 124), bytes of a signature (r and s, as WebCrypto
writes them)."""


@dataclass(slots=True)
class Pairing:
    """``believed``: every key whose signature counts, the last one signs."""

    people: Credentials
    applicants: Applicants
    believed: Callable[[], list[str]]
    clock: Callable[[], datetime]

    def pair(self, applicant: Applicant, screen: str, by: str, *, alone: bool = False) -> PairedRow:
        """The device of the applicant stands for the screen from now on, beside those that do or, as
        ``alone``, in their place. Raises :class:`StoreError`."""
        now = self.clock().isoformat()
        token = "" if applicant.public else secrets.token_urlsafe(32)
        row = PairedRow(
            secrets.token_hex(8), screen, applicant.public, digest(token) if token else "", "", now,
            f"{applicant.browser} · {applicant.address}", now, by,
        )  # fmt: skip
        self.people.put_paired(row, alone=alone)
        self.applicants.give(applicant.id, row.id, screen, token)
        return row

    def known(self, public: str) -> PairedRow | None:
        """The pairing of a device that never heard of it: its key alone proves that it is the
        one."""
        return next(
            (row for row in self.people.all_paired() if public and row.public == public), None
        )

    def nonce(self) -> str:
        return str(self._signer().dumps([secrets.token_hex(8), self.clock().isoformat()]))

    def is_signed(self, row: PairedRow, nonce: str, signature: str) -> bool:
        """Whether the device signed ``screen nonce``, with a nonce this server gave it just now."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
        from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
        from cryptography.hazmat.primitives.hashes import SHA256

        key = public_key(row.public)
        try:
            _, at = self._signer().loads(nonce)
            raw = b64decode(signature, validate=True)
            fresh = abs(self.clock() - datetime.fromisoformat(at)) <= NONCE
            if key is None or not fresh or len(raw) != SIGNATURE:
                return False
            halves = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
            key.verify(
                encode_dss_signature(*halves), f"{row.screen} {nonce}".encode(), ECDSA(SHA256())
            )
        except (BadSignature, InvalidSignature, ValueError, TypeError):
            return False
        return True

    def renewed(self, row: PairedRow, tokens: Sequence[str]) -> str | None:
        """The device brought the secrets it was ever given, the newest first: the newer one it
        should bring from now on, empty where none is due; None: its secret is not among them. Where
        nothing can be stored the one it has goes on."""
        brought = {digest(token) for token in tokens[:SECRETS]}
        if not brought & {one for one in (row.token, row.next) if one}:
            return None
        now = self.clock()
        new, fresh = replace(row, renewed=now.isoformat()), ""
        if row.next and row.next in brought:
            # It has the newer one, so the older is worth nothing any more.
            new = replace(new, token=row.next, next="")
        elif abs(now - datetime.fromisoformat(row.renewed)) < RENEWED:
            return ""
        else:
            fresh = secrets.token_urlsafe(32)
            new = replace(new, next=digest(fresh))
        try:
            if self.people.renew_paired(row, new):
                return fresh
        except StoreError:
            return ""
        # Revoked, or renewed by another page of the device meanwhile.
        return "" if self.people.paired(row.id) is not None else None

    def _signer(self) -> URLSafeSerializer:
        return URLSafeSerializer(self.believed(), salt=SALT)


def public_key(public: str) -> "EllipticCurvePublicKey | None":
    """The public half that counts here; None where it is anything else."""
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    if len(public) > PUBLIC_MOST:
        return None
    try:
        key = load_der_public_key(b64decode(public, validate=True))
    except ValueError:
        return None
    is_ours = isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1)
    return key if is_ours else None  # type: ignore[return-value]  # as just looked at

"""What a machine sends: its JSON body, read once and strictly, and the key that makes it harmless
to repeat."""

import hashlib
import json
from typing import Any, NoReturn, TypeVar

from flask import request
from pydantic import BaseModel

from kiosk.access.problems import WORDS_OF, Problem
from signage.language.letters import mended_all
from signage.language.words import Message

KEY = "Idempotency-Key"
KEY_MAX = 128
XML_TYPES = frozenset({"application/cap+xml", "application/xml", "text/xml"})
"""Where a model's ``XML`` names the field that takes a document as it stands."""
Key = tuple[str, str]
"""An idempotency key and the digest of what is asked with it."""
M = TypeVar("M", bound=BaseModel)


def body(model: type[M]) -> tuple[M, Key | None]:
    """The validated body, and the key with the digest of method, path and canonical body."""
    raw = request.get_data(cache=True)
    name = getattr(model, "XML", None)
    canonical = _xml(raw, name) if name and request.mimetype in XML_TYPES else _canonical(raw)
    # With the address: the same key for another incident is another request.
    asked = f"{request.method} {request.path}\n".encode() + canonical
    # As JSON, not as objects: strict models take a list for a tuple only there.
    return model.model_validate_json(canonical), _key(hashlib.sha256(asked).hexdigest())


def _xml(raw: bytes, name: str) -> bytes:
    """A document as it stands, as the JSON that would hold it."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeError:
        raise Problem(400, "not-utf-8", Message("sent.the-body-is-not-utf-8")) from None
    return json.dumps({name: text}, ensure_ascii=False).encode()


def _canonical(raw: bytes) -> bytes:
    if not raw:
        return b"{}"
    if request.mimetype != "application/json":
        raise Problem(415, "unsupported-media-type", WORDS_OF[415], "Content-Type")
    try:
        found = json.loads(
            # Read strictly: Python takes NaN, and of a name given twice silently the last.
            raw.decode("utf-8-sig"),
            parse_constant=_no_constant,
            object_pairs_hook=_object,
        )
        if isinstance(found, dict):
            return json.dumps(
                mended_all(found), ensure_ascii=False, sort_keys=True, separators=(",", ":")
            ).encode()
    except UnicodeError:
        raise Problem(400, "not-utf-8", Message("sent.the-body-is-not-utf-8")) from None
    except (ValueError, RecursionError):
        raise Problem(400, "not-json", Message("sent.the-body-is-not-valid-json")) from None
    raise Problem(400, "not-an-object", Message("sent.the-body-must-be-an-object"))


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of a name given twice nobody knows which one was meant."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is given twice")
    return found


def _key(asked: str) -> Key | None:
    key = request.headers.get(KEY)
    if key is None:
        return None
    if not 1 <= len(key) <= KEY_MAX or not key.isascii() or not key.isprintable():
        words = Message("sent.1-printable-ascii-characters", key=KEY, most=KEY_MAX)
        raise Problem(422, "bad-key", words, KEY)
    return key, asked

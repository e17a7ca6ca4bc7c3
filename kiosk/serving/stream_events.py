"""Events of a stream as bytes, as a browser reads them (WHATWG HTML §9.2.6)."""

import json
from collections.abc import Mapping

Payload = bytes
"""One event, ready for the wire (:func:`scene_event`)."""


def scene_event(revision: int, html: str) -> Payload:
    """The event ``scene`` with ``revision`` as its id. Any of \\r\\n, \\n, \\r in ``html`` arrives
    as \\n.

    Only those three end a line in an event stream (WHATWG HTML §9.2.6); ``splitlines`` would also
    cut at U+2028, U+0085, form feed … and lose them. A lone surrogate, which has no UTF-8, arrives
    as ``?``.
    """
    lines = html.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    data = "".join(f"data: {line}\n" for line in lines)
    return f"event: scene\nid: {revision}\n{data}\n".encode(errors="replace")


def change_event(revision: int, data: bytes) -> Payload:
    """The event ``held``: a change of a held scene, as one line of JSON (:meth:`change`)."""
    return b"event: held\nid: %d\ndata: %b\n\n" % (revision, data)


def log_event(told: Mapping[str, object]) -> Payload:
    """The event ``log``, which stands before a scene: whose word it is
    (:mod:`kiosk.store.identity`)."""
    return f"event: log\ndata: {json.dumps(told, separators=(',', ':'))}\n\n".encode()


def heartbeat(revision: int, pack: str = "", told: Mapping[str, object] | None = None) -> Payload:
    """The event ``hb``; a page that holds another ``pack`` fetches it. A comment would not reach
    the page's script."""
    said = {"revision": revision} | ({"pack": pack} if pack else {}) | dict(told or {})
    return f"event: hb\ndata: {json.dumps(said)}\n\n".encode()


def framed(data: bytes) -> bytes:
    """One chunk of a chunked response (RFC 9112 §7.1)."""
    return b"%x\r\n%b\r\n" % (len(data), data)

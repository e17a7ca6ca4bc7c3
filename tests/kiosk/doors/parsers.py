"""Every parser that a stranger, somebody on the staff or a file can reach: what it is fed, and how it
may refuse.

Read by ``test_parsers`` (Hypothesis, a few mutations of each seed) and by ``fuzz`` (atheris, as long
as it is given). ``OF`` names where outside bytes are parsed; one that is not there fails a test.
"""

# ruff: noqa: E501  # one parser a line or two reads best here

import atexit
import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from werkzeug.datastructures import Headers

from devices.contacts.boards import inputs_in
from devices.modbus.frames import READ_INPUTS, framed, request
from devices.modem.dialogue import Dialogue
from devices.modem.pdu import received
from kiosk.access.founding.pages import remembered
from kiosk.content import reader as contents
from kiosk.content.drawings.import_dxf import NotImported, read_dxf
from kiosk.content.drawings.import_osm import read_osm
from kiosk.content.drawings.read_svg import read_plan
from kiosk.content.evidence import prepared
from kiosk.content.hall_files import load
from kiosk.content.upgrades.blocks import Unsplit, pieces_of
from kiosk.custody.calls.programs import answered
from kiosk.custody.calls.subscribers import read_named
from kiosk.custody.calls.webpush import require_keys
from kiosk.custody.edits.arrangement import Unread, arrangement
from kiosk.custody.lamps import from_toml
from kiosk.custody.probes.nut import Listing
from kiosk.custody.probes.nut import Refused as Refusal
from kiosk.custody.probes.snmp.ber import REPORT, Garbled
from kiosk.custody.probes.snmp.community import answer
from kiosk.custody.warnings.cap_reader import Document
from kiosk.custody.warnings.feeds import Unheard, document
from kiosk.custody.warnings.signed import Trust, judged
from kiosk.drawing.symbol_files import shapes
from kiosk.engine.held_dangers import said_of
from kiosk.serving.pins import hash_pin
from kiosk.serving.proxies import Untrusted, trusted
from kiosk.serving.screens.beats import _beat, _object
from kiosk.serving.screens.pairing import public_key
from kiosk.store.beside.sealed import read_key
from kiosk.store.faults import StoreError
from kiosk.store.identity import parsed
from kiosk.store.unsaved.journal import _act
from kiosk.wiring import House, build
from kiosk.wording.catalogues import LOCALE, read_catalogue
from kiosk.wording.matrices import transform
from kiosk.wording.outside import toml, xml
from kiosk.wording.spreadsheet import Unreadable, moment, read_table
from signage.hall.alerts.brokers import Topic
from signage.rules.refusal import Refused
from signage.shows.lamps import DARK
from tests.devices.modem import standard
from tests.devices.test_codec_laws import CODECS
from tests.kiosk.cap.samples import SENT, cap, named
from tests.kiosk.cap.signers import signer
from tests.kiosk.doors.test_pdfs import ACTING, paper
from tests.kiosk.facilities.test_calendar import NOTICE
from tests.kiosk.house import SCOPES, TOKENS
from tests.kiosk.probes.test_nut import ANSWER
from tests.kiosk.probes.test_snmp import TOLD
from tests.kiosk.probes.test_snmp_user import known, message, scoped

DRAWN = (ParseError, DefusedXmlException, ValueError)
SEEDS = Path(__file__).parents[3] / "content"


@dataclass(frozen=True, slots=True)
class Parser:
    """``work`` raises nothing but ``refuses``."""

    work: Callable[[bytes], object]
    seeds: tuple[bytes, ...]
    refuses: tuple[type[Exception], ...] = ()
    words: tuple[bytes, ...] = ()
    """What a mutation puts in: what this language makes most of."""


def _text(work: Callable[[str], object]) -> Callable[[bytes], object]:
    return lambda data: work(data.decode("utf-8", "replace"))


def _first(path: str, lines: int = 60) -> bytes:
    """A beginning that is still whole: mutations of a small text go further."""
    return b"\n".join((SEEDS / path).read_bytes().split(b"\n")[:lines])


# ---------------------------------------------------------------- what wants a file or a hall


@cache
def _folder() -> Path:
    made = tempfile.TemporaryDirectory(prefix="kiosk-parsers-")
    atexit.register(made.cleanup)
    return Path(made.name)


def _in_file(name: str, work: Callable[[Path], object]) -> Callable[[bytes], object]:
    def written(data: bytes) -> object:
        path = _folder() / name
        path.write_bytes(data)
        return work(path)

    return written


@cache
def hall() -> House:
    """The sample hall, with nobody but machines."""
    built = build(
        _folder() / "data", contents.sample(), simulators=True, journal=_folder() / "journal"
    )
    atexit.register(built.close)
    for name, (_, hashed) in TOKENS.items():
        built.services.store.put_token(name, hashed, SCOPES[name])
    built.services.store.put_staff("王", "supervisor", hash_pin("593026"))
    return built


def _asked(method: str, path: str, sort: str, **headers: str) -> Callable[[bytes], object]:
    def asked(data: bytes) -> object:
        answer = (
            hall()
            .app.test_client()
            .open(path, method=method, data=data, content_type=sort, headers=headers, buffered=True)
        )
        if answer.status_code >= 500:
            raise AssertionError(f"{method} {path}: {answer.status_code}")
        return answer

    return asked


def _machine(path: str) -> Callable[[bytes], object]:
    bearer = {"Authorization": f"Bearer {TOKENS['admin'][0]}"}
    return _asked("POST", f"/api/v1{path}", "application/json", **bearer)


def _headers(data: bytes) -> object:
    """Lines ``name: value``, as a browser or a program sends them."""
    given = Headers()
    for line in data.decode("latin-1").splitlines()[:40]:
        name, _, value = line.partition(":")
        if name.strip().isascii() and name.strip() and name.strip().isprintable():
            given.add(name.strip(), value.strip())
    for method, path in (("GET", "/status"), ("POST", "/sign-in"), ("GET", "/api/v1/hall")):
        answer = hall().app.test_client().open(path, method=method, headers=given, buffered=True)
        if answer.status_code >= 500:
            raise AssertionError(f"{method} {path}: {answer.status_code}")
    return None


def _address(data: bytes) -> object:
    """Path and query."""
    path, _, query = data.decode("latin-1").partition("?")
    answer = hall().app.test_client().get(f"/{path.lstrip('/')}", query_string=query, buffered=True)
    if answer.status_code >= 500:
        raise AssertionError(f"{path}?{query}: {answer.status_code}")
    return answer


def _held(data: bytes) -> object:
    body = _object(data)
    return said_of(body, False, "entrance", None), parsed(body.get("log"))


def _replies(data: bytes) -> object:
    """To what every lamp's protocol asks first."""
    for codec in CODECS.values():
        for frame in codec.opening(DARK):
            codec.reply(frame, data)
    return None


SIGNER = signer("weather")


def _signed(data: bytes) -> Document:
    return judged(data, document(data), Trust((SIGNER.pem,)), SENT)


def _by_user(data: bytes) -> object:
    talk = known()
    talk.question()
    return talk.take(data)


BY_USER = message(1, 0, scoped(REPORT, 0))


def _modem(data: bytes) -> None:
    dialogue = Dialogue()
    for now in range(5):
        dialogue.turn(data, float(now))


def _keys(said: str) -> None:
    read_named(LINE).allows(said)
    require_keys(*said.partition(" ")[::2])


LINE = "webpush:mailto:it@hall.example"
BROWSER = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4 BTBZMqHH6r4Tts7J_aSIgg"
MQTT = Topic(id="a", topic="a", key="a.b", firing=("true",))
INPUTS = request(1, READ_INPUTS, 0, 8)
MESSAGES = (
    standard.deliver("13800138000", "收到").encode(),
    standard.report("+861", 3, 0).encode(),
)
FORM = b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
BEAT = {
    "key": "k",
    "page": "p1",
    "revision": 3,
    "visible": True,
    "lacks": ["popover"],
    "log": "a.1",
}
RAISE = {
    "kind": "FIRE",
    "targets": ["hall"],
    "level": 1,
    "eta": "2026-11-24T07:00:00Z",
    "note": "x",
}
DXF = (
    b"  0\nSECTION\n  2\nHEADER\n  9\n$INSUNITS\n 70\n6\n  0\nENDSEC\n  0\nSECTION\n  2\nENTITIES\n  0\nLINE\n  8\nWALL\n 10\n0.0\n 20\n0.0\n"
    b" 11\n9.0\n 21\n4.0\n  0\nENDSEC\n  0\nEOF\n"
)
REPLIES = (
    b"\x15\x06", b"\xa0\x01\x01\xa2", b"\x01\x05\x00\x00\xff\x00\x8c\x3a", b"\x01\x01\x01\x05\x91\x8b", b"OK\r\n", b"\x00" * 8,
)  # fmt: skip
XML = (
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
    b"&#0;",
    b"<g>",
    b"</g>",
    b"1e999",
    b"NaN",
    b"\xff\xfe",
    b"<![CDATA[",
)
TOML = (
    b"[[a]]",
    b"a.b = ",
    b"[",
    b"]",
    b'"""',
    b"1" * 5000,
    b"1e999",
    b"nan",
    b"2026-13-40",
    b"\\u0000",
)
JSON = (b"[" * 200, b"1e999", b"NaN", b'"\\ud800"', b"9" * 400, b"null", b'{"a":', b"true")

PARSERS: Mapping[str, Parser] = {
    "toml": Parser(_text(toml), (_first("hall.toml"),), (ValueError, RecursionError), TOML),
    "toml of a hall": Parser(
        _in_file("hall.toml", lambda path: load(path, "hall.toml", [], set())), (_first("hall.toml"),), (), TOML
    ),
    "days of a year": Parser(
        _text(arrangement), (b"holidays = [2099-01-01]\nmake_up = [2099-01-04]\n", NOTICE.encode()), (Unread,),
        (*TOML, "1月35日".encode(), "上班。".encode(), "放假".encode(), "（周四）".encode()),
    ),
    "toml of lamps": Parser(_text(from_toml), (b'[[lamp]]\nid = "a"\naddress = "sim://a"\n',), (Refused,), TOML),
    "kinds to merge": Parser(
        lambda data: pieces_of("catalogue/a.toml", data), (_first("catalogue/weather.toml", 30) + b"]", b"# a\n[[kind]]\ncode = 'A'\n"), (Unsplit,), TOML
    ),
    "xml": Parser(xml, (b"<a b='c'><d/>e</a>",), DRAWN, XML),
    "svg of a plan": Parser(read_plan, (_first("plan.svg", 40) + b"</g></g></svg>", b"<svg/>"), (), XML),
    "svg of a symbol": Parser(
        _text(shapes), tuple(path.read_bytes() for path in sorted(SEEDS.glob("icons/*.svg"))[:2]), DRAWN, XML
    ),
    "osm": Parser(
        read_osm,
        (b'<osm version="0.6"><node id="1" lat="1" lon="1"><tag k="door" v="yes"/></node>'
         b'<way id="2"><nd ref="1"/><tag k="indoor" v="room"/><tag k="level" v="0;1"/></way></osm>',),
        DRAWN, XML,
    ),
    "dxf": Parser(read_dxf, (DXF,), (NotImported,), (b"  0\nINSERT\n", b"  0\nSPLINE\n", b" 10\nnan\n", b" 70\n-1\n", b"  0\nEOF\n")),
    "transform": Parser(_text(transform), (b"translate(1,2) rotate(45) matrix(1 0 0 1 0 0)",), (ValueError,)),
    "csv": Parser(read_table, ("编号,时间\n1,2026-11-28 9:30\n".encode(), "a;b\n\"c\"\"\";d\n".encode("utf-16")), (Unreadable,)),
    "moment": Parser(_text(moment), (b"2026-11-28 9:30", "2026年11月28日 9:30".encode())),
    "po": Parser(
        _in_file("en.po", read_catalogue), (b"\n".join((LOCALE / "en.po").read_bytes().split(b"\n")[:40]),), (ValueError,)
    ),
    "photograph or document": Parser(
        prepared, (paper(ACTING["packed"]), paper(b"<<>>"), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\xff\xd8\xff\xe0"), (Refused,)
    ),
    "warning": Parser(document, (cap().encode(), cap(kind="Cancel", references=named()).encode()), (Unheard,), (b"<alert>", b"</info>", b"<polygon>", b"36,120 ", b"nan", b"&#0;")),
    "signed warning": Parser(_signed, (SIGNER.signs(cap()).encode(),), (Unheard,), (b"<ds:Signature>", b'URI="#a"', b"<alert>")),
    "beat": Parser(lambda data: _beat(_object(data), 5, "a.1"), (json.dumps(BEAT).encode(),), (), JSON),
    "held dangers": Parser(_held, (b'{"log": "a.1", "revision": 3, "title": "x", "open": "y"}',), (), JSON),
    "answer of a program": Parser(answered, (b'{"id": 4711, "errcode": 0}', b"[1]"), (), JSON),
    "body of the api": Parser(_machine("/incidents"), (json.dumps(RAISE).encode(),), (), JSON),
    "body of a command": Parser(_machine("/incidents/x/update"), (b'{"eta": null, "level": 2}',), (), JSON),
    "report of a screen": Parser(
        _asked("POST", "/screen/entrance/shown", "application/json"), (json.dumps(BEAT).encode(),), (), JSON
    ),
    "danger a screen holds": Parser(
        _asked("POST", "/screen/entrance/holds", "application/json"), (b'{"log": "a.1", "open": "x"}',), (), JSON
    ),
    "form": Parser(_asked("POST", "/sign-in", "application/x-www-form-urlencoded"), (b"name=a&pin=1&csrf_token=x",)),
    "form in parts": Parser(
        _asked("POST", "/sign-in", "multipart/form-data; boundary=x"),
        (FORM % (b"name", b"a") + FORM % (b"csrf_token", b"b") + b"--x--\r\n",), (),
        (b"--x", b"--x--", b"\r\n\r\n", b'; filename="a"', b"Content-Type: text/plain; charset=utf-7\r\n"),
    ),
    "heads": Parser(
        _headers, (b"Host: hall:8000\nCookie: session=a.b.c; tablet=x\nAuthorization: Bearer x\nOrigin: http://hall",
                   b"Accept-Language: zh\nRange: bytes=0-1\nIf-None-Match: x\nHX-Current-URL: http://[::1/\nContent-Length: 3"),
    ),
    "address": Parser(_address, (b"screen/entrance/places/find?q=CS&lang=en", b"way/entrance/window/1?from=x", b"reports/x.csv")),
    "proxies": Parser(_text(trusted), (b"127.0.0.1, 10.0.0.0/24",), (Untrusted,)),
    "key of a screen": Parser(_text(public_key), (b"MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE",)),
    "halls a browser knows": Parser(_text(remembered), (b'{"entrance": "a1b2c3.7", "": null}',), (), JSON),
    "name of a log": Parser(_text(parsed), (b"a1b2c3.7",)),
    "line of the journal": Parser(_act, (b"0123456789abcdef {}",)),
    "key of backups": Parser(_in_file("key", read_key), (b"A" * 43 + b"=\n",), (StoreError,)),
    "answers of lamps": Parser(_replies, REPLIES),
    "message of mqtt": Parser(lambda data: MQTT.fires(MQTT.value(data) or ""), (b'{"a": {"b": true}}', b"ON"), (), JSON),
    "inputs of a board": Parser(lambda data: inputs_in(INPUTS, data, 8), (INPUTS, framed(b"\x01\x02\x01\xff"))),
    "answer of an agent": Parser(lambda data: answer(data, 0x1234), (TOLD,), (Garbled,), (b"\x30\x80", b"\x06\x01", b"\x02\x09")),
    "answer of an agent to a user": Parser(_by_user, (BY_USER,), (Garbled,), (b"\x30\x80", b"\x02\x01\x03")),
    "answer of upsd": Parser(lambda data: Listing("ups").take(data), (ANSWER, b"ERR DATA-STALE\n"), (Refusal,)),
    "message of a modem": Parser(_text(received), MESSAGES, (ValueError,)),
    "keys of a browser": Parser(_text(_keys), (BROWSER.encode(), BROWSER[:-1].encode()), (ValueError,)),
    "words of a modem": Parser(_modem, (b"\r\n+CMEE: 1\r\n\r\nOK\r\n", b"+CDS: 25\r\n" + MESSAGES[0] + b"\r\n> ")),
}  # fmt: skip

OF: Mapping[str, str] = {
    "kiosk/wording/outside.py": "toml, xml, warning",
    "kiosk/wording/spreadsheet.py": "csv",
    "kiosk/wording/catalogues.py": "po",
    "kiosk/custody/calls/programs.py": "answer of a program",
    "kiosk/custody/calls/webpush.py": "keys of a browser",
    "kiosk/access/founding/pages.py": "halls a browser knows",
    "kiosk/api/sent.py": "body of the api, body of a command",
    "kiosk/content/evidence.py": "photograph or document",
    "kiosk/content/pdfs.py": "photograph or document",
    "kiosk/serving/screens/beats.py": "beat, held dangers",
    "kiosk/serving/screens/pairing.py": "key of a screen",
    "kiosk/serving/push.py": "address",
    "kiosk/staff/shell/page.py": "address",
    "kiosk/store/unsaved/journal.py": "line of the journal",
    "kiosk/store/beside/sealed.py": "key of backups",
    "devices/modbus/registers.py": "answers of lamps",
    "devices/modbus/r421a08.py": "answers of lamps",
    "devices/modbus/coils.py": "answers of lamps",
    "devices/contacts/boards.py": "inputs of a board",
    "devices/contacts/panel.py": "inputs of a board",
    "kiosk/custody/warnings/signed.py": "signed warning",
    "kiosk/custody/probes/snmp/ber.py": "answer of an agent, answer of an agent to a user",
    "devices/modem/septets.py": "message of a modem, words of a modem",
}
"""Where bytes from outside are parsed → the rows that feed it."""
OWN: Mapping[str, str] = {
    "kiosk/access/accounts/desk.py": "what its own process heard; tests/kiosk/accounts",
    "kiosk/access/accounts/ask.py": "the question of the hall itself; tests/kiosk/accounts",
    "kiosk/custody/calls/gateway.py": "lines of its own process",
    "kiosk/custody/edits/edit.py": "drafts and edits it kept; tests/kiosk/facilities",
    "kiosk/custody/calls/telephone.py": "what baresip says, started for one call on this machine",
    "kiosk/custody/calls/subscribers.py": "a file beside the database; tests/kiosk/calls/test_push.py",
    "kiosk/custody/bulletins/pen.py": "the hall's own key; tests/kiosk/test_bulletins.py",
    "kiosk/custody/bulletins/issuer.py": "what it issued; tests/kiosk/test_bulletins.py",
    "kiosk/api/client/line.py": "what the hall itself answers; tests/kiosk/client",
    "kiosk/custody/outlets/relay.py": "how far it is; tests/kiosk/outlets",
    "kiosk/custody/outlets/publisher.py": "what it passed on; tests/kiosk/outlets",
    "kiosk/store/tables/outbox.py": "calls",
    "kiosk/content/upgrades/journal.py": "a file beside the hall's; tests/kiosk/test_upgrade.py",
    "kiosk/content/shipped_uses.py": "files of the product itself",
    "kiosk/content/reader.py": "the text this program stored, checked by its digest",
    "kiosk/custody/certificates/issue.py": "keys and certificates this program made",
    "kiosk/drawing/print/ink/marks.py": "pictures drawn here a moment ago",
    "kiosk/serving/backoffice/frames.py": "a process of the same program",
    "kiosk/serving/pins.py": "hashes of the database",
    "kiosk/store/__init__.py": "rows of the database; tests/kiosk/test_old_logs.py",
    "kiosk/store/facts.py": "rows of the database",
    "kiosk/store/identity.py": "a file beside the database; tests/kiosk/test_identity.py",
    "kiosk/store/beside/apart.py": "a file beside the database; tests/kiosk/test_safe_mode.py",
    "kiosk/store/beside/certificates.py": "certificates this program made",
    "kiosk/store/beside/keys.py": "a file beside the database; tests/kiosk/test_keys.py",
}
"""Where the product parses what it wrote itself, for its owner alone to change."""

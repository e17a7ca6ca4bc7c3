"""The whole life of a phone number, through the real pages, and then the raw bytes of everything
that could keep it."""

import logging
import re
import sqlite3
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from kiosk.cli import main
from kiosk.content.reader import sample
from kiosk.custody.ledger import Line, sweep, write
from kiosk.drawing.print.ink import pages
from kiosk.serving.pins import make_token
from kiosk.store.tables.papers import Papers
from kiosk.wiring import build
from kiosk.wording.spreadsheet import to_csv
from signage.rules.ledger_rows import Kept
from signage.situation.commands import Change, Raise
from tests.cast import ADMIN, GUIDE
from tests.kiosk.house import Tablet
from tests.kiosk.test_ledger import ROW, Hall

PHONE = "13897654321"
OTHER = "13800008888"
"""Another person's, who is still to be called: nothing of this erases it too early."""
MASKED = "138****4321"
NO_LETTER = re.compile(r"[\W_]+")


def forms(number: str) -> list[bytes]:
    """How a number may stand in bytes: text of three widths, hex, spaced, full-width."""
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in number)
    spaced = [
        f"{number[:3]}{gap}{number[3:7]}{gap}{number[7:]}" for gap in (" ", "-", "\u3000", "\u00a0")
    ]
    texts = [number, wide, *spaced, MASKED if number == PHONE else number]
    plain = [
        text.encode(code)
        for text in texts
        for code in ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
    ]
    escaped = [
        wide.encode("unicode_escape"),
        wide.encode("unicode_escape").upper().replace(b"\\U", b"\\u"),
    ]
    hexed = [
        number.encode().hex().encode(),
        number.encode("utf-16-le").hex().encode(),
        f"{int(number):x}".encode(),
    ]
    return [
        *plain,
        *escaped,
        *hexed,
        *(found.upper() for found in hexed),
        int(number).to_bytes(5, "big"),
    ]


def found(number: str, where: bytes) -> list[bytes]:
    """The forms of a number that stand in these bytes; also one whose digits anything but letters
    stands between."""
    hits = [form for form in forms(number) if form in where]
    text = unicodedata.normalize("NFKC", where.decode("utf-8", "ignore"))
    return [*hits, b"digits alone"] if number in NO_LETTER.sub("", text) else hits


@pytest.mark.parametrize(
    "text",
    [
        "x13897654321y", "138 9765 4321", "138-9765-4321", "138/97654321", "１３８９７６５４３２１",
        "138\u30009765\u30004321", "138****4321", "3133383937363534333231",
    ],
)  # fmt: skip
def test_the_search_finds_a_number_however_it_is_written(text: str) -> None:
    assert found(PHONE, text.encode()) and not found(OTHER, text.encode())


@pytest.mark.parametrize("code", ["utf-16-le", "utf-16-be", "gb18030"])
def test_the_search_finds_a_number_in_other_encodings(code: str) -> None:
    assert found(PHONE, "１３８９７６５４３２１".encode(code)) and found(PHONE, PHONE.encode(code))


class Life(Hall):
    """A hall that copies of are taken, and whose words are listened to."""

    def __init__(self, data: Path) -> None:
        super().__init__(data)
        self.outside = data.parent / "copies"
        self.outside.mkdir()
        self.supervisor = Tablet(self.house).signed_in("王")
        self.secret, hashed = make_token()
        self.house.services.store.put_token("machine", hashed, "admin")
        self.public()

    def again(self) -> None:
        """Stopped and started over the same data."""
        self.house.close()
        self.house = build(self.data, sample(), simulators=True, clock=self.clock)
        self.guide, self.supervisor = (Tablet(self.house).signed_in(name) for name in ("李", "王"))
        self.public()

    def kiosk(self, *words: object) -> bytes:
        done = CliRunner().invoke(main, [str(word) for word in words])
        assert done.exit_code == 0, done.output
        return done.output.encode()

    def copy(self, name: str) -> bytes:
        target = self.outside / name
        return self.kiosk("backup", "--data", self.data, target) + target.read_bytes()

    def export(self) -> bytes:
        return self.guide.post("/console/ledger/export").data

    def files(self) -> dict[str, bytes]:
        return {
            path.name: path.read_bytes() for path in sorted(self.data.rglob("*")) if path.is_file()
        }

    def pages(self, *more: str) -> dict[str, bytes]:
        """Every page that needs no name, and these; as each of the staff, a stranger and a machine
        see it."""
        app: Flask = self.house.app
        plain = [
            rule.rule
            for rule in app.url_map.iter_rules()
            if "GET" in (rule.methods or ()) and not rule.arguments
        ]
        told = {"Authorization": f"Bearer {self.secret}"}
        readers = [self.guide.client, self.supervisor.client, app.test_client()]
        seen = {}
        for path in (*plain, *more):
            answers = [reader.get(path, buffered=True) for reader in readers]
            answers.append(app.test_client().get(path, headers=told, buffered=True))
            assert all(answer.status_code < 500 for answer in answers), path
            assert path in plain or any(answer.status_code == 200 for answer in answers), path
            seen[path] = b"".join(answer.data + str(answer.headers).encode() for answer in answers)
        return seen


@pytest.fixture
def life(tmp_path: Path, sample_read: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Life]:
    # In a PDF words are pressed together and numbered letters: nobody would find any there.
    monkeypatch.setattr(pages, "written", lambda sheets, *_: repr(sheets).encode())
    made = Life(tmp_path / "data")
    yield made
    made.house.close()


def lived(life: Life) -> tuple[int, str, str]:
    """Recorded, refused, shown, exported and called back; the entry, its status page, the
    incident."""
    here = life.house.services
    incident = here.board.do(Raise("ETAX-DOWN", ("system/etax",)), GUIDE).incident
    assert incident is not None
    # Enough rows for the pages of the table to split and be joined again.
    many = [
        Line(life.clock.now, "李", Kept("申报", "甲", "孙", f"1390000{n:04}", 1, "柜", "window/5"))
        for n in range(300)
    ]
    write(here, many[:150], GUIDE)
    for typed in ("138/9765/4321", "138_9765_4321"):
        assert life.enter(phone=typed).status_code == 422
    assert life.enter(phone=PHONE, place="1" * 50).status_code == 422, "refused for another reason"
    assert life.enter(phone="138-9765 (4321)").status_code == 303
    assert life.enter(phone=OTHER).status_code == 303
    write(here, many[150:], GUIDE)
    assert life.import_(to_csv(["联系电话"], [[PHONE]])).status_code == 422, (
        "a file that lacks columns"
    )
    number, paper = 151, Papers(here.store).one(151)
    assert paper is not None and paper.kept.phone == PHONE
    status = f"/papers/{paper.token}"
    assert PHONE in life.move(number, "reveal").text and MASKED.encode() in life.export()
    assert life.guide.get(f"/console/ledger/{number}/receipt").status_code == 200
    assert life.move(number, "enter").status_code == 303
    assert PHONE in life.move(number, "reveal").text
    assert life.house.app.test_client().get(status).status_code == 200
    assert life.move(number, "notify").status_code == 303
    assert life.move(number, "reveal").status_code == 409
    return number, status, incident.id


@pytest.mark.laws
def test_past_its_retention_a_number_is_nowhere(
    life: Life, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    number, status, incident = lived(life)
    here = life.house.services
    assert found(PHONE, b"".join(life.files().values())), "the search finds it while it is kept"
    early = life.copy("early.sqlite")
    assert not found(PHONE, early) and not found(OTHER, early), "no backup ever holds one"
    reports = (
        f"/reports/{incident}",
        f"/reports/{incident}.csv",
        f"/api/v1/incidents/{incident}",
        "/api/v1/events?limit=1000",
    )
    for path, data in life.pages(*reports, status).items():
        if not path.startswith("/console/ledger"):
            assert not found(PHONE, data), path

    assert here.board.do(Change(incident, "clear", reason="恢复"), ADMIN).incident is not None
    life.clock.later(days=here.board.view.content.hall.papers.keep_days, minutes=1)
    life.guide, life.supervisor = (Tablet(life.house).signed_in(name) for name in ("李", "王"))
    assert sweep(here) == 1 and here.store.fact("scrub") == "done"
    assert life.house.app.test_client().get(status).status_code == 404

    places: dict[str, bytes] = {**life.pages(*reports)}
    places |= {
        "csv": life.export(),
        "late": life.copy("late.sqlite"),
        "early": (life.outside / "early.sqlite").read_bytes(),
    }
    places |= {"log": life.kiosk("log", "export", "--data", life.data)}
    with sqlite3.connect(life.data / "hall.sqlite") as db:
        places["snapshot"] = "\n".join(db.iterdump()).encode() + db.serialize()
    db.close()
    places |= {f"running {name}": data for name, data in life.files().items()}
    assert {"running hall.sqlite", "running hall.sqlite-wal", "running hall.sqlite-shm"} <= set(
        places
    )
    life.again()
    with sqlite3.connect(life.data / "hall.sqlite") as db:
        assert db.execute("SELECT count(*) FROM snapshots").fetchone()[0] == 1
    db.close()
    places |= {f"restarted {name}": data for name, data in life.files().items()}
    life.kiosk("restore", life.outside / "early.sqlite", "--data", life.outside / "again")
    places["restored"] = b"".join(path.read_bytes() for path in (life.outside / "again").iterdir())
    said = capfd.readouterr()
    places |= {
        "stdout": said.out.encode(),
        "stderr": said.err.encode(),
        "said": caplog.text.encode(),
    }

    kept = {name: hits for name, data in places.items() if (hits := found(PHONE, data))}
    assert kept == {}
    assert found(OTHER, places["running hall.sqlite"]), "who still waits is kept"
    allowed = ("running hall.sqlite", "restarted hall.sqlite", "snapshot")
    assert not [
        name for name, data in places.items() if found(OTHER, data) and not name.startswith(allowed)
    ]
    assert life.house.services.store.verify() and life.move(number, "reveal").status_code == 404


@pytest.mark.laws
def test_an_erasure_that_was_cut_off_is_finished_after_the_restart(life: Life) -> None:
    """Erased while something was open: the rewrite waits, the process ends, and the next one still
    owes it."""
    assert life.enter(phone=PHONE).status_code == 303
    here = life.house.services
    incident = here.board.do(Raise("WIN-PAUSE", ("window/5",)), GUIDE).incident
    assert incident is not None and life.move(1, "withdraw", why="asked").status_code == 303
    assert sweep(here) == 1 and here.store.fact("scrub") == "owed"
    assert not found(PHONE, life.copy("meanwhile.sqlite"))
    life.again()
    here = life.house.services
    assert here.store.fact("scrub") == "owed"
    here.board.do(Change(incident.id, "clear", reason="恢复"), GUIDE)
    sweep(here)
    assert here.store.fact("scrub") == "done"
    for name, data in life.files().items():
        assert not found(PHONE, data), name


def test_a_file_that_is_taken_in_leaves_no_copy_of_itself(life: Life) -> None:
    header = [
        "业务类型",
        "单位名称或证件号后4位",
        "姓氏",
        "联系电话",
        "资料份数",
        "存放位置",
        "窗口",
    ]
    row = [ROW["business"], ROW["unit"], ROW["surname"], PHONE, "3", ROW["place"], ROW["window"]]
    assert life.import_(to_csv(header, [row])).status_code == 303
    assert life.move(1, "withdraw", why="asked").status_code == 303
    assert sweep(life.house.services) == 1
    for name, data in life.files().items():
        assert not found(PHONE, data), name
    assert life.export().count(b"\n") == 1, "its header alone"

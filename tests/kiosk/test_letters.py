"""Letters that break feeds and tables, or make a text read otherwise than it stands, come in
through no door.

Typed into every field of every form and into every body; and out of a log that was written before
there was a door.
"""

import csv
import io
import json
from dataclasses import asdict
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from kiosk.api.declared import ROUTES
from kiosk.cli import main
from kiosk.content import reader as contents
from kiosk.content.copies import empty_copy
from kiosk.content.drawings.read_svg import read_plan
from kiosk.content.reader import ContentError
from kiosk.drawing.svg import text as drawn
from kiosk.public.notices import ATOM
from kiosk.serving.pins import make_token
from kiosk.wiring import House
from kiosk.wording.spreadsheet import read_table, to_csv
from signage.shows.announcements import shown
from signage.situation.aftermath import Text
from signage.situation.commands import Change, Raise
from tests.cast import ADMIN, GUIDE, HALL, NOON
from tests.kiosk.house import Tablet
from tests.kiosk.test_typed_everywhere import addresses, bodies, busy, forms, sent

__all__ = ["busy"]

BAD = (
    "\x00\x08\x0b\x0c\x1b\x7f\x85\x9b\u00ad\u200b\u2028\u2029\u202a\u202d\u202e\u2066\u2069\ufeff\ufffe\uffff\U0001fffe"
    "\ufdd0\U000e0041\ud800\udfff"
)
"""Controls, breaks no browser makes, marks nobody sees, overrides of direction, letters that are
none, half letters."""
TYPED = "".join(f"停{letter}" for letter in BAD)


def bad(text: str) -> set[str]:
    return {letter for letter in text if letter in BAD}


def encoded(text: str) -> str:
    """As a browser sends it; a half letter only a program sends."""
    return text.encode("utf-8", "replace").decode()


@pytest.mark.laws
def test_what_is_typed_into_any_form_is_stored_without_them(busy: House) -> None:
    leader, before = Tablet(busy).signed_in("王"), len(list(busy.services.store.events()))
    for _, form in list(forms(busy, leader)):
        sent(leader, form, dict.fromkeys(form.typed, encoded(TYPED)))
    told = [one.event for one in busy.services.store.events()][before:]
    assert any("停停" in repr(event) for event in told)
    assert not bad("".join(map(_all_text, told)))


def _all_text(event: object) -> str:
    return json.dumps(asdict(event), ensure_ascii=False, default=str)  # type: ignore[call-overload]  # every event


@pytest.mark.laws
def test_what_is_sent_in_any_body_is_stored_without_them_and_no_danger_waits_for_it(
    busy: House,
) -> None:
    secret, hashed = make_token()
    busy.services.store.put_token("machine", hashed, "admin")
    client, asks = busy.app.test_client(), {"Authorization": f"Bearer {secret}"}
    for operation in (one for one in ROUTES if one.takes is not None):
        assert operation.takes is not None
        for body in bodies(operation.takes, TYPED):
            for path in addresses(busy, operation.path)[:2]:
                data = json.dumps(body)  # half letters as escapes, the one way they can be sent
                answer = client.open(
                    f"/api/v1{path}", method=operation.method.upper(), data=data, headers=asks,
                    content_type="application/json",
                )  # fmt: skip
                assert answer.status_code < 500 and answer.status_code != 400, (
                    path,
                    body,
                    answer.text,
                )
    found = [one.event for one in busy.services.store.events()]
    assert any("停停" in repr(event) for event in found) and not bad("".join(map(_all_text, found)))


def test_a_danger_whose_words_hold_them_is_raised_and_read_without(house: House) -> None:
    board = house.services.board
    raised = board.do(Raise("FIRE", ("hall",), cause=TYPED, note=TYPED), GUIDE).incident
    assert raised is not None and not bad(raised.cause + raised.note)
    board.do(Change(raised.id, "clear", reason="好了"), ADMIN)


def test_an_address_with_them_is_a_search_without(house: House) -> None:
    touch = next(
        s.id for s in house.services.board.view.content.hall.screens if s.layout == "touch"
    )
    asked = (
        f"/screen/{touch}/places/find?q={quote(typed)}" for typed in ("自助", "自\u202e\u200b助")
    )
    plain, hostile = (Tablet(house).client.get(path).text for path in asked)
    assert plain == hostile and "自助" in plain


def test_feed_table_and_drawing_are_well_formed_whatever_an_older_log_holds() -> None:
    for letter in BAD:
        text = Text(
            "t1",
            "",
            "notice",
            "free",
            f"公{letter}告",
            f"今晚{letter}维护",
            "published",
            "王",
            NOON,
        )
        given = shown(HALL, text)
        entry = ElementTree.Element("entry", {"xmlns": ATOM})
        ElementTree.SubElement(entry, "title").text = given.title
        again = ElementTree.fromstring(ElementTree.tostring(entry, encoding="utf-8"))
        assert again[0].text == given.title and not bad(given.title + given.body)
        data = to_csv(["事由", f"一{letter}"], [[f"停{letter}电", "二"], ["三", letter]])
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
        assert (
            len(rows) == 3
            and {len(row) for row in rows} == {2}
            and not bad("".join(map("".join, rows)))
        )
        label = drawn(0, 0, 12, f"南{letter}门", "#000")
        assert ElementTree.fromstring(f"<svg>{label}</svg>")[0].text is not None and not bad(label)


def test_a_table_that_is_read_back_holds_none_of_them() -> None:
    for letter in (letter for letter in BAD if letter not in "\x00\ud800\udfff"):
        found = read_table(f"姓名,事由\r\n王{letter}某,停{letter}电\r\n".encode())
        cells = "".join(cell for _, row in found.rows for cell in row.values())
        assert not bad(cells) and "".join(cells.split()) == "王某停电", f"{letter!r}"


def test_a_table_with_nothing_in_it_where_letters_were_is_refused() -> None:
    with pytest.raises(Exception, match="编码"):
        read_table("姓名,事由\n王某,停电\n".encode("utf-16-le"))


def test_a_described_hall_that_holds_one_is_refused_with_its_place(tmp_path: Path) -> None:
    empty_copy(contents.sample(), tmp_path / "hall")
    letters = [letter for letter in BAD if letter not in "\ud800\udfff"]
    path = tmp_path / "hall" / "services.toml"
    lines = path.read_text("utf-8").splitlines()
    places = [at for at, line in enumerate(lines) if line.startswith("name = { zh")]
    for letter, at in zip(letters, places, strict=False):
        lines[at] = lines[at].replace('zh = "', f'zh = "\\U{ord(letter):08x}', 1)
    path.write_text("\n".join(lines), "utf-8")
    with pytest.raises(ContentError) as refused:
        contents.read(tmp_path / "hall")
    told = {(m.file, m.key.rpartition(".")[2]) for m in refused.value.mistakes}
    assert told == {("services.toml", "zh")}
    assert len(refused.value.mistakes) == min(len(letters), len(places))
    assert all(
        f"U+{ord(letter):04X}" in str(refused.value)
        for letter, _ in zip(letters, places, strict=False)
    )


def test_a_label_that_holds_one_is_named() -> None:
    text = (contents.sample() / "plan.svg").read_text("utf-8")
    for letter in ("\x7f", "\u202e", "\u200b", "\ufeff"):
        named = text.replace(" name=", f" name={letter}", 1)
        assert named != text
        assert any(
            f"U+{ord(letter):04X}" in mistake.wrong
            for mistake in read_plan(named.encode()).mistakes
        )


@pytest.mark.parametrize("letter", ["\x1b", "\u202e", "\ud800", "\n", "\u2028"])
def test_nobody_is_enlisted_under_a_name_that_holds_one(letter: str, tmp_path: Path) -> None:
    for words in (["staff", "add", f"王{letter}", "--role", "guide", "--pin", "385029"],
                  ["token", "add", f"m{letter}", "--scope", "read"]):  # fmt: skip
        answer = CliRunner().invoke(main, [*words, "--data", str(tmp_path)])
        assert answer.exit_code == 1 and f"U+{ord(letter):04X}" in answer.output, answer.output

"""The hall's incidents in CAP, as a program outside fetches them."""

from pathlib import Path

import pytest
from defusedxml.ElementTree import fromstring

from kiosk.custody.bulletins.issuer import Bulletins
from kiosk.custody.bulletins.pen import Pen
from kiosk.custody.warnings.feeds import document
from kiosk.custody.warnings.message import CapMessage
from kiosk.custody.warnings.signed import Trust, judged
from kiosk.store import StoreError
from kiosk.wiring import House
from signage.language.words import say
from signage.situation.commands import Change, Raise, Undo
from tests.broken_stores import read_only
from tests.cast import SUPERVISOR
from tests.kiosk.cap.signers import signer
from tests.kiosk.house import Tablet

FEED = "/status/cap.atom"
ATOM = "{http://www.w3.org/2005/Atom}"


def fetched(house: House) -> tuple[CapMessage, ...]:
    """After what is due was issued."""
    assert house.services.bulletins is not None
    house.services.bulletins.turn()
    answer = Tablet(house).get(FEED)
    assert answer.status_code == 200 and answer.mimetype == "application/atom+xml"
    read = document(answer.data)
    assert not read.refused
    return read.messages


def raised(house: House, kind: str, *targets: str) -> str:
    outcome = house.services.board.do(
        Raise(kind, targets or ("hall",), cause="油锅", note="找李"), SUPERVISOR
    )
    assert outcome.incident is not None
    return outcome.incident.id


def test_a_stranger_s_program_reads_what_goes_on_until_it_is_over(house: House) -> None:
    assert fetched(house) == ()
    number = raised(house, "FIRE")
    (alert,) = fetched(house)
    assert (alert.kind, alert.status, alert.infos[0].responses) == (
        "Alert",
        "Actual",
        ("Evacuate",),
    )
    assert [one.language for one in alert.infos][:2] == ["zh-CN", "en-US"]
    house.services.board.do(Change(number, "clear", reason="无火情"), SUPERVISOR)
    (end,) = fetched(house)
    assert (end.kind, end.infos[0].urgency, end.references) == ("Update", "Past", (alert.name,))


def test_it_names_neither_cause_nor_staff_and_may_be_read_by_a_page_of_any_site(
    house: House,
) -> None:
    raised(house, "FIRE")
    raised(house, "DISPUTE")
    assert len(fetched(house)) == 1, "what is told to nobody is not told here"
    answer = Tablet(house).get(FEED)
    for secret in ("油锅", "李", "火"):
        assert secret not in answer.text
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    again = Tablet(house).get(FEED, if_none_match=answer.headers["ETag"])
    assert again.status_code == 304 and not again.data


def test_each_message_stands_behind_its_link_until_another_takes_its_place(house: House) -> None:
    raised(house, "FIRE")
    (alert,) = fetched(house)
    (entry,) = fromstring(Tablet(house).get(FEED).data).iter(f"{ATOM}entry")
    path = entry.find(f"{ATOM}link").attrib["href"].removeprefix("http://localhost")
    answer = Tablet(house).get(path)
    assert answer.mimetype == "application/cap+xml"
    assert document(answer.data).messages == (alert,)
    assert Tablet(house).get("/status/cap/another.xml").status_code == 404


def test_what_was_raised_by_mistake_is_cancelled(house: House) -> None:
    number = raised(house, "WIN-PAUSE", "window/5")
    (alert,) = fetched(house)
    house.services.board.do(Undo(number), SUPERVISOR)
    (cancel,) = fetched(house)
    assert (cancel.kind, cancel.references, cancel.infos) == ("Cancel", (alert.name,), ())


def test_a_hall_that_starts_again_goes_on_with_what_it_issued(house: House) -> None:
    raised(house, "FIRE")
    (alert,) = fetched(house)
    house.services.bulletins = Bulletins(house.services)
    assert fetched(house) == (alert,)


def test_a_disk_that_takes_nothing_keeps_nobody_from_being_told(house: House) -> None:
    raised(house, "WIN-PAUSE", "window/5")
    told = house.services.bulletins
    assert told is not None
    with read_only(house.services.store):
        with pytest.raises(StoreError):
            told.turn()
        assert len(document(Tablet(house).get(FEED).data).messages) == 1
    told.turn()
    assert len(fetched(house)) == 1


def test_what_is_told_is_signed_where_a_key_is_set(house: House, tmp_path: Path) -> None:
    key, told = tmp_path / "cap.pem", house.services.bulletins
    assert told is not None
    told.pen = Pen(key)
    number = raised(house, "FIRE")
    (unsigned,) = fetched(house)
    (fact,) = told.pen.facts()
    assert not unsigned.signed and not fact.ok and str(key) in say(fact.detail)
    hall, other = signer("测试厅"), signer("别人")
    key.write_text(hall.key_pem + other.pem)
    assert not fetched(house)[0].signed and not next(told.pen.facts()).ok, "another's certificate"
    key.write_text(hall.key_pem + hall.pem)
    now = house.services.clock()
    for one in (FEED, f"/status/cap/{unsigned.name.identifier}.xml"):
        answer = Tablet(house).get(one).data
        assert hall.key_pem.splitlines()[1].encode() not in answer
        (signed,) = judged(answer, document(answer), Trust((hall.pem,)), now).messages
        assert not signed.doubt and signed.infos == unsigned.infos
        (doubted,) = judged(answer, document(answer), Trust((other.pem,)), now).messages
        assert doubted.doubt
    assert next(told.pen.facts()).ok
    house.services.board.do(Change(number, "clear", reason="无火情"), SUPERVISOR)
    (end,) = fetched(house)
    assert end.signed and end.infos[0].urgency == "Past"

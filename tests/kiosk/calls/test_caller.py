"""Every call is delivered at least once and shown once, whatever becomes of its gateway, and by ways
that follow each other until somebody answers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.store import StoreError
from kiosk.store.tables.outbox import Outbox
from signage.language.words import say
from signage.situation.calls import AnswerCall, TryWays
from signage.situation.commands import Change
from tests.cast import SUPERVISOR
from tests.kiosk.calls.ring import CONSOLE, MAIL, NTFY, SECRET, SMS, WANG, Ring, calling


@pytest.fixture
def ring(tmp_path: Path) -> Iterator[Ring]:
    made = Ring(tmp_path)
    yield made
    made.close()


def opened(tmp_path: Path, *people: dict[str, object], **more: object) -> Ring:
    return Ring(tmp_path, calling(*people, **more))


def test_a_fire_calls_with_its_number_and_a_link_and_tells_the_log(ring: Ring) -> None:
    number = ring.raised()
    ring.turn()
    (message,) = ring.post.got
    assert "紧急疏散" in message.body and "编号 1" in message.body
    assert "https://hall.example/call/" in message.body
    assert ring.told() == [("ntfy", "sent", "")]
    (call,) = ring.calls
    assert (call.incident, call.person, call.ended) == (number, "wang", None)


def test_the_next_way_follows_after_a_wait_and_the_first_again_until_somebody_answers(
    ring: Ring,
) -> None:
    number = ring.raised()
    ring.turn()
    ring.lasts(1)
    assert ring.ways == ["ntfy"]
    ring.lasts(1)
    assert ring.ways == ["ntfy", "json"]
    ring.lasts(30)
    assert ring.ways == ["ntfy", "json"] * 5
    ring.taken(number)
    known = len(ring.ways)
    ring.later(minutes=1)
    assert (ring.calls[0].why, ring.calls[0].by) == ("answered", SUPERVISOR.name)
    ring.lasts(30)
    later = [message.body for message in ring.post.got[known:]]
    assert not any("请确认" in body for body in later), "its steps may be late, but it is taken"


def test_a_slight_matter_is_repeated_so_often_and_no_oftener(tmp_path: Path) -> None:
    ring = opened(tmp_path, {**WANG, "tier": None, "level": 4, "ways": [NTFY]}, repeats=2)
    ring.raised("WIN-PAUSE", "window/1")
    ring.lasts(60)
    assert ring.ways == ["ntfy"] * 3
    ring.close()


def test_a_way_that_fails_leads_to_the_next_at_once_and_is_tried_again_ever_later(
    ring: Ring,
) -> None:
    ring.post.does = lambda message: "HTTP 500" if message.url.startswith("ntfy") else ""
    ring.raised()
    ring.turn(3)
    assert ring.ways == ["ntfy", "json"]
    ring.post.does = lambda message: "HTTP 500"
    for _ in range(40):
        ring.later(seconds=5)
    asked = ring.ways.count("ntfy")
    assert 3 <= asked <= 7, "5 s, 10 s, 20 s …, each a little less"
    assert ring.told() == [("ntfy", "failed", "HTTP 500"), ("sms", "sent", "")], "failures once"
    ring.post.does = lambda message: ""
    ring.lasts(6)
    assert ("ntfy", "sent", "") in ring.told()


def test_a_way_for_grave_matters_alone_is_left_out_of_slight_ones(tmp_path: Path) -> None:
    ring = opened(tmp_path, {**WANG, "level": 4, "ways": [NTFY, {**SMS, "level": 2}]})
    ring.raised("WIN-PAUSE", "window/1")
    ring.lasts(4)
    assert {*ring.ways} == {"ntfy"}
    ring.close()


def test_a_night_holds_back_what_may_wait_and_no_fire(tmp_path: Path) -> None:
    ring = opened(tmp_path, {**WANG, "level": 4, "ways": [NTFY]}, quiet=["09:00:00", "11:00:00"])
    ring.raised("WIN-PAUSE", "window/1")
    ring.lasts(3)
    assert ring.ways == []
    ring.raised()
    ring.turn()
    assert ring.ways == ["ntfy"]
    ring.taken(ring.calls[-1].incident)
    ring.later(minutes=57)
    assert len(ring.ways) > 1
    ring.close()


def test_what_a_night_held_back_is_sent_in_the_morning_however_long_it_was(tmp_path: Path) -> None:
    ring = opened(tmp_path, {**WANG, "level": 4, "ways": [NTFY]}, quiet=["09:00:00", "23:00:00"])
    ring.raised("WIN-PAUSE", "window/1")
    for _ in range(12):
        ring.later(hours=1)
    assert ring.ways == [] and not any(call.ended for call in ring.calls)
    ring.later(hours=1)
    assert ring.ways == ["ntfy"]
    ring.close()


def test_two_hundred_calls_that_hang_leave_room_for_a_fire_to_another_address(
    tmp_path: Path,
) -> None:
    slow = [
        {"id": f"p{n}", "name": f"人{n}", "level": 4, "ways": [NTFY], "language": "en"}
        for n in range(99)
    ]
    ring = opened(tmp_path, *slow, {**WANG, "ways": [SMS]})
    ring.post.held = True
    for window in ("window/1", "window/2"):
        ring.raised("WIN-PAUSE", window)
    ring.turn()
    assert ring.ways == ["ntfy"] * 8 and len(ring.calls) == 198
    ring.raised()
    ring.turn()
    assert ring.ways == ["ntfy"] * 8 + ["json"]
    ring.post.held = False
    ring.turn(60)
    assert len({(m.body, m.name) for m in ring.post.got}) == 298 == len(ring.post.got)
    ring.close()


def test_killed_before_the_gateway_answered_it_is_sent_again_with_the_same_number(
    ring: Ring,
) -> None:
    ring.raised()
    ring.post.held = True
    ring.turn()
    ring.killed()
    ring.turn()
    first, second = ring.post.got
    assert first.body.splitlines()[:2] == second.body.splitlines()[:2]
    assert len(ring.calls) == 1 and ring.told() == [("ntfy", "sent", "")]


def test_killed_between_the_raise_and_the_call_it_is_called_all_the_same(ring: Ring) -> None:
    ring.raised()
    ring.killed()
    ring.turn()
    assert ring.ways == ["ntfy"] and len(ring.calls) == 1


def test_killed_after_the_answer_it_is_not_sent_again(ring: Ring) -> None:
    ring.raised()
    ring.turn()
    ring.killed()
    ring.turn(3)
    assert ring.ways == ["ntfy"] and ring.told() == [("ntfy", "sent", "")]


def test_a_restart_gives_no_number_twice(tmp_path: Path) -> None:
    ring = opened(tmp_path, {**WANG, "level": 4})
    number = ring.raised()
    ring.turn()
    ring.taken(number)
    ring.killed()
    ring.raised("DEV-HAZARD", "machine/queue")
    ring.turn()
    assert [call.number for call in ring.calls] == [1, 2]
    ring.close()


def test_a_gateway_down_for_an_hour_gets_every_call_when_it_is_back(tmp_path: Path) -> None:
    ring = opened(tmp_path, {**WANG, "level": 4, "ways": [NTFY]}, repeats=0)
    ring.post.does = lambda message: "no-answer"
    for window in ("window/1", "window/2"):
        ring.raised("WIN-PAUSE", window)
    ring.lasts(60)
    ring.post.does = lambda message: ""
    ring.lasts(6)
    sent = [call for call in ring.calls if any(one.state == "sent" for one in call.tries)]
    assert len(sent) == len(ring.calls) >= 2


def test_what_nobody_answered_is_given_up_and_said(tmp_path: Path) -> None:
    ring = opened(tmp_path, {**WANG, "level": 4, "ways": [NTFY]}, give_up_h=1)
    ring.raised("WIN-PAUSE", "window/1")
    ring.lasts(63)
    assert ("", "unanswered", "") in ring.told()
    assert ring.calls[0].why == "unanswered"
    known = len(ring.calls)
    ring.lasts(5)
    assert len(ring.calls) == known, "what is still wanted is not begun anew"


def test_what_is_over_before_it_went_out_is_not_sent(ring: Ring) -> None:
    number = ring.raised()
    ring.post.does = lambda message: "no-answer"
    ring.turn()
    ring.do(Change(number, "clear", reason="误报"), SUPERVISOR)
    known = len(ring.ways)
    ring.lasts(10)
    assert len(ring.ways) == known and {call.why for call in ring.calls} <= {"over", "answered"}


def test_tablets_ring_by_themselves_and_need_no_gateway(tmp_path: Path) -> None:
    ring = Ring(tmp_path, calling({**WANG, "ways": [CONSOLE, NTFY]}), setting=False)
    ring.raised()
    ring.turn()
    ring.lasts(2)
    assert ring.ways == []
    assert ring.told()[:2] == [("console", "sent", ""), ("ntfy", "refused", "no-setting")]
    ring.close()


def test_a_hall_that_calls_nobody_has_no_calls(tmp_path: Path) -> None:
    ring = Ring(
        tmp_path,
        calling().model_copy(update={"calls": calling().calls.model_copy(update={"people": ()})}),
    )
    ring.raised()
    ring.turn()
    assert ring.calls == [] and ring.post.got == [] and ring.caller._rest_s() is None
    ring.close()


def test_a_name_the_file_lacks_is_a_fact_and_the_next_way_is_taken(ring: Ring) -> None:
    ring.write(sms="json://x.example")
    ring.raised()
    ring.turn()
    assert ring.ways == ["json"]
    (fact,) = ring.caller.facts()
    assert not fact.ok and not fact.vital and "ntfy" in say(fact.detail)
    ring.write(ntfy="ntfy://x", sms="json://y")
    assert [fact.ok for fact in ring.caller.facts()] == [True]


@pytest.mark.parametrize("text", ["= nonsense", f'x = "{SECRET}', "[["])
def test_a_broken_file_is_told_without_a_word_of_it(ring: Ring, text: str) -> None:
    ring.file.write_text(text, "utf-8")
    (fact,) = ring.caller.facts()
    assert not fact.ok and SECRET not in say(fact.detail)
    ring.file.unlink()
    (fact,) = ring.caller.facts()
    assert not fact.ok and "call_ways" in say(fact.detail)


def test_a_file_that_others_read_is_used_and_told(ring: Ring) -> None:
    ring.file.chmod(0o644)
    ring.raised()
    ring.turn()
    assert ring.ways == ["ntfy"] and not next(ring.caller.facts()).ok


def test_no_secret_is_in_log_store_or_state(ring: Ring) -> None:
    ring.post.does = lambda message: "HTTP 500"
    ring.raised()
    ring.lasts(3)
    kept = b"".join(path.read_bytes() for path in (ring.data / "data").rglob("*") if path.is_file())
    assert ring.post.got and SECRET.encode() not in kept
    assert SECRET not in repr(ring.caller.shown)


def test_a_disk_that_takes_nothing_holds_no_fire_back(
    ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Outbox, calls: object) -> None:
        raise StoreError("full", kind="full")

    monkeypatch.setattr(Outbox, "put", full)
    monkeypatch.setattr(Outbox, "write", full)
    ring.raised()
    with pytest.raises(StoreError):
        ring.turn(1)
    assert ring.ways == ["ntfy"]
    monkeypatch.undo()
    ring.turn(3)
    assert ring.ways == ["ntfy"] and ring.told() == [("ntfy", "sent", "")]
    assert [call.number for call in ring.caller._box.kept()] == [1]


def test_a_test_takes_every_way_at_once_and_none_again(tmp_path: Path) -> None:
    ring = opened(tmp_path, {**WANG, "ways": [NTFY, SMS, MAIL, CONSOLE]})
    ring.do(TryWays("wang"), SUPERVISOR)
    ring.turn()
    assert ring.ways == ["ntfy", "json", "mailto"]
    assert all("测试" in message.body for message in ring.post.got)
    ring.lasts(20)
    assert len(ring.ways) == 3 and ring.calls[0].ended is not None
    ring.close()


def test_one_answer_ends_the_calls_of_all_others(tmp_path: Path) -> None:
    people = [{**WANG, "id": f"p{n}", "name": f"人{n}", "ways": [NTFY]} for n in range(5)]
    ring = opened(tmp_path, *people)
    ring.raised()
    ring.turn()
    call = ring.calls[0]
    ring.do(AnswerCall(call.key, call.rule, call.about, call.incident, "link"), SUPERVISOR)
    ring.turn()
    assert {one.why for one in ring.calls} == {"answered"} and len(ring.calls) == 5
    known = len(ring.ways)
    ring.lasts(20)
    assert [one.rule for one in ring.calls].count("raised") == 5
    assert len([m for m in ring.post.got[known:] if "请确认" in m.body]) == 0
    ring.close()


def test_each_person_is_called_in_their_own_language(tmp_path: Path) -> None:
    ring = opened(tmp_path, WANG, {**WANG, "id": "li", "name": "Li", "language": "en"})
    ring.raised()
    ring.turn()
    zh, en = ring.post.got
    assert "编号 1" in zh.body and "number 2" in en.body and "Test hall" not in zh.body


def test_a_process_that_broke_off_is_told_of(ring: Ring) -> None:
    ring.post.does = lambda message: "broken-off"
    ring.raised()
    ring.turn(3)
    assert ("ntfy", "failed", "broken-off") in ring.told()

"""The ledger's laws: who may do what in which state, what may be written down, what is shown, when
it goes."""

# ruff: noqa: E501  # one line a case reads best here

from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signage.deciding.ledger import past
from signage.rules.ledger_rows import COLUMNS, kept
from signage.rules.permissions import IN_THE_HALL, ROLES
from signage.rules.refusal import Refused
from signage.situation.commands import EnterLedger, EraseLedger, MoveLedger, RevealLedger
from signage.situation.events import EVENT
from signage.situation.fold import fold
from signage.situation.incidents import NOTHING, SITUATION, Actor
from signage.situation.ledger import LEDGER_WORDS, MOVES, WHY_WORDS, masked
from tests.cast import CLERK, GUIDE, HALL, SUPERVISOR, Day

WINDOWS = frozenset({"window/1"})
SYSTEM = Actor("system", "system")
ROW = {
    "business": "申报缴纳", "unit": "青禾商贸", "surname": "孙", "phone": "138 1234-5678", "papers": "3",
    "place": "1号柜", "window": "window/1",
}  # fmt: skip
PATHS = {
    "waiting": (),
    "entered": ("enter",),
    "notified": ("enter", "notify"),
    "withdrawn": ("withdraw",),
}


def brought_to(state: str) -> Day:
    day = Day()
    day.do(EnterLedger(1), GUIDE)
    for move in PATHS[state]:
        day.do(MoveLedger(1, move, "twice" if move == "withdraw" else ""), GUIDE)
    return day


def refusal(day: Day, command: object, actor: Actor) -> str:
    try:
        day.do(command, actor)
    except Refused as refused:
        return refused.code
    return "done"


@pytest.mark.parametrize("state", PATHS)
def test_role_by_move_by_state_is_what_the_tables_say(state: str) -> None:
    for role, move in product(ROLES, ("enter", "notify", "withdraw")):
        command = MoveLedger(1, move, "asked" if move == "withdraw" else "")
        happened = refusal(brought_to(state), command, Actor(f"p-{role}", role))
        if role not in IN_THE_HALL["ledger"]:
            assert happened == "not-allowed"
        else:
            assert happened == ("done" if (state, move) in MOVES else "illegal-transition")


def test_a_number_is_shown_only_while_somebody_is_to_be_called() -> None:
    shown = {state: refusal(brought_to(state), RevealLedger(1), CLERK) for state in PATHS}
    assert shown == {
        "waiting": "done",
        "entered": "done",
        "notified": "too-late",
        "withdrawn": "too-late",
    }


def test_the_slower_of_two_windows_is_told_how_it_stands() -> None:
    day = brought_to("waiting")
    day.do(MoveLedger(1, "enter"), GUIDE)
    with pytest.raises(Refused) as refused:
        day.do(MoveLedger(1, "enter"), CLERK)
    assert "已补录" in refused.value.words["zh"]


def test_a_reason_is_chosen_and_only_to_withdraw() -> None:
    assert refusal(brought_to("waiting"), MoveLedger(1, "withdraw"), GUIDE) == "missing"
    assert (
        refusal(brought_to("waiting"), MoveLedger(1, "withdraw", "王先生 138"), GUIDE) == "missing"
    )
    assert refusal(brought_to("waiting"), MoveLedger(1, "enter", "twice"), GUIDE) == "missing"


def test_every_state_and_reason_has_its_word() -> None:
    assert set(LEDGER_WORDS) == {"waiting", *MOVES.values()} and set(WHY_WORDS) == {
        "twice",
        "elsewhere",
        "mistake",
        "asked",
    }


def test_it_goes_after_its_days_and_at_once_when_asked() -> None:
    for state, why, days in (
        ("notified", "", 30),
        ("withdrawn", "twice", 30),
        ("withdrawn", "asked", 0),
    ):
        day = Day()
        day.do(EnterLedger(1), GUIDE)
        for move in PATHS[state]:
            day.do(MoveLedger(1, move, why if move == "withdraw" else ""), GUIDE)
        before = day.now + timedelta(days=days, seconds=-1)
        assert not past(HALL, day.situation, before) and past(
            HALL, day.situation, day.now + timedelta(days=days)
        )
    for state in ("waiting", "entered"):
        waits = brought_to(state)
        assert not past(HALL, waits.situation, waits.now + timedelta(days=999)), (
            "what waits stays until it is done"
        )


def test_only_the_clock_erases_and_a_number_is_never_used_again() -> None:
    day = brought_to("notified").later(days=31)
    assert refusal(day, EraseLedger(), SUPERVISOR) == "not-allowed"
    day.do(EraseLedger(), SYSTEM)
    assert not day.situation.ledger
    day.do(EnterLedger(2), GUIDE)
    assert sorted(day.situation.ledger) == [2, 3]
    assert (
        fold(day.log, NOTHING)
        == day.situation
        == SITUATION.validate_json(SITUATION.dump_json(day.situation))
    )
    assert all(EVENT.validate_json(EVENT.dump_json(one.event)) == one.event for one in day.log)


def test_an_event_has_no_room_for_a_person() -> None:
    day = brought_to("notified")
    assert {key for one in day.log for key in one.event.__dataclass_fields__} <= {
        "entry",
        "state",
        "why",
        "type",
    }


@pytest.mark.parametrize(("phone", "shown"), [
    ("13812345678", "138****5678"), ("03121234567", "031****4567"), ("5551234", "5****34"), ("", "****"), ("123", "****"),
])  # fmt: skip
def test_a_number_is_masked(phone: str, shown: str) -> None:
    assert masked(phone) == shown


@given(st.from_regex(r"\+?[0-9]{7,15}", fullmatch=True))
def test_a_masked_number_hides_four_digits_at_least_and_keeps_its_length(phone: str) -> None:
    assert masked(phone).count("*") >= 4 and len(masked(phone)) == len(phone)


def test_a_row_is_stored_with_its_number_plain() -> None:
    assert kept(ROW, WINDOWS).phone == "13812345678"


@pytest.mark.parametrize(("field", "text", "code"), [
    ("phone", "打不通", "bad-phone"), ("phone", "123", "bad-phone"), ("unit", "130102199001011234", "too-much"),
    ("unit", "13010219900101123X", "too-much"), ("surname", "13812345678901", "too-long"), ("papers", "三", "bad-papers"),
    ("papers", "-1", "bad-papers"), ("window", "window/99", "unknown-window"), ("place", "", "missing"),
    ("business", "长" * 41, "too-long"), ("surname", "孙\u202e", "bad-text"), ("unit", "91130000MA01ABCD2X", "too-much"),
])  # fmt: skip
def test_too_much_or_nonsense_is_refused_by_its_field(field: str, text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        kept({**ROW, field: text}, WINDOWS)
    assert (refused.value.code, refused.value.field) == (code, field)


@given(st.dictionaries(st.sampled_from([column.name for column in COLUMNS]), st.text(max_size=70)))
def test_any_text_is_kept_or_refused(given: dict[str, str]) -> None:
    try:
        row = kept({**ROW, **given}, WINDOWS)
    except Refused:
        return
    assert all(len(str(getattr(row, column.name))) <= column.longest for column in COLUMNS)

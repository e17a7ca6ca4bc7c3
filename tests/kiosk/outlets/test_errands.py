"""Whatever happens to notices, and however badly the other side answers: once it answers, each outlet
shows what hangs now and nothing else, and a text message went out once."""

from collections.abc import Mapping
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.custody.outlets.errands import Errand, arrived, begun, failed, settled
from signage.availability.world import world
from signage.hall.calls import Calls
from signage.records.outlets import readings
from signage.rules.refusal import Refused
from signage.situation.commands import Change, Raise, Undo
from signage.situation.texts import DraftText, HandleText, to_outlet
from tests.cast import ADMIN, HALL, SUPERVISOR, Day

OUTLETS = Calls.model_validate({
    "outlets": [
        {"id": sort, "name": {"zh": sort, "en": sort}, "sort": sort, "address": sort}
        for sort in ("website", "wechat", "sms", "pole")
    ]
})  # fmt: skip
EVERYWHERE = tuple(to_outlet(one.id) for one in OUTLETS.outlets)
WORDS = st.sampled_from(["请到北侧办理。", "请到南侧办理。", "今天下午暂停办理，请改用网上办税。"])
ACTS = st.sampled_from(
    ["free", "incident", "mend", "withdraw", "clear", "undo", "eta", "wait", "pass"]
)
ANSWERS = st.sampled_from(["taken", "lost", "unheard"])
"""``unheard``: it took it, and its answer was lost."""


class Outside:
    """The receivers, each with what it shows; what they are sent twice they know by its number."""

    def __init__(self) -> None:
        self.day = Day(hall=HALL.model_copy(update={"calls": OUTLETS}))
        self.errands: Mapping[str, Errand] = {}
        self.numbers = count(1)
        self.seen: set[int] = set()
        self.shows: dict[str, tuple[str, str]] = {}
        self.messages: list[str] = []

    def wanted(self) -> dict[str, tuple[str, str]]:
        found = readings(world(self.day.hall, self.day.situation, self.day.now))
        return {one.key: (one.title, one.body) for one in found if not one.once}

    def turn(self, answer: str) -> None:
        now = self.day.now
        there = world(self.day.hall, self.day.situation, now)
        self.errands = settled(self.errands, readings(there), lambda: next(self.numbers), now)
        for key, errand in list(self.errands.items()):
            if errand.due is None or errand.due > now:
                continue
            went = begun(errand)
            if answer != "lost":
                self._take(key, went)
            done = (
                arrived(went, went, "")
                if answer == "taken"
                else failed(went, "no-answer", now, lambda: 0.5)
            )
            self.errands = {**self.errands, key: done}

    def _take(self, key: str, errand: Errand) -> None:
        if errand.number in self.seen:
            return
        self.seen.add(errand.number)
        if errand.reading.once:
            assert errand.act == "publish"
            self.messages.append(errand.reading.text)
        elif errand.act == "withdraw":
            self.shows.pop(key, None)
        else:
            self.shows[key] = (errand.reading.title, errand.reading.body)

    def act(self, act: str, words: str) -> None:
        situation = self.day.situation
        texts = [t for t in situation.after.texts.values() if t.state == "published"]
        number = next(reversed(situation.incidents), "")
        try:
            if act == "free":
                self._published(DraftText("公告", words))
            elif act == "incident":
                about = self.day.do(Raise("ETAX-DOWN", ("system/etax",)), SUPERVISOR) or number
                self._published(DraftText("公告", words, about, "notice"))
            elif act == "mend" and texts:
                last = texts[-1]
                self._published(
                    DraftText("更正", words, last.incident, last.what, replaces=last.id)
                )  # type: ignore[arg-type]  # one of What
            elif act == "withdraw" and texts:
                self.day.do(HandleText(texts[-1].id, "withdraw"), SUPERVISOR)
            elif act == "clear" and number:
                self.day.do(Change(number, "clear", reason="好了"), ADMIN)
            elif act == "undo" and number:
                self.day.do(Undo(number), ADMIN)
        except Refused:
            pass
        self.day.later(minutes=5 if act == "wait" else 0.1)

    def _published(self, draft: DraftText) -> None:
        self.day.do(draft, SUPERVISOR)
        name = next(reversed(self.day.situation.after.texts))
        self.day.do(HandleText(name, "approve"), SUPERVISOR)
        self.day.do(HandleText(name, "publish", ("status", *EVERYWHERE)), SUPERVISOR)


@settings(max_examples=60)
@given(st.lists(st.tuples(ACTS, WORDS, ANSWERS), max_size=14))
def test_each_outlet_comes_to_show_what_hangs_and_a_message_goes_once(
    history: list[tuple[str, str, str]],
) -> None:
    outside = Outside()
    for act, words, answer in history:
        outside.act(act, words)
        outside.turn(answer)
    for _ in range(6):
        outside.day.later(minutes=6)
        outside.turn("taken")
    assert outside.shows == outside.wanted()
    assert len(outside.messages) == len(set(outside.messages))
    assert all(one.due is None for one in outside.errands.values()), "nothing is left to do"


def shown(outside: Outside, outlet: str = "website") -> list[str]:
    return [body for key, (_, body) in outside.shows.items() if key.endswith(outlet)]


def test_one_act_mends_all_and_one_takes_all_back() -> None:
    outside = Outside()
    outside.act("free", "请到北侧办理。")
    outside.turn("taken")
    assert len(outside.shows) == 3 and len(outside.messages) == 1
    outside.act("mend", "请到南侧办理。")
    outside.turn("taken")
    assert shown(outside) == ["请到南侧办理。"] and len(outside.messages) == 2, (
        "whoever got the wrong message gets the right one"
    )
    outside.act("withdraw", "")
    outside.turn("taken")
    assert outside.shows == {} and len(outside.messages) == 2


def test_the_end_of_an_outage_is_told_where_its_notice_was() -> None:
    outside = Outside()
    outside.act("incident", "今天下午暂停办理，请改用网上办税。")
    outside.turn("taken")
    outside.act("clear", "")
    outside.turn("taken")
    assert shown(outside) == ["网上办税已恢复正常服务。感谢您的理解与配合。"]
    outside.day.later(hours=25)
    outside.turn("taken")
    assert outside.shows == {}


def test_what_was_withdrawn_before_it_left_is_told_to_nobody() -> None:
    outside = Outside()
    outside.act("free", "请到北侧办理。")
    outside.act("withdraw", "")
    outside.turn("taken")
    assert outside.seen == set()


def test_an_outlet_that_is_down_for_an_hour_is_asked_ever_later() -> None:
    outside = Outside()
    outside.act("free", "请到北侧办理。")
    tries = []
    for _ in range(360):
        outside.turn("lost")
        outside.day.later(seconds=10)
        tries.append(sum(one.tries for one in outside.errands.values()))
    assert 4 * 12 <= tries[-1] <= 4 * 24
    outside.day.later(minutes=5)
    outside.turn("taken")
    assert len(outside.shows) == 3 and len(outside.messages) == 1

"""Texts for the public: the lint, who may do which step, and what somebody at home is told."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signage.availability.world import world
from signage.catalogue.kinds import Kind
from signage.deciding.announcements import STEPS, faults
from signage.language.words import say
from signage.rules.permissions import ROLES, publishers
from signage.rules.refusal import Refused
from signage.shows.announcements import awaited, proposed, published, sms_parts, texts_for
from signage.shows.status import status
from signage.situation.commands import Change, Raise
from signage.situation.incidents import Actor
from signage.situation.texts import CHANNELS, DraftText, HandleText
from tests.cast import ADMIN, GUIDE, HALL, SUPERVISOR, Day
from tests.signage.handled import RAISABLE, day, target_of

GOOD = "五号窗口暂停服务，请到六号窗口办理。"
BAD = {
    "你必须离开。": "改用“请”", "您不许进入。": "改用“请”", "请联系王主任。": "不写个人姓名",
    "电话 13812345678。": "不写个人电话",
    "证件 11010519900101123X。": "不写证件号码", "暂停服务,请稍候。": "全角标点", "暂停服务(五号)。": "全角标点",
}  # fmt: skip


@pytest.mark.parametrize("text", BAD)
def test_bad_wording_is_refused_with_the_part_to_mend(text: str) -> None:
    assert any(BAD[text] in say(words) for words in faults(text))
    with pytest.raises(Refused) as refused:
        day().do(DraftText("公告", text), GUIDE)
    assert refused.value.code == "wording" and BAD[text] in say(refused.value.words)


@pytest.mark.parametrize(
    "text", [GOOD, "预计 14:30 恢复，请拨打 12366。", "网址 https://a.chinatax.gov.cn:8443/。"]
)
def test_good_wording_passes(text: str) -> None:
    assert faults(text) == []


WITHIN = {"INJURY", "NOISE"}
"""They only ask those in the hall to stand back or be quiet: nothing for a page that is read at
home."""


@pytest.mark.parametrize("kind", RAISABLE, ids=lambda kind: kind.code)
def test_what_is_proposed_for_every_kind_passes_its_own_lint_and_names_no_cause(kind: Kind) -> None:
    hall_day = day()
    command = Raise(kind.code, (target_of(kind),), cause="有人闹事")
    number = hall_day.do(command, ADMIN) or ""
    here = world(HALL, hall_day.situation, hall_day.now)
    incident = hall_day.situation.incidents[number]
    listed = [i.id for i, what in awaited(here)]
    assert (number in listed) == (incident.notice.public != "none")
    shown = status(here)
    at_home = [] if kind.code in WITHIN else listed
    assert "闹事" not in str(shown) and len(shown.troubles) == len(at_home)
    for what in ("notice", "end"):
        title, body = proposed(here, incident, what)
        assert faults(f"{title}\n{body}", incident) == [], body
        assert "闹事" not in body


def test_a_text_goes_from_draft_to_approved_to_published_and_nowhere_else() -> None:
    hall_day = day()
    hall_day.do(DraftText("公告", GOOD), GUIDE)
    with pytest.raises(Refused, match="The text is draft"):
        hall_day.do(HandleText("t1", "publish", ("sms",)), SUPERVISOR)
    hall_day.do(HandleText("t1", "approve"), SUPERVISOR)
    with pytest.raises(Refused, match="channel"):
        hall_day.do(HandleText("t1", "publish"), SUPERVISOR)
    hall_day.later(minutes=1).do(HandleText("t1", "publish", tuple(CHANNELS)), SUPERVISOR)
    (text,) = published(hall_day.situation.after.texts)
    assert (text.by, text.approved_by, text.issued_at) == ("李", "王", hall_day.now)
    assert texts_for(HALL, text)["sms"] == f"【测试局】{GOOD}"
    hall_day.do(HandleText("t1", "withdraw"), SUPERVISOR)
    assert published(hall_day.situation.after.texts) == []


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("kind", "cls"), [("WIN-PAUSE", "suspended"), ("SYS-CORE", "outage"), ("FIRE", "evacuate")]
)
@pytest.mark.parametrize("act", ["approve", "publish", "withdraw"])
def test_who_publishes_depends_on_what_it_is_about(
    role: str, kind: str, cls: str, act: str
) -> None:
    hall_day = day()
    target = {"WIN-PAUSE": "window/1", "SYS-CORE": "system/core", "FIRE": "hall"}[kind]
    number = hall_day.do(Raise(kind, (target,)), ADMIN) or ""
    hall_day.do(DraftText("公告", "请按工作人员引导办理。", number, "notice"), GUIDE)
    (name,) = hall_day.situation.after.texts
    if act != "approve":
        hall_day.do(HandleText(name, "approve"), ADMIN)
    allowed = role in ({"supervisor", "admin"} if act == "approve" else publishers(cls))
    try:
        hall_day.do(HandleText(name, act, ("sms",)), Actor("某", role))  # type: ignore[arg-type]  # values of both literals
        happened = True
    except Refused as refused:
        assert refused.code == "not-allowed"
        happened = False
    assert happened == allowed


def test_steps_lead_only_forward() -> None:
    order = ["draft", "approved", "published", "withdrawn"]
    assert all(order.index(after) > order.index(before) for (before, _), after in STEPS.items())


def test_the_end_is_proposed_once_a_published_notice_is_over() -> None:
    hall_day = day()
    number = hall_day.do(Raise("WIN-PAUSE", ("window/1",)), GUIDE) or ""
    hall_day.do(DraftText("公告", GOOD, number, "notice"), GUIDE)
    name = next(iter(hall_day.situation.after.texts))
    assert awaited(world(HALL, hall_day.situation, hall_day.now)) == []
    hall_day.do(HandleText(name, "approve"), SUPERVISOR)
    hall_day.do(HandleText(name, "publish", ("status",)), GUIDE)
    hall_day.later(minutes=5).do(Change(number, "clear"), GUIDE)
    assert [what for _, what in awaited(world(HALL, hall_day.situation, hall_day.now))] == ["end"]


def test_no_drill_is_told_to_the_public() -> None:
    hall_day = Day()
    number = hall_day.do(Raise("FIRE", ("hall",), drill=True), SUPERVISOR) or ""
    here = world(HALL, hall_day.situation, hall_day.now + timedelta(minutes=1))
    assert not status(here).troubles and not awaited(here)
    with pytest.raises(Refused):
        hall_day.do(DraftText("公告", GOOD, number, "notice"), SUPERVISOR)


@given(st.text(max_size=400))
def test_a_phone_counts_the_parts_of_a_text_message(text: str) -> None:
    units, parts = sms_parts(text)
    assert units >= len(text) and (
        parts == 1 if units <= 70 else (parts - 1) * 67 < units <= parts * 67
    )

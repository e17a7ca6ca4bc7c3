"""Advice to come later: found in every text however it is written, and gone on the last filing
days."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signage.availability.world import World, world
from signage.catalogue.advice import put_off_advice
from signage.catalogue.kinds import Catalogue
from signage.hall.model import Hall
from signage.language.postponement import ADVICE, NO_ADVICE, advice, without, without_text
from signage.language.words import NO_WORDS, say
from signage.rules.refusal import Refused
from signage.shows.notice_board import posted, strips
from signage.shows.scenes import scenes
from signage.situation.commands import Raise
from signage.situation.texts import DraftText, HandleText
from tests.cast import ADMIN, CATALOGUE, HALL, SUPERVISOR, Day
from tests.halls.days import TABLE
from tests.spoken import both

LAST = datetime(2026, 12, 15, 2, 0, tzinfo=UTC)
FAR = datetime(2026, 12, 8, 2, 0, tzinfo=UTC)
CLAUSES = st.sampled_from(
    ["请按号有序等候", "网络正在抢修", "请留意天气", "1号窗口至17:00", "咨询12366"]
)


@given(
    st.lists(CLAUSES, min_size=1, max_size=4, unique=True),
    st.sampled_from(ADVICE["zh"]),
    st.integers(0, 4),
)
def test_the_clause_that_puts_off_goes_and_the_others_stay(
    clauses: list[str], words: str, at: int
) -> None:
    text = "，".join([*clauses[:at], f"请{words}办理", *clauses[at:]]) + "。"
    kept = without_text(text, "zh")
    assert advice(text, "zh") and not advice(kept, "zh")
    assert all(clause in kept for clause in clauses)


@pytest.mark.parametrize(
    ("text", "lang", "kept"),
    [
        ("系统维护，改期至 9:30 办理", "zh", "系统维护"),
        ("网络抢修，请改日 14：30 再来。请留意通知。", "zh", "网络抢修，请留意通知。"),
        ("Under repair, come back at 9.30 or see www.chinatax.gov.cn", "en", "Under repair"),
        ("预计 14:30 恢复，请改日再来", "zh", "预计 14:30 恢复"),
    ],
)
def test_a_clause_ends_in_no_time_and_no_address(text: str, lang: str, kept: str) -> None:
    assert without_text(text, lang) == kept


def test_whichever_language_is_written_first_nobody_is_left_without_words() -> None:
    english = {"en": "Please come another day. Bring your papers.", "zh": "请改日再来。"}
    assert without(english) == NO_WORDS


@given(
    st.sampled_from(ADVICE["en"]),
    st.sampled_from(["Please wait: {}", "{} if you can.", "Stay safe, {}, thanks"]),
)
def test_english_is_found_in_any_case_and_spelling(words: str, frame: str) -> None:
    for written in (words, words.upper(), words.replace(" ", "-"), words.replace(" ", "\u3000")):
        assert advice(frame.format(written), "en")
    assert not advice(without(both("请稍候", frame.format(words))).get("en", ""), "en")


@pytest.mark.parametrize(
    "text", ["整改期限为30日", "请勿推迟申报", "更改日期请到窗口", *NO_ADVICE["zh"]]
)
def test_words_that_only_look_alike_stay(text: str) -> None:
    assert without_text(text, "zh") == text


@pytest.mark.parametrize("text", ["错 峰 办 理", "请改　日再来", "ＬＡＴＥＲ"])
def test_width_and_spaces_hide_nothing(text: str) -> None:
    assert advice(text)


def own() -> tuple[Hall, Catalogue]:
    """A hall that writes such advice wherever it may write."""
    service = HALL.services[0].model_copy(
        update={"bring": both("身份证件；请错峰办理", "ID; come another day")}
    )
    tips = (both("人多时请改日再来", "If it is busy come back later"),)
    zone = HALL.zones[0].model_copy(
        update={"where": both("进门左侧，请错峰", "Left, at a quieter time")}
    )
    hall = HALL.model_copy(
        update={"services": (service, *HALL.services[1:]), "tips": tips, "zones": (zone, *HALL.zones[1:]),
                "filing": TABLE}
    )  # fmt: skip
    queue = CATALOGUE.kind["QUEUE"].model_copy(
        update={"strip": both("人多，请改日办理", "Busy: come another day")}
    )
    kinds = tuple(queue if kind.code == "QUEUE" else kind for kind in CATALOGUE.kinds)
    return Hall.model_validate(hall.model_dump()), Catalogue(kinds=kinds)


def test_check_names_every_text_that_has_nothing_else_to_say() -> None:
    named = [f"{note.file}:{note.key}" for note in put_off_advice(*own())]
    assert {
        "hall.toml:tips[0].zh",
        "services.toml:services[0].bring.zh",
        "hall.toml:zones[0].where.en",
    } <= set(named)
    (kind,) = {key for key in named if key.startswith("catalogue:") and key.endswith(".strip.zh")}
    hall, catalogue = own()
    at = int(kind.partition("[")[2].partition("]")[0])
    other = catalogue.kinds[at].last_days.model_copy(
        update={"strip": both("人多，请稍候", "Busy: please wait")}
    )
    kinds = list(catalogue.kinds)
    kinds[at] = kinds[at].model_copy(update={"last_days": other})
    again = [
        f"{note.file}:{note.key}" for note in put_off_advice(hall, Catalogue(kinds=tuple(kinds)))
    ]
    assert kind not in again


def test_a_hall_s_own_texts_put_nobody_off_and_are_untouched_on_other_days() -> None:
    hall, _ = own()
    kept = hall.undelayed
    assert kept.service["declare"].bring == both("身份证件", "ID") and kept.tips == ()
    assert say(kept.resources["zone/service"].where) == "进门左侧"  # type: ignore[union-attr]  # a zone
    assert hall.service["declare"].bring["zh"] == "身份证件；请错峰办理" and HALL.undelayed is HALL


def at(day: Day) -> World:
    return world(day.hall, day.situation, day.now)


def test_a_cause_a_notice_and_a_planned_stop_that_put_off_lose_it_on_the_last_days() -> None:
    hall, catalogue = own()
    day = Day(FAR, catalogue, hall)
    day.do(Raise("SYS-CORE", ("system/core",), cause="光缆中断，请改日再来"), ADMIN)
    day.do(DraftText("温馨提示", "本周办税人多，请错峰办理。"), SUPERVISOR)
    (text,) = day.situation.after.texts
    day.do(HandleText(text, "approve"), SUPERVISOR)
    day.do(HandleText(text, "publish", ("screens", "status")), SUPERVISOR)
    assert "改日" in str(scenes(at(day))) and "错峰" in str(posted(at(day)))
    day.now = LAST - timedelta(hours=20)
    there = at(day)
    assert "改日" not in str(scenes(there)) and "光缆中断" in str(scenes(there))
    assert "错峰" not in str(posted(there)) + str(strips(there)) and "本周办税人多" in str(
        posted(there)
    )


def test_no_new_notice_puts_anybody_off_on_the_last_days() -> None:
    for now, refused in ((FAR, False), (LAST, True)):
        day = Day(now, *reversed(own()))
        command = DraftText("温馨提示", "办税人多，请改日再来。")
        if refused:
            with pytest.raises(Refused, match="改日"):
                day.do(command, SUPERVISOR)
        else:
            day.do(command, SUPERVISOR)


def test_a_notice_of_yesterday_does_not_call_the_wrong_day_the_last() -> None:
    day = Day(LAST - timedelta(days=1), *reversed(own()))
    day.do(DraftText("申报提醒", "明天是申报最后一天，请尽快办理。"), SUPERVISOR)
    (text,) = day.situation.after.texts
    day.do(HandleText(text, "approve"), SUPERVISOR)
    day.do(HandleText(text, "publish", ("screens", "status")), SUPERVISOR)
    for now, said in ((LAST - timedelta(days=1), "明天是申报最后一天"), (LAST, "今天是申报最后一天"),
                      (LAST + timedelta(days=1), "12月15日是申报最后一天")):  # fmt: skip
        day.now = now
        (hanging,) = posted(at(day))
        assert hanging.body == f"{said}，请尽快办理。"


def test_what_was_drafted_yesterday_is_not_published_with_yesterday_s_day() -> None:
    day = Day(LAST - timedelta(days=1), *reversed(own()))
    day.do(DraftText("申报提醒", "明天是申报最后一天，请尽快办理。"), SUPERVISOR)
    (text,) = day.situation.after.texts
    day.do(HandleText(text, "approve"), SUPERVISOR)
    day.now = LAST
    with pytest.raises(Refused, match="今天是申报最后一天"):
        day.do(HandleText(text, "publish", ("sms",)), SUPERVISOR)


def test_an_english_line_hangs_on_screens_and_goes_with_the_words_it_was_written_of() -> None:
    day = Day(FAR, *reversed(own()))
    for title, body, english in (
        ("温馨提示", "本周办税人多，请错峰办理。", "Many people: come another day"),
        ("停车公告", "东侧停车场今天关闭。", "East car park closed today"),
        ("周末公告", "本周六照常办公。", ""),
    ):
        day.do(DraftText(title, body, english=english), SUPERVISOR)
        text = list(day.situation.after.texts)[-1]
        day.do(HandleText(text, "approve"), SUPERVISOR)
        day.do(HandleText(text, "publish", ("screens", "status")), SUPERVISOR)
    said = [strip.words["en"] for strip in strips(at(day))]
    assert sorted(said) == [
        "East car park closed today",
        "Many people: come another day",
        "please ask the staff",
    ]
    day.now = LAST - timedelta(hours=20)
    there = at(day)
    assert "another day" not in str(posted(there)) + str(strips(there)), (
        "nobody is put off in English either"
    )

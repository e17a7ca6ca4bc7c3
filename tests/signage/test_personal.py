"""Numbers and names of persons are found as people type them; what is none stays. And what follows
for signs."""

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from signage.availability.world import world
from signage.catalogue.kinds import LIFE_SAFETY, Catalogue
from signage.catalogue.persons import named_in
from signage.decide import decide
from signage.hall.model import Hall
from signage.language.personal import BLANKS, digits_of, found, masked
from signage.language.words import say
from signage.rules.public_words import check_public
from signage.rules.refusal import Refused
from signage.shows.scenes import scenes
from signage.situation.commands import Change, Raise
from signage.situation.events import IncidentChanged, IncidentRaised, Recorded
from signage.situation.fold import fold
from signage.situation.incidents import NOTHING, TEXT_MAX
from tests.cast import ADMIN, CATALOGUE, GUIDE, HALL, NOON, SUPERVISOR, Day
from tests.rows import every

CONTENT = Path(__file__).parents[2] / "content"
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
RINGED = str.maketrans("123456789", "①②③④⑤⑥⑦⑧⑨")
SPOKEN = str.maketrans("0123456789", "零幺二三四五六七八九")
AROUND = ("", "电话", "请打", "，", "3号窗口", "(", "于")
NAMES = (
    "王小明", "李建国", "张伟", "刘洋", "陈静", "欧阳娜娜", "张三", "李四", "王某", "李某某", "张先生",
    "赵师傅", "小李", "老周",
    "孙科长", "陈工", "Wang Xiaoming", "Mr Zhang", "钱女士", "周建军同志",
)  # fmt: skip


def digits(*parts: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.tuples(*(st.from_regex(part, fullmatch=True) for part in parts))


NUMBERS = st.one_of(
    digits(r"1[3-9][0-9]", r"[0-9]{4}", r"[0-9]{4}"),
    digits(r"0[1-9][0-9]{2}", r"[2-8][0-9]{6}"),
    digits(
        r"[1-6][1-9][0-9]{4}",
        r"(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9])",
        r"[0-9]{3}[0-9X]",
    ),
    digits(r"62[0-9]{2}", r"[0-9]{4}", r"[0-9]{4}", r"[0-9]{4}", r"[0-9]{3}"),
)
"""Mobile, fixed, identity and card, in the parts people break them into."""
GAPS = st.sampled_from(
    ["", " ", "-", "—", "/", ".", "\u3000", "\u00a0", "）", "，", "、", " - ", "_", "\u200b", "·"]
)
WRITTEN = st.sampled_from([None, WIDE, RINGED, SPOKEN])


@given(
    NUMBERS,
    GAPS,
    WRITTEN,
    st.sampled_from(AROUND),
    st.sampled_from(("", "。", "联系", "，5号窗口", ")")),
)
def test_a_number_is_found_however_it_is_typed(
    parts: Any, gap: str, written: Any, before: str, after: str
) -> None:
    number = gap.join(parts).translate(written) if written else gap.join(parts)
    hidden = masked(f"{before}{number}{after}")
    assert digits_of("".join(parts)) not in digits_of(hidden) and hidden.startswith(before)
    assert any(say(blank) in hidden for blank in BLANKS.values())
    assert masked(hidden) == hidden
    with pytest.raises(Refused) as refused:
        check_public("cause", f"{before}{number}{after}", frozenset())
    assert say(refused.value.words).count("“") == len(found(f"{before}{number}{after}"))


@given(NUMBERS, NUMBERS, st.sampled_from([" ", "，", " / ", "和", "；"]))
@example(("130", "0002", "0000"), ("130", "0000", "0000"), " ")
def test_of_two_numbers_side_by_side_nothing_is_left(one: Any, other: Any, between: str) -> None:
    hidden = masked(f"{'-'.join(one)}{between}{' '.join(other)}")
    assert not any(part in hidden for part in (*one, *other) if len(part) > 3), hidden


@pytest.mark.parametrize(
    "text",
    [
        "京A·12345",
        "沪 AD12345",
        "（粤ｂ１２３４５）",
        "护照E12345678",
        "微信：zhang_san9",
        "QQ 12345678",
        "a@b.com",
    ],
)
def test_plates_passports_and_accounts_are_found(text: str) -> None:
    (one,) = found(text)
    assert one.text not in masked(text) and say(BLANKS[one.sort]) in masked(text)


TOLD_AS_ONE = ("{}在3号窗口晕倒", "现场有{}，已送医", "伤者：{}", "{} 13812345678", "请联系{}。")


@every(
    {around.format(name): (name, around.format(name)) for name in NAMES for around in TOLD_AS_ONE}
)
def test_a_name_is_found_where_it_is_told_as_one(row: tuple[str, str]) -> None:
    name, text = row
    assert name not in masked(text), masked(text)


def texts(found: Any) -> Iterator[str]:
    if isinstance(found, str):
        yield found
    elif isinstance(found, dict):
        for part in found.values():
            yield from texts(part)
    elif isinstance(found, list):
        for part in found:
            yield from texts(part)


def test_nothing_the_sample_hall_says_is_taken_for_a_person() -> None:
    told = {
        text
        for path in CONTENT.rglob("*.toml")
        for text in texts(tomllib.loads(path.read_text(encoding="utf-8")))
    }
    assert len(told) > 900
    assert {text: found(text) for text in told if found(text, HALL.numbers)} == {}


@pytest.mark.parametrize(
    "text",
    [
        "设备检修", "打印机缺纸", "高峰时段排队", "小程序停用", "施工停电", "高处坠物", "金税系统升级",
        "5、6、12、13、14、15号窗口",
        "预计 14:30-15:30 恢复", "2026-11-28 14:30", "请拨打 12366", "1 3 5 7 9 11 13 15 号", "安检机故障", "马桶堵塞",
        "向主管部门报告", "何时恢复另行通知", "周一恢复", "方式变更", "温度过高", "第十一、十二、十三号窗口",
    ],
)  # fmt: skip
def test_ordinary_causes_are_no_persons(text: str) -> None:
    assert found(text) == ()
    check_public("cause", text, frozenset())


def test_the_halls_own_telephone_is_no_persons() -> None:
    hall = Hall.model_validate(HALL.model_dump(by_alias=True) | {"phone": "0310-555 0001"})
    assert found("咨询 0310 5550001。") and not found("咨询 0310 5550001。", hall.numbers)


# ---------------------------------------------------------------- what follows for signs

DANGERS = [
    (kind.code, cls) for kind in CATALOGUE.kinds for cls in kind.classes if cls in LIFE_SAFETY
]
TYPED = "王小明 138-1234-5678 你必须离开\x07\u202e" + "长" * 300


@given(st.sampled_from(DANGERS), st.text() | st.just(TYPED), st.text() | st.just(TYPED))
def test_whatever_is_typed_with_a_danger_it_is_raised_and_changes_no_screen(
    danger: tuple[str, str], cause: str, note: str
) -> None:
    kind, cls = danger
    plain, typed = Day(), Day()
    number = plain.do(Raise(kind, ("hall",), cls=cls), GUIDE) or ""
    typed.do(Raise(kind, ("hall",), cls=cls, cause=cause, note=note), GUIDE)
    for command in ("update", "escalate", "acknowledge"):
        plain.do(Change(number, command, reason="x"), ADMIN)  # type: ignore[arg-type]  # of Changing
        typed.do(Change(number, command, cause=cause, note=note, reason=cause), ADMIN)  # type: ignore[arg-type]  # ditto
        assert scenes(world(HALL, plain.situation, plain.now)) == scenes(
            world(HALL, typed.situation, typed.now)
        )
    kept = typed.situation.incidents[number]
    assert (
        len(kept.cause) <= TEXT_MAX
        and "1234" not in kept.cause + kept.note
        and "王小明" not in kept.cause
    )


@pytest.mark.parametrize("command", ["update", "escalate", "resolve"])
def test_the_cause_of_an_old_danger_is_stored_masked_with_the_next_act(command: str) -> None:
    number, situation = _old("FIRE")
    assert TYPED in situation.incidents[number].cause
    (event,) = decide(HALL, CATALOGUE, situation, Change(number, command), ADMIN, NOON).events  # type: ignore[arg-type]  # ditto
    assert (
        isinstance(event, IncidentChanged)
        and "1234" not in event.cause
        and "王小明" not in event.cause
    )


def _old(kind: str) -> tuple[str, Any]:
    """A log of the days when a cause was stored as it was typed."""
    (event,) = decide(HALL, CATALOGUE, NOTHING, Raise(kind, ("hall",)), ADMIN, NOON).events
    assert isinstance(event, IncidentRaised)
    return event.incident, fold([Recorded(1, NOON, ADMIN, replace(event, cause=TYPED))])


@pytest.mark.parametrize(
    "kind", ["FIRE", "DEV-HAZARD", "ACCIDENT", "WIN-PAUSE", "ETAX-DOWN", "QUEUE"]
)
def test_an_old_cause_is_masked_wherever_it_would_be_shown(kind: str) -> None:
    _, situation = _old(kind)
    shown = str(scenes(world(HALL, situation, NOON)))
    assert "王小明" not in shown and "1234-5678" not in shown
    assert ("（姓名略）" in shown) == (kind in ("WIN-PAUSE", "ETAX-DOWN", "QUEUE"))


@pytest.mark.parametrize("field", ["cause", "note"])
@pytest.mark.parametrize("kind", [kind.code for kind in CATALOGUE.kinds if kind.raisable])
def test_each_kind_judges_what_is_public_and_masks_what_is_not(kind: str, field: str) -> None:
    cls = CATALOGUE.kind[kind].classes[0]
    public = field == "cause" and CATALOGUE.kind[kind].public == "full" and cls not in LIFE_SAFETY
    typed = {field: "王小明 13812345678"}
    day = Day()
    if public:
        with pytest.raises(Refused, match="13812345678") as refused:
            day.do(Raise(kind, ("hall",), **typed), ADMIN)
        assert refused.value.field == "cause" and "“13812345678”：不写个人电话，请删去" in say(
            refused.value.words
        )
    else:
        number = day.do(Raise(kind, ("hall",), **typed), ADMIN) or ""
        assert getattr(day.situation.incidents[number], field) == "（姓名略） （电话略）"
    number = number if not public else day.do(Raise(kind, ("hall",)), ADMIN) or ""
    if public:
        with pytest.raises(Refused):
            day.do(Change(number, "update", **typed), ADMIN)  # type: ignore[arg-type]  # cause or note
    else:
        day.do(Change(number, "update", **typed), ADMIN)  # type: ignore[arg-type]  # cause or note


def test_what_a_review_finds_is_for_staff_masked_and_not_refused() -> None:
    day = Day()
    number = day.do(Raise("WIN-PAUSE", ("window/1",)), GUIDE) or ""
    day.do(Change(number, "clear"), GUIDE)
    day.do(Change(number, "review", reason="增设引导员", cause="王小明误操作"), SUPERVISOR)
    assert day.situation.incidents[number].cause == "（姓名略）误操作"


def test_a_public_cause_stands_beside_the_kinds_own_lines() -> None:
    kind = CATALOGUE.kind["WIN-PAUSE"]
    own = ({"zh": "本窗口暂停"}, {"zh": "请到其他窗口"})
    catalogue = Catalogue(kinds=(kind.model_copy(update={"lines": own}),))
    event = decide(
        HALL, catalogue, NOTHING, Raise("WIN-PAUSE", ("window/1",), cause="打印机缺纸"), GUIDE, NOON
    ).events
    scene = scenes(world(HALL, fold([Recorded(1, NOON, GUIDE, *event)]), NOON))["win-1"]
    assert [line["zh"] for line in scene.lines] == ["本窗口暂停", "打印机缺纸", "请到其他窗口"]


def test_a_person_in_the_description_is_named_to_whoever_writes_it() -> None:
    tips = [{"zh": "有事请找王小明"}, {"zh": "雨天地滑"}]
    documents = {"hall": {"tips": tips, "name": {"zh": "厅"}}, "catalogue": {"kinds": []},
                 "drills": [{"injects": [{"text": {"zh": "请打 13812345678"}}]}]}  # fmt: skip
    notes = [str(note) for note in named_in(documents, frozenset())]
    assert len(notes) == 2
    assert notes[0].startswith("hall.toml: tips[0]: “王小明” looks like a person's name → ")
    assert notes[1].startswith("drills.toml: drills[0].injects[0].text: “13812345678”")


def test_a_person_on_the_drawing_or_in_a_schemes_name_is_named_too() -> None:
    """Labels of the drawing and names of schemes are printed and shown like those of the other
    files."""
    drawn = {
        "areas": [{"id": "zone/east", "element": "east", "name": {"zh": "联系人：王小明"}}],
        "assemblies": [{"id": "assembly/1", "element": "", "name": {"en": "Ask Mr. Wang"}}],
        "spots": [
            {"id": "desk/help", "element": "desk", "name": {}, "aliases": ["厕所", "13812345678"]}
        ],
        "walls": [{"element": "w1"}],
    }
    documents = {
        "hall": {},
        "catalogue": {"kinds": []},
        "plan": drawn,
        "schemes": [{"name": {"zh": "王小明的预案"}}],
    }
    told = [str(note).partition(" → ")[0] for note in named_in(documents, frozenset())]
    assert told == [
        "schemes.toml: schemes[0].name: “王小明” looks like a person's name",
        "plan.svg: east: “王小明” looks like a person's name",
        "plan.svg: assembly/1: “Wang” looks like a person's name",
        "plan.svg: desk: “13812345678” looks like a personal telephone number",
    ]

"""The catalogue says what the plans say, in words fit for a public wall."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from signage.catalogue.kind_words import said_on
from signage.catalogue.kinds import LIFE_SAFETY, Catalogue, Kind, Spoken
from signage.language.words import Words
from tests.cast import HALL
from tests.rows import called, every

FOLDER = Path(__file__).parents[2] / "content" / "catalogue"
PLAN_LINES = 1011

CLASSES: dict[str, tuple[str, ...]] = {
    "FIRE": ("evacuate",),
    "EXPLOSION": ("evacuate",),
    "QUAKE": ("shelter", "evacuate"),
    "TERROR": ("shelter", "evacuate"),
    "DEV-HAZARD": ("danger",),
    "SHOCK": ("danger",),
    "ACCIDENT": ("cordon",),
    "FLOOD": ("cordon",),
    "FIGHT": ("cordon",),
    "TAX-VIOLENCE": ("cordon",),
    "HALL-CLOSED": ("closed",),
    "DISORDER": ("closed",),
    "EPI": ("closed",),
    "SYS-CORE": ("outage",),
    "SYS-NET": ("outage",),
    "SYS-UPGRADE": ("outage",),
    "SYS-SEC": ("outage",),
    "ETAX-DOWN": ("outage",),
    "ETAX-DOWN-DDL": ("outage",),
    "INT-SHORT": ("outage",),
    "INT-LONG": ("outage",),
    "PWR": ("outage",),
    "WIN-PAUSE": ("suspended",),
    "WIN-FAULT": ("suspended",),
    "DEV-HALL": ("suspended",),
    "UTIL": ("suspended",),
    "QUEUE": ("redirect",),
    "QUEUE-IMB": ("redirect",),
    "POLICY-SURGE": ("redirect",),
    "DELAY": ("redirect",),
    "TRAFFIC": ("redirect",),
    "INJURY": ("redirect",),
    "WARNING": ("warning",),
    "TYPHOON": ("warning",),
    "LIGHTNING": ("warning",),
    "NOISE": ("warning",),
    "DISPUTE": ("staff",),
    "DISPUTE-CRISIS": ("staff",),
    "OPINION": ("staff",),
    "ALL-CLEAR": ("warning",),
    "OTHER": (
        "warning", "redirect", "suspended", "outage", "closed", "cordon", "danger", "shelter", "evacuate",
    ),
}  # fmt: skip
"""Every kind of the plans, with its classes, the default first. Others may stand beside them, under
the same laws."""

EXACT = [
    ("DEV-HALL", "", "machine", "暂停使用"),
    ("DEV-HALL", "", "place", "暂停使用"),
    ("DEV-HALL", "", "window", "暂停服务"),
    ("DEV-HAZARD", "", "machine", "危险！/请勿触摸"),
    ("SHOCK", "", "machine", "危险！/请勿触摸"),
    ("WIN-PAUSE", "", "window", "暂停服务"),
    ("WIN-FAULT", "", "window", "暂停服务"),
    ("FIRE", "", "hall", "紧急疏散"),
    ("EXPLOSION", "", "hall", "紧急疏散"),
    ("QUAKE", "", "hall", "就地避险"),
    ("QUAKE", "evacuate", "hall", "紧急疏散"),
    ("TERROR", "", "hall", "就地避险"),
    ("TERROR", "evacuate", "hall", "紧急疏散"),
    ("ACCIDENT", "", "zone", "警戒区域/禁止进入"),
    ("SYS-CORE", "", "hall", "系统故障"),
    ("SYS-CORE", "", "system/core", "征管/系统故障"),
    ("SYS-CORE", "", "system/power", "电力/故障"),
    ("SYS-NET", "", "hall", "网络故障"),
    ("SYS-NET", "", "system/network", "网络/故障"),
    ("SYS-UPGRADE", "", "system/core", "征管/系统升级"),
    ("ETAX-DOWN", "", "system/etax", "网上办税/故障"),
    ("ETAX-DOWN", "", "system/core", "征管/系统故障"),
    ("ETAX-DOWN", "", "window", "暂停服务"),
    ("HALL-CLOSED", "", "hall", "本厅/暂停服务"),
    ("PWR", "", "system/power", "停电/暂停服务"),
    ("PWR", "", "system/network", "网络/中断"),
    ("PWR", "", "hall", "停电/暂停服务"),
    ("INT-SHORT", "", "machine", "暂停使用"),
    ("INT-SHORT", "", "window", "暂停服务"),
    ("ALL-CLEAR", "", "hall", "已恢复/正常服务"),
]
"""Kind, chosen class, target or its type, main line in the hall of the cast.

The first three wordings are the plans' own (lines 947, 955)."""

FAULTS = (
    "你必须", "可控围", "影响围", "处置规，", "的规定的", "台帐", "国税", "地税", "认证", "抄税",
)  # fmt: skip
"""Wordings the plans rule out (line 984), misprints of the plans, and names from before the 2018
merger."""

HAN = re.compile(r"[一-鿿]")
HALF_WIDTH = re.compile(r"""(?:[一-鿿][,!?:;.()"'])|(?:[,!?:;.()"'][一-鿿])""")
SPACED = re.compile(r"[一-鿿]\s|\s[一-鿿]")


def read() -> list[dict[str, object]]:
    tables: list[dict[str, object]] = []
    for file in sorted(FOLDER.glob("*.toml")):
        content = tomllib.loads(file.read_text(encoding="utf-8"))
        assert set(content) == {"kind"}, f"{file.name} holds more than [[kind]] tables"
        tables.extend(content["kind"])
    return tables


CATALOGUE = Catalogue.model_validate({"kinds": read()})
KINDS = {kind.code: kind for kind in CATALOGUE.kinds}


def han(text: str) -> int:
    return len(HAN.findall(text))


def main_lines(kind: Kind) -> list[Words]:
    return [
        kind.sign,
        *kind.signs.values(),
        *(part.sign for part in other_words(kind) if part.sign),
    ]


def other_words(kind: Kind) -> list[Spoken]:
    return [*kind.on.values(), kind.lifts]


def strips(kind: Kind) -> list[Words]:
    return [kind.strip, *(part.strip for part in other_words(kind) if part.strip)]


def short_lines(kind: Kind) -> list[Words]:
    return [*kind.lines, *(line for part in other_words(kind) for line in part.lines)]


def every_words(kind: Kind) -> Iterator[Words]:
    yield from (kind.name, *strips(kind), *main_lines(kind), *short_lines(kind))
    if kind.what:
        yield kind.what
    for step in kind.steps:
        yield from (step.text, step.owner)
    for line in (*kind.redirect, *kind.recovery, *kind.report):
        yield line.text


def sources(kind: Kind) -> list[str]:
    lines = (*kind.redirect, *kind.recovery, *kind.report)
    return [step.source for step in kind.steps] + [line.source for line in lines]


def test_all_41_kinds_of_the_plans_are_there_and_each_kind_once() -> None:
    codes = [kind.code for kind in CATALOGUE.kinds]
    assert len(CLASSES) == 41
    assert CLASSES.keys() <= set(codes) and len(codes) == len(set(codes))


@every(called(CLASSES))
def test_each_kind_of_the_plans_has_its_class(code: str) -> None:
    assert CATALOGUE.kind[code].classes == CLASSES[code]


@every({" ".join(row[:3]): row for row in EXACT})
def test_prescribed_signs_are_exact(row: tuple[str, str, str, str]) -> None:
    code, chosen, target, sign = row
    assert said_on(HALL, CATALOGUE.kind[code], chosen, (target,)).sign["zh"] == sign


@every(KINDS)
def test_everything_is_said_in_both_languages(kind: Kind) -> None:
    for words in every_words(kind):
        assert set(words) == {"zh", "en"}
        assert HAN.search(words["zh"]) and words["en"].strip() and not HAN.search(words["en"])


@every(KINDS)
def test_a_main_line_fits_a_sign_and_breaks_at_most_once(kind: Kind) -> None:
    for sign in main_lines(kind):
        assert han(sign["zh"]) <= 8
        assert len(sign["en"]) <= 32
        assert all(text.count("/") <= 1 and not text.startswith("/") for text in sign.values())


@every(KINDS)
def test_short_lines_and_strips_are_short(kind: Kind) -> None:
    for strip in strips(kind):
        assert han(strip["zh"]) <= 14 and len(strip["en"]) <= 48
    for line in short_lines(kind):
        assert han(line["zh"]) <= 16 and len(line["en"]) <= 48


@every(KINDS)
def test_chinese_is_set_with_full_width_punctuation(kind: Kind) -> None:
    for words in every_words(kind):
        assert not HALF_WIDTH.search(words["zh"]) and not SPACED.search(words["zh"]), words["zh"]


@every(KINDS)
def test_no_misprint_and_no_bygone_name_is_shown(kind: Kind) -> None:
    for words in every_words(kind):
        assert not [fault for fault in FAULTS if fault in words["zh"]], words["zh"]


@every(KINDS)
def test_the_break_mark_stays_in_the_main_line(kind: Kind) -> None:
    signs = main_lines(kind)
    assert not [
        words
        for words in every_words(kind)
        if words not in signs and "/" in "".join(words.values())
    ]


@every(KINDS)
def test_public_lines_promise_no_time_and_no_window(kind: Kind) -> None:
    """Until when and where instead are derived; a fixed text would point at a closed door one
    day."""
    for words in (*strips(kind), *main_lines(kind), *short_lines(kind)):
        assert not re.search(r"\d|预计|网上办理|自助", words["zh"]), words["zh"]


def test_staff_kinds_never_reach_a_public_screen() -> None:
    staff = [kind for kind in CATALOGUE.kinds if "staff" in kind.classes]
    assert {kind.public for kind in staff} == {"none"}
    assert {kind.family for kind in staff} == {"none"}
    assert {kind.lamp for kind in staff} == {"none"}
    assert {kind.code for kind in CATALOGUE.kinds if kind.public == "none"} == {
        kind.code for kind in staff
    }


def test_what_happened_to_people_is_never_shown() -> None:
    protective = {kind.code for kind in CATALOGUE.kinds if kind.public == "protective"}
    assert protective == {
        "FIGHT",
        "TAX-VIOLENCE",
        "SYS-SEC",
        "EPI",
        "TERROR",
        "DISORDER",
        "INJURY",
        "NOISE",
    }
    for code in protective:
        kind = CATALOGUE.kind[code]
        shown = "".join(words["zh"] for words in (kind.strip, *main_lines(kind), *kind.lines))
        assert not re.search("打架|斗殴|暴力|抗税|恐怖|攻击|病例|受伤|喧哗|混乱", shown)


@every(KINDS)
def test_only_supervisors_end_what_protects_lives_or_closes_the_hall(kind: Kind) -> None:
    if kind.classes[0] in LIFE_SAFETY | {"closed"}:
        assert set(kind.cleared_by) == {"supervisor", "admin"}


@every(KINDS)
def test_life_safety_is_level_one_and_anyone_may_raise_it(kind: Kind) -> None:
    assert (kind.level == 1) == (kind.classes[0] in LIFE_SAFETY)
    if kind.classes[0] in LIFE_SAFETY:
        assert set(kind.raised_by) == {"guide", "supervisor", "facilities", "admin"}


LAMPS = {
    "evacuate": {"evacuate"},
    "shelter": {"evacuate"},
    "danger": {"danger"},
    "cordon": {"danger"},
    "closed": {"paused"},
    "outage": {"fault"},
    "suspended": {"paused", "fault"},
    "redirect": {"notice", "none"},
    "warning": {"notice", "none"},
    "staff": {"none"},
}


@every(KINDS)
def test_a_red_lamp_never_means_paused(kind: Kind) -> None:
    assert kind.lamp in LAMPS[kind.classes[0]]


SAFETY_FAMILIES = {"safe", "panel", "danger", "prohibition", "caution"}


@every(KINDS)
def test_safety_colours_stand_only_for_safety(kind: Kind) -> None:
    for cls in kind.classes:
        family = kind.families.get(cls, kind.family)
        assert (family in SAFETY_FAMILIES) == (cls in LIFE_SAFETY)


@every(KINDS)
def test_service_that_goes_on_stays_available(kind: Kind) -> None:
    goes_on = kind.classes[0] in {"redirect", "warning", "staff"} and kind.code != "TRAFFIC"
    assert kind.takes_out != goes_on


@every(KINDS)
def test_a_default_target_is_of_a_type_the_kind_can_be_raised_on(kind: Kind) -> None:
    assert {"hall", "zone"} <= set(kind.targets)
    assert len(set(kind.targets)) == len(kind.targets)
    if kind.target is not None:
        assert kind.target.partition("/")[0] in kind.targets


@every(KINDS)
def test_another_main_line_belongs_to_a_class_or_a_target_of_the_kind(kind: Kind) -> None:
    assert set(kind.signs) <= {*kind.classes[1:], *kind.targets}


@every(KINDS)
def test_every_statement_names_a_line_of_the_plans_or_says_it_is_derived(kind: Kind) -> None:
    for source in sources(kind):
        assert source == "derived" or 1 <= int(source[1:]) <= PLAN_LINES


INTERRUPTED = [
    "SYS-CORE", "SYS-NET", "SYS-UPGRADE", "SYS-SEC", "INT-SHORT", "INT-LONG", "PWR", "WIN-FAULT",
]  # fmt: skip


@every(called(INTERRUPTED))
def test_after_an_interruption_the_last_operation_is_checked(code: str) -> None:
    assert "L937" in [line.source for line in CATALOGUE.kind[code].recovery]


def test_a_fire_starts_with_119_and_evacuation_at_once() -> None:
    first, second = CATALOGUE.kind["FIRE"].steps[:2]
    assert (
        "119" in first.text["zh"]
        and "撤离" in second.text["zh"]
        and second.text["zh"].startswith("同时")
    )


def test_a_hazard_starts_with_cutting_the_power_and_ends_with_a_safety_check() -> None:
    hazard = CATALOGUE.kind["DEV-HAZARD"]
    assert [step.source for step in hazard.steps[:3]] == ["L817", "L947", "L945"]
    assert "复检" in hazard.recovery[0].text["zh"]


def test_only_a_supervisor_closes_the_hall_and_the_all_clear_is_never_raised() -> None:
    limited = {code for code in CLASSES if len(CATALOGUE.kind[code].raised_by) < 4}
    assert limited == {"HALL-CLOSED", "OPINION"}
    assert [kind.code for kind in CATALOGUE.kinds if not kind.raisable] == ["ALL-CLEAR"]

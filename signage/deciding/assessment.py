"""Three questions about what somebody has noticed, and the kind and level they suggest (plan lines 47, 165, 207).

The answers are the product's own proposal; whoever raises it decides, and a leader sets the formal level.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from signage.catalogue.kinds import LIFE_SAFETY, Catalogue, Kind
from signage.language.words import Words, both

QUESTIONS: Mapping[str, Words] = {
    "harm": both("有人受伤或有危险吗？", "Is anyone hurt or in danger?"),
    "what": both("发生了什么？", "What is it?"),
    "scope": both("影响多大？", "How much does it affect?"),
}
HARM: Mapping[str, Words] = {
    "hurt": both("有人受伤或发病", "Somebody is hurt or ill"),
    "threat": both("有危险，暂无人受伤", "Danger, nobody hurt yet"),
    "none": both("没有", "No"),
}
WHAT: Mapping[str, Words] = {
    "fire": both("起火、冒烟、爆炸", "Fire, smoke, explosion"),
    "electric": both("设备漏电、发热、破损", "A device sparks, is hot or broken"),
    "person": both("有人摔倒、发病", "Somebody fell or is ill"),
    "conflict": both("争吵、冲突", "A quarrel or a fight"),
    "system": both("业务系统用不了", "The tax system is down"),
    "online": both("网上办税用不了", "Online filing is down"),
    "network": both("断网", "The network is down"),
    "power": both("停电", "The power is out"),
    "device": both("设备坏了", "A machine is broken"),
    "window": both("窗口办不了", "A window cannot serve"),
    "crowd": both("人太多", "Too many people"),
    "water": both("进水、暴雨", "Water, heavy rain"),
    "quake": both("地震", "Earthquake"),
    "other": both("其他", "Something else"),
}
SCOPE: Mapping[str, Words] = {
    "one": both("一个窗口或一台设备", "One window or device"),
    "some": both("一个区域或几个窗口", "A zone or some windows"),
    "hall": both("全厅", "The whole hall"),
    "wider": both("不止本厅", "More than this hall"),
}
ANSWERS: Mapping[str, Mapping[str, Words]] = {"harm": HARM, "what": WHAT, "scope": SCOPE}

KIND_OF: Mapping[str, Mapping[str, str]] = {
    "fire": {"": "FIRE"},
    "electric": {"": "DEV-HAZARD", "hurt": "SHOCK"},
    "person": {"": "INJURY"},
    "conflict": {"": "DISPUTE", "threat": "DISPUTE-CRISIS", "hurt": "FIGHT"},
    "system": {"": "SYS-CORE"},
    "online": {"": "ETAX-DOWN"},
    "network": {"": "SYS-NET"},
    "power": {"": "PWR"},
    "device": {"": "DEV-HALL", "threat": "DEV-HAZARD", "hurt": "SHOCK"},
    "window": {"": "WIN-FAULT"},
    "crowd": {"": "QUEUE"},
    "water": {"": "FLOOD"},
    "quake": {"": "QUAKE"},
    "other": {"": "OTHER", "threat": "ACCIDENT", "hurt": "INJURY"},
}
"""What happened → the kind, by the harm where that makes another one of it."""
LEVEL_OF: Mapping[str, int] = {"one": 4, "some": 3, "hall": 2, "wider": 1}
"""Scope → level (domain settings: Ⅳ device or window, Ⅲ zone, Ⅱ hall stopped, Ⅰ life safety or the whole district)."""
HARM_LEVEL: Mapping[str, int] = {"hurt": 1, "threat": 2, "none": 4}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``level`` is proposed; ``raised`` says that it is graver than the kind's usual one."""

    kind: Kind
    level: int
    raised: bool


def suggest(catalogue: Catalogue, harm: str, what: str, scope: str) -> Suggestion | None:
    """The kind and level these answers suggest; None where an answer is none of the listed."""
    if harm not in HARM or what not in WHAT or scope not in SCOPE:
        return None
    by_harm = KIND_OF[what]
    wanted = by_harm.get(harm, by_harm[""])
    kind = catalogue.kind.get(wanted) or catalogue.kind.get("OTHER")
    if kind is None:
        return None
    least = kind.level if kind.classes[0] in LIFE_SAFETY else 4
    level = min(LEVEL_OF[scope], HARM_LEVEL[harm], least)
    return Suggestion(kind, level, level < kind.level)

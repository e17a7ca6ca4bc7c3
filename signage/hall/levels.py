"""Levels and times of handling: what each level is called, who decides, whom it calls, and when something is overdue.

Four levels as in plan line 207, or the two tiers of line 165 (一般, 重大) as a setting of the hall. The numbers behind
both are the same: 1 is the highest. Times are the product's proposals; every one can be set in ``hall.toml``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from signage.language.words import Words, both

Minutes = Annotated[int, Field(ge=1, le=24 * 60)]
ByLevel = tuple[Minutes, Minutes, Minutes, Minutes]
PhoneNumber = Annotated[str, Field(pattern=r"^[0-9+][0-9 -]{1,23}$")]


class Setting(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Tier(Setting):
    """Who is called when nobody has answered, in this order."""

    name: Words
    phone: PhoneNumber | None = None


class EmergencyNumber(Setting):
    number: PhoneNumber
    name: Words
    when: Words


class Handling(Setting):
    """How this hall handles incidents. Lists that stay empty take the product's own."""

    profile: Literal["four", "two"] = "four"
    acknowledge_min: Minutes = 2
    """Minutes until an incident, a report or a call nobody has taken goes to the first tier, and from tier to tier."""
    step_min: ByLevel = (2, 5, 10, 30)
    """Minutes a checklist may stand still, by level Ⅰ to Ⅳ."""
    eta_repeat_min: Minutes = 10
    still_min: Minutes = 240
    """Minutes after which a notice that nobody has touched asks whether it is still true."""
    report_min: tuple[Minutes, Minutes, Minutes] = (30, 30, 60)
    """Minutes between progress reports upward at level Ⅰ, Ⅱ and Ⅲ (line 581); an ordinary one is reported once."""
    tiers: tuple[Tier, ...] = ()
    reach: tuple[Literal[1, 2, 3], Literal[1, 2, 3], Literal[1, 2, 3], Literal[1, 2, 3]] = (3, 3, 2, 1)
    """How many tiers an incident of each level may climb."""
    numbers: tuple[EmergencyNumber, ...] = ()

    def climbs(self, level: int) -> tuple[Tier, ...]:
        return (self.tiers or TIERS)[: self.reach[level - 1]]

    @property
    def between(self) -> timedelta:
        return timedelta(minutes=self.acknowledge_min)


TIERS = (
    Tier(name=both("负责人", "the hall's leader")),
    Tier(name=both("副职", "the deputy")),
    Tier(name=both("上一级", "the next tier")),
)
_NUMBERS = {
    "110": (both("公安", "Police"), both("有人身危险、打架、抢夺", "Danger to people, fights")),
    "119": (both("消防", "Fire service"), both("起火、冒烟、爆炸、被困", "Fire, smoke, trapped people")),
    "120": (both("急救", "Ambulance"), both("有人受伤、昏倒、突发疾病", "Injured or ill people")),
    "122": (both("交警", "Traffic police"), both("门前交通事故、拥堵", "Traffic accident or jam outside")),
}
NUMBERS = tuple(EmergencyNumber(number=number, name=name, when=when) for number, (name, when) in _NUMBERS.items())
"""110, 119 and 120: plan line 897; 122 is 交警部门 (line 873). A hall where call-taking is merged sets its own."""


@dataclass(frozen=True, slots=True)
class Level:
    """``grounds`` says when a level fits (domain settings, plan line 207)."""

    name: Words
    colour: Words
    decides: Words
    calls: Words
    grounds: Words


RED, ORANGE = both("红", "red"), both("橙", "orange")
YELLOW, BLUE = both("黄", "yellow"), both("蓝", "blue")
LEADER = both("负责人", "the hall's leader")
_EVERYONE = both("全体人员、110/119/120、上级", "everyone, 110/119/120, the higher authority")
_GROUPS = both("各工作组、上级", "every team, the higher authority")
_SITE = both("现场人员，报负责人", "those on site; the leader is told")
_CONCERNED = both("相关工作组", "the teams concerned")
_ABOVE = both("上级，负责人先行处置", "the higher authority; the leader acts at once")
_ON_DUTY = both("值班人员", "whoever is on duty")
FOUR: Mapping[int, Level] = {
    1: Level(
        both("Ⅰ级 特别重大", "Level I, critical"), RED, _ABOVE, _EVERYONE,
        both("危及生命，或影响全区域", "life in danger, or the whole district"),
    ),
    2: Level(
        both("Ⅱ级 重大", "Level II, major"), ORANGE, LEADER, _GROUPS, both("全厅停办", "the whole hall stopped")
    ),
    3: Level(
        both("Ⅲ级 较大", "Level III, serious"), YELLOW, LEADER, _CONCERNED,
        both("一个区域或几个窗口", "a zone or some windows"),
    ),
    4: Level(
        both("Ⅳ级 一般", "Level IV, ordinary"), BLUE, _ON_DUTY, _SITE,
        both("一个窗口或一台设备", "one window or device"),
    ),
}  # fmt: skip
_MAJOR = Level(both("重大", "major"), RED, both("应急指挥部", "the command"), _EVERYONE,
               both("危及生命或全厅停办", "life in danger, or the whole hall stopped"))  # fmt: skip
_MINOR = Level(both("一般", "ordinary"), BLUE, both("值班人员先行处置", "whoever is on duty"), _SITE,
               both("局部影响", "part of the hall"))  # fmt: skip
PROFILES: Mapping[str, Mapping[int, Level]] = {
    "four": FOUR,
    "two": {1: _MAJOR, 2: _MAJOR, 3: _MINOR, 4: _MINOR},
}


def level_of(handling: Handling, level: int) -> Level:
    return PROFILES[handling.profile][level]


def numbers_of(handling: Handling) -> tuple[EmergencyNumber, ...]:
    return handling.numbers or NUMBERS


def urgent_numbers(handling: Handling) -> tuple[EmergencyNumber, ...]:
    """Whom a visitor calls where nobody of the hall comes: the first three, of the product's own 110, 119 and 120."""
    return numbers_of(handling)[:3]

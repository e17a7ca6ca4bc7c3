"""Levels and times of handling: what each level is called, who decides, whom it calls, and when
something is overdue.

Four levels as in plan line 207, or the two tiers of line 165 (一般, 重大) as a setting of the hall. The
numbers behind both are the same: 1 is the highest. Times are the product's proposals; every one can
be set in ``hall.toml``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field

from signage.hall.described import Described
from signage.language.words import Message, Words

Minutes = Annotated[int, Field(ge=1, le=24 * 60)]
ByLevel = tuple[Minutes, Minutes, Minutes, Minutes]
PhoneNumber = Annotated[str, Field(pattern=r"^[0-9+][0-9 -]{1,23}$")]


def dialled(number: str) -> str:
    """As an address of a telephone has it: without the blanks that help reading."""
    return number.replace(" ", "")


class Tier(Described):
    """Who is called when nobody has answered, in this order."""

    name: Words
    phone: PhoneNumber | None = None

    @property
    def dialled(self) -> str:
        return dialled(self.phone or "")


class EmergencyNumber(Described):
    number: PhoneNumber
    name: Words
    when: Words

    @property
    def dialled(self) -> str:
        return dialled(self.number)


class Handling(Described):
    """How this hall handles incidents. Lists that stay empty take the product's own."""

    profile: Literal["four", "two"] = "four"
    acknowledge_min: Minutes = 2
    """Minutes until an incident, a report or a call nobody has taken goes to the first tier, and
    from tier to tier."""
    step_min: ByLevel = (2, 5, 10, 30)
    """Minutes a checklist may stand still, by level Ⅰ to Ⅳ."""
    eta_repeat_min: Minutes = 10
    still_min: Minutes = 240
    """Minutes after which a notice that nobody has touched asks whether it is still true."""
    report_min: tuple[Minutes, Minutes, Minutes] = (30, 30, 60)
    """Minutes between progress reports upward at level Ⅰ, Ⅱ and Ⅲ (line 581); an ordinary one is
    reported once."""
    tiers: tuple[Tier, ...] = ()
    reach: tuple[Literal[1, 2, 3], Literal[1, 2, 3], Literal[1, 2, 3], Literal[1, 2, 3]] = (
        3,
        3,
        2,
        1,
    )
    """How many tiers an incident of each level may climb."""
    numbers: tuple[EmergencyNumber, ...] = ()

    def climbs(self, level: int) -> tuple[Tier, ...]:
        return (self.tiers or TIERS)[: self.reach[level - 1]]

    @property
    def between(self) -> timedelta:
        return timedelta(minutes=self.acknowledge_min)


# Not validated: pydantic copies a mapping, and a message would be said for good while this is
# imported.
TIERS = (
    Tier.model_construct(name=Message("levels.the-halls-leader")),
    Tier.model_construct(name=Message("levels.the-deputy")),
    Tier.model_construct(name=Message("levels.the-next-tier")),
)
_NUMBERS = {
    "110": (Message("levels.police"), Message("levels.danger-to-people-fights")),
    "119": (Message("levels.fire-service"), Message("levels.fire-smoke-trapped-people")),
    "120": (Message("levels.ambulance"), Message("levels.injured-or-ill-people")),
    "122": (Message("levels.traffic-police"), Message("levels.traffic-accident-or-jam-outside")),
}
NUMBERS = tuple(
    EmergencyNumber.model_construct(number=number, name=name, when=when)
    for number, (name, when) in _NUMBERS.items()
)
"""110, 119 and 120: plan line 897; 122 is 交警部门 (line 873). A hall where call-taking is merged sets
its own."""


@dataclass(frozen=True, slots=True)
class Level:
    """``grounds`` says when a level fits (domain settings, plan line 207)."""

    name: Words
    colour: Message
    decides: Words
    calls: Words
    grounds: Words


RED, ORANGE = Message("levels.red"), Message("levels.orange")
YELLOW, BLUE = Message("levels.yellow"), Message("levels.blue")
LEADER = Message("levels.the-halls-leader")
_EVERYONE = Message("levels.everyone-110-119-120-higher")
_GROUPS = Message("levels.every-team-the-higher-authority")
_SITE = Message("levels.those-on-site-leader-told")
_CONCERNED = Message("levels.the-teams-concerned")
_ABOVE = Message("levels.higher-authority-leader-acts-at")
_ON_DUTY = Message("levels.whoever-is-on-duty")
FOUR: Mapping[int, Level] = {
    1: Level(
        Message("levels.level-i-critical"), RED, _ABOVE, _EVERYONE,
        Message("levels.life-in-danger-or-whole-district"),
    ),
    2: Level(
        Message("levels.level-ii-major"), ORANGE, LEADER, _GROUPS, Message("levels.the-whole-hall-stopped")
    ),
    3: Level(
        Message("levels.level-iii-serious"), YELLOW, LEADER, _CONCERNED,
        Message("levels.a-zone-or-some-windows"),
    ),
    4: Level(
        Message("levels.level-iv-ordinary"), BLUE, _ON_DUTY, _SITE,
        Message("levels.one-window-or-device"),
    ),
}  # fmt: skip
_MAJOR = Level(Message("levels.major"), RED, Message("levels.the-command"), _EVERYONE,
               Message("levels.life-in-danger-or-whole"))  # fmt: skip
_MINOR = Level(Message("levels.ordinary"), BLUE, Message("levels.whoever-is-on-duty-2"), _SITE,
               Message("levels.part-of-the-hall"))  # fmt: skip
PROFILES: Mapping[str, Mapping[int, Level]] = {
    "four": FOUR,
    "two": {1: _MAJOR, 2: _MAJOR, 3: _MINOR, 4: _MINOR},
}


def level_of(handling: Handling, level: int) -> Level:
    return PROFILES[handling.profile][level]


def numbers_of(handling: Handling) -> tuple[EmergencyNumber, ...]:
    return handling.numbers or NUMBERS


def urgent_numbers(handling: Handling) -> tuple[EmergencyNumber, ...]:
    """Whom a visitor calls where nobody of the hall comes: the first three, of the product's own
    110, 119 and 120."""
    return numbers_of(handling)[:3]

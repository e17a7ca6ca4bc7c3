"""Whom the hall calls where nobody looks at a screen, on which ways, in which order; and where its
notices go out besides.

Addresses of gateways are secrets and stand in no description: a way names one by its name in the
file that the setting ``call_ways`` names.
"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from functools import cached_property
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from signage.hall.described import Described, PlainId
from signage.hall.levels import Minutes
from signage.language.model_words import Amiss
from signage.language.words import Message, Words

PEOPLE_MAX = 100
WAYS_MAX = 8
OUTLETS_MAX = 20
Sort = Literal[
    "console",
    "wecom",
    "dingtalk",
    "feishu",
    "sms",
    "gsm",
    "voice",
    "push",
    "mail",
    "ntfy",
    "gotify",
    "webhook",
    "other",
]
NAMES: Mapping[str, Words] = {
    "console": Message("calls.way.console"),
    "wecom": Message("calls.way.wecom"),
    "dingtalk": Message("calls.way.dingtalk"),
    "feishu": Message("calls.way.feishu"),
    "sms": Message("calls.way.sms"),
    "gsm": Message("calls.way.gsm"),
    "voice": Message("calls.way.voice"),
    "push": Message("calls.way.push"),
    "mail": Message("calls.way.mail"),
    "ntfy": Message("calls.way.ntfy"),
    "gotify": Message("calls.way.gotify"),
    "webhook": Message("calls.way.webhook"),
    "other": Message("calls.way.other"),
}
UNADDRESSED: frozenset[Sort] = frozenset({"console", "push"})
"""They reach a person by who they are."""
Level = Annotated[int, Field(ge=1, le=4)]


def _hall_time(given: tuple[time, time]) -> tuple[time, time]:
    """Raises ValueError with what to write."""
    if any(moment.tzinfo is not None for moment in given):
        raise Amiss(Message("check.offset-hall-time"))
    if given[0] == given[1]:
        raise Amiss(Message("check.same-begin-and-end"))
    return given


Quiet = Annotated[tuple[time, time], AfterValidator(_hall_time)]
"""From, until, in hall time; over midnight where the second is the earlier one."""
Text = Annotated[str, StringConstraints(min_length=1, max_length=40, strip_whitespace=True)]


class Way(Described):
    """``console``: the tablets, which ring by themselves; any other leaves the hall. ``push``: to the
    browsers in which the person asked for it."""

    way: Sort
    address: PlainId | None = None
    """The name of its address."""
    level: Level = 4
    """The least grave level it is used for."""

    @property
    def named(self) -> str:
        """The line it has in the file of addresses; empty where it needs none."""
        return self.way if self.way == "push" else self.address or ""


class Person(Described):
    """``name`` is the one they sign in with."""

    id: PlainId
    name: Text
    language: str = "zh"
    tier: Annotated[int, Field(ge=1, le=3)] | None = None
    """Called where nobody answered and it is this tier's turn."""
    level: Annotated[int, Field(ge=0, le=4)] = 0
    """Called at once, and by everything of this level or graver; 0: by nothing."""
    help: bool = False
    """Called at once where a colleague asks for help."""
    reports: bool = False
    """Reminded where a report upward is due."""
    ways: Annotated[tuple[Way, ...], Field(min_length=1, max_length=WAYS_MAX)]
    quiet: Quiet | None = None
    """Instead of the hall's."""

    def ways_for(self, level: int) -> tuple[Way, ...]:
        """In their order; all of them where none is meant for so little."""
        return tuple(way for way in self.ways if level <= way.level) or self.ways


class Outlet(Described):
    """Where a published notice goes out besides the hall's own screens and pages, by itself.

    ``sort``: the form of the text; ``report``: no notice but reports upward; ``events``: no notice
    but every event of the log, for a program. What went out
    so, or by ``sms``, is in people's hands: it is sent once, and never mended or taken back.
    """

    id: PlainId
    name: Words
    sort: Literal["website", "wechat", "sms", "pole", "report", "events"]
    address: PlainId
    """The name of its address."""

    @property
    def once(self) -> bool:
        return self.sort in ("sms", "report")


class Calls(Described):
    """``[calls]``. Times are the product's proposals."""

    wait_min: Minutes = 2
    """Minutes without an answer after which the next way is taken."""
    repeat_min: Minutes = 5
    """Minutes after the last way before the first is taken again."""
    repeats: Annotated[int, Field(ge=0, le=20)] = 3
    """How often all of them are taken again; where life is at stake, until somebody answers."""
    give_up_h: Annotated[int, Field(ge=1, le=48)] = 4
    link_h: Annotated[int, Field(ge=1, le=72)] = 12
    """Hours for which the link in a message may answer it."""
    quiet: Quiet | None = None
    drills: bool = False
    """Whether drills call people too, marked as such."""
    people: Annotated[tuple[Person, ...], Field(max_length=PEOPLE_MAX)] = ()
    outlets: Annotated[tuple[Outlet, ...], Field(max_length=OUTLETS_MAX)] = ()

    @cached_property
    def person(self) -> Mapping[str, Person]:
        return {person.id: person for person in self.people}

    @cached_property
    def outlet(self) -> Mapping[str, Outlet]:
        return {outlet.id: outlet for outlet in self.outlets}

    @cached_property
    def for_notices(self) -> tuple[Outlet, ...]:
        return tuple(o for o in self.outlets if o.sort not in ("report", "events"))

    @cached_property
    def for_reports(self) -> tuple[Outlet, ...]:
        return tuple(outlet for outlet in self.outlets if outlet.sort == "report")

    @cached_property
    def for_events(self) -> tuple[Outlet, ...]:
        return tuple(outlet for outlet in self.outlets if outlet.sort == "events")

    def rests(self, person: Person, local: datetime) -> datetime | None:
        """Until when this person is left alone, in hall time; None where they are not."""
        quiet = person.quiet or self.quiet
        if quiet is None:
            return None
        since, until = quiet
        now = local.time()
        within = since <= now < until if since <= until else now >= since or now < until
        if not within:
            return None
        day = local if now < until else local + timedelta(days=1)
        return day.replace(hour=until.hour, minute=until.minute, second=until.second, microsecond=0)

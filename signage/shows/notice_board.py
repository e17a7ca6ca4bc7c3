"""The notices that hang now: what was published and is still true, and the planned stops of these
days.

Derived, like every sign: the act that ends an incident takes its notice down in the same revision
and puts the words of its end in its place; undoing that act hangs the notice up again. Status page,
feed and screens read this alone.

2026-11-28 · The words of a notice's expected time follow the incident: nobody reads 预计 17:42 恢复 at
17:50. Those of an end go after a day, or at once where what they call restored is out again; a text
about no incident goes when its writer said, or after a week. A planned stop hangs from three days
before until its end, or until staff note it done. Rejected: events that withdraw a notice when its
incident ends; undoing, another backup's log and a clock set back would each need an event that puts
it back. A notice about an open incident adds no strip to a screen: the incident's own strip is
there and says what is true now.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Literal

from signage.availability.last_days import puts_nobody_off, redated, said_now
from signage.availability.world import World
from signage.catalogue.kinds import LIFE_SAFETY
from signage.hall.hours import midnight
from signage.hall.model import HALL
from signage.hall.short_names import short_name
from signage.language.postponement import without_text
from signage.language.words import NO_WORDS, Message, Words, about, plain, say, sentence
from signage.rules.public_words import faults
from signage.shows.announcements import proposed, published, shown
from signage.shows.phrases import until
from signage.shows.scene import Strip
from signage.situation.incidents import Incident
from signage.situation.registers import Row
from signage.situation.texts import Text

END_FOR, FREE_FOR, STOP_BEFORE = timedelta(days=1), timedelta(days=7), timedelta(days=3)
SHORT = 24
"""Letters of a line that a strip holds."""
NOTICE, ASK = Message("notice-board.notice"), Message("notice-board.please-ask-the-staff")


@dataclass(frozen=True, slots=True)
class Posted:
    """``kind``: a notice of what is open, the end of what is over, about no incident, or a planned
    stop."""

    id: str
    kind: Literal["notice", "end", "free", "stop"]
    title: str
    body: str
    issued_at: datetime
    changed_at: datetime
    english: str = ""
    """One line that says the same; empty = in Chinese alone, which is then said."""

    @property
    def calm(self) -> bool:
        """Whether all may be well beside it."""
        return self.kind == "end"


def posted(world: World, channel: str = "status") -> tuple[Posted, ...]:
    """What hangs on one of the hall's own channels, the newest first."""
    texts = published(world.situation.after.texts, channel)
    found = [one for text in texts if (one := _posted(world, shown(world.hall, text))) is not None]
    found += [_of_stop(world, stop) for stop in stops(world)]
    # What was nothing but advice to come later hangs no more.
    found = [now for one in found if (now := _undelayed(world, one)).body]
    return tuple(sorted(found, key=lambda one: one.changed_at, reverse=True))


def _undelayed(world: World, one: Posted) -> Posted:
    """What was published before the last filing days puts nobody off on them, and calls the right
    day the last."""
    now = replace(
        one,
        title=redated(world, one.title, one.issued_at),
        body=redated(world, one.body, one.issued_at),
    )
    if puts_nobody_off(world):
        english = without_text(one.english, "en")
        now = replace(
            now,
            title=without_text(now.title) or say(NOTICE),
            body=without_text(now.body),
            english=english,
        )
    # Whoever wrote the English wrote it of other words than these.
    return now if (now.title, now.body) == (one.title, one.body) else replace(now, english="")


def _posted(world: World, text: Text) -> Posted | None:
    incident = world.situation.incidents.get(text.incident)
    issued = text.issued_at or text.at
    as_is = Posted(text.id, text.what, text.title, text.body, issued, issued, text.english)  # type: ignore[arg-type]  # one of What
    if text.what == "free":
        return as_is if _in_force(world, text) else None
    if incident is not None and incident.open:
        return _current(world, text, incident, as_is) if text.what == "notice" else None
    return _over(world, text, incident, as_is)


def _current(world: World, text: Text, incident: Incident, as_is: Posted) -> Posted:
    now = say(until(world, incident))
    if not text.said_until or text.said_until == now:
        return as_is
    body = text.body.replace(text.said_until, now or say(TIME_OPEN))
    # Overdue by itself: since the moment it named.
    passed = [incident.eta] if incident.eta is not None and incident.eta <= world.now else []
    return replace(
        as_is, body=body, changed_at=max([as_is.issued_at, incident.changed_at, *passed])
    )


def _over(world: World, text: Text, incident: Incident | None, as_is: Posted) -> Posted | None:
    """The end of what was told. Where staff published their own, the hall's ready words are not
    needed."""
    ended = incident.cleared_at if incident is not None else None
    # Since the later of the two: an end written the day after still hangs for its day.
    if incident is None or ended is None or not _fresh(world, max(ended, as_is.issued_at), END_FOR):
        return None
    if out_again(world, incident):
        return None
    if text.what == "end":
        return as_is
    if any(
        t.incident == text.incident and t.what == "end"
        for t in published(world.situation.after.texts)
    ):
        return None
    title, body = proposed(world, incident, "end")
    return replace(as_is, kind="end", title=title, body=body, changed_at=ended)


def out_again(world: World, incident: Incident) -> bool:
    """Whether what its end calls restored is out, or is spoken of, once more. A crowd takes nothing
    out."""
    targets = set(incident.targets)
    if any(target in world.out for target in targets):
        return True
    others = (
        i
        for i in world.situation.open_incidents
        if not i.drill
        and i.notice.public != "none"
        and (i.notice.takes_out or i.notice.cls in LIFE_SAFETY)
    )
    return any(
        targets & set(i.targets)
        or HALL in i.targets
        or (HALL in targets and i.notice.cls in LIFE_SAFETY)
        for i in others
    )


def _in_force(world: World, text: Text) -> bool:
    issued = text.issued_at or text.at
    ends = text.until or issued + FREE_FOR
    return not world.timed or world.now < ends


def hanging(world: World, text: Text) -> Posted | None:
    """What is read of a published text now, wherever it hangs; None where it is over."""
    found = _posted(world, shown(world.hall, text))
    now = _undelayed(world, found) if found is not None else None
    return now if now is not None and now.body else None


def in_force(world: World, text: Text) -> bool:
    """Whether what it says still holds, wherever it was told."""
    return _posted(world, text) is not None


def _fresh(world: World, since: datetime, lasting: timedelta) -> bool:
    return world.timed and world.now < since + lasting


# ---------------------------------------------------------------- planned stops


@dataclass(frozen=True, slots=True)
class Stop:
    """``target`` is empty where staff named none; ``open_end`` where they named no end: until
    midnight."""

    id: str
    target: str
    subject: Words
    what: str
    begins: datetime
    ends: datetime
    open_end: bool
    noted_at: datetime

    def runs(self, now: datetime) -> bool:
        return self.begins <= now < self.ends


def planned(world: World) -> tuple[Stop, ...]:
    """Every stop that is not noted done and may be read by strangers, the earliest first."""
    rows = world.situation.registers.get("stops", {})
    found = [_stop(world, name, row) for name, row in rows.items() if row.fields["state"] != "done"]
    return tuple(
        sorted(
            (stop for stop in found if speakable(world, stop.what)), key=lambda stop: stop.begins
        )
    )


def speakable(world: World, what: str) -> bool:
    return not faults(what, world.hall.numbers)


def stops(world: World) -> tuple[Stop, ...]:
    """Those that are spoken of now; none while nobody knows the time."""
    return tuple(
        s for s in planned(world) if world.timed and s.begins - STOP_BEFORE <= world.now < s.ends
    )


def _stop(world: World, name: str, row: Row) -> Stop:
    fields, zone = row.fields, world.hall.zoneinfo
    # The row's day is the hall's, whatever zone the machine is in.
    day = datetime.fromisoformat(fields["day"]).replace(tzinfo=zone)
    begins = datetime.combine(day, time.fromisoformat(fields["from"]), zone)
    ends = (
        datetime.combine(day, time.fromisoformat(fields["to"]), zone)
        if "to" in fields
        else day + timedelta(days=1)
    )
    target = fields.get("target", "")
    known = world.hall.knows(target) if target else False
    subject = short_name(world.hall, target) if known else _called(fields["what"])
    return Stop(
        name, target if known else "", subject, fields["what"], begins,
        # An end before its beginning is the next morning's: 22:00 to 06:00.
        ends if ends > begins else ends + timedelta(days=1), "to" not in fields, row.at,
    )  # fmt: skip


def _called(what: str) -> Words:
    return plain(what) if _line(what, "") else STOPPED


def _line(words: str, instead: str) -> str:
    return words if len(words) <= SHORT and "\n" not in words else instead


STOPPED, TIME_OPEN = (
    Message("notice-board.planned-stop"),
    Message("notice-board.recovery-time-not-yet-known"),
)


def stop_until(world: World, stop: Stop) -> Words:
    end = f"{world.hall.local(stop.ends):%H:%M}"
    return NO_WORDS if stop.open_end else Message("notice-board.until", end=end)


def stop_words(world: World, stop: Stop) -> Words:
    """11月28日 12:00–13:00 计划停办; while it runs 计划停办，至 13:00."""
    end = f"{world.hall.local(stop.ends):%H:%M}"
    if stop.runs(world.now):
        ends = stop_until(world, stop)
        return Message("notice-board.planned-stop-2", ends=ends) if ends else STOPPED
    begin = world.hall.local(stop.begins)
    span: Words = plain(f"{begin:%H:%M}–{end}")
    if stop.open_end:
        span = Message("notice-board.from", begin=f"{begin:%H:%M}")
    days = (begin.date() - world.hall.local(world.now).date()).days
    near = {0: Message("notice-board.today"), 1: Message("notice-board.tomorrow")}
    day = near.get(days, Message("notice-board.day", day=begin.date()))
    return Message("notice-board.planned-stop-on", day=day, span=span)


def _of_stop(world: World, stop: Stop) -> Posted:
    when = stop_words(world, stop)
    title = say(about(stop.subject, when)) if say(stop.subject) != say(STOPPED) else say(STOPPED)
    changed = max(
        [stop.noted_at, *(at for at in (stop.begins - STOP_BEFORE, stop.begins) if at <= world.now)]
    )
    body = say(sentence(about(stop.what, when)))
    return Posted(f"stop-{stop.id}", "stop", title, body, stop.noted_at, changed)


# ---------------------------------------------------------------- on the hall's screens


def strips(world: World) -> tuple[Strip, ...]:
    """One line each: planned stops, then what was published on screens about no incident."""
    told = [
        _strip(said_now(world, stop.subject) or NOTICE, stop_words(world, stop))
        for stop in stops(world)
    ]
    for one in posted_free(world):
        told.append(
            _strip(
                NOTICE,
                {
                    # Who reads a language that nobody wrote it in is sent to the staff.
                    **ASK,
                    "zh": _line(one.body, _cut(one.title)),
                    **({"en": one.english} if one.english else {}),
                },
            )
        )
    return tuple(told)


def posted_free(world: World) -> tuple[Posted, ...]:
    texts = published(world.situation.after.texts, "screens")
    free = (text for text in texts if text.what == "free" and _in_force(world, text))
    found = (one for text in free if (one := _posted(world, shown(world.hall, text))) is not None)
    return tuple(now for one in found if (now := _undelayed(world, one)).body)


def target_strips(world: World) -> tuple[tuple[str, Strip], ...]:
    """Each planned stop that has a target, with the target's id."""
    return tuple(
        (stop.target, _strip(said_now(world, stop.subject) or NOTICE, stop_words(world, stop)))
        for stop in stops(world)
        if stop.target
    )


def _strip(subject: Words, words: Words) -> Strip:
    return Strip("", "notice", subject, words, NO_WORDS, False, 4)


def _cut(title: str) -> str:
    return title if len(title) <= SHORT else f"{title[: SHORT - 1]}…"


def next_posted(world: World) -> Iterator[datetime]:
    """The moments at which what hangs changes by itself."""
    for stop in planned(world):
        yield from (stop.begins - STOP_BEFORE, stop.begins, stop.ends)
        if stop.begins - STOP_BEFORE <= world.now < stop.begins:
            # With midnight 明天 becomes 今天.
            yield midnight(world.hall.local(world.now)) + timedelta(days=1)
    for text in world.situation.after.texts.values():
        if text.state == "published" and (text.channels or text.outlets):
            yield from _own_moments(world, text)


def _own_moments(world: World, text: Text) -> Iterator[datetime]:
    issued = text.issued_at or text.at
    if text.what == "free":
        yield text.until or issued + FREE_FOR
        return
    incident = world.situation.incidents.get(text.incident)
    if incident is not None and incident.cleared_at is not None:
        yield max(incident.cleared_at, issued) + END_FOR

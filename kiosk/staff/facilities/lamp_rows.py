"""Lamps and ports as the facilities pages list them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from devices.lines.ports import SerialSeen, ports
from devices.lines.trace import Traced
from devices.protocols.hall_protocols import named
from devices.protocols.profiles import Profile, Silence
from devices.schedule.health import LampHealth
from kiosk.serving.services import services
from kiosk.staff.shell.page import HEALTH_WORDS, lamp_words
from kiosk.wording.page_words import said
from signage.hall.model import Lamp
from signage.language.words import Message, Words
from signage.shows.lamps import LampScene
from signage.shows.phrases import subject_words
from signage.situation.configured_lamps import homeless
from signage.situation.incidents import LampCheck


@dataclass(frozen=True, slots=True)
class Row:
    """One lamp with all that is known of it."""

    lamp: Lamp
    place: str
    protocol: str
    scene: LampScene | None
    fact: LampHealth | None
    check: LampCheck | None
    checked_today: bool
    homeless: tuple[str, ...]
    """What it speaks for that the content no longer describes."""

    @property
    def health(self) -> Words | None:
        return HEALTH_WORDS[self.fact.health] if self.fact is not None else None

    @property
    def desired(self) -> str:
        return lamp_words(self.scene.pattern if self.scene is not None else None)

    @property
    def actual(self) -> str:
        return lamp_words(self.fact.actual if self.fact is not None else None)

    @property
    def wrong(self) -> bool:
        return self.fact is None or not self.fact.right or bool(self.homeless)


@dataclass(frozen=True, slots=True)
class PortRow:
    """One serial port with the lamps on it."""

    seen: SerialSeen
    lamps: tuple[Lamp, ...]

    @property
    def names(self) -> tuple[Words, ...]:
        return tuple(lamp.name for lamp in self.lamps)


@dataclass(frozen=True, slots=True)
class LampList:
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Silences:
    silences: tuple[Words, ...]
    """Which lamps would not show that the hall's machine is gone."""


@dataclass(frozen=True, slots=True)
class PortList:
    ports: tuple[PortRow, ...]


@dataclass(frozen=True, slots=True)
class Lamps:
    may_keep: bool
    sounding: bool
    step_s: str
    unreadable: tuple[str, ...]
    """Lamps that were set up here and cannot be read any more."""
    done: Words | None


@dataclass(frozen=True, slots=True)
class Trace:
    lines: tuple[tuple[int, Words, str], ...]
    """How many ms before the newest, which way, and the bytes."""


@dataclass(frozen=True, slots=True)
class Opening:
    rows: tuple[Row, ...]
    waiting: Row | None
    checked: int
    head: str
    """Of the log, written down outside the machine; empty where none can be read."""


def rows() -> list[Row]:
    here = services()
    view, health, now = here.board.view, here.lights.health(), here.clock()
    return [
        _row(lamp, view.lamps.get(lamp.id), health.get(lamp.id), now)
        for lamp in view.content.hall.lamps
    ]


def _row(lamp: Lamp, scene: LampScene | None, fact: LampHealth | None, now: datetime) -> Row:
    hall, checks = services().board.view.content.hall, services().board.view.world.situation.checks
    profile, check = profiles().get(lamp.protocol), checks.get(lamp.id)
    today = check is not None and hall.local(check.at).date() == hall.local(now).date()
    name = said(profile.name) if profile else lamp.protocol
    return Row(
        lamp,
        said(subject_words(hall, lamp.about)),
        name,
        scene,
        fact,
        check,
        today,
        homeless(hall, lamp),
    )


SILENCES: Mapping[Silence, Callable[[tuple[Words, ...]], Words]] = {
    "stays": lambda names: Message("lamps.would-stay-as-they-are", names=names),
    "timer": lambda names: Message("lamps.have-a-timer-not-used", names=names),
    "unknown": lambda names: Message("lamps.manual-says-what-silence-does", names=names),
    "falls": lambda names: Message("lamps.take-a-state-of-their-own", names=names),
}


def silences() -> Silences:
    """None of our own protocols ends a light when the hall falls silent: they are named here, so that
    nobody trusts them to; and apart from them the lamps whose description says that they do."""
    found: dict[Silence, list[Words]] = {silence: [] for silence in SILENCES}
    for lamp in services().board.view.content.hall.lamps:
        profile = profiles().get(lamp.protocol)
        if profile is not None:
            falls = lamp.map is not None and lamp.map.silence_s is not None
            found["falls" if falls else profile.silence].append(lamp.name)
    return Silences(
        tuple(SILENCES[silence](tuple(names)) for silence, names in found.items() if names)
    )


def profiles() -> dict[str, Profile]:
    return dict(named(services().board.view.content.hall.protocols))


def port_rows() -> list[PortRow]:
    """The ports seen now, each with the lamps that use it under any of its names."""
    lamps = services().board.view.content.hall.lamps
    return [
        PortRow(seen, tuple(lamp for lamp in lamps if seen.is_at(lamp.address))) for seen in ports()
    ]


def went(frame: Traced) -> Words:
    """Which way."""
    return Message("trace.sent" if frame.direction == "out" else "trace.received")

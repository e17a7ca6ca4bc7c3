"""The form of one lamp as its page shows it: what its protocol asks for, and what stands there."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from devices.codecs.codec import COLOURS
from devices.protocols.profiles import SETTINGS, Profile
from kiosk.staff.facilities.lamp_form import FRAME_KEYS, Form
from signage.hall.model import HALL, Hall
from signage.hall.short_names import TYPE_WORDS, short_name
from signage.language.words import NO_WORDS, Message, Words
from signage.shows.lamps import TIERS

SPARE: Final = frozenset({"unit", "channels", "map", "frames", "size"})
"""Settings that have a place of their own on the form; the others are under 线路参数."""
FAREWELLS: Final[Mapping[str, Words]] = {
    "hold": Message("setup.stay-as-it-is"),
    "off": Message("setup.go-dark"),
    "fault": Message("setup.yellow-slowly-blinking"),
    "notice": Message("setup.yellow-on"),
}
FRAME_FIELDS: Final[Mapping[str, tuple[Words, Words]]] = {
    "reply": (Message("lampform.reply"), Message("lampform.how-a-reply-is-written")),
    "refusal": (Message("lampform.refusal"), Message("lampform.empty-if-none")),
}
UNFOLDED: Final = "window"
"""Most lamps speak for one: its group stands open."""


@dataclass(frozen=True, slots=True)
class Check:
    """Something to tick, or one of several."""

    value: str
    words: Words
    chosen: bool


@dataclass(frozen=True, slots=True)
class LampField:
    """A line to type in, or with ``choices`` to choose from. ``usual`` is what holds where it stays
    empty."""

    key: str
    label: Words
    value: str
    hint: Words = field(default_factory=dict)
    usual: str = ""
    choices: tuple[str, ...] = ()
    mode: str = "text"


@dataclass(frozen=True, slots=True)
class Frames:
    """Frames as they are typed: one for each channel, or one for the whole lamp."""

    by_channel: bool
    whole: bool
    text: str
    more: tuple[LampField, ...]


@dataclass(frozen=True, slots=True)
class About:
    """What a lamp may speak for, of one sort."""

    title: Words
    open: bool
    targets: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class LampPage:
    """``frames`` and ``map`` are None where the protocol has none."""

    address: str
    colours: tuple[Check, ...]
    sounder: Check | None
    wiring: tuple[LampField, ...]
    frames: Frames | None
    map: str | None
    line_open: bool
    """Whether what is wrong stands in the part that is folded."""
    line: tuple[LampField, ...]
    farewells: tuple[Check, ...]
    place: tuple[LampField, ...]
    about: tuple[About, ...]
    blinks: str
    """The channel whose blinking is tried."""


def lamp_page(form: Form, profile: Profile, hall: Hall, known: str, wrong: str | None) -> LampPage:
    line = tuple(_line(form, profile))
    asked, typed = profile.settings, form.get("frames_mode", "channel")
    frames = Frames(
        typed == "channel", typed == "whole", form.get("frames", ""), tuple(_frames(form))
    )
    red, chosen = "red", form.getlist("colours")
    return LampPage(
        form.get("address", ""),
        tuple(Check(one, COLOURS[one], one in chosen) for one in TIERS if one in profile.channels),
        Check("yes", SOUNDER_WORDS, form.get("sounder") == "yes") if "sounder" in profile.channels else None,
        tuple(_wiring(form, profile)), frames if "frames" in asked else None,
        form.get("map", "") if "map" in asked else None, wrong in {*(one.key for one in line), "on_stop"}, line,
        tuple(Check(key, words, form.get("on_stop", "hold") == key) for key, words in FAREWELLS.items()),
        tuple(_place(form, known)), tuple(_about(hall, form.getlist("about"))),
        red if red in profile.channels else profile.channels[0],
    )  # fmt: skip


SOUNDER_WORDS: Final = Message("lampform.sounder")


def _field(
    form: Form, key: str, label: Words, hint: Words = NO_WORDS, usual: str = ""
) -> LampField:
    return LampField(key, label, form.get(key, ""), hint, usual, mode="numeric")


def _wiring(form: Form, profile: Profile) -> Iterator[LampField]:
    """Where the lamp hangs on its device."""
    if "unit" in profile.settings:
        hint, usual = Message("lampform.as-set-on-the-device"), profile.defaults.get("unit", "")
        yield _field(form, "unit", Message("lampform.unit-address"), hint, usual)
    if "size" in profile.settings:
        usual = profile.defaults.get("size", "")
        yield _field(form, "size", Message("lampform.relays-on-the-board"), usual=usual)
    for name in profile.channels if profile.first_relay is not None else ():
        what = Message("lampform.on-which-relay", what=_called(name))
        yield _field(form, f"channel_{name}", what)


def _called(channel: str) -> Words:
    if channel == "sounder":
        return SOUNDER_WORDS
    return Message("lampform.lamp-of-colour", colour=COLOURS[channel])


def _frames(form: Form) -> Iterator[LampField]:
    for key in FRAME_KEYS:
        label, hint = FRAME_FIELDS[key]
        yield LampField(f"frames_{key}", label, form.get(f"frames_{key}", ""), hint)


def _line(form: Form, profile: Profile) -> Iterator[LampField]:
    yield LampField("address", Message("lamp-list.address"), form.get("address", ""))
    for setting in (SETTINGS[key] for key in profile.settings if key not in SPARE):
        usual = profile.defaults.get(setting.key, "")
        yield LampField(
            setting.key, setting.name, form.get(setting.key, ""), setting.help, usual, setting.choices, "decimal"
        )  # fmt: skip


def _place(form: Form, known: str) -> Iterator[LampField]:
    asked = {
        "id": (Message("lampform.id"), Message("lampform.letters-digits-hyphens")),
        "name_zh": (Message("lampform.name"), Message("lampform.such-as-lamp-of-window-5")),
        "name_en": (Message("lampform.english-name"), Message("lampform.may-be-empty")),
    }
    for key, (label, hint) in asked.items():
        if key != "id" or not known:
            yield LampField(key, label, form.get(key, ""), hint)


def _about(hall: Hall, chosen: Collection[str]) -> Iterator[About]:
    for of, title in TYPE_WORDS.items():
        listed = [name for name in (HALL, *hall.resources) if name.partition("/")[0] == of]
        if listed:
            ticked = [Check(name, short_name(hall, name), name in chosen) for name in listed]
            unfolded = of == UNFOLDED or any(one.chosen for one in ticked)
            yield About(title, unfolded, tuple(ticked))

"""Lamps as people, files and machines describe them: judged beside all others, with what is wrong
in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from signage.hall.model import Hall, Lamp
from signage.language.words import FIRST_LANGUAGE, Message, Words
from signage.rules.refusal import Refused, check_text, unknown
from signage.situation.configured_lamps import homeless

LAMPS_MAX = 256
BLINK_HZ_MAX = 20.0
NO_NAME = Message("lamps.give-the-lamp-a-name")
NO_ABOUT = Message("lamps.choose-what-lamp-speaks")
NO_COLOUR = Message("lamps.choose-at-least-one-colour")
COLOUR_TWICE = Message("lamps.colour-listed-twice-list-each")
BAD_BLINK = Message("lamps.lamps-own-blink-above-0", blink_hz=f"{BLINK_HZ_MAX:g}")


def judged(hall: Hall, put: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Lamps as events hold them. Raises :class:`Refused`, which names the lamp where there are
    several."""
    if len(put) > LAMPS_MAX:
        raise Refused("too-many", "lamps", Message("lamps.at-most-lamps", lamps=LAMPS_MAX))
    lamps = [_judged(hall, given, put) for given in put]
    ids = [lamp.id for lamp in lamps]
    for number in ids:
        if ids.count(number) > 1:
            words = Message("lamps.two-lamps-have-id-correct", number=number)
            raise Refused("duplicate-lamp", "id", words)
    return [lamp.model_dump(mode="json", by_alias=True, exclude_defaults=True) for lamp in lamps]


def _judged(hall: Hall, given: Mapping[str, Any], among: Sequence[object]) -> Lamp:
    try:
        lamp = _shaped(given)
        _require_sensible(hall, lamp)
    except Refused as refused:
        raise Refused(
            refused.code, refused.field, of_lamp(refused.words, str(given.get("id")), among)
        ) from refused
    return lamp


def _shaped(given: Mapping[str, Any]) -> Lamp:
    try:
        return Lamp.model_validate(given)
    except ValidationError as error:
        raise Refused("bad-lamp", *shape_fault(error)) from error


def _require_sensible(hall: Hall, lamp: Lamp) -> None:
    for resource in homeless(hall, lamp):
        raise unknown("about", resource)
    check_text("address", lamp.address)
    for lang, text in lamp.name.items():
        check_text("name" if lang == FIRST_LANGUAGE else f"name.{lang[:40]}", text)
    for wrong, field, words in (
        (not lamp.name.get(FIRST_LANGUAGE, "").strip(), "name", NO_NAME),
        (not lamp.about, "about", NO_ABOUT),
        (not lamp.colours and not lamp.sounder, "colours", NO_COLOUR),
        (len(set(lamp.colours)) < len(lamp.colours), "colours", COLOUR_TWICE),
        (
            lamp.blink_hz is not None and not 0 < lamp.blink_hz <= BLINK_HZ_MAX,
            "blink_hz",
            BAD_BLINK,
        ),
    ):
        if wrong:
            raise Refused("bad-lamp", field, words)


# ---------------------------------------------------------------- what is wrong with a description, in words

_ONE_OF = Message("lamps.choose-one-of-the-list")
_FRAMES = Message("lamps.no-state-lamp-write-red")
_MAP = Message("lamps.write-it-as-in-red")
KEYS: Mapping[str, tuple[Words, Words]] = {
    "id": (
        Message("lamps.id"),
        Message("lamps.use-small-letters-digits-hyphens"),
    ),
    "name": (Message("lamps.name"), Message("lamps.give-a-chinese-name")),
    "about": (Message("lamps.about"), Message("lamps.give-ids-such-as-window")),
    "address": (Message("lamps.address"), Message("lamps.give-a-serial-device-path")),
    "protocol": (Message("lamps.protocol"), _ONE_OF),
    "colours": (Message("lamps.colours"), Message("lamps.choose-red-yellow-green-blue")),
    "sounder": (Message("lamps.sounder"), Message("lamps.say-true-or-false")),
    "blink_hz": (Message("lamps.blink-hz"), Message("lamps.give-measured-flashes-second")),
    "baud": (Message("lamps.baud"), _ONE_OF),
    "bits": (Message("lamps.bits"), _ONE_OF),
    "parity": (Message("lamps.parity"), _ONE_OF),
    "stop": (Message("lamps.stop"), _ONE_OF),
    "gap_ms": (Message("lamps.gap-ms"), Message("lamps.0-to-10000")),
    "reply_ms": (Message("lamps.reply-ms"), Message("lamps.0-to-10000")),
    "settle_ms": (Message("lamps.settle-ms"), Message("lamps.0-to-10000")),
    "channels": (Message("lamps.channels"), Message("lamps.give-relays-number-on-board")),
    "size": (Message("lamps.size"), Message("lamps.1-to-64")),
    "map": (Message("lamps.map"), _MAP),
    "frames": (Message("lamps.frames"), Message("lamps.one-frame-for-each-state")),
    "on_stop": (Message("lamps.on-stop"), _ONE_OF),
    "reassert_s": (Message("lamps.reassert-s"), Message("lamps.above-0-at-most-3600")),
}
"""Keys of a lamp as people call them, and what belongs there."""


def shape_fault(error: ValidationError) -> tuple[str, Words]:
    """The first thing that is no lamp's shape: its key, and a sentence that says what belongs
    there."""
    fault = error.errors(include_url=False, include_context=False, include_input=False)[0]
    # Pydantic adds [key] where the key of a table is wrong and not its value.
    parts = [str(part)[:40] for part in fault["loc"] if part != "[key]"]
    place = ".".join(parts) or "lamp"
    if not parts or parts[0] not in KEYS:
        words = Message("lamps.there-no-key-remove-or", place=place)
        return place, words
    if parts[0] == "frames" and parts[1:2] in (["channel"], ["whole"]):
        state = " ".join(parts[2:4])
        return "frames", Message("lamps.wrong-frames", state=state, frames=_FRAMES)
    name, remedy = KEYS[parts[0]]
    missing = fault["type"] == "missing" and len(parts) == 1
    what = Message("lamps.is-missing") if missing else Message("lamps.is-wrong")
    within = "".join(f" {part}" for part in parts[1:])
    return place, Message("lamps.wrong-key", name=name, within=within, what=what, remedy=remedy)


def of_lamp(words: Words, name: str, among: Sequence[object]) -> Words:
    """With the lamp it is about, where there are several."""
    return Message("lamps.lamp", name=name[:40], what=words) if len(among) > 1 else words

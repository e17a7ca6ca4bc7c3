"""What a page needs to know of a protocol: its name, its settings in words, and what its lamps can
do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from devices.codecs.codec import BAUDS, Codec
from devices.codecs.config import LampConfig
from signage.language.words import Message, Words

MakeCodec = Callable[[LampConfig, str], Codec]
"""Takes the lamp and its unit address, empty if the lamp's address names none. Raises a permanent
``DeviceError``."""

Answers = Literal["reads", "acknowledges", "silent"]
ANSWERS: Mapping[Answers, Words] = {
    "reads": Message("profiles.says-what-it-shows"),
    "acknowledges": Message("profiles.acknowledges-only"),
    "silent": Message("profiles.never-answers-cannot-be-checked"),
}
Blinks = Literal["own", "measured", "ours"]
BLINKING: Mapping[Blinks, Words] = {
    "own": Message("profiles.blinks-by-itself"),
    "measured": Message("profiles.blinks-by-itself-once-rate"),
    "ours": Message("profiles.blinked-by-us"),
}

Silence = Literal["stays", "timer", "unknown", "falls"]
"""What becomes of its light when nobody speaks to it any more: it stays as it was; its manual prints
a timer that could end it, which is not used while nobody has seen one re-armed; only the device's
own manual says; or it takes a state of its own, as whoever described it has read there."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A key of a lamp's description that its protocol takes, with the words for it."""

    key: str
    name: Words
    help: Words
    choices: tuple[str, ...] = ()


SETTINGS: Mapping[str, Setting] = {
    setting.key: setting
    for setting in (
        Setting(
            "unit",
            Message("profiles.unit-address"),
            Message("profiles.as-set-on-device-written"),
        ),
        Setting(
            "size",
            Message("profiles.number-of-relays"),
            Message("profiles.how-many-relays-board"),
        ),
        Setting(
            "channels",
            Message("profiles.channels"),
            Message("profiles.which-relay-switches-which-colour"),
        ),
        Setting(
            "blink_hz",
            Message("profiles.its-own-blink-rate"),
            Message("profiles.measured-flashes-second-without-we"),
        ),
        Setting(
            "map",
            Message("profiles.register-map"),
            Message("profiles.register-values-each-colour"),
        ),
        Setting(
            "frames",
            Message("profiles.frames"),
            Message("profiles.frame-each-state-in-hex"),
        ),
        Setting(
            "baud",
            Message("profiles.baud-rate"),
            Message("profiles.as-set-on-the-device"),
            tuple(map(str, BAUDS)),
        ),
        Setting(
            "bits",
            Message("profiles.data-bits"),
            Message("profiles.as-set-on-the-device"),
            ("7", "8"),
        ),
        Setting(
            "parity",
            Message("profiles.parity"),
            Message("profiles.n-none-e-even-o"),
            ("N", "E", "O"),
        ),
        Setting(
            "stop",
            Message("profiles.stop-bits"),
            Message("profiles.as-set-on-the-device"),
            ("1", "2"),
        ),
        Setting(
            "gap_ms",
            Message("profiles.rest-between-frames-ms"),
            Message("profiles.longer-safer-shorter-quicker"),
        ),
        Setting(
            "reply_ms",
            Message("profiles.time-to-answer-ms"),
            Message("profiles.0-if-lamp-unknown-manners"),
        ),
        Setting(
            "settle_ms",
            Message("profiles.rest-after-opening-ms"),
            Message("profiles.boards-restart-when-port-opens"),
        ),
        Setting(
            "reassert_s",
            Message("profiles.repeated-every-s"),
            Message("profiles.how-often-lamp-asked-or"),
        ),
    )
}
"""Every setting a protocol may list; ``unit`` is part of the address, the others are keys of the
lamp."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One protocol as it is offered. ``settings``: keys of ``SETTINGS``; ``defaults``: what stands
    for those unset."""

    id: str
    name: Words
    about: Words
    make: MakeCodec
    channels: tuple[str, ...]
    """What it can have at most, of ``CHANNELS``."""
    settings: tuple[str, ...]
    defaults: Mapping[str, str]
    answers: Answers
    blinks: Blinks
    first_relay: int | None = None
    """Number of the first relay as printed on the board; None: no relays."""
    single: bool = False
    silence: Silence = "stays"
    text: bool = False
    probed: bool = False
    """Can be asked for its name without changing anything
    (:func:`devices.protocols.table.probe`)."""

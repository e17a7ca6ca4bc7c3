"""What the pages of hall screens and of finding a place are given."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, NamedTuple

from markupsafe import Markup

from kiosk.drawing.touch.panel import Panel
from kiosk.public.phones import Phone
from kiosk.public.route import Route
from kiosk.public.service_ways import ServiceWays
from kiosk.wording.declared import Declared
from signage.hall.model import Group as ServiceGroup
from signage.hall.model import Hall, Screen, Service
from signage.language.words import Message, Spoken, Words
from signage.shows.scene import Scene
from signage.wayfinding.places import Group, Placed

EXAMPLES: tuple[tuple[Words, Words], ...] = (
    (Message("find.letters-of-toilets"), Message("find.toilets")),
    (Message("find.letters-of-terminals"), Message("find.terminals")),
    (Message("find.letters-of-information-desk"), Message("find.information-desk")),
    (Message("find.letters-of-window-5"), Message("find.window-5")),
)
"""What may be typed, and what it finds."""
WITH_STEPS = Message("wayfinding.way-steps-there-no-step")


@dataclass(frozen=True, slots=True)
class Index:
    hall: Hall


@dataclass(frozen=True, slots=True)
class PairPage:
    hall: Hall


@dataclass(frozen=True, slots=True)
class Shown:
    """A screen's page. ``told`` says of which log it is; ``upright`` is meant as people see it."""

    screen: Screen
    hall: Hall
    scene: Scene
    revision: int
    spoken: Spoken
    html: str
    key: str
    told: Mapping[str, Any]
    gravity: int
    touch: bool
    phones: tuple[Phone, ...]
    upright: bool
    speaks: bool
    """Whether it says any of its signs aloud."""
    panel: Panel
    aloud: int
    """How loud it reads its pages; 0 where nothing speaks."""


@dataclass(frozen=True, slots=True)
class Touch:
    """What every part of a touch page may name. ``drawn`` is a symbol by its name."""

    scene: Scene
    drawn: Callable[..., Markup]
    switch: Markup
    """The key to the other language, called by its own name."""
    lowers: bool
    """Whether the keys can be brought lower."""
    reads: bool
    """Whether it is read aloud."""


@dataclass(frozen=True, slots=True)
class Help:
    """``comes``: when staff are back. ``need`` is what was said of the call, ``needs`` what may
    still be."""

    comes: Words | None
    phones: tuple[Phone, ...]
    need: str
    need_words: Words
    needs: Mapping[str, Words]


@dataclass(frozen=True, slots=True)
class ServiceList:
    groups: tuple[tuple[ServiceGroup, tuple[Service, ...]], ...]


@dataclass(frozen=True, slots=True)
class OneService:
    service: Service
    shown: ServiceWays


class KeyRow(NamedTuple):
    """``mends``: with the keys that take letters back."""

    keys: str
    mends: bool = False


KEYS = (KeyRow("abcdefghij"), KeyRow("klmnopqrst"), KeyRow("uvwxyz", True), KeyRow("1234567890"))


class Listed(NamedTuple):
    """A place on the plain list."""

    id: str
    name: Words
    where: Words
    state: Literal["open", "paused"]
    word: Words


@dataclass(frozen=True, slots=True)
class PlainList:
    places: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class Places:
    """Groups, each with how many places it has and how many are open; then facilities, and how many
    more."""

    groups: tuple[tuple[Group, int, int], ...]
    others: tuple[Placed, ...]
    more: int


@dataclass(frozen=True, slots=True)
class OneGroup:
    group: Group
    places: tuple[Placed, ...]
    few: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """What was typed, and what it finds."""

    typed: str
    found: tuple[Placed, ...]
    keys: tuple[KeyRow, ...] = KEYS
    examples: tuple[tuple[Words, Words], ...] = EXAMPLES


@dataclass(frozen=True, slots=True)
class TheWay:
    """``code`` leads a phone to it at ``host``."""

    route: Route
    place: Placed
    picture: str
    code: str
    host: Markup
    path: str
    with_steps: Words = field(default_factory=lambda: WITH_STEPS)


@dataclass(frozen=True, slots=True)
class OnPhone:
    """``leave`` is what to do instead, where people leave the hall."""

    screen: Screen
    hall: Hall
    leave: Words
    route: Route
    place: Placed
    picture: str
    kept_lang: str
    other_lang: str
    at: str


DECLARED: Final[Declared] = {
    "public/index.html": (Index,),
    "public/screen.html": (Shown,),
    "public/_help.html": (Touch, Help),
    "public/_services.html": (Touch, ServiceList),
    "public/_service.html": (Touch, OneService),
    "public/_list.html": (Touch, PlainList),
    "public/_places.html": (Touch, Places),
    "public/_group.html": (Touch, OneGroup),
    "public/_find.html": (Touch, Finding),
    "public/_way.html": (Touch, TheWay),
    "public/way.html": (Touch, OnPhone),
}

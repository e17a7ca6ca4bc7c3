"""What is to be recorded of a scene for one screen: a clip for each of its languages, known by its
language and text."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Literal

from signage.catalogue.kinds import LIFE_SAFETY
from signage.hall.model import Hall, Screen
from signage.language.words import Spoken
from signage.shows.scene import Scene
from signage.shows.scene_parts import ALL_CLEAR
from signage.spoken.sign import lapsed, running, spoken

Weight = Literal["urgent", "clear", "other"]
"""Repeated while it stands; said once where all is well again; said once, by day."""


@dataclass(frozen=True)
class Clip:
    """One text in one language; ``key`` names its recording, whatever engine makes it."""

    lang: str
    text: str

    @cached_property
    def key(self) -> str:
        return hashlib.sha256(f"{self.lang}\n{self.text}".encode()).hexdigest()[:20]


@dataclass(frozen=True, slots=True)
class Heard:
    """``old``: what stays true when nobody knows how old the sign is; empty where that is
    silence."""

    weight: Weight
    now: tuple[Clip, ...]
    old: tuple[Clip, ...]


def weight(scene: Scene) -> Weight:
    if scene.sign in LIFE_SAFETY:
        return "urgent"
    return "clear" if scene.sign == "all-clear" and scene.title == ALL_CLEAR else "other"


def heard(hall: Hall, screen: Screen, scene: Scene, now: datetime) -> Heard | None:
    """What a screen says of its sign at ``now``; None where it is silent."""
    if screen.sound == "off" or scene.sign == "guidance":
        return None
    heavy = weight(scene)
    if heavy == "other" and (screen.sound != "all" or not _by_day(hall, screen, now)):
        return None
    languages = hall.spoken_on(screen)
    return Heard(heavy, clips(scene, languages), _clips(languages, lapsed, scene))


def read(hall: Hall, screen: Screen, scene: Scene) -> tuple[Clip, ...]:
    """What a touch screen says of its sign to whoever presses its key; nothing where the sign has
    none, for nobody is to stay before it."""
    if not screen.read_aloud or scene.sign == "guidance" or scene.touch_locked:
        return ()
    return clips(scene, hall.spoken_on(screen))


def read_old(hall: Hall, screen: Screen, scene: Scene) -> tuple[Clip, ...]:
    """The same, of a sign of which nobody knows how old it is."""
    return _clips(hall.spoken_on(screen), lapsed, scene) if read(hall, screen, scene) else ()


def _by_day(hall: Hall, screen: Screen, now: datetime) -> bool:
    at = hall.local(now).time()
    return not screen.sound_hours or any(begin <= at < end for begin, end in screen.sound_hours)


def clips(scene: Scene, languages: Spoken) -> tuple[Clip, ...]:
    return _clips(languages, spoken, scene)


def _clips(
    languages: Spoken, say: Callable[[Scene, str], tuple[str, ...]], scene: Scene
) -> tuple[Clip, ...]:
    """In each language once: what a language has no words for is not said twice in another."""
    found: dict[str, Clip] = {}
    for lang in filter(None, languages):
        text = running(say(scene, lang), lang)
        if text:
            found.setdefault(text, Clip(lang, text))
    return tuple(found.values())

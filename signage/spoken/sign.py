"""The spoken text of a scene: its sign's own words in reading order, the least important left out
until it is short enough to be heard to its end."""

from typing import Final, NamedTuple
from unicodedata import category, east_asian_width

from signage.evacuation.way_out import FOLLOW_FIXED, MAIN, TITLE
from signage.language.words import NO_WORDS, Message, Words, about, say, sentence, unbroken
from signage.shows.scene import Scene
from signage.shows.scene_parts import HEED_STAFF
from signage.spoken.numbers import in_words

DRILL: Final = Message("signs.drill")
STILL: Final = Message("signs.you-can-still")
MOST_S: Final = 15.0
"""Longer is not heard to its end by somebody who walks."""
SYLLABLE_S, LETTER_S, PAUSE_S = 0.31, 0.07, 0.4
"""Seconds of a Chinese character, of another letter and after a sentence, at the pace in which a
hall is spoken to (180 syllables, 160 words a minute)."""


class Part(NamedTuple):
    """One text of the sign; of those with the highest number the last goes first, 0 stays."""

    words: Words
    goes: int = 0


def parts(scene: Scene) -> tuple[Part, ...]:
    """What a sign says to the ear, in reading order; nothing of a screen that only guides."""
    if scene.sign == "guidance":
        return ()
    drill = (Part(DRILL),) if scene.drill else ()
    own = _way(scene) if scene.way is not None else _message(scene)
    return tuple(part for part in (*drill, *own) if part.words)


def _way(scene: Scene) -> tuple[Part, ...]:
    """Where to by name, never by the arrow: whoever hears it may stand elsewhere, or turned."""
    way = scene.way
    assert way is not None
    first, *others = way.lines or (NO_WORDS,)
    return (
        Part(scene.band),
        Part(TITLE),
        Part(way.changed, 1),
        Part(MAIN.get(way.form, NO_WORDS)),
        Part(first),
        *(Part(line, 2) for line in others),
    )


def _message(scene: Scene) -> tuple[Part, ...]:
    """Of the lines the last says what to do."""
    *why, does = scene.lines or (NO_WORDS,)
    told = about(STILL, scene.instead[0].words) if scene.instead else NO_WORDS
    return (
        Part(scene.band),
        Part(scene.subject),
        Part(scene.title),
        *(Part(line, 4) for line in why),
        Part(does, 1),
        Part(scene.until, 2),
        Part(told, 3),
    )


def spoken(scene: Scene, lang: str) -> tuple[str, ...]:
    """The sentences to say in ``lang``, each one text of the sign; empty where nothing is said."""
    left = list(parts(scene))
    while (
        length_s([said(part.words, lang) for part in left]) > MOST_S
        and (goes := max(part.goes for part in left)) > 0
    ):
        at = max(at for at, part in enumerate(left) if part.goes == goes)
        del left[at]
    return tuple(dict.fromkeys(said(part.words, lang) for part in left))


def lapsed(scene: Scene, lang: str) -> tuple[str, ...]:
    """What stays true when nobody knows any more how old the scene is: that people leave, not where
    to, and of an all-clear only to heed the staff."""
    if scene.sign == "all-clear":
        return (said(HEED_STAFF, lang),)
    if scene.way is None or scene.way.arrow is None:
        return spoken(scene, lang)
    drill = (DRILL,) if scene.drill else ()
    return tuple(
        said(words, lang)
        for words in (*drill, scene.band, TITLE, FOLLOW_FIXED, HEED_STAFF)
        if words
    )


def said(words: Words, lang: str) -> str:
    """One text as it is said."""
    return in_words(unbroken(say(words, lang), lang), lang).strip()


def length_s(sentences: list[str]) -> float:
    """About so many seconds are they heard."""
    return sum(map(_length_s, sentences))


def _length_s(sentence: str) -> float:
    return PAUSE_S + sum(
        SYLLABLE_S if east_asian_width(letter) in "WF" else LETTER_S for letter in sentence
    )


def running(sentences: tuple[str, ...], lang: str) -> str:
    """As one text for an engine: each sentence ends, so that it pauses there."""
    said = (one for one in sentences if one)
    return " ".join(one if category(one[-1])[0] == "P" else _ended(one, lang) for one in said)


def _ended(said: str, lang: str) -> str:
    return sentence({lang: said}).get(lang) or f"{said}."

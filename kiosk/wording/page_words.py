"""Words in the languages of whoever reads the page: alone, beside one another, or each in an
element of its own."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from markupsafe import Markup

from kiosk.wording.markup import element, escape, escaped_once
from signage.language.catalogue import direction_of
from signage.language.words import DEFAULT_SPOKEN, Message, Spoken, Words, say

if TYPE_CHECKING:
    from jinja2 import Environment

TONGUES = ("first", "second")
NAME = Message("language.name")
"""What each language calls itself."""
_FIELD = re.compile(r"\{([a-z_]+)\}")


def here_spoken() -> Spoken:
    """The languages of whoever this page is for."""
    # Here: whoever draws without an app, as ``kiosk check`` does, loads none.
    from flask import g, has_app_context

    if not has_app_context():
        return DEFAULT_SPOKEN
    if "spoken" not in g:
        g.spoken = g.reader() if "reader" in g else DEFAULT_SPOKEN
    found: Spoken = g.spoken
    return found


def speak_here(spoken: Spoken) -> Spoken:
    """This request's page is for a reader of these languages."""
    from flask import g

    g.spoken = spoken
    return spoken


def logged(words: Words) -> str:
    """For a value that a touch leaves in the log: whoever reads it later reads the first
    language."""
    return say(words)


def said(words: Words) -> str:
    """For a page: the words in its reader's language."""
    return here_spoken().say(words)


def pair(words: Words) -> str:
    """For an attribute or a title: the words in both languages."""
    return here_spoken().pair(words)


def second(words: Words, tag: str = "span") -> Markup:
    """For a page: the words in the second language, in an element marked as such; nothing where
    there are none."""
    spoken = here_spoken()
    again = spoken.beside(words)
    return Markup(
        element(tag, escaped_once(again), lang=spoken.second) if again else ""
    )  # escaped here


def two(words: Words) -> Markup:
    """For a page: the words, and after them those of the second language, marked as such."""
    parts = (escaped_once(said(words)), second(words))
    return Markup(" ".join(filter(None, parts)))  # escaped here


def each(words: Words) -> Markup:
    """For a page whose reader chooses: every language in an element of its own."""
    return each_in(here_spoken(), words)


def each_in(spoken: Spoken, words: Words, **bold: int) -> Markup:
    """:func:`each` in the languages of a screen; numbers that fill its fields are set in bold."""
    told = markup(
        words, **{name: Markup(element("b", str(number))) for name, number in bold.items()}
    )  # a number
    said = (spoken.say(told), spoken.beside(told) or spoken.say(told))
    if not spoken.second:
        return Markup(said[0])  # escaped there
    tongues = zip(TONGUES, spoken, said, strict=True)
    parts = (element("span", text, lang=lang, data_tongue=which) for which, lang, text in tongues)
    return Markup("".join(parts))  # escaped there


def bold(words: Words) -> Words:
    """Each language's words as an element, for :func:`markup`."""
    return {lang: Markup(element("b", escaped_once(text))) for lang, text in words.items()}


def markup(words: Words, **elements: Markup | Words) -> Words:
    """The words with elements in those of their fields that nothing fills; each language has them
    where it says them, and its own of an element that is words.

    Words again, for ``say``, ``two``, ``second`` and ``each``: no part of them is escaped twice.
    """
    return {
        lang: Markup(_placed(escaped_once(text), _in(lang, elements)))
        for lang, text in words.items()
    }  # escaped here


def _in(lang: str, elements: Mapping[str, Markup | Words]) -> Mapping[str, str]:
    return {
        name: say(one, lang) if isinstance(one, Mapping) else one for name, one in elements.items()
    }


def _placed(text: str, elements: Mapping[str, str]) -> str:
    return _FIELD.sub(lambda field: escaped_once(elements.get(field[1], field[0])), text)


def switch_in(spoken: Spoken) -> Markup:
    """The key to the other language, called by its own name; nothing where there is none."""
    if not spoken.second:
        return Markup()
    other = zip(TONGUES, reversed(spoken), strict=True)
    parts = (
        element("span", escape(say(NAME, lang)), lang=lang, data_tongue=which)
        for which, lang in other
    )
    return Markup("".join(parts))  # escaped here


def switch_from(spoken: Spoken, lang: str) -> Markup:
    """The same on a page that is in one of the two languages alone."""
    other = next((one for one in spoken if one and one != lang), "")
    return Markup(element("span", escape(say(NAME, other)), lang=other)) if other else Markup()


def html_lang() -> Markup:
    """For a page's root: its language, and which way it runs where that is not from left to
    right."""
    first = here_spoken().first
    direction = direction_of(first)
    turned = f' dir="{direction}"' if direction != "ltr" else ""
    return Markup(f'lang="{escape(TAGS.get(first, first))}"{turned}')  # escaped here


TAGS = {"zh": "zh-Hans"}
"""BCP 47 tags of languages that are called otherwise here."""


def init_words(pages: "Environment") -> None:
    """What every page speaks with."""
    pages.globals.update(
        Message=Message,
        say=said,
        logged=logged,
        second=second,
        two=two,
        pair=pair,
        each=each,
        bold=bold,
        markup=markup,
        html_lang=html_lang,
    )

"""The one door of text into markup: it breaks no element, no attribute and no parser, whatever an older log holds."""

import re
from functools import lru_cache
from html import escape as escaped

from flask import g, has_app_context
from jinja2 import Environment
from markupsafe import Markup

from signage.language.letters import mended
from signage.language.words import Message, Spoken, Words

SPOKEN = "spoken"
"""Under which name a request knows the languages of its reader."""


class _Names(dict[str, str]):
    """Attributes as they are written, by the names they have in Python."""

    def __missing__(self, name: str) -> str:
        found = self[name] = name.rstrip("_").replace("__", ":").replace("_", "-")
        return found


_NAMES = _Names()
# Numbers and paths, which most attributes are, need no copy: one search in C for whatever else there is.
_unsafe = re.compile(r"[^ !#-%(-;=?-~]").search


@lru_cache(4096)
def escape(text: str) -> str:
    """For element and attribute, in HTML and in XML alike."""
    return escaped(mended(text))


def element(tag: str, *inside: str, **given: str | float | None) -> str:
    """An element. ``inside`` is markup already: elements, or words through :func:`escape`.

    Attributes are escaped here. ``stroke_width`` is written stroke-width, ``class_`` class, ``a__b`` a:b; None is left
    out.
    """
    told = ""
    for name, value in given.items():
        if value is not None:
            text = value if isinstance(value, str) else str(value)
            told += f' {_NAMES[name]}="{escape(text) if _unsafe(text) else text}"'
    return f"<{tag}{told}>{''.join(inside)}</{tag}>" if inside else f"<{tag}{told}/>"


def besides(drawn: str, **given: str | float | None) -> str:
    """An element with further attributes, before its own; nothing where nothing was drawn."""
    tag, blank, rest = drawn.partition(" ")
    return element(tag[1:], **given)[:-2] + blank + rest if drawn else ""


def opened(tag: str, **given: str | float | None) -> str:
    """The beginning of an element whose inside is drawn piece by piece; whoever opens it writes ``closed(tag)``."""
    return element(tag, **given)[:-2] + ">"


def closed(tag: str) -> str:
    return f"</{tag}>"


def here_spoken() -> Spoken:
    """The languages of whoever this page is for."""
    return g.get(SPOKEN, Spoken()) if has_app_context() else Spoken()


def said(words: Words) -> str:
    """For a page: the words in its reader's language."""
    return here_spoken().say(words)


def pair(words: Words) -> str:
    """For an attribute or a title: the words in both languages."""
    return here_spoken().pair(words)


def two(words: Words) -> Markup:
    """For a page: the words, and after them those of the second language, marked as such."""
    spoken = here_spoken()
    beside = spoken.beside(words)
    second = f" {element('span', escape(beside), lang=spoken.second)}" if beside else ""
    return Markup(f"{escape(spoken.say(words))}{second}")  # escaped here


def each(words: Words) -> Markup:
    """For a page whose reader chooses: every language in an element of its own."""
    spoken = here_spoken()
    second = spoken.beside(words) or spoken.say(words)
    parts = [element("span", escape(spoken.say(words)), lang=spoken.first)]
    if spoken.second:
        parts.append(element("span", escape(second), lang=spoken.second))
    return Markup("".join(parts))  # escaped here


def init_words(pages: Environment) -> None:
    """What every page speaks with."""
    pages.globals.update(Message=Message, say=said, two=two, pair=pair, each=each)

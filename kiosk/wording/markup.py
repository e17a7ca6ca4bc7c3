"""The one door of text into markup: it breaks no element, no attribute and no parser, whatever an
older log holds."""

import re
from functools import lru_cache
from html import escape as escaped

from markupsafe import Markup

from signage.language.letters import mended


class _Names(dict[str, str]):
    """Attributes as they are written, by the names they have in Python."""

    def __missing__(self, name: str) -> str:
        found = self[name] = name.rstrip("_").replace("__", ":").replace("_", "-")
        return found


_NAMES = _Names()
# Numbers and paths, which most attributes are, need no copy: one search in C for whatever else
# there is.
_unsafe = re.compile(r"[^ !#-%(-;=?-~]").search


@lru_cache(4096)
def escape(text: str) -> str:
    """For element and attribute, in HTML and in XML alike."""
    return escaped(mended(text))


def element(tag: str, *inside: str, **given: str | float | None) -> str:
    """An element. ``inside`` is markup already: elements, or words through :func:`escape`.

    Attributes are escaped here. ``stroke_width`` is written stroke-width, ``class_`` class,
    ``a__b`` a:b; None is left out.
    """
    told = ""
    for name, value in given.items():
        if value is not None:
            text = value if isinstance(value, str) else str(value)
            told += f' {_NAMES[name]}="{escape(text) if _unsafe(text) else text}"'
    return f"<{tag}{told}>{''.join(inside)}</{tag}>" if inside else f"<{tag}{told}/>"


def besides(drawn: str, **given: str | float | None) -> str:
    """An element with further attributes, before its own; nothing where nothing was drawn."""
    # At its first blank: whatever is drawn here has attributes of its own.
    tag, blank, rest = drawn.partition(" ")
    return element(tag[1:], **given)[:-2] + blank + rest if drawn else ""


def opened(tag: str, **given: str | float | None) -> str:
    """The beginning of an element whose inside is drawn piece by piece; whoever opens it writes
    ``closed(tag)``."""
    return element(tag, **given)[:-2] + ">"


def closed(tag: str) -> str:
    return f"</{tag}>"


def breaking(*parts: str) -> Markup:
    """Text that may go on in a new line between its parts, and else only where its words end."""
    return Markup("<wbr>".join(map(escaped_once, parts)))  # escaped here


def escaped_once(text: str) -> str:
    """Markup as it is, text through :func:`escape`."""
    return text if isinstance(text, Markup) else escape(text)

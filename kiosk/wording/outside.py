"""Documents from outside: bounded before, and while, they are parsed.

2026-11-29 · The bounds are far beyond what people draw and write (Inkscape nests some ten groups,
a hall's longest key has four parts) and far below what hurts: a drawing of 5,000 nested groups
ended the thread that watches for edits, a key of 20,000 parts took 15 s. Rejected: a process of its
own with a time limit, which tells nobody what to mend.
"""

import re
import tomllib
from typing import Any, Final
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import XMLParser

TEXT_MAX: Final = 16 * 1024 * 1024
"""Letters of a drawing; its background may be a photograph in it."""
DEPTH_MAX: Final = 100
ELEMENTS_MAX: Final = 50_000
WORDS_MAX: Final = 4096
"""Letters of an attribute, but for those that carry a shape or a picture."""
LONG: Final = frozenset({"d", "points", "href", "original-d"})
TOML_MAX: Final = 4 * 1024 * 1024
PARTS_MAX: Final = 32
"""Of a key."""
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'')
_APART = re.compile(r"[^\w\s.\-]+")


class TooMuch(ValueError):
    """It is larger or deeper than anything a person makes; in words."""


class _Bounded(TreeBuilder):
    def __init__(self) -> None:
        super().__init__()
        self._depth = self._elements = 0

    def start(self, tag: str, attrs: dict[str, str]) -> Element:
        self._depth += 1
        self._elements += 1
        if self._depth > DEPTH_MAX:
            raise TooMuch(f"more than {DEPTH_MAX} elements nested in each other")
        if self._elements > ELEMENTS_MAX:
            raise TooMuch(f"more than {ELEMENTS_MAX} elements")
        for name, value in attrs.items():
            if len(value) > WORDS_MAX and name.rpartition("}")[2] not in LONG:
                raise TooMuch(f"an attribute {name[:40]} of more than {WORDS_MAX} letters")
        return super().start(tag, attrs)

    def end(self, tag: str) -> Element:
        self._depth -= 1
        return super().end(tag)


def xml(text: str | bytes) -> Element:
    """Raises ParseError, DefusedXmlException, :class:`TooMuch`."""
    if len(text) > TEXT_MAX:
        raise TooMuch(f"more than {TEXT_MAX} letters")
    parser = XMLParser(target=_Bounded())
    try:
        parser.feed(text)
        root: Element = parser.close()
    except (TooMuch, DefusedXmlException):
        raise
    except (LookupError, ValueError) as error:
        # The reader knows UTF-8, UTF-16 and what has one byte a letter; it raises what its codecs do.
        raise ParseError(f"its encoding cannot be read, save it as UTF-8 ({error})") from error
    return root


def toml(text: str) -> dict[str, Any]:
    """Raises ValueError, RecursionError; :class:`TooMuch` names the line."""
    if len(text) > TOML_MAX:
        raise TooMuch(f"more than {TOML_MAX} letters")
    for number, line in enumerate(text.split("\n"), 1):
        if line.count(".") >= PARTS_MAX and _parts(line) > PARTS_MAX:
            raise TooMuch(f"a key of more than {PARTS_MAX} parts (at line {number}, column 1)")
    return tomllib.loads(text)


def _parts(line: str) -> int:
    """Of the longest key that may stand in the line."""
    outside = _QUOTED.sub("q", line).partition("#")[0]
    return max(sum(bool(part.strip()) for part in run.split(".")) for run in _APART.split(outside))

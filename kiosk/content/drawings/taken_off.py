"""A thing taken off a drawn plan: its shapes go, and what other labels say of it. All else stays, byte
for byte."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element, ParseError
from xml.parsers import expat

from defusedxml import DefusedXmlException

from kiosk.content.drawings.read_svg import SHAPES, SVG, Where, entered, hidden, written_on
from kiosk.wording.outside import xml
from signage.floorplan.labels import plain
from signage.floorplan.shapes import LAYERS
from signage.language.letters import mended

NESTS: Final = ("g", "a", "switch")
SCREEN: Final = "screen/"
"""What a plan writes before the id of a screen."""
NAMING: Final = frozenset({"assembly", "screens"})
"""Layers whose labels name exits."""
OF_ASSEMBLY: Final = ("exits", "出口")
_TAG: Final = re.compile(rb"<(?:\"[^\"]*\"|'[^']*'|[^>\"'])*>")
_NAMED: Final = re.compile(r"(\s*)(?<![-\w])(exits?|出口)(\s*[=＝]\s*)([^\s\"'<>]+)")


@dataclass(frozen=True, slots=True)
class _Label:
    """A labelled shape of a layer: its bytes of the file, those of its first tag, and its thing."""

    start: int
    opened: int
    end: int
    layer: str
    thing: str


def labelled(text: str) -> frozenset[str]:
    """Ids of what is drawn; none where the text is no drawing."""
    try:
        return frozenset(one.thing for one in _labels(text) if one.thing)
    except ValueError:
        return frozenset()


def taken_off(text: str, thing: str) -> str:
    """Without the thing. Raises ValueError where the text is no drawing."""
    data = text.encode()
    for one in sorted(_labels(text), key=lambda label: label.start, reverse=True):
        if one.thing == thing:
            start, end = _line(data, one.start, one.end)
            data = data[:start] + data[end:]
        elif one.layer in NAMING:
            tag = data[one.start : one.opened].decode()
            told = _NAMED.sub(lambda found: _unnamed(found, thing), tag)
            data = data[: one.start] + told.encode() + data[one.opened :]
    return data.decode()


def _unnamed(found: re.Match[str], thing: str) -> str:
    space, key, equals, value = found.groups()
    listed = [name for name in re.split(r"[,;、]+", value) if name]
    left = [name for name in listed if plain(mended(name)) != thing]
    if left:
        return f"{space}{key}{equals}{','.join(left)}" if len(left) < len(listed) else found[0]
    # An assembly point of no exit would be everybody's: the check asks whose it is now.
    return found[0] if key in OF_ASSEMBLY else ""


def _line(data: bytes, start: int, end: int) -> tuple[int, int]:
    """With the rest of its line, where nothing else stands on it."""
    since = start - len(data[:start]) + len(data[:start].rstrip(b" \t"))
    rest = re.compile(rb"[ \t]*\r?\n").match(data, end)
    alone = since == 0 or data[since - 1 : since] == b"\n"
    return (since, rest.end()) if alone and rest is not None else (start, end)


def _labels(text: str) -> list[_Label]:
    try:
        xml(text)
    except (ParseError, DefusedXmlException) as error:
        raise ValueError(str(error)) from error
    return _Reader(text.encode()).found


class _Reader:
    """Where each labelled shape stands in the file; what nobody reads of it is passed over."""

    def __init__(self, data: bytes) -> None:
        self.found: list[_Label] = []
        self._data = data
        self._where: list[Where | None] = []
        self._open: list[tuple[int, int, Element]] = []
        self._parser = expat.ParserCreate("utf-8", "}")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.Parse(data, True)

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        start = self._parser.CurrentByteIndex
        element = Element(_whole(name), {_whole(key): one for key, one in attributes.items()})
        tag = _TAG.match(self._data, start)
        assert tag is not None, "it has been read as XML"
        self._open.append((start, tag.end(), element))
        self._where.append(self._entered(element))

    def _entered(self, element: Element) -> Where | None:
        if not self._where:
            return Where()
        outer = self._where[-1]
        if outer is None or hidden(element):
            return None
        nests = str(element.tag).removeprefix(SVG) in NESTS
        return entered(element, outer) if nests else None

    def _end(self, _name: str) -> None:
        (start, opened, element), _ = self._open.pop(), self._where.pop()
        outer = self._where[-1] if self._where else None
        shape = str(element.tag).removeprefix(SVG) in SHAPES
        if outer is None or outer.layer not in LAYERS or not shape or hidden(element):
            return
        resource, _ = written_on(element)
        end = self._data.index(b">", self._parser.CurrentByteIndex) + 1
        closed = opened if self._data[opened - 2 : opened] == b"/>" else end
        thing = plain(mended(resource))
        self.found.append(_Label(start, opened, closed, outer.layer, thing))


def _whole(name: str) -> str:
    return f"{{{name}" if "}" in name else name


def came_and_went(before: str, after: str) -> Iterator[tuple[str, bool]]:
    """What is drawn before or after alone, and whether it is there after."""
    old, new = labelled(before), labelled(after)
    yield from ((thing, thing in new) for thing in sorted(old ^ new))

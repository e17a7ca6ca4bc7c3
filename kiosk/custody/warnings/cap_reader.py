"""CAP messages out of XML from outside: single ones, lists, and those inside Atom, RSS and EDXL-DE.

Namespaces 1.2, 1.1 and 1.0 by any prefix (OASIS CAP-v1.2, CAP-V1.1, cap-1.0); any other is refused.
Read like a person would: empty elements are absent ones, white space and signs that nobody prints
fall away, unknown values of a list become ``Unknown``. What a message must have to be told from others,
and to be known for real, it must have: identifier, sender, sent, status, msgType, scope.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from xml.etree.ElementTree import Element

from kiosk.custody.warnings.message import (
    CERTAINTIES,
    KINDS,
    SCOPES,
    SEVERITIES,
    STATUSES,
    UNKNOWN,
    URGENCIES,
    Area,
    CapMessage,
    Circle,
    Info,
    Name,
    Point,
)
from signage.language.letters import mended
from signage.language.words import Message, Words

NAMESPACES = {
    "urn:oasis:names:tc:emergency:cap:1.2",
    "urn:oasis:names:tc:emergency:cap:1.1",
    "http://www.incident.com/cap/1.0",
}
SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}Signature"
INFOS_MAX, AREAS_MAX, POINTS_MAX, LINKS_MAX, MESSAGES_MAX = 40, 400, 20_000, 200, 500
NAME_LETTERS, LINE_LETTERS, TEXT_LETTERS = 300, 300, 2000
_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,]\d+)?\s*(Z|[+-]\d\d:?\d\d)", re.ASCII
)
_PAIR = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*,\s*([+-]?\d+(?:\.\d+)?)", re.ASCII)
POINTS_LEAST = 4
"""Of a polygon, whose last one is its first."""
BY_CIRCLE_PARTS = 2
TRIPLE = 3


class Unread(Exception):
    """Why a message is not taken, in words for staff."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.words = words


@dataclass(frozen=True, slots=True)
class Document:
    """What one document holds: messages, addresses of others, and why some were not taken."""

    messages: tuple[CapMessage, ...] = ()
    links: tuple[str, ...] = ()
    refused: tuple[Words, ...] = ()


def read(root: Element) -> Document:
    """Raises :class:`Unread` where the document is neither a message nor a list of them."""
    if _named(root, "alert"):
        return Document(messages=(message(root),))
    if _local(root) not in {"alerts", "feed", "rss", "EDXLDistribution", "RDF"}:
        raise Unread(Message("warnings.no-cap-document", name=_local(root)[:LINE_LETTERS]))
    found: list[CapMessage] = []
    refused: list[Words] = []
    inside = [each for each in root.iter() if _local(each) == "alert"][:MESSAGES_MAX]
    for each in inside:
        try:
            if not _named(each, "alert"):
                raise Unread(Message("warnings.no-cap-document", name=each.tag[:LINE_LETTERS]))
            found.append(message(each))
        except Unread as error:
            refused.append(error.words)
    links = () if inside else tuple(dict.fromkeys(_links(root)))[:LINKS_MAX]
    return Document(tuple(found), links, tuple(refused))


def message(alert: Element) -> CapMessage:
    """Raises :class:`Unread` with what it lacks."""
    name = Name(_needed(alert, "sender"), _needed(alert, "identifier"), _sent(alert))
    references = tuple(
        one for one in _references(_text(alert, "references", TEXT_LETTERS * 20)) if one != name
    )
    return CapMessage(
        name=name,
        status=_one_of(alert, "status", STATUSES),
        kind=_one_of(alert, "msgType", KINDS),
        scope=_one_of(alert, "scope", SCOPES),
        note=_text(alert, "note"),
        references=references,
        infos=tuple(_info(one) for one in _all(alert, "info")[:INFOS_MAX]),
        signed=alert.find(SIGNATURE) is not None,
    )


def moment(text: str) -> datetime | None:
    """With its zone; None where it has none or is no moment. Fractions, ``Z`` and a space instead of
    ``T`` are read too (the Chinese profile writes the last)."""
    found = _MOMENT.fullmatch(text.strip())
    if found is None:
        return None
    day, hour, zone = found.groups()
    with suppress(ValueError):
        return datetime.fromisoformat(f"{day}T{hour}{'+00:00' if zone == 'Z' else zone}")
    return None


def line(text: str, most: int = LINE_LETTERS) -> str:
    """On one line, as somebody may read it."""
    return " ".join(mended(text).split())[:most]


def _info(info: Element) -> Info:
    return Info(
        language=_text(info, "language") or "en-US",
        categories=_texts(info, "category"),
        event=_text(info, "event"),
        responses=_texts(info, "responseType"),
        urgency=_known(_text(info, "urgency"), URGENCIES),
        gravity=_known(_text(info, "severity"), SEVERITIES),
        certainty=_known(_text(info, "certainty").replace("Very Likely", "Likely"), CERTAINTIES),
        effective=moment(_text(info, "effective")),
        onset=moment(_text(info, "onset")),
        expires=moment(_text(info, "expires")),
        sender_name=_text(info, "senderName"),
        headline=_text(info, "headline"),
        description=_text(info, "description", TEXT_LETTERS),
        instruction=_text(info, "instruction", TEXT_LETTERS),
        parameters=_pairs(info, "parameter") + _pairs(info, "eventCode"),
        areas=tuple(_area(one) for one in _all(info, "area")[:AREAS_MAX]),
        web=_text(info, "web", TEXT_LETTERS),
    )


def _area(area: Element) -> Area:
    polygons = [_polygon(_raw(one)) for one in _all(area, "polygon") if _raw(one).strip()]
    circles = [_circle(_raw(one)) for one in _all(area, "circle") if _raw(one).strip()]
    read_polygons = tuple(one for one in polygons if one is not None)
    read_circles = tuple(one for one in circles if one is not None)
    unread = len(read_polygons) < len(polygons) or len(read_circles) < len(circles)
    return Area(
        _text(area, "areaDesc"), read_polygons, read_circles, _pairs(area, "geocode"), unread
    )


def _polygon(text: str) -> tuple[Point, ...] | None:
    points = tuple(map(_point, _PAIR.findall(text)[:POINTS_MAX]))
    bare = _PAIR.sub("", text).strip()
    if bare or len(points) < POINTS_LEAST or not all(map(_on_earth, points)):
        return None
    return points


def _circle(text: str) -> Circle | None:
    parts = text.strip().rsplit(None, 1)
    found = _PAIR.fullmatch(parts[0]) if len(parts) == BY_CIRCLE_PARTS else None
    if found is None:
        return None
    try:
        radius = float(parts[1])
    except ValueError:
        return None
    centre = _point(found.groups())
    return (
        Circle(centre, radius) if _on_earth(centre) and isfinite(radius) and radius >= 0 else None
    )


def _point(pair: tuple[str | None, ...]) -> Point:
    return Point(float(pair[0] or "nan"), float(pair[1] or "nan"))


def _on_earth(point: Point) -> bool:
    return abs(point.latitude) <= 90 and abs(point.longitude) <= 180


def _references(text: str) -> Iterator[Name]:
    """Triples apart by white space; those of 1.0 (``sender/identifier``) name no moment and are left
    out."""
    for triple in text.split():
        parts = triple.split(",", 2)
        sent = moment(parts[2]) if len(parts) == TRIPLE else None
        if sent is not None and parts[0] and parts[1]:
            yield Name(parts[0][:NAME_LETTERS], parts[1][:NAME_LETTERS], sent)


def _links(root: Element) -> Iterator[str]:
    for each in root.iter():
        name = _local(each)
        if name == "link":
            kind, rel = each.get("type", ""), each.get("rel", "alternate")
            address = each.get("href") or (each.text or "").strip()
            if address and rel == "alternate" and "html" not in kind and each is not root:
                yield address
        elif name == "enclosure" and each.get("url"):
            yield str(each.get("url"))


def _sent(alert: Element) -> datetime:
    found = moment(_needed(alert, "sent"))
    if found is None:
        raise Unread(Message("warnings.no-moment", text=_text(alert, "sent")))
    return found


def _needed(alert: Element, name: str) -> str:
    found = _text(alert, name, NAME_LETTERS)
    if not found:
        raise Unread(Message("warnings.lacks", name=name))
    return found


def _one_of(alert: Element, name: str, choice: tuple[str, ...]) -> str:
    found = _needed(alert, name)
    if found not in choice:
        raise Unread(
            Message("warnings.not-one-of", name=name, text=found, choice=", ".join(choice))
        )
    return found


def _known(text: str, choice: tuple[str, ...]) -> str:
    return text if text in choice else UNKNOWN


def _pairs(parent: Element, name: str) -> tuple[tuple[str, str], ...]:
    found = ((_text(one, "valueName"), _text(one, "value")) for one in _all(parent, name))
    return tuple(pair for pair in found if all(pair))[:AREAS_MAX]


def _texts(parent: Element, name: str) -> tuple[str, ...]:
    return tuple(text for one in _all(parent, name) if (text := line(_raw(one))))


def _text(parent: Element, name: str, most: int = LINE_LETTERS) -> str:
    """Of the first such element that says something."""
    return next((text for one in _all(parent, name) if (text := line(_raw(one), most))), "")


def _all(parent: Element, name: str) -> list[Element]:
    return [one for one in parent if _named(one, name)]


def _named(element: Element, name: str) -> bool:
    space, _, local = element.tag.rpartition("}")
    return local == name and space[1:] in NAMESPACES


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _raw(element: Element) -> str:
    return element.text or ""

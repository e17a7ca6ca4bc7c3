"""A message as XML, in the order of the schema (OASIS CAP-v1.2, alerts.md §1)."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, tzinfo
from typing import Final

from kiosk.custody.warnings.message import Area, CapMessage, Info, Name
from kiosk.wording.markup import element, escape

CAP: Final = "urn:oasis:names:tc:emergency:cap:1.2"
DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'


def written(message: CapMessage, zone: tzinfo) -> str:
    """The element ``alert``. Moments are written in ``zone``, as the hall's people read them."""

    def moment(at: datetime) -> str:
        """No fraction and no Z; UTC is written -00:00."""
        told = at.astimezone(zone).isoformat(timespec="seconds")
        return told.replace("+00:00", "-00:00")

    def named(one: Name) -> str:
        return f"{one.sender},{one.identifier},{moment(one.sent)}"

    name = message.name
    return element(
        "alert",
        *_texts(
            identifier=name.identifier,
            sender=name.sender,
            sent=moment(name.sent),
            status=message.status,
            msgType=message.kind,
            scope=message.scope,
            note=message.note,
            references=" ".join(map(named, message.references)),
        ),
        *(element("info", *_info(info, moment)) for info in message.infos),
        xmlns=CAP,
    )


def _info(info: Info, moment: Callable[[datetime], str]) -> Iterator[str]:
    yield from _texts(language=info.language)
    yield from _each("category", info.categories)
    yield from _texts(event=info.event)
    yield from _each("responseType", info.responses)
    yield from _texts(
        urgency=info.urgency,
        severity=info.gravity,
        certainty=info.certainty,
        effective=moment(info.effective) if info.effective else "",
        onset=moment(info.onset) if info.onset else "",
        expires=moment(info.expires) if info.expires else "",
        senderName=info.sender_name,
        headline=info.headline,
        description=info.description,
        instruction=info.instruction,
        web=info.web,
    )
    for name, value in info.parameters:
        yield element("parameter", *_texts(valueName=name, value=value))
    for area in info.areas:
        yield element("area", *_area(area))


def _area(area: Area) -> Iterator[str]:
    yield from _texts(areaDesc=area.name)
    for polygon in area.polygons:
        yield from _each("polygon", [" ".join(f"{at.latitude},{at.longitude}" for at in polygon)])
    for circle in area.circles:
        centre = circle.centre
        yield from _each("circle", [f"{centre.latitude},{centre.longitude} {circle.radius_km}"])
    for scheme, code in area.geocodes:
        yield element("geocode", *_texts(valueName=scheme, value=code))


def _texts(**said: str) -> Iterator[str]:
    """In their order; what says nothing is left out."""
    for name, text in said.items():
        if text:
            yield element(name, escape(text))


def _each(name: str, texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield element(name, escape(text))

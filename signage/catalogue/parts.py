"""The lists of a description, and everything that stands in them."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from signage.catalogue.kinds import Kind
from signage.hall.model import (
    Exit,
    Group,
    Hall,
    Lamp,
    Machine,
    Offer,
    Place,
    Screen,
    Service,
    System,
    Window,
    Zone,
)
from signage.hall.storeys import Floor, Lift, Stairs
from signage.hall.wires import NamedProtocol

ITEMS: Mapping[str, type[BaseModel]] = {
    "zones": Zone, "windows": Window, "machines": Machine, "systems": System, "exits": Exit, "places": Place,
    "floors": Floor, "stairs": Stairs, "lifts": Lift, "groups": Group, "services": Service, "screens": Screen,
    "lamps": Lamp, "kinds": Kind,
    "protocols": NamedProtocol,
}  # fmt: skip
"""The parts that are lists."""


def parts(hall: Hall) -> Iterator[tuple[str, int, Any]]:
    for part in ITEMS:
        # Kinds are a list of the description and no part of the hall.
        for at, thing in enumerate(getattr(hall, part, ())):
            yield part, at, thing


NEEDED: Mapping[str, str] = {"online": "url", "web": "url", "phone": "phone"}
"""What an offer of a kind cannot be followed without."""


def lacking(offer: Offer) -> str | None:
    key = NEEDED.get(offer.kind)
    return key if key is not None and not getattr(offer, key) else None


def offers(hall: Hall) -> Iterator[tuple[str, Service, Offer]]:
    for at, service in enumerate(hall.services):
        for number, offer in enumerate(service.offers):
            yield f"services[{at}].offers[{number}]", service, offer

"""Which services have a filing deadline, and every resource that filing them stands on: the hall
alone says it."""

from signage.hall.filing import FilingKind
from signage.hall.model import Hall, Service, System
from signage.language.words import FIRST_LANGUAGE

FILED = "申报"
"""A service or group with this in its name has a deadline, unless it says otherwise."""
KINDS: tuple[FilingKind, ...] = ("window", "terminal", "online", "app")


def filed(hall: Hall) -> tuple[Service, ...]:
    """The services with a filing deadline; where nothing says which, every one that has a channel
    to file on."""
    named = {group.id for group in hall.groups if FILED in group.name.get(FIRST_LANGUAGE, "")}
    marked = [
        service
        for service in hall.services
        if (
            service.filing
            if service.filing is not None
            else service.group in named or FILED in _name(service)
        )
    ]
    # Where nothing is marked, all but those that say filing = false.
    said = marked or [service for service in hall.services if service.filing is None]
    return tuple(
        service for service in said if any(offer.kind in KINDS for offer in service.offers)
    )


def _name(service: Service) -> str:
    return service.name.get(FIRST_LANGUAGE, "")


def filing_needs(hall: Hall) -> frozenset[str]:
    """Every resource a filing channel depends on, through any number of steps, places and rooms
    included."""
    found: set[str] = set()
    for service in filed(hall):
        for offer in service.offers:
            if offer.kind in KINDS:
                found |= {*offer.depends, *_places(hall, service, offer.kind)}
                if offer.kind == "online" and hall.online is not None:
                    found.add(hall.online.system)
    # A copy: the set grows in the loop, and what a need needs is in its row already.
    for name in tuple(found):
        found |= hall.needs.get(name, frozenset())
        found.update(
            # Rooms count for places alone: a system stands in none (world.causes).
            hall.zones_around.get(name, ())
            if not isinstance(hall.resources.get(name), System)
            else ()
        )
    return frozenset(found)


def _places(hall: Hall, service: Service, kind: str) -> list[str]:
    if kind == "window":
        return [window.id for window in hall.windows if service.id in window.services]
    if kind == "terminal":
        return [m.id for m in hall.machines if m.what == "terminal" and service.id in m.services]
    return []

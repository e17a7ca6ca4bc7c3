"""Everything that can be wrong with a described hall, all at once: where, what, and what to do."""

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pydantic import BaseModel, ValidationError

from signage.hall import HALL, Hall, Hours
from signage.notices import Catalogue


@dataclass(frozen=True, slots=True)
class Mistake:
    """One fault: file, key path in it, what is wrong, what to do."""

    file: str
    key: str
    wrong: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.wrong} → {self.remedy}"


FILE_OF: Mapping[str, str] = {
    "services": "services.toml", "groups": "services.toml", "screens": "screens.toml", "lamps": "lamps.toml",
}  # fmt: skip
"""Which file a part of the hall is described in; everything else is in hall.toml."""

_ADDRESS = re.compile(r"https://([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::[0-9]{1,5})?(?:[/?#].*)?")
"""RFC 3986 narrowed to what a hall prints: https, a lower-case host name, perhaps a port."""


def host_of(url: str) -> str | None:
    """The host of an https address, or None where the address is not of that narrow form."""
    match = _ADDRESS.fullmatch(url)
    return match[1] if match else None


def file_of(part: str) -> str:
    return FILE_OF.get(part, "hall.toml")


def address_fault(url: str, allowed_hosts: Sequence[str], public_url: str | None = None) -> str | None:
    """Why an address may not become a public QR code, or None. Hosts are matched on a dot boundary.

    Trap: browsers read a backslash as a slash and drop tabs, so both are refused before parsing.
    """
    if not url.isascii() or any(letter in url for letter in "\\ \t\r\n") or "@" in url.partition("?")[0]:
        return "it has characters that hide where it leads"
    if not url.startswith("https://"):
        return "it is not https"
    host = host_of(url)
    if host is None:
        return "its host is no plain host name"
    if public_url is not None and host_of(public_url) == host:
        return None
    fits = any(host.endswith(suffix) if suffix.startswith(".") else host == suffix for suffix in allowed_hosts)
    return None if fits else f"its host {host} is not on the list {', '.join(allowed_hosts)}"


def model_mistakes(file: str | None, error: ValidationError) -> list[Mistake]:
    """Pydantic's findings in our form."""
    found = []
    for fault in error.errors():
        where = [str(part) if isinstance(part, str) else f"[{part}]" for part in fault["loc"]]
        key = ".".join(where).replace(".[", "[") or "(file)"
        remedy = "remove it" if fault["type"] == "extra_forbidden" else "see README.md for this key"
        wrong = "unknown key" if fault["type"] == "extra_forbidden" else fault["msg"]
        found.append(Mistake(file or file_of(str(fault["loc"][0]) if fault["loc"] else ""), key, wrong, remedy))
    return found


def mistakes(hall: Hall, catalogue: Catalogue) -> list[Mistake]:
    """All faults of meaning in a hall whose shape is right."""
    checks = (_duplicates, _references, _cycles, _addresses, _hours, _services, _lamps)
    found = [mistake for check in checks for mistake in check(hall)]
    found += _translations(hall, catalogue)
    found += _catalogue(hall, catalogue)
    return found


def unconfirmed(hall: Hall) -> list[Mistake]:
    """What awaits a person's confirmation; no mistakes."""
    notes = []
    if hall.sample:
        notes.append(Mistake("hall.toml", "sample", "this is the sample hall", "describe your own with kiosk init"))
    if hall.online is not None and hall.online.verified_on is None:
        notes.append(
            Mistake("hall.toml", "online.verified_on", "the address awaits confirmation", "scan it, then date it")
        )
    for at, service in enumerate(hall.services):
        for number, offer in enumerate(service.offers):
            if offer.verified_on is None:
                key = f"services[{at}].offers[{number}].verified_on"
                remedy = "try the channel, then write the date"
                notes.append(Mistake("services.toml", key, f"{service.id}/{offer.kind} awaits confirmation", remedy))
    return notes


def _parts(hall: Hall) -> Iterator[tuple[str, int, Any]]:
    for part in (
        "zones",
        "windows",
        "machines",
        "systems",
        "exits",
        "places",
        "groups",
        "services",
        "screens",
        "lamps",
    ):
        for at, thing in enumerate(getattr(hall, part)):
            yield part, at, thing


def _duplicates(hall: Hall) -> Iterable[Mistake]:
    counted = Counter((_space(part), thing.id) for part, _, thing in _parts(hall))
    for part, at, thing in _parts(hall):
        if counted[_space(part), thing.id] > 1:
            yield Mistake(
                file_of(part), f"{part}[{at}].id", f"{thing.id} is used more than once", "give each its own id"
            )
    numbers = Counter(window.number for window in hall.windows)
    for at, window in enumerate(hall.windows):
        if numbers[window.number] > 1:
            yield Mistake("hall.toml", f"windows[{at}].number", f"number {window.number} is used twice", "renumber")


def _space(part: str) -> str:
    return part if part in ("groups", "services", "screens", "lamps") else "resource"


def _references(hall: Hall) -> Iterable[Mistake]:
    resources = {HALL, *hall.resources}
    known: Mapping[str, Container[str]] = {
        "zone": {zone.id for zone in hall.zones}, "within": {zone.id for zone in hall.zones},
        "group": {group.id for group in hall.groups}, "place": resources, "about": resources, "depends": resources,
        "services": hall.service,
    }  # fmt: skip
    for part, at, thing in _parts(hall):
        yield from _dangling(part, f"{part}[{at}]", thing, known)
        for number, offer in enumerate(getattr(thing, "offers", ())):
            yield from _dangling(part, f"{part}[{at}].offers[{number}]", offer, known)
    if hall.online is not None and not hall.knows(hall.online.system):
        yield _unknown("online", "online.system", hall.online.system)


def _dangling(part: str, key: str, thing: object, known: Mapping[str, Container[str]]) -> Iterable[Mistake]:
    for name, ids in known.items():
        value = getattr(thing, name, None)
        if isinstance(value, str) and value not in ids:
            yield _unknown(part, f"{key}.{name}", value)
        if isinstance(value, tuple):
            for number, item in enumerate(value):
                if item not in ids:
                    yield _unknown(part, f"{key}.{name}[{number}]", item)


def _unknown(part: str, key: str, value: str) -> Mistake:
    return Mistake(file_of(part), key, f"there is no {value}", "describe it, or correct the id")


def _cycles(hall: Hall) -> Iterable[Mistake]:
    direct = {r.id: tuple(getattr(r, "depends", ())) for r in hall.resources.values()}
    for start, first in direct.items():
        seen: set[str] = set()
        waiting = list(first)
        while waiting:
            other = waiting.pop()
            if other == start:
                yield Mistake("hall.toml", f"{start}.depends", "it depends on itself in a circle", "break the circle")
                break
            if other not in seen:
                seen.add(other)
                waiting.extend(direct.get(other, ()))


def _addresses(hall: Hall) -> Iterable[Mistake]:
    remedy = "use an https address of an allowed host, or add the host to allowed_hosts"
    if hall.public_url and address_fault(hall.public_url, (), hall.public_url):
        fault = address_fault(hall.public_url, (), hall.public_url)
        yield Mistake("hall.toml", "public_url", str(fault), "use the https address of the hall's own pages")
    if hall.online is not None and hall.online.url:
        fault = address_fault(hall.online.url, hall.allowed_hosts, hall.public_url)
        if fault:
            yield Mistake("hall.toml", "online.url", fault, remedy)
    for at, service in enumerate(hall.services):
        for number, offer in enumerate(service.offers):
            fault = address_fault(offer.url, hall.allowed_hosts, hall.public_url) if offer.url else None
            if fault:
                yield Mistake("services.toml", f"services[{at}].offers[{number}].url", fault, remedy)


def _hours(hall: Hall) -> Iterable[Mistake]:
    described: list[tuple[str, Hours]] = [("hours", hall.hours)]
    described += [(f"windows[{at}].hours", w.hours) for at, w in enumerate(hall.windows) if w.hours]
    for key, hours in described:
        for day, spans in hours.weekly.items():
            ordered = sorted(spans)
            backwards = any(start >= end for start, end in ordered)
            if backwards or any(a[1] > b[0] for a, b in pairwise(ordered)):
                yield Mistake(
                    "hall.toml", f"{key}.weekly.{day}", "spans overlap or run backwards", "write start before end"
                )
        for day_off in set(hours.holidays) & set(hours.make_up):
            yield Mistake("hall.toml", f"{key}.make_up", f"{day_off} is a holiday too", "keep it in one list")


def _services(hall: Hall) -> Iterable[Mistake]:
    for at, service in enumerate(hall.services):
        key = f"services[{at}].offers"
        if not service.offers:
            yield Mistake("services.toml", key, f"{service.id} has no channel", "add at least one [[services.offers]]")
        served = any(service.id in window.services for window in hall.windows)
        if any(offer.kind == "window" for offer in service.offers) and not served:
            yield Mistake("services.toml", key, f"no window serves {service.id}", "list it at a window")
        for number, offer in enumerate(service.offers):
            if offer.kind == "online" and "system/etax" not in offer.depends:
                yield Mistake(
                    "services.toml", f"{key}[{number}].depends", "online filing must depend on system/etax", "add it"
                )
            if offer.kind == "phone" and not offer.phone:
                yield Mistake("services.toml", f"{key}[{number}].phone", "no number", "write the number")


def _lamps(hall: Hall) -> Iterable[Mistake]:
    counted = Counter(lamp.address for lamp in hall.lamps)
    for at, lamp in enumerate(hall.lamps):
        if counted[lamp.address] > 1:
            yield Mistake(
                "lamps.toml", f"lamps[{at}].address", f"{lamp.address} is used twice", "give each lamp its own port"
            )


def _translations(hall: Hall, catalogue: Catalogue) -> Iterable[Mistake]:
    for name in Hall.model_fields:
        yield from _untranslated(file_of(name), name, getattr(hall, name), hall.languages)
    for kind in catalogue.kinds:
        yield from _untranslated("catalogue", kind.code, kind, hall.languages)


def _untranslated(file: str, key: str, value: Any, languages: Sequence[str]) -> Iterable[Mistake]:
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _untranslated(file, f"{key}.{name}", getattr(value, name), languages)
    elif isinstance(value, tuple):
        for at, item in enumerate(value):
            yield from _untranslated(file, f"{key}[{at}]", item, languages)
    elif isinstance(value, dict) and value and all(isinstance(text, str) for text in value.values()):
        if key.endswith("families"):
            return
        for lang in languages:
            if not value.get(lang, "").strip():
                yield Mistake(file, f"{key}.{lang}", f"no text in {lang}", "translate it")
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _untranslated(file, f"{key}.{name}", item, languages)


def _catalogue(hall: Hall, catalogue: Catalogue) -> Iterable[Mistake]:
    counted = Counter(kind.code for kind in catalogue.kinds)
    for code, times in counted.items():
        if times > 1:
            yield Mistake("catalogue", code, "this kind is described twice", "keep one")
    for kind in catalogue.kinds:
        if kind.target is not None and kind.target != HALL and kind.target not in hall.resources:
            yield Mistake(
                "catalogue", f"{kind.code}.target", f"there is no {kind.target}", "describe it, or correct the id"
            )

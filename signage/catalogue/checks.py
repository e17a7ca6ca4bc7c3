"""What is wrong with the meaning of a described hall, all at once.

Its shape is judged before, by :mod:`signage.catalogue.documents`.
"""

import math
import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from signage.catalogue.kind_words import SYSTEM_TARGETS, USUAL, usual_target
from signage.catalogue.kinds import Catalogue, Kind
from signage.catalogue.languages import translations, unspoken
from signage.catalogue.parts import parts
from signage.catalogue.use_checks import use_mistakes
from signage.hall.filing_services import filed
from signage.hall.hours import Hours, Span, unlisted_year
from signage.hall.model import HALL, Hall, Lamp, Offer, Service
from signage.hall.storeys import floor_id
from signage.hall.web_addresses import HOST, address_fault
from signage.language.mistake import Mistake, file_of, meant
from signage.language.postponement import has_other_words, put_off
from signage.language.words import FIRST_LANGUAGE

TYPES: Mapping[str, tuple[str, ...]] = {
    "zones": ("zone",), "windows": ("window",), "machines": ("machine",), "systems": ("system",), "exits": ("exit",),
    "places": ("desk", "place"), "floors": ("floor",), "stairs": ("stairs",), "lifts": ("lift",),
}  # fmt: skip
"""The parts that can fail, each with the types its ids may have."""
POINTERS = ("zone", "within", "place", "about", "depends")
"""What a thing names another thing by."""
STANDS_AT: Mapping[str, str] = {"window": "window/", "door": "exit/"}
"""Layouts that speak for the one thing they hang at."""
SIGN_LETTERS = 8
"""The most 汉字 of a sign's main line; punctuation is not counted."""

_IDEOGRAPH = re.compile("[\u3400-\u9fff]")
_FIELD = re.compile(r"\{[^{}]*\}?|\}")


@dataclass(frozen=True, slots=True)
class Lost:
    """What could not be read: ids of items left out, and whole parts. Nothing that names them
    counts as dangling."""

    ids: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()


NOTHING_LOST = Lost()


def mistakes(hall: Hall, catalogue: Catalogue, lost: Lost = NOTHING_LOST) -> list[Mistake]:
    """All faults of meaning in a hall whose shape is right."""
    found = [mistake for check in CHECKS for mistake in check(hall)]
    found += _references(hall, lost)
    found += _storeys(hall, lost)
    found += _services(hall, lost)
    found += translations(hall, catalogue)
    found += _catalogue(hall, catalogue, lost)
    return found


def unconfirmed(hall: Hall) -> list[Mistake]:
    """What awaits a person's confirmation; no mistakes."""
    notes = []
    if hall.sample:
        notes.append(
            Mistake(
                "hall.toml",
                "sample",
                "this is the sample hall",
                "describe your own with kiosk init",
            )
        )
    if not hall.phone:
        notes.append(
            Mistake(
                "hall.toml",
                "phone",
                "the hall's number awaits confirmation",
                "call it, then write it",
            )
        )
    for at, tip in enumerate(hall.tips):
        if not hall.lifts and any("电梯" in text for text in tip.values()):
            wrong = "it speaks of a lift, and the hall describes none"
            notes.append(
                Mistake(
                    "hall.toml",
                    f"tips[{at}]",
                    wrong,
                    "describe the [[lifts]], or write another tip",
                )
            )
    if hall.online is not None and hall.online.verified_on is None:
        remedy = (
            "scan it, then date it"
            if hall.online.url
            else "write online.url, scan it, then date it"
        )
        notes.append(
            Mistake("hall.toml", "online.verified_on", "the address awaits confirmation", remedy)
        )
    for key, service, offer in _offers(hall):
        if offer.verified_on is None:
            missing = _missing(offer)
            remedy = (
                f"write its {missing}, try it, then date it"
                if missing
                else "try the channel, then write the date"
            )
            wrong = f"{service.id}/{offer.kind} awaits confirmation"
            notes.append(Mistake("services.toml", f"{key}.verified_on", wrong, remedy))
    return [*notes, *_hours_of_filing(hall)]


def _hours_of_filing(hall: Hall) -> Iterator[Mistake]:
    """Up to what hour the last day's filings are taken where no closing hour says it."""
    for at, until in enumerate(hall.filing.until):
        if until.verified_on is None:
            wrong = f"the hour of {until.kind} filing awaits confirmation and is not said"
            yield Mistake(
                "deadlines.toml",
                f"filing.until[{at}].verified_on",
                wrong,
                "find the notice, then date it",
            )
    kinds = {offer.kind for service in filed(hall) for offer in service.offers}
    if "online" in kinds and all(until.kind != "online" for until in hall.filing.until):
        wrong = "until what hour online filing is open on the last day is not known, and not said"
        yield Mistake(
            "deadlines.toml",
            "filing.until",
            wrong,
            "write [[filing.until]] with kind, at, source, verified_on",
        )


def put_off_advice(hall: Hall, catalogue: Catalogue) -> Iterable[Mistake]:
    """Texts that advise to come another time and have nothing else to say on the last filing
    days."""
    for part in Hall.model_fields:
        for key, words in put_off(getattr(hall, part), part):
            yield Mistake(
                file_of(part),
                key,
                f"{words!r} is left out {ON_LAST_DAYS}",
                "keep it if that is right",
            )
    for at, kind in enumerate(catalogue.kinds):
        for key, words in put_off(kind, f"kinds[{at}]"):
            if ".last_days" in key or not has_other_words(kind, key.removeprefix(f"kinds[{at}].")):
                wrong = f"{kind.code}: {words!r} is left out {ON_LAST_DAYS}"
                yield Mistake("catalogue", key, wrong, "write last_days with what is said instead")


ON_LAST_DAYS = "on the last filing days, when nobody is put off"


NEEDED: Mapping[str, str] = {"online": "url", "web": "url", "phone": "phone"}
"""What an offer of a kind cannot be followed without."""


def _missing(offer: Offer) -> str | None:
    key = NEEDED.get(offer.kind)
    return key if key is not None and not getattr(offer, key) else None


def _offers(hall: Hall) -> Iterator[tuple[str, Service, Offer]]:
    for at, service in enumerate(hall.services):
        for number, offer in enumerate(service.offers):
            yield f"services[{at}].offers[{number}]", service, offer


def _duplicates(hall: Hall) -> Iterable[Mistake]:
    counted = Counter((_space(part), thing.id) for part, _, thing in parts(hall))
    for part, at, thing in parts(hall):
        if counted[_space(part), thing.id] > 1:
            wrong = f"{thing.id} is used more than once"
            yield Mistake(file_of(part), f"{part}[{at}].id", wrong, "give each its own id")
    numbers = Counter(window.number for window in hall.windows)
    for at, window in enumerate(hall.windows):
        if numbers[window.number] > 1:
            yield Mistake(
                "hall.toml",
                f"windows[{at}].number",
                f"number {window.number} is used twice",
                "renumber",
            )


def _space(part: str) -> str:
    return "resource" if part in TYPES else part


def _types(hall: Hall) -> Iterable[Mistake]:
    for part, at, thing in parts(hall):
        types = TYPES.get(part)
        if types and thing.id.partition("/")[0] not in types:
            begun = f"begin it with {' or '.join(f'{name}/' for name in types)}"
            perhaps, pointed = _retyped(thing.id, types), _pointed_at(hall)
            remedy = f"did you mean {next((one for one in perhaps if one in pointed), perhaps[0])}? {begun}"
            yield Mistake(
                file_of(part), f"{part}[{at}].id", f"{thing.id} is no id for this list", remedy
            )
    for at, screen in enumerate(hall.screens):
        wanted = STANDS_AT.get(screen.layout, "")
        if not screen.place.startswith(wanted):
            wrong = f"a {screen.layout} screen hangs at one {wanted[:-1]}, not at {screen.place}"
            yield Mistake(
                "screens.toml", f"screens[{at}].place", wrong, f"name the {wanted}… it hangs at"
            )


def _retyped(name: str, types: Sequence[str]) -> list[str]:
    """An id of a wrong type as it was perhaps meant, the nearest type first: another type, or the
    slash elsewhere."""
    given, _, rest = name.rpartition("/")
    near = sorted(types, key=lambda kind: kind != meant(given, types))
    letters = name.replace("/", "")
    moved = [f"{kind}/{letters[len(kind) :]}" for kind in near if letters.startswith(kind)]
    return [*(f"{kind}/{rest}" for kind in near), *moved]


def _pointed_at(hall: Hall) -> frozenset[str]:
    """Every id that something in the hall names."""
    things = [thing for _, _, thing in parts(hall)] + [offer for _, _, offer in _offers(hall)]
    values = (_list(getattr(thing, name, None)) for thing in things for name in POINTERS)
    return frozenset(item for value in values for item in value if isinstance(item, str))


@dataclass(frozen=True, slots=True)
class _Known(Container[str]):
    """Ids that can be named, and those that could not be read: what is near one of these is told
    already, as it is."""

    ids: frozenset[str]
    lost: frozenset[str] = frozenset()
    anything: bool = False
    """A whole part could not be read."""

    def __contains__(self, name: object) -> bool:
        return (
            self.anything
            or name in self.ids
            or (bool(self.lost) and meant(str(name), self.lost) is not None)
        )


def _references(hall: Hall, lost: Lost) -> Iterable[Mistake]:
    def ids(parts: Iterable[str], known: Iterable[str]) -> _Known:
        unread = not lost.parts.isdisjoint(parts)
        return _Known(frozenset((*known, *_misnamed(hall, parts))), lost.ids, unread)

    zones = ids(("zones",), (zone.id for zone in hall.zones))
    resources = ids(TYPES, (HALL, *hall.resources))
    known: Mapping[str, _Known] = {
        "zone": zones, "within": zones, "group": ids(("groups",), (group.id for group in hall.groups)),
        "place": resources, "about": resources, "depends": resources, "services": ids(("services",), hall.service),
        "floors": ids(("floors",), hall.floor),
    }  # fmt: skip
    for part, at, thing in parts(hall):
        yield from _dangling(part, f"{part}[{at}]", thing, known)
    for key, _, offer in _offers(hall):
        yield from _dangling("services", key, offer, known)
    if hall.online is not None and hall.online.system not in resources:
        yield _unknown("online", "online.system", hall.online.system, resources.ids)


def _misnamed(hall: Hall, parts: Iterable[str]) -> Iterator[str]:
    """Ids as they were meant where a wrong type is told: what names them so is right."""
    for part in parts:
        types = TYPES.get(part, ())
        for thing in getattr(hall, part):
            if types and thing.id.partition("/")[0] not in types:
                yield from _retyped(thing.id, types)


def _dangling(part: str, key: str, thing: object, known: Mapping[str, _Known]) -> Iterable[Mistake]:
    for name, ids in known.items():
        value = getattr(thing, name, None)
        if isinstance(value, str) and value not in ids:
            yield _unknown(part, f"{key}.{name}", value, ids.ids)
        if isinstance(value, tuple):
            for number, item in enumerate(value):
                if item not in ids:
                    yield _unknown(part, f"{key}.{name}[{number}]", item, ids.ids)


def _storeys(hall: Hall, lost: Lost) -> Iterable[Mistake]:
    """One storey to leave from, a known storey for every zone, and stairs whose storeys lie above
    one another."""
    if not hall.floors or "floors" in lost.parts:
        return
    leaving = [floor.id for floor in hall.floors if floor.discharge]
    if len(leaving) != 1 and not lost.ids:
        wrong = f"people leave from {', '.join(leaving) or 'no storey'}"
        yield Mistake("hall.toml", "floors", wrong, "write discharge = true on exactly one of them")
    for at, zone in enumerate(hall.zones):
        if floor_id(zone.floor) not in {*hall.floor, *lost.ids}:
            yield _unknown("zones", f"zones[{at}].floor", floor_id(zone.floor), {*hall.floor})
    for part in ("stairs", "lifts"):
        for at, shaft in enumerate(getattr(hall, part)):
            heights = [hall.floor[name].height_m for name in shaft.floors if name in hall.floor]
            if len(set(heights)) < len(heights):
                wrong = f"{shaft.id} joins storeys of one height"
                yield Mistake(
                    "hall.toml", f"{part}[{at}].floors", wrong, "measure height_m of each storey"
                )


def _unknown(part: str, key: str, value: str, known: Iterable[str]) -> Mistake:
    found = meant(value, known)
    remedy = (
        f"did you mean {found}? else describe it" if found else "describe it, or correct the id"
    )
    return Mistake(file_of(part), key, f"there is no {value}", remedy, lacks=value)


def _cycles(hall: Hall) -> Iterable[Mistake]:
    for name, wrong in (
        ("depends", "it depends on itself in a circle"),
        ("within", "it lies in itself"),
    ):
        direct = {
            thing.id: _list(getattr(thing, name, None))
            for part, _, thing in parts(hall)
            if part in TYPES
        }
        for part, at, thing in parts(hall):
            if part in TYPES and _reaches_itself(thing.id, direct):
                yield Mistake(
                    "hall.toml", f"{part}[{at}].{name}", f"{thing.id}: {wrong}", "break the circle"
                )


def _list(value: Any) -> Sequence[str]:
    return (value,) if isinstance(value, str) else value or ()


def _reaches_itself(start: str, direct: Mapping[str, Sequence[str]]) -> bool:
    seen: set[str] = set()
    waiting = list(direct[start])
    while waiting:
        other = waiting.pop()
        if other == start:
            return True
        if other not in seen:
            seen.add(other)
            waiting.extend(direct.get(other, ()))
    return False


def _addresses(hall: Hall) -> Iterable[Mistake]:
    remedy = "use an https address of an allowed host, or add the host to allowed_hosts"
    for at, host in enumerate(hall.allowed_hosts):
        if not HOST.fullmatch(host) or "xn--" in host:
            wrong = f"{host!r} is no host name of at least two parts"
            yield Mistake(
                "hall.toml", f"allowed_hosts[{at}]", wrong, "write it like .chinatax.gov.cn"
            )
    fault = (
        address_fault(hall.public_url, (), hall.public_url) if hall.public_url is not None else None
    )
    if fault:
        yield Mistake(
            "hall.toml",
            "public_url",
            fault,
            "use the https address of the hall's own pages, or remove it",
        )
    if hall.online is not None:
        yield from _address(hall, "hall.toml", "online", hall.online.url, remedy)
        if hall.online.verified_on is not None and not hall.online.url:
            yield Mistake(
                "hall.toml",
                "online.url",
                "it is confirmed but empty",
                "write it, or remove verified_on",
            )
    for key, _, offer in _offers(hall):
        yield from _address(hall, "services.toml", key, offer.url, remedy)


def _address(hall: Hall, file: str, key: str, url: str | None, remedy: str) -> Iterable[Mistake]:
    fault = address_fault(url, hall.allowed_hosts, hall.public_url) if url else None
    if fault:
        yield Mistake(file, f"{key}.url", fault, remedy)


def _hours(hall: Hall) -> Iterable[Mistake]:
    described: list[tuple[str, Hours]] = [("hours", hall.hours)]
    described += [(f"windows[{at}].hours", w.hours) for at, w in enumerate(hall.windows) if w.hours]
    for key, hours in described:
        for part, spans in _spans(hours):
            yield from _span_mistakes(f"{key}.{part}", spans)
        for at, season in enumerate(hours.seasons):
            if "02-30" in (season.since, season.until) or "02-31" in (season.since, season.until):
                yield Mistake(
                    "hall.toml", f"{key}.seasons[{at}]", "there is no such day", "write MM-DD"
                )
        for day_off in sorted(set(hours.holidays) & set(hours.make_up)):
            yield Mistake(
                "hall.toml", f"{key}.make_up", f"{day_off} is a holiday too", "keep it in one list"
            )


def _spans(hours: Hours) -> Iterator[tuple[str, tuple[Span, ...]]]:
    yield from ((f"weekly.{day}", spans) for day, spans in hours.weekly.items())
    for at, season in enumerate(hours.seasons):
        yield from ((f"seasons[{at}].weekly.{day}", spans) for day, spans in season.weekly.items())
    yield from ((f"monthly[{at}].spans", one.spans) for at, one in enumerate(hours.monthly))


def _span_mistakes(key: str, spans: tuple[Span, ...]) -> Iterable[Mistake]:
    if any(moment.tzinfo is not None for span in spans for moment in span):
        yield Mistake("hall.toml", key, "a time carries an offset", "write hall time alone")
        return
    ordered = sorted(spans)
    backwards = any(start >= end for start, end in ordered)
    if backwards or any(a[1] > b[0] for a, b in pairwise(ordered)):
        yield Mistake(
            "hall.toml", key, "spans overlap or run backwards", "write start before end, in order"
        )


def calendar_advice(hall: Hall, today: date) -> list[Mistake]:
    """What of the calendar a person must still enter, or has perhaps entered wrongly."""
    found = []
    year = unlisted_year(hall.hours, today)
    if year is not None:
        wrong = f"no holiday of {year} is listed"
        found.append(
            Mistake(
                "hall.toml",
                "hours.holidays",
                wrong,
                "enter the published list, and its make_up days",
            )
        )
    if hall.timezone.startswith("Etc/GMT") and hall.timezone not in ("Etc/GMT", "Etc/GMT0"):
        wrong = f"{hall.timezone} runs against its sign: Etc/GMT-8 is eight hours ahead of UTC, Etc/GMT+8 behind"
        found.append(Mistake("hall.toml", "timezone", wrong, "use a place, like Asia/Shanghai"))
    return found


def _settings(hall: Hall) -> Iterable[Mistake]:
    try:
        hall.zoneinfo  # noqa: B018  # reading it is the test
    except (KeyError, ValueError, OSError):
        wrong = f"there is no time zone {hall.timezone}"
        yield Mistake("hall.toml", "timezone", wrong, "use a name like Asia/Shanghai")
    if hall.languages[:1] != (FIRST_LANGUAGE,) or len(set(hall.languages)) < len(hall.languages):
        wrong = f"the first language is not {FIRST_LANGUAGE}, or one is listed twice"
        yield Mistake(
            "hall.toml", "languages", wrong, f'write {FIRST_LANGUAGE} first, like ["zh", "en"]'
        )


def _services(hall: Hall, lost: Lost) -> Iterable[Mistake]:
    served = {
        "window": {name for window in hall.windows for name in window.services},
        "terminal": {name for m in hall.machines if m.what == "terminal" for name in m.services},
    }
    all_seen = not lost.ids and not lost.parts & {"windows", "machines"}
    for at, service in enumerate(hall.services):
        if not service.offers:
            wrong = f"{service.id} has no channel"
            yield Mistake(
                "services.toml",
                f"services[{at}].offers",
                wrong,
                "add at least one [[services.offers]]",
            )
        for kind in dict.fromkeys(offer.kind for offer in service.offers):
            if all_seen and kind in served and service.id not in served[kind]:
                wrong = f"no {kind} serves {service.id}"
                yield Mistake(
                    "services.toml",
                    f"services[{at}].offers",
                    wrong,
                    f"list it at a {kind} in hall.toml",
                )
    system = hall.online.system if hall.online is not None else "system/etax"
    there = hall.online is None or system in {one.id for one in hall.systems}
    for key, _, offer in _offers(hall):
        if offer.kind == "online" and there and system not in offer.depends:
            yield Mistake(
                "services.toml",
                f"{key}.depends",
                f"online filing must depend on {system}",
                "add it",
            )
        missing = _missing(offer)
        if missing and offer.verified_on is not None:
            wrong = f"a {offer.kind} channel is confirmed without its {missing}"
            yield Mistake(
                "services.toml", f"{key}.{missing}", wrong, "write it, or remove verified_on"
            )


def _lamps(hall: Hall) -> Iterable[Mistake]:
    counted = Counter(lamp.address for lamp in hall.lamps)
    for at, lamp in enumerate(hall.lamps):
        if counted[lamp.address] > 1:
            yield from _shared(hall, at, lamp)
        if not lamp.colours or len(set(lamp.colours)) < len(lamp.colours):
            wrong = "no colour, or one listed twice"
            yield Mistake(
                "lamps.toml", f"lamps[{at}].colours", wrong, "list each of the lamp's tiers once"
            )
        if lamp.blink_hz is not None and not (math.isfinite(lamp.blink_hz) and lamp.blink_hz > 0):
            yield Mistake(
                "lamps.toml",
                f"lamps[{at}].blink_hz",
                "it is no rate",
                "measure it in Hz, or remove it",
            )
        relays = Counter(lamp.channels.values())
        for channel, relay in lamp.channels.items():
            if relays[relay] > 1:
                wrong = f"relay {relay} is named more than once"
                yield Mistake(
                    "lamps.toml",
                    f"lamps[{at}].channels.{channel}",
                    wrong,
                    "give each light its own relay",
                )
        if lamp.map is not None and lamp.frames is not None:
            wrong = "a register map and typed frames exclude each other"
            yield Mistake(
                "lamps.toml", f"lamps[{at}].frames", wrong, "keep the one its protocol uses"
            )


def _shared(hall: Hall, at: int, lamp: Lamp) -> Iterable[Mistake]:
    """Lamps may share a relay board: same address and protocol, each with its own relays."""
    others = [other for other in hall.lamps if other is not lamp and other.address == lamp.address]
    if not lamp.channels or any(
        not other.channels or other.protocol != lamp.protocol for other in others
    ):
        remedy = "give each lamp its own port; on a relay board name each lamp's channels"
        yield Mistake("lamps.toml", f"lamps[{at}].address", f"{lamp.address} is used twice", remedy)
        return
    for channel, relay in lamp.channels.items():
        for other in others:
            if relay in other.channels.values():
                wrong = f"relay {relay} of this board also belongs to {other.id}"
                yield Mistake(
                    "lamps.toml",
                    f"lamps[{at}].channels.{channel}",
                    wrong,
                    "give each light its own relay",
                )


CHECKS = (_duplicates, _types, _cycles, _addresses, _hours, _settings, unspoken, _lamps)


def _catalogue(hall: Hall, catalogue: Catalogue, lost: Lost) -> Iterable[Mistake]:
    counted = Counter(kind.code for kind in catalogue.kinds)
    all_seen = not lost.ids and not lost.parts.intersection(TYPES)
    for at, kind in enumerate(catalogue.kinds):
        key = f"kinds[{at}]"
        if counted[kind.code] > 1:
            yield Mistake("catalogue", f"{key}.code", f"{kind.code} is described twice", "keep one")
        if kind.target is not None and kind.target.partition("/")[0] not in kind.targets:
            wrong = f"{kind.code} cannot be raised on {kind.target}"
            yield Mistake("catalogue", f"{key}.target", wrong, "choose one of its targets' types")
        if (
            kind.target not in (None, *SYSTEM_TARGETS)
            and all_seen
            and usual_target(hall, kind) is None
        ):
            yield _unknown("kinds", f"{key}.target", kind.target or "", {HALL, *hall.resources})
        chosen = {*kind.classes, *kind.targets, USUAL}
        for part, names in (("signs", kind.signs), ("families", kind.families), ("on", kind.on)):
            for name in names:
                if name not in chosen:
                    wrong, near = (
                        f"{kind.code} has no class or target type {name}",
                        meant(name, chosen),
                    )
                    use = (
                        f"did you mean {near}? else"
                        if near
                        else "use one of its classes or targets, or"
                    )
                    yield Mistake(
                        "catalogue", f"{key}.{part}", wrong, f"{use} remove it from {part}"
                    )
        for name, sign in (
            ("sign", kind.sign),
            *((f"signs.{name}", sign) for name, sign in kind.signs.items()),
        ):
            yield from _sign(f"{key}.{name}", sign)
        for name, spoken in (*kind.on.items(), ("lifts", kind.lifts)):
            if spoken.sign:
                yield from _sign(f"{key}.on.{name}.sign", spoken.sign)
        for code in (*kind.offers, *((kind.asks.kind,) if kind.asks is not None else ())):
            if code not in counted:
                yield Mistake(
                    "catalogue",
                    key,
                    f"{kind.code} leads to {code}, which is not described",
                    "correct it",
                )
        yield from _fields(key, kind)
    yield from use_mistakes(catalogue)


def _fields(key: str, kind: Kind) -> Iterable[Mistake]:
    """Words that stand for others: only ``{what}`` is known."""
    said = [kind.sign, kind.strip, *kind.lines]
    said += [
        words
        for part in (*kind.on.values(), kind.lifts)
        for words in (part.sign, part.strip, *part.lines)
    ]
    for words in said:
        for lang, text in words.items():
            wrong = next((field for field in _FIELD.findall(text) if field != "{what}"), None)
            if wrong is not None:
                yield Mistake(
                    "catalogue",
                    key,
                    f"{kind.code} says {wrong} in {lang}",
                    "write {what}, or plain words",
                )


def _sign(key: str, sign: Mapping[str, str]) -> Iterable[Mistake]:
    letters = len(_IDEOGRAPH.findall(sign.get(FIRST_LANGUAGE, "")))
    if letters > SIGN_LETTERS:
        wrong = f"{letters} 汉字, at most {SIGN_LETTERS} can be read across a hall"
        yield Mistake("catalogue", f"{key}.{FIRST_LANGUAGE}", wrong, "shorten it")
    for lang, text in sign.items():
        if text.count("/") > 1 or text.startswith("/") or text.endswith("/"):
            yield Mistake(
                "catalogue",
                f"{key}.{lang}",
                "a sign breaks at most once, inside",
                "keep one / in it",
            )

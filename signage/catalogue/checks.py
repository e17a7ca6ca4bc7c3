"""What is wrong with the meaning of a described hall, all at once.

Its shape is judged before, by :mod:`signage.catalogue.documents`.
"""

import math
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

from signage.catalogue.alert_checks import alert_mistakes
from signage.catalogue.call_checks import call_mistakes
from signage.catalogue.kind_checks import kind_mistakes
from signage.catalogue.kinds import Catalogue
from signage.catalogue.languages import translations, unspoken
from signage.catalogue.parts import lacking, offers
from signage.catalogue.references import (
    NOTHING_LOST,
    Lost,
    cycles,
    displays,
    duplicates,
    references,
    storeys,
    wrong_types,
)
from signage.hall.hours import Hours, Span
from signage.hall.model import Hall, Lamp
from signage.hall.web_addresses import HOST, address_fault
from signage.language.mistake import Mistake
from signage.language.words import FIRST_LANGUAGE, Message, Words


def mistakes(hall: Hall, catalogue: Catalogue, lost: Lost = NOTHING_LOST) -> list[Mistake]:
    """All faults of meaning in a hall whose shape is right."""
    found = [mistake for check in CHECKS for mistake in check(hall)]
    found += references(hall, lost)
    found += storeys(hall, lost)
    found += _services(hall, lost)
    found += translations(hall, catalogue)
    found += kind_mistakes(hall, catalogue, lost)
    found += alert_mistakes(hall, catalogue, lost)
    found += call_mistakes(hall)
    return found


def _addresses(hall: Hall) -> Iterable[Mistake]:
    remedy = Message("check.use-allowed-host")
    for at, host in enumerate(hall.allowed_hosts):
        if not HOST.fullmatch(host) or "xn--" in host:
            wrong = Message("check.no-host-name", host=f"{host!r}")
            yield Mistake(
                "hall.toml", f"allowed_hosts[{at}]", wrong, Message("check.write-host-like")
            )
    fault = (
        address_fault(hall.public_url, (), hall.public_url) if hall.public_url is not None else None
    )
    if fault:
        yield Mistake(
            "hall.toml",
            "public_url",
            fault,
            Message("check.use-own-address"),
        )
    if hall.online is not None:
        yield from _address(hall, "hall.toml", "online", hall.online.url, remedy)
        if hall.online.verified_on is not None and not hall.online.url:
            yield Mistake(
                "hall.toml",
                "online.url",
                Message("check.confirmed-but-empty"),
                Message("check.write-or-unverify"),
            )
    for key, _, offer in offers(hall):
        yield from _address(hall, "services.toml", key, offer.url, remedy)


def _address(hall: Hall, file: str, key: str, url: str | None, remedy: Words) -> Iterable[Mistake]:
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
            if not (_is_day(season.since) and _is_day(season.until)):
                yield Mistake(
                    "hall.toml",
                    f"{key}.seasons[{at}]",
                    Message("check.no-such-day"),
                    Message("check.write-mm-dd"),
                )
        for day_off in sorted(set(hours.holidays) & set(hours.make_up)):
            yield Mistake(
                "hall.toml",
                f"{key}.make_up",
                Message("check.holiday-too", day=day_off),
                Message("check.keep-in-one-list"),
            )


def _is_day(month_day: str) -> bool:
    month, day = map(int, month_day.split("-"))
    # A leap year: 29 February is a day of some.
    return day <= monthrange(2024, month)[1]


def _spans(hours: Hours) -> Iterator[tuple[str, tuple[Span, ...]]]:
    yield from ((f"weekly.{day}", spans) for day, spans in hours.weekly.items())
    for at, season in enumerate(hours.seasons):
        yield from ((f"seasons[{at}].weekly.{day}", spans) for day, spans in season.weekly.items())
    yield from ((f"monthly[{at}].spans", one.spans) for at, one in enumerate(hours.monthly))


def _span_mistakes(key: str, spans: tuple[Span, ...]) -> Iterable[Mistake]:
    if any(moment.tzinfo is not None for span in spans for moment in span):
        yield Mistake(
            "hall.toml", key, Message("check.time-with-offset"), Message("check.write-hall-time")
        )
        return
    ordered = sorted(spans)
    backwards = any(start >= end for start, end in ordered)
    # Touching is right: 9 to 12 and 12 to 17.
    if backwards or any(a[1] > b[0] for a, b in pairwise(ordered)):
        yield Mistake(
            "hall.toml", key, Message("check.spans-overlap"), Message("check.write-spans-in-order")
        )


def _settings(hall: Hall) -> Iterable[Mistake]:
    try:
        hall.zoneinfo  # noqa: B018  # reading it is the test
    except (KeyError, ValueError, OSError):
        wrong = Message("check.no-time-zone", zone=hall.timezone)
        yield Mistake("hall.toml", "timezone", wrong, Message("check.use-zone-name"))
    if hall.languages[:1] != (FIRST_LANGUAGE,) or len(set(hall.languages)) < len(hall.languages):
        wrong = Message("check.first-language", lang=FIRST_LANGUAGE)
        yield Mistake(
            "hall.toml",
            "languages",
            wrong,
            Message("check.write-language-first", lang=FIRST_LANGUAGE),
        )


def _services(hall: Hall, lost: Lost) -> Iterable[Mistake]:
    served = {
        "window": {name for window in hall.windows for name in window.services},
        "terminal": {name for m in hall.machines if m.what == "terminal" for name in m.services},
    }
    # What could not be read may be the very window that serves it.
    all_seen = not lost.ids and not lost.parts & {"windows", "machines"}
    for at, service in enumerate(hall.services):
        if not service.offers:
            wrong = Message("check.no-channel", service=service.id)
            yield Mistake(
                "services.toml",
                f"services[{at}].offers",
                wrong,
                Message("check.add-offer"),
            )
        for kind in dict.fromkeys(offer.kind for offer in service.offers):
            if all_seen and kind in served and service.id not in served[kind]:
                wrong = Message("check.nothing-serves", kind=kind, service=service.id)
                yield Mistake(
                    "services.toml",
                    f"services[{at}].offers",
                    wrong,
                    Message("check.list-service", kind=kind),
                )
    system = hall.online.system if hall.online is not None else "system/etax"
    there = hall.online is None or system in {one.id for one in hall.systems}
    for key, _, offer in offers(hall):
        if offer.kind == "online" and there and system not in offer.depends:
            yield Mistake(
                "services.toml",
                f"{key}.depends",
                Message("check.must-depend", system=system),
                Message("check.add-it"),
            )
        missing = lacking(offer)
        if missing and offer.verified_on is not None:
            wrong = Message("check.confirmed-without", kind=offer.kind, missing=missing)
            yield Mistake(
                "services.toml", f"{key}.{missing}", wrong, Message("check.write-or-unverify")
            )


def _lamps(hall: Hall) -> Iterable[Mistake]:
    counted = Counter(lamp.address for lamp in hall.lamps)
    for at, lamp in enumerate(hall.lamps):
        if counted[lamp.address] > 1:
            yield from _shared(hall, at, lamp)
        if not lamp.colours or len(set(lamp.colours)) < len(lamp.colours):
            wrong = Message("check.no-colour")
            yield Mistake(
                "lamps.toml", f"lamps[{at}].colours", wrong, Message("check.list-colours")
            )
        if lamp.blink_hz is not None and not (math.isfinite(lamp.blink_hz) and lamp.blink_hz > 0):
            yield Mistake(
                "lamps.toml",
                f"lamps[{at}].blink_hz",
                Message("check.no-rate"),
                Message("check.measure-rate"),
            )
        relays = Counter(lamp.channels.values())
        for channel, relay in lamp.channels.items():
            if relays[relay] > 1:
                wrong = Message("check.relay-twice", relay=relay)
                yield Mistake(
                    "lamps.toml",
                    f"lamps[{at}].channels.{channel}",
                    wrong,
                    Message("check.give-own-relay"),
                )
        if lamp.map is not None and lamp.frames is not None:
            wrong = Message("check.map-and-frames")
            yield Mistake(
                "lamps.toml", f"lamps[{at}].frames", wrong, Message("check.keep-what-protocol-uses")
            )


def _shared(hall: Hall, at: int, lamp: Lamp) -> Iterable[Mistake]:
    """Lamps may share a relay board: same address and protocol, each with its own relays."""
    others = [other for other in hall.lamps if other is not lamp and other.address == lamp.address]
    if not lamp.channels or any(
        not other.channels or other.protocol != lamp.protocol for other in others
    ):
        remedy = Message("check.give-own-port")
        yield Mistake(
            "lamps.toml",
            f"lamps[{at}].address",
            Message("check.used-twice", id=lamp.address),
            remedy,
        )
        return
    for channel, relay in lamp.channels.items():
        for other in others:
            if relay in other.channels.values():
                wrong = Message("check.relay-of-other", relay=relay, other=other.id)
                yield Mistake(
                    "lamps.toml",
                    f"lamps[{at}].channels.{channel}",
                    wrong,
                    Message("check.give-own-relay"),
                )


CHECKS = (
    duplicates,
    wrong_types,
    displays,
    cycles,
    _addresses,
    _hours,
    _settings,
    unspoken,
    _lamps,
)

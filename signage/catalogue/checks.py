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
from signage.language.words import FIRST_LANGUAGE


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
    for key, _, offer in offers(hall):
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
            if not (_is_day(season.since) and _is_day(season.until)):
                yield Mistake(
                    "hall.toml", f"{key}.seasons[{at}]", "there is no such day", "write MM-DD"
                )
        for day_off in sorted(set(hours.holidays) & set(hours.make_up)):
            yield Mistake(
                "hall.toml", f"{key}.make_up", f"{day_off} is a holiday too", "keep it in one list"
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
        yield Mistake("hall.toml", key, "a time carries an offset", "write hall time alone")
        return
    ordered = sorted(spans)
    backwards = any(start >= end for start, end in ordered)
    # Touching is right: 9 to 12 and 12 to 17.
    if backwards or any(a[1] > b[0] for a, b in pairwise(ordered)):
        yield Mistake(
            "hall.toml", key, "spans overlap or run backwards", "write start before end, in order"
        )


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
    # What could not be read may be the very window that serves it.
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
    for key, _, offer in offers(hall):
        if offer.kind == "online" and there and system not in offer.depends:
            yield Mistake(
                "services.toml",
                f"{key}.depends",
                f"online filing must depend on {system}",
                "add it",
            )
        missing = lacking(offer)
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

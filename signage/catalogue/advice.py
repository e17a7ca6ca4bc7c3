"""What a described hall must still confirm or perhaps means otherwise: advice, no mistakes."""

from collections.abc import Iterable, Iterator
from datetime import date

from signage.catalogue.kinds import Catalogue
from signage.catalogue.parts import lacking, offers
from signage.hall.filing_services import filed
from signage.hall.hours import unlisted_year
from signage.hall.model import Hall
from signage.language.mistake import Mistake, file_of
from signage.language.postponement import has_other_words, put_off


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
    for key, service, offer in offers(hall):
        if offer.verified_on is None:
            missing = lacking(offer)
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
            # Words written for those very days may put people off as well.
            if ".last_days" in key or not has_other_words(kind, key.removeprefix(f"kinds[{at}].")):
                wrong = f"{kind.code}: {words!r} is left out {ON_LAST_DAYS}"
                yield Mistake("catalogue", key, wrong, "write last_days with what is said instead")


ON_LAST_DAYS = "on the last filing days, when nobody is put off"


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
    # POSIX counts hours west of Greenwich, and the Etc names follow it.
    if hall.timezone.startswith("Etc/GMT") and hall.timezone not in ("Etc/GMT", "Etc/GMT0"):
        wrong = f"{hall.timezone} runs against its sign: Etc/GMT-8 is eight hours ahead of UTC, Etc/GMT+8 behind"
        found.append(Mistake("hall.toml", "timezone", wrong, "use a place, like Asia/Shanghai"))
    return found

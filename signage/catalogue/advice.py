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
from signage.language.words import Message


def unconfirmed(hall: Hall) -> list[Mistake]:
    """What awaits a person's confirmation; no mistakes."""
    notes = []
    if hall.sample:
        notes.append(
            Mistake(
                "hall.toml",
                "sample",
                Message("check.sample-hall"),
                Message("check.describe-own"),
            )
        )
    if not hall.phone:
        notes.append(
            Mistake(
                "hall.toml",
                "phone",
                Message("check.phone-unconfirmed"),
                Message("check.call-then-write"),
            )
        )
    for at, tip in enumerate(hall.tips):
        if not hall.lifts and any("电梯" in text for text in tip.values()):
            wrong = Message("check.tip-of-lift")
            notes.append(
                Mistake(
                    "hall.toml",
                    f"tips[{at}]",
                    wrong,
                    Message("check.describe-lifts"),
                )
            )
    if hall.online is not None and hall.online.verified_on is None:
        remedy = (
            Message("check.scan-then-date") if hall.online.url else Message("check.write-url-scan")
        )
        notes.append(
            Mistake("hall.toml", "online.verified_on", Message("check.address-unconfirmed"), remedy)
        )
    for key, service, offer in offers(hall):
        if offer.verified_on is None:
            missing = lacking(offer)
            remedy = (
                Message("check.write-missing-try", missing=missing)
                if missing
                else Message("check.try-channel")
            )
            wrong = Message("check.channel-unconfirmed", service=service.id, kind=offer.kind)
            notes.append(Mistake("services.toml", f"{key}.verified_on", wrong, remedy))
    return [*notes, *_hours_of_filing(hall)]


def _hours_of_filing(hall: Hall) -> Iterator[Mistake]:
    """Up to what hour the last day's filings are taken where no closing hour says it."""
    for at, until in enumerate(hall.filing.until):
        if until.verified_on is None:
            wrong = Message("check.filing-hour-unconfirmed", kind=until.kind)
            yield Mistake(
                "deadlines.toml",
                f"filing.until[{at}].verified_on",
                wrong,
                Message("check.find-notice"),
            )
    kinds = {offer.kind for service in filed(hall) for offer in service.offers}
    if "online" in kinds and all(until.kind != "online" for until in hall.filing.until):
        wrong = Message("check.filing-hour-unknown")
        yield Mistake(
            "deadlines.toml",
            "filing.until",
            wrong,
            Message("check.write-filing-until"),
        )


def put_off_advice(hall: Hall, catalogue: Catalogue) -> Iterable[Mistake]:
    """Texts that advise to come another time and have nothing else to say on the last filing
    days."""
    for part in Hall.model_fields:
        for key, words in put_off(getattr(hall, part), part):
            yield Mistake(
                file_of(part),
                key,
                Message("check.left-out", words=f"{words!r}"),
                Message("check.keep-if-right"),
            )
    for at, kind in enumerate(catalogue.kinds):
        for key, words in put_off(kind, f"kinds[{at}]"):
            # Words written for those very days may put people off as well.
            if ".last_days" in key or not has_other_words(kind, key.removeprefix(f"kinds[{at}].")):
                wrong = Message("check.kind-left-out", kind=kind.code, words=f"{words!r}")
                yield Mistake("catalogue", key, wrong, Message("check.write-last-days"))


def calendar_advice(hall: Hall, today: date) -> list[Mistake]:
    """What of the calendar a person must still enter, or has perhaps entered wrongly."""
    found = []
    year = unlisted_year(hall.hours, today)
    if year is not None:
        wrong = Message("check.no-holiday-listed", year=year)
        found.append(
            Mistake(
                "hall.toml",
                "hours.holidays",
                wrong,
                Message("check.enter-holidays"),
            )
        )
    # POSIX counts hours west of Greenwich, and the Etc names follow it.
    if hall.timezone.startswith("Etc/GMT") and hall.timezone not in ("Etc/GMT", "Etc/GMT0"):
        wrong = Message("check.zone-sign", zone=hall.timezone)
        found.append(Mistake("hall.toml", "timezone", wrong, Message("check.use-a-place")))
    return found

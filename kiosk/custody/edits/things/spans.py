"""Hours of a day as people type them."""

import re
from datetime import time
from typing import Final

from signage.hall.hours import Span

_SPAN: Final = re.compile(r"([0-9]{1,2}):([0-9]{2})-([0-9]{1,2}):([0-9]{2})")
_DASHES: Final = re.compile(r"\s*[\u2010-\u2015\uff0d~\uff5e]\s*|\s+-\s*|-\s+")
_BETWEEN: Final = re.compile(r"[\s,;\u3001\uff0c\uff1b]+")
LAST: Final = time(23, 59, 59)


def spans_said(spans: tuple[Span, ...]) -> str:
    return " ".join(f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in spans)


def read_spans(text: str) -> tuple[Span, ...]:
    """``09:00-12:00 13:30-17:00``. Raises ValueError."""
    plain = _DASHES.sub("-", text.replace("\uff1a", ":").strip())
    found: list[Span] = []
    for part in filter(None, _BETWEEN.split(plain)):
        match = _SPAN.fullmatch(part)
        if match is None:
            raise ValueError(part)
        hour, minute, until_hour, until = map(int, match.groups())
        # No time of day is 24:00: open to the end of the day is 23:59:59 (signage.hall.hours).
        to_the_end = (until_hour, until) in ((23, 59), (24, 0))
        found.append((time(hour, minute), LAST if to_the_end else time(until_hour, until)))
    moments = [moment for span in found for moment in span]
    if moments != sorted(set(moments)):
        raise ValueError(text)
    return tuple(found)

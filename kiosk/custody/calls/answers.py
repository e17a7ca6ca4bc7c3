"""What comes back by the hall's own modem: that a telephone has a text, and what its owner answers.

Whoever holds the telephone is the person it was sent to. A sender's number can be forged, so an
answer does what a link in a message does and no more: the others are not called again.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Final

from devices.modem.pdu import Report
from kiosk.store.tables.outbox import Call
from signage.hall.model import Hall
from signage.language.words import Message, say

YES: Final = Message("calls.words-that-answer")
DIGITS_MIN: Final = 7
"""Shorter numbers are compared whole."""
Number = Callable[[str], str]
"""The telephone behind an address's name; empty where it is none."""


def same_number(one: str, other: str) -> bool:
    """With or without the country and the trunk's zero before it."""
    short, long = sorted((_digits(one), _digits(other)), key=len)
    return short == long if len(short) < DIGITS_MIN else long.endswith(short)


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number).lstrip("0")


def reported(calls: Iterable[Call], report: Report, number: Number) -> tuple[Call, int] | None:
    """Which text of which call this is about, the newest that fits: references begin anew at 255."""
    for call in sorted(calls, key=lambda one: -one.number):
        for at in reversed(range(len(call.tries))):
            one = call.tries[at]
            fits = one.state == "sent" and report.reference in one.parts
            if fits and same_number(number(one.address), report.number):
                return call, at
    return None


def answered(
    hall: Hall, calls: Iterable[Call], sender: str, text: str, number: Number
) -> tuple[Call, ...]:
    """Those that this text answers: of what went to this telephone and is open, the one it names;
    without a name, all that is about one matter, and nothing where there is more than one."""
    went = [
        call
        for call in calls
        if call.ended is None
        and any(one.went and same_number(number(one.address), sender) for one in call.tries)
    ]
    word, named = _read(text)
    yes = {one for lang in hall.languages for one in say(YES, lang).casefold().split()}
    if named is not None and (not word or word in yes):
        found = tuple(call for call in went if call.number == named)
        if found:
            return found
    if f"{word}{'' if named is None else named}" not in yes:
        return ()
    about = {call.incident or call.key for call in went}
    return tuple(went) if len(about) == 1 else ()


def _read(text: str) -> tuple[str, int | None]:
    """A word, and a call's number behind it; full-width figures count, and no sign does."""
    plain = re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text)).casefold()
    found = re.fullmatch(r"(\D{0,20})(\d{1,9})?", plain, re.ASCII)
    return (found[1], int(found[2]) if found[2] else None) if found else ("?", None)

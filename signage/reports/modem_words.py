"""Why a text did not go out by the hall's own modem, by what modem and network said."""

from collections.abc import Mapping
from typing import Final

from signage.language.words import Message, Words, noted

MODEM_WORDS: Final[Mapping[str, Words]] = {
    "no-modem-named": Message("act-words.call.no-modem-named"),
    "no-modem": Message("act-words.call.no-modem"),
    "no-sim": Message("act-words.call.no-sim"),
    "no-network": Message("act-words.call.no-network"),
    "silent": Message("act-words.call.modem-silent"),
    "error": Message("act-words.call.modem-error"),
    "not-delivered": Message("act-words.call.not-delivered"),
}
NUMBER = Message("act-words.call.cms-number")
BARRED = Message("act-words.call.cms-barred")
REJECTED = Message("act-words.call.cms-rejected")
NETWORK = Message("act-words.call.cms-network")
CARD = Message("act-words.call.cms-card")
PIN = Message("act-words.call.cms-pin")
FULL = Message("act-words.call.cms-full")
CENTRE = Message("act-words.call.cms-centre")
CODES: Final[Mapping[int, Message]] = {
    **dict.fromkeys((1, 28, 30), NUMBER),
    **dict.fromkeys((8, 10, 29, 50), BARRED),
    **dict.fromkeys((21, 27), REJECTED),
    **dict.fromkeys((38, 41, 42, 47, 331, 332), NETWORK),
    **dict.fromkeys((310, 313, 314, 315), CARD),
    **dict.fromkeys((311, 312, 316, 317, 318), PIN),
    322: FULL,
    330: CENTRE,
}
"""+CMS ERROR, 3GPP TS 27.005, 3.2.5; below 128 the network's own (TS 24.011, annex E-2)."""


def network_words(why: str) -> Words | None:
    """Of ``cms 38``, with the number an operator asks for; None for what is none."""
    sort, _, code = why.partition(" ")
    if sort not in ("cms", "cme"):
        return None
    known = CODES.get(int(code)) if sort == "cms" and code.isdecimal() else None
    return noted(known or MODEM_WORDS["error"], Message("act-words.call.code", code=code))

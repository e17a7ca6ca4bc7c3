"""Three questions about what somebody has noticed, and the kind and level they suggest (plan lines
47, 165, 207).

The answers are the product's own proposal; whoever raises it decides, and a leader sets the formal
level.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from signage.catalogue.kinds import LIFE_SAFETY, Catalogue, Kind
from signage.language.words import Message, Words

QUESTIONS: Mapping[str, Words] = {
    "harm": Message("assessment.anyone-hurt-or-in-danger"),
    "what": Message("assessment.what-is-it"),
    "scope": Message("assessment.how-much-does-it-affect"),
}
HARM: Mapping[str, Words] = {
    "hurt": Message("assessment.somebody-is-hurt-or-ill"),
    "threat": Message("assessment.danger-nobody-hurt-yet"),
    "none": Message("assessment.no"),
}
WHAT: Mapping[str, Words] = {
    "fire": Message("assessment.fire-smoke-explosion"),
    "electric": Message("assessment.device-sparks-hot-or-broken"),
    "person": Message("assessment.somebody-fell-or-is-ill"),
    "conflict": Message("assessment.a-quarrel-or-a-fight"),
    "system": Message("assessment.the-tax-system-is-down"),
    "online": Message("assessment.online-filing-is-down"),
    "network": Message("assessment.the-network-is-down"),
    "power": Message("assessment.the-power-is-out"),
    "device": Message("assessment.a-machine-is-broken"),
    "window": Message("assessment.a-window-cannot-serve"),
    "crowd": Message("assessment.too-many-people"),
    "water": Message("assessment.water-heavy-rain"),
    "quake": Message("assessment.earthquake"),
    "other": Message("assessment.something-else"),
}
SCOPE: Mapping[str, Words] = {
    "one": Message("assessment.one-window-or-device"),
    "some": Message("assessment.a-zone-or-some-windows"),
    "hall": Message("assessment.the-whole-hall"),
    "wider": Message("assessment.more-than-this-hall"),
}
ANSWERS: Mapping[str, Mapping[str, Words]] = {"harm": HARM, "what": WHAT, "scope": SCOPE}

LEVEL_OF: Mapping[str, int] = {"one": 4, "some": 3, "hall": 2, "wider": 1}
"""Scope → level (domain settings: Ⅳ device or window, Ⅲ zone, Ⅱ hall stopped, Ⅰ life safety or the
whole district)."""
HARM_LEVEL: Mapping[str, int] = {"hurt": 1, "threat": 2, "none": 4}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``level`` is proposed; ``raised`` says that it is graver than the kind's usual one."""

    kind: Kind
    level: int
    raised: bool


def calls_outside(harm: str, what: str) -> bool:
    """Whether these answers may ask for somebody from outside."""
    return harm != "none" or what == "fire"


def suggest(catalogue: Catalogue, harm: str, what: str, scope: str) -> Suggestion | None:
    """The kind and level these answers suggest; None where an answer is none of the listed."""
    if harm not in HARM or what not in WHAT or scope not in SCOPE:
        return None
    kind = catalogue.noticed(what, harm)
    if kind is None:
        return None
    # However small the scope, life safety is not proposed below the kind's own level.
    least = kind.level if kind.classes[0] in LIFE_SAFETY else 4
    level = min(LEVEL_OF[scope], HARM_LEVEL[harm], least)
    return Suggestion(kind, level, level < kind.level)

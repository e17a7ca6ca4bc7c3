"""Whom somebody before a screen can call, where nobody of the hall comes."""

from dataclasses import dataclass
from typing import Final

from signage.hall.levels import urgent_numbers
from signage.hall.model import Hall
from signage.language.words import Message, Words

HOTLINE: Final = "12366"
"""Of the whole country's tax service (plan line 85)."""


@dataclass(frozen=True, slots=True)
class Phone:
    id: str
    number: str
    name: Words


def phones(hall: Hall) -> tuple[Phone, ...]:
    """The hall's own first."""
    own = [
        ("duty", hall.duty_phone, Message("phones.duty-phone")),
        ("hall", hall.phone, _called(hall)),
    ]
    urgent = urgent_numbers(hall.handling)
    return (
        *(Phone(name, number, words) for name, number, words in own if number),
        *(Phone(one.number, one.number, one.name) for one in urgent),
    )


def _called(hall: Hall) -> Words:
    return Message("phones.tax-service-hotline" if hall.phone == HOTLINE else "phones.this-hall")

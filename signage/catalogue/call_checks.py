"""Whether the people whom the hall calls can be called, and by something."""

from collections import Counter
from collections.abc import Iterable

from signage.hall.calls import UNADDRESSED, Person
from signage.hall.levels import TIERS
from signage.hall.model import Hall
from signage.language.mistake import Mistake, file_of, meant
from signage.language.words import Message, Words


def call_mistakes(hall: Hall) -> Iterable[Mistake]:
    people, file = hall.calls.people, file_of("calls")
    ids, names = Counter(p.id for p in people), Counter(p.name for p in people)
    for at, person in enumerate(people):
        key = f"calls.people[{at}]"
        if ids[person.id] > 1:
            yield Mistake(
                file,
                f"{key}.id",
                Message("check.used-twice", id=person.id),
                Message("check.give-each-own"),
            )
        if names[person.name] > 1:
            wrong = Message("check.person-twice", name=person.name)
            yield Mistake(file, f"{key}.name", wrong, Message("check.write-one-person"))
        for what, amiss, mend in _of_person(hall, person):
            yield Mistake(file, f"{key}{what}", amiss, mend)
    outlets = Counter(outlet.id for outlet in hall.calls.outlets)
    for at, outlet in enumerate(hall.calls.outlets):
        if outlets[outlet.id] > 1:
            key, wrong = f"calls.outlets[{at}].id", Message("check.used-twice", id=outlet.id)
            yield Mistake(file, key, wrong, Message("check.give-each-own"))


def _of_person(hall: Hall, person: Person) -> Iterable[tuple[str, Words, Words]]:
    tiers = len(hall.handling.tiers or TIERS)
    if person.tier is not None and person.tier > tiers:
        yield (
            ".tier",
            Message("check.tiers-there-are", tiers=tiers),
            Message("check.write-one-tier"),
        )
    if person.tier is None and not (person.level or person.help or person.reports):
        yield "", Message("check.nobody-calls"), Message("check.write-tier")
    if person.language not in hall.languages:
        near = meant(person.language, hall.languages)
        remedy = (
            Message("check.did-you-mean", name=near)
            if near
            else Message("check.write-one-of", known=list(hall.languages))
        )
        yield ".language", Message("check.hall-not-speaks", lang=person.language), remedy
    for at, way in enumerate(person.ways):
        key = f".ways[{at}]"
        if way.way in UNADDRESSED and way.address is not None:
            yield (
                f"{key}.address",
                Message("check.way-needs-no-address", way=way.way),
                Message("check.leave-out"),
            )
        if way.way not in UNADDRESSED and way.address is None:
            remedy = Message("check.write-way-name")
            yield key, Message("check.way-needs-address", way=way.way), remedy
        if way in person.ways[:at]:
            yield key, Message("check.same-way"), Message("check.leave-out")

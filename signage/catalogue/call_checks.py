"""Whether the people whom the hall calls can be called, and by something."""

from collections import Counter
from collections.abc import Iterable

from signage.hall.calls import UNADDRESSED, Person
from signage.hall.levels import TIERS
from signage.hall.model import Hall
from signage.language.mistake import Mistake, file_of, meant


def call_mistakes(hall: Hall) -> Iterable[Mistake]:
    people, file = hall.calls.people, file_of("calls")
    ids, names = Counter(p.id for p in people), Counter(p.name for p in people)
    for at, person in enumerate(people):
        key = f"calls.people[{at}]"
        if ids[person.id] > 1:
            yield Mistake(file, f"{key}.id", f"{person.id} is used twice", "give each its own")
        if names[person.name] > 1:
            wrong = f"{person.name} is there twice"
            yield Mistake(file, f"{key}.name", wrong, "write one person with all their ways")
        for what, wrong, remedy in _of_person(hall, person):
            yield Mistake(file, f"{key}{what}", wrong, remedy)
    outlets = Counter(outlet.id for outlet in hall.calls.outlets)
    for at, outlet in enumerate(hall.calls.outlets):
        if outlets[outlet.id] > 1:
            key, wrong = f"calls.outlets[{at}].id", f"{outlet.id} is used twice"
            yield Mistake(file, key, wrong, "give each its own")


def _of_person(hall: Hall, person: Person) -> Iterable[tuple[str, str, str]]:
    tiers = len(hall.handling.tiers or TIERS)
    if person.tier is not None and person.tier > tiers:
        yield ".tier", f"there are {tiers} tiers", "write one of them, or describe it in hall.toml"
    if person.tier is None and not (person.level or person.help or person.reports):
        yield "", "nothing ever calls this person", "write tier, level, help or reports"
    if person.language not in hall.languages:
        near = meant(person.language, hall.languages)
        remedy = f"did you mean {near}?" if near else f"write one of: {', '.join(hall.languages)}"
        yield ".language", f"the hall does not speak {person.language}", remedy
    for at, way in enumerate(person.ways):
        key = f".ways[{at}]"
        if way.way in UNADDRESSED and way.address is not None:
            yield f"{key}.address", f"{way.way} needs no address", "leave it out"
        if way.way not in UNADDRESSED and way.address is None:
            remedy = "write the name it has in the file of the setting call_ways"
            yield key, f"{way.way} needs an address", remedy
        if way in person.ways[:at]:
            yield key, "the same way is there before", "leave it out"

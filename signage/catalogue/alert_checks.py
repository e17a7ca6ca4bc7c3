"""Whether what the hall makes of reports by monitoring systems can be raised in it."""

from collections import Counter
from collections.abc import Iterable, Sequence

from signage.catalogue.kinds import Catalogue
from signage.catalogue.references import TYPES, Lost, unknown
from signage.hall.alerts.thresholds import PROBE
from signage.hall.model import HALL, Hall
from signage.language.mistake import Mistake, file_of
from signage.language.words import Message


def alert_mistakes(hall: Hall, catalogue: Catalogue, lost: Lost) -> Iterable[Mistake]:
    yield from _probe_mistakes(hall)
    yield from _threshold_mistakes(hall)
    yield from _contact_mistakes(hall)
    yield from _broker_mistakes(hall)
    yield from _twice("sources", [source.id for source in hall.alerts.sources])
    yield from _twice("rules", [rule.id for rule in hall.alerts.rules])
    # What could not be read may be the very thing that a rule names.
    all_seen = not lost.ids and not lost.parts.intersection(TYPES)
    for at, rule in enumerate(hall.alerts.rules):
        key, file = f"alerts.rules[{at}]", file_of("alerts")
        if all_seen and not hall.knows(rule.target):
            yield unknown("alerts", f"{key}.target", rule.target, {HALL, *hall.resources})
        kind = catalogue.kind.get(rule.kind)
        if kind is None or not kind.raisable:
            if "kinds" not in lost.parts:
                known = (one.code for one in catalogue.kinds if one.raisable)
                yield unknown("alerts", f"{key}.kind", rule.kind, known)
        elif rule.target.partition("/")[0] not in kind.targets:
            wrong = Message("check.cannot-be-raised-on", kind=rule.kind, target=rule.target)
            targets = ", ".join(kind.targets)
            yield Mistake(file, f"{key}.target", wrong, Message("check.choose-type", types=targets))


def _probe_mistakes(hall: Hall) -> Iterable[Mistake]:
    yield from _twice("probes", [probe.id for probe in hall.alerts.probes])
    for at, probe in enumerate(hall.alerts.probes):
        key, file = f"alerts.probes[{at}]", file_of("alerts")
        labels = [probe.labels_of(condition) for condition in probe.conditions]
        if not any(map(hall.alerts.rule_for, labels)):
            wrong = Message("check.no-rule-matches")
            said = ", ".join(f'{name}="{value}"' for name, value in labels[0].items())
            yield Mistake(file, key, wrong, Message("check.write-rule-on", labels=said))


def _threshold_mistakes(hall: Hall) -> Iterable[Mistake]:
    yield from _twice("thresholds", [one.id for one in hall.alerts.thresholds])
    probes = {probe.id for probe in hall.alerts.probes}
    for at, one in enumerate(hall.alerts.thresholds):
        named = PROBE.fullmatch(one.measure)
        if named is not None and named[1] not in probes:
            yield unknown("alerts", f"alerts.thresholds[{at}].measure", named[1], probes)


def _contact_mistakes(hall: Hall) -> Iterable[Mistake]:
    contacts = hall.alerts.contacts
    yield from _twice("contacts", [contact.id for contact in contacts])
    wired = [(contact.address, contact.input) for contact in contacts]
    for at, contact in enumerate(contacts):
        key, file = f"alerts.contacts[{at}]", file_of("alerts")
        line = contact.address.partition("#")[0]
        if not hall.alerts.rule_for(contact.labels_of(reached=True)):
            wrong = Message("check.no-rule-matches")
            remedy = Message("check.write-rule-like", id=contact.id)
            yield Mistake(file, key, wrong, remedy)
        if wired[at] in wired[:at]:
            yield Mistake(
                file, f"{key}.input", Message("check.input-taken"), Message("check.name-another")
            )
        other = next(
            (one for one in contacts[:at] if one.address.partition("#")[0] == line), contact
        )
        if other.baud != contact.baud:
            remedy = Message("check.write-as-other", baud=other.baud, other=other.id)
            yield Mistake(file, f"{key}.baud", Message("check.one-speed"), remedy)


def _broker_mistakes(hall: Hall) -> Iterable[Mistake]:
    yield from _twice("mqtt", [broker.id for broker in hall.alerts.mqtt])
    for at, broker in enumerate(hall.alerts.mqtt):
        table = f"mqtt[{at}].topics"
        yield from _twice(table, [topic.id for topic in broker.topics])
        for number, topic in enumerate(broker.topics):
            if hall.alerts.rule_for(topic.labels_of(topic.topic, topic.firing[0])) is None:
                remedy = Message("check.write-rule-like", id=topic.id)
                key, wrong = f"alerts.{table}[{number}]", Message("check.no-rule-matches")
                yield Mistake(file_of("alerts"), key, wrong, remedy)


def _twice(table: str, ids: Sequence[str]) -> Iterable[Mistake]:
    """Every place of an id that is there more than once."""
    counted = Counter(ids)
    for at, name in enumerate(ids):
        if counted[name] > 1:
            key, wrong = f"alerts.{table}[{at}].id", Message("check.used-more-than-once", id=name)
            yield Mistake(file_of("alerts"), key, wrong, Message("check.give-each-own"))

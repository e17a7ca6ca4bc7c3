"""What leaves the hall names nobody: reports for the higher authority without staff, phones and
free remarks."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from signage.language.personal import masked
from signage.language.words import NO_WORDS, Message, say
from signage.reports.report import Evidence, Report
from signage.situation.events import CommanderNamed
from signage.situation.incidents import Mark
from signage.situation.registers import Row
from signage.situation.remarks import PERSONAL

STAFF = Message("mask.a-member-of-staff")
"""What stands for a name."""


def anonymous(made: Report, people: Iterable[str] = ()) -> Report:
    """No personal data: who acted by role alone, free texts without the names of staff and without
    phone numbers."""
    acting = {
        act.who
        for act in made.acts
        if act.recorded.actor.role not in ("device", "screen", "system")
    }
    named = {
        act.recorded.event.name
        for act in made.acts
        if isinstance(act.recorded.event, CommanderNamed)
    }
    # The longest first: 王 alone would leave the rest of 王小明 to be read.
    clean = _cleaner(sorted({*acting, *named, *people} - {""}, key=len, reverse=True))
    acts = tuple(
        replace(
            act,
            recorded=replace(act.recorded, actor=replace(act.recorded.actor, name="")),
            words=clean(act.words),
        )
        for act in made.acts
    )
    told = tuple(
        replace(
            one, title=clean(one.title), by="", approved_by="",
            facts=tuple(replace(fact, by="") for fact in one.facts),
        )
        for one in made.told
    )  # fmt: skip
    kept = tuple(Evidence(clean(one.text), "", "", one.at) for one in made.evidence)
    was = made.incident
    incident = replace(
        was, commander="", note="", note_words=NO_WORDS, cause=clean(was.cause), raised_by="",
        acknowledged_by=None if was.acknowledged_by is None else "",
        review=_unsigned(was.review, clean), signed=_unsigned(was.signed, clean),
        findings=_unnamed(was.findings, clean), arrived={}, remarks=(), five={},
    )  # fmt: skip
    return replace(made, incident=incident, cause=clean(made.cause), impact=clean(made.impact), acts=acts,
                   evidence=kept, told=told, measures=tuple(clean(text) for text in made.measures))  # fmt: skip


def _unsigned(mark: Mark | None, clean: Callable[[str], str]) -> Mark | None:
    return None if mark is None else Mark("", mark.at, clean(mark.text))


def _unnamed(row: Row | None, clean: Callable[[str], str]) -> Row | None:
    if row is None:
        return None
    return Row(
        {name: clean(text) for name, text in row.fields.items() if name not in PERSONAL},
        row.at,
        "",
        row.seq,
    )


def _cleaner(names: Sequence[str]) -> Callable[[str], str]:
    found = re.compile("|".join(map(re.escape, names))) if names else None

    def clean(text: str) -> str:
        # Staff first: of a name in their list it is known whose it is.
        return masked(found.sub(say(STAFF), text) if found else text)

    return clean

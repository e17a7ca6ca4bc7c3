"""What each text of a kind of incident is, in words, and an edit of them told in words."""

from collections.abc import Mapping
from typing import Final

from kiosk.content.upgrades.blocks import Block, Unsplit
from kiosk.custody.edits.edit import Change
from kiosk.custody.edits.kind_words import Place, kinds_in, words_apart
from kiosk.wording.page_words import NAME, said
from signage.catalogue.kind_words import USUAL
from signage.hall.short_names import TYPE_WORDS
from signage.language.words import Message, Words, plain

CATALOGUE: Final = "catalogue/"
CLASSES: Final[Mapping[str, Words]] = {
    "evacuate": Message("new-incidents.evacuate"), "shelter": Message("new-incidents.shelter"),
    "danger": Message("new-incidents.danger"), "cordon": Message("new-incidents.keep-out"),
    "closed": Message("new-incidents.hall-closed"), "outage": Message("new-incidents.outage"),
    "suspended": Message("new-incidents.paused"), "redirect": Message("new-incidents.redirect"),
    "warning": Message("new-incidents.warning"), "staff": Message("new-incidents.staff-only"),
    USUAL: Message("kind-texts.usual"),
}  # fmt: skip
"""What a text is for, where it was chosen by class."""
WAYS: Final[Mapping[str, Words]] = {**TYPE_WORDS, **CLASSES}
PLAIN: Final[Mapping[str, Words]] = {
    "name": Message("kind-texts.name"), "sign": Message("kind-texts.sign"), "strip": Message("kind-texts.strip"),
    "what": Message("kind-texts.what"), "text": Message("kind-texts.question"), "yes": Message("kind-texts.yes"),
    "no": Message("kind-texts.no"),
}  # fmt: skip
LISTED: Final[Mapping[str, str]] = {
    "steps": "kind-texts.step", "recovery": "kind-texts.recovery", "redirect": "kind-texts.leading",
    "report": "kind-texts.report",
}  # fmt: skip
OWNER, LAST_DAYS, LIFTS = (
    Message("kind-texts.owner"), Message("kind-texts.last-days"), Message("kind-texts.lifts"),
)  # fmt: skip
Line = tuple[Words, str, str]


def label(place: Place) -> Words:
    """In words; by its keys where there are none for it."""
    head, *rest = place
    if head in LISTED and rest:
        item = Message(LISTED[str(head)], number=int(rest[0]) + 1)
        inner = {"owner": OWNER, "last_days": LAST_DAYS}.get(str(rest[-1]))
        return item if inner is None else _about(item, inner)
    if head in ("signs", "on"):
        where = WAYS.get(str(rest[0]), plain(str(rest[0])))
        return _about(PLAIN["sign"] if head == "signs" else label(tuple(rest[1:])), where)
    if head in ("lifts", "last_days"):
        return _about(label(tuple(rest)), LIFTS if head == "lifts" else LAST_DAYS)
    if head == "asks":
        return label(tuple(rest))
    if head == "lines":
        return Message("kind-texts.line", number=int(rest[0]) + 1)
    return PLAIN.get(str(head), plain(".".join(map(str, place))))


def way_words(kind: Words, way: str) -> Words:
    """A kind on a sort of target, or as a class."""
    return _about(kind, WAYS.get(way, plain(way)))


def _about(words: Words, where: Words) -> Words:
    return Message("kind-texts.about", words=words, where=where)


def kind_lines(change: Change) -> list[Line] | None:
    """Texts of kinds that differ; None where the file differs in anything else, or in none."""
    found: list[Line] = []
    sides = _both(change)
    if sides is None:
        return None
    for was, now in sides:
        apart = words_apart(was.value, now.value)
        if apart is None:
            return None
        none = said(Message("description.nothing"))
        for place, lang, old, new in apart:
            words = Message(
                "kind-texts.of-kind", kind=now.value["name"], words=label(place),
                language=NAME.get(lang, lang),
            )  # fmt: skip
            found.append((words, old or none, new or none))
    return found or None


def _both(change: Change) -> list[tuple[Block, Block]] | None:
    """Each kind as it was and as it is; None where they are not the same kinds."""
    if not change.file.startswith(CATALOGUE):
        return None
    try:
        sides = [kinds_in(change.file, text) for text in (change.before, change.after)]
    except Unsplit:
        return None
    old, new = ([one.code for one in side.blocks] for side in sides)
    if old != new:
        return None
    return [*zip(sides[0].blocks, sides[1].blocks, strict=True)]

"""What helps the one who handles it: three questions, emergency numbers, cards for talking, the
silent call."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask import request
from flask.typing import ResponseReturnValue

from kiosk.access.people import local_path, staff_required, tablet
from kiosk.serving.services import services
from kiosk.staff.console import blueprint
from kiosk.staff.console.home import home_page
from kiosk.staff.console.procedure import COLOUR_CLASS
from kiosk.staff.shell.page import page, staff_or_tablet
from kiosk.staff.shell.submit import submit, who
from kiosk.wording.declared import Declared, values_of
from signage.catalogue.kinds import LIFE_SAFETY, Kind
from signage.deciding.assessment import ANSWERS, QUESTIONS, calls_outside, suggest
from signage.hall.levels import EmergencyNumber, Level, Tier, dialled, level_of, numbers_of
from signage.language.disputes import PHRASES, PRINCIPLES, STEPS, Advice, Phrase
from signage.language.words import Message, Words
from signage.reports.emergency_call import read_aloud
from signage.rules.liaison import callees
from signage.rules.permissions import may_raise
from signage.situation.commands import AnswerAssist, CallAssist
from signage.situation.incidents import LEVEL_ROLES, Incident
from signage.situation.registers import SECTORS

TABLET_PREFIX = "tablet:"


@dataclass(frozen=True, slots=True)
class Answer:
    """``query`` is what its address asks for."""

    value: str
    words: Words
    query: str


@dataclass(frozen=True, slots=True)
class Question:
    number: int
    words: Words
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Suggested:
    """The kind and level that the answers suggest, and what this person may do with them."""

    kind: Kind
    number: int
    level: Level
    colour: str
    may_raise: bool
    level_is_others: bool
    """Whether it is graver than usual and somebody else decides that."""
    calls: bool
    """Whether somebody outside may have to be called."""

    @property
    def look(self) -> str:
        return self.kind.classes[0]

    @property
    def told(self) -> Words:
        grounds, decides, calls = self.level.grounds, self.level.decides, self.level.calls
        return Message("assess.level", grounds=grounds, decides=decides, calls=calls)


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is answered already, and the next question or else what is suggested."""

    given: tuple[Answer, ...]
    asked: Question | None
    found: Suggested | None


@dataclass(frozen=True, slots=True)
class Contact:
    sector: str
    of: Words
    name: str
    phone: str
    duty: str

    @property
    def dialled(self) -> str:
        return dialled(self.phone)


@dataclass(frozen=True, slots=True)
class Numbers:
    numbers: tuple[EmergencyNumber, ...]
    lines: tuple[Words, ...]
    """To read aloud."""
    incident: Incident | None
    outside: tuple[Contact, ...]
    tiers: tuple[Tier, ...]


@dataclass(frozen=True, slots=True)
class Talk:
    """``crisis`` is the kind that is raised where words no longer help; empty where the catalogue
    has none."""

    crisis: str
    principles: tuple[Advice, ...] = PRINCIPLES
    steps: tuple[Advice, ...] = STEPS
    phrases: tuple[Phrase, ...] = PHRASES


DECLARED: Final[Declared] = {
    "staff/console/assess.html": (Assessment,),
    "staff/console/numbers.html": (Numbers,),
    "staff/console/talk.html": (Talk,),
}


@blueprint.get("/console/assess")
@staff_required
def assess() -> str:
    """One question after the other, then the suggestion: raise it, or leave it as a report for a
    leader."""
    given = {
        name: request.args[name] for name in QUESTIONS if request.args.get(name) in ANSWERS[name]
    }
    asked = next((name for name in QUESTIONS if name not in given), None)
    shown = Assessment(
        tuple(_given(given, name) for name in given),
        _question(given, asked) if asked else None,
        None if asked else _suggested(given),
    )
    return page("staff/console/assess.html", who(), **values_of(shown))


def _given(given: Mapping[str, str], name: str) -> Answer:
    """Its address takes the answer back; the ``&`` at its end is what asks for the next."""
    others = {other: value for other, value in given.items() if other != name}
    return Answer(given[name], ANSWERS[name][given[name]], _query(others))


def _question(given: Mapping[str, str], asked: str) -> Question:
    answers = (
        Answer(value, words, f"{_query(given)}{asked}={value}")
        for value, words in ANSWERS[asked].items()
    )
    return Question(len(given) + 1, QUESTIONS[asked], tuple(answers))


def _query(given: Mapping[str, str]) -> str:
    return "".join(f"{name}={value}&" for name, value in given.items())


def _suggested(given: Mapping[str, str]) -> Suggested | None:
    content, role = services().board.view.content, who().role
    found = suggest(content.catalogue, given["harm"], given["what"], given["scope"])
    if found is None:
        return None
    kind, level = found.kind, level_of(content.hall.handling, found.level)
    return Suggested(
        kind, found.level, level, COLOUR_CLASS[level.colour.id], may_raise(role, kind, kind.classes[0]),
        found.raised and role not in LEVEL_ROLES, calls_outside(given["harm"], given["what"]),
    )  # fmt: skip


@blueprint.get("/console/numbers")
@staff_or_tablet
def numbers() -> str:
    """The card beside the telephone; what happened is filled in when it was opened from an incident
    or only one is."""
    view = services().board.view
    hall, situation = view.content.hall, view.world.situation
    grave = [
        incident for incident in situation.open_incidents if incident.notice.cls in LIFE_SAFETY
    ]
    asked = situation.incidents.get(request.args.get("incident", ""))
    # Of two emergencies none is guessed: the wrong address would be read out on the telephone.
    shown = asked if asked is not None and asked.open else grave[0] if len(grave) == 1 else None
    kind, contacts = shown.notice.kind if shown else None, situation.registers.get("contacts", {})
    outside = callees(contacts, view.content.catalogue, kind)
    card = Numbers(
        numbers_of(hall.handling), read_aloud(hall, shown), shown, tuple(_contact(row.fields) for row in outside),
        tuple(tier for tier in hall.handling.climbs(1) if tier.phone),
    )  # fmt: skip
    return page("staff/console/numbers.html", who(), **values_of(card))


def _contact(fields: Mapping[str, str]) -> Contact:
    return Contact(
        fields["sector"], SECTORS[fields["sector"]], fields["name"], fields.get("phone", ""), fields.get("duty", "")
    )  # fmt: skip


@blueprint.get("/console/talk")
@staff_required
def talk() -> str:
    """Cards for talking, with the places where somebody just now has to."""
    crisis = services().board.view.content.catalogue.crisis
    return page(
        "staff/console/talk.html", who(), **values_of(Talk(crisis.code if crisis else ""))
    )  # fmt: skip


@blueprint.get("/console/part/assists")
@staff_or_tablet
def assists_part() -> str:
    return page("staff/shell/_assists.html", who())


@blueprint.post("/console/assist")
@staff_required
def call_assist() -> ResponseReturnValue:
    """Silent: the page one was on comes back, and nothing on it shouts."""
    device = tablet()
    where = device.name.removeprefix(TABLET_PREFIX) if device is not None else ""
    return _done(CallAssist(where))


@blueprint.post("/console/assist/answer")
@staff_required
def answer_assist() -> ResponseReturnValue:
    return _done(AnswerAssist(request.form.get("person", "")))


def _done(command: CallAssist | AnswerAssist) -> ResponseReturnValue:
    return submit(command, local_path(request.form.get("back")), home_page)

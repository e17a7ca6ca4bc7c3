"""Who may sign in: a new person, another role, a new PIN, somebody who leaves."""

from dataclasses import dataclass
from typing import Final

from flask import abort, request
from flask.typing import ResponseReturnValue

from kiosk.access.accounts.members import is_name
from kiosk.access.languages import choices
from kiosk.access.people import require
from kiosk.serving.pins import hash_pin, pin_fault
from kiosk.serving.services import services
from kiosk.staff.facilities.home import blueprint
from kiosk.staff.shell.further import PEOPLE, linked_from
from kiosk.staff.shell.page import answer, page
from kiosk.staff.shell.submit import Fault, submit, tried, who
from kiosk.wording.declared import Declared, values_of
from signage.language.letters import LOST
from signage.language.letters import fault as letters_fault
from signage.language.words import Message, Words, plain, points
from signage.reports.act_words import Around, act_words
from signage.reports.report import ROLE_WORDS
from signage.rules.permissions import ON_PEOPLE
from signage.situation.commands import NoteConfiguration
from signage.situation.events import Recorded
from signage.situation.incidents import OF_MACHINES, OF_TABLETS, Actor

ADDRESS: Final = "/facilities/people"
NAME_MOST: Final = 64
DONE_MOST: Final = 100
ROLES: Final = ("guide", "supervisor", "facilities", "admin")
manages = require(*ON_PEOPLE)


@dataclass(frozen=True, slots=True)
class Row:
    """``account``: what the bureau's directory calls them; ``taken_in``: they came by it alone."""

    name: str
    role: Words
    may_leave: bool
    account: str
    taken_in: bool
    may_be_named: bool


@dataclass(frozen=True, slots=True)
class Offered:
    value: str
    words: Words
    chosen: bool


@dataclass(frozen=True, slots=True)
class People:
    """``name`` and ``roles``: of the form, with what was typed; a PIN is never sent back.
    ``wrong``: the field of it that the fault is about, or nothing. ``accounts``: whether people may
    sign in through the bureau's directory."""

    rows: tuple[Row, ...]
    name: str
    roles: tuple[Offered, ...]
    languages: tuple[Offered, ...]
    wrong: str
    accounts: bool


@dataclass(frozen=True, slots=True)
class Deed:
    """One act, in the hall's own time; ``incident``: the number of what it was about, or nothing."""

    number: int
    at: str
    words: Words
    incident: str


@dataclass(frozen=True, slots=True)
class Done:
    """What somebody did, the newest first."""

    name: str
    deeds: tuple[Deed, ...]
    most: int


DECLARED: Final[Declared] = {
    "staff/facilities/weekly/people.html": (People,),
    "staff/facilities/weekly/done.html": (Done,),
}


def _page(fault: Fault | None = None) -> ResponseReturnValue:
    actor, chosen = who(), request.form.get("role", "guide")
    people = sorted(
        (one for one in services().people.all_staff() if one.active), key=lambda r: r.name
    )
    here = services()
    accounts, taken_in = here.store.accounts(), here.store.taken_in()
    shown = People(
        tuple(
            Row(
                one.name, ROLE_WORDS[one.role], _may(actor, one.name, one.role),
                accounts.get(one.name, ""), one.name in taken_in,
                one.role in ON_PEOPLE[actor.role],
            ) for one in people
        ),
        request.form.get("name", "")[:NAME_MOST],
        tuple(Offered(role, ROLE_WORDS[role], role == chosen)
              for role in ROLES if role in ON_PEOPLE[actor.role]),
        tuple(Offered(one.value, plain(one.words), one.value == request.form.get("lang"))
              for one in choices()),
        (fault.field or "") if fault else "", here.accounts is not None,
    )  # fmt: skip
    return answer("staff/facilities/weekly/people.html", actor, fault, **values_of(shown))


def _may(actor: Actor, name: str, role: str) -> bool:
    """Nobody takes their own right away: so one person is always left who can give it."""
    return role in ON_PEOPLE.get(actor.role, frozenset()) and name != actor.name


@blueprint.get(ADDRESS)
@linked_from(PEOPLE, Message("persons.who-may-sign-in"), blueprint)
@manages
def people() -> ResponseReturnValue:
    return _page()


@blueprint.post(ADDRESS)
@manages
def enlist_person() -> ResponseReturnValue:
    """A new person, or a known one's role and PIN anew; every sign-in made before ends with them."""
    name, role = request.form.get("name", "").strip(), request.form.get("role", "")
    pin = request.form.get("pin", "")
    wrong = _wrong(name, role, pin)
    if wrong is not None:
        return _page(wrong)
    here, hashed = services(), hash_pin(pin)
    refused = tried(lambda: _enlisted(name, role, hashed))
    if isinstance(refused, Fault):
        return _page(refused)
    here.people.refresh()
    return submit(NoteConfiguration("person", f"{name} ({role})"), ADDRESS, _page)


def _enlisted(name: str, role: str, hashed: str) -> None:
    """With the language they read, where one was chosen."""
    lang = request.form.get("lang", "")
    services().store.put_staff(name, role, hashed)
    if lang in {one.value for one in choices()}:
        services().store.put_language(f"staff:{name}", lang)


def _wrong(name: str, role: str, pin: str) -> Fault | None:
    """At its field."""
    actor, known = who(), services().people.staff(name)
    if services().store.without_log:
        return Fault(Message("persons.not-in-safe-mode"))
    if not 1 <= len(name) <= NAME_MOST or letters_fault(name, f"\n\t{LOST}") is not None:
        return Fault(Message("first.name-is-one-line", most=NAME_MOST), field="name")
    if name.startswith((OF_MACHINES, OF_TABLETS)):
        return Fault(Message("first.name-of-machines"), field="name")
    if role not in ON_PEOPLE[actor.role]:
        return Fault(Message("persons.not-this-role"), field="role")
    if known is not None and known.active:
        if name == actor.name and role != known.role:
            return Fault(Message("persons.not-your-own-role"), field="role")
        if known.role not in ON_PEOPLE[actor.role]:
            return Fault(Message("persons.not-this-role"), field="name")
    if weak := pin_fault(pin):
        return Fault(weak, field="pin")
    if pin != request.form.get("again", ""):
        return Fault(Message("first.two-pins-differ"), field="again")
    return None


@blueprint.get(f"{ADDRESS}/done")
@manages
def done_by() -> ResponseReturnValue:
    """Whoever it was: somebody who left is still named by what they did."""
    here, name = services(), request.args.get("name", "")[:NAME_MOST]
    found = here.store.done_by(name, DONE_MOST)
    if not found and here.people.staff(name) is None:
        abort(404)
    shown = Done(name, tuple(map(_deed, found)), DONE_MOST)
    return page("staff/facilities/weekly/done.html", who(), **values_of(shown))


def _deed(recorded: Recorded) -> Deed:
    view, event = services().board.view, recorded.event
    number = getattr(event, "incident", "")
    hall, incident = view.content.hall, view.world.situation.incidents.get(number)
    words = act_words(Around(hall, incident, incident, view.world.situation.after.texts), event)
    about_it = [incident.notice.name] if incident is not None else []
    at = f"{hall.local(recorded.at):%Y-%m-%d %H:%M:%S}"
    return Deed(recorded.seq, at, points([words, *about_it]), number)


@blueprint.post(f"{ADDRESS}/leave")
@manages
def let_go() -> ResponseReturnValue:
    here, name = services(), request.form.get("name", "")
    known = here.people.staff(name)
    if known is None or not known.active or here.store.without_log:
        abort(409)
    if not _may(who(), name, known.role):
        abort(403)
    refused = tried(lambda: here.store.remove_staff(name))
    if isinstance(refused, Fault):
        return _page(refused)
    here.people.refresh()
    return submit(NoteConfiguration("person-left", name), ADDRESS, _page)


@blueprint.post(f"{ADDRESS}/account")
@manages
def name_account() -> ResponseReturnValue:
    """What the bureau's directory calls somebody; empty, and they sign in by PIN alone."""
    here, name = services(), request.form.get("name", "")
    account, known = request.form.get("account", "").strip(), here.people.staff(name)
    if here.accounts is None or known is None or not known.active or here.store.without_log:
        abort(409)
    if known.role not in ON_PEOPLE[who().role]:
        abort(403)
    if account and not is_name(account):
        return _page(Fault(Message("persons.account-not-a-name", most=NAME_MOST)))
    others = (other for other, said in here.store.accounts().items() if said == account)
    other = next((one for one in others if account and one != name), None)
    if other is not None:
        said = Message("persons.account-is-anothers", account=account, name=other)
        return _page(Fault(said))
    refused = tried(lambda: here.store.put_account(name, account))
    if isinstance(refused, Fault):
        return _page(refused)
    return submit(NoteConfiguration("person-account", f"{name} = {account}"), ADDRESS, _page)

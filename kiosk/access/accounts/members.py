"""Who of the hall an account of the directory is."""

import secrets
from contextlib import suppress
from typing import Final

from kiosk.access.accounts.directory import Account
from kiosk.access.accounts.setting_file import Setting
from kiosk.access.people import Person, active_person
from kiosk.serving.pins import hash_pin
from kiosk.serving.services import services
from kiosk.store import StoreError
from signage.language.letters import LOST, fault
from signage.language.words import Message
from signage.situation.commands import NoteConfiguration
from signage.situation.incidents import OF_MACHINES, OF_TABLETS, Actor

NAME_MAX: Final = 64


class NotLetIn(Exception):
    """The directory knows them, the hall does not let them in; why, in words."""

    def __init__(self, words: Message) -> None:
        super().__init__(words)
        self.words = words


def member(account: Account, setting: Setting) -> Person:
    """Raises :class:`NotLetIn`; :class:`StoreError` where the store cannot say or note it."""
    if not is_name(account.name):
        raise NotLetIn(Message("accounts.no-such-person", account=account.name[:NAME_MAX]))
    here = services()
    known = {said: name for name, said in here.store.accounts().items()}
    name = known.get(account.name)
    if name is None:
        name = _taken_in(account, setting)
    elif here.store.taken_in().get(name):
        _kept_to_the_table(name, account, setting)
    found = active_person(name)
    if found is None:
        raise NotLetIn(Message("accounts.person-has-left", account=account.name))
    return found


def is_name(text: str) -> bool:
    return (
        1 <= len(text) <= NAME_MAX
        and text == text.strip()
        and fault(text, f"\n\t{LOST}") is None
        and not text.startswith((OF_MACHINES, OF_TABLETS))
    )


def note(person: Person) -> None:
    """By which way they came: a full disk keeps nobody out."""
    with suppress(StoreError):
        services().board.do(
            NoteConfiguration("account-sign-in", person.name),
            Actor(person.name, person.role),  # type: ignore[arg-type]  # a Role
        )


def _taken_in(account: Account, setting: Setting) -> str:
    """A new person with the role of the table, and no PIN that anybody knows."""
    role = setting.role(account.groups)
    # Somebody who has, or had, this name here need not be the one whom the directory calls so.
    if not setting.takes_in or role is None or services().people.staff(account.name) is not None:
        raise NotLetIn(Message("accounts.no-such-person", account=account.name))
    _put(account.name, role)
    services().store.put_account(account.name, account.name)
    _told("person-from-account", account.name, role)
    return account.name


def _kept_to_the_table(name: str, account: Account, setting: Setting) -> None:
    """Whoever was taken in is what the table says today; a role that a leader gave stays."""
    here = services()
    row, given = here.people.staff(name), here.store.taken_in()[name]
    if row is None or not row.active or row.role != given:
        return
    role = setting.role(account.groups) if setting.takes_in else None
    if role is None:
        raise NotLetIn(Message("accounts.no-group-for-a-role", account=account.name))
    if role != given:
        _put(name, role)
        _told("person-from-account", name, role)


def _put(name: str, role: str) -> None:
    here = services()
    here.store.put_staff(name, role, hash_pin(secrets.token_urlsafe(32)))
    here.store.put_taken_in(name, role)
    here.people.refresh()


def _told(what: str, name: str, role: str) -> None:
    services().board.do(NoteConfiguration(what, f"{name} ({role})"), Actor(name, role))  # type: ignore[arg-type]  # a Role

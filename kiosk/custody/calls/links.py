"""The signed link in a message, by which a person answers a call without signing in."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from itsdangerous import BadData, URLSafeSerializer

from kiosk.store.tables.outbox import Call
from signage.situation.incidents import STAFF_ROLES, Actor

if TYPE_CHECKING:
    from kiosk.serving.services import Services

SALT: Final = "call"


@dataclass(frozen=True, slots=True)
class Named:
    """What a link says: a call by its number, and until when it may be answered by it."""

    number: int
    mark: str
    until: datetime

    def fits(self, call: Call) -> bool:
        """A hall that begins anew counts anew: the number alone could be another call's."""
        return call.number == self.number and mark_of(call) == self.mark


def link_to(base: str, keys: list[str], call: Call, hours: int) -> str:
    """Short, for a message of a telephone."""
    until = int((call.at + timedelta(hours=hours)).timestamp())
    token = URLSafeSerializer(keys, salt=SALT).dumps([call.number, mark_of(call), until])
    return f"{base.rstrip('/')}/call/{token}"


def read_link(keys: list[str], token: str) -> Named | None:
    """None where nobody here signed it."""
    try:
        number, mark, until = URLSafeSerializer(keys, salt=SALT).loads(token)
        return Named(int(number), str(mark), datetime.fromtimestamp(int(until)).astimezone())
    except (BadData, ValueError, TypeError, OverflowError, OSError):
        return None


def person_s(here: "Services", name: str) -> Actor:
    """Whoever has a message is the person it was sent to: by their own role where they sign in.
    Raises KeyError where nobody is called so any more."""
    person = here.board.view.content.hall.calls.person[name]
    row = here.people.staff(person.name)
    role = row.role if row is not None and row.active and row.role in STAFF_ROLES else "guide"
    return Actor(person.name, role)  # type: ignore[arg-type]  # one of these


def mark_of(call: Call) -> str:
    return sha256(f"{call.key}\n{call.person}".encode()).hexdigest()[:6]

"""From a form to what it leads to: the command is carried out, or its page is shown again and says
why not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from flask import abort, redirect
from flask.typing import ResponseReturnValue

from kiosk.access.people import current_actor
from kiosk.access.problems import STATUS_OF
from kiosk.serving.services import services
from kiosk.store import StoreError
from signage.language.words import Message, Words
from signage.rules.refusal import Refused
from signage.situation.commands import Command
from signage.situation.incidents import Actor

WIDE_SPACE = "\u3000"
"""The space of Chinese typing. Python calls it unprintable."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why nothing was done, the status that says so, and which field of the form it is about."""

    words: Words
    status: int = 422
    field: str | None = None

    def __post_init__(self) -> None:
        """What was typed is quoted; a control character in it has no place on a page."""
        shown = {lang: "".join(filter(_shows, text)) for lang, text in self.words.items()}
        object.__setattr__(self, "words", shown)


def nothing_saved() -> Fault:
    """Above a form some of whose fields say at themselves what is wrong with them."""
    return Fault(Message("founding.nothing-was-saved"), 422)


def _shows(letter: str) -> bool:
    return letter.isprintable() or letter == WIDE_SPACE


Page = Callable[[Fault], ResponseReturnValue]
"""Shows the page of a form again, with what was typed and what to do about it."""


def who() -> Actor:
    return current_actor() or abort(403)


def fault_of(refused: Refused) -> Fault:
    return Fault(refused.words, STATUS_OF.get(refused.code, 422), refused.field)


Made = TypeVar("Made")


def tried(act: Callable[[], Made]) -> Made | Fault:
    """What ``act`` makes, or why it was refused or could not be stored."""
    try:
        return act()
    except Refused as refused:
        return fault_of(refused)
    except StoreError as error:
        return Fault(error.words, 503)


def do(command: Command) -> None:
    """By whoever sent the form. Raises :class:`Refused`, :class:`StoreError`."""
    services().board.do(command, who())


def attempt(command: Command) -> Fault | None:
    """For the few forms that are answered by a page and lead nowhere."""
    return tried(lambda: do(command))


def lead(act: Callable[[], str], again: Page) -> ResponseReturnValue:
    """``act`` does what the form asks and names the address where it leads; refused, the page is
    shown ``again``."""
    found = tried(act)
    # 303: a page that is loaded again must not send the form again.
    return again(found) if isinstance(found, Fault) else redirect(found, code=303)


def submit(command: Command | Callable[[], Command], back: str, again: Page) -> ResponseReturnValue:
    """Carry out a form's command and go ``back``. What reads it from the form may refuse it too."""

    def act() -> str:
        do(command() if callable(command) else command)
        return back

    return lead(act, again)


def seen_in(form: Mapping[str, str], name: str = "seen") -> int | None:
    """The revision that whoever sent the form had before their eyes; None where it says none."""
    seen = form.get(name, "")
    # isdecimal alone takes digits of every script; and no longer than SQLite's integers.
    return int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 19 else None

"""What this version ships beside what the hall has made of an earlier one: looked at, adopted by a
leader, taken back in one act."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from os import W_OK, access
from pathlib import Path
from typing import Final

from flask import abort, request
from flask.typing import ResponseReturnValue

from kiosk.access.people import require
from kiosk.content.reader import ContentError, read
from kiosk.content.upgrades import journal
from kiosk.content.upgrades.differences import Difference, Fate, of_fate
from kiosk.content.upgrades.directory import Upgrade, apply, offered, upgrade_of
from kiosk.content.upgrades.told import pair_told
from kiosk.custody import content_watch
from kiosk.serving.services import Services, services
from kiosk.staff.facilities.home import blueprint
from kiosk.staff.facilities.weekly.told import mistake_lines
from kiosk.staff.shell.further import DESCRIBED, linked_from
from kiosk.staff.shell.page import answer
from kiosk.staff.shell.submit import Fault, submit, who
from kiosk.wording.declared import Declared, values_of
from signage.language.words import NO_WORDS, Message, Words, plain
from signage.rules.permissions import ON_THE_DESCRIPTION
from signage.situation.commands import NoteConfiguration

ADDRESS: Final = "/facilities/upgrade"
READ_ONLY: Final = Message("description.cannot-be-written")
KEYS: Final[Mapping[str, Words]] = {
    "": Message("upgrade.whole-kind"), "name": Message("upgrade.key-name"), "sign": Message("upgrade.key-sign"),
    "lines": Message("upgrade.key-lines"), "strip": Message("upgrade.key-strip"), "steps": Message("upgrade.key-steps"),
    "targets": Message("upgrade.key-targets"), "level": Message("upgrade.key-level"),
    "recovery": Message("upgrade.key-recovery"), "report": Message("upgrade.key-report"),
    "redirect": Message("upgrade.key-redirect"),
}  # fmt: skip
"""Keys of a kind that people know by another word; any other is named as in the file."""
PARTS: Final[Mapping[str, Words]] = {
    "protocols": Message("upgrade.protocol"), "icons": Message("upgrade.symbol"),
}  # fmt: skip
looks = require(*ON_THE_DESCRIPTION["draft"])
adopts = require(*ON_THE_DESCRIPTION["adopt"])


@dataclass(frozen=True, slots=True)
class Row:
    """A difference: where it is, what it is of, and both its values by their lines. ``key``: as it
    stands in the file, where no words are kept for it."""

    name: str
    place: Words
    what: Words
    key: str
    hall: tuple[str, ...]
    shipped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """``newer``: the program ships other content than the hall's is made of; ``mark``: of what was
    looked at."""

    newer: bool
    before: str
    version: str
    mark: str
    both: tuple[Row, ...]
    taken: tuple[Row, ...]
    stays: tuple[Row, ...]
    may_adopt: bool
    writable: bool
    can_go_back: bool
    mistakes: tuple[str, ...]


DECLARED: Final[Declared] = {"staff/facilities/weekly/upgrade.html": (Offer,)}


def _directory(here: Services) -> Path | None:
    place = here.store.fact("content_directory")
    return Path(place) if place else None


def _writable(directory: Path | None) -> bool:
    return directory is not None and access(directory, W_OK)


def _rows(here: Services, told: Iterable[Difference], *fates: Fate) -> tuple[Row, ...]:
    return tuple(_row(here, one) for one in of_fate(told, *fates))


def _row(here: Services, one: Difference) -> Row:
    kind = here.board.view.content.catalogue.kind.get(one.kind)
    mine, theirs = pair_told(one)
    if not one.kind:
        part, _, file = one.file.partition("/")
        return Row(one.name, plain(file), PARTS.get(part) or plain(part), "", mine, theirs)
    called = kind.name if kind is not None else plain(one.kind)
    what = KEYS.get(one.key, NO_WORDS)
    return Row(one.name, called, what, "" if what else one.key, mine, theirs)


def _found(here: Services) -> Upgrade | None:
    """None where there is nothing to look at."""
    directory = _directory(here)
    if directory is None or not offered(directory, here.shipped):
        return None
    return upgrade_of(directory, here.shipped)


def _page(fault: Fault | None = None, mistakes: tuple[str, ...] = ()) -> ResponseReturnValue:
    here, actor = services(), who()
    directory = _directory(here)
    try:
        found = _found(here)
    except ContentError as error:
        found, mistakes = None, (*mistakes, *mistake_lines(error))
    except OSError as error:
        found, mistakes = None, (*mistakes, str(error))
    told = found.told if found is not None else ()
    shown = Offer(
        found is not None, found.before if found else "", found.version if found else "",
        found.mark if found else "", _rows(here, told, Fate.BOTH), _rows(here, told, Fate.TAKEN, Fate.ADDED),
        _rows(here, told, Fate.STAYS), actor.role in ON_THE_DESCRIPTION["adopt"], _writable(directory),
        directory is not None and journal.undoable(directory), mistakes,
    )  # fmt: skip
    return answer("staff/facilities/weekly/upgrade.html", actor, fault, **values_of(shown))


@blueprint.get(ADDRESS)
@linked_from(DESCRIBED, Message("upgrade.page"), blueprint)
@looks
def upgrade() -> ResponseReturnValue:
    return _page()


@blueprint.post(ADDRESS)
@adopts
def adopt_upgrade() -> ResponseReturnValue:
    here = services()
    directory = _directory(here)
    if directory is None or not _writable(directory):
        return _page(Fault(READ_ONLY, 503))
    try:
        with here.describing:
            # What was looked at, not what is there now.
            if upgrade_of(directory, here.shipped).mark != request.form.get("mark"):
                return _page(Fault(Message("upgrade.changed-meanwhile"), 409))
            chosen = upgrade_of(directory, here.shipped, request.form.getlist("take"))
            content_watch.offered(here, apply(directory, chosen))
    except ContentError as error:
        refused = mistake_lines(error)
        return _page(Fault(Message("upgrade.refused"), 422), refused)
    except OSError:
        return _page(Fault(READ_ONLY, 503))
    return submit(NoteConfiguration("content-upgrade", chosen.version), "/facilities", _page)


@blueprint.post(f"{ADDRESS}/back")
@adopts
def take_back_upgrade() -> ResponseReturnValue:
    here = services()
    directory = _directory(here) or abort(404)
    try:
        with here.describing:
            journal.undo(directory)
            content_watch.offered(here, read(directory))
    except journal.NothingToUndo:
        return _page(Fault(Message("upgrade.nothing-to-take-back"), 409))
    except journal.Edited as error:
        return _page(Fault(Message("upgrade.edited-since", files=error.names), 409))
    except ContentError as error:
        return _page(Fault(Message("upgrade.back-and-wrong"), 422), mistake_lines(error))
    except OSError:
        return _page(Fault(READ_ONLY, 503))
    return submit(NoteConfiguration("content-upgrade", "back"), "/facilities", _page)

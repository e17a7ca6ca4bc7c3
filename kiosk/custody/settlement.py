"""The end of safe mode: a person's act at the command line, or a data directory that works again.

The server looks at the two files of the log twice a second. It need not be told: whoever ran
``kiosk log new`` or ``kiosk restore`` is done with it.
"""

import logging
from pathlib import Path
from typing import Final

from flask import Flask

from kiosk.engine.held_dangers import read_statement, statement
from kiosk.serving.services import Services
from kiosk.serving.sessions import use_keys
from kiosk.store import FILE, StoreError
from kiosk.store.beside.keys import KEYS, MARK, read_keys
from kiosk.store.identity import IDENTITY

LOOK_S: Final = 0.5
log = logging.getLogger(__name__)


class Settling:
    """``look`` is called again and again, by a thread of :mod:`kiosk.engine.periodic`."""

    def __init__(self, app: Flask, here: Services) -> None:
        self._app = app
        self._here = here
        self._seen = self._stamp()

    def _stamp(self) -> tuple[tuple[int, int, int], ...]:
        return tuple(
            _stamp_of(self._here.store.directory / name) for name in (IDENTITY, FILE, KEYS)
        )

    def look(self) -> bool:
        """Whether the hall now stands on something else than before."""
        # A place that could not be used may work again without any of its files being new.
        stamp, waits = self._stamp(), self._here.safety.why == "unusable"
        if stamp == self._seen and not waits:
            return False
        self._seen = stamp
        self._new_keys()
        return self._take_up() if self._here.store.without_log else self._settled()

    def _take_up(self) -> bool:
        here = self._here
        # While secret and view are still those of safe mode: both change with the log.
        before = statement(here.secret, here.board.view, here.board.identity)
        try:
            here.board.take_up()
        except StoreError as error:
            here.safety.detail = str(error)
            return False
        here.safety.end()
        here.delivery.forget()
        # What was raised meanwhile goes on, unless a person has settled it with the log.
        said = read_statement(here.believed("pages"), before) if before else None
        if said is not None:
            here.returned.taken(said)
        self._new_keys()
        here.board.tell_again()
        log.warning("safe mode has ended: the hall stands on log %s", here.board.identity)
        return True

    def _settled(self) -> bool:
        here = self._here
        if not here.store.read_identity_again():
            return False
        if not here.store.strangers() and here.safety.why == "stranger":
            here.safety.end()
        here.board.tell_again()
        return True

    def _new_keys(self) -> None:
        """A person may have changed them, by themselves or with the log."""
        here = self._here
        keys = read_keys(here.store.directory, here.store.fact(MARK) or here.keys.mark)
        if keys is not None and keys != here.keys:
            use_keys(self._app, self._here, keys)


def _stamp_of(path: Path) -> tuple[int, int, int]:
    try:
        found = path.stat()
    except OSError:
        return (0, 0, 0)
    # A running hall's database grows and is touched at every checkpoint: only another file counts.
    return (
        (found.st_ino, 0, 0)
        if path.name == FILE
        else (found.st_ino, found.st_mtime_ns, found.st_size)
    )

"""What screens still hold of a log that is lost, and how its dangers come back into the hall.

Every page carries a signed statement of the open danger it was given (:func:`statement`). A server
whose log does not know that danger raises it anew from the statement (:func:`taken`), so that every
screen, lamp and tablet shows it, the ways out are live again, and ending it is a supervisor's act
like any other. A page without a statement this server can read keeps its picture, and the console
says which screen it is. The protocol is in :mod:`kiosk.store.identity`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from itsdangerous import BadSignature, URLSafeSerializer

from kiosk.engine.board import Board
from kiosk.engine.safe_mode import Held, Safety
from kiosk.engine.view import View
from kiosk.store import Store, StoreError
from kiosk.store.identity import Identity, parsed
from signage.catalogue.kinds import LIFE_SAFETY
from signage.hall.model import HALL
from signage.language.words import Message, say
from signage.rules.refusal import Refused
from signage.shows.scene import Scene
from signage.situation.commands import Raise
from signage.situation.incidents import Actor, Incident

GRAVITY: Final = {"evacuate": 3, "shelter": 3, "danger": 2, "cordon": 2}
"""How grave what a screen shows is; 1 = only a strip says that somebody's life is in danger, 0 =
nothing does."""
OPEN_MOST: Final = 6
"""Dangers in a statement: it travels with every scene."""


def gravity(scene: Scene) -> int:
    own = 0 if scene.drill else GRAVITY.get(scene.sign, 0)
    return own or int(any(strip.urgent for strip in scene.strips))


@dataclass(frozen=True, slots=True)
class Danger:
    """An open danger, as much of it as raises it again."""

    id: str
    kind: str
    cls: str
    targets: tuple[str, ...]
    level: int


@dataclass(frozen=True, slots=True)
class Statement:
    log: str
    generation: int
    revision: int
    dangers: tuple[Danger, ...]


def _signer(keys: str | list[str]) -> URLSafeSerializer:
    return URLSafeSerializer(keys, salt="open-danger")


def _grave(incident: Incident) -> bool:
    return incident.notice.cls in LIFE_SAFETY and not incident.drill


def statement(secret: str, view: View, identity: Identity) -> str:
    """The open dangers at this revision, signed; empty where there are none."""
    # The newest of them: what travels with every scene and every beat must stay small.
    found = [i for i in view.world.situation.open_incidents if _grave(i)][-OPEN_MOST:]
    if not found:
        return ""
    dangers = [[i.id, i.notice.kind, i.notice.cls, i.targets, i.level] for i in found]
    return str(_signer(secret).dumps([str(identity), view.revision, dangers]))


def read_statement(keys: str | list[str], text: object) -> Statement | None:
    """None where this server did not write it, with none of these keys."""
    try:
        named, revision, dangers = _signer(keys).loads(str(text))
        made = tuple(
            Danger(one, kind, cls, tuple(targets), level)
            for one, kind, cls, targets, level in dangers
        )
        return Statement(*parsed(named), revision, made)
    except (BadSignature, ValueError, TypeError):
        return None


def told(identity: Identity, safe: bool, open_: str) -> dict[str, Any]:
    """What every scene and every heartbeat says of the log."""
    said: dict[str, Any] = {"log": str(identity), "settled": list(identity.settled)}
    return said | ({"open": open_} if open_ else {}) | ({"safe": True} if safe else {})


SCREEN = Message("held-dangers.system-from-a-screen")
"""Who acts, as the log keeps it: in the first language, like the note."""


class Returned:
    """Dangers that came back from screens; each is raised once, for a person may have ended it
    since."""

    def __init__(
        self, board: Board, store: Store, safety: Safety, keys: Callable[[], list[str]]
    ) -> None:
        self._board, self._store, self._safety, self._keys = board, store, safety, keys
        self._raised: set[tuple[str, str]] = set()

    def heard(self, held: Held, stated: object) -> bool:
        """A page says what it holds. True: this hall answers for it, and the page may follow."""
        log, generation = parsed(held.log)
        own, said = self._board.identity, read_statement(self._keys(), stated) if stated else None
        if own.answers_for(log, generation) and (
            log != own.log or held.revision <= self._board.view.revision
        ):
            self._safety.release(held.screen)
            return True
        if log != own.log and not self._store.without_log:
            self._store.note_stranger(log)
            self._safety.begin("stranger", log)
        if said is not None and self.taken(said):
            self._safety.release(held.screen)
            return True
        self._safety.hold(held)
        return False

    def taken(self, said: Statement) -> bool:
        """Whether this hall now answers for all that was stated."""
        own, here = self._board.identity, self._board.view.revision
        if said.log in own.settled:
            return True
        if said.log == own.log and (said.generation, said.revision) <= (own.generation, here):
            return True
        # Every one is tried, also after one that could not be raised.
        raised = [self._again(said.log, danger) for danger in said.dangers]
        return all(raised)

    def _again(self, log: str, danger: Danger) -> bool:
        if (log, danger.id) in self._raised:
            return True
        actor = Actor(say(SCREEN), "supervisor")
        told = Message("held-dangers.of-log", log=log, id=danger.id)
        note, words = say(told), {lang: say(told, lang) for lang in told}
        for targets in (danger.targets, (HALL,)):
            command = Raise(
                danger.kind, targets, danger.level, cls=danger.cls, note=note, note_words=words
            )
            try:
                self._board.do(command, actor)
            except Refused:
                # The hall is described otherwise by now: then it is the whole hall's danger.
                continue
            except StoreError:
                return False
            # Only once it stands: a store that failed is asked again when the page speaks next.
            self._raised.add((log, danger.id))
            return True
        return False


def said_of(body: dict[str, Any], known: bool, screen: str, now: Any) -> Held:
    """What a page said, cut to what is shown of it."""
    revision = body.get("revision")
    title = "".join(letter for letter in str(body.get("title", "")) if letter.isprintable())[:40]
    return Held(
        screen,
        str(body.get("log", ""))[:80],
        revision if isinstance(revision, int) else 0,
        title,
        now,
        known,
    )

"""The server's side of a command that the helper process came to."""

from kiosk.engine.board import Board
from kiosk.serving.backoffice.frames import Act, Done, NotDone
from kiosk.store import StoreError
from signage.rules.refusal import Refused


def carried_out(board: Board, act: Act) -> Done | NotDone:
    """What the helper is answered."""
    try:
        outcome = board.do(act.command, act.actor, act.key)
    except Refused as refused:
        return NotDone(refused.code, refused.field, refused.words)
    except StoreError as error:
        return NotDone("", None, {}, str(error) or "not stored")
    return Done(outcome.incident.id if outcome.incident else None, outcome.created)

"""What a command about papers by hand (手工受理) leads to; where windows take them is in :mod:`by_hand`."""

from signage.availability.by_hand import would_take
from signage.availability.world import World
from signage.language.words import both
from signage.rules.permissions import permit
from signage.rules.refusal import Refused, unknown
from signage.situation.commands import TakePapers
from signage.situation.events import PapersTaken
from signage.situation.incidents import Actor
from signage.situation.ledger import LONG_KINDS

NO_WINDOW = both(
    "此事件没有使有人值守的窗口停办，无需手工受理。", "No staffed window is out because of this: no papers by hand."
)
ENDS_WITH = both("此事件本身就是手工受理，请结束该事件。", "This incident means papers by hand: end the incident.")


def papers_taken(world: World, command: TakePapers, actor: Actor) -> list[PapersTaken]:
    """Raises :class:`Refused` where no window would take papers, and where the kind itself means paper."""
    permit(actor, "papers")
    incident = world.situation.incidents.get(command.incident)
    if incident is None:
        raise unknown("incident", command.incident)
    if command.on and not would_take(world, incident):
        raise Refused("no-window", "incident", NO_WINDOW)
    if not command.on and incident.notice.kind in LONG_KINDS:
        raise Refused("illegal-transition", "incident", ENDS_WITH)
    return [] if (incident.id in world.situation.by_hand) is command.on else [PapersTaken(incident.id, command.on)]

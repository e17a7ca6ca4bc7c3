"""What a command about papers by hand (手工受理) leads to; where windows take them is in
:mod:`by_hand`."""

from signage.availability.by_hand import would_take
from signage.availability.world import World
from signage.language.words import Message
from signage.rules.permissions import permit
from signage.rules.refusal import Refused, unknown
from signage.situation.commands import TakePapers
from signage.situation.events import PapersTaken
from signage.situation.incidents import Actor

NO_WINDOW = Message("by-hand.no-staffed-window-out-because")
ENDS_WITH = Message("by-hand.incident-means-papers-by-hand")


def papers_taken(world: World, command: TakePapers, actor: Actor) -> list[PapersTaken]:
    """Raises :class:`Refused` where no window would take papers, and where the kind itself means
    paper."""
    permit(actor, "papers")
    incident = world.situation.incidents.get(command.incident)
    if incident is None:
        raise unknown("incident", command.incident)
    if command.on and not would_take(world, incident):
        raise Refused("no-window", "incident", NO_WINDOW)
    if not command.on and incident.notice.kind in world.hall.marked.papers:
        raise Refused("illegal-transition", "incident", ENDS_WITH)
    return (
        []
        if (incident.id in world.situation.by_hand) is command.on
        else [PapersTaken(incident.id, command.on)]
    )

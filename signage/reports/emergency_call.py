"""What to read aloud to an emergency operator: who calls, the full address, the floor, what and
where."""

from signage.hall.model import HALL, Hall, Zone
from signage.language.words import Message, Words
from signage.shows.phrases import subject_words
from signage.situation.incidents import Incident


def floors(hall: Hall, targets: tuple[str, ...]) -> tuple[Words, ...]:
    """Storeys these targets lie on, by name where the hall describes them; of the whole hall, every
    one it has."""
    if hall.floors:
        touched = {storey for target in targets for storey in hall.storeys_of(target)}
        return tuple(floor.name for floor in hall.floors if floor.id in touched)
    zones = (
        zone
        for zone in hall.zones
        if any(t in (HALL, zone.id) or _zone(hall, t) == zone.id for t in targets)
    )
    return tuple(
        Message("emergency-call.storey", floor=floor)
        for floor in dict.fromkeys(zone.floor for zone in zones)
    )


def _zone(hall: Hall, target: str) -> str | None:
    resource = hall.resources.get(target)
    return resource.id if isinstance(resource, Zone) else getattr(resource, "zone", None)


def read_aloud(hall: Hall, incident: Incident | None) -> tuple[Words, ...]:
    """The lines in the order an operator asks for them; with an incident also what happened and
    where."""
    where = floors(hall, incident.targets if incident else (HALL,))
    lines = [
        Message("emergency-call.this-is", hall=hall.name),
        Message("emergency-call.address", address=hall.address),
    ]
    if where:
        lines.append(Message("emergency-call.floors", floors=where))
    if incident is not None:
        what, subject = incident.notice.name, subject_words(hall, incident.targets)
        lines.append(Message("emergency-call.what", what=what))
        lines.append(Message("emergency-call.where", subject=subject))
    return (*lines, Message("emergency-call.anyone-hurt-or-trapped"))

"""What to read aloud to an emergency operator: who calls, the full address, the floor, what and where."""

from signage.hall import HALL, Hall, Zone
from signage.incidents import Incident
from signage.phrases import subject_words
from signage.words import Words, both, say


def floors(hall: Hall, targets: tuple[str, ...]) -> tuple[str, ...]:
    """Floors these targets lie on; of the whole hall, every floor it has."""
    found = []
    for zone in hall.zones:
        touched = any(target in (HALL, zone.id) or _zone(hall, target) == zone.id for target in targets)
        if touched and zone.floor not in found:
            found.append(zone.floor)
    return tuple(found)


def _zone(hall: Hall, target: str) -> str | None:
    resource = hall.resources.get(target)
    return resource.id if isinstance(resource, Zone) else getattr(resource, "zone", None)


def read_aloud(hall: Hall, incident: Incident | None) -> tuple[Words, ...]:
    """The lines in the order an operator asks for them; with an incident also what happened and where."""
    where = floors(hall, incident.targets if incident else (HALL,))
    on_zh, on_en = "、".join(f"{floor} 层" for floor in where), ", ".join(where)
    lines = [
        both(f"这里是{say(hall.name)}。", f"This is {say(hall.name, 'en')}."),
        both(f"地址：{say(hall.address)}。", f"Address: {say(hall.address, 'en')}."),
    ]
    if where:
        lines.append(both(f"楼层：{on_zh}。", f"Floor: {on_en}."))
    if incident is not None:
        what, subject = incident.notice.name, subject_words(hall, incident.targets)
        lines.append(both(f"情况：{say(what)}。", f"What: {say(what, 'en')}."))
        lines.append(both(f"位置：{say(subject)}。", f"Where: {say(subject, 'en')}."))
    return (*lines, both("有无人员受伤、被困：……", "Anyone hurt or trapped: …"))

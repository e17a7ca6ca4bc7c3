"""An event as it is told outside, over the API and to outlets of events alike."""

from typing import Any

from signage.language.personal import masked
from signage.situation.events import EVENT, Recorded


def told_event(recorded: Recorded) -> tuple[str, dict[str, Any]]:
    """Its type, and what it says besides. What a person noted of an incident is masked here too: an
    older log holds it as it was typed."""
    event = EVENT.dump_python(recorded.event, mode="json")
    event |= {
        name: masked(event[name]) for name in ("cause", "note") if isinstance(event.get(name), str)
    }
    if "note_words" in event:
        event["note_words"] = {lang: masked(said) for lang, said in event["note_words"].items()}
    return event.pop("type"), event

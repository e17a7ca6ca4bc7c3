"""Notices that wait for nobody to write them, only for a leader: where a deadline is near and what
filing needs is out (plan line 942).

2026-11-30 · The hall drafts and nobody publishes by it: what is affected, until when, what still works
and whom to ask stand in the draft, which a leader approves, mends or withdraws; one that was withdrawn
is not written again. Rejected: publishing it by itself, for whoever reads 暂停办理 acts on it.
"""

from typing import Final

from signage.availability.world import World, channels
from signage.language.words import Message, Words, say, sentence, sentences
from signage.shows.announcements import proposed
from signage.shows.due_notice import Warn, to_warn
from signage.situation.texts import ITSELF, DraftText, Text

SERVICES_NAMED: Final = 6


def drafts(world: World) -> tuple[DraftText, ...]:
    """One for each outage that the public must be told of and nobody has drafted; anew where the
    hall's own draft, which nobody has handled, says what is no longer so."""
    texts = world.situation.after.texts.values()
    there = {text.incident: text for text in texts if text.what == "notice"}
    found = (_draft(world, one) for one in to_warn(world))
    return tuple(one for one in found if _wanted(one, there.get(one.incident)))


def _wanted(draft: DraftText, there: Text | None) -> bool:
    if there is None:
        return True
    untouched = (there.by, there.state) == (ITSELF, "draft")
    return untouched and (there.title, there.body) != (draft.title.strip(), draft.body.strip())


def _draft(world: World, warn: Warn) -> DraftText:
    title, _ = proposed(world, warn.incident, "notice")
    named = _affected(world)
    first = [sentence(Message("drafts.affected-services", names=named))] if named else []
    body = say(sentences([*first, {"zh": warn.notice}]))
    return DraftText(title, body, warn.incident.id, "notice")


def _affected(world: World) -> list[Words]:
    """Services of which a kind of channel is out altogether; of many none is named."""
    found: list[Words] = []
    for service in world.hall.services:
        works: dict[str, bool] = {}
        for channel in channels(world, service):
            works[channel.kind] = works.get(channel.kind, False) or channel.available
        if works and not all(works.values()):
            found.append(service.name)
    return found if len(found) <= SERVICES_NAMED else []

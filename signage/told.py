"""What an incident says now: its own words or those of the last filing days, of papers only where some are taken."""

from signage.availability import World
from signage.by_hand import NO_PAPERS_LINE, NO_PAPERS_SIGN, NO_PAPERS_STRIP, by_hand
from signage.incidents import Incident
from signage.last_days import Spoken, puts_nobody_off, spoken
from signage.ledger import LONG_KINDS


def told(world: World, incident: Incident) -> Spoken:
    said = spoken(incident.notice, puts_nobody_off(world))
    papers = incident.notice.kind in LONG_KINDS and not incident.drill
    if not papers or incident.id in by_hand(world).values():
        return said
    sign = NO_PAPERS_SIGN if "手工受理" in said.sign.get("zh", "") else said.sign
    return Spoken(sign, (NO_PAPERS_LINE,), NO_PAPERS_STRIP)

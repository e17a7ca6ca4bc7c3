"""What an incident says now: its own words or those of the last filing days, of papers only where
some are taken."""

from signage.availability.by_hand import NO_PAPERS_LINE, NO_PAPERS_SIGN, NO_PAPERS_STRIP, by_hand
from signage.availability.filing_channels import closes
from signage.availability.last_days import Spoken, puts_nobody_off, spoken
from signage.availability.world import World
from signage.catalogue.kind_words import SYSTEM, system_name
from signage.language.words import NO_WORDS, Message, Words, fill
from signage.situation.incidents import Incident

REPAIR = Message("incident-words.out-order-repair-in-progress")
BEING_REPAIRED = Message("incident-words.repair-in-progress-sorry-inconvenience")


def told(world: World, incident: Incident) -> Spoken:
    said = spoken(incident.notice, puts_nobody_off(world))
    papers = incident.notice.kind in world.hall.marked.papers and not incident.drill
    if not papers or incident.id in by_hand(world).values():
        return said
    # The shipped sign promises papers; a hall's own may say something that holds without.
    sign = NO_PAPERS_SIGN if "手工受理" in said.sign.get("zh", "") else said.sign
    what = system_name(world.hall, incident.targets)
    strip = NO_PAPERS_STRIP if what is SYSTEM else REPAIR
    line = NO_PAPERS_LINE if what is SYSTEM else fill(BEING_REPAIRED, what=what)
    return Spoken(sign, (line,), strip)


TOO_LATE = Message("incident-words.back-only-after-closing-no")


def after_closing(world: World, incident: Incident) -> Words:
    """Said where what is expected back comes too late for every window it stops: who waits, waits
    for nothing."""
    eta = incident.eta
    if eta is None or not world.timed or eta <= world.now or incident.drill:
        return NO_WORDS
    today = world.hall.local(world.now).date()
    mine = [
        w.id
        for w in world.hall.windows
        if w.id in world.out and world.out[w.id].incident == incident.id
    ]
    ends = [end for end in (closes(world, name, today) for name in mine) if end > world.now]
    taking = incident.id in by_hand(world).values()
    return TOO_LATE if ends and not taking and max(ends) <= eta else NO_WORDS

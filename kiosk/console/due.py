"""What is due in the hall, as the console's front page shows it: deadline, papers, registers."""

from typing import Any

from kiosk.console.page import who, world_now
from signage.availability.by_hand import businesses, windows_words
from signage.availability.deadlines import deadline_now, deadline_words
from signage.records.due_in_hall import on_duty, standing
from signage.rules.permissions import IN_THE_HALL
from signage.shows.due_by_hand import hands
from signage.shows.due_notice import to_warn

SHOWN = 6


def due() -> dict[str, Any]:
    world = world_now()
    deadline, entries = deadline_now(world), world.situation.ledger.values()
    told = [(hand, windows_words(world, hand.windows), businesses(world, hand.windows)) for hand in hands(world)]
    return {
        "warns": to_warn(world), "hands": told, "waiting": sum(entry.state == "waiting" for entry in entries),
        "may_papers": who().role in IN_THE_HALL["papers"], "deadline": deadline,
        "deadline_line": deadline_words(deadline), "duty": on_duty(world), "owed": standing(world), "most": SHOWN,
    }  # fmt: skip

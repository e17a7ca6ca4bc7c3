"""What is due in the hall, as the console's front page shows it: deadline, papers, registers."""

from typing import Any

from kiosk.console.ledger import world_now
from signage.deadlines import deadline_now, deadline_words, paper_wanted
from signage.notifying import to_warn
from signage.standing import on_duty, standing

SHOWN = 6


def due() -> dict[str, Any]:
    world = world_now()
    deadline = deadline_now(world)
    return {
        "warns": to_warn(world), "wanted": paper_wanted(world), "deadline": deadline,
        "deadline_line": deadline_words(deadline), "duty": on_duty(world), "owed": standing(world), "most": SHOWN,
    }  # fmt: skip

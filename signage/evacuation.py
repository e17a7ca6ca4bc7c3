"""Evacuation as it stands now: the plan, the scheme in force, what is blocked, and so every screen's way.

The answer changes on human events alone (a notice raised or ended, a block, a scheme), never on a clock; its epoch is
the number of the last such event in the log.
"""

from dataclasses import dataclass

from signage.blocks import NORMAL, Block, Scheme, blocks
from signage.incidents import Situation
from signage.plan import Plan
from signage.routes import Routes, routes


@dataclass(frozen=True)
class Evacuation:
    """The floor plan and the schemes prepared on it. ``plan`` None: screens show the sign without a way.

    Without slots: answers are kept beside the value, so that a command that blocks nothing derives nothing.
    """

    plan: Plan | None = None
    schemes: tuple[Scheme, ...] = ()

    def scheme(self, name: str) -> Scheme:
        """The scheme of that id; the normal one where it is not prepared (any more)."""
        return next((scheme for scheme in self.schemes if scheme.id == name), NORMAL)

    def routes(self, situation: Situation, *, drill: bool = False, step_free: bool = False) -> Routes | None:
        """Every screen's way out now. ``drill``: for screens that a drill has taken, its blocks count too."""
        if self.plan is None:
            return None
        live = held(self.plan, situation, drill=drill)
        key = ("routes", live, situation.scheme, drill, step_free, situation.epoch)
        if key not in self.plan.memo:
            kept = [name for name in list(self.plan.memo) if isinstance(name, tuple) and name[0] == "routes"]
            for old in kept[:-KEPT]:
                self.plan.memo.pop(old, None)
            self.plan.memo[key] = routes(
                self.plan, live, self.scheme(situation.scheme), step_free=step_free, epoch=situation.epoch
            )
        found: Routes = self.plan.memo[key]
        return found


KEPT = 8
"""Answers kept: the present one for the public, for a drill and without steps, and those just before."""
NO_PLAN = Evacuation()


def held(plan: Plan, situation: Situation, *, drill: bool = False) -> tuple[Block, ...]:
    """What incidents and people block now, sorted; of two blocks of one target the harder counts."""
    order = ("fire", "closed", "crowd")
    found = {block.target: block for block in blocks(plan, situation, drills=drill)}
    for target, hold in situation.holds.items():
        known = found.get(target)
        if known is None or order.index(hold.hold) < order.index(known.hold):
            found[target] = Block(target, hold.hold)
    return tuple(sorted(found.values(), key=lambda block: (block.target, block.hold, block.incident or "")))

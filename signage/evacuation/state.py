"""Evacuation as it stands now: the plan, the scheme in force, what is blocked, and so every
screen's way.

The answer changes on human events alone (a notice raised or ended, a block, a scheme), never on a
clock; its epoch is the number of the last such event in the log
(:attr:`signage.situation.incidents.Situation.epoch`).
"""

from dataclasses import dataclass, replace
from functools import partial

from signage.evacuation.blocks import NORMAL, Block, Scheme, blocks
from signage.evacuation.crowd import NOBODY, ClearTime, Occupancy, clear_time, occupancy, priced
from signage.evacuation.routes import Resilience, Routes, cut_off, only_up, resilience, routes
from signage.floorplan.plan import Plan
from signage.situation.incidents import Situation


@dataclass(frozen=True, slots=True)
class Stranded:
    """Screens with no way out at all, and those from which only a climb above the discharge storey
    leads out."""

    cut_off: tuple[str, ...] = ()
    only_up: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.cut_off or self.only_up)


@dataclass(frozen=True)
class Evacuation:
    """The floor plan, the schemes prepared on it and who is where. ``plan`` None: screens show the
    sign without a way.

    Without slots: answers are kept beside the value, so that a command that blocks nothing derives
    nothing.
    """

    plan: Plan | None = None
    schemes: tuple[Scheme, ...] = ()
    occupancy: Occupancy = NOBODY

    def scheme(self, name: str) -> Scheme:
        """The scheme of that id; the normal one where it is not prepared (any more)."""
        return next((scheme for scheme in self.schemes if scheme.id == name), NORMAL)

    def routes(
        self, situation: Situation, *, drill: bool = False, step_free: bool = False
    ) -> Routes | None:
        """Every screen's way out now. ``drill``: for screens that a drill has taken, its blocks
        count too."""
        if self.plan is None:
            return None
        plan, live = self.plan, held(self.plan, situation, drill=drill)
        scheme = self.scheme(situation.scheme)
        spread = frozenset(self.occupancy.persons.items()) if self.occupancy.spread else None
        # All that an answer is made of: a scheme edited under its id is another one.
        given = (live, scheme.blocks, frozenset(scheme.prices.items()), spread, step_free)
        make = partial(self._answer, plan, live, scheme, step_free)
        return plan.once("routes", (scheme.id, *scheme.name.items(), *given), make, KEPT)

    def _answer(
        self, plan: Plan, live: tuple[Block, ...], scheme: Scheme, step_free: bool
    ) -> Routes:
        return routes(plan, live, self._priced(plan, live, scheme), step_free=step_free)

    def first_routes(self, situation: Situation, *, drill: bool = False) -> Routes | None:
        """The ways that a running evacuation began with; None where nobody has blocked or freed any
        since."""
        begun = situation.begun
        incident = situation.incidents.get(begun.incident) if begun is not None else None
        if begun is None or incident is None or not incident.open or incident.drill != drill:
            return None
        if (begun.scheme, begun.holds) == (situation.scheme, situation.holds):
            return None
        return self.routes(replace(situation, scheme=begun.scheme, holds=begun.holds), drill=drill)

    def stranded(self, situation: Situation) -> Stranded:
        """Screens that send nobody anywhere now: staff must go there."""
        answer = self.routes(situation)
        return NOBODY_STRANDED if answer is None else Stranded(cut_off(answer), only_up(answer))

    def newly_stranded(self, before: Situation, after: Situation) -> Stranded:
        """Whom a change leaves without a way who had one, and whom with a climb alone."""
        then, now = self.stranded(before), self.stranded(after)
        known = {*then.cut_off, *then.only_up}
        return Stranded(
            tuple(name for name in now.cut_off if name not in then.cut_off),
            tuple(name for name in now.only_up if name not in known),
        )

    def clear_time(self, situation: Situation) -> ClearTime | None:
        """How long leaving may take as things stand, for staff; None where nobody said how many
        people are where."""
        answer = self.routes(situation)
        if answer is None or not self.occupancy.persons:
            return None
        return clear_time(answer, occupancy(answer.plan, self.occupancy.persons))

    def resilience(self, situation: Situation) -> tuple[Resilience, ...]:
        """What every single and double closed exit would leave of the scheme in force."""
        if self.plan is None:
            return ()
        plan, scheme = self.plan, self.scheme(situation.scheme)
        given = (scheme.blocks, frozenset(scheme.prices.items()))
        return plan.once("resilience", given, lambda: resilience(plan, scheme))

    def _priced(self, plan: Plan, live: tuple[Block, ...], scheme: Scheme) -> Scheme:
        if not (self.occupancy.spread and self.occupancy.persons):
            return scheme
        return priced(plan, occupancy(plan, self.occupancy.persons), live, scheme)


KEPT = 8
"""Answers kept: the present one for the public, for a drill and without steps, and those just
before."""
NO_PLAN = Evacuation()
NOBODY_STRANDED = Stranded()


def held(plan: Plan, situation: Situation, *, drill: bool = False) -> tuple[Block, ...]:
    """What incidents and people block now, sorted; of two blocks of one target the harder
    counts."""
    order = ("fire", "closed", "crowd")
    found = {block.target: block for block in blocks(plan, situation, drills=drill)}
    for target, hold in situation.holds.items():
        known = found.get(target)
        if known is None or order.index(hold.hold) < order.index(known.hold):
            found[target] = Block(target, hold.hold)
    return tuple(
        sorted(found.values(), key=lambda block: (block.target, block.hold, block.incident or ""))
    )

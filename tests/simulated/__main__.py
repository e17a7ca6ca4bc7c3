"""``make jupedsim``: predicted clear times beside JuPedSim's simulations of the reference's rooms,
and their ratio.

For development alone. JuPedSim (LGPL-3, 112 MB with what it needs) lives in a virtual environment
of its own and is asked over a pipe; nothing here is part of ``make test`` or of the product.
"""

import json
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from signage.evacuation.blocks import Block
from signage.evacuation.crowd import clear_time
from signage.evacuation.routes import routes
from signage.floorplan.plan import Plan
from tests.signage.plans import room

SEEDS = (1, 2, 3)
Doors = dict[str, tuple[float, float, float]]


@dataclass(frozen=True, slots=True)
class Room:
    """``doors``: x, y and width, metres, in a wall; ``shut`` ones are no doors for the
    simulation."""

    name: str
    width: float
    depth: float
    persons: int
    doors: Doors
    shut: tuple[str, ...] = ()

    def plan(self) -> Plan:
        return room(self.width, self.depth, self.doors, step=0.5)

    def asked(self, seed: int) -> dict[str, Any]:
        doors = [list(door) for name, door in self.doors.items() if name not in self.shut]
        return {
            "width": self.width,
            "depth": self.depth,
            "persons": self.persons,
            "doors": doors,
            "seed": seed,
        }


FOUR: Doors = {f"{x:.0f}-{y:.0f}": (x, y, 1.0) for x in (4.5, 25.5) for y in (0.0, 20.0)}
ROOMS = (
    *(
        Room(f"IMO 4, {width:g} m door", 8, 5, 100, {"a": (8.0, 2.5, width)})
        for width in (1.0, 2.0, 3.0)
    ),
    Room("10 × 10 m, 1 m door, 50", 10, 10, 50, {"a": (10.0, 5.0, 1.0)}),
    Room("RiMEA 9, four doors, 300", 30, 20, 300, FOUR),
    Room(
        "RiMEA 9, two doors, 300",
        30,
        20,
        300,
        FOUR,
        tuple(name for name in FOUR if name.endswith("-20")),
    ),
)
"""Reference §10; 300 instead of RiMEA's 1,000, with which the simulation deadlocks (§11)."""


def predicted(case: Room) -> tuple[float, float]:
    plan = case.plan()
    places = [node.id for node in plan.nodes if node.kind != "exit"]
    found = clear_time(
        routes(plan, [Block(f"exit/{name}") for name in case.shut]),
        dict.fromkeys(places, case.persons / len(places)),
    )
    return found.soonest_s, found.latest_s


def main() -> int:
    simulator = [sys.argv[1], str(Path(__file__).with_name("simulator.py"))]
    print(
        f"{'room':<28}{'1.3·w':>8}{'1.3·(w−0.3)':>13}{'simulated, mean of 3':>22}{'ratio':>7}{'':3}simulated"
    )
    ratios = []
    for case in ROOMS:
        asked = "\n".join(json.dumps(case.asked(seed)) for seed in SEEDS)
        told = subprocess.run(simulator, input=asked, capture_output=True, text=True, check=False)
        if told.returncode:
            print(told.stderr, file=sys.stderr)
            return 1
        times = [json.loads(line) for line in told.stdout.splitlines()]
        stuck = times.count(None)
        seconds = [time for time in times if time is not None]
        if not seconds:
            print(f"{case.name:<28}every run was stuck")
            continue
        soonest, latest = predicted(case)
        mean = statistics.mean(seconds)
        ratios.append(soonest / mean)
        off = 100 * (mean / min(max(mean, soonest), latest) - 1)
        inside = (
            "within the range"
            if not off
            else f"{abs(off):.0f} % {'above' if off > 0 else 'below'} it"
        )
        spread = f"{mean:.1f} ({min(seconds):.0f}–{max(seconds):.0f})"
        note = f", {stuck} stuck" if stuck else ""
        print(
            f"{case.name:<28}{soonest:>8.1f}{latest:>13.1f}{spread:>22}{soonest / mean:>7.2f}   {inside}{note}",
            flush=True,
        )
    print(
        f"formula 1.3·w to simulation: mean {statistics.mean(ratios):.2f} ({min(ratios):.2f}–{max(ratios):.2f})"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""JuPedSim's side: one room a line of JSON in, seconds until the last is out (null = stuck) a line
out.

Runs in an environment of its own and imports nothing of this project. Parameters of the reference
§11: the defaults jam at doors; a time gap of 1.4 s and a radius of 0.2 m let 1.3 to 1.44 persons a
second through per metre.
"""

import json
import math
import sys
from typing import Any

import jupedsim as jps
from shapely import Polygon, box, unary_union

TIME_GAP_S, RADIUS_M, SPEED = 1.4, 0.2, 1.2
APART_M, FROM_WALLS_M = 0.42, 0.3
PASSAGE_M, GOAL_M = 1.0, 0.5
LONGEST_S = 900.0


def opening(asked: dict[str, Any], door: list[float]) -> tuple[Polygon, Polygon]:
    """The passage through the wall and, at its outer end, the goal."""
    x, y, width = door
    half = width / 2
    if x in (0.0, asked["width"]):
        out = -1 if x == 0.0 else 1
        ends = [x, x + out * PASSAGE_M]
        goal = [x + out * (PASSAGE_M - GOAL_M), x + out * PASSAGE_M]
        return box(min(ends), y - half, max(ends), y + half), box(
            min(goal), y - half, max(goal), y + half
        )
    out = -1 if y == 0.0 else 1
    ends, goal = [y, y + out * PASSAGE_M], [y + out * (PASSAGE_M - GOAL_M), y + out * PASSAGE_M]
    return box(x - half, min(ends), x + half, max(ends)), box(
        x - half, min(goal), x + half, max(goal)
    )


def seconds(asked: dict[str, Any]) -> float | None:
    inside = box(0, 0, asked["width"], asked["depth"])
    ways = [opening(asked, door) for door in asked["doors"]]
    simulation = jps.Simulation(
        model=jps.CollisionFreeSpeedModel(),
        geometry=unary_union([inside, *(passage for passage, _ in ways)]),
    )
    stages = [simulation.add_exit_stage(goal) for _, goal in ways]
    journeys = [simulation.add_journey(jps.JourneyDescription([stage])) for stage in stages]
    people = jps.distribute_by_number(
        polygon=inside, number_of_agents=asked["persons"], distance_to_agents=APART_M,
        distance_to_polygon=FROM_WALLS_M, seed=asked["seed"],
    )  # fmt: skip
    for at in people:
        near = min(range(len(stages)), key=lambda n: math.dist(at, asked["doors"][n][:2]))
        simulation.add_agent(
            jps.CollisionFreeSpeedModelAgentParameters(
                journey_id=journeys[near], stage_id=stages[near], position=at, time_gap=TIME_GAP_S, radius=RADIUS_M,
                desired_speed=SPEED,
            )
        )  # fmt: skip
    while simulation.agent_count() and simulation.elapsed_time() < LONGEST_S:
        simulation.iterate()
    return None if simulation.agent_count() else simulation.elapsed_time()


for line in sys.stdin:
    print(json.dumps(seconds(json.loads(line))), flush=True)

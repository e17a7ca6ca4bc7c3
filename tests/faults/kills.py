"""Rounds of ``kill -9``, each right after an acknowledged command."""

import random
import shutil
from collections.abc import Callable
from typing import Any

from signage.situation.incidents import ENDED_KEPT
from tests.faults.house import House, kiosk

SEED = 20261124
TARGETS = [
    *(f"window/{number}" for number in range(1, 13)),
    "machine/terminal-1",
    "machine/terminal-2",
]
ETA = "2031-05-06T14:30:00+08:00"
Incident = dict[str, Any]


class Ledger:
    """What the hall has acknowledged so far: each incident as its last answer said."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self.known: dict[str, Incident] = {}

    def next_command(self, number: int) -> tuple[str, dict[str, Any]]:
        """Raise, update and clear in turn; what is cleared or changed is drawn from what is
        open."""
        open_now = [i for i in self.known.values() if i["state"] == "active"]
        taken = {target for i in open_now for target in i["targets"]}
        free = [target for target in TARGETS if target not in taken]
        turn = ("raise", "update", "raise", "clear")[number % 4]
        if turn == "raise" and not free:
            turn = "clear"
        if turn == "raise" or not open_now:
            target = self._chance.choice(free)
            kind = "WIN-PAUSE" if target.startswith("window") else "DEV-HALL"
            return "", {"kind": kind, "targets": [target], "note": f"round {number}"}
        incident = self._chance.choice(open_now)
        body = (
            {"eta": ETA, "note": f"round {number}"}
            if turn == "update"
            else {"reason": f"round {number}"}
        )
        return f"/{incident['id']}/{turn}", body

    def note(self, incident: Incident) -> None:
        self.known[incident["id"]] = incident
        # The hall remembers the last of the ended ones only; older ones are in its log.
        ended = [number for number, known in self.known.items() if known["state"] == "cleared"]
        for number in ended[:-ENDED_KEPT]:
            del self.known[number]

    def faults(self, house: House) -> list[str]:
        """Everything the restarted hall has forgotten or changed of what it had acknowledged."""
        status, told = house.ask("/api/v1/incidents")
        if status != 200:
            return [f"the same token got {status}"]
        there = {incident["id"]: incident for incident in told["incidents"]}
        found = [
            f"{i['id']}: {there.get(i['id'])} instead of {i}"
            for i in self.known.values()
            if there.get(i["id"]) != i
        ]
        _, hall = house.ask("/api/v1/hall")
        opened = {i["id"] for i in self.known.values() if i["state"] == "active"}
        out = {
            target for i in self.known.values() if i["state"] == "active" for target in i["targets"]
        }
        if {i["id"] for i in hall["incidents"]} != opened or not out <= set(hall["unavailable"]):
            found.append(
                f"the hall shows {hall['incidents']} and {hall['unavailable']} instead of {opened} and {out}"
            )
        if len(there) != len(self.known):
            found.append(f"{len(there)} incidents instead of {len(self.known)}")
        return found


def rounds(count: int, tell: Callable[[str], None] = lambda line: None) -> list[str]:
    """Kill the hall ``count`` times; what was lost, round by round. Empty = nothing."""
    ledger = Ledger(random.Random(SEED))  # noqa: S311  # which window; nothing secret
    house = House.demo()
    try:
        found: list[str] = []
        for number in range(count):
            path, body = ledger.next_command(number)
            status, incident = house.ask(f"/api/v1/incidents{path}", body)
            house.kill()
            if status not in (200, 201):
                return [*found, f"round {number}: {path} {body} was answered {status}: {incident}"]
            ledger.note(incident)
            verified = kiosk("log", "verify", "--data", str(house.data))
            house = House.again(house)
            lost = ledger.faults(house)
            if verified.returncode != 0:
                lost.append(verified.stderr.strip())
            found += [f"round {number}: {line}" for line in lost]
            tell(f"round {number + 1} of {count}: {'; '.join(lost) or 'kept'}")
        return found
    finally:
        house.kill()
        shutil.rmtree(house.data, ignore_errors=True)

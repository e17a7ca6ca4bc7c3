"""Lamps of a generated hall: simulated ones, towers of their own, several on one bus, several on
one relay board."""

from random import Random
from typing import Any

from tests.halls.building import Building
from tests.halls.furnishing import Furnished
from tests.halls.naming import words
from tests.halls.size import Size

ON_A_BUS = 6
BOARD = ({"red": 1, "yellow": 2}, {"red": 3, "yellow": 4}, {"red": 5, "yellow": 6, "sounder": 7})
"""Relays of one board, shared by three lamps."""


def lamps(size: Size, stock: Furnished, building: Building, chance: Random) -> list[dict[str, Any]]:
    things = [
        *(w.id for w in stock.windows),
        *(m.id for m in stock.machines),
        *(z.id for z in building.zones),
        "hall",
    ]
    found: list[dict[str, Any]] = []
    while len(found) < size.lamps:
        real = () if size.simulated else ("bus", "board", "tower")
        kind = chance.choice(("sim", "sim", "simulated bus", *real))
        bus = f"bus-{len(found) + 1}"
        for number in range(
            len(BOARD) if kind == "board" else chance.randint(2, ON_A_BUS) if "bus" in kind else 1
        ):
            if len(found) < size.lamps:
                found.append(
                    _lamp(kind, bus, number, len(found) + 1, chance.choice(things), chance)
                )
    return found


def _lamp(
    kind: str, bus: str, number: int, count: int, about: str, chance: Random
) -> dict[str, Any]:
    table: dict[str, Any] = {
        "id": f"lamp-{count}",
        "name": words(f"{count}号灯", f"Lamp {count}"),
        "about": [about],
    }
    path = f"/dev/serial/by-id/usb-{bus}-if00-port0"
    if kind == "sim":
        five = (
            {"colours": ["red", "yellow", "green", "blue", "white"], "sounder": True}
            if chance.random() < 0.3
            else {}
        )
        return table | {"address": f"sim://{bus}", **five}
    if kind == "simulated bus":
        return table | {"address": f"sim://{bus}#{number + 1}", "protocol": "modbus_coil_lamp"}
    if kind == "bus":
        return table | {"address": f"{path}#{number + 1}", "protocol": "modbus_coil_lamp"}
    if kind == "board":
        channels = BOARD[number]
        lit = {"colours": ["red", "yellow"], "sounder": "sounder" in channels, "channels": channels}
        return table | {"address": path, "protocol": "modbus_relay", **lit}
    return table | {"address": path, "protocol": "adafruit_tower"}

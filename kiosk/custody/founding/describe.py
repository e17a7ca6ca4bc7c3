"""The description of a hall that begins, as the files that people go on editing.

Everything it says was answered, or stands in every hall: nothing is made up that a visitor could
look for in vain. What services there are comes from the sample, its addresses emptied.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from shutil import copytree, ignore_patterns
from typing import Any, Final

import tomlkit

from kiosk.content.copies import emptied
from kiosk.content.hall_files import (
    ALERTS,
    CALLS,
    CAPABILITIES,
    DRILLS,
    HALLS,
    PICTURES,
    PLAN_FILE,
    SCHEMES,
)  # fmt: skip
from kiosk.content.reader import sample
from kiosk.content.upgrades.base import keep_base
from kiosk.custody.edits.toml_text import lines_text
from kiosk.custody.founding.answers import SIZES, Answers, purposes, shipped, terminal_services
from signage.hall.storeys import FLOOR
from signage.language.words import Message, Words

LEFT: Final = (
    CAPABILITIES, PICTURES, HALLS, PLAN_FILE, SCHEMES, DRILLS, ALERTS, CALLS, "hall.toml", "screens.toml",
    "lamps.toml",
)  # fmt: skip
"""Of the sample: what a hall that begins has none of, or of its own."""
SYSTEMS: Final = ("system/core", "system/network", "system/power")
"""What whatever stands in a hall needs to work."""
HIGH_M: Final = 4.2
"""From one storey to the next, until somebody has measured it."""
SHAPES: Final[Mapping[str, dict[str, Any]]] = {
    "board": {"width": 3840, "height": 2160, "diagonal_in": 98, "distance_m": 8},
    "touch": {"width": 1080, "height": 1920, "diagonal_in": 32, "distance_m": 1.5},
    "window": {"width": 1920, "height": 540, "diagonal_in": 37, "distance_m": 3},
    "door": {"width": 1920, "height": 1080, "diagonal_in": 55, "distance_m": 5},
}
"""Panels as they are mostly bought, with the distance the sample's are read from."""
CALLED: Final[Mapping[str, Message]] = {
    "board": Message("founding.screen-board"),
    "touch": Message("founding.screen-touch"),
    "window": Message("founding.screen-window"),
    "door": Message("founding.screen-door"),
}


def write_description(answers: Answers, directory: Path) -> None:
    """Into a directory that is not there yet. Raises OSError."""
    copytree(sample(), directory, ignore=ignore_patterns(*LEFT))
    keep_base(sample(), directory)
    services = directory / "services.toml"
    services.write_text(_services(answers, services.read_text("utf-8")), "utf-8")
    for name, text in described(answers).items():
        (directory / name).write_text(text, "utf-8")


def described(answers: Answers) -> Mapping[str, str]:
    """By the names of the files that are the hall's own."""
    return {
        "hall.toml": "\n\n".join(_hall(answers)) + "\n",
        "screens.toml": "\n\n".join(_screens(answers)) + "\n",
        "lamps.toml": _explained(answers, Message("founding.comment-lamps")) + "\n",
    }


# ---------------------------------------------------------------- one part of a file


def _explained(answers: Answers, words: Words) -> str:
    return f"# {words[answers.languages[0]]}"


def _table(name: str, values: Mapping[str, Any]) -> str:
    return f"[[{name}]]\n{lines_text(values)}"


def _in(answers: Answers, words: Words) -> Mapping[str, str]:
    return {lang: words[lang] for lang in answers.languages}


# ---------------------------------------------------------------- the hall


def _hall(answers: Answers) -> Iterator[str]:
    yield f"{_explained(answers, Message('founding.comment-hall'))}\n" + lines_text(
        {
            "id": "hall", "name": answers.name, "issuer": answers.name, "address": answers.address,
            "phone": answers.phone, "languages": answers.languages,
        }
    )  # fmt: skip
    weekly = {
        day: [[f"{at:%H:%M:%S}" for at in span] for span in answers.spans] for day in answers.days
    }
    yield f"{_explained(answers, Message('founding.comment-hours'))}\n[hours]\nholidays = []\nmake_up = []"
    yield f"[hours.weekly]\n{lines_text(weekly)}"
    yield from _storeys(answers)
    yield from _zones(answers)
    yield from _windows(answers)
    yield from _machines(answers)
    for system in shipped().hall.systems:
        yield _table("systems", {"id": system.id, "name": _in(answers, system.name)})
    yield from _exits(answers)


def _storeys(answers: Answers) -> Iterator[str]:
    """None where there is one alone: nothing need be said of it before a plan is drawn."""
    if answers.storeys == 1:
        return
    yield _explained(answers, Message("founding.comment-storeys"))
    floors = [f"{FLOOR}{number}" for number in _up_to(answers.storeys)]
    for number, floor in enumerate(floors, 1):
        name = _in(answers, Message("founding.floor", number=number))
        leaves = {"discharge": True} if number == 1 else {}
        height = {"height_m": round(HIGH_M * (number - 1), 1)}
        yield _table("floors", {"id": floor, "name": name, **height, **leaves})
    for number in _up_to(answers.stairs):
        name = _in(answers, Message("founding.stairs-of", number=number))
        yield _table("stairs", {"id": f"stairs/{number}", "name": name, "floors": floors})


def _served(storey: int) -> str:
    """Where windows are on a storey."""
    return "zone/service" if storey == 1 else f"zone/service-{storey}"


def _zones(answers: Answers) -> Iterator[str]:
    chosen = SIZES[answers.size].zones
    yield _explained(answers, Message("founding.comment-zones"))
    for zone in shipped().hall.zones:
        if zone.id in chosen:
            open_all_day = {"always_open": True} if zone.always_open else {}
            yield _table("zones", {"id": zone.id, "name": _in(answers, zone.name), **open_all_day})
    for storey in range(2, answers.storeys + 1):
        name = _in(answers, Message("founding.service-zone", number=storey))
        yield _table("zones", {"id": _served(storey), "name": name, "floor": str(storey)})


def _windows(answers: Answers) -> Iterator[str]:
    yield _explained(answers, Message("founding.comment-windows"))
    asked = zip(purposes(), answers.windows, strict=True)
    each = [purpose for purpose, count in asked for _ in range(count)]
    for number, purpose in enumerate(each, 1):
        yield _table(
            "windows",
            {
                "id": f"window/{number}", "number": number, "name": _in(answers, purpose.name),
                "zone": _served(answers.storey_of(number)), "services": purpose.services,
                "depends": SYSTEMS,
            },
        )  # fmt: skip


def _machines(answers: Answers) -> Iterator[str]:
    for number in range(1, answers.terminals + 1):
        yield _table(
            "machines",
            {
                "id": f"machine/terminal-{number}",
                "name": _in(answers, Message("founding.terminal", number=number)),
                "what": "terminal", "zone": "zone/self-service", "services": terminal_services(),
                "depends": SYSTEMS,
            },
        )  # fmt: skip


def _entrance(answers: Answers) -> str:
    return "zone/lobby" if "zone/lobby" in SIZES[answers.size].zones else "zone/service"


def _exits(answers: Answers) -> Iterator[str]:
    yield _explained(answers, Message("founding.comment-exits"))
    for number in range(1, answers.exits + 1):
        name = _in(answers, Message("founding.exit", number=number))
        yield _table("exits", {"id": f"exit/{number}", "name": name, "zone": _entrance(answers)})


# ---------------------------------------------------------------- its services


def _services(answers: Answers, text: str) -> str:
    """The sample's, each with the ways that this hall has."""
    asked = zip(purposes(), answers.windows, strict=True)
    here = {
        "window": {name for purpose, count in asked if count for name in purpose.services},
        "terminal": set(terminal_services() if answers.terminals else ()),
    }
    document = tomlkit.parse(emptied(text))
    services: Any = document["services"]
    for service in services:
        lacking = {kind for kind, known in here.items() if service["id"] not in known}
        _keep(service["offers"], partial(_is_none_of, lacking))
    _keep(services, lambda service: len(service["offers"]) > 0)
    groups = {service["group"] for service in services}
    _keep(document["groups"], lambda group: group["id"] in groups)
    return tomlkit.dumps(document)


def _is_none_of(kinds: Collection[str], offer: Any) -> bool:
    return offer["kind"] not in kinds


def _keep(tables: Any, stays: Callable[[Any], bool]) -> None:
    """In place: comments stay where they are."""
    for at in reversed([number for number, one in enumerate(tables) if not stays(one)]):
        del tables[at]


# ---------------------------------------------------------------- its screens


def _screens(answers: Answers) -> Iterator[str]:
    yield _explained(answers, Message("founding.comment-screens"))
    entrance = _entrance(answers)
    places: Iterable[tuple[str, int, str, str, tuple[str, ...]]] = (
        *(("board", n, f"board-{n}", _served((n - 1) % answers.storeys + 1), SYSTEMS)
          for n in _up_to(answers.boards)),
        *(("touch", n, f"touch-{n}", entrance, ()) for n in _up_to(answers.touch)),
        *(("window", n, f"window-{n}", f"window/{n}", (f"window/{n}",))
          for n in _up_to(sum(answers.windows) if answers.window_screens else 0)),
        *(("door", n, f"exit-{n}", f"exit/{n}", (f"exit/{n}",))
          for n in _up_to(answers.exits if answers.door_screens else 0)),
    )  # fmt: skip
    for layout, number, name, place, about in places:
        words = CALLED[layout].filled(number=number)
        yield _table(
            "screens",
            {
                "id": name, "name": _in(answers, words), "layout": layout, "place": place,
                "about": about, **SHAPES[layout],
            },
        )  # fmt: skip


def _up_to(number: int) -> range:
    return range(1, number + 1)

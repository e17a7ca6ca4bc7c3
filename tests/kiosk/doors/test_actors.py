"""Whoever gives a command is made at few doors, each in this table: the law that less danger needs a
person (``tests/halls/test_less_danger.py``) is about these and nobody else."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import cast, get_args

import pytest

from signage.situation.commands import Command

ROOT = Path(__file__).parents[3]
DOORS = {
    "kiosk/access/people.py": (2, "a person by PIN, or the enrolled tablet, locked"),
    "kiosk/access/first_person.py": (1, "who has the code that only the machine shows"),
    "kiosk/cli/first_run.py": (1, "who founded the hall, by that code, as its log begins"),
    "kiosk/access/accounts/members.py": (
        2,
        "whoever comes in by the bureau's directory: that they came, and how",
    ),
    "kiosk/access/clients.py": (
        4,
        "a token, by its highest scope; never a person without a reason",
    ),
    "kiosk/api/caller.py": (1, "a token that only reads"),
    "kiosk/api/declared.py": (1, "anybody, at the one address that asks for no token"),
    "kiosk/custody/calls/links.py": (
        1,
        "whoever has the signed link, or the telephone, of a call: answers it, and nothing else",
    ),
    "kiosk/public/calls.py": (
        1,
        "whoever has the signed link of a report upward: says that it came, and nothing else",
    ),
    "kiosk/public/screens.py": (1, "a screen: it calls for help"),
    "kiosk/engine/board.py": (1, "the clock"),
    "kiosk/engine/held_dangers.py": (1, "dangers that screens still show: it only raises"),
    "kiosk/store/__init__.py": (1, "who it was, read from the log"),
    "kiosk/store/unsaved/journal.py": (1, "who it was, read from the journal"),
    "kiosk/drawing/beforehand/situations.py": (
        1,
        "nobody: the gallery and `kiosk check` play a hall of their own",
    ),
    "kiosk/staff/facilities/gallery/listed.py": (1, "nobody: a screen of a hall in a frame"),
    "kiosk/staff/facilities/gallery/pretence.py": (1, "nobody: a locked tablet in a frame"),
    "kiosk/drawing/beforehand/pack.py": (1, "nobody: scenes drawn beforehand"),
    "kiosk/custody/probes/thresholds.py": (
        1,
        "a threshold: it hears, and raises where a rule says so",
    ),
    "kiosk/custody/probes/signals/brokers/line.py": (
        1,
        "a message of MQTT: it hears, and raises where a rule says so",
    ),
    "kiosk/custody/probes/signals/contacts/watch.py": (
        1,
        "a dry contact: it hears, and raises where a rule says so",
    ),
    "kiosk/custody/probes/watch.py": (
        1,
        "a probe: it hears, and raises where a rule says so",
    ),
    "kiosk/custody/warnings/feeds.py": (
        1,
        "a feed of warnings: it hears, and raises where a rule says so",
    ),
    "kiosk/drawing/print/sign.py": (1, "nobody: signs for paper"),
}
"""File → how many places make an actor there, and who that is."""
COMMANDS = {sort.__name__ for sort in get_args(cast(UnionType, Command))}


def sources(room: str) -> Iterator[tuple[str, ast.Module]]:
    for path in sorted((ROOT / room).rglob("*.py")):
        yield str(path.relative_to(ROOT)), ast.parse(path.read_text("utf-8"))


def called(tree: ast.Module) -> Counter[str]:
    return Counter(
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    )


@pytest.mark.laws
def test_an_actor_is_made_at_these_doors_alone() -> None:
    made = {name: found for name, tree in sources("kiosk") if (found := called(tree)["Actor"])}
    assert made == {name: places for name, (places, _) in DOORS.items()}


@pytest.mark.laws
def test_signage_makes_none_and_no_wire_speaks_for_anybody() -> None:
    """What a lamp answers is a fact about that lamp: no driver can give a command."""
    for room in ("devices", "signage"):
        for name, tree in sources(room):
            assert not called(tree)["Actor"], name
    for name, tree in sources("devices"):
        imported = {
            node.module
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module
        }
        assert not {one for one in imported if one.startswith("signage.situation.commands")}, name


@pytest.mark.laws
def test_the_dangers_that_screens_still_show_are_only_raised() -> None:
    """The one actor without a person behind it whose role could end something."""
    (tree,) = (tree for name, tree in sources("kiosk") if name.endswith("engine/held_dangers.py"))
    assert COMMANDS & called(tree).keys() == {"Raise"}

"""What a screen holds beforehand, and that a change of it is always exactly what would have been
sent whole."""

import gzip
import json

import pytest

from kiosk.drawing.beforehand.pack import MOST, Pack, Packs, difference, emergencies, version
from kiosk.drawing.renderer import Renderer
from kiosk.wiring import House
from signage.catalogue.kinds import LIFE_SAFETY
from signage.situation.commands import BlockWay, Change, ChooseScheme, Raise
from tests.cast import SUPERVISOR, Clock
from tests.kiosk.house import Tablet

SCREENS = (
    "entrance", "wall", "window-5", "window-6", "self-service", "terminal-2", "night", "etax-area", "exit-south",
    "exit-east",
)  # fmt: skip


@pytest.fixture(scope="module")
def drawn(renderer: Renderer) -> Packs:
    """Drawn once: every test has the same hall."""
    return Packs(renderer)


@pytest.fixture
def packs(house: House, drawn: Packs) -> Packs:
    for screen in house.services.board.view.content.hall.screens:
        drawn.of(house.services.board.view, screen)
    return drawn


def pages(house: House) -> dict[str, str]:
    found: dict[str, str] = house.app.extensions["renderer"].all(house.services.board.view)
    return found


def put_together(pack: Pack, change: bytes) -> str:
    """What the page's script makes of a change."""
    said = json.loads(change)
    parts = pack.scenes[said["base"]].split("<")
    for number, piece in said["pieces"]:
        parts[number] = piece
    return "<".join(parts)


def told(house: House, packs: Packs) -> dict[str, bytes | None]:
    """The change each screen is told; what there is of it gives exactly the scene that would be
    sent whole."""
    view = house.services.board.view
    found = {screen: packs.change(view, screen, html) for screen, html in pages(house).items()}
    for screen, change in found.items():
        if change is not None:
            assert len(change) <= MOST
            pack = packs.of(view, view.content.hall.screen[screen])
            assert put_together(pack, change) == pages(house)[screen]
    return found


def test_every_emergency_is_held_under_every_scheme_and_with_each_exit_closed(house: House) -> None:
    view = house.services.board.view
    held = {key for key, _ in emergencies(view)}
    expected = {
        (kind.code, cls) for kind in view.content.catalogue.kinds if kind.raisable
        for cls in kind.classes if cls in LIFE_SAFETY and kind.code != "OTHER"
    }  # fmt: skip
    assert {(kind, cls) for kind, cls, _, _ in held} >= expected
    schemes = {"normal", *(scheme.id for scheme in view.content.evacuation.schemes)}
    assert {scheme for kind, _, scheme, _ in held if kind == "FIRE"} == schemes
    doors = {frozenset({name}) for name in ("exit/north", "exit/east", "exit/south", "exit/west")}
    assert {closed for kind, _, _, closed in held if kind == "FIRE"} == {frozenset[str](), *doors}


@pytest.mark.laws
@pytest.mark.parametrize(
    "kind", ["FIRE", "EXPLOSION", "QUAKE", "TERROR", "FLOOD", "ACCIDENT", "SHOCK", "DEV-HAZARD"]
)
def test_an_alarm_reaches_every_screen_as_a_change_of_what_it_holds(
    house: House, packs: Packs, clock: Clock, kind: str
) -> None:
    clock.later(hours=3, minutes=17)
    house.services.board.do(Raise(kind, ("hall",)), SUPERVISOR)
    assert None not in told(house, packs).values()


@pytest.mark.laws
def test_an_evacuation_out_of_a_busy_hall_is_a_change_too_whatever_was_typed(
    house: House, packs: Packs
) -> None:
    house.services.board.do(Raise("WIN-PAUSE", ("window/5",)), SUPERVISOR)
    house.services.board.do(
        Raise("FIRE", ("hall",), cause="<b>打印机 & 冒烟</b>", note="<i>"), SUPERVISOR
    )
    assert None not in told(house, packs).values()


@pytest.mark.laws
def test_a_switch_of_scheme_or_a_closed_exit_is_a_change_too(house: House, packs: Packs) -> None:
    board = house.services.board
    board.do(Raise("FIRE", ("hall",)), SUPERVISOR)
    for scheme in board.view.content.evacuation.schemes:
        board.do(ChooseScheme(scheme.id), SUPERVISOR)
        assert None not in told(house, packs).values(), scheme.id
    board.do(ChooseScheme("normal"), SUPERVISOR)
    for door in ("exit/north", "exit/east", "exit/south", "exit/west"):
        board.do(BlockWay(door, "closed"), SUPERVISOR)
        assert None not in told(house, packs).values(), door
        board.do(BlockWay(door, None), SUPERVISOR)


@pytest.mark.laws
def test_what_is_not_held_is_sent_whole(house: House, packs: Packs) -> None:
    board = house.services.board
    assert set(told(house, packs).values()) == {None}, "everyday guidance is not held"
    drill = board.do(Raise("FIRE", ("hall",), drill=True), SUPERVISOR).incident
    assert drill is not None and set(told(house, packs).values()) == {None}, (
        "a drill is none of the alarms"
    )
    board.do(Change(drill.id, "clear", reason="演练结束"), SUPERVISOR)
    board.do(Raise("FIRE", ("hall",)), SUPERVISOR)
    board.do(BlockWay("exit/south", "closed"), SUPERVISOR)
    board.do(BlockWay("exit/north", "closed"), SUPERVISOR)
    assert set(told(house, packs).values()) == {None}, "two closed exits are no prepared situation"


def test_a_screen_that_never_asked_is_told_no_change(house: House) -> None:
    packs = Packs(house.app.extensions["renderer"])
    house.services.board.do(Raise("FIRE", ("hall",)), SUPERVISOR)
    assert set(told(house, packs).values()) == {None}


@pytest.mark.parametrize(
    "screen", ["wall", *(pytest.param(s, marks=pytest.mark.laws) for s in SCREENS if s != "wall")]
)
def test_a_pack_is_served_under_the_version_that_the_heartbeats_name(
    house: House, screen: str
) -> None:
    answer = Tablet(house).get(f"/screen/{screen}/pack")
    assert answer.headers["Content-Encoding"] == "gzip" and answer.mimetype == "application/json"
    said = json.loads(gzip.decompress(answer.data))
    assert said["version"] == version(house.services.board.view)
    assert len(said["scenes"]) >= 10 and len(answer.data) < 20_000
    assert any("紧急疏散" in html for html in said["scenes"].values())


def test_an_unknown_screen_has_no_pack(house: House) -> None:
    assert Tablet(house).get("/screen/nowhere/pack").status_code == 404


def test_pieces_stand_between_two_brackets() -> None:
    assert difference("<p>a</p>", "<p>b</p>") == [(1, "p>b")]
    assert difference("<p>a</p>", "<p>a</p>") == []
    assert difference("<p>a</p>", "<p>a<i/></p>") is None

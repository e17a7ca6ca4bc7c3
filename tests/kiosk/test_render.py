"""Whatever happens and whatever people type, every screen gets a picture that a browser can
read."""

import json
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.content.reader import Content
from kiosk.drawing.renderer import Renderer, bare
from kiosk.drawing.svg import RED
from kiosk.engine.view import view_of
from kiosk.wiring import House
from kiosk.wording.typeset import min_px
from signage.availability.world import World
from signage.decide import decide
from signage.hall.model import Screen
from signage.rules.refusal import Refused
from signage.shows.scene import Scene
from signage.situation.commands import BlockWay, Command, Raise
from signage.situation.events import Recorded
from signage.situation.fold import fold
from signage.situation.incidents import NOTHING, Situation
from tests.cast import ADMIN, NOON
from tests.halls.pages import seen
from tests.kiosk.house import Tablet

SVG = "{http://www.w3.org/2000/svg}"
SURELY = Renderer._surely
"""As it is outside of tests."""


def after(content: Content, commands: list[Command]) -> Situation:
    """The situation after those of the commands that are not refused."""
    situation = NOTHING
    for command in commands:
        try:
            events = decide(content.hall, content.catalogue, situation, command, ADMIN, NOON).events
        except Refused:
            continue
        for event in events:
            situation = fold([Recorded(situation.revision + 1, NOON, ADMIN, event)], situation)
    return situation


@settings(max_examples=12)
@given(data=st.data())
def test_every_screen_always_gets_a_readable_picture(
    data: st.DataObject, sample: Content, renderer: Renderer
) -> None:
    kinds = [kind.code for kind in sample.catalogue.kinds if kind.raisable]
    targets = ["hall", *sample.hall.resources]
    raising = st.builds(
        lambda kind, target, cause, drill: Raise(kind, (target,), cause=cause, drill=drill),
        st.sampled_from(kinds), st.sampled_from(targets), st.text(max_size=200), st.booleans(),
    )  # fmt: skip
    blocking = st.builds(
        BlockWay, st.sampled_from([t for t in targets if t.startswith(("exit/", "zone/"))]),
        st.sampled_from(["fire", "closed", "crowd", None]),
    )  # fmt: skip
    situation = after(sample, data.draw(st.lists(raising | blocking, max_size=8)))
    at = NOON + timedelta(minutes=data.draw(st.integers(0, 24 * 60)))
    view = view_of(sample, situation, at)
    pages = renderer.all(view)
    assert set(pages) == set(sample.hall.screen)
    for screen in sample.hall.screens:
        least = bare(view.scenes[screen.id], screen, view.world, renderer.icons)
        assert ElementTree.fromstring(least).get("aria-label"), "what stands where nothing else can"
    for html in pages.values():
        if html.lstrip().startswith("<svg"):
            drawing = ElementTree.fromstring(seen(html))
            assert not any(
                part.tag in (f"{SVG}script", f"{SVG}foreignObject", f"{SVG}image")
                for part in drawing.iter()
            )


def test_danger_elsewhere_is_a_red_strip_and_a_drill_of_it_is_not(
    sample: Content, renderer: Renderer
) -> None:
    for screen in ("wall", "entrance"):
        shown = {}
        for drill in (False, True):
            situation = after(sample, [Raise("FIRE", ("zone/self-service",), drill=drill)])
            view = view_of(sample, situation, NOON)
            shown[drill] = renderer.scene_html(
                view.scenes[screen], sample.hall.screen[screen], view.world
            )
            assert "火警，请立即撤离" in shown[drill]
        red = (RED, 'class="red"')
        assert any(mark in shown[False] for mark in red) and not any(
            mark in shown[True] for mark in red
        ), screen


def test_who_is_stopped_by_a_sign_can_still_call_somebody_unless_it_is_for_their_life(
    sample: Content, renderer: Renderer
) -> None:
    for kind, target, screen, helped in (
        ("DEV-HALL", "machine/terminal-2", "terminal-2", True), ("WIN-PAUSE", "window/5", "window-5", False),
        ("FIRE", "hall", "terminal-2", False), ("DEV-HAZARD", "machine/terminal-2", "terminal-2", False),
    ):  # fmt: skip
        view = view_of(sample, after(sample, [Raise(kind, (target,))]), NOON)
        shown = renderer.scene_html(view.scenes[screen], sample.hall.screen[screen], view.world)
        assert ('data-post="help"' in shown) is helped, (kind, screen)


def test_no_way_around_a_closed_thing_is_cut_short(sample: Content, renderer: Renderer) -> None:
    kinds = {"window": "WIN-PAUSE", "machine": "DEV-HALL"}
    for screen in sample.hall.screens:
        for target in screen.about:
            kind = kinds.get(target.partition("/")[0])
            if kind is not None:
                view = view_of(sample, after(sample, [Raise(kind, (target,))]), NOON)
                assert "…" not in renderer.scene_html(view.scenes[screen.id], screen, view.world), (
                    screen.id,
                    target,
                )


def test_an_evacuation_elsewhere_is_read_on_every_screen_from_where_it_is_read(
    sample: Content, renderer: Renderer
) -> None:
    view = view_of(sample, after(sample, [Raise("FIRE", ("zone/self-service",))]), NOON)
    for screen in sample.hall.screens:
        scene = view.scenes[screen.id]
        if scene.sign != "evacuate":
            html = renderer.scene_html(scene, screen, view.world)
            assert "火警，请立即撤离" in html, screen.id
            if html.lstrip().startswith("<svg"):
                said = next(
                    t
                    for t in ElementTree.fromstring(seen(html)).iter(f"{SVG}text")
                    if "火警" in (t.text or "")
                )
                least = min_px(screen.distance_m, screen.width, screen.height, screen.diagonal_in)
                assert float(said.get("font-size", "0")) >= 0.999 * least, screen.id


def test_a_screen_is_drawn_for_its_own_distance_though_another_like_it_hangs_beside_it(
    sample: Content, renderer: Renderer
) -> None:
    documents = json.loads(sample.to_json())
    screens = documents["hall"]["screens"]
    far = [
        {**one, "id": f"{one['id']}-far", "distance_m": min(49.0, 9 * one["distance_m"])}
        for one in screens
    ]
    screens += far
    content = Content.from_json(json.dumps(documents))
    view = view_of(content, after(content, [Raise("FIRE", ("zone/self-service",))]), NOON)
    pages = Renderer(renderer._templates, renderer.icons).all(view)
    for screen in content.hall.screens:
        own = renderer.scene_html(view.scenes[screen.id], screen, view.world)
        assert pages[screen.id] == own, screen.id


def test_a_screen_that_cannot_be_drawn_keeps_no_other_from_an_alarm(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says itself what to do, without a way; who looks after the hall reads which it is."""
    scene_html = Renderer.scene_html

    def broken(self: Renderer, scene: Scene, screen: Screen, world: World) -> str:
        if screen.id == "entrance" and scene.sign == "evacuate":
            raise KeyError("exit/none")
        return scene_html(self, scene, screen, world)

    monkeypatch.setattr(Renderer, "_surely", SURELY)
    monkeypatch.setattr(Renderer, "scene_html", broken)
    outcome = house.services.board.do(Raise("FIRE", ("hall",)), ADMIN)
    assert {screen.sent for screen in map(house.services.delivery.of, outcome.view.scenes)} == {
        outcome.view.revision
    }
    assert "entrance" in house.services.board.troubles["screens"]
    shown = Tablet(house).get("/screen/entrance").text
    assert "撤离" in shown and "data-arrow" not in shown
    assert "data-arrow" in Tablet(house).get("/screen/wall").text
    monkeypatch.setattr(Renderer, "scene_html", scene_html)
    house.services.board.do(Raise("QUAKE", ("hall",)), ADMIN)
    assert "screens" not in house.services.board.troubles

"""The way out as each screen draws it is never at odds with itself."""

from xml.etree import ElementTree

import pytest

from kiosk.board import view_of
from kiosk.content import Content
from kiosk.render import Renderer
from signage.commands import BlockWay, Raise
from tests.cast import NOON
from tests.kiosk.test_render import after, hall, renderer

__all__ = ["hall", "renderer"]
SVG = "{http://www.w3.org/2000/svg}"


def told(hall: Content, renderer: Renderer, shut: list[str]) -> dict[str, str]:
    """What each screen on the plan says while its arrow's lease holds, in a fire with these exits closed."""
    view = view_of(hall, after(hall, [Raise("FIRE", ("hall",)), *(BlockWay(name, "closed") for name in shut)]), NOON)
    found = {}
    for screen in hall.hall.screens:
        if view.scenes[screen.id].way is None:
            continue
        drawn = ElementTree.fromstring(renderer.scene_html(view.scenes[screen.id], screen, view.world))
        said = next(group for group in drawn.iter(f"{SVG}g") if group.get("class") == "leased")
        found[screen.id] = " ".join("".join(text.itertext()) for text in said.iter(f"{SVG}text"))
    return found


@pytest.mark.parametrize("shut", [0, 1])
def test_only_where_people_can_leave_a_screen_tells_them_to(hall: Content, renderer: Renderer, shut: int) -> None:
    exits = [name for name in hall.hall.resources if name.startswith("exit/")]
    said = told(hall, renderer, exits if shut else [])
    assert len(said) > 6
    for screen, words in said.items():
        assert ("立即撤离" in words, "leave now" in words) == (not shut, not shut), screen
        assert ("请留在原处" in words) == bool(shut), screen

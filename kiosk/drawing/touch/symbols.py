"""Drawn symbols on pages."""

from collections.abc import Mapping

from markupsafe import Markup

from kiosk.wording.markup import element

ELSE = "place"


def symbol(icons: Mapping[str, str], name: str, turn: int = 0) -> Markup:
    """A symbol as a picture of its own; one that is not drawn is empty."""
    drawn = icons.get(name, "")
    inside = element("g", drawn, transform=f"rotate({turn} 50 50)") if turn else drawn
    return Markup(
        element("svg", inside, viewBox="0 0 100 100", aria_hidden="true")
    )  # drawn, no words


def first_symbol(icons: Mapping[str, str], *names: str, turn: int = 0) -> Markup:
    """The first of them that is drawn, else a place's."""
    return symbol(icons, next((name for name in names if name in icons), ELSE), turn)

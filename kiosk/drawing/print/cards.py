"""Cards and labels that several of stand on a sheet, to be cut apart: a window's card with its
number, a machine's label with the code that leads to what is said of it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from kiosk.drawing.print.lines import bilingual, fitted, stacked
from kiosk.drawing.print.sizes import LEAST, MM, PAPERS, Paper, Printed, Said
from kiosk.drawing.svg import HALL_BLUE, INK, QUIET, WHITE, Box, code, n, rect, text
from kiosk.wording.markup import element
from kiosk.wording.typeset import width_em
from signage.hall.model import Hall
from signage.hall.short_names import short_name
from signage.language.words import Message

PAPER: Paper = PAPERS["a4-portrait"]
MARGIN_MM = 10.0
CODE_MM = 40.0
"""A phone reads it from an arm's length: a module of 1 mm."""
SMALLER = (1.0, 0.85, 0.72, 0.6, 0.5, 0.42)
CARDS, LABELS = Message("cards.window-cards"), Message("cards.machine-labels")
SCAN = Message("cards.scan-for-status")
Drawn = Callable[[Box], str]


def window_cards(hall: Hall) -> tuple[Printed, ...]:
    """Two a sheet: number, and what is done there as described."""
    cards = [
        _window(hall, str(window.number), window.id)
        for window in sorted(hall.windows, key=lambda window: window.number)
    ]
    return _cut(hall, hall.spoken.say(CARDS), cards, (1, 2))


def machine_labels(hall: Hall, address: Callable[[str], str]) -> tuple[Printed, ...]:
    """Eight a sheet. ``address`` is what a target's code opens."""
    labels = [_label(hall, machine.id, address(machine.id)) for machine in hall.machines]
    return _cut(hall, hall.spoken.say(LABELS), labels, (2, 4))


def _cut(
    hall: Hall, title: str, cards: Sequence[Drawn], grid: tuple[int, int]
) -> tuple[Printed, ...]:
    columns, rows = grid
    room = PAPER.box.inset(MARGIN_MM * MM)
    wide, high = room.w / columns, room.h / rows
    places = [
        Box(room.x + column * wide, room.y + row * high, wide, high)
        for row in range(rows)
        for column in range(columns)
    ]
    return tuple(
        Printed(PAPER, title, tuple(_drawn(places, sheet)), hall.spoken.first)
        for sheet in _by(cards, len(places))
    )


def _by(cards: Iterable[Drawn], count: int) -> Iterator[list[Drawn]]:
    left = iter(cards)
    while sheet := list(islice(left, count)):
        yield sheet


def _drawn(places: Sequence[Box], sheet: Sequence[Drawn]) -> Iterator[str]:
    for place, card in zip(places, sheet, strict=False):
        # Where it is cut.
        yield element(
            "rect", x=n(place.x), y=n(place.y), width=n(place.w), height=n(place.h),
            fill="none", stroke=QUIET, stroke_width=n(0.2 * MM),
        )  # fmt: skip
        yield card(place)


def _window(hall: Hall, number: str, target: str) -> Drawn:
    spoken = hall.spoken

    def draw(box: Box) -> str:
        inside = box.inset(6 * MM)
        left, right = inside.left(0.42 * inside.w)
        foot, room = Box(right.x + 6 * MM, right.y, right.w - 6 * MM, right.h).bottom(8 * MM)
        said = _fitting(
            room,
            lambda share: (
                Said(spoken, short_name(hall, target), share * 14 * MM, bold=True, second=0.6),
                Said(spoken, hall.name_of(target), share * 20 * MM, bold=True, second=0.5),
            ),
        )
        size = min(0.8 * left.h, (left.w - 12 * MM) / width_em(number))
        return (
            rect(left, HALL_BLUE, 4 * MM)
            + text(left.cx, left.cy, size, number, WHITE, bold=True)
            + stacked(room, said, INK, 6 * MM)
            + fitted(foot, bilingual(spoken, hall.name, foot), 1.4 * LEAST)
        )

    return draw


def _label(hall: Hall, target: str, address: str) -> Drawn:
    spoken, side = hall.spoken, CODE_MM * MM

    def draw(box: Box) -> str:
        inside = box.inset(4 * MM)
        place = Box(inside.x, inside.cy - side / 2, side, side)
        words = Box(place.x + side + 2 * MM, inside.y, inside.w - side - 2 * MM, inside.h)
        foot, room = words.bottom(5 * MM)
        said = _fitting(
            room,
            lambda share: (
                Said(spoken, short_name(hall, target), share * 6 * MM, bold=True, second=0.7),
                Said(spoken, SCAN, max(LEAST, share * 4.5 * MM)),
            ),
        )
        named = fitted(foot, target, LEAST)
        return code(address, place.x, place.y, side) + stacked(room, said, INK, 4 * MM) + named

    return draw


def _fitting(room: Box, said: Callable[[float], tuple[Said, ...]]) -> tuple[Said, ...]:
    """As large as stands in the room with air between."""
    found = said(SMALLER[0])
    for share in SMALLER:
        found = said(share)
        if sum(words.height(room.w) for words in found) <= 0.85 * room.h and not any(
            width_em(line, bold) * size > room.w
            for words in found
            for line, size, bold, _ in words.lines(room.w)
        ):
            break
    return found

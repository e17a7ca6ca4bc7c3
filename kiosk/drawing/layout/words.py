"""What a sign says, in reading order: what of, what, its second language, until when, why, what to
do (LOOKS §1)."""

from collections.abc import Sequence

from kiosk.drawing.frame import Sheet
from kiosk.drawing.layout.pieces import (
    DETAIL_TWIN,
    NEVER,
    SUBJECT,
    TO_DO,
    UNTIL_TWIN,
    WHY,
    Piece,
    main_line,
    wrapped,
)
from kiosk.drawing.layout.sizes import MAIN, URGENT, Sizes
from kiosk.drawing.svg import Box
from signage.shows.phrases import CHECKING

GRAVE = frozenset({"evacuate", "shelter", "danger"})
"""What is set larger, and without a head (LOOKS §1, §2)."""
HIGH = 0.75
"""How much of the height a main line takes while anything else is said."""


def main_of(sheet: Sheet, box: Box, size: Sizes, beside: float | None = None) -> Piece:
    """The main line, in three quarters of the height; where it is too small so, in all but
    ``beside`` px, which is what may not be left out (LOOKS §1)."""
    said, lang = sheet.say(sheet.scene.title), sheet.spoken.first
    main = main_line(said, size.main, box.w, HIGH * box.h, lang=lang)
    due = min(size.main, size.fact * (URGENT if sheet.scene.sign in GRAVE else MAIN))
    if beside is None or main.size >= 0.99 * due:
        return main
    return main_line(said, due, box.w, max(HIGH * box.h, box.h - beside), lang=lang)


def pieces_of(sheet: Sheet, box: Box, size: Sizes, *, twins: bool) -> list[Piece]:
    """In reading order: what of, what, its second language, until when, why, what to do."""
    scene, spoken = sheet.scene, sheet.spoken
    first, second = spoken.first, spoken.second
    pieces = []
    said = sheet.say(scene.subject)
    # 税收征管系统故障 says of itself what of.
    if said and said not in sheet.say(scene.title).replace("/", ""):
        pieces.append(wrapped(said, size.detail, box.w, lang=first, bold=True, order=SUBJECT))
    main = main_of(sheet, box, size, _never(sheet, box, size))
    pieces.append(main)
    # The second language is nowhere larger than 0.55 of what it says again.
    twin = min(size.twin, 0.55 * main.size)
    if beside := sheet.beside(scene.title):
        pieces.append(wrapped(beside, twin, box.w, lang=second))
    if scene.until:
        said, gap = sheet.say(scene.until), 0.35 * size.fact
        # That nobody knows when is left out before the main line shrinks; a time never is.
        order = SUBJECT if scene.until == CHECKING else NEVER
        pieces.append(wrapped(said, size.fact, box.w, lang=first, bold=True, gap=gap, order=order))
        if beside := sheet.beside(scene.until):
            pieces.append(wrapped(beside, size.caption, box.w, lang=second, order=UNTIL_TWIN))
    return [*pieces, *_details(sheet, box, size, twins=twins)]


def _never(sheet: Sheet, box: Box, size: Sizes) -> float:
    """Height of what stands beside a main line and is never left out: its second language, until
    when, px."""
    scene, high = sheet.scene, 0.0
    if beside := sheet.beside(scene.title):
        high += wrapped(beside, size.twin, box.w, lang=sheet.spoken.second).height
    if scene.until and scene.until != CHECKING:
        until = sheet.say(scene.until)
        high += wrapped(until, size.fact, box.w, lang=sheet.spoken.first, bold=True).height
    return high


def _details(sheet: Sheet, box: Box, size: Sizes, *, twins: bool) -> Sequence[Piece]:
    """Why, and last what to do."""
    lines, spoken = sheet.scene.lines, sheet.spoken
    pieces = []
    for at, line in enumerate(lines):
        order = TO_DO if at == len(lines) - 1 else WHY
        gap = 0.4 * size.detail
        pieces.append(
            wrapped(sheet.say(line), size.detail, box.w, lang=spoken.first, gap=gap, order=order)
        )
        beside = sheet.beside(line) if twins else ""
        if beside:
            pieces.append(
                wrapped(beside, size.caption, box.w, lang=spoken.second, order=DETAIL_TWIN)
            )
    return pieces

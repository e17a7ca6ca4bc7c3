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
from kiosk.drawing.layout.sizes import Sizes
from kiosk.drawing.svg import Box
from signage.shows.phrases import CHECKING

GRAVE = frozenset({"evacuate", "shelter", "danger"})
"""What is set larger, and without a head (LOOKS §1, §2)."""


def main_of(sheet: Sheet, box: Box, size: Sizes) -> Piece:
    high = 0.75 * box.h
    return main_line(sheet.say(sheet.scene.title), size.main, box.w, high, lang=sheet.spoken.first)


def pieces_of(sheet: Sheet, box: Box, size: Sizes, *, twins: bool) -> list[Piece]:
    """In reading order: what of, what, its second language, until when, why, what to do."""
    scene, spoken = sheet.scene, sheet.spoken
    first, second = spoken.first, spoken.second
    pieces = []
    said = sheet.say(scene.subject)
    # 税收征管系统故障 says of itself what of.
    if said and said not in sheet.say(scene.title).replace("/", ""):
        pieces.append(wrapped(said, size.detail, box.w, lang=first, bold=True, order=SUBJECT))
    main = main_of(sheet, box, size)
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

"""The way out from one screen, as one picture: the running man and the arrow as its viewer stands,
the direction, the exit and how far it is (LOOKS §4).

Near its reader the plan stands beside it, turned to the viewer. Everything that points somewhere is
leased (:func:`kiosk.drawing.frame.leased`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kiosk.drawing.floorplan import GOAL, View, exits, floor_picture, here, walk
from kiosk.drawing.frame import Sheet, leased
from kiosk.drawing.layout.pieces import NEVER, Piece, draw, height, kept, main_line, wrapped
from kiosk.drawing.layout.sizes import Sizes, sizes
from kiosk.drawing.plan_names import Names, square, trail
from kiosk.drawing.shaft_marks import Marks, head_before, shaft_boxes, shaft_marks
from kiosk.drawing.svg import DARK, GREEN, INK, QUIET, WHITE, Box, block, icon, one_line, rect
from kiosk.wording.markup import element
from kiosk.wording.typeset import width_em
from signage.evacuation.way_out import CHANGED, LIFTS_NEVER, Way
from signage.floorplan.flights import floor_name
from signage.floorplan.plan import Plan, Standing
from signage.language.words import Message, Words, fill, plain, say

TURN: Mapping[str, float] = {
    "right": 0, "up-right": -45, "up": -90, "up-left": -135, "left": 180, "down": 90,
}  # fmt: skip
"""Degrees by which the arrow to the right is turned; turning around has a symbol of its own."""
LAPSED = Message("way-out.lapsed")
HEED = Message("way-out.follow-staff-directions")
NEAR_M = 1.5
"""Who reads a screen from nearer has the time for a plan."""
PICTURE, LAPSED_PICTURE = 0.4, 0.25
"""Share of the room's width, of an upright one's height, that man and arrow take at most; and the
man alone."""
ACROSS = 2.0
"""Width of man and arrow together, in their height."""
UPRIGHT = 0.8
"""Height beside width from which on the words stand under man and arrow."""
PLAN_WIDE, PLAN_HIGH = 0.44, 0.36
"""Share of the plan beside the words, and under them."""
CROSSED = 0.4
"""Side of a closed exit's crossed sign in short sides of the screen."""
SHUT_WIDE, SHUT_HIGH = 0.42, 0.53
"""The closed exit's share of its own screen's width, of an upright one's height."""
EXIT, MATTERS, TWIN, MORE = NEVER, 1, 2, 3
"""What is left out last to first, as in :mod:`kiosk.drawing.layout.pieces`."""
LABEL_U = 3.4
"""Size of names on the plan, in hundredths of the short side."""
RIM_SIZES = 2.4
"""Room around the floor for the names of exits, in sizes of a name."""
DRAWN_KEPT = 1024
"""Drawn ways kept: of each screen the present one and those it holds beforehand."""


def way_out(sheet: Sheet, room: Box, plan: Plan) -> list[str]:
    """The evacuation scene under the bands, in a room that has its margins."""
    way = sheet.scene.way
    assert way is not None
    size = sizes(sheet.screen, urgent=True)
    if sheet.nowhere:
        return [_lapsed(sheet, room, size)]
    drawn = _kept_drawing(sheet, room, way, plan, size)
    if way.arrow is None:
        # Who is sent nowhere is still sent nowhere when the server is gone: the fixed signs lead to
        # what is closed.
        return [element("g", *drawn, class_="steady")]
    return leased(drawn, _lapsed(sheet, room, size))


def _kept_drawing(sheet: Sheet, room: Box, way: Way, plan: Plan, size: Sizes) -> list[str]:
    """What is the same in every alarm with this way is drawn once."""
    # By their text: words cannot be hashed. The icons live as long as the house, and are too large
    # to compare.
    told = repr((way, sheet.scene.lines if _is_near(sheet) else ()))
    known = (id(sheet.icons), room, size, sheet.screen.distance_m, sheet.spoken, told)
    return [plan.once("drawn", known, lambda: _drawn(sheet, room, way, plan, size), DRAWN_KEPT)]


def _is_near(sheet: Sheet) -> bool:
    return sheet.screen.distance_m <= NEAR_M


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Room for the plan where there is one, for man and arrow where people leave, and for the
    words."""

    plan: Box | None
    sign: Box | None
    words: Box


def _drawn(sheet: Sheet, room: Box, way: Way, plan: Plan, size: Sizes) -> str:
    if way.form == "blocked" and way.arrow is not None:
        return _blocked(sheet, room, way, plan, size)
    made = _arranged(sheet, room, way)
    pieces = kept(_pieces(sheet, way, made.words, size), made.words.h)
    made = _together(made, height(pieces))
    parts = [_sign(sheet, made.sign, way), _middle(made.words, pieces, WHITE, room)]
    if made.plan is not None:
        standing = plan.screen[way.screen]
        parts.append(_plan(sheet, made.plan, way, standing, plan, size))
    return "".join(parts)


def _arranged(sheet: Sheet, room: Box, way: Way) -> Arrangement:
    """Man and arrow at the left of wide rooms, above the words of upright ones."""
    gap, upright = sheet.margin, room.h >= UPRIGHT * room.w
    plan: Box | None = None
    if _is_near(sheet):
        plan, room = room.bottom(PLAN_HIGH * room.h) if upright else room.right(PLAN_WIDE * room.w)
        room = replace(room, h=room.h - gap) if upright else replace(room, w=room.w - gap)
    if way.arrow is None:
        return Arrangement(plan, None, room)
    if upright or plan is not None:
        sign, words = room.top(min(PICTURE * room.h, room.w / ACROSS))
        return Arrangement(plan, sign, words.top(0.5 * gap)[1])
    sign, words = room.left(min(PICTURE * room.w, ACROSS * room.h))
    return Arrangement(plan, sign, words.left(gap)[1])


def _together(made: Arrangement, needed: float) -> Arrangement:
    """Words right under their sign, and both in the middle of their room."""
    if made.sign is None or made.words.y < made.sign.y + made.sign.h:
        return made
    free = (made.words.h - needed) / 2
    sign = replace(made.sign, y=made.sign.y + free)
    return replace(made, sign=sign, words=replace(made.words, h=needed, y=made.words.y + free))


def _pieces(sheet: Sheet, way: Way, box: Box, size: Sizes) -> list[Piece]:
    """Direction, exit and metres, then the one line that matters here; near its reader the
    others too."""
    spoken, near = sheet.spoken, _is_near(sheet)
    main = main_line(sheet.say(way.words), size.main, box.w, 0.6 * box.h, lang=spoken.first)
    pieces = [main]
    if beside := sheet.beside(way.words):
        twin = min(size.twin, 0.55 * main.size)
        pieces.append(wrapped(beside, twin, box.w, lang=spoken.second))
    return [*pieces, *_set(sheet, _lines(sheet, way, size), box, size, both=near)]


@dataclass(frozen=True, slots=True)
class Line:
    """One text under the direction. ``held``: that the way is another now has its place before it
    is, so that the drawing stays the same and is found again."""

    words: Words
    size: float
    order: int = MORE
    held: bool = False


def _lines(sheet: Sheet, way: Way, size: Sizes) -> Iterator[Line]:
    """The exit, the stairs, near its reader the rest and why; and that the way is another now."""
    first, rest = way.lines[:1], way.lines[1:]
    for words in first:
        yield Line(words, size.fact, EXIT)
    stairs, near = _stairs(way, rest), _is_near(sheet)
    for words in stairs if near else stairs[:1]:
        yield Line(words, size.detail, MATTERS)
    # Where people stay nothing tells them to leave.
    why = sheet.scene.lines[:1] if way.arrow is not None else ()
    for words in (*(words for words in rest if words not in stairs), *why) if near else ():
        yield Line(words, size.detail)
    if way.exit is not None and way.form != "blocked":
        words = way.changed or fill(CHANGED, exit=way.exit_name or plain(way.exit))
        yield Line(words, size.detail, MATTERS, held=not way.changed)


def _stairs(way: Way, lines: Sequence[Words]) -> list[Words]:
    flight = way.flight.words if way.flight is not None else None
    return [words for words in lines if words in (flight, LIFTS_NEVER)]


def _set(sheet: Sheet, lines: Iterable[Line], box: Box, size: Sizes, *, both: bool) -> list[Piece]:
    """Each line as it is set, with its second language (``both``) under it."""
    spoken, pieces = sheet.spoken, []
    for at, line in enumerate(lines):
        order, gap = line.order, 0.35 * line.size
        found = [
            wrapped(
                sheet.say(line.words), line.size, box.w, lang=spoken.first, bold=not at, gap=gap, order=order
            )
        ]  # fmt: skip
        if both:
            found += _beside(sheet, line.words, size.caption, box.w, max(TWIN, order))
        blank = [replace(piece, lines=("",) * len(piece.lines)) for piece in found]
        pieces += blank if line.held else found
    return pieces


def _middle(box: Box, pieces: Sequence[Piece], fill: str, room: Box) -> str:
    anchor = "start" if room.w > room.h and box.w < 0.7 * room.w else "middle"
    return draw(pieces, box, box.cy - height(pieces) / 2, fill, anchor)


# ---------------------------------------------------------------- man and arrow


def _sign(sheet: Sheet, box: Box | None, way: Way) -> str:
    """One sign of two halves: the man runs the way the arrow points, which stands before him (ISO
    7010 E001 or E002 with E005 or E006)."""
    if box is None or way.arrow is None:
        return ""
    side = min(box.h, box.w / ACROSS)
    whole = Box(box.cx - side, box.cy - side / 2, 2 * side, side)
    leftwards = way.arrow.endswith("left")
    first, second = whole.left(side)
    man, pointer = (second, first) if leftwards else (first, second)
    inner = 0.06 * side
    both = _man(sheet, man, leftwards=leftwards), arrow(sheet.icons, pointer.inset(inner), way)
    return element("g", *both, data_block=block(whole))


def _man(sheet: Sheet, box: Box, *, leftwards: bool) -> str:
    name = "running-man-left" if leftwards else "running-man"
    return icon(sheet.icons, name, box, WHITE)


def arrow(icons: dict[str, str], box: Box, way: Way) -> str:
    """White, for a green ground. Pulses at 1 Hz, this area alone (§7)."""
    name = way.arrow if way.arrow in ("turn-left", "turn-right") else "arrow-right"
    turned = TURN.get(way.arrow or "", 0)
    drawn = icon(icons, name, box)
    rotated = (
        element("g", drawn, transform=f"rotate({turned} {box.cx:.1f} {box.cy:.1f})")
        if turned
        else drawn
    )
    return element("g", rotated, class_="pulse", data_arrow=way.arrow)


def _blocked(sheet: Sheet, room: Box, way: Way, plan: Plan, size: Sizes) -> str:
    """At a closed exit: it is crossed out on white, and green begins where the other way does."""
    u = sheet.unit
    ground = room.inset(-sheet.margin)
    side = CROSSED * 100 * u
    upright = room.h >= room.w
    shut, other = room.top(SHUT_HIGH * room.h) if upright else room.left(SHUT_WIDE * room.w)
    side = min(side, shut.w, 0.62 * shut.h)
    main = main_line(
        sheet.say(way.words),
        size.main,
        shut.w,
        shut.h - side,
        lang=sheet.spoken.first,
    )
    pieces = [main]
    if beside := sheet.beside(way.words):
        twin = min(size.twin, 0.55 * main.size)
        pieces.append(wrapped(beside, twin, shut.w, lang=sheet.spoken.second, order=1))
    pieces = kept(pieces, shut.h - side)
    top = shut.cy - (side + height(pieces)) / 2
    crossed = icon(sheet.icons, "crossed-exit", Box(shut.cx - side / 2, top, side, side))
    field = (
        Box(other.x, other.y + 2 * u, other.w, other.h - 2 * u)
        if upright
        else Box(other.x + 2 * u, other.y, other.w - 2 * u, other.h)
    )
    inner = field.inset(sheet.margin)
    onward = replace(way, form="go")
    made = _arranged(sheet, inner, onward)
    said = kept(_onward(sheet, way, made.words, size), made.words.h)
    made = _together(made, height(said))
    parts = [
        rect(ground, WHITE), crossed, draw(pieces, shut, top + side, DARK, "middle"),
        rect(field, GREEN, 1.6 * u), _sign(sheet, made.sign, onward),
        _middle(made.words, said, WHITE, inner),
    ]  # fmt: skip
    if made.plan is not None:
        parts.append(_plan(sheet, made.plan, way, plan.screen[way.screen], plan, size))
    return "".join(parts)


def _onward(sheet: Sheet, way: Way, box: Box, size: Sizes) -> list[Piece]:
    """The other exit, and one line; the direction is the arrow's."""
    return _set(sheet, _lines(sheet, way, size), box, size, both=True)


def _lapsed(sheet: Sheet, room: Box, size: Sizes) -> str:
    """What stays true when the way may not be: that people leave, not where to. The man stands
    alone."""
    upright = room.h >= room.w
    gap = sheet.margin
    side = min(LAPSED_PICTURE * (room.h if upright else room.w), room.w if upright else room.h)
    box, words = room.top(side) if upright else room.left(side)
    words = words.top(gap)[1] if upright else words.left(gap)[1]
    spoken = sheet.spoken
    pieces = [main_line(sheet.say(LAPSED), size.main, words.w, 0.5 * words.h, lang=spoken.first)]
    pieces += _beside(sheet, LAPSED, size.twin, words.w, NEVER)
    heed = wrapped(
        sheet.say(HEED), size.fact, words.w, lang=spoken.first, gap=0.35 * size.fact, order=MATTERS
    )
    pieces += [heed, *_beside(sheet, HEED, size.twin, words.w, TWIN)]
    pieces = kept(pieces, words.h)
    top, anchor = words.cy - height(pieces) / 2, "middle" if upright else "start"
    return _man(sheet, box, leftwards=False) + draw(pieces, words, top, WHITE, anchor)


def _beside(sheet: Sheet, words: Words, size: float, wide: float, order: int) -> list[Piece]:
    said = sheet.beside(words)
    return [wrapped(said, size, wide, lang=sheet.spoken.second, order=order)] if said else []


# ---------------------------------------------------------------- the plan, near its reader


def _plan(sheet: Sheet, box: Box, way: Way, standing: Standing, plan: Plan, sizes_: Sizes) -> str:
    floor, lang = standing.floor, sheet.spoken.first
    size = max(min(LABEL_U * sheet.unit, box.w / 16), sizes_.caption)
    # Crossed out in every evacuation, also where the plan has no block on them.
    lifts = {shaft.id for shaft in plan.shafts if shaft.kind == "lift"}
    before = head_before(plan, floor, way.path) if way.flight is not None else ""
    # Where nobody is sent anywhere no stairs look like a way out either.
    ground = QUIET if way.exit is None else GREEN
    marks = Marks(size, ground, shut=frozenset(way.shut) | lifts, lang=lang)

    def drawn(seen: View) -> str:
        names = Names(box, lang)
        floor_, names.taken = _floor_name(box, plan, floor, size, lang)
        names.taken += [
            square(seen.at(standing.stand), 0.62 * size),
            *trail(map(seen.at, way.path), 0.5 * size),
        ]
        line = walk(seen, way.path, size * 0.9, size * GOAL / 2, before)
        names.taken += shaft_boxes(plan, floor, seen, size, way.flight)
        # The goal has the first choice of room (of a way that changes storey that is its stairs),
        # then the reader.
        if way.flight is not None:
            stairs = shaft_marks(plan, floor, seen, marks, names, way.flight)
            mine = here(seen, standing.stand, size, names)
            doors = exits(plan, floor, seen, way.shut, size, way.exit, names)
        else:
            doors = exits(plan, floor, seen, way.shut, size, way.exit, names)
            mine = here(seen, standing.stand, size, names)
            stairs = shaft_marks(plan, floor, seen, marks, names)
        return line + stairs + doors + mine + floor_

    whole = floor_picture(plan, floor, standing.faces_deg + 180, box, RIM_SIZES * size, (drawn,))
    return element("g", whole, data_plan="", data_block=block(box))


def _floor_name(box: Box, plan: Plan, floor: str, size: float, lang: str) -> tuple[str, list[Box]]:
    """The reader's own storey in the corner, where the plan has several."""
    if len(plan.floors) < 2:
        return "", []
    words = say(floor_name(plan, floor), lang)
    place = Box(box.x + 0.5 * size, box.y + 0.4 * size, (width_em(words) + 0.4) * size, 1.3 * size)
    return one_line(place, words, size, INK, bold=True, lang=lang), [place]

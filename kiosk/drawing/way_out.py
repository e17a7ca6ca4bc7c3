"""The way out from one screen: arrow as its viewer stands, words, and the plan turned to the
viewer.

The arrow owns the screen, the plan is secondary (evacuation reference §1). Everything that points
somewhere is leased (:func:`kiosk.drawing.frame.leased`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from kiosk.drawing.floorplan import GOAL, View, exits, floor_picture, here, walk
from kiosk.drawing.frame import Sheet, leased
from kiosk.drawing.plan_names import Names, square, trail
from kiosk.drawing.shaft_marks import Marks, head_before, shaft_boxes, shaft_marks
from kiosk.drawing.svg import (
    GREEN,
    INK,
    QUIET,
    WHITE,
    Box,
    Set,
    Stack,
    first_line,
    icon,
    one_line,
    rect,
    second_lines,
    stacked,
)  # fmt: skip
from kiosk.wording.markup import element
from kiosk.wording.typeset import min_px, width_em
from signage.evacuation.way_out import TITLE, Way
from signage.floorplan.flights import floor_name
from signage.floorplan.plan import Plan, Standing
from signage.language.words import NO_WORDS, Message, Spoken, Words, say

TURN: Mapping[str, float] = {
    "right": 0, "up-right": -45, "up": -90, "up-left": -135, "left": 180, "down": 90,
}  # fmt: skip
"""Degrees by which the arrow to the right is turned; turning around has a symbol of its own."""
LAPSED = Message("way-out.lapsed")
"""Broken before 安全出口 where that lets it be larger."""
HEED = Message("way-out.follow-staff-directions")
LANDSCAPE, PORTRAIT, STRIP = (0.52, 0.46, 0.4, 0.34), (0.46, 0.4, 0.34), (0.34, 0.28, 0.22)
"""Shares of the plan, the largest that leaves room for the words is taken."""
ARROW_U = 45.0
HEAD_LEAST = 0.6
"""The share its title shrinks to before the second language is left out."""
OTHER_TEXT = 0.4
"""Share of the screen's distance from which text under the main line is read."""
CHANGED_SHARE = 1.3
"""That the way is another now is said this much larger than why people leave."""
LABEL_U = 3.4
"""Size of names on the plan, in hundredths of the short side."""
RIM_SIZES = 2.4
"""Room around the floor for the names of exits, in sizes of a name."""
DRAWN_KEPT = 1024
"""Drawn ways kept: of each screen the present one and those it holds beforehand."""


def way_out(sheet: Sheet, room: Box, plan: Plan) -> list[str]:
    """The evacuation scene between band and foot."""
    way = sheet.scene.way
    assert way is not None
    standing = plan.screen[way.screen]
    head, rest = room.top(_head_high(sheet, room))
    if sheet.nowhere:
        return [_head(sheet, head, _pointless(way), room), _lapsed(sheet.spoken, rest)]
    drawn = _drawn(sheet, room, way, standing, plan)
    if way.arrow is None:
        # Who is sent nowhere is still sent nowhere when the server is gone: the fixed signs lead to
        # what is closed.
        return [element("g", *drawn, class_="steady")]
    return leased(drawn, _head(sheet, head, _pointless(way), room) + _lapsed(sheet.spoken, rest))


def _pointless(way: Way) -> Way:
    """What stays true when the way may not be: that people leave, not where to."""
    return replace(way, arrow=None, changed=NO_WORDS)


def _is_strip(room: Box) -> bool:
    return room.w > 2.4 * room.h


def _head_high(sheet: Sheet, room: Box) -> float:
    small = _least(sheet) * OTHER_TEXT
    if _is_strip(room):
        return 1.3 * small
    return max(12 * sheet.unit if room.h > room.w else 0.15 * room.h, 2.6 * small)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Room for the plan, for the arrow where there is one, and for the words."""

    plan: Box
    arrow: Box | None
    words: Box


def _drawn(sheet: Sheet, room: Box, way: Way, standing: Standing, plan: Plan) -> list[str]:
    """Head over the words, the plan beside or below; the words are legible first, then the plan is
    as large as it can.

    What cannot be said large enough is left out, English first: nobody reads it from where the
    screen is read.
    """
    u, small = sheet.unit, _least(sheet) * OTHER_TEXT
    head, rest = room.top(_head_high(sheet, room))
    make = partial(_arranged, sheet, room, rest, way, standing, plan)
    # That it changed is said in the head alone: the drawing is the same, and is found again.
    told = repr(replace(way, changed=NO_WORDS))
    body = plan.once(
        # The icons by identity: they live as long as the house, and are too large to compare.
        "drawn",
        (id(sheet.icons), room, rest, u, small, sheet.spoken, told),
        make,
        DRAWN_KEPT,
    )
    return [_head(sheet, head, way, room), body]


def _arranged(sheet: Sheet, room: Box, rest: Box, way: Way, standing: Standing, plan: Plan) -> str:
    """Arrow, words and plan: what is the same in every alarm with this way."""
    u = sheet.unit
    made, said = _said(
        sheet, way, list(_arrangements(room, rest, u, with_arrow=way.arrow is not None))
    )
    pointer = arrow(sheet.icons, made.arrow, way) if made.arrow is not None else ""
    words = said.draw(made.words.cx, made.words.cy - said.height / 2, WHITE, "middle")
    return pointer + words + _plan(sheet, made.plan.inset(1.5 * u), way, standing, plan)


def _least(sheet: Sheet) -> float:
    """Size of a main line that is read at the screen's distance, px."""
    screen = sheet.screen
    return min_px(screen.distance_m, screen.width, screen.height, screen.diagonal_in)


def _head(sheet: Sheet, box: Box, way: Way, room: Box) -> str:
    """What is happening: the sign's title, and why, or that the way is another now; nothing more
    where people stay."""
    u, small, strip = sheet.unit, _least(sheet) * OTHER_TEXT, _is_strip(room)
    man, words = box.left(box.h)
    # The man runs the way the arrow points (ISO 7010 E001, E002).
    leftwards = (way.arrow or "").endswith("left")
    drawn = icon(
        sheet.icons,
        "running-man-left" if leftwards else "running-man",
        man.inset(0 if strip else 0.4 * u),
    )
    why = way.changed or (
        sheet.scene.lines[0] if sheet.scene.lines and way.arrow is not None else {}
    )
    words = Box(words.x + u, words.y, words.w - u, words.h)
    title, lang = f"{sheet.say(TITLE)}  {sheet.beside(TITLE)}".strip(), sheet.spoken.first
    if strip:
        whole = f"{title}  {sheet.say(why)}" if why else title
        fits = width_em(whole) * small <= words.w
        return drawn + one_line(
            words, whole if fits else title, max(6 * u, 1.1 * small), WHITE, bold=True, lang=lang
        )
    upper, lower = words.top(words.h * (0.56 if why else 1.0))
    size = max(6 * u, 1.2 * small)
    title = title if width_em(title) * size * HEAD_LEAST <= upper.w else sheet.say(TITLE)
    said = f"{sheet.say(why)}  {sheet.spoken.beside(why)}".strip()
    under = max(3.6 * u, 1.04 * small) * (CHANGED_SHARE if way.changed else 1.0)
    said = said if width_em(said, False) * under <= words.w else sheet.say(why)
    return (
        drawn
        + one_line(upper, title, size, WHITE, bold=True, lang=lang)
        + one_line(lower, said, under, WHITE, bold=bool(way.changed), lang=lang)
    )


def _said(sheet: Sheet, way: Way, arrangements: list[Arrangement]) -> tuple[Arrangement, Stack]:
    """The first arrangement in which most is said legibly; where nothing is, the largest main
    line."""
    least, spoken = _least(sheet), sheet.spoken
    told = len(way.lines)
    counts = [
        *((told, kept) for kept in range(told, -1, -1)),
        *((kept, 0) for kept in range(told - 1, -1, -1)),
    ]
    for first, second in counts:
        for made in arrangements:
            others = _others(spoken, way, made.words.w / (least * OTHER_TEXT), first, second)
            stack = stacked(made.words, spoken, way.words, others)
            if stack.size >= least and min(stack.shares) * stack.size >= least * OTHER_TEXT:
                return made, stack
    bare = ((made, stacked(made.words, spoken, way.words, [])) for made in arrangements)
    # Nothing is legible from so far: then the largest words, without a line under them.
    return max(bare, key=lambda found: found[1].size)


def _arrangements(room: Box, rest: Box, u: float, *, with_arrow: bool) -> Iterator[Arrangement]:
    """The largest plan first; arrow and words side by side, or the arrow above; on an upright
    screen above first."""
    upright = room.h > room.w
    for share in PORTRAIT if upright else STRIP if room.w > 2.4 * room.h else LANDSCAPE:
        plan, body = rest.bottom(room.h * share) if upright else rest.right(room.w * share)
        box = body.inset(1.5 * u)
        if not with_arrow:
            yield Arrangement(plan, None, box)
            continue
        wide, high = (
            min(ARROW_U * u, box.h * 0.94, box.w * 0.42),
            min(ARROW_U * u, box.h * 0.46, box.w * 0.6),
        )
        left, right = box.left(wide + 3 * u)
        _, below = box.top(high + 2 * u)
        right = Box(right.x, right.y + u, right.w - 1.5 * u, right.h - 2 * u)
        beside = Arrangement(plan, Box(left.x, left.cy - wide / 2, wide, wide), right)
        above = Arrangement(plan, Box(box.cx - high / 2, box.y, high, high), below)
        yield from (above, beside) if box.h > box.w else (beside, above)


def _others(spoken: Spoken, way: Way, em: float, first: int, second: int) -> list[Set]:
    """The first so many lines under the main one, the first so many of them in the second language
    as well.

    ``em`` of the least size fit in a row.
    """
    lines = enumerate(way.lines[:first])
    return [
        row for at, line in lines for row in _line(spoken, line, em, top=not at, both=at < second)
    ]


def _line(spoken: Spoken, line: Words, em: float, *, top: bool, both: bool) -> list[Set]:
    share, gap = (0.56, 0.12) if top else (0.44, 0.06)
    rows = [first_line(spoken, line, share, bold=top, gap=gap)]
    broken = _broken(spoken.beside(line), em) if both and spoken.beside(line) else ()
    lang = spoken.second
    return rows + [
        Set(part, 0.41, lang, gap=0.02, goes_on=part != broken[-1], second=True) for part in broken
    ]


def _broken(words: str, em: float) -> tuple[str, ...]:
    """One row, or two as even as can be."""
    apart = words.split(" ")
    if width_em(words, False) <= em or len(apart) < 2:
        return (words,)
    halves = [(" ".join(apart[:at]), " ".join(apart[at:])) for at in range(1, len(apart))]
    return min(halves, key=lambda pair: max(width_em(half, False) for half in pair))


def arrow(icons: dict[str, str], box: Box, way: Way) -> str:
    """White, for a green ground. Pulses at 1 Hz, this area alone (§7); beside a blocked exit its
    crossed sign first."""
    mark = ""
    if way.form == "blocked":
        sign = Box(box.x, box.y, box.w * 0.5, box.h * 0.5)
        mark = rect(sign, WHITE, sign.w * 0.06) + icon(
            icons, "crossed-exit", sign.inset(sign.w * 0.05)
        )
        box = Box(box.x + box.w * 0.44, box.y + box.h * 0.44, box.w * 0.56, box.h * 0.56)
    name = way.arrow if way.arrow in ("turn-left", "turn-right") else "arrow-right"
    turned = TURN.get(way.arrow or "", 0)
    drawn = icon(icons, name, box)
    rotated = (
        element("g", drawn, transform=f"rotate({turned} {box.cx:.1f} {box.cy:.1f})")
        if turned
        else drawn
    )
    return mark + element("g", rotated, class_="pulse", data_arrow=way.arrow)


def _plan(sheet: Sheet, box: Box, way: Way, standing: Standing, plan: Plan) -> str:
    floor, lang = standing.floor, sheet.spoken.first
    size = min(LABEL_U * sheet.unit, box.w / 16)
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
    return element("g", whole, data_plan="")


def _floor_name(box: Box, plan: Plan, floor: str, size: float, lang: str) -> tuple[str, list[Box]]:
    """The reader's own storey in the corner, where the plan has several."""
    if len(plan.floors) < 2:
        return "", []
    words = say(floor_name(plan, floor), lang)
    place = Box(box.x + 0.5 * size, box.y + 0.4 * size, (width_em(words) + 0.4) * size, 1.3 * size)
    return one_line(place, words, size, INK, bold=True, lang=lang), [place]


def _lapsed(spoken: Spoken, box: Box) -> str:
    heed = [first_line(spoken, HEED, 0.44, gap=0.2), *second_lines(spoken, HEED, 0.41)]
    found = stacked(box, spoken, LAPSED, heed)
    return found.draw(box.cx, box.cy - found.height / 2, WHITE, "middle")

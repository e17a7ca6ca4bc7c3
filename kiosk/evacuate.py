"""The way out from one screen: arrow as its viewer stands, words, and the plan turned to the viewer.

The arrow owns the screen, the plan is secondary (evacuation reference §1). Everything that points somewhere is in the
group ``leased``: a page whose heartbeat has stopped hides it and shows ``lapsed``, which points nowhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.draw import WHITE, Box, Set, Stack, icon, one_line, rect, stacked
from kiosk.floorplan import Layer, exits, floor_picture, here, walk
from kiosk.sheet import Sheet
from kiosk.typeset import min_px, width_em
from signage.plan import Standing
from signage.routes import Routes
from signage.ways import FOLLOW_FIXED, Way
from signage.words import Words, both, say

TURN: Mapping[str, float] = {
    "right": 0, "up-right": -45, "up": -90, "up-left": -135, "left": 180,
}  # fmt: skip
"""Degrees by which the arrow to the right is turned; turning around has a symbol of its own."""
TITLE = both("紧急疏散", "Emergency Evacuation")
LAPSED = {**FOLLOW_FIXED, "zh": FOLLOW_FIXED["zh"].replace("安全出口", "/安全出口")}
"""Broken before 安全出口 where that lets it be larger."""
HEED = both("听从工作人员", "Follow staff directions")
LANDSCAPE, PORTRAIT, STRIP = (0.52, 0.46, 0.4, 0.34), (0.46, 0.4, 0.34), (0.34, 0.28, 0.22)
"""Shares of the plan, the largest that leaves room for the words is taken."""
ARROW_U = 45.0
OTHER_TEXT = 0.4
"""Share of the screen's distance from which text under the main line is read."""
LABEL_U = 3.4
"""Size of names on the plan, in hundredths of the short side."""


def way_out(sheet: Sheet, room: Box, answer: Routes) -> list[str]:
    """The evacuation scene between band and foot."""
    way = sheet.scene.way
    assert way is not None
    standing = answer.plan.screen[way.screen]
    drawn = _drawn(sheet, room, way, standing, answer)
    return [f'<g class="leased">{"".join(drawn)}</g>', f'<g class="lapsed">{_lapsed(room)}</g>']


@dataclass(frozen=True, slots=True)
class Said:
    """Where arrow and words stand; ``kept`` further lines are said, ``legible`` if all of it is large enough."""

    place: Box | None
    words: Stack
    at: tuple[float, float]
    kept: int
    legible: bool


def _drawn(sheet: Sheet, room: Box, way: Way, standing: Standing, answer: Routes) -> list[str]:
    """Head over the words, the plan beside or below; the words are legible first, then the plan is as large as it can.

    What cannot be said large enough is left out, English first: nobody reads it from where the screen is read.
    """
    u, small = sheet.unit, _least(sheet) * OTHER_TEXT
    strip = room.w > 2.4 * room.h
    high = 1.3 * small if strip else max(12 * u if room.h > room.w else 0.15 * room.h, 2.6 * small)
    head, rest = room.top(high)
    shares = PORTRAIT if room.h > room.w else STRIP if strip else LANDSCAPE
    choices = []
    for share in shares:
        picture, body = rest.bottom(room.h * share) if room.h > room.w else rest.right(room.w * share)
        choices.append((_said(sheet, body.inset(1.5 * u), way), picture))
    said, picture = max(choices, key=lambda choice: (choice[0].legible, choice[0].kept))
    drawn = [arrow(sheet.icons, said.place, way)] if said.place is not None else []
    return [
        _head(sheet, head, way, small, strip=strip), *drawn, said.words.draw(*said.at, WHITE, "middle"),
        _plan(picture.inset(1.5 * u), way, standing, answer, LABEL_U * u),
    ]  # fmt: skip


def _least(sheet: Sheet) -> float:
    """Size of a main line that is read at the screen's distance, px."""
    screen = sheet.screen
    return min_px(screen.distance_m, screen.width, screen.height, screen.diagonal_in)


def _head(sheet: Sheet, box: Box, way: Way, small: float, *, strip: bool) -> str:
    """What is happening: the sign's title, and why; where people stay, nothing that tells them to leave."""
    u = sheet.unit
    man, words = box.left(box.h)
    leftwards = (way.arrow or "").endswith("left")
    drawn = icon(sheet.icons, "running-man-left" if leftwards else "running-man", man.inset(0 if strip else 0.4 * u))
    why = sheet.scene.lines[0] if sheet.scene.lines and way.arrow is not None else {}
    words = Box(words.x + u, words.y, words.w - u, words.h)
    title = f"{say(TITLE)}  {TITLE['en']}"
    if strip:
        whole = f"{title}  {say(why)}" if why else title
        fits = width_em(whole) * small <= words.w
        return drawn + one_line(words, whole if fits else title, max(6 * u, 1.1 * small), WHITE, bold=True)
    upper, lower = words.top(words.h * (0.56 if why else 1.0))
    said = f"{say(why)}  {why.get('en', '')}" if why.get("en") else say(why)
    said = said if width_em(said, False) * small <= words.w else say(why)
    return (
        drawn
        + one_line(upper, title, max(6 * u, 1.2 * small), WHITE, bold=True)
        + one_line(lower, said, max(3.6 * u, 1.04 * small), WHITE)
    )


def _said(sheet: Sheet, box: Box, way: Way) -> Said:
    """The arrangement that legibly says most, the usual one first; where none does, the largest main line."""
    least = _least(sheet)
    found = []
    for place, words in _arrangements(box, sheet.unit, with_arrow=way.arrow is not None):
        for kept, others in enumerate(_others(way, words.w / (least * OTHER_TEXT))):
            stack = stacked(words, way.words, others)
            legible = stack.size >= least and min(stack.shares) * stack.size >= least * OTHER_TEXT
            found.append(Said(place, stack, (words.cx, words.cy - stack.height / 2), kept, legible))
    good = [said for said in found if said.legible]
    return max(good, key=lambda said: said.kept) if good else max(found, key=lambda said: said.words.size)


def _arrangements(box: Box, u: float, *, with_arrow: bool) -> list[tuple[Box | None, Box]]:
    """The arrow's place and the words': side by side, or the arrow above; on an upright screen above first."""
    if not with_arrow:
        return [(None, box)]
    wide, high = min(ARROW_U * u, box.h * 0.94, box.w * 0.42), min(ARROW_U * u, box.h * 0.46, box.w * 0.6)
    left, right = box.left(wide + 3 * u)
    _, below = box.top(high + 2 * u)
    right = Box(right.x, right.y + u, right.w - 1.5 * u, right.h - 2 * u)
    beside = (Box(left.x, left.cy - wide / 2, wide, wide), right)
    above = (Box(box.cx - high / 2, box.y, high, high), below)
    return [above, beside] if box.h > box.w else [beside, above]


def _others(way: Way, em: float) -> list[list[Set]]:
    """What may be said under the main line, from nothing to all: the Chinese lines one by one, then their English.

    ``em`` of the least size fit in a row.
    """
    steps = [(kept, 0) for kept in range(len(way.lines))] + [
        (len(way.lines), kept) for kept in range(len(way.lines) + 1)
    ]
    return [
        [row for at in range(zh) for row in _line(way.lines[at], em, first=not at, english=at < en)] for zh, en in steps
    ]


def _line(line: Words, em: float, *, first: bool, english: bool) -> list[Set]:
    share, gap = (0.56, 0.12) if first else (0.44, 0.06)
    rows = [Set(say(line), share, bold=first, gap=gap)]
    if english and line.get("en"):
        rows += [Set(part, 0.41, "en", gap=0.02) for part in _broken(line["en"], em)]
    return rows


def _broken(words: str, em: float) -> tuple[str, ...]:
    """One row, or two as even as can be."""
    apart = words.split(" ")
    if width_em(words, False) <= em or len(apart) < 2:
        return (words,)
    halves = [(" ".join(apart[:at]), " ".join(apart[at:])) for at in range(1, len(apart))]
    return min(halves, key=lambda pair: max(width_em(half, False) for half in pair))


def arrow(icons: dict[str, str], box: Box, way: Way) -> str:
    """White, for a green ground. Pulses at 1 Hz, this area alone (§7); beside a blocked exit its crossed sign first."""
    mark = ""
    if way.form == "blocked":
        sign = Box(box.x, box.y, box.w * 0.5, box.h * 0.5)
        mark = rect(sign, WHITE, sign.w * 0.06) + icon(icons, "crossed-exit", sign.inset(sign.w * 0.05))
        box = Box(box.x + box.w * 0.36, box.y + box.h * 0.36, box.w * 0.64, box.h * 0.64)
    name = way.arrow if way.arrow in ("turn-left", "turn-right") else "arrow-right"
    turned = TURN.get(way.arrow or "", 0)
    drawn = icon(icons, name, box)
    rotated = f'<g transform="rotate({turned} {box.cx:.1f} {box.cy:.1f})">{drawn}</g>' if turned else drawn
    return f'{mark}<g class="pulse" data-arrow="{way.arrow}">{rotated}</g>'


def _plan(box: Box, way: Way, standing: Standing, answer: Routes, size: float) -> str:
    plan, floor = answer.plan, standing.floor
    size = min(size, box.w / 16)
    layers: tuple[Layer, ...] = (
        lambda seen: exits(plan, floor, seen, answer.closed, size, way.exit),
        lambda seen: walk(seen, way.path, size * 0.9),
        lambda seen: here(seen, standing.stand, size, way.path[1] if len(way.path) > 1 else None),
    )
    return f'<g data-plan="">{floor_picture(plan, floor, standing.faces_deg + 180, box, 2.2 * size, layers)}</g>'


def _lapsed(box: Box) -> str:
    found = stacked(box, LAPSED, [Set(say(HEED), 0.44, gap=0.2), Set(HEED["en"], 0.41, "en")])
    return found.draw(box.cx, box.cy - found.height / 2, WHITE, "middle")

"""The way out from one screen: arrow as its viewer stands, words, and the plan turned to the viewer.

The arrow owns the screen, the plan is secondary (evacuation reference §1). Everything that points somewhere is in the
group ``leased``: a page whose heartbeat has stopped hides it and shows ``lapsed``, which points nowhere.
"""

from collections.abc import Mapping

from kiosk.draw import WHITE, Box, Set, icon, one_line, rect, stacked
from kiosk.floorplan import Layer, exits, floor_picture, here, walk
from kiosk.sheet import Sheet
from signage.plan import Standing
from signage.routes import Routes
from signage.ways import FOLLOW_FIXED, Way
from signage.words import both, say

TURN: Mapping[str, float] = {
    "right": 0, "up-right": -45, "up": -90, "up-left": -135, "left": 180,
}  # fmt: skip
"""Degrees by which the arrow to the right is turned; turning around has a symbol of its own."""
TITLE = both("紧急疏散", "Emergency Evacuation")
LAPSED = {**FOLLOW_FIXED, "zh": FOLLOW_FIXED["zh"].replace("安全出口", "/安全出口")}
"""Broken before 安全出口 where that lets it be larger."""
HEED = both("听从工作人员", "Follow staff directions")
LABEL_U = 3.4
"""Size of names on the plan, in hundredths of the short side."""


def way_out(sheet: Sheet, room: Box, answer: Routes) -> list[str]:
    """The evacuation scene between band and foot."""
    way = sheet.scene.way
    assert way is not None
    standing = answer.plan.screen[way.screen]
    drawn = _drawn(sheet, room, way, standing, answer)
    return [f'<g class="leased">{"".join(drawn)}</g>', f'<g class="lapsed">{_lapsed(room)}</g>']


def _drawn(sheet: Sheet, room: Box, way: Way, standing: Standing, answer: Routes) -> list[str]:
    u = sheet.unit
    strip = room.w > 2.4 * room.h
    if strip:
        picture, room = room.right(room.w * 0.34)
        head, body = room.top(0.22 * room.h)
    elif room.w > room.h:
        picture, room = room.right(room.w * 0.52)
        head, body = room.top(0.15 * room.h)
    else:
        head, room = room.top(12 * u)
        picture, body = room.bottom(room.h * 0.46)
    parts = [_head(sheet, head, way), *_words(sheet, body.inset(1.5 * u), way)]
    parts.append(_plan(picture.inset(1.5 * u), way, standing, answer, LABEL_U * u))
    return parts


def _head(sheet: Sheet, box: Box, way: Way) -> str:
    """What is happening: the sign's title, and why; where people stay, nothing that tells them to leave."""
    u = sheet.unit
    man, words = box.left(box.h)
    leftwards = (way.arrow or "").endswith("left")
    why = sheet.scene.lines[0] if sheet.scene.lines and way.arrow is not None else {}
    upper, lower = Box(words.x + u, words.y, words.w - u, words.h).top(words.h * (0.58 if why else 1.0))
    said = f"{say(why)}  {why.get('en', '')}" if why.get("en") else say(why)
    return (
        icon(sheet.icons, "running-man-left" if leftwards else "running-man", man.inset(0.4 * u))
        + one_line(upper, f"{say(TITLE)}  {TITLE['en']}", 6 * u, WHITE, bold=True)
        + one_line(lower, said, 3.6 * u, WHITE)
    )


def _words(sheet: Sheet, box: Box, way: Way) -> list[str]:
    """Arrow, main line, exit and distance; where people stay, words alone and no arrow."""
    u = sheet.unit
    others = [Set(say(line), 0.56 if not at else 0.3, bold=not at, gap=0.12 if not at else 0.05)
              for at, line in enumerate(way.lines)]  # fmt: skip
    others += [Set(line["en"], 0.22, "en", gap=0.04 if not at else 0) for at, line in enumerate(way.lines[:2])]
    if way.arrow is None:
        found = stacked(box, way.words, others)
        return [found.draw(box.cx, box.cy - found.height / 2, WHITE, "middle")]
    side_by_side = box.w > 1.15 * box.h
    side = min(45 * u, box.h * 0.94, box.w * 0.42) if side_by_side else min(45 * u, box.h * 0.46, box.w * 0.6)
    if side_by_side:
        place, words = box.left(side + 3 * u)
        place = Box(place.x, place.cy - side / 2, side, side)
        found = stacked(words, way.words, others)
        top = words.cy - found.height / 2
    else:
        _, words = box.top(side + 3 * u)
        found = stacked(words, way.words, others)
        top = box.y + side + 3 * u + max(0.0, words.h - found.height) / 2
        place = Box(box.cx - side / 2, box.y, side, side)
    return [arrow(sheet.icons, place, way), found.draw(words.cx, top, WHITE, "middle")]


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
    found = stacked(box, LAPSED, [Set(say(HEED), 0.4, gap=0.2), Set(HEED["en"], 0.24, "en")])
    return found.draw(box.cx, box.cy - found.height / 2, WHITE, "middle")

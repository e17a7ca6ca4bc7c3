"""Signs as pictures: ground, head, symbol, main line, short lines, where instead, strips."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import takewhile

from kiosk.drawing.frame import LEVELS, LOOKS, Sheet, leased
from kiosk.drawing.layout import options
from kiosk.drawing.layout.bands import alarms
from kiosk.drawing.layout.head import head, head_high, named
from kiosk.drawing.layout.mirror import as_read
from kiosk.drawing.layout.pieces import (
    draw,
    height,
    kept,
)
from kiosk.drawing.layout.sizes import Sizes, is_strip, sizes
from kiosk.drawing.layout.strips import strip_high, strip_of
from kiosk.drawing.layout.words import GRAVE, main_of, pieces_of
from kiosk.drawing.svg import (
    DARK,
    HALL_BLUE,
    LINE,
    RED,
    WHITE,
    Box,
    canvas,
    icon,
    n,
    one_line,
    rect,
)  # fmt: skip
from kiosk.drawing.way_out import way_out
from kiosk.wording.markup import element
from kiosk.wording.typeset import width_em
from signage.language.words import NO_WORDS, Message, Words
from signage.shows.scene_parts import HEED_STAFF
from signage.spoken.sign import DRILL

WITH_SYMBOL = frozenset({"safe", "danger", "prohibition", "clear", "theme", "neutral", "caution"})
ABOVE, BESIDE_SHARE, MOST_U = 0.3, 0.34, 45.0
"""A symbol's side: of the room's height where it stands above the words, of its width where it
stands beside them, and at most."""
LEAST_SHARE = 0.6
"""How much smaller a symbol is set before words are left out for it."""
HIGH_UP = 0.42
"""Where a sign's words stand in their room: a little above the middle."""
DRILL_U = 7.0
HELP, HELP_COMES, HELP_NUMBERS = (
    Message("signs.help"),
    Message("signs.help-comes"),
    Message("signs.help-numbers"),
)
HELP_U = 12.0
"""Height of the key for help with its margins, in hundredths of the short side."""


READ_ALOUD = Message("home.read-aloud")
HELP_WIDE_U, KEYS_APART_U, READ_SHARE = 116.0, 4.0, 0.34
"""Of the row of both keys: at most so wide, so far apart, and what reading aloud has of it."""


@as_read
def sign(sheet: Sheet) -> list[str]:
    """An all-clear is true only while it is said: an old one gives way to neutral words, like an
    arrow."""
    whole = _sign(sheet)
    return leased(whole, "".join(_heed(sheet))) if sheet.scene.sign == "all-clear" else whole


def _heed(sheet: Sheet) -> list[str]:
    """Without the time: nobody knows how old it is by then."""
    scene = sheet.scene
    neutral = scene._replace(
        sign="neutral", family="neutral", title=HEED_STAFF, subject=NO_WORDS, symbols=(), lines=(), until=NO_WORDS,
        instead=(), strips=(), band=NO_WORDS, level=None, touch_locked=True, way=None,
    )  # fmt: skip
    return _sign(replace(sheet, scene=neutral, issued="", touch=False, plan=None))


def sizes_of(sheet: Sheet) -> Sizes:
    return sizes(sheet.screen, urgent=sheet.scene.sign in GRAVE)


def _sign(sheet: Sheet) -> list[str]:
    ground, ink = LOOKS[sheet.scene.family]
    size = sizes_of(sheet)
    parts, room = _above(sheet, canvas(sheet.screen), size)
    parts.insert(0, rect(canvas(sheet.screen), ground))
    if sheet.touch and not sheet.scene.touch_locked:
        key, room = room.bottom(HELP_U * sheet.unit)
        parts += _keys(sheet, key, ink)
    if sheet.plan is not None:
        return [*parts, *_with_plan(sheet, room, ink, size)]
    found = next(found for found in _arrangements(sheet, room, ink, size))
    return [*parts, *found]


def _above(sheet: Sheet, room: Box, size: Sizes) -> tuple[list[str], Box]:
    """Head, what is practised, and red bands; and the room under them."""
    scene, parts = sheet.scene, []
    if scene.drill:
        letters = max(size.caption, min(size.detail, DRILL_U * sheet.unit))
        band, room = room.top(1.5 * letters)
        parts.append(_band(sheet, band, _drill(sheet), WHITE, DARK, letters))
    if scene.band:
        band, room = room.top(1.5 * size.fact)
        first, both = sheet.say(scene.band), f"{sheet.say(scene.band)}  {sheet.beside(scene.band)}"
        said = both if width_em(both) * size.fact <= sheet.inner(band).w else first
        parts.append(_band(sheet, band, said, RED, WHITE, size.fact))
    bands, room = alarms(sheet, room)
    return parts + bands, room


def _with_plan(sheet: Sheet, room: Box, ink: str, size: Sizes) -> list[str]:
    assert sheet.plan is not None
    return way_out(sheet, room.inset(sheet.margin), sheet.plan)


def _drill(sheet: Sheet) -> str:
    """In both languages, over and over: it is read from every side of a wide panel."""
    first, second = sheet.say(DRILL), sheet.beside(DRILL)
    return "  ".join((first, second, first, second, first) if second else (first,) * 3)


def _band(sheet: Sheet, box: Box, words: str, ground: str, ink: str, most: float) -> str:
    said = one_line(
        sheet.inner(box), words, most, ink, bold=True, anchor="middle", lang=sheet.spoken.first
    )
    return rect(box, ground) + said


def _keys(sheet: Sheet, bar: Box, ink: str) -> list[str]:
    """Who stands before a sign that stops them can still call somebody, and have it read to them."""
    u, does = sheet.unit, HELP_COMES if sheet.scene.staffed else HELP_NUMBERS
    if not sheet.screen.read_aloud:
        box = Box(bar.cx - 36 * u, bar.y + u, 72 * u, bar.h - 2.4 * u)
        return [_key(sheet, box, ink, "help", (does, HELP), data_post="help")]
    wide = min(bar.w - 8 * u, HELP_WIDE_U * u)
    row = Box(bar.cx - wide / 2, bar.y + u, wide, bar.h - 2.4 * u)
    first, second = row.left(READ_SHARE * wide)
    call = Box(second.x + KEYS_APART_U * u, second.y, second.w - KEYS_APART_U * u, second.h)
    return [
        _key(sheet, first, ink, "aloud", (READ_ALOUD, READ_ALOUD), data_do="aloud"),
        _key(sheet, call, ink, "help", (does, HELP), data_post="help"),
    ]


def _key(
    sheet: Sheet, box: Box, ink: str, symbol: str, words: tuple[Words, Words], **acts: str
) -> str:
    """``words``: what it says, and what it says in the second language where both have room."""
    u, (does, beside) = sheet.unit, words
    frame = {"x": n(box.x), "y": n(box.y), "width": n(box.w), "height": n(box.h), "rx": n(1.4 * u)}
    mark, place = box.inset(0.12 * box.h).left(0.76 * box.h)
    place = Box(place.x + 2 * u, place.y, place.w - 2 * u, place.h)
    letters = max(4.4 * u, sizes_of(sheet).caption)
    label = f"{sheet.say(does)}  {sheet.beside(beside)}".strip()
    label = label if width_em(label) * letters <= place.w else sheet.say(does)
    said = one_line(place, label, letters, ink, bold=True, lang=sheet.spoken.first)
    ground = element(
        "rect", **frame, fill="#000000", fill_opacity=".08", stroke=ink, stroke_width=n(0.3 * u)
    )
    return element("g", ground, icon(sheet.icons, symbol, mark, ink), said, **acts)


# ---------------------------------------------------------------- the message


@dataclass(frozen=True, slots=True)
class Step:
    """What is still on a sign: the others' notices, the second language of small lines, the ways
    around, and its head."""

    strips: int
    twins: bool
    ways: int
    head: bool


def _steps(sheet: Sheet, *, beneath: bool) -> Iterator[Step]:
    """What goes first (LOOKS §1): the second language of S3, the others' notices, the third and the
    second way around where they stand under the words, the head."""
    scene = sheet.scene
    strips = sum(not strip.urgent for strip in scene.strips)
    head_, ways = scene.sign not in GRAVE, len(scene.instead)
    yield Step(strips, True, ways, head_)
    for left in range(strips, -1, -1):
        yield Step(left, False, ways, head_)
    for left in range(ways - 1, 0, -1) if beneath else ():
        yield Step(0, False, left, head_)
        ways = left
    # A window's display never loses its number (LOOKS §3), if the sign itself does not begin with it.
    numbered = sheet.screen.layout == "window" and named(sheet) != sheet.say(scene.subject)
    yield Step(0, False, ways, head_ and numbered)


def _arrangements(sheet: Sheet, room: Box, ink: str, size: Sizes) -> Iterator[list[str]]:
    """The sign with as much as has room: the first that holds all of its step, else the last with
    the rest left out."""
    upright = room.h >= room.w
    steps = list(_steps(sheet, beneath=upright))
    for step in steps:
        found = _Placed(sheet, room, ink, size, step, last=step is steps[-1])
        if found.fits:
            yield found.draw()


class _Placed:
    """One step's sign in its room: placed to see whether it fits, drawn once it does."""

    def __init__(
        self, sheet: Sheet, room: Box, ink: str, size: Sizes, step: Step, *, last: bool
    ) -> None:
        self._sheet, self._ink, self._size, self._step = sheet, ink, size, step
        self._around: list[Callable[[], str]] = []
        self._marks: list[tuple[str, Box]] = []
        self._chip: Box | None = None
        self._crowded = False
        if step.head:
            box, room = room.top(head_high(size))
            self._around.append(partial(head, sheet, box, ink, size))
        whole = room
        strips = [strip for strip in sheet.scene.strips if not strip.urgent][: step.strips]
        for strip in reversed(strips):
            band, room = room.bottom(strip_high(size))
            self._around.append(partial(strip_of, sheet, band, strip, size))
        self._unstripped = whole.inset(sheet.margin)
        self._room = self._panel(room.inset(sheet.margin))
        self._words = self._symbols()
        pieces = pieces_of(sheet, self._words, size, twins=step.twins)
        self.fits = last or (height(pieces) <= self._words.h and not self._crowded)
        self._pieces = kept(pieces, self._words.h) if last else pieces

    def _panel(self, room: Box) -> Box:
        sheet, size = self._sheet, self._size
        if not sheet.scene.instead:
            return room
        ground = WHITE if sheet.scene.family == "theme" else HALL_BLUE
        if room.h >= room.w:
            panel = options.beneath(sheet, room, self._step.ways, size)
            self._crowded = panel.height > options.BENEATH * room.h
            box, room = room.bottom(min(panel.height, options.BENEATH * room.h))
            room = Box(room.x, room.y, room.w, max(1.0, room.h - sheet.margin))
        else:
            box, room = self._beside(room)
            panel = options.aside(sheet, box.w, box.h, size)
        self._around.append(partial(options.drawn, sheet, box, panel, ground, size))
        return room

    def _beside(self, room: Box) -> tuple[Box, Box]:
        """Room for the panel and for the words: a narrower one where the main line needs it."""
        shares = options.shares(self._sheet.scene.instead, strip=is_strip(room.w, room.h))
        found = [room.right(share * room.w) for share in shares]
        gap = self._sheet.margin
        divided = [(box, replace(words, w=max(1.0, words.w - gap))) for box, words in found]
        if held := next((one for one in divided if self._holds_main(one[1])), None):
            return held
        return max(divided, key=lambda one: round(main_of(self._sheet, one[1], self._size).size))

    def _symbols(self) -> Box:
        """Finds the symbols their places, and gives the words their room."""
        room, u, scene = self._room, self._sheet.unit, self._sheet.scene
        if scene.family == "notice" and scene.level:
            self._chip, room = room.top(1.6 * self._size.detail)
            return room.top(0.5 * self._size.detail)[1]
        names = scene.symbols[:2] if scene.family in WITH_SYMBOL else ()
        if not names:
            return room
        if room.h >= room.w:
            side = min(MOST_U * u, ABOVE * room.h, 0.94 * room.w / len(names))
            box, words = room.top(side + self._sheet.margin)
            step = box.w / len(names)
            xs = [box.x + step * at + (step - side) / 2 for at in range(len(names))]
            places = [Box(x, box.y, side, side) for x in xs]
        else:
            side = min(MOST_U * u, 0.94 * room.h / len(names), BESIDE_SHARE * room.w)
            box, words = room.left(side + self._sheet.margin)
            if scene.sign not in GRAVE and not self._holds_main(words):
                return room
            step = box.h / len(names)
            ys = [box.y + step * at + (step - side) / 2 for at in range(len(names))]
            places = [Box(box.x, y, side, side) for y in ys]
        self._marks = list(zip(names, places, strict=True))
        return words

    def _marked(self, down: float) -> list[str]:
        """Symbols and level, so many px lower than their places."""
        sheet, ink = self._sheet, self._ink
        icons = [
            icon(sheet.icons, name, replace(place, y=place.y + down), ink)
            for name, place in self._marks
        ]
        if self._chip is None or not sheet.scene.level:
            return icons
        chip = replace(self._chip, y=self._chip.y + down)
        return [*icons, _level(sheet, chip, sheet.scene.level, self._size)]

    def _holds_main(self, words: Box) -> bool:
        main = main_of(self._sheet, words, self._size)
        return main.size >= 0.99 * self._size.main

    def draw(self) -> list[str]:
        """The main line stands at the same height on every sign of this screen that has room for
        it there; what marks it, right above it or at its side."""
        sheet, box = self._sheet, self._words
        upright = canvas(sheet.screen).h >= canvas(sheet.screen).w
        needed = height(self._pieces)
        marked = bool(self._marks) or self._chip is not None
        begin = box.y + HIGH_UP * (box.h - needed) if upright and marked else self._begin()
        top = max(box.y, min(begin, box.y + box.h - needed))
        marks = self._marked(top - box.y if upright or self._chip is not None else 0.0)
        anchor = "middle" if upright else "start"
        around = [drawn() for drawn in self._around]
        return [*around, *marks, draw(self._pieces, box, top, self._ink, anchor)]

    def _begin(self) -> float:
        """Where the words begin so that the main line stands where it always does."""
        size, box = self._size, self._words
        slot = LINE * size.detail
        usual = slot + LINE * (size.main + size.twin + size.fact + 2 * size.detail)
        whole = self._unstripped
        free = whole.y + whole.h - box.y if whole.w > whole.h else box.h
        before = takewhile(lambda piece: not piece.main, self._pieces)
        return box.y + max(0.0, free - usual) * HIGH_UP + slot - height(before)


def _level(sheet: Sheet, chip: Box, level: int, size: Sizes) -> str:
    label, colour, letters = LEVELS[level]
    said = sheet.say(label)
    most = min(size.detail, chip.w / (width_em(said) + 2))
    wide = (width_em(said) + 2) * most
    upright = canvas(sheet.screen).h >= canvas(sheet.screen).w
    box = Box(chip.cx - wide / 2 if upright else chip.x, chip.y, wide, chip.h)
    return rect(box, colour, sheet.unit) + one_line(
        box, said, most, letters, bold=True, anchor="middle", lang=sheet.spoken.first
    )

"""What a drawn sign, board or display says, once and in reading order, for whoever hears it or
feels it: real text beside a picture that is hidden from assistive technology (LOOKS §7).

2026-11-30 · The text is HTML beside the picture: of the same scene and so of the same epoch, clipped
by the style sheet. A sign is a live region: ``alert`` where a life depends on it, ``status`` else; a
board is a table, and only its bands speak up by themselves. What is leased in the picture is leased
here too. Keys of a sign are buttons here, seen while they have the focus. Rejected: the picture's own
letters, which are in the order of drawing, said over and over in a band, and cut into lines; a label
of the picture, which has neither languages nor lists.
"""

from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from kiosk.drawing.frame import Sheet
from kiosk.drawing.layout.options import leads_to
from kiosk.drawing.signs import HELP_COMES, HELP_NUMBERS, READ_ALOUD
from kiosk.drawing.way_out import HEED, LAPSED
from kiosk.wording.markup import element, escape
from signage.availability.redirects import Option
from signage.catalogue.kinds import LIFE_SAFETY
from signage.language.catalogue import direction_of
from signage.language.words import FIRST_LANGUAGE, Message, Words, unbroken
from signage.shows.boards import parts_of
from signage.shows.phrases import strip_words
from signage.shows.scene import Strip
from signage.shows.scene_parts import HEED_STAFF
from signage.spoken.sign import DRILL, STILL

CODE = Message("told.code")
OPEN_HERE = Message("displays.open")
WINDOWS, SYSTEMS = Message("told.windows"), Message("told.systems")
ROW_HEADS = (
    Message("told.window"),
    Message("told.business"),
    Message("told.state"),
    Message("told.note"),
)
SYSTEM_HEADS = (Message("told.system"), Message("told.state"))


def told(sheet: Sheet) -> str:
    """The text of a sheet, in both languages of its screen, and the keys of a sign."""
    scene = sheet.scene
    urgent = [strip for strip in scene.strips if strip.urgent]
    lesser = [strip for strip in scene.strips if not strip.urgent]
    parts = [_live("alert", _strips(sheet, urgent))]
    if scene.layout == "board" and scene.sign == "guidance":
        # A board changes all day long: nobody hears all its rows again for one of them.
        parts += [*_board(sheet), _live("status", _strips(sheet, lesser))]
    else:
        role = "alert" if scene.sign in LIFE_SAFETY else "status"
        body = _sign(sheet) if scene.sign != "guidance" else _display(sheet)
        parts.append(_live(role, [*body, *_strips(sheet, lesser)]))
    parts.append(_issuer(sheet))
    return element("div", *parts, class_="told") + _keys(sheet)


def _live(role: str, inside: Sequence[str]) -> str:
    return element("div", *inside, role=role) if any(inside) else ""


def _said(sheet: Sheet, tag: str, words: Words, lang: str) -> str:
    if lang == sheet.spoken.first and not words.get(lang):
        lang = FIRST_LANGUAGE
    text, way = unbroken(words.get(lang, ""), lang), direction_of(lang)
    return element(tag, escape(text), lang=lang, dir=way if way != "ltr" else None) if text else ""


def _both(sheet: Sheet, tag: str, words: Words, second: str = "p") -> list[str]:
    """In an element of each language; nothing where there are no words."""
    if not words:
        return []
    spoken = sheet.spoken
    again = _said(sheet, second, words, spoken.second) if spoken.second else ""
    # Apart by a blank: in one line two languages would be read as one word.
    return [_said(sheet, tag, words, spoken.first), " " if again and tag == "span" else "", again]


def _all(sheet: Sheet, many: Iterable[Words]) -> list[str]:
    return [part for words in many for part in _both(sheet, "p", words)]


def _items(sheet: Sheet, many: Sequence[Words]) -> list[str]:
    found = [element("li", *_both(sheet, "span", words, "span")) for words in many]
    return [element("ul", *found)] if found else []


def _sign(sheet: Sheet) -> list[str]:
    """Whether it is a drill, what is the matter, what to do and where to, until when, where
    instead."""
    scene = sheet.scene
    head = [*_all(sheet, (DRILL,) if scene.drill else ()), *_all(sheet, (scene.band,))]
    if scene.sign == "all-clear":
        whole = [*_title(sheet), *_all(sheet, scene.lines)]
        return [*head, *_leased(whole, _both(sheet, "h1", HEED_STAFF))]
    parts = [*head, *_title(sheet), *_all(sheet, (scene.subject,)), *_way(sheet)]
    if scene.way is None:
        parts += _all(sheet, scene.lines)
    return [*parts, *_all(sheet, (scene.until,)), *_instead(sheet)]


def _title(sheet: Sheet) -> list[str]:
    return _both(sheet, "h1", sheet.scene.title)


def _way(sheet: Sheet) -> list[str]:
    """The way out: direction, exit and distance, what to mind, why; in its place what stays true
    when it may not be."""
    scene = sheet.scene
    way = scene.way
    if way is None:
        return []
    if sheet.nowhere:
        return _all(sheet, (LAPSED, HEED))
    if way.arrow is None:
        return _all(sheet, (way.words, *way.lines))
    # That the way is another now matters more than why people leave.
    why = (way.changed, *scene.lines[1:]) if way.changed else scene.lines
    said = _all(sheet, (way.words, *way.lines, *why))
    return _leased(said, _all(sheet, (LAPSED, HEED)))


def _leased(whole: Sequence[str], lapsed: Sequence[str]) -> list[str]:
    # Hidden as served, like the drawn one: the style that times the lease shows it.
    return [
        element("div", *whole, class_="leased", hidden=""),
        element("div", *lapsed, class_="lapsed"),
    ]


def _instead(sheet: Sheet) -> list[str]:
    options = sheet.scene.instead
    if not options:
        return []
    items = [element("li", *_option(sheet, option)) for option in options]
    return [*_both(sheet, "h2", STILL), element("ul", *items)]


def _option(sheet: Sheet, option: Option) -> list[str]:
    host = urlsplit(option.url).hostname or "" if option.url else ""
    code = _both(sheet, "span", CODE.filled(host=host), "span") if host else []
    return [*_both(sheet, "span", option.words, "span"), *code]


def _strips(sheet: Sheet, strips: Sequence[Strip]) -> list[str]:
    return _items(sheet, [_strip(strip) for strip in strips])


def _strip(strip: Strip) -> Words:
    words = strip_words(strip)
    return Message("signs.in-a-drill", said=words) if strip.drill else words


def _display(sheet: Sheet) -> list[str]:
    """A window's or a door's own everyday picture."""
    scene = sheet.scene
    apart = scene.subject and scene.subject != scene.title
    parts = (
        [*_both(sheet, "h1", scene.subject), *_all(sheet, (scene.title,))]
        if apart
        else _title(sheet)
    )
    works = (OPEN_HERE,) if scene.layout == "window" and not scene.closed else ()
    return [*parts, *_all(sheet, works), *_items(sheet, scene.lines), *_instead(sheet)]


def _board(sheet: Sheet) -> list[str]:
    scene = sheet.scene
    shut = _all(sheet, scene.lines) if scene.closed else []
    rows = [(row.label, row.name, row.word, row.note) for row in scene.rows]
    systems = [(row.name, row.word, row.note) for row in scene.systems]
    return [
        *_title(sheet),
        *_all(sheet, [sheet.hall.name_of(part) for part in parts_of(sheet.hall, sheet.screen)]),
        *shut,
        *_all(sheet, (scene.day,)),
        _table(sheet, WINDOWS, ROW_HEADS, rows),
        _table(sheet, SYSTEMS, (*SYSTEM_HEADS, ROW_HEADS[-1]), systems),
    ]


def _table(
    sheet: Sheet, caption: Words, heads: Sequence[Words], rows: Sequence[Sequence[Words]]
) -> str:
    """The first cell of a row is its head."""
    if not rows:
        return ""
    top = "".join(element("th", *_cell(sheet, words), scope="col") for words in heads)
    body = "".join(
        element(
            "tr",
            element("th", *_cell(sheet, first), scope="row"),
            *(element("td", *_cell(sheet, words)) for words in rest),
        )
        for first, *rest in rows
    )
    inside = element("thead", element("tr", top)) + element("tbody", body)
    return element("table", element("caption", *_cell(sheet, caption)), inside)


def _cell(sheet: Sheet, words: Words) -> list[str]:
    return _both(sheet, "span", words, "span") or [""]


def _issuer(sheet: Sheet) -> str:
    at = Message("signs.issued-at", time=sheet.issued) if sheet.issued else {}
    return "".join(_all(sheet, (sheet.hall.issuer, at)))


def _keys(sheet: Sheet) -> str:
    """The keys of a sign that can be touched: the ways that lead on, reading aloud, and help."""
    scene = sheet.scene
    if not sheet.touch or scene.touch_locked or scene.sign == "guidance":
        return ""
    ways = [
        _key(sheet, leads_to(option), data_open=f"way/{option.places[0]}")
        for option in scene.instead
        if sheet.leads and option.places
    ]
    call = _key(sheet, HELP_COMES if scene.staffed else HELP_NUMBERS, data_post="help")
    reads = [_key(sheet, READ_ALOUD, data_do="aloud")] if sheet.screen.read_aloud else []
    return element("div", *ways, *reads, call, class_="told-keys")


def _key(sheet: Sheet, words: Words, **does: str) -> str:
    return element("button", *_both(sheet, "span", words, "span"), type="button", **does)

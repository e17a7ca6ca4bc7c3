"""Signs on touch screens of generated halls: who issued them is never written over the key for
help."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from kiosk.content import reader as contents
from kiosk.drawing.plan_names import meet
from kiosk.drawing.svg import Box
from kiosk.wording.typeset import width_em
from signage.language.words import say
from signage.shows.phrases import subject_words
from signage.situation.commands import Raise
from tests.halls import drawn, made
from tests.halls.cases import played, seen
from tests.halls.pages import drawn_screen, texts
from tests.halls.seeds import every_hall

SIZE = re.compile(r'<text[^>]* font-size="([0-9.]+)"')
NUMBER = r'"([-0-9.]+)"'
KEY = re.compile(
    rf'data-post="help"[^>]*><rect x={NUMBER} y={NUMBER} width={NUMBER} height={NUMBER}'
)
FOOT = re.compile(r'<g opacity="0.95">(.*?)</g>')
LINE = re.compile(
    rf'<text x={NUMBER} y={NUMBER} font-size={NUMBER} text-anchor="([a-z]+)"[^>]*>([^<]*)<'
)
BEFORE = {"start": 0.0, "middle": 0.5, "end": 1.0}


def foot(picture: str) -> Iterator[tuple[str, Box]]:
    for x, y, size, anchor, words in LINE.findall("".join(FOOT.findall(picture))):
        wide, high = width_em(words, False) * float(size), 0.7 * float(size)
        yield words, Box(float(x) - BEFORE[anchor] * wide, float(y) - high, wide, high)


@every_hall
def test_nothing_is_written_over_the_key_for_help(seed: int) -> None:
    hall = made(drawn(seed))
    world = seen(hall, played(hall, [Raise("HALL-CLOSED", ("hall",))]))
    for screen in hall.content.hall.screens:
        picture = drawn_screen(world, screen)
        for key in (Box(*map(float, found)) for found in KEY.findall(picture)):
            covered = [words for words, box in foot(picture) if meet(box, key)]
            assert covered == [], (screen.id, screen.width, screen.height)


@pytest.mark.laws
@pytest.mark.parametrize(("seed", "name", "command"), [
    (19, "screen-6", Raise("DEV-HAZARD", ("machine/terminal-1",))),
    (20, "screen-13", Raise("DELAY", ("machine/terminal-6",))),
    (62, "screen-4", Raise("HALL-CLOSED", ("zone/2",))),
    (62, "screen-12", Raise("HALL-CLOSED", ("zone/2",))),
    (96, "screen-30", Raise("EPI", ("floor/3",))),
    (96, "screen-13", Raise("ETAX-DOWN-DDL", ("zone/5",))),
    (148, "screen-3", Raise("OTHER", ("window/11",), cls="cordon")),
    (195, "screen-2", Raise("INT-LONG", ("zone/9",))),
])  # fmt: skip
def test_where_people_can_go_instead_is_said_whole_on_one_line_or_two(
    seed: int, name: str, command: Raise
) -> None:
    """No check can name every place that every notice may send people to; these it had not
    named."""
    hall = made(drawn(seed))
    world = seen(hall, played(hall, [command]))
    picture = drawn_screen(world, hall.content.hall.screen[name])
    assert [line for line in texts(picture) if line.endswith("…")] == []


@pytest.mark.parametrize("tongue", [("zh", "en"), ("en", "zh")], ids=lambda tongue: tongue[0])
def test_a_strip_s_main_line_stands_as_high_when_nobody_knows_until_when(
    tongue: tuple[str, str],
) -> None:
    """LOOKS §1: what is not known is left out before the main line shrinks."""
    content = contents.read(contents.sample())
    hall = replace(made(drawn(0)), content=content)
    strip = content.hall.screen["window-5"].model_copy(update={"languages": tongue})
    found = set()
    for kind, cls in (("OTHER", "outage"), ("WIN-PAUSE", None)):
        world = seen(hall, played(hall, [Raise(kind, ("window/5",), cls=cls)]))
        picture = drawn_screen(world, strip)
        found.add(max(float(size) for size in SIZE.findall(picture)))
    assert len(found) == 1, found


def test_a_strip_says_nothing_more_while_its_main_line_has_no_room() -> None:
    """DANGER: Keep Away stood at 0.73 of its size over advice on a window's strip."""
    content = contents.read(contents.sample())
    hall = replace(made(drawn(0)), content=content)
    strip = content.hall.screen["window-5"].model_copy(update={"languages": ("en", "zh")})
    world = seen(hall, played(hall, [Raise("OTHER", ("window/5",), cls="danger")]))
    assert texts(drawn_screen(world, strip)) == ["DANGER:", "Keep Away", "危险！请勿靠近"]


@pytest.mark.laws
@every_hall
def test_a_window_s_display_names_its_window_whatever_stops_it(seed: int) -> None:
    """LOOKS §3: outage and suspended take the whole of it, but its number stays in the head."""
    hall = made(drawn(seed))
    described = hall.content.hall
    shown = [screen for screen in described.screens if screen.layout == "window" and screen.about]
    acts = [Raise("HALL-CLOSED", ("hall",))]
    acts += [Raise("WIN-PAUSE", screen.about[:1]) for screen in shown[:1]]
    for act in acts:
        world = seen(hall, played(hall, [act]))
        for screen in shown:
            window = say(subject_words(described, screen.about), described.spoken_on(screen).first)
            assert window in "".join(texts(drawn_screen(world, screen))), (screen.id, act.kind)

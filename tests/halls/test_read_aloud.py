"""What is read aloud of touch pages in generated halls: the words of the page, all of them and in
their order, in its language."""

import re
from html import unescape
from pathlib import Path

import pytest

from kiosk.drawing.beforehand.voice.engine import Engine
from kiosk.wiring import House, build
from signage.hall.model import Screen
from signage.spoken.clips import Clip
from signage.spoken.numbers import in_words
from tests.cast import Clock
from tests.halls import generate
from tests.halls.seeds import some_halls
from tests.kiosk.voice.talking import records, voice_of

SYMBOL = re.compile(r"<(svg|i)\b.*?</\1>", re.DOTALL)
UNREAD = re.compile(
    r"<(nav|div|span|figcaption|ul)\b[^>]*(?:data-unread|aria-hidden=\"true\")[^>]*>.*?</\1>",
    re.DOTALL,
)
OTHER = {
    which: re.compile(rf"<span [^>]*data-tongue=\"{which}\"[^>]*>.*?</span>", re.DOTALL)
    for which in ("first", "second")
}
BETWEEN = re.compile(r"<[^>]*>")
NO_LETTERS = re.compile(r"[\W_]+")
SAID = re.compile(r'data-(aloud|aloud-second)="([^"]*)"')
MUTE = Engine(("true",), "0" * 8)
"""It is there, and never asked."""


def words(page: str, lang: str, hidden: str) -> str:
    """The letters of what a visitor sees, found by another way than the product's."""
    for unseen in (UNREAD, SYMBOL, OTHER[hidden]):
        page = unseen.sub("<>", page)
    seen = (
        unescape(text).replace("/", " " if lang == "en" else "") for text in BETWEEN.split(page)
    )
    return letters("".join(in_words(" ".join(text.split()), lang) for text in seen))


def letters(text: str) -> str:
    return NO_LETTERS.sub("", text)


def reading(tmp_path: Path, seed: int) -> House:
    generate(seed, tmp_path / "content")
    screens = tmp_path / "content" / "screens.toml"
    text = screens.read_text("utf-8")
    many = r'(?m)^layout = "(?:touch|zone)"$'
    screens.write_text(re.sub(many, r"\g<0>\nread_aloud = 50", text, count=2), "utf-8")
    built = build(
        tmp_path / "data", tmp_path / "content", simulators=True, clock=Clock(),
        journal=tmp_path / "journal", speech=MUTE,
    )  # fmt: skip
    records(built, MUTE)
    return built


def paths(house: House, screen: Screen) -> list[str]:
    hall, client = house.services.board.view.content.hall, house.app.test_client()
    found = ["services", *(f"service/{one.id}" for one in hall.services[:6]), "places"]
    places = client.get(f"/screen/{screen.id}/places").text
    groups = re.findall(r'data-open="(places/[a-z]+)"', places)
    ways = re.findall(r'data-open="(way/[^"]+)"', places)
    return [*found, *groups, *ways[:4]]


@pytest.mark.laws
@some_halls
def test_each_page_is_read_by_its_own_words_in_order(tmp_path: Path, seed: int) -> None:
    house, known = reading(tmp_path, seed), dict[str, Clip]()
    voice, board = voice_of(house), house.services.board
    voice.ask = lambda screen, clips: known.update({clip.key: clip for clip in clips})  # type: ignore[method-assign]
    try:
        voice.opens.first(board.view)
        hall = board.view.content.hall
        for screen in [one for one in hall.screens if one.read_aloud]:
            spoken, client = hall.spoken_on(screen), house.app.test_client()
            home = house.app.extensions["renderer"].shown(board.view, screen)
            pages = [(home, dict(SAID.findall(home)))]
            for lang, hidden in zip(spoken, ("second", "first"), strict=True):
                for path in paths(house, screen) if lang else ():
                    page = client.get(f"/screen/{screen.id}/{path}?lang={lang}").text
                    pages.append(
                        (
                            page,
                            {
                                "aloud" + ("-second" if hidden == "first" else ""): SAID.findall(
                                    page
                                )[0][1]
                            },
                        )
                    )
            for page, read in pages:
                for name, keys in read.items():
                    second = name == "aloud-second"
                    lang, hidden = spoken[second], ("first" if second else "second")
                    said = [known[key] for key in keys.split()]
                    assert {clip.lang for clip in said} == {lang}
                    assert letters("".join(clip.text for clip in said)) == words(page, lang, hidden)
    finally:
        house.close()


def test_a_screen_that_names_no_loudness_has_no_key(tmp_path: Path) -> None:
    house = reading(tmp_path, 0)
    try:
        hall = house.services.board.view.content.hall
        for screen in hall.screens:
            page = house.app.test_client().get(f"/screen/{screen.id}/services").text
            assert ('data-do="aloud"' in page) == bool(screen.read_aloud)
            assert ("data-aloud" in page) == bool(screen.read_aloud)
    finally:
        house.close()

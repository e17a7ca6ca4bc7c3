"""What signs and boards of generated halls say to whoever hears them: each in both languages, in
their own element, once, and at once where a life depends on it."""

import re
from xml.etree.ElementTree import Element, fromstring

from kiosk.drawing.renderer import is_page
from signage.catalogue.kinds import LIFE_SAFETY
from signage.shows.scenes import scenes
from signage.situation.commands import Raise
from tests.halls import drawn, made
from tests.halls.cases import played, seen
from tests.halls.pages import drawn_screen
from tests.halls.seeds import every_hall

HAN = re.compile(r"[\u4e00-\u9fff]")


def said(html: str) -> Element:
    """The words beside a picture, with the keys of a sign."""
    return fromstring(
        f"<body>{html[html.rindex('</svg>') + len('</svg>') :].replace(' hidden', ' data-hid')}</body>"
    )


def spoken(told: Element) -> list[tuple[str, str]]:
    return [
        (text, one.get("lang", "")) for one in told.iter() if (text := (one.text or "").strip())
    ]


@every_hall
def test_every_sign_says_its_words_once_in_each_language(seed: int) -> None:
    hall = made(drawn(seed))
    window = hall.content.hall.windows[-1].id
    for commands in ([], [Raise("WIN-PAUSE", (window,))], [Raise("FIRE", ("hall",))]):
        world = seen(hall, played(hall, commands))
        shown = scenes(world)
        for screen in hall.content.hall.screens:
            scene = shown[screen.id]
            if is_page(scene, screen):
                continue
            told = said(drawn_screen(world, screen))
            texts, first = spoken(told), world.hall.spoken_on(screen).first
            assert texts and all(lang for _, lang in texts), (screen.id, texts)
            assert all(lang == "zh" for text, lang in texts if HAN.search(text)), (screen.id, texts)
            heads = [one for one in told.iter("h1") if one.get("lang") == first]
            assert (heads and heads[0].text == texts[0][0]) or scene.strips or scene.band, screen.id
            live = [one.get("role") for one in told.iter() if one.get("role")]
            urgent = scene.sign in LIFE_SAFETY or any(strip.urgent for strip in scene.strips)
            assert ("alert" in live) == urgent, (screen.id, scene.sign, live)

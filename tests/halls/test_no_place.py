"""What a device without a place shows in an emergency of the hall: in generated halls, in every
language of a hall and on any glass. Nothing on it points or says where it stands."""

from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from re import findall, search

from kiosk.engine.held_dangers import gravity
from kiosk.public.pairing import DIAGONAL_IN, LEAST_PX, MOST_PX, READ_AT_M, without_place
from kiosk.wording.typeset import min_px
from signage.availability.world import World
from signage.shows.scenes import scenes
from signage.situation.commands import Raise
from tests.halls import Made, drawn, made
from tests.halls.cases import kinds, played, seen, targets
from tests.halls.pages import renderer, texts
from tests.halls.seeds import every_hall

GLASS = ((1920, 1080), (1080, 1920), (1920, 540), (1024, 600))
ODD = ((LEAST_PX, MOST_PX), (MOST_PX, LEAST_PX), (LEAST_PX, LEAST_PX))
LANGUAGES = (("zh", "en"), ("en", "zh"), ("zh",), ("ug", "zh"), ("ar", "en"))


def hall_wide(hall: Made) -> Iterator[Raise]:
    for kind in kinds(hall):
        if "hall" in targets(hall, kind):
            for cls in kind.classes if len(kind.classes) > 1 else (None,):
                yield Raise(kind.code, ("hall",), cls=cls)


def shown(world: World, glass: tuple[int, int]) -> str:
    return without_place(scenes(world), world, renderer().icons, *glass)


def in_languages(world: World, languages: tuple[str, ...]) -> World:
    return replace(world, hall=world.hall.model_copy(update={"languages": languages}))


@every_hall
def test_every_alarm_of_the_whole_hall_is_shown_and_points_nowhere(seed: int) -> None:
    hall = made(drawn(seed))
    described = hall.content.hall
    named = {
        words.get("zh", "")
        for there in (described.windows, described.zones, described.screens)
        for words in (one.name for one in there)
        if words
    }
    for command in hall_wide(hall):
        world = seen(hall, played(hall, [command]))
        dangers = [gravity(scene) for scene in scenes(world).values()]
        for glass in (*GLASS, *ODD):
            picture = shown(world, glass)
            assert bool(picture) == (min(dangers) >= 2 or max(dangers) >= 3), command
            if picture:
                assert "leased" not in picture and "arrow" not in picture
                assert not set(texts(picture)) & named, command


@every_hall
def test_it_is_read_from_afar_in_both_languages(seed: int) -> None:
    hall = made(drawn(seed))
    alarms = [one for one in hall_wide(hall) if one.kind in ("FIRE", "QUAKE", "SHOCK")]
    for command in alarms:
        for languages in LANGUAGES:
            world = in_languages(seen(hall, played(hall, [command])), languages)
            for glass in GLASS:
                picture = shown(world, glass)
                lines = findall(r'font-size="([0-9.]+)"[^>]*lang="([a-z]+)"[^>]*>([^<]+)<', picture)
                large = {
                    lang: max(float(size) for size, one, _ in lines if one == lang)
                    for lang in {lang for _, lang, _ in lines}
                }
                least = min_px(READ_AT_M, *glass, DIAGONAL_IN)
                assert large[languages[0]] >= least, (command, languages, glass)
                said = " ".join(unescape(words) for _, _, words in lines)
                if {"zh", "en"} <= set(languages):
                    assert search("[\u4e00-\u9fff]{2}", said) and search("[A-Za-z]{4}", said)

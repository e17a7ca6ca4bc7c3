"""What is said aloud in generated halls: the sign's own words, short, and nothing that only the eye
can follow."""

import re
from collections.abc import Iterator
from functools import cache

import pytest

from signage.catalogue.kinds import LIFE_SAFETY
from signage.evacuation.way_out import GO, HERE, TITLE
from signage.language.words import Words, about
from signage.shows.scene import Scene
from signage.shows.scenes import scenes
from signage.situation.commands import BlockWay, Raise
from signage.spoken.sign import DRILL, MOST_S, STILL, length_s, parts, running, said, spoken
from tests.cast import ADMIN
from tests.halls import drawn, made
from tests.halls.cases import played, raises, seen
from tests.halls.seeds import every_hall

LANGUAGES = ("zh", "en")


@cache
def _situations(seed: int) -> tuple[Scene, ...]:
    """Every kind on one target of each sort, as every screen shows it, and leaving with an exit
    closed."""
    hall = made(drawn(seed))
    plan = hall.content.evacuation.plan
    closed = [BlockWay(name, "closed") for name in plan.exit] if plan is not None else []
    found = list[Scene]()
    for command in raises(hall, each=1):
        found += scenes(seen(hall, played(hall, [command]))).values()
    for block in closed:
        day = played(hall, [Raise("FIRE", ("hall",))])
        day.do(block, ADMIN)
        found += scenes(seen(hall, day)).values()
    return tuple(found)


def _texts(scene: Scene) -> Iterator[Words]:
    """All that stands on the sign."""
    yield from (DRILL, scene.title, scene.subject, scene.until, scene.band, *scene.lines)
    yield from (about(STILL, option.words) for option in scene.instead)
    if scene.way is not None:
        yield from (TITLE, scene.way.words, scene.way.changed, *scene.way.lines)


@every_hall
def test_what_is_said_stands_on_the_sign(seed: int) -> None:
    for scene in _situations(seed):
        for lang in LANGUAGES:
            shown = {said(words, lang) for words in _texts(scene) if words}
            assert [one for one in spoken(scene, lang) if one not in shown] == [], scene.screen


@every_hall
def test_a_sign_of_life_safety_is_never_silent_and_guidance_always(seed: int) -> None:
    met = set[str]()
    for scene in _situations(seed):
        met.add(scene.sign)
        for lang in LANGUAGES:
            sentences = spoken(scene, lang)
            assert bool(sentences) == (scene.sign != "guidance"), (scene.screen, scene.sign)
            if scene.sign in LIFE_SAFETY:
                title = TITLE if scene.way is not None else scene.title
                assert said(title, lang) in sentences, scene.screen
    assert {"guidance", "evacuate"} <= met


@every_hall
def test_no_direction_of_an_arrow_is_said(seed: int) -> None:
    for scene in _situations(seed):
        for lang in LANGUAGES:
            mute = {said(words, lang) for words in (*GO.values(), *HERE.values())}
            assert not mute.intersection(spoken(scene, lang)), scene.screen


@every_hall
def test_numbers_are_said_as_words_and_signs_to_their_end(seed: int) -> None:
    for scene in _situations(seed):
        for lang in LANGUAGES:
            sentences = spoken(scene, lang)
            assert not re.search(r"\d|[/{}]", running(sentences, lang)), sentences
            stays = [said(part.words, lang) for part in parts(scene) if not part.goes]
            assert length_s([*sentences]) <= max(MOST_S, length_s(stays)), sentences
            assert length_s(stays) < MOST_S, stays


@every_hall
def test_a_drill_is_called_one_before_anything_else(seed: int) -> None:
    hall = made(drawn(seed))
    day = played(hall, [Raise("FIRE", ("hall",), drill=True)])
    for scene in scenes(seen(hall, day)).values():
        for lang in LANGUAGES:
            assert spoken(scene, lang)[0] == said(DRILL, lang)


def test_what_is_least_important_is_left_out_first() -> None:
    hall = made(drawn(0))
    day = played(hall, [Raise("HALL-CLOSED", ("hall",))])
    scene = next(one for one in scenes(seen(hall, day)).values() if one.sign != "guidance")
    long = {"zh": "很" * 80, "en": "very " * 80}
    why, does = {"zh": "原因", "en": "Why"}, {"zh": "请稍候", "en": "Please wait"}
    told = spoken(scene._replace(lines=(long, does), instead=(), until={}), "zh")
    assert "请稍候" in told and "很" * 80 not in told
    assert "原因" in spoken(scene._replace(lines=(why, does), instead=(), until={}), "zh")


def test_one_text_for_an_engine_pauses_after_each_sentence() -> None:
    assert running(("危险！", "请勿触摸"), "zh") == "危险！ 请勿触摸。"
    assert running(("Danger", "Do not touch!"), "en") == "Danger. Do not touch!"


@pytest.mark.parametrize(("text", "lang", "expected"), [
    ("5号窗口", "zh", "五号窗口"),
    ("12号窗口", "zh", "十二号窗口"),
    ("20号", "zh", "二十号"),
    ("请走东出口，约 25 米", "zh", "请走东出口，约 二十五米"),
    ("约 110 米", "zh", "约 一百一十米"),
    ("205 米", "zh", "二百零五米"),
    ("请拨打 110 或 12366", "zh", "请拨打 幺幺零 或 幺二三六六"),
    ("预计 14:30 恢复", "zh", "预计 十四点三十分 恢复"),
    ("预计 9:05 恢复", "zh", "预计 九点零五分 恢复"),
    ("预计 09:00 恢复", "zh", "预计 九点 恢复"),
    ("0号", "zh", "零号"),
    ("Window 5", "en", "Window five"),
    ("To East Exit, about 25 m", "en", "To East Exit, about twenty-five metres"),
    ("about 110 m", "en", "about one hundred ten metres"),
    ("200 m", "en", "two hundred metres"),
    ("Call 12366", "en", "Call one two three six six"),
    ("Expected back at 14:30", "en", "Expected back at fourteen thirty"),
    ("Expected back at 09:00", "en", "Expected back at nine hundred hours"),
    ("at 9:05", "en", "at nine oh five"),
    ("5 мин", "ru", "5 мин"),
])  # fmt: skip
def test_numbers_as_people_say_them(text: str, lang: str, expected: str) -> None:
    assert said({lang: text}, lang) == expected

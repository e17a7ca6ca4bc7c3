"""What a hall's screens could say is recorded ahead, what they say now first; what fails is told
and tried again."""

from pathlib import Path

import pytest

from kiosk.content.reader import ContentError, read
from kiosk.drawing.beforehand.voice.engine import Engine
from kiosk.drawing.beforehand.voice.wanted import ahead, cleared, present, sounding
from kiosk.wiring import House
from signage.situation.commands import BlockWay, Change, Raise
from signage.spoken.sign import running, spoken
from tests.cast import GUIDE, SUPERVISOR
from tests.kiosk.voice.talking import SOUNDING, content, hall, plays, told, tone, voice_of

pytestmark = pytest.mark.processes


def texts(house: House) -> set[str]:
    """What is recorded of what the screens say now."""
    of, view = voice_of(house), house.services.board.view
    there = of.shelf.names()
    return {clip.text for key, clip in present(view).items() if of.name(key) in there}


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return plays(tone(tmp_path / "said.wav", 0.2, spoken_s=0.1))


def test_all_that_could_be_said_is_recorded_before_anything_happens(
    tmp_path: Path, engine: Engine
) -> None:
    with hall(tmp_path, engine) as house:
        of, board = voice_of(house), house.services.board
        of.look()
        there = of.shelf.names()
        for name in SOUNDING:
            assert there >= {of.name(key) for key in of.held(name)} and of.held(name)
        assert of.held("wall") == [] and told(house).ok
        # Then what happens finds its recordings there, also where an exit is closed, and its all-clear.
        board.do(BlockWay("exit/east", "closed"), GUIDE)
        fire = board.do(Raise("FIRE", ("hall",)), GUIDE).incident
        assert fire is not None
        assert (fired := present(board.view)) and {of.name(key) for key in fired} <= there
        board.do(Change(fire.id, "clear", reason="误报"), SUPERVISOR)
        assert (clear := present(board.view)) and {of.name(key) for key in clear} <= there


def test_what_is_said_now_is_recorded_first_and_soon(tmp_path: Path, engine: Engine) -> None:
    with hall(tmp_path, engine, 'sound = "all"') as house:
        board = house.services.board
        board.do(Raise("HALL-CLOSED", ("hall",), cause="空调检修"), SUPERVISOR)
        scene = board.view.scenes["entrance"]
        assert next(iter(present(board.view).values())).text == running(spoken(scene, "zh"), "zh")
        voice_of(house).look()
        assert running(spoken(scene, "zh"), "zh") in texts(house)


def test_a_screen_without_sound_needs_no_engine(tmp_path: Path) -> None:
    with hall(tmp_path, None, "") as house:
        assert not sounding(house.services.board.view)
        assert told(house).ok and ahead(house.services.board.view, ()) == {}


def test_where_nothing_speaks_staff_are_told(tmp_path: Path) -> None:
    with hall(tmp_path, None) as house:
        voice_of(house).look()
        assert "espeak-ng" in told(house).detail["zh"] and not told(house).vital


def test_a_language_the_engine_lacks_keeps_none_of_the_others_waiting(tmp_path: Path) -> None:
    said = tone(tmp_path / "said.wav", 0.2, spoken_s=0.1)
    only = Engine(("sh", "-c", f'[ {{language}} = en ] && exit 3; cat "{said}"'), "0" * 8)
    with hall(tmp_path, only) as house:
        voice_of(house).look()
        made = ahead(house.services.board.view, sounding(house.services.board.view))
        assert made is not None
        clips = {clip for found in made.values() for clip in found.values()}
        there = voice_of(house).shelf.names()
        assert {clip.lang for clip in clips if voice_of(house).name(clip.key) in there} == {"zh"}
        assert all(voice_of(house).name(clip.key) in there for clip in clips if clip.lang == "zh")
        assert "sh (en): ended with 3" in told(house).detail["en"]


def test_a_disk_that_takes_nothing_is_told_and_filled_once_it_does(
    tmp_path: Path, engine: Engine
) -> None:
    with hall(tmp_path, engine) as house:
        speech = tmp_path / "data" / "speech"
        speech.write_text("in the way")
        voice_of(house).look()
        assert not told(house).ok and voice_of(house).turning.health().trouble == ""
        speech.unlink()
        voice_of(house).look()
        assert told(house).ok and voice_of(house).shelf.names()


def test_another_content_is_recorded_too(tmp_path: Path, engine: Engine) -> None:
    with hall(tmp_path, engine) as house:
        voice_of(house).look()
        before = voice_of(house).held("entrance")
        kinds = tmp_path / "content" / "catalogue" / "emergency.toml"
        text = kinds.read_text("utf-8")
        assert "就地避险" in text
        kinds.write_text(text.replace("就地避险", "原地避险"), "utf-8")

        house.services.board.adopt(read(tmp_path / "content"))
        voice_of(house).look()
        after = voice_of(house).held("entrance")
        there = voice_of(house).shelf.names()
        assert after != before and {voice_of(house).name(key) for key in after} <= there


def test_an_all_clear_is_said_as_it_will_be(tmp_path: Path) -> None:
    with hall(tmp_path, None) as house:
        board = house.services.board
        for kind in ("FIRE", "QUAKE"):
            one = board.do(Raise(kind, ("hall",)), GUIDE).incident
            assert one is not None
            expected = cleared(board.view.scenes["entrance"])
            board.do(Change(one.id, "clear", reason="误报"), SUPERVISOR)
            scene = board.view.scenes["entrance"]
            assert scene.sign == "all-clear"
            for lang in ("zh", "en"):
                assert spoken(scene, lang) == spoken(expected, lang)


@pytest.mark.parametrize(("keys", "key"), [
    ('sound = "loud"', "sound"), ("volume = 0", "volume"), ('sound_hours = ["08:30"]', "sound_hours"),
])  # fmt: skip
def test_a_bad_key_is_named(tmp_path: Path, keys: str, key: str) -> None:

    with pytest.raises(ContentError) as caught:
        read(content(tmp_path / "content", keys))
    assert any(key in str(mistake) for mistake in caught.value.mistakes)

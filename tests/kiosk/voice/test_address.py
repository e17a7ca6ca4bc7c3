"""The hall's public address: what it plays, until when, and a player that dies, hangs or is not
there."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest

from kiosk.drawing.beforehand.voice.address import PublicAddress, said
from kiosk.drawing.beforehand.voice.players import (
    NoPlayer,
    Player,
    Program,
    Sink,
    Unplayed,
    player_of,
)
from kiosk.wiring import House
from signage.evacuation.way_out import GO, HERE
from signage.situation.commands import Change, Raise
from signage.spoken.sign import DRILL
from signage.spoken.sign import said as spoken_words
from tests.cast import GUIDE, SUPERVISOR
from tests.kiosk.voice.talking import hall, plays, tone, voice_of

ALWAYS = lambda: True  # noqa: E731 - a name for what is said below
ENOUGH_S = 60.0
"""Waited only where it fails."""


@contextmanager
def addressing(tmp_path: Path, player: Player) -> Iterator[tuple[House, PublicAddress]]:
    """Nothing in it turns by itself."""
    engine = plays(tone(tmp_path / "said.wav", 0.2, spoken_s=0.1))
    with hall(tmp_path, engine, "") as house:
        voice = voice_of(house)
        voice.asks = True
        yield house, PublicAddress(house.services.board, voice, player)


def test_an_emergency_is_played_in_both_languages_until_the_all_clear(tmp_path: Path) -> None:
    played = tmp_path / "played"
    with addressing(tmp_path, Sink(played)) as (house, address):
        board, voice = house.services.board, voice_of(house)
        address.look()
        voice.look()
        assert not played.exists() and address.wait_s() is None
        fire = board.do(Raise("FIRE", ("hall",)), GUIDE).incident
        assert fire is not None
        address.look()
        wanted = said(board.view)
        assert [clip.lang for clip in wanted] == ["zh", "en"]
        assert played.read_text().split() == [voice.name(clip.key) for clip in wanted]
        assert address.wait_s() is not None
        address.look()
        assert len(played.read_text().split()) == 4
        board.do(Change(fire.id, "clear", reason="误报"), SUPERVISOR)
        address.look()
        assert len(played.read_text().split()) == 4 and address.wait_s() is None


def test_no_way_that_differs_from_screen_to_screen_is_said(tmp_path: Path) -> None:
    with addressing(tmp_path, Sink(tmp_path / "played")) as (house, _):
        house.services.board.do(Raise("FIRE", ("hall",)), GUIDE)
        for clip in said(house.services.board.view):
            for words in (*GO.values(), *HERE.values()):
                assert spoken_words(words, clip.lang) not in clip.text
            assert not re.search("北|东|南|西|north|east|south|west", clip.text, re.IGNORECASE)


def test_a_drill_says_first_that_it_is_one(tmp_path: Path) -> None:
    with addressing(tmp_path, Sink(tmp_path / "played")) as (house, _):
        house.services.board.do(Raise("FIRE", ("hall",), drill=True), SUPERVISOR)
        for clip in said(house.services.board.view):
            assert clip.text.startswith(spoken_words(DRILL, clip.lang))


def test_what_is_not_recorded_yet_is_told_and_tried_again_soon(tmp_path: Path) -> None:
    with addressing(tmp_path, Sink(tmp_path / "played")) as (house, address):
        house.services.board.do(Raise("FIRE", ("hall",)), GUIDE)
        with pytest.raises(Unplayed, match="not recorded yet"):
            address.look()
        voice_of(house).look()
        address.look()


@pytest.mark.processes
def test_a_real_program_is_given_the_recording_and_the_device(tmp_path: Path) -> None:
    sound, got = tone(tmp_path / "said.wav", 0.2), tmp_path / "got"
    program = Program(
        ("sh", "-c", f'echo "$0" > {got}; cat "$1" >> {got}', "{device}", "{file}"), "hw:0"
    )
    program.play(sound, ALWAYS)
    assert got.read_bytes() == b"hw:0\n" + sound.read_bytes()


@pytest.mark.processes
@pytest.mark.parametrize(("command", "said"), [
    (("false",), "ended with 1"),
    (("sh", "-c", "kill -9 $$"), "ended with -9"),
    (("sleep", "60"), "took longer than 0.2 s"),
    (("no-such-player",), "No such file"),
])  # fmt: skip
def test_a_player_that_dies_hangs_or_is_not_there_is_told(
    tmp_path: Path, command: tuple[str, ...], said: str
) -> None:
    with pytest.raises(Unplayed, match=said):
        Program(command, "default", limit_s=0.2 if "sleep" in command else 20).play(
            tone(tmp_path / "said.wav", 0.2), ALWAYS
        )


@pytest.mark.processes
def test_what_is_wanted_no_more_is_cut_off(tmp_path: Path) -> None:
    asked = iter((True, False))
    Program(("sleep", "60"), "default").play(tone(tmp_path / "s.wav", 0.2), lambda: next(asked))


@pytest.mark.parametrize("address", ["alsa", "alsa:", "tape:default", "default"])
def test_an_address_that_names_no_player_says_which_there_are(address: str) -> None:
    with pytest.raises(NoPlayer, match="alsa:"):
        player_of(address)


def test_empty_plays_nothing_and_a_file_notes_it(tmp_path: Path) -> None:
    assert player_of("") is None
    assert player_of(f"file:{tmp_path}/played") == Sink(tmp_path / "played")


def test_a_player_that_fails_is_shown_and_the_thread_goes_on(tmp_path: Path) -> None:
    failed, went_on = Event(), Event()

    class Loose:
        """Its plug is put back after the first recording."""

        def play(self, path: Path, wanted: Callable[[], bool]) -> None:
            if not failed.is_set():
                failed.set()
                raise Unplayed("aplay default: ended with 1")
            assert address.turning.health().trouble.endswith("ended with 1") and wanted()
            went_on.set()

    with addressing(tmp_path, Loose()) as (house, address):
        board, voice = house.services.board, voice_of(house)
        board.subscribe("public address", address.tell)
        address.look()
        voice.look()
        address.turning.start()
        try:
            board.do(Raise("FIRE", ("hall",)), GUIDE)
            assert failed.wait(ENOUGH_S)
            assert went_on.wait(ENOUGH_S) and address.turning.health().alive
        finally:
            address.turning.stop()

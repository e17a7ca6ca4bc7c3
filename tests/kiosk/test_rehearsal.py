"""The first alarm after a start, or after an edit of the content, costs no more than the tenth."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from kiosk.content.reader import Content
from kiosk.drawing.beforehand import rehearsal
from kiosk.drawing.beforehand.rehearsal import rehearse
from kiosk.drawing.renderer import Renderer
from kiosk.engine.view import View
from kiosk.wiring import House
from kiosk.wording import typeset
from signage.floorplan.plan import Plan
from signage.situation.commands import Raise
from signage.situation.incidents import Actor

STAFF = Actor("王", "supervisor")


@pytest.fixture
def drawn_anew(monkeypatch: pytest.MonkeyPatch, sample: Content) -> Iterator[list[str]]:
    """What had to be made because nobody had kept it, by its name; the sample's own memory begins
    empty."""
    once, made, plan = Plan.once, list[str](), sample.evacuation.plan
    assert plan is not None
    plan._kept.clear()
    typeset.width_em.cache_clear()

    def counted(
        self: Plan, name: str, key: Any, make: Callable[[], Any], most: int | None = None
    ) -> Any:
        def making() -> Any:
            made.append(name)
            return make()

        return once(self, name, key, making, most)

    monkeypatch.setattr(Plan, "once", counted)
    yield made


def test_the_first_fire_after_a_rehearsal_draws_and_measures_nothing_new(
    house: House, drawn_anew: list[str]
) -> None:
    board = house.services.board
    rehearse(board.view, house.app.extensions["renderer"], lambda: True)
    assert "drawn" in drawn_anew
    drawn_anew.clear()
    measured = typeset.width_em.cache_info().misses
    assert board.do(Raise("FIRE", ("hall",)), STAFF).created
    assert drawn_anew == []
    assert typeset.width_em.cache_info().misses <= measured + 4, (
        "the time of issue is new, in two languages and sizes"
    )


def test_a_fire_does_not_wait_until_edited_content_is_drawn(house: House) -> None:
    board = house.services.board
    inside, go = threading.Event(), threading.Event()

    def slow(view: View) -> None:
        inside.set()
        go.wait(10)

    board.prepare = slow
    edit = threading.Thread(target=board.adopt, args=(replace(board.view.read, digest="1" * 64),))
    edit.start()
    assert inside.wait(20)
    assert board.do(Raise("FIRE", ("hall",)), STAFF).created
    assert all(scene.sign == "evacuate" for scene in board.view.scenes.values())
    go.set()
    edit.join(10)
    assert board.view.read.digest == "1" * 64
    assert all(scene.sign == "evacuate" for scene in board.view.scenes.values())


def test_edited_content_is_drawn_before_it_is_taken(house: House, drawn_anew: list[str]) -> None:
    board, plan = house.services.board, house.services.board.view.read.evacuation.plan
    assert plan is not None and board.do(Raise("FIRE", ("hall",)), STAFF).created
    plan._kept.clear()
    drawn_anew.clear()
    digests: list[str] = []
    prepared = board.prepare

    def seen(view: View) -> None:
        prepared(view)
        assert "drawn" in drawn_anew
        digests.append(board.view.read.digest)
        drawn_anew.clear()

    board.prepare, before = seen, board.view.read.digest
    board.adopt(replace(board.view.read, digest="2" * 64))
    assert digests == [before]
    assert drawn_anew == [], "what is told afterwards was ready"


def test_a_hall_rehearses_when_it_starts_and_again_when_its_content_changes(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[View] = []
    bell = threading.Semaphore(0)

    def rehearsed(view: View, renderer: Renderer, pause: Callable[[], bool]) -> bool:
        begun.append(view)
        bell.release()
        return True

    monkeypatch.setattr(rehearsal, "rehearse", rehearsed)
    (turning,) = [each for each in house._repeating if each.name == "rehearsal"]
    turning.start()
    assert bell.acquire(timeout=60)
    board = house.services.board
    board.do(Raise("WIN-PAUSE", ("window/5",)), STAFF)
    board.adopt(replace(board.view.read, digest="1" * 64))
    assert bell.acquire(timeout=60)
    turning.stop()
    assert [view.read.digest for view in begun] == [begun[0].read.digest, "1" * 64], (
        "an incident is no new content"
    )


def test_a_hall_that_stops_waits_for_no_rehearsal(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rehearsal, "PAUSE_S", 3600.0)
    drawn, scene_html = threading.Event(), Renderer.scene_html

    def seen(self: Renderer, *given: Any) -> str:
        drawn.set()
        return scene_html(self, *given)

    monkeypatch.setattr(Renderer, "scene_html", seen)
    (turning,) = [each for each in house._repeating if each.name == "rehearsal"]
    turning.start()
    assert drawn.wait(60)
    turning.stop()
    assert not turning.health().alive


def test_a_rehearsal_of_a_large_hall_is_not_called_stuck(house: House) -> None:
    """Thousands of drawings with a pause after each take longer than what else repeats may."""
    (found,) = [one for one, _, _ in house.services.health.threads if one.name == "rehearsal"]
    assert found.health().patience_s >= 300

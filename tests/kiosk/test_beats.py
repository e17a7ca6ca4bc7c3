"""Whether a screen is there: what its pages say from their frames, and what strangers may say."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.engine.delivery import SILENT_S, Delivery
from kiosk.serving.push import Push
from kiosk.serving.screens.beats import BODY_LIMIT, Beats
from kiosk.serving.server import HallServer
from tests.cast import NOON
from tests.kiosk.live import Answer, Stream, ask, live

pytestmark = pytest.mark.processes

KEY = "the-key"
GOOD = {"key": KEY, "page": "a1", "revision": 3, "visible": True}


class Running:
    """A clock that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


# ---------------------------------------------------------------- what follows from what pages say


Step = tuple[str, str, bool, float]
steps = st.lists(
    st.tuples(
        st.sampled_from(["join", "leave", "beat"]), st.sampled_from(["a", "b"]), st.booleans(),
        st.sampled_from([0.0, 1.0, SILENT_S, SILENT_S + 1]),
    ),
    max_size=12,
)  # fmt: skip


def expected(done: list[Step]) -> str:
    """The same told plainly: who has a stream, when each was last heard, what it said of being
    seen."""
    now, streams, heard, seen = 0.0, {"a": 0, "b": 0}, {"a": 0.0, "b": 0.0}, {"a": True, "b": True}
    for act, page, visible, then in done:
        if act == "join":
            seen[page] = seen[page] or not streams[page]
            streams[page] += 1
            heard[page] = now
        elif act == "leave":
            streams[page] = max(0, streams[page] - 1)
        elif streams[page]:
            heard[page], seen[page] = now, visible
        now += then
    there = [page for page in streams if streams[page]]
    if any(seen[page] and now - heard[page] > SILENT_S for page in there):
        return "silent"
    return "showing" if any(seen[page] for page in there) else "hidden" if there else "off"


@given(steps)
def test_a_screen_is_silent_as_soon_as_one_page_that_should_paint_does_not(
    done: list[Step],
) -> None:
    clock = Running()
    delivery = Delivery(now=clock)
    for act, page, visible, then in done:
        if act == "join":
            delivery.joined("wall", page)
        elif act == "leave":
            delivery.left("wall", page)
        else:
            delivery.beat("wall", page, 1, visible, NOON)
        clock.at += then
    assert delivery.of("wall").state == expected(done) == delivery.states().get("wall", "off")


def test_a_screen_that_was_never_there_is_off_and_one_that_hides_is_still_online() -> None:
    delivery = Delivery(now=Running())
    assert delivery.of("wall").state == "off" and not delivery.of("wall").online
    delivery.joined("wall", "a")
    delivery.beat("wall", "a", 4, False, NOON)
    assert delivery.of("wall").state == "hidden" and delivery.of("wall").online
    assert delivery.of("wall").painted is None, (
        "a hidden page has painted nothing that anybody sees"
    )


def test_a_beat_says_again_what_is_painted_so_that_a_restarted_hall_knows_it() -> None:
    delivery = Delivery(now=Running())
    delivery.joined("wall", "a")
    delivery.beat("wall", "a", 4, True, NOON)
    assert delivery.of("wall").painted == 4


# ---------------------------------------------------------------- over HTTP


@contextmanager
def hall() -> Iterator[tuple[HallServer, Delivery, Beats]]:
    delivery = Delivery()
    beats = Beats(
        delivery, {"wall"}.__contains__, lambda screen, key: key == KEY, lambda: 7, lambda: NOON
    )
    push = Push({"wall"}.__contains__, lambda scope: False, attend=beats.attend)
    with live(push, beats=beats) as server:
        yield server, delivery, beats


def beat(server: HallServer, said: object, screen: str = "wall", method: str = "POST") -> Answer:
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    head = f"{method} /screen/{screen}/beat HTTP/1.1\r\nHost: hall\r\nContent-Length: {len(body)}\r\n\r\n"
    return ask(server, head.encode() + body)


def test_a_page_of_the_hall_is_there_with_its_stream_and_its_beat_and_gone_with_them() -> None:
    with hall() as (server, delivery, beats):
        assert not beats.changed()
        with Stream(server, f"/screen/wall/stream?page=a1&key={KEY}") as stream:
            assert stream.answer.status == 200
            assert beat(server, GOOD).status == 204
            assert delivery.of("wall").state == "showing" and delivery.of("wall").painted == 3
            assert beats.changed() and not beats.changed()
        while delivery.of("wall").state != "off":
            pass
        assert beats.changed()


@pytest.mark.parametrize(
    "query", ["", "?page=a1", "?page=a1&key=another", f"?key={KEY}", f"?page=A/1&key={KEY}"]
)
def test_the_stream_of_a_stranger_makes_no_screen_online(query: str) -> None:
    with hall() as (server, delivery, _), Stream(server, f"/screen/wall/stream{query}") as stream:
        assert stream.answer.status == 200
        stream.next("hb")
        assert delivery.of("wall").state == "off"


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({**GOOD, "key": "another"}, 403),
        ({**GOOD, "key": None}, 403),
        ({**GOOD, "key": "密"}, 403),
        ({name: value for name, value in GOOD.items() if name != "key"}, 403),
        (b"not json", 403),
        (b"[]", 403),
        (json.dumps({**GOOD, "more": "x" * BODY_LIMIT}).encode(), 403),
        ({**GOOD, "revision": -1}, 422),
        ({**GOOD, "revision": True}, 422),
        ({**GOOD, "page": "../x"}, 422),
        ({**GOOD, "visible": "yes"}, 422),
    ],
)
def test_the_beat_of_a_stranger_counts_for_nothing(said: object, status: int) -> None:
    with (
        hall() as (server, delivery, _),
        Stream(server, f"/screen/wall/stream?page=a1&key={KEY}") as stream,
    ):
        stream.next("hb")
        assert beat(server, said).status == status
        assert delivery.of("wall").painted is None


def test_a_page_that_shows_a_number_of_another_log_is_there_and_has_painted_nothing_of_this_one() -> (
    None
):
    with (
        hall() as (server, delivery, _),
        Stream(server, f"/screen/wall/stream?page=a1&key={KEY}") as stream,
    ):
        stream.next("hb")
        assert beat(server, {**GOOD, "revision": 8}).status == 204
        assert delivery.of("wall").state == "showing" and delivery.of("wall").painted is None


def test_only_screens_have_beats_and_only_to_be_sent() -> None:
    with hall() as (server, _, _):
        assert beat(server, GOOD, screen="nowhere").status == 404
        assert beat(server, GOOD, method="PUT").status == 405


def test_what_is_painted_of_another_log_is_not_taken_for_this_one() -> None:
    delivery = Delivery()
    delivery.joined("wall", "a1")
    beats = Beats(
        delivery,
        {"wall"}.__contains__,
        lambda screen, key: key == KEY,
        lambda: 7,
        lambda: NOON,
        lambda: "ours.0",
    )
    with live(
        Push({"wall"}.__contains__, lambda scope: False, attend=beats.attend), beats=beats
    ) as server:
        for log, painted in (("theirs.0", None), ("ours.1", None), ("ours.0", 3)):
            assert beat(server, GOOD | {"log": log}).status == 204
            assert delivery.of("wall").painted == painted


def test_what_a_hidden_page_draws_nobody_has_seen() -> None:
    """A tab that was hidden between drawing and saying so, in the same words as its beats."""
    delivery = Delivery()
    delivery.joined("wall", "a1")
    delivery.painted("wall", 4, True, NOON)
    delivery.painted("wall", 5, False, NOON)
    assert (delivery.of("wall").received, delivery.of("wall").painted) == (5, 4)

"""The back office by itself: an errand that is lost, one that fails, and what is said of it."""

import asyncio
import socket
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from kiosk import clerk
from kiosk.serving.backoffice.frames import (
    Act,
    Asked,
    DrawPack,
    PackDrawn,
    hear_at_once,
    say_at_once,
)
from kiosk.serving.backoffice.office import Office
from tests.kiosk.test_back_office import LONG_S


def test_what_is_logged_of_a_lost_errand_has_nothing_that_signs_in(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A cookie or a token in the journal of the machine would be everybody's who reads that."""
    scope = {
        "method": "GET", "path": "/reports", "query_string": b"phone=13812345678",
        "headers": [(b"cookie", b"session=secret"), (b"authorization", b"Bearer secret")],
    }  # fmt: skip

    async def lost() -> object:
        office = Office(("false",), lambda act: None)
        try:
            return await office.take(0, Asked(scope)).result
        finally:
            office.close()

    assert asyncio.run(lost()) is None
    assert "GET /reports" in caplog.text
    assert "secret" not in caplog.text and "13812345678" not in caplog.text


def test_a_pack_for_a_screen_that_is_gone_costs_no_helper(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server asks by its own view of the hall; this process may be an edit behind, or ahead."""
    content = SimpleNamespace(hall=SimpleNamespace(screen={}))
    board = SimpleNamespace(follow=lambda: None, view=SimpleNamespace(content=content))
    app = SimpleNamespace(extensions={"packs": None})
    monkeypatch.setattr(clerk, "build", lambda data, ask, https: (app, board))
    ours, theirs = socket.socketpair()
    with ours, theirs:
        say_at_once(ours, DrawPack("gone"))
        ours.shutdown(socket.SHUT_WR)
        clerk.serve(theirs, Path("."), https=False)
        heard = hear_at_once(ours)
    assert heard is not None and heard[0] == PackDrawn("", {}, {})


ASKS: str = """
import socket, sys
from kiosk.serving.backoffice.frames import Act, hear_at_once, say_at_once
line = socket.socket(fileno=int(sys.argv[1]))
hear_at_once(line)
say_at_once(line, Act(None, None, None))
hear_at_once(line)
"""
"""Comes to a command in the middle of its errand."""


def test_an_errand_whose_command_fails_is_lost_and_keeps_nobody_waiting() -> None:
    """Else its page would wait for ever, and no pack of that screen would be drawn again."""

    def fails(act: Act) -> object:
        raise AssertionError("the board and its log have parted")

    async def lost() -> object:
        office = Office((sys.executable, "-c", ASKS), fails)
        try:
            async with asyncio.timeout(LONG_S):
                return await office.take(0, DrawPack("wall")).result
        finally:
            office.close()

    assert asyncio.run(lost()) is None

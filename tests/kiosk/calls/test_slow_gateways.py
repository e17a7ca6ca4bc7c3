"""ntfy and Gotify, well, refusing, and slow: half a minute is waited for, and nothing is sent twice."""

import os
import select
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.custody.calls.gateway import HANGS_S, Gateway, Message, Result
from kiosk.custody.calls.outside import READ_S
from kiosk.custody.calls.programs import WAIT_S
from tests.kiosk.calls.counterparts import endpoint
from tests.kiosk.calls.pushers import Gotify, Ntfy, Pusher, pushers
from tests.kiosk.calls.ring import Ring

pytestmark = pytest.mark.processes
LONG = os.environ.get("KIOSK_TEST_LAWS") == "long"
TOKEN = "AUnutterable123"
PATIENCE_S = 20.0
SLOW_S = 30.0
BODY = "【测试厅】Ⅰ级，全厅：紧急疏散"
COMMAND = (sys.executable, "-m", "kiosk.custody.calls.outside")


class Hour:
    """A clock that goes when told."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def hour() -> Hour:
    return Hour()


@pytest.fixture
def gateway(hour: Hour) -> Iterator[Gateway]:
    made = Gateway(now=hour)
    yield made
    made.stop()


def addresses(ntfy: Ntfy, gotify: Gotify, token: str = TOKEN) -> dict[str, str]:
    return {
        "1/0": f"ntfy://{token}@{ntfy.at}/hall?auth=token",
        "1/1": f"gotify://{gotify.at}/{token}",
    }


def send(gateway: Gateway, *urls: tuple[str, str]) -> None:
    for name, url in urls:
        gateway.send(Message(name, url, "呼叫 1 · 测试厅", BODY))


def results(gateway: Gateway, count: int, patience_s: float = PATIENCE_S) -> dict[str, Result]:
    found: dict[str, Result] = {}
    while len(found) < count:
        assert gateway._line is not None and select.select([gateway._line], [], [], patience_s)[0]
        found |= {one.name: one for one in gateway.heard()}
    return found


def test_ntfy_and_gotify_take_what_is_said_and_subscribers_read_it(gateway: Gateway) -> None:
    with pushers(TOKEN) as (ntfy, gotify):
        send(gateway, *addresses(ntfy, gotify).items())
        assert all(one.ok for one in results(gateway, 2).values())
        (read,) = ntfy.polled("hall")
        assert (read["title"], read["message"]) == ("呼叫 1 · 测试厅", BODY)
        (shown,) = gotify.kept
        assert (shown["title"], shown["message"]) == ("呼叫 1 · 测试厅", BODY)


def test_whom_they_do_not_know_is_told_by_their_status_and_no_token_leaves(
    gateway: Gateway, capfd: pytest.CaptureFixture[str]
) -> None:
    with pushers(TOKEN) as (ntfy, gotify):
        send(gateway, *addresses(ntfy, gotify, "AAnotherToken12").items())
        found = results(gateway, 2)
        assert found["1/0"] == Result("1/0", False, "HTTP 403")
        assert found["1/1"] == Result("1/1", False, "HTTP 401")
        assert ntfy.kept == gotify.kept == []
    gateway.stop()
    assert "AAnotherToken12" not in "".join(capfd.readouterr())


def held(*all_of_them: Pusher) -> None:
    for one in all_of_them:
        one.free.clear()


def test_half_a_minute_is_less_than_anybody_waits() -> None:
    assert min(READ_S, WAIT_S) > SLOW_S and max(READ_S, WAIT_S) < HANGS_S


def test_what_is_answered_after_half_a_minute_was_sent_once(gateway: Gateway, hour: Hour) -> None:
    with pushers(TOKEN) as (ntfy, gotify):
        held(ntfy, gotify)
        send(gateway, *addresses(ntfy, gotify).items())
        for one in (ntfy, gotify):
            assert one.came.acquire(timeout=PATIENCE_S)
        hour.now = SLOW_S
        assert gateway.heard() == [] and len(gateway.flying) == 2, "nobody gives up yet"
        for one in (ntfy, gotify):
            one.free.set()
        assert all(one.ok for one in results(gateway, 2).values())
        assert len(ntfy.kept) == len(gotify.kept) == 1


def test_what_is_never_answered_is_told_by_the_process_s_own_limit(hour: Hour) -> None:
    """Half a second in place of 45."""
    hasty = Gateway((*COMMAND, "0.5"), hour)
    try:
        with pushers(TOKEN) as (ntfy, gotify):
            held(ntfy, gotify)
            send(hasty, *addresses(ntfy, gotify).items())
            found = results(hasty, 2)
            assert {one.why for one in found.values()} == {"no-answer"}
    finally:
        hasty.stop()


def test_a_hall_waits_for_a_slow_gateway_and_sends_nothing_beside(tmp_path: Path) -> None:
    ring = Ring(tmp_path)
    ring.post.held = True
    ring.raised()
    ring.turn()
    under_way = len(ring.post.got)
    assert under_way
    for _ in range(3):
        ring.later(seconds=10)
    assert len(ring.post.got) == under_way, "30 s"
    ring.post.held = False
    ring.turn()
    assert {one.state for call in ring.calls for one in call.tries} == {"sent"}
    assert len(ring.post.got) == under_way
    ring.close()


@pytest.mark.skipif(not LONG, reason="long variant: KIOSK_TEST_LAWS=long")
def test_half_a_minute_as_it_is() -> None:
    """By the clock of this machine, through all that a hall sends by."""
    gateway = Gateway()
    form = {"type": "notice.issue", "id": "hall-7", "title": "公告", "text": BODY}
    try:
        with pushers(TOKEN) as (ntfy, gotify), endpoint() as hook, endpoint() as quick:
            ntfy.after_s = gotify.after_s = SLOW_S
            hook.holding.clear()
            begun = time.monotonic()
            send(gateway, *addresses(ntfy, gotify).items())
            gateway.send(Message("1/2", f"http://127.0.0.1:{hook.port}/", "公告", BODY, form))
            send(gateway, ("2/0", f"json://127.0.0.1:{quick.port}/"))
            assert list(results(gateway, 1)) == ["2/0"] and time.monotonic() - begun < SLOW_S
            assert not hook.holding.wait(SLOW_S)
            hook.holding.set()
            found = results(gateway, 3)
            assert all(one.ok for one in found.values()), found
            assert time.monotonic() - begun >= SLOW_S
            assert len(ntfy.kept) == len(gotify.kept) == len(hook.got) == 1
    finally:
        gateway.stop()

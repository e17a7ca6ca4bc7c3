"""The process that speaks to gateways, with real counterparts: what they take, refuse, or hang on."""

import os
import select
import signal
import socket
from collections.abc import Iterator

import pytest

from kiosk.custody.calls.gateway import Gateway, Message, Result
from tests.kiosk.calls.counterparts import endpoint, mail_server

pytestmark = pytest.mark.processes
SECRET = "tk_unutterable"
WAIT_S = 20.0


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    made = Gateway()
    yield made
    made.stop()


def message(url: str, name: str = "1/0") -> Message:
    return Message(name, url, "呼叫 1 · 测试厅", "【测试厅】Ⅰ级，全厅：紧急疏散")


def results(gateway: Gateway, count: int) -> dict[str, Result]:
    found: dict[str, Result] = {}
    while len(found) < count:
        assert gateway._line is not None and select.select([gateway._line], [], [], WAIT_S)[0]
        found |= {one.name: one for one in gateway.heard()}
    return found


def test_a_program_gets_a_form_signed_and_a_reader_of_mail_gets_its_words(
    gateway: Gateway, capfd: pytest.CaptureFixture[str]
) -> None:
    form = {"type": "notice.withdraw", "id": "hall-7", "title": "停车公告", "text": "东侧关闭。"}
    with endpoint() as there, mail_server() as (letters, port):
        hook = f"http://127.0.0.1:{there.port}/hook#{SECRET}"
        mail = f"mailto://127.0.0.1:{port}?from=hall@hall.example&to=duty@hall.example&format=text"
        gateway.send(Message("7/1", hook, "撤回：停车公告", "东侧关闭。", form))
        gateway.send(Message("7/2", mail, "撤回：停车公告", "东侧关闭。", form))
        found = results(gateway, 2)
        assert found["7/1"] == Result("7/1", True, answer="HTTP 200") and found["7/2"].ok
        assert there.got == [form] and there.paths == ["/hook"]
        assert letters.got[0][0] == "撤回：停车公告"
    assert SECRET not in "".join(capfd.readouterr())


def test_ntfy_a_webhook_and_a_mail_server_take_it_in_chinese(gateway: Gateway) -> None:
    with endpoint() as there, mail_server() as (letters, port):
        gateway.send(message(f"ntfy://127.0.0.1:{there.port}/hall", "1/0"))
        gateway.send(message(f"json://127.0.0.1:{there.port}/hook", "1/1"))
        mail = f"mailto://127.0.0.1:{port}?from=hall@hall.example&to=wang@hall.example&format=text"
        gateway.send(message(mail, "1/2"))
        assert all(one.ok for one in results(gateway, 3).values())
        assert {said["message"] for said in there.got} == {"【测试厅】Ⅰ级，全厅：紧急疏散"}
        assert there.paths.count("/hook") == 1
        ((subject, body),) = letters.got
        assert subject == "呼叫 1 · 测试厅" and "紧急疏散" in body


@pytest.mark.parametrize("status", [500, 403])
def test_a_gateway_that_refuses_is_told_by_its_status_and_no_more(
    gateway: Gateway, status: int, capfd: pytest.CaptureFixture[str]
) -> None:
    with endpoint() as there:
        there.status = status
        gateway.send(message(f"json://{SECRET}:{SECRET}@127.0.0.1:{there.port}/{SECRET}"))
        assert results(gateway, 1)["1/0"] == Result("1/0", False, f"HTTP {status}")
    gateway.stop()
    assert SECRET not in "".join(capfd.readouterr())


def test_a_gateway_that_is_down_and_an_address_that_is_none_are_told(
    gateway: Gateway, capfd: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    gateway.send(message(f"json://{SECRET}@127.0.0.1:{port}/", "1/0"))
    gateway.send(message(f"nothing://{SECRET}", "1/1"))
    found = results(gateway, 2)
    assert found["1/0"].why == "no-answer" and found["1/1"].why == "bad-address"
    gateway.stop()
    assert SECRET not in "".join(capfd.readouterr())


def test_fifty_that_hang_hold_up_no_other(gateway: Gateway) -> None:
    with endpoint() as slow, endpoint() as quick:
        slow.holding.clear()
        for number in range(50):
            gateway.send(message(f"json://127.0.0.1:{slow.port}/", f"{number}/0"))
        for _ in range(50):
            assert slow.came.acquire(timeout=WAIT_S)
        gateway.send(message(f"json://127.0.0.1:{quick.port}/", "fire/0"))
        assert results(gateway, 1) == {"fire/0": Result("fire/0", True)}
        slow.holding.set()
        assert all(one.ok for one in results(gateway, 50).values())


def test_a_process_that_is_killed_gives_back_what_it_had_and_another_begins(
    gateway: Gateway,
) -> None:
    with endpoint() as there:
        there.holding.clear()
        gateway.send(message(f"json://127.0.0.1:{there.port}/"))
        assert there.came.acquire(timeout=WAIT_S) and gateway.pid is not None
        os.kill(gateway.pid, signal.SIGKILL)
        assert results(gateway, 1)["1/0"] == Result("1/0", False, "broken-off")
        there.holding.set()
        gateway.send(message(f"json://127.0.0.1:{there.port}/"))
        assert results(gateway, 1)["1/0"].ok
        assert len(there.got) == 2


def test_a_process_that_says_nothing_is_given_up(gateway: Gateway) -> None:
    now = 0.0
    patient = Gateway(now=lambda: now)
    with endpoint() as there:
        there.holding.clear()
        patient.send(message(f"json://127.0.0.1:{there.port}/"))
        assert there.came.acquire(timeout=WAIT_S) and patient.heard() == []
        now = 121.0
        assert patient.heard() == [Result("1/0", False, "broken-off")]
        assert patient.pid is None and patient.flying == {}


def test_it_ends_with_the_hall(gateway: Gateway) -> None:
    with endpoint() as there:
        gateway.send(message(f"json://127.0.0.1:{there.port}/"))
        results(gateway, 1)
    process, line = gateway._process, gateway._line
    assert process is not None and line is not None
    line.close()
    assert process.wait(WAIT_S) == 0

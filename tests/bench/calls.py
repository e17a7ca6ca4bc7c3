"""FIRE painted beside two hundred calls, thirty probes and ten outlets that hang, in turn with the
same hall that asks nothing of anybody outside.

``python -m tests.bench calls``. Both halls run all the time and take turns, so that what the machine
does besides falls on both; the difference is taken pair by pair.
"""

import json
import socket
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from playwright.sync_api import Page, sync_playwright

from kiosk.content import reader as contents
from tests.bench.beside import FIRE, _post
from tests.bench.figures import Figure, cut, pair
from tests.bench.painted import ARGUMENTS, WAIT, WATCH
from tests.bench.serving import SCREEN, Served
from tests.chromium import chromium

ROUNDS, WARM_UP, CALLS = 60, 6, 200
PROBES, OUTLETS = 30, 10
PEOPLE = 100
"""As many as a hall may describe; two windows are paused, and each calls all of them."""
READY_S = 60


def calls() -> Iterator[Figure]:
    with ExitStack() as stack:
        port, taken = stack.enter_context(_hanging())
        quiet = stack.enter_context(Served())
        loud = stack.enter_context(Served(ways=_described(port)))
        play = stack.enter_context(sync_playwright())
        browser = play.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        pages = {one.base_url: _page(browser.new_page(), one) for one in (quiet, loud)}
        for window in ("window/5", "window/6"):
            _post(loud, "/api/v1/incidents", {"kind": "WIN-PAUSE", "targets": [window]})
        until = time.monotonic() + READY_S
        while not taken and time.monotonic() < until:
            time.sleep(0.1)
        if not taken:
            raise ConnectionError("no call went out")
        times: tuple[list[float], list[float]] = ([], [])
        for number in range(WARM_UP + ROUNDS):
            # The first of a pair in turn: whoever comes second finds the machine warmer.
            order = (0, 1) if number % 2 else (1, 0)
            for which in order:
                served = (quiet, loud)[which]
                page, drift = pages[served.base_url]
                shown = _fire(served, page, drift, number)
                if number >= WARM_UP:
                    times[which].append(shown)
        browser.close()
        yield from pair("FIRE painted, nothing asked outside", times[0], None)
        yield from pair(
            f"FIRE painted beside {CALLS} calls, {PROBES} probes, {OUTLETS} outlets that hang",
            times[1],
            100,
        )
        apart = [with_ - without for without, with_ in zip(*times, strict=True)]
        yield Figure("the same, pair by pair, median", statistics.median(apart), "ms", 5)
        yield Figure("p99 with them less p99 without", cut(times[1], 99) - cut(times[0], 99), "ms")
        yield Figure("connections that hung", len(taken), "")


def _page(page: Page, served: Served) -> tuple[Page, float]:
    page.set_viewport_size({"width": 1920, "height": 540})
    page.goto(f"{served.base_url}/screen/{SCREEN}")
    return page, float(page.evaluate(WATCH))


def _fire(served: Served, page: Page, drift: float, number: int) -> float:
    start = time.time()
    told = _post(served, "/api/v1/incidents", FIRE)
    shown = float(page.evaluate(WAIT, str(told["revision"]))) + drift - start * 1000
    _post(served, f"/api/v1/incidents/{told['id']}/clear", {"reason": "over"})
    page.wait_for_timeout(500 + number * 37 % 100)
    return shown


@contextmanager
def _hanging() -> Iterator[tuple[int, list[socket.socket]]]:
    """A gateway that takes every connection and never answers one."""
    held: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0), backlog=512) as server:

        def take() -> None:
            try:
                while True:
                    held.append(server.accept()[0])
            except OSError:
                return

        threading.Thread(target=take, daemon=True).start()
        yield server.getsockname()[1], held
        server.shutdown(socket.SHUT_RDWR)
        for one in held:
            one.close()


def _described(port: int) -> dict[str, str]:
    """Files of the hall, and of its addresses: each person by a gateway of their own name, so that
    all of them hang at once."""
    people = "".join(
        f'[[calls.people]]\nid = "p{number}"\nname = "人{number}"\nlevel = 4\n'
        f'ways = [{{ way = "webhook", address = "a{number}" }}]\n'
        for number in range(PEOPLE)
    )
    ways = "".join(
        f"a{number} = {json.dumps(f'json://127.0.0.1:{port}/{number}')}\n"
        for number in range(PEOPLE)
    )
    outlets = "".join(
        f'[[calls.outlets]]\nid = "o{number}"\nname = {{ zh = "站{number}", en = "{number}" }}\nsort = "events"\n'
        f'address = "o{number}"\n'
        for number in range(OUTLETS)
    )
    ways += "".join(
        f"o{number} = {json.dumps(f'http://127.0.0.1:{port}/o{number}#whsec_bench')}\n"
        for number in range(OUTLETS)
    )
    probes = "".join(
        f'[[alerts.probes]]\nid = "p{number}"\nprober = "http"\n'
        f'address = "http://127.0.0.1:{port}/p{number}"\n'
        for number in range(PROBES)
    )
    rule = (
        '[[alerts.rules]]\nid = "bench"\nmatchers = [\'prober="http"\']\n'
        'kind = "DELAY"\ntarget = "hall"\ntext = "{instance}"\n'
    )
    alerts = (contents.sample() / "alerts.toml").read_text("utf-8")
    return {
        "content/calls.toml": people + outlets,
        "content/alerts.toml": f"{alerts}\n{rule}{probes}",
        "ways.toml": ways,
    }

"""A million events without a snapshot: the start and ``kiosk log verify``, in seconds and in memory.

A day of a hall is decided once, as people would decide it; the days after it are the same with
their own dates and numbers, written straight into the file with the right chain.
"""

import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from kiosk.content.reader import Content
from kiosk.content.reader import read as read_content
from kiosk.store import FILE, GENESIS, chain
from signage.decide import decide
from signage.situation.commands import (
    AnswerHelp,
    CallHelp,
    Change,
    CheckLamp,
    Command,
    NoteQueue,
    NoteTime,
    PutRegister,
    Raise,
    SetWindow,
)
from signage.situation.events import EVENT, Recorded
from signage.situation.fold import fold
from signage.situation.incidents import Situation
from tests.bench.cold import BEGIN, installed
from tests.bench.figures import Figure
from tests.bench.serving import ROOT, STAFF, prepare

EVENTS = 1_000_000
AIM_S, AIM_MB = 60.0, 1024.0
Row = tuple[int, str, str, str, str, str]


def rows(content: Content, events: int) -> Iterator[Row]:
    """The log of so many events, with its chain."""
    first = day(content)
    raised = sum('"type":"incident_raised"' in body for _, body in first)
    date = f"{content.hall.local(BEGIN):%Y%m%d}"
    spoken = re.compile(rf"{date}-(\d+)")
    hashed = GENESIS
    for seq in range(1, events + 1):
        days, number = divmod(seq - 1, len(first))
        at, body = first[number]
        when = (at + timedelta(days=days)).isoformat()
        named = f"{content.hall.local(at + timedelta(days=days)):%Y%m%d}"
        body = spoken.sub(lambda m: f"{named}-{int(m[1]) + days * raised}", body)  # noqa: B023  # called at once
        hashed = chain(hashed, seq, when, STAFF.name, STAFF.role, body)
        yield seq, when, STAFF.name, STAFF.role, body, hashed


def day(content: Content) -> list[tuple[datetime, str]]:
    """When and what, of one day: its duties, a pause and an outage each quarter of an hour."""
    situation, now, found = Situation(), BEGIN, []
    for quarter in range(36):
        for word in range(len(_quarter(quarter, ""))):
            now += timedelta(minutes=1)
            last = next(reversed(situation.incidents), "")
            command = _quarter(quarter, last)[word]
            for event in _decided(content, situation, command, now):
                recorded = Recorded(situation.revision + 1, now, STAFF, event)
                situation = fold([recorded], situation)
                found.append((now, EVENT.dump_json(event).decode()))
    return found


def _quarter(number: int, last: str) -> Sequence[Command]:
    """What is done in one, where ``last`` was raised last."""
    window = f"window/{1 + number % 12}"
    round_of = {"day": f"{BEGIN:%Y-%m-%d}", "kind": "patrol", "result": "fine"}
    return (
        NoteQueue(number, number // 2),
        PutRegister("patrols", f"r-{BEGIN:%Y%m%d}-{number + 1}", round_of),
        Raise("WIN-PAUSE", (window,), note="设备更换"),
        Change(last, "update", note="等待备件"),
        Change(last, "clear", reason="已更换"),
        SetWindow(window, open=False),
        SetWindow(window),
        CallHelp("window-5"),
        AnswerHelp("window-5"),
        CheckLamp("window-5", works=True),
        Raise("ETAX-DOWN", ("system/etax",), note="线路"),
        Change(last, "clear", reason="已恢复"),
        NoteTime("an ETA is past"),
    )


def _decided(
    content: Content, situation: Situation, command: Command, now: datetime
) -> Sequence[Any]:
    decided = decide(
        content.hall, content.catalogue, situation, command, STAFF, now, content.evacuation
    )
    return decided.events


def fill(data: Path, events: int) -> None:
    """Where no event is yet."""
    with closing(sqlite3.connect(data / FILE)) as database, database:
        database.executemany(
            "INSERT INTO events VALUES(?,?,?,?,?,?)", rows(read_content(data / "content"), events)
        )


def forget_snapshots(data: Path) -> None:
    with closing(sqlite3.connect(data / FILE)) as database, database:
        database.execute("DELETE FROM snapshots")


def started(data: Path, environment: dict[str, str]) -> tuple[float, float]:
    """Seconds from the command to the first scene, and the most memory until then."""
    forget_snapshots(data)
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "kiosk", "serve", "--data", str(data), "--port", "0"],
        cwd=ROOT, stdout=subprocess.PIPE, text=True, env=environment,
    )  # fmt: skip
    with process:
        try:
            assert process.stdout is not None
            base = process.stdout.readline().strip().removeprefix("Serving ")
            with urllib.request.urlopen(f"{base}/screen/wall", timeout=20) as answer:
                answer.read()
            return time.perf_counter() - began, _peak_mb(process.pid)
        finally:
            process.kill()


def _peak_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def verified(data: Path) -> tuple[float, float]:
    """Seconds and the most memory of ``kiosk log verify``, with a snapshot to replay to."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "kiosk", "log", "verify", "--data", str(data)], cwd=ROOT
    )
    _, status, used = os.wait4(process.pid, 0)
    assert status == 0, "the chain of the made log is broken"
    return time.perf_counter() - began, used.ru_maxrss / 1024


def million(events: int = EVENTS) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder:
        environment = installed(Path(folder) / "code")
        warm, data = Path(folder) / "warm", Path(folder) / "data"
        for each in (warm, data):
            each.mkdir()
            prepare(each)
        started(warm, environment)
        began = time.perf_counter()
        fill(data, events)
        yield Figure(f"{events:,} events written", time.perf_counter() - began, "s")
        for name, (seconds, mb) in (
            ("start → first scene, no snapshot", started(data, environment)),
            ("kiosk log verify, chain and replay", verified(data)),
        ):
            yield Figure(f"{name}, {events:,} events", seconds, "s", AIM_S)
            yield Figure("— its memory at most", mb, "MB", AIM_MB)

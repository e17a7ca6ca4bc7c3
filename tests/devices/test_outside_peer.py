"""Somebody else's Modbus server at the other end of the line: its coils and registers end up
right."""

import asyncio
import os
import select
import threading
import tty
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from pymodbus.server import ModbusSerialServer
from pymodbus.simulator import DataType, SimData, SimDevice

from signage.shows.lamps import DARK, Light, Pattern
from tests.devices.configs import lamp_config
from tests.devices.lamp_rigs import Facts, LightsOf
from tests.devices.wire_rigs import QUICK_TL60

pytestmark = pytest.mark.usefixtures("soon")
ALARM = Pattern(red=Light.ON, sounder=True)


def blocks() -> tuple[list[SimData], ...]:
    bits = DataType.BITS
    coils, inputs = ([SimData(0, count=8, values=False, datatype=bits)] for _ in range(2))
    held, given = ([SimData(0, count=10, values=0, datatype=DataType.REGISTERS)] for _ in range(2))
    return coils, inputs, held, given


class OutsideServer:
    """Two ptys joined back to back: ours opens one end, the server the other."""

    def __init__(self, link: Path, closing: ExitStack) -> None:
        ours, theirs = os.openpty(), os.openpty()
        for end in (*ours, *theirs):
            tty.setraw(end)
            closing.callback(os.close, end)
        link.symlink_to(os.ttyname(ours[1]))
        self._port = os.ttyname(theirs[1])
        self._stop = os.eventfd(0, os.EFD_CLOEXEC)
        closing.callback(os.close, self._stop)
        self.ready = threading.Event()
        threads = [
            threading.Thread(target=self._join, args=(ours[0], theirs[0]), name="cable"),
            threading.Thread(target=lambda: asyncio.run(self._serve()), name="server"),
        ]
        closing.callback(self._end, threads)
        for thread in threads:
            thread.start()
        assert self.ready.wait(20)

    def registers(self, function: int, address: int, count: int) -> list[int]:
        """As its own request handler reads them."""
        reading = self.server.context.async_getValues(1, function, address, count)
        found = asyncio.run_coroutine_threadsafe(reading, self._loop).result(3)
        assert isinstance(found, list), found
        return [int(value) for value in found]

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._done = asyncio.Event()
        self.server = ModbusSerialServer([SimDevice(1, blocks())], port=self._port, baudrate=9600)
        await self.server.serve_forever(background=True)
        self.ready.set()
        await self._done.wait()
        await self.server.shutdown()

    def _join(self, one: int, other: int) -> None:
        watch = select.poll()
        for end in (one, other, self._stop):
            watch.register(end, select.POLLIN)
        while self._stop not in (found := dict(watch.poll())):
            for end, to in ((one, other), (other, one)):
                if end in found:
                    os.write(to, os.read(end, 4096))

    def _end(self, threads: list[threading.Thread]) -> None:
        self._loop.call_soon_threadsafe(self._done.set)
        threads[1].join()
        os.eventfd_write(self._stop, 1)
        threads[0].join()


@pytest.fixture
def outside(tmp_path: Path, closing: ExitStack) -> Iterator[OutsideServer]:
    yield OutsideServer(tmp_path / "lamp", closing)


def test_a_relay_board_of_the_standard_obeys_and_is_read_back(
    outside: OutsideServer, tmp_path: Path, lights_of: LightsOf, facts: Facts
) -> None:
    lights = lights_of(lamp_config("lamp", str(tmp_path / "lamp"), "modbus_relay", sounder=True))
    for pattern, coils in (
        (ALARM, [1, 0, 0, 1]),
        (Pattern(green=Light.ON), [0, 0, 1, 0]),
        (DARK, [0, 0, 0, 0]),
    ):
        lights.show({"lamp": pattern})
        fact = facts.wait(lambda f, pattern=pattern: f.actual == pattern and f.agrees)  # type: ignore[misc]  # binds it
        assert fact.health == "verified"
        assert outside.registers(1, 0, 4) == coils


def test_a_register_tower_of_the_standard_obeys_and_is_read_back(
    outside: OutsideServer, tmp_path: Path, lights_of: LightsOf, facts: Facts
) -> None:
    lamp = lamp_config(
        "lamp", f"{tmp_path / 'lamp'}#1", "modbus_registers", sounder=True, map=QUICK_TL60
    )
    lights = lights_of(lamp)
    lights.show({"lamp": ALARM})
    fact = facts.wait(lambda f: f.actual == ALARM and f.agrees)
    assert fact.health == "verified"
    assert outside.registers(3, 0, 10) == [0, 0, 0, 0, 2, 2, 1, 0, 0, 0]


def test_a_coil_it_does_not_have_is_a_refusal(
    outside: OutsideServer, tmp_path: Path, lights_of: LightsOf, facts: Facts
) -> None:
    lamp = lamp_config(
        "lamp", str(tmp_path / "lamp"), "modbus_relay", ("red",), size=32, channels={"red": 30}
    )
    lights_of(lamp).show({"lamp": Pattern(red=Light.ON)})
    assert (
        "refused" in facts.wait(lambda f: f.health == "lost" and f.wanted is not None).reason["en"]
    )

"""The hall's own modem: named in the file of addresses, opened as long as it stands there, looked
after by one thread. Nobody waits for it."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl

from devices.codecs.codec import BAUDS, Line
from devices.codecs.faults import DeviceError
from devices.lines.addresses import Allowed, address
from devices.modem.dialogue import Gone, Pin, Standing, Text
from devices.modem.pdu import Incoming, Report
from devices.modem.station import Station
from kiosk.custody.calls.addresses import MODEM, Addresses, number_of
from kiosk.custody.calls.gateway import Message as Sent
from kiosk.custody.calls.gateway import Result
from kiosk.engine.health import Fact
from kiosk.engine.periodic import Periodic
from signage.language.words import NO_WORDS, Message, Words

SCHEME: Final = "modem:"
BAUD: Final = 115200
LOOK_S, CLOSED_S = 5.0, 0.5
"""How soon another address is seen, and a port tried that could not be opened."""
PATIENCE_S: Final = 30.0
"""Opening a port may take long."""
WEAK_DBM: Final = -103
SIM_WORDS: Final[Mapping[str, Words]] = {
    "none": Message("modem.no-sim"),
    "pin": Message("modem.pin-wanted"),
    "pin-wrong": Message("modem.pin-wrong"),
    "puk": Message("modem.puk-wanted"),
    "other": Message("modem.sim-unusable"),
    "unknown": Message("modem.sim-unusable"),
}
NETWORK_WORDS: Final[Mapping[str, Words]] = {
    "searching": Message("modem.searching"),
    "denied": Message("modem.denied"),
    "off": Message("modem.no-network"),
    "unknown": Message("modem.no-network"),
}


class KeptPin(Pin):
    """Remembered by a file beside the log, which holds nothing: a service that starts again and
    again must not lock the card. An edited file of addresses may be tried again."""

    def __init__(self, digits: str, ways: Path, mark: Path) -> None:
        super().__init__(digits)
        self._ways, self._mark = ways, mark

    def try_once(self) -> bool:
        if not self.digits:
            return False
        try:
            if self._mark.exists() and self._mark.stat().st_mtime >= self._ways.stat().st_mtime:
                return False
            self._mark.touch()
        except OSError:
            return False
        return True

    def taken(self) -> None:
        self._mark.unlink(missing_ok=True)


class Modem:
    """``turning`` opens, reads and writes; the rest may be called from any thread. ``wake``: there
    is something to be heard."""

    def __init__(
        self,
        ways: Path,
        data: Path,
        allowed: Allowed,
        now: Callable[[], float],
        wake: Callable[[], None],
    ) -> None:
        self._ways, self._mark = ways, data / "pin-tried"
        self._addresses, self._allowed, self._now, self._wake = (
            Addresses(ways),
            allowed,
            now,
            wake,
        )
        self._named: str | None = None
        self._station: Station | None = None
        self._wrong: Words = NO_WORDS
        self.turning = Periodic("modem", self.turn, self._rest_s, patience_s=PATIENCE_S)

    def turn(self) -> None:
        named = self._addresses.of(MODEM)
        if named != self._named:
            self._named = named
            self._begin(named)
        station = self._station
        if station is not None:
            station.turn()
            if station.told:
                self._wake()

    def send(self, message: Sent) -> bool:
        """False where no modem is named."""
        station = self._station
        if station is not None:
            station.send(Text(message.name, number_of(message.url), message.body))
        return station is not None

    def heard(self) -> list[Result]:
        station = self._station
        return [_result(gone) for gone in station.gone()] if station is not None else []

    def came(self) -> list[Incoming | Report]:
        station = self._station
        return station.came() if station is not None else []

    def close(self) -> None:
        if self._station is not None:
            self._station.close()

    def standing(self) -> tuple[bool, Words]:
        """Whether texts can go out, and how it stands; no words where none is named."""
        station = self._station
        if self._wrong is not NO_WORDS or station is None:
            return self._wrong is NO_WORDS, self._wrong
        why = station.trouble or _hinders(station.standing)
        if why is not None:
            return False, Message("modem.cannot", why=why)
        dbm = station.standing.dbm
        if dbm is None:
            return True, Message("modem.ready")
        weak = dbm <= WEAK_DBM
        return not weak, Message("modem.weak" if weak else "modem.ready-at", dbm=f"−{-dbm}")

    def facts(self) -> Iterator[Fact]:
        fine, said = self.standing()
        if said is not NO_WORDS:
            yield Fact("modem", fine, self._now(), NO_WORDS if fine else said, vital=False)

    def _begin(self, named: str | None) -> None:
        self.close()
        self._station, self._wrong = None, NO_WORDS
        if named is None:
            return
        try:
            path, line, digits = _read(named, self._allowed)
            pin = KeptPin(digits, self._ways, self._mark)
            self._station = Station(path, line, self._now, pin)
        except DeviceError as error:
            self._wrong = Message("modem.cannot", why=error.message)
        except ValueError:
            # Never its own words: they may quote the line.
            self._wrong = Message("modem.address-wrong")

    def _rest_s(self) -> float:
        if self._station is None:
            return LOOK_S
        # Reading an open port is the wait.
        return 0.0 if self._station.open else CLOSED_S


def _hinders(standing: Standing) -> Words | None:
    if not standing.answers:
        return Message("modem.silent")
    if standing.sim != "ready":
        return SIM_WORDS[standing.sim]
    return None if standing.ready else NETWORK_WORDS[standing.network]


def _read(named: str, allowed: Allowed) -> tuple[str, Line, str]:
    """``modem:/dev/…?pin=1234&baud=115200``. Raises ValueError, :class:`DeviceError`."""
    if not named.startswith(f"{SCHEME}/"):
        raise ValueError("no modem's address")
    path, _, query = named.removeprefix(SCHEME).partition("?")
    found = dict(parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query)))
    baud, digits = int(found.pop("baud", BAUD)), found.pop("pin", "")
    if found or baud not in BAUDS or not re.fullmatch(r"(\d{4,8})?", digits):
        raise ValueError("an unknown setting")
    return address(path, allowed).line, Line(baud), digits


def _result(gone: Gone) -> Result:
    why = "bad-address" if gone.why == "bad-number" else gone.why
    return Result(gone.name, not why, why, gone.references)

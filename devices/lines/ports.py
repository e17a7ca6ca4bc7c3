"""The serial ports of this machine as staff should see them, read from ``/sys`` and the links udev
makes.

pyserial's own list leaves out by-id and by-path, hides on-board ports and lists phantoms (its
issues 717 and others). Names of kind ttyUSBn are given out in the order of plugging: another lamp
answers after the next power cut. So a port is best named by its serial number where it has one of
its own, else by the socket it is plugged into.
"""

import grp
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from signage.language.words import Message, Words

DEV, SYS = Path("/dev"), Path("/sys")
BY_ID, BY_PATH = "serial/by-id", "serial/by-path"

OWN_NAME = Message("ports.known-by-serial-number-whichever")
OWN_SOCKET = Message("ports.known-by-usb-socket-leave")
TWINS = Message("ports.adapters-same-kind-cannot-told")
NO_LINK = Message("ports.no-stable-name-may-change")
CONSOLE = Message("ports.port-machines-own-console-do")
PSEUDO = Message("ports.pseudo-terminal-trials-only")


@dataclass(frozen=True, slots=True)
class SerialSeen:
    """One serial port. Identity of the USB bridge, never of the lamp behind it; empty where
    unknown."""

    device: str
    vid_pid: str = ""
    """As ``1A86:7523``."""
    manufacturer: str = ""
    product: str = ""
    serial: str = ""
    interface: str = ""
    """Which of an adapter's several ports this is."""
    by_id: tuple[str, ...] = ()
    by_path: tuple[str, ...] = ()
    address: str = ""
    """The name to use for a lamp."""
    note: Words | None = None
    """Why that name, or what to beware of."""
    permitted: bool = True
    group: str = ""
    """Whose members may open it."""

    @property
    def names(self) -> frozenset[str]:
        """Every address that means this port."""
        return frozenset({self.device, *self.by_id, *self.by_path})

    def is_at(self, address: str) -> bool:
        """Whether a lamp with this address hangs on this port, whatever link it names it by."""
        path = address.partition("#")[0]
        return path in self.names or (
            path.startswith("/") and os.path.realpath(path) == os.path.realpath(self.device)
        )

    @property
    def title(self) -> str:
        return " ".join(part for part in (self.manufacturer, self.product) if part) or self.device


def ports(dev: Path = DEV, sys: Path = SYS, *, ptys: bool = False) -> tuple[SerialSeen, ...]:
    """All serial ports now, in the order of their device names. Never opens one."""
    found = [
        _seen(node, dev) for node in sorted(_real(sys), key=_in_order) if (dev / node.name).exists()
    ]
    named = preferred(found, frozenset(_read(sys / "class/tty/console/active").split()))
    return named + (_ptys(dev) if ptys else ())


def preferred(
    found: Iterable[SerialSeen], consoles: frozenset[str] = frozenset()
) -> tuple[SerialSeen, ...]:
    """The ports with the name to use for each: by-id if its serial number is present and unique,
    else by-path."""
    found = tuple(found)
    same = Counter(_identity(seen) for seen in found)
    return tuple(_named(seen, same[_identity(seen)] == 1, consoles) for seen in found)


def ambiguous(address: str, dev: Path = DEV, sys: Path = SYS) -> bool:
    """Whether a by-id name could mean either of two adapters plugged in now: the last one plugged
    in has it."""
    if not address.startswith(f"{dev / BY_ID}/"):
        return False
    found = ports(dev, sys)
    mine = next((seen for seen in found if address in seen.by_id), None)
    return mine is not None and sum(_identity(seen) == _identity(mine) for seen in found) > 1


def _identity(seen: SerialSeen) -> tuple[str, ...]:
    """What udev makes a by-id name of."""
    return seen.vid_pid, seen.manufacturer, seen.product, seen.serial, seen.interface


def _named(seen: SerialSeen, unique: bool, consoles: frozenset[str]) -> SerialSeen:
    address, note = seen.device, NO_LINK if seen.vid_pid else None
    if seen.by_path:
        address, note = seen.by_path[0], OWN_SOCKET if unique else TWINS
    if seen.serial and unique and seen.by_id:
        address, note = seen.by_id[0], OWN_NAME
    if Path(seen.device).name in consoles:
        note = CONSOLE
    return replace(seen, address=address, note=note)


def _real(sys: Path) -> Iterator[Path]:
    """Terminals with a device behind them; an unused slot of the on-board driver has one too, but
    no type."""
    tty = sys / "class/tty"
    for node in tty.iterdir() if tty.is_dir() else ():
        if (node / "device").exists() and _read(node / "type") != "0":
            yield node


def _in_order(node: Path) -> tuple[str, int]:
    stem = node.name.rstrip("0123456789")
    # ttyUSB10 comes after ttyUSB9.
    return stem, int(node.name[len(stem) :] or 0)


def _seen(node: Path, dev: Path) -> SerialSeen:
    device = dev / node.name
    # The link leads into the tree of devices: what it is plugged into lies above it.
    around = [place := (node / "device").resolve(), *place.parents]
    usb = next((place for place in around if (place / "idVendor").exists()), None)
    interface = next(
        (
            _read(place / "bInterfaceNumber")
            for place in around
            if (place / "bInterfaceNumber").exists()
        ),
        "",
    )
    seen = SerialSeen(
        str(device),
        by_id=_links(dev / BY_ID, device),
        by_path=_links(dev / BY_PATH, device),
        permitted=os.access(device, os.R_OK | os.W_OK),
        group=_group(device),
    )
    if usb is None:
        return seen
    return replace(
        seen,
        vid_pid=f"{_read(usb / 'idVendor')}:{_read(usb / 'idProduct')}".upper(),
        manufacturer=_read(usb / "manufacturer"),
        product=_read(usb / "product"),
        serial=_read(usb / "serial"),
        interface=interface,
    )


def _ptys(dev: Path) -> tuple[SerialSeen, ...]:
    folder = dev / "pts"
    nodes = (
        sorted((node for node in folder.iterdir() if node.name.isdigit()), key=_in_order)
        if folder.is_dir()
        else []
    )
    return tuple(SerialSeen(str(node), address=str(node), note=PSEUDO) for node in nodes)


def _links(folder: Path, device: Path) -> tuple[str, ...]:
    if not folder.is_dir():
        return ()
    return tuple(
        sorted(str(link) for link in folder.iterdir() if link.resolve() == device.resolve())
    )


def _group(device: Path) -> str:
    with suppress(OSError, KeyError):
        return grp.getgrgid(device.stat().st_gid).gr_name
    return ""


def _read(path: Path) -> str:
    """A line of ``/sys``; empty if it is not there, or was unplugged while we looked."""
    try:
        return path.read_text("utf-8", "replace").strip()
    except OSError:
        return ""

"""The list of serial ports: what is plugged in, and the name that still means the same port
tomorrow."""

import os
from pathlib import Path

import pytest

from devices.codecs.codec import Line
from devices.codecs.faults import DeviceError
from devices.lines.drivers import open_serial
from devices.lines.port import may_be_serial
from devices.lines.ports import (
    CONSOLE,
    NO_LINK,
    OWN_NAME,
    OWN_SOCKET,
    PSEUDO,
    TWINS,
    SerialSeen,
    ambiguous,
    ports,
    preferred,
)


class Machine:
    """A ``/dev`` and a ``/sys`` of our own."""

    def __init__(self, root: Path) -> None:
        self.dev, self.sys = root / "dev", root / "sys"
        (self.dev / "serial/by-id").mkdir(parents=True)
        (self.dev / "serial/by-path").mkdir()
        (self.sys / "class/tty/console").mkdir(parents=True)

    def tty(self, name: str, behind: str, **attributes: str) -> Path:
        device = self.sys / "devices" / behind
        device.mkdir(parents=True, exist_ok=True)
        node = self.sys / "class/tty" / name
        node.mkdir()
        (node / "device").symlink_to(device)
        for key, value in attributes.items():
            (node / key).write_text(value + "\n")
        (self.dev / name).touch()
        return device

    def usb(self, name: str, socket: str, interface: str = "00", **attributes: str) -> None:
        self.tty(name, f"usb1/{socket}/{socket}:1.{interface}/{name}")
        adapter = self.sys / "devices/usb1" / socket
        (adapter / f"{socket}:1.{interface}" / "bInterfaceNumber").write_text(interface + "\n")
        for key, value in attributes.items():
            (adapter / key).write_text(value + "\n")

    def link(self, kind: str, name: str, device: str) -> str:
        link = self.dev / "serial" / kind / name
        link.unlink(missing_ok=True)
        link.symlink_to(f"../../{device}")
        return str(link)

    def seen(self, *, ptys: bool = False) -> tuple[SerialSeen, ...]:
        return ports(self.dev, self.sys, ptys=ptys)


CH340 = {"idVendor": "1a86", "idProduct": "7523", "product": "USB Serial"}
FTDI = {
    "idVendor": "0403",
    "idProduct": "6001",
    "manufacturer": "FTDI",
    "product": "FT232R USB UART",
}


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_an_adapter_with_its_own_serial_number_is_known_by_it(machine: Machine) -> None:
    machine.usb("ttyUSB0", "1-1", **FTDI, serial="A10K")
    by_id = machine.link("by-id", "usb-FTDI_FT232R_USB_UART_A10K-if00-port0", "ttyUSB0")
    by_path = machine.link("by-path", "pci-0000:00:14.0-usb-0:1:1.0-port0", "ttyUSB0")
    (seen,) = machine.seen()
    assert (seen.vid_pid, seen.manufacturer, seen.product, seen.serial) == (
        "0403:6001",
        "FTDI",
        "FT232R USB UART",
        "A10K",
    )
    assert seen.address == by_id and seen.note == OWN_NAME
    assert seen.names == {str(machine.dev / "ttyUSB0"), by_id, by_path}
    assert seen.title == "FTDI FT232R USB UART"


def test_an_adapter_without_a_serial_number_is_known_by_its_socket(machine: Machine) -> None:
    machine.usb("ttyUSB0", "1-1", **CH340)
    by_id = machine.link("by-id", "usb-1a86_USB_Serial-if00-port0", "ttyUSB0")
    by_path = machine.link("by-path", "pci-usb-0:1:1.0-port0", "ttyUSB0")
    (seen,) = machine.seen()
    assert seen.address == by_path and seen.note == OWN_SOCKET and seen.by_id == (by_id,)
    assert not ambiguous(by_id, machine.dev, machine.sys)


def test_two_of_a_kind_are_never_known_by_the_name_they_share(machine: Machine) -> None:
    machine.usb("ttyUSB0", "1-1", **FTDI, serial="0001")
    machine.usb("ttyUSB1", "1-2", **FTDI, serial="0001")
    shared = machine.link("by-id", "usb-FTDI_FT232R_USB_UART_0001-if00-port0", "ttyUSB1")
    sockets = [machine.link("by-path", f"socket-{number}", f"ttyUSB{number}") for number in (0, 1)]
    assert [seen.address for seen in machine.seen()] == sockets
    assert {str(seen.note) for seen in machine.seen()} == {str(TWINS)}
    assert ambiguous(shared, machine.dev, machine.sys)
    assert not any(ambiguous(socket, machine.dev, machine.sys) for socket in sockets)


def test_an_adapter_with_two_ports_and_one_serial_number_has_two_names(machine: Machine) -> None:
    machine.usb("ttyUSB0", "1-1", "00", **FTDI, serial="X")
    machine.usb("ttyUSB1", "1-1", "01", **FTDI, serial="X")
    names = [
        machine.link("by-id", f"usb-FTDI_X-if0{number}-port0", f"ttyUSB{number}")
        for number in (0, 1)
    ]
    assert [seen.address for seen in machine.seen()] == names


def test_without_links_the_list_says_that_the_name_may_change(machine: Machine) -> None:
    machine.usb("ttyACM0", "1-1", **CH340)
    (seen,) = machine.seen()
    assert seen.address == str(machine.dev / "ttyACM0") and seen.note == NO_LINK


def test_on_board_ports_are_listed_phantoms_and_consoles_are_not(machine: Machine) -> None:
    machine.tty("ttyS0", "platform/serial8250", type="4")
    machine.tty("ttyS1", "platform/serial8250", type="0")
    machine.tty("ttyAMA0", "platform/uart")
    (machine.sys / "class/tty/tty1").mkdir()
    (machine.sys / "class/tty/console/active").write_text("tty0 ttyAMA0\n")
    seen = {Path(port.device).name: port for port in machine.seen()}
    assert set(seen) == {"ttyS0", "ttyAMA0"}
    assert seen["ttyS0"].vid_pid == "" and seen["ttyS0"].note is None
    assert seen["ttyAMA0"].note == CONSOLE


def test_ports_come_in_the_order_people_count(machine: Machine) -> None:
    for number in (10, 2, 1):
        machine.usb(f"ttyUSB{number}", f"1-{number}", **CH340)
    assert [Path(seen.device).name for seen in machine.seen()] == ["ttyUSB1", "ttyUSB2", "ttyUSB10"]


def test_a_port_unplugged_while_we_look_is_left_out(machine: Machine) -> None:
    machine.usb("ttyUSB0", "1-1", **CH340)
    (machine.dev / "ttyUSB0").unlink()
    assert machine.seen() == ()


def test_pseudo_terminals_appear_only_when_asked_for(machine: Machine) -> None:
    (machine.dev / "pts").mkdir()
    for name in ("0", "12", "ptmx"):
        (machine.dev / "pts" / name).touch()
    assert machine.seen() == ()
    assert [Path(seen.address).name for seen in machine.seen(ptys=True)] == ["0", "12"]
    assert machine.seen(ptys=True)[0].note == PSEUDO


def test_a_machine_without_serial_ports_has_an_empty_list(tmp_path: Path) -> None:
    assert ports(tmp_path / "dev", tmp_path / "sys") == ()


def test_this_machine_s_own_list_can_be_read() -> None:
    assert all(seen.address.startswith("/dev/") for seen in ports(ptys=True))


def test_the_choice_of_names_needs_no_machine() -> None:
    (seen,) = preferred(
        [SerialSeen("/dev/ttyUSB3", "1A86:7523", by_path=("/dev/serial/by-path/x",))]
    )
    assert seen.address == "/dev/serial/by-path/x"


def test_a_forbidden_port_names_its_group(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.usb("ttyUSB0", "1-1", **CH340)
    monkeypatch.setattr("os.access", lambda path, mode: False)
    (seen,) = machine.seen()
    assert not seen.permitted and seen.group


def test_a_lamp_is_not_driven_through_a_name_two_adapters_share(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.usb("ttyUSB0", "1-1", **CH340)
    machine.usb("ttyUSB1", "1-2", **CH340)
    shared = machine.link("by-id", "usb-1a86_USB_Serial-if00-port0", "ttyUSB1")
    monkeypatch.setattr(
        "devices.lines.drivers.ambiguous", lambda path: ambiguous(path, machine.dev, machine.sys)
    )
    with pytest.raises(DeviceError, match="Several adapters share the name") as caught:
        open_serial(shared, Line())
    assert not caught.value.permanent, "it heals when the other one is unplugged"


@pytest.mark.parametrize(
    ("device", "kind", "may"),
    [
        (os.makedev(188, 0), "tty", True),
        (os.makedev(4, 64), "tty", True),
        (os.makedev(10, 130), "misc", False),
        (os.makedev(4, 1), "tty", False),
        (os.makedev(5, 1), "tty", False),
        (os.makedev(136, 3), None, True),
        (os.makedev(9, 9), None, False),
    ],
    ids=[
        "USB serial",
        "on-board",
        "watchdog",
        "virtual console",
        "console",
        "pseudo-terminal",
        "unknown",
    ],
)
def test_what_is_no_serial_port_is_not_even_opened(
    device: int, kind: str | None, may: bool, tmp_path: Path
) -> None:
    """Opening alone arms a watchdog."""
    (tmp_path / "dev/char").mkdir(parents=True)
    if kind:
        (tmp_path / "class" / kind).mkdir(parents=True)
        node = tmp_path / "dev/char" / f"{os.major(device)}:{os.minor(device)}"
        node.mkdir()
        (node / "subsystem").symlink_to(tmp_path / "class" / kind)
    assert may_be_serial(device, tmp_path) is may

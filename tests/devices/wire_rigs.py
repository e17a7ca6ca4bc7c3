"""A rig for every driver: its peer behind a pty, served by a thread that can also misbehave on
request."""

import os
import select
import threading
import tty
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from devices.codecs.codec import Display, degrade
from devices.engine.lights import Lights
from devices.lines.drivers import MakeCodec
from devices.protocols.hall_protocols import makers, named
from signage.hall.wires import Frames, RegisterMap
from signage.shows.lamps import DARK, Pattern
from tests.devices import modbus_peers, peers
from tests.devices.configs import lamp_config
from tests.devices.lamp_rigs import PATIENCE_S
from tests.devices.peers import Peer, TextPeer
from tests.devices.protocol_files import PROTOCOL_FILES

KNOWN = named(PROTOCOL_FILES)
PROTOCOLS: Mapping[str, MakeCodec] = makers(KNOWN)
TL60 = next(file.map for file in PROTOCOL_FILES if file.id == "tl60")
assert TL60
QUICK_TL60 = RegisterMap.model_validate(
    TL60.model_dump() | {"open": [{"at": 6, "value": 1, "rest_ms": 1}]}
)
"""The lamp's own rest of two seconds is asserted where frames are."""
TYPED = Frames.model_validate(
    {
        "channel": {
            name: {"off": f"A5 0{at} 00 {{sum8}}", "on": f"A5 0{at} 01 {{sum8}}"}
            for at, name in enumerate(("red", "yellow", "green", "sounder"))
        },
        "reply": "06 xx",
        "refusal": "15",
    }
)
COPIED = TYPED.model_copy(update={"reply": "echo"})
RY = ("red", "yellow")
RYG = ("red", "yellow", "green")
NOISE = bytes.fromhex("00 FE 3C 15 00")[:3]


@dataclass(frozen=True)
class Kind:
    """One driver with its peer. ``framed``: an answer can be told from noise. ``refuses``: it has a
    way to say no."""

    protocol: str
    peer: type[Peer]
    at_best: str
    colours: tuple[str, ...] = RYG
    sounder: bool = True
    framed: bool = True
    refuses: bool = False
    more: Mapping[str, object] = field(default_factory=dict)


KINDS: Mapping[str, Kind] = {
    "modbus relay board": Kind("modbus_relay", modbus_peers.CoilBoard, "verified", refuses=True),
    "modbus relay board, scattered": Kind(
        "modbus_relay",
        modbus_peers.CoilBoard,
        "verified",
        refuses=True,
        more={"channels": {"sounder": 4, "green": 3, "red": 1}},
        colours=("red", "green"),
    ),
    "modbus coil lamp": Kind("modbus_coil_lamp", modbus_peers.CoilLamp, "verified", refuses=True),
    "LCUS": Kind("lcus", peers.LcusBoard, "unverified"),
    "DIUSTOU": Kind("diustou_relay", peers.DiustouBoard, "verified"),
    "Patlite PHE": Kind("patlite_phe", peers.PheTower, "verified", refuses=True),
    "custom frames": Kind(
        "custom", peers.TypedLamp, "verified", refuses=True, more={"frames": TYPED}
    ),
    "custom frames, copied": Kind(
        "custom", peers.CopyingLamp, "unverified", refuses=True, more={"frames": COPIED}
    ),
    "R421A08": Kind("r421a08", modbus_peers.R421Board, "verified", refuses=True),
    "KMTronic": Kind("kmtronic", peers.KmtronicBoard, "verified", framed=False),
    "KMTronic, two relays": Kind(
        "kmtronic",
        peers.KmtronicTwo,
        "verified",
        colours=RY,
        sounder=False,
        framed=False,
        more={"size": 2},
    ),
    "Devantech": Kind("devantech_rly", peers.DevantechBoard, "verified", framed=False),
    "Numato": Kind("numato", peers.NumatoModule, "verified", refuses=True),
    "TL60": Kind(
        "modbus_registers",
        modbus_peers.RegisterTower,
        "verified",
        refuses=True,
        more={"map": QUICK_TL60},
    ),
    "USB RGB lamp": Kind(
        "usb_rgb_lamp", modbus_peers.RgbLamp, "unverified", ("red", "green", "blue", "white"), False
    ),
    "alarm V2": Kind("alarm_v2", peers.AlarmV2, "unverified", ("red",)),
    "LC relay board": Kind("lc_relay", modbus_peers.LcBoard, "unverified"),
    "Banner TL50": Kind("banner_tl50", peers.Tl50, "unverified", (*RYG, "blue", "white")),
    "Alpha": Kind(
        "alpha", peers.AlphaSign, "unverified", more={"bits": 8, "parity": "N", "reassert_s": 0.02}
    ),
    "CD5220": Kind("cd5220", peers.PoleDisplay, "unverified", more={"reassert_s": 0.02}),
}


class WireRig:
    """A pty has no parity and but eight bits; line settings are held by tests of their own."""

    def __init__(self, folder: Path, name: str, kind: Kind) -> None:
        self.link, self.kind, self.peer = folder / name, kind, kind.peer()
        self.lamp = lamp_config(
            name, str(self.link), kind.protocol, kind.colours, kind.sounder,
            **({"baud": 115200, "gap_ms": 1, "reply_ms": 250} | dict(kind.more)),
        )  # fmt: skip
        self.at_best, self.framed = kind.at_best, kind.framed
        self.can = PROTOCOLS[kind.protocol](self.lamp, "").capability
        self.reads = self.can.reads
        self.mute = self.noise = self.dribble = self.echo = False
        self.slow_s = 0.0
        self.cut = ""
        self.changed = threading.Condition()
        self.said = 0
        self.past: list[Pattern] = []
        """What its lights have shown, one after the other."""
        self._ends: tuple[int, ...] = ()
        self.plug()

    def plug(self) -> None:
        master, slave = os.openpty()
        tty.setraw(master)
        tty.setraw(slave)
        self._ends, self._stop = (master, slave), os.eventfd(0, os.EFD_CLOEXEC)
        self.peer.heard = b""
        self.peer.power_cycle()
        self.link.unlink(missing_ok=True)
        self.link.symlink_to(os.ttyname(slave))
        self._thread = threading.Thread(target=self._serve, args=(master,), name="peer")
        self._thread.start()

    def unplug(self, lights: Lights | None = None) -> None:
        os.eventfd_write(self._stop, 1)
        self._thread.join()
        self._close()
        os.close(self._stop)

    def replug(self, lights: Lights | None = None) -> None:
        self.plug()

    def power_cycle(self, lights: Lights | None = None) -> None:
        with self.changed:
            self.peer.power_cycle()

    def close(self) -> None:
        self.unplug()

    def asked(self, pattern: Pattern) -> Pattern:
        """What the lights are asked for: text devices get words beside the pattern."""
        return Display.of(pattern, str(pattern)) if self.can.text and pattern != DARK else pattern

    def told(self, pattern: Pattern) -> Pattern:
        """What the facts say then."""
        if self.can.text:
            return Display.of(self.asked(pattern))
        tiers = self.can.tiers & set(self.lamp.colours)
        return degrade(
            pattern, tiers, self.can.sounder and self.lamp.sounder, self.can.single
        ).pattern

    def _right(self, pattern: Pattern) -> bool:
        if isinstance(self.peer, TextPeer):
            asked = self.asked(pattern)
            return self.peer.text == (asked.text if isinstance(asked, Display) else "")
        return self.peer.shows() == self.told(pattern)

    def shows(self, pattern: Pattern, lights: Lights | None = None) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: self._right(pattern), PATIENCE_S), vars(self.peer)

    def speak(self, data: bytes) -> None:
        """Something nobody asked for comes up the line."""
        os.write(self._ends[0], data)

    def _close(self) -> None:
        for end in self._ends:
            os.close(end)
        self._ends = ()
        self.link.unlink(missing_ok=True)

    def _serve(self, master: int) -> None:
        watch = select.poll()
        watch.register(master, select.POLLIN)
        watch.register(self._stop, select.POLLIN)
        while True:
            if self._stop in dict(watch.poll()):
                return
            data = os.read(master, 1 if self.cut == "request" else 4096)
            if self.cut == "request":
                self._close()
                return
            if self.echo:
                os.write(master, data)
            with self.changed:
                reply = self.peer.hear(data)
                self._remember()
                self.changed.notify_all()
            if reply and not self.mute and not self._say(master, reply):
                return

    def _remember(self) -> None:
        if isinstance(self.peer, TextPeer):
            return
        now = self.peer.shows()
        if self.past[-1:] != [now]:
            self.past.append(now)

    def _say(self, master: int, reply: bytes) -> bool:
        """False if the cable was pulled meanwhile."""
        if self.slow_s and self._stopped(self.slow_s):
            return False
        if self.cut == "reply":
            os.write(master, reply[: len(reply) // 2])
            self._close()
            return False
        noisy = NOISE + reply + NOISE if self.noise else reply
        for piece in [noisy[at : at + 1] for at in range(len(noisy))] if self.dribble else [noisy]:
            if self.dribble and self._stopped(0.001):
                return False
            os.write(master, piece)
        with self.changed:
            self.said += 1
        return True

    def _stopped(self, seconds: float) -> bool:
        watch = select.poll()
        watch.register(self._stop, select.POLLIN)
        return bool(watch.poll(seconds * 1000))

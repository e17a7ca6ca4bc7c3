"""Numato USB relay modules: lines of ASCII ended by CR, answered by an echo, data and ``>``.

Relays count from 0; 0 to 9 and A to V are one character, boards with 64 take two digits. Echo and
prompt prove nothing, since an error looks much the same: what counts is ``relay readall``, a mask
in hex. Source: wdkuchler/numato-rust; numato.com/docs/ur8a-8-channel-usb-relay-module.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from devices.codecs.codec import USUAL, Capability, Frame, Line, Probe, Reply
from devices.codecs.config import LampConfig
from devices.relays.relays import Relays, closes
from signage.shows.lamps import Pattern

SIZES = (1, 2, 4, 8, 16, 32, 64)
NUMBERED = "0123456789ABCDEFGHIJKLMNOPQRSTUV"
READ_ALL, VERSION = "relay readall", "ver"
MASK = re.compile(rb"relay readall\s+([0-9A-Fa-f]{1,16})\s*>")
NAME = re.compile(rb"ver\s+([ -~]+?)\s*>")
ERROR = b"ERROR"
GAP_S, REPLY_S = 0.02, 0.5


def line_of(words: str) -> bytes:
    return words.encode("ascii") + b"\r"


@dataclass(frozen=True, slots=True)
class Numato(Relays):
    outputs: Mapping[str, int]
    size: int = 8
    line: Line = USUAL
    gap_s: float = GAP_S
    reply_s: float = REPLY_S

    @classmethod
    def of(cls, lamp: LampConfig, unit: str) -> "Numato":
        size = lamp.size_of(SIZES, 8)
        return cls(
            lamp.outputs(0, size), size, lamp.line(USUAL), lamp.gap_s(GAP_S), lamp.answer_s(REPLY_S)
        )

    @property
    def capability(self) -> Capability:
        return self.able(reads=True)

    def assertion(self, pattern: Pattern) -> tuple[Frame, ...]:
        return (self._frame(READ_ALL, pattern),)

    def reply(self, frame: Frame, received: bytes) -> Reply | None:
        if frame.data != line_of(READ_ALL) or frame.after is None:
            return _prompted(frame.data, received)
        masks = MASK.findall(received)
        if not masks:
            return Reply(accepted=False) if ERROR in received else None
        # The newest mask: an answer that came too late stands before it.
        closed = {relay: bool(int(masks[-1], 16) >> relay & 1) for relay in self.outputs.values()}
        return Reply(accepted=True, actual=self.shown(closed, frame.after))

    def probe(self) -> Probe:
        def read(received: bytes) -> str | None:
            name = NAME.search(received)
            return f"Numato {name[1].decode('ascii')}" if name else None

        return Probe(line_of(VERSION), self.reply_s, read)

    def switch(self, channel: str, wish: Pattern, after: Pattern | None) -> Frame:
        relay = self.outputs[channel]
        number = f"{relay:02d}" if self.size > len(NUMBERED) else NUMBERED[relay]
        return self._frame(f"relay {'on' if closes(wish, channel) else 'off'} {number}", after)

    def _frame(self, words: str, after: Pattern | None) -> Frame:
        return Frame(line_of(words), after, self.gap_s, self.reply_s)


def _prompted(sent: bytes, received: bytes) -> Reply | None:
    """Our own line and then the prompt; an older prompt does not count."""
    _, echo, rest = received.rpartition(sent.rstrip(b"\r"))
    if not echo or b">" not in rest:
        return None
    return Reply(accepted=ERROR not in rest)

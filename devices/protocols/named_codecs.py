"""Codecs that a file of ``protocols/`` may name: each module of ``devices/codecs`` that makes one
for a lamp, found because it lies there.

Relay boards and Modbus are not among them: what they need beside (relays, registers, unit) stands
in the ``table`` or in the file itself.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import cast

from devices import codecs
from devices.codecs import faults
from devices.codecs.channels import CHANNELS
from devices.codecs.codec import BLINKS, Capability, Codec
from devices.codecs.config import LampConfig
from devices.codecs.faults import DeviceError, permanent
from devices.protocols.profiles import Answers, Blinks, MakeCodec, Profile
from devices.protocols.table import LINE_SETTINGS
from signage.hall.wires import NamedProtocol
from signage.shows.lamps import DARK, TIERS


@cache
def named_codecs() -> Mapping[str, MakeCodec]:
    """By the name of their module."""
    return dict(_found())


def _found() -> Iterator[tuple[str, MakeCodec]]:
    for lying in iter_modules(codecs.__path__):
        module = import_module(f"{codecs.__name__}.{lying.name}")
        for made in vars(module).values():
            is_own = isinstance(made, type) and made.__module__ == module.__name__
            if is_own and "of" in vars(made) and hasattr(made, "assertion"):
                yield lying.name, cast(MakeCodec, made.of)


def computed(protocol: NamedProtocol, codec: str) -> Profile:
    """What the codec itself says it can, in the words and with the settings of the file."""

    def make(lamp: LampConfig, unit: str) -> Codec:
        made = named_codecs().get(codec)
        if made is None:
            raise permanent(faults.CODEC, codec=codec, known=", ".join(named_codecs()))
        # What the lamp itself sets counts before what its protocol does.
        return made(lamp.under(protocol), unit)

    try:
        most = make(_with_everything(protocol), "")
    except DeviceError:  # told where the hall is checked
        return Profile(
            protocol.id, protocol.name, protocol.about, make, (), (), {}, "silent", "ours"
        )
    can = most.capability
    tiers = can.tiers | ({"sounder"} if can.sounder else set())
    return Profile(
        protocol.id,
        protocol.name,
        protocol.about,
        make,
        tuple(channel for channel in CHANNELS if channel in tiers),
        tuple(_settings(can)),
        _usual(most),
        _answers(can),
        _blinks(can),
        single=can.single,
        silence="falls" if can.silence_s else "unknown",
        text=can.text,
    )


def _settings(can: Capability) -> Iterator[str]:
    if can.addressed:
        yield "unit"
    if _blinks(can) == "measured":
        yield "blink_hz"
    yield from LINE_SETTINGS
    if can.replies:
        yield "reply_ms"


def _with_everything(protocol: NamedProtocol) -> LampConfig:
    return LampConfig.model_construct(
        id=protocol.id, address="", protocol=protocol.id, colours=TIERS, sounder=True
    )


def _usual(codec: Codec) -> Mapping[str, str]:
    """What stands for the settings a lamp leaves out, as its frames have it."""
    line, first, can = codec.line, codec.opening(DARK)[0], codec.capability
    usual = {
        "baud": str(line.baud), "bits": str(line.bits), "parity": line.parity, "stop": str(line.stop),
        "gap_ms": f"{first.gap_s * 1000:.0f}",
    }  # fmt: skip
    if can.replies:
        usual["reply_ms"] = f"{first.reply_s * 1000:.0f}"
    if can.reassert_s is not None:
        usual["reassert_s"] = f"{can.reassert_s:.0f}"
    return usual


def _answers(can: Capability) -> Answers:
    return "reads" if can.reads else "acknowledges" if can.replies else "silent"


def _blinks(can: Capability) -> Blinks:
    if can.rates >= BLINKS or can.text:
        return "own"
    return "measured" if can.native_blink else "ours"

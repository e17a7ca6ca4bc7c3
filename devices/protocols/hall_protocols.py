"""Protocols a hall brings as data, among those we know: register maps and frames that many lamps
share."""

from collections.abc import Iterable, Mapping

from devices.codecs import faults
from devices.codecs.channels import CHANNELS
from devices.codecs.codec import BLINKS, Codec
from devices.codecs.config import LampConfig
from devices.modbus.registers import ModbusMap
from devices.protocols.custom import CustomFrames
from devices.protocols.named_codecs import computed
from devices.protocols.profiles import Answers, MakeCodec, Profile
from devices.protocols.table import LINE_SETTINGS, PROFILES, SIMULATOR
from signage.hall.wires import NamedProtocol


def require_usable(protocol: NamedProtocol) -> None:
    """Raises ``DeviceError`` that names the frame or setting with which no lamp could work."""
    tiers = tuple(channel for channel in CHANNELS[:-1] if channel in _channels(protocol))
    # With every tier it has: a lamp with fewer asks for less.
    alone = LampConfig.model_construct(
        id=protocol.id, address="", protocol=protocol.id, colours=tiers
    )
    _named(protocol).make(alone, "")


def named(protocols: Iterable[NamedProtocol]) -> Mapping[str, Profile]:
    """The table with a hall's own protocols, each after its like. One that has the id of ours is
    left out."""
    found = {protocol.id: _named(protocol) for protocol in protocols if protocol.id not in PROFILES}
    return {
        **{name: p for name, p in PROFILES.items() if name != SIMULATOR},
        **found,
        SIMULATOR: PROFILES[SIMULATOR],
    }


def makers(profiles: Mapping[str, Profile]) -> Mapping[str, MakeCodec]:
    """What :class:`devices.engine.lights.Lights` takes as ``protocols``."""
    return {name: profile.make for name, profile in profiles.items()}


def _named(protocol: NamedProtocol) -> Profile:
    """Its codec is made as for a lamp that brought the map or frames itself, and so are its
    faults."""
    if protocol.codec is not None:
        return computed(protocol, protocol.codec)

    def make(lamp: LampConfig, unit: str) -> Codec:
        # What the lamp itself sets counts before what its protocol does.
        lamp = lamp.under(protocol)
        if protocol.map is not None:
            return ModbusMap.mapped(protocol.map, lamp, unit)
        if protocol.frames is not None:
            return CustomFrames.framed(protocol.frames, lamp, unit)
        raise faults.permanent(faults.NEEDS_MAP, protocol=protocol.id)

    return Profile(
        protocol.id,
        protocol.name,
        protocol.about,
        make,
        tuple(channel for channel in CHANNELS if channel in _channels(protocol)),
        (*(("unit",) if protocol.map else ()), *LINE_SETTINGS, "reply_ms"),
        _named_defaults(protocol),
        _answers(protocol),
        "own" if _own_blink(protocol) else "ours",
        single=bool(protocol.frames and protocol.frames.whole),
        silence="falls" if protocol.map and protocol.map.silence_s else "unknown",
    )


def _channels(protocol: NamedProtocol) -> set[str]:
    frames = protocol.frames
    if protocol.map is not None or frames is None:
        return {str(channel) for channel in protocol.map.cells} if protocol.map else set()
    return {str(channel) for channel in frames.channel} | {
        # on, + and fast are no channels, and fall out where the channels are asked for.
        word
        for state in frames.whole
        for word in state.split()
    }


def _named_defaults(protocol: NamedProtocol) -> Mapping[str, str]:
    usual = PROFILES["modbus_registers"].defaults if protocol.map else PROFILES["custom"].defaults
    given = {
        key: str(value) for key in usual if (value := getattr(protocol, key, None)) is not None
    }
    return {**usual, **given}


def _answers(protocol: NamedProtocol) -> Answers:
    if protocol.map:
        return (
            "reads"
            if protocol.map.read
            else "acknowledges"
            if protocol.map.reply == "echo"
            else "silent"
        )
    return "acknowledges" if protocol.frames and protocol.frames.reply else "silent"


def _own_blink(protocol: NamedProtocol) -> bool:
    if protocol.map:
        cells = [cell for channel, cell in protocol.map.cells.items() if channel != "sounder"]
        return all(cell.slow is not None and cell.fast is not None for cell in cells)
    states, tiers = tuple(_states(protocol)), _channels(protocol).intersection(CHANNELS[:-1])
    # Of every tier or of none, as the codec has it.
    return bool(tiers) and all(
        any(state.startswith(f"{tier} {light}") for state in states)
        for tier in tiers
        for light in BLINKS
    )


def _states(protocol: NamedProtocol) -> Iterable[str]:
    frames = protocol.frames
    if frames is None:
        return ()
    return (
        *frames.whole,
        *(f"{channel} {light}" for channel, lights in frames.channel.items() for light in lights),
    )

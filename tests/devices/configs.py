"""Lamps as their line knows them, unchecked: as content that another version wrote may say."""

from typing import Any

from devices.codecs.config import LampConfig

TIERS = ("red", "yellow", "green")


def lamp_config(
    name: str,
    address: str,
    protocol: str = "adafruit_tower",
    colours: tuple[str, ...] = TIERS,
    sounder: bool = False,
    **more: Any,
) -> LampConfig:
    given = {"id": name, "address": address, "protocol": protocol, "colours": colours}
    return LampConfig.model_construct(**given, sounder=sounder, **more)


def changed(lamp: LampConfig, **more: Any) -> LampConfig:
    return lamp.model_copy(update=more)

"""A pattern taken apart: its channels, and in which order they are said to devices that take one at
a time."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from signage.shows.lamps import TIERS, Light, Pattern

CHANNELS = (*TIERS, "sounder")


def lit(pattern: Pattern, channel: str) -> Light:
    """How a channel burns; a sounder is on or off."""
    if channel == "sounder":
        return Light.ON if pattern.sounder else Light.OFF
    return pattern.tier(channel)


def with_channel(pattern: Pattern, channel: str, light: Light) -> Pattern:
    changed: dict[str, Any] = {channel: light is not Light.OFF if channel == "sounder" else light}
    return replace(pattern, **changed)


def with_channels(pattern: Pattern, lights: Mapping[str, Light]) -> Pattern:
    for channel, light in lights.items():
        pattern = with_channel(pattern, channel, light)
    return pattern


def lighting_first(pattern: Pattern, channels: Collection[str]) -> tuple[str, ...]:
    """What lights up comes first: a state half applied must not be dark, which reads as all
    clear."""
    return tuple(sorted(channels, key=lambda channel: lit(pattern, channel) is Light.OFF))


def opened(target: Pattern, channels: Collection[str]) -> Iterator[tuple[str, Pattern | None]]:
    """Every channel, and what the whole lamp shows then: known only with the last."""
    order = lighting_first(target, channels)
    for channel in order:
        yield channel, target if channel == order[-1] else None


def changed(
    before: Pattern, after: Pattern, channels: Collection[str]
) -> Iterator[tuple[str, Pattern]]:
    """The channels that differ, and what the whole lamp shows after each."""
    now = before
    for channel in lighting_first(
        after, [c for c in channels if lit(before, c) is not lit(after, c)]
    ):
        now = with_channel(now, channel, lit(after, channel))
        yield channel, now

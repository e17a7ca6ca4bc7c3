"""The form of one lamp, there and back: the keys of :class:`signage.hall.Lamp` as fields people fill in."""

import tomllib
from collections.abc import Mapping
from typing import Any

import tomlkit
from werkzeug.datastructures import MultiDict

from devices.channels import CHANNELS
from signage.hall import Lamp
from signage.lamps import TIERS
from signage.refused import Refused
from signage.words import both

Form = MultiDict[str, str]
WHOLE_NUMBERS = ("baud", "bits", "stop", "gap_ms", "reply_ms", "settle_ms", "size")
NUMBERS = ("blink_hz", "reassert_s")
CHOICES = ("parity", "on_stop")
FRAME_KEYS = ("reply", "refusal")
MODES = ("channel", "whole")


def lamp_in(form: Form) -> dict[str, Any]:
    """What the form says of a lamp; empty fields are left out. Raises :class:`Refused` for a text that is no number."""
    unit = form.get("unit", "").strip()
    address = form.get("address", "").strip()
    lamp: dict[str, Any] = {
        "id": form.get("id", "").strip(),
        "name": {"zh": form.get("name_zh", "").strip(), "en": form.get("name_en", "").strip()},
        "about": form.getlist("about"),
        "address": f"{address}#{unit}" if unit else address,
        "protocol": form.get("protocol", ""),
        "colours": [tier for tier in TIERS if tier in form.getlist("colours")],
        "sounder": form.get("sounder") == "yes",
    }
    lamp |= {key: _number(form, key, int) for key in WHOLE_NUMBERS if form.get(key, "").strip()}
    lamp |= {key: _number(form, key, float) for key in NUMBERS if form.get(key, "").strip()}
    lamp |= {key: form[key] for key in CHOICES if form.get(key)}
    wired = {
        name: _number(form, f"channel_{name}", int) for name in CHANNELS if form.get(f"channel_{name}", "").strip()
    }
    if wired:
        lamp["channels"] = wired
    if form.get("frames", "").strip():
        lamp["frames"] = _frames(form)
    if form.get("map", "").strip():
        lamp["map"] = _map(form["map"])
    return lamp


def _number(form: Form, key: str, of: type[int] | type[float]) -> int | float:
    text = form.get(key, "").strip()
    try:
        return of(text) if len(text) < 12 else of("")
    except ValueError as error:
        raise Refused("bad-number", key, both(f"“{text[:20]}”不是数字，请更正。", f"{key}: not a number.")) from error


def _frames(form: Form) -> dict[str, Any]:
    """One state a line, ``red on = A0 01 01 {sum8}``; ``open = …`` may come several times."""
    mode = form.get("frames_mode", "channel")
    said: list[tuple[str, str]] = []
    for number, line in enumerate(form["frames"].splitlines(), start=1):
        state, equals, data = line.replace("＝", "=").partition("=")
        if line.strip() and not equals:
            words = both(f"第 {number} 行缺少“=”，应写成：red on = A0 01 01 A2", f"Line {number} has no “=”.")
            raise Refused("bad-frames", "frames", words)
        if line.strip():
            said.append((" ".join(state.split()).lower(), data.strip()))
    frames: dict[str, Any] = {"open": [data for state, data in said if state == "open"]}
    states = {state: data for state, data in said if state != "open"}
    frames["whole" if mode == "whole" else "channel"] = states if mode == "whole" else _by_channel(states)
    return frames | {key: form.get(f"frames_{key}", "").strip() for key in FRAME_KEYS}


def _by_channel(states: Mapping[str, str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for state, data in states.items():
        channel, _, light = state.partition(" ")
        found.setdefault(channel, {})[light] = data
    return found


def _map(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused("bad-map", "map", both(f"寄存器表有误：{error}", f"The register map: {error}")) from error


def filled(lamp: Lamp) -> Form:
    """The form as it stands for a lamp that is described already."""
    address, _, unit = lamp.address.partition("#")
    form: Form = MultiDict(
        [("id", lamp.id), ("name_zh", lamp.name.get("zh", "")), ("name_en", lamp.name.get("en", "")),
         ("address", address), ("unit", unit), ("protocol", lamp.protocol), ("on_stop", lamp.on_stop)]
    )  # fmt: skip
    for key in (*WHOLE_NUMBERS, *NUMBERS, "parity"):
        value = getattr(lamp, key)
        if value:
            form[key] = f"{value:g}" if isinstance(value, float) else str(value)
    form.setlist("about", list(lamp.about))
    form.setlist("colours", list(lamp.colours))
    if lamp.sounder:
        form["sounder"] = "yes"
    form.update({f"channel_{name}": str(number) for name, number in lamp.channels.items()})
    if lamp.frames is not None:
        form["frames_mode"] = "whole" if lamp.frames.whole else "channel"
        form["frames"] = "\n".join(_lines(lamp))
        form.update({f"frames_{key}": getattr(lamp.frames, key) for key in FRAME_KEYS})
    if lamp.map is not None:
        form["map"] = tomlkit.dumps(lamp.map.model_dump(mode="json", by_alias=True, exclude_defaults=True))
    return form


def _lines(lamp: Lamp) -> list[str]:
    frames = lamp.frames
    if frames is None:
        return []
    by_channel = [
        (f"{name} {light}", data) for name, lights in frames.channel.items() for light, data in lights.items()
    ]
    listed = [*(("open", data) for data in frames.open), *frames.whole.items(), *by_channel]
    return [f"{state} = {data}" for state, data in listed]

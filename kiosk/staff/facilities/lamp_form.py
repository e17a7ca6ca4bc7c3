"""The form of one lamp, there and back: the keys of :class:`signage.hall.model.Lamp` as fields
people fill in."""

from collections.abc import Mapping
from typing import Any

import tomlkit
from werkzeug.datastructures import MultiDict

from devices.codecs.channels import CHANNELS
from devices.protocols.profiles import Profile
from kiosk.custody.lamps import unread_toml
from kiosk.wording.outside import toml
from signage.hall.model import Lamp
from signage.language.words import Message
from signage.rules.refusal import Refused
from signage.shows.lamps import TIERS

Form = MultiDict[str, str]
WHOLE_NUMBERS = ("baud", "bits", "stop", "gap_ms", "reply_ms", "settle_ms", "size")
NUMBERS = ("blink_hz", "reassert_s")
CHOICES = ("parity", "on_stop")
FRAME_KEYS = ("reply", "refusal")
NUMBER_MAX = 24
"""Letters of a number; a longer one is none."""


def lamp_in(form: Form, before: Lamp | None = None) -> dict[str, Any]:
    """What the form says of a lamp; empty fields are left out. Raises :class:`Refused` for a text
    that is no number.

    ``before``: the lamp as it is described; what the form has no field for stays as it was.
    """
    unit = form.get("unit", "").strip()
    address = form.get("address", "").strip()
    colours = [tier for tier in TIERS if tier in form.getlist("colours")]
    lamp: dict[str, Any] = {
        "id": form.get("id", "").strip(),
        "name": _name(form, before),
        "about": list(dict.fromkeys(form.getlist("about"))),
        "address": f"{address}#{unit}" if unit else address,
        "protocol": form.get("protocol", ""),
        "colours": colours,
        "sounder": form.get("sounder") == "yes",
    }
    lamp |= {key: _number(form, key, int) for key in WHOLE_NUMBERS if form.get(key, "").strip()}
    lamp |= {key: _number(form, key, float) for key in NUMBERS if form.get(key, "").strip()}
    lamp |= {key: form[key] for key in CHOICES if form.get(key)}
    # A relay field of a light the lamp does not have is hidden: what stands in it is nobody's wish.
    wanted = {*colours, *(("sounder",) if lamp["sounder"] else ())}
    wired = [
        name for name in CHANNELS if name in wanted and form.get(f"channel_{name}", "").strip()
    ]
    if wired:
        lamp["channels"] = {name: _number(form, f"channel_{name}", int) for name in wired}
    if form.get("frames", "").strip():
        lamp["frames"] = _frames(form)
    if form.get("map", "").strip():
        lamp["map"] = _map(form["map"])
    return lamp


def _name(form: Form, before: Lamp | None) -> dict[str, str]:
    typed = {"zh": form.get("name_zh", "").strip(), "en": form.get("name_en", "").strip()}
    return {
        lang: text for lang, text in {**(before.name if before else {}), **typed}.items() if text
    }


FIELDS: Mapping[str, str] = {
    "name": "name_zh",
    "name.zh": "name_zh",
    "name.en": "name_en",
    "lamp": "address",
}
"""Keys of a lamp → the form's field for it, where they are not called alike."""


def field_of(key: str | None) -> str | None:
    """The field of the form that a refusal is about; None where it is about the whole."""
    if key is None or key in FIELDS:
        return FIELDS.get(key or "")
    first, _, rest = key.partition(".")
    if first == "channels" and rest:
        return f"channel_{rest}"
    if first == "frames" and rest in FRAME_KEYS:
        return f"frames_{rest}"
    return FIELDS.get(first, first)


def _number(form: Form, key: str, of: type[int] | type[float]) -> int | float:
    text = form.get(key, "").strip()
    try:
        # Never of a number without end: int() takes the longer, the longer it is.
        return of(text) if len(text) <= NUMBER_MAX else of("")
    except ValueError as error:
        words = Message("lamp-form.not-number-correct", what=text[:20])
        raise Refused("bad-number", key, words) from error


def _frames(form: Form) -> dict[str, Any]:
    """One state a line, ``red on = A0 01 01 {sum8}``; ``open = …`` may come several times."""
    mode = form.get("frames_mode", "channel")
    said: list[tuple[str, str]] = []
    for number, line in enumerate(form["frames"].splitlines(), start=1):
        # A Chinese keyboard types the wide sign.
        state, equals, data = line.replace("＝", "=").partition("=")
        if line.strip() and not equals:
            words = Message("lamp-form.line-no-write-as-red", number=number)
            raise Refused("bad-frames", "frames", words)
        state = " ".join(state.split()).lower()
        if state != "open" and any(state == other for other, _ in said):
            words = Message("lamp-form.line-again", number=number, state=state[:40])
            raise Refused("bad-frames", "frames", words)
        if line.strip():
            said.append((state, data.strip()))
    frames: dict[str, Any] = {"open": [data for state, data in said if state == "open"]}
    states = {state: data for state, data in said if state != "open"}
    frames["whole" if mode == "whole" else "channel"] = (
        states if mode == "whole" else _by_channel(states)
    )
    return frames | {key: form.get(f"frames_{key}", "").strip() for key in FRAME_KEYS}


def _by_channel(states: Mapping[str, str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for state, data in states.items():
        channel, _, light = state.partition(" ")
        found.setdefault(channel, {})[light] = data
    return found


def _map(text: str) -> dict[str, Any]:
    try:
        return toml(text)
    except (ValueError, RecursionError) as error:
        raise Refused(
            "bad-map", "map", unread_toml(Message("lamp-form.the-register-map"), error, text)
        ) from error


def fresh(profile: Profile, address: str, number: str) -> Form:
    """The form of a lamp that is not described yet: what most halls would choose, to be seen and
    changed."""
    form: Form = MultiDict({**_placed(address, profile), "protocol": profile.id, "id": number})
    form.setlist(
        "colours", [tier for tier in ("red", "yellow", "green") if tier in profile.channels]
    )
    if profile.first_relay is not None:
        order = (*form.getlist("colours"), "sounder", "blue", "white")
        numbered = enumerate(
            (name for name in order if name in profile.channels), start=profile.first_relay
        )
        form.update({f"channel_{name}": str(relay) for relay, name in numbered})
    return form


def _placed(address: str, profile: Profile) -> dict[str, str]:
    """The unit in a field of its own where the protocol has units; else it stays where it was
    written."""
    line, _, unit = address.partition("#")
    return {"address": line, "unit": unit} if "unit" in profile.settings else {"address": address}


def filled(lamp: Lamp, profile: Profile) -> Form:
    """The form as it stands for a lamp that is described already."""
    form: Form = MultiDict(
        {**_placed(lamp.address, profile), "id": lamp.id, "name_zh": lamp.name.get("zh", ""),
         "name_en": lamp.name.get("en", ""), "protocol": lamp.protocol, "on_stop": lamp.on_stop}
    )  # fmt: skip
    usual = {name: field.default for name, field in Lamp.model_fields.items()}
    # Not on_stop: its choices are always shown, and one of them is always ticked.
    for key in (*WHOLE_NUMBERS, *NUMBERS, "parity"):
        value = getattr(lamp, key)
        # Only what somebody chose: a default that is filled in would be stored as a choice.
        if value != usual[key]:
            form[key] = str(value)
    form.setlist("about", list(lamp.about))
    form.setlist("colours", list(lamp.colours))
    if lamp.sounder:
        form["sounder"] = "yes"
    form.update({f"channel_{name}": str(number) for name, number in _relays(lamp, profile).items()})
    if lamp.frames is not None:
        form["frames_mode"] = "whole" if lamp.frames.whole else "channel"
        form["frames"] = "\n".join(_lines(lamp))
        form.update({f"frames_{key}": getattr(lamp.frames, key) for key in FRAME_KEYS})
    if lamp.map is not None:
        form["map"] = tomlkit.dumps(
            lamp.map.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        )
    return form


def _relays(lamp: Lamp, profile: Profile) -> Mapping[str, int]:
    """Which relay switches what, also where it was left to the order of the colours."""
    if lamp.channels or profile.first_relay is None:
        return {str(name): number for name, number in lamp.channels.items()}
    wanted = (*lamp.colours, *(("sounder",) if lamp.sounder else ()))
    return {name: number for number, name in enumerate(wanted, start=profile.first_relay)}


def _lines(lamp: Lamp) -> list[str]:
    frames = lamp.frames
    if frames is None:
        return []
    by_channel = [
        (f"{name} {light}", data)
        for name, lights in frames.channel.items()
        for light, data in lights.items()
    ]
    listed = [*(("open", data) for data in frames.open), *frames.whole.items(), *by_channel]
    return [f"{state} = {data}" for state, data in listed]

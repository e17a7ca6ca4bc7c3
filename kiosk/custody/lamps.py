"""Lamps set up while running: judged beside all others before anything is stored, for pages, API
and imports alike."""

import hashlib
import os.path
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import tomlkit

from devices.codecs import faults
from devices.codecs.config import LampConfig
from devices.codecs.faults import DeviceError
from devices.lines.addresses import Allowed
from devices.lines.drivers import plan
from devices.protocols.hall_protocols import makers, named
from kiosk.content.toml_lines import advice
from kiosk.engine.view import Outcome
from kiosk.serving.services import Services, services
from kiosk.wording.outside import toml
from signage.decide import decide
from signage.deciding.lamps import of_lamp
from signage.hall.model import Hall, Lamp
from signage.language.words import Message, Words
from signage.rules.refusal import Refused
from signage.situation.commands import SetLamps
from signage.situation.configured_lamps import described
from signage.situation.events import Recorded
from signage.situation.fold import fold
from signage.situation.incidents import Actor

TOML_MAX = 64 * 1024
NEW = ""
"""The :func:`mark` of a lamp that is not there yet."""
TAKEN = Message("lamps.id-taken-use-another")
GONE = Message("lamps.someone-removed-lamp-go-back")
CHANGED = Message("lamps.someone-changed-lamp-meanwhile-save")
SAME_PORT = Message("lamps.same-port-as-lamp-give")


def set_lamps(
    put: Sequence[Mapping[str, Any]],
    remove: Sequence[str],
    actor: Actor,
    key: tuple[str, str] | None = None,
    seen: Mapping[str, str] | None = None,
) -> Outcome:
    """Store these lamps, all or none. Raises :class:`Refused` in the words of the driver that could
    not light one.

    ``seen``: the :func:`mark` each lamp had when it was looked at. One that was changed since is
    refused.
    """
    here = services()
    # Judged and stored in one go: of two lamps that clash each alone would pass.
    with here.setting_lamps:
        command = SetLamps(tuple(put), tuple(remove))
        # A request that is repeated is answered as before, though its lamp has changed since.
        if key is None or here.store.answer(actor.name, key[0]) is None:
            _require_unchanged(here.board.view.content.hall, seen or {})
            _judge(here, command, actor)
        return here.board.do(command, actor, key)


def mark(lamp: Lamp | None) -> str:
    """Differs with every change of a lamp."""
    return hashlib.sha256(lamp.model_dump_json().encode()).hexdigest()[:16] if lamp else NEW


def _require_unchanged(hall: Hall, seen: Mapping[str, str]) -> None:
    for name, was in seen.items():
        now = mark(hall.lamp.get(name))
        if now != was:
            code, words = (
                ("taken", TAKEN)
                if was == NEW
                else ("gone", GONE)
                if now == NEW
                else ("changed", CHANGED)
            )
            raise Refused(code, "id" if was == NEW else None, words)


def _judge(here: Services, command: SetLamps, actor: Actor) -> None:
    view, now = here.board.view, here.clock()
    hall, situation = view.content.hall, view.world.situation
    events = decide(hall, view.content.catalogue, situation, command, actor, now).events
    recorded = [Recorded(situation.revision + 1, now, actor, event) for event in events]
    after = described(view.read.hall, fold(recorded, situation))
    names = [str(lamp.get("id")) for lamp in command.put]
    wrong = unlit(after, here.allowed, names)
    for name in names:
        if (fault := wrong.get(name)) is not None:
            raise Refused("bad-lamp", key_of(fault), of_lamp(fault.message, name, names))
        if (clash := _renamed_port(after, name)) is not None:
            raise Refused("bad-lamp", "address", of_lamp(clash, name, names))


def unlit(hall: Hall, allowed: Allowed, last: Sequence[str] = ()) -> Mapping[str, DeviceError]:
    """Lamps of the hall that no driver can ever light, each with its reason.

    Where two collide, it is the fault of those in ``last``, wherever they stand in the list.
    """
    ordered = sorted(hall.lamps, key=lambda lamp: lamp.id in last)
    configs = [LampConfig.of(lamp) for lamp in ordered]
    return plan(configs, makers(named(hall.protocols)), allowed).wrong


def _renamed_port(hall: Hall, name: str) -> Words | None:
    """Two names of one device: drivers share a line by its name, so the second could never open
    it."""
    path = _path(hall.lamp[name])
    if not path.startswith("/"):
        return None
    for other in hall.lamps:
        known = _path(other)
        if (
            known != path
            and known.startswith("/")
            and os.path.realpath(known) == os.path.realpath(path)
        ):
            return faults.told(SAME_PORT, address=path, other=other.id, known=known)
    return None


def _path(lamp: Lamp) -> str:
    return lamp.address.partition("#")[0]


# ---------------------------------------------------------------- which key a driver's fault is about

_KEYS: Sequence[tuple[str, Iterable[Message]]] = (
    ("address", (faults.SCHEME, faults.NETWORK_FORM, faults.HOST, faults.SIMULATOR_OFF, faults.SIMULATOR_OPTION,
                 faults.SHARED, faults.PROTOCOL_PORT)),
    ("unit", (faults.UNIT, faults.UNIT_RANGE)),
    ("channels", (faults.CHANNEL, faults.CHANNEL_SHARED, faults.CHANNEL_TWICE, faults.UNWIRED)),
    ("size", (faults.SIZE,)),
    ("map", (faults.NEEDS_MAP,)),
    ("frames", (faults.FRAME, faults.FRAME_STATE, faults.FRAME_MISSING, faults.FRAME_TWICE, faults.FRAME_BOTH,
                faults.NEEDS_FRAMES)),
    ("baud", (faults.BAUD, faults.LINE_CONFLICT)),
    ("on_stop", (faults.FAREWELL,)),
    ("protocol", (faults.PROTOCOL,)),
)  # fmt: skip
_KEY_OF: Mapping[str, str] = {message.id: key for key, messages in _KEYS for message in messages}


def key_of(error: DeviceError) -> str:
    """The lamp's key that has to be changed: ``address``, ``channels.red``, ``frames.reply`` …,
    else ``lamp``.

    A driver's fault is a sentence for people; where on a form they find what it speaks of is known
    here alone.
    """
    message = error.message
    key = _KEY_OF.get(message.id, "lamp")
    within = str(message.given.get("channel", message.given.get("state", "")))
    return (
        f"{key}.{within}"
        if (key == "channels" and within) or within in ("reply", "refusal")
        else key
    )


# ---------------------------------------------------------------- files


def to_toml(lamps: Sequence[Lamp]) -> str:
    """The lamps as a ``lamps.toml``, ready for a content directory or another hall."""
    document = tomlkit.document()
    document.add(
        tomlkit.comment(
            "Lamps: what each speaks for, where it hangs, how it is driven. Keys: README.md."
        )
    )
    tables = tomlkit.aot()
    for lamp in lamps:
        tables.append(
            tomlkit.item(lamp.model_dump(mode="json", by_alias=True, exclude_defaults=True))
        )
    document.add("lamps", tables)
    return tomlkit.dumps(document)


def from_toml(text: str) -> list[dict[str, Any]]:
    """The lamps of a ``lamps.toml``, not yet judged. Raises :class:`Refused` where it is no such
    file."""
    if len(text) > TOML_MAX:
        raise Refused("bad-file", "file", Message("lamps.too-large-64-kib-at"))
    try:
        listed = toml(text).get("lamps")
    except (ValueError, RecursionError) as error:
        raise Refused(
            "bad-file", "file", unread_toml(Message("lamps.the-file"), error, text)
        ) from error
    if (
        not isinstance(listed, list)
        or not listed
        or not all(isinstance(lamp, dict) for lamp in listed)
    ):
        raise Refused("bad-file", "file", Message("lamps.the-file-has-no-lamps"))
    return listed


def unread_toml(what: Words, error: Exception, text: str = "") -> Words:
    """Which line of a TOML text cannot be read, and how it was perhaps meant."""
    line = re.search(r"line (\d+)", str(error))
    where: Words | str = Message("lamps.at-its-end") if "end of document" in str(error) else ""
    if line:
        where = Message("lamps.at-line", line=line[1])
    typed = text.replace("\r\n", "\n").split("\n")[int(line[1]) - 1 :][:1] if line else []
    return Message(
        "lamps.no-valid-toml",
        what=what,
        where=where,
        error=str(error)[:200],
        found=advice(*typed),
    )

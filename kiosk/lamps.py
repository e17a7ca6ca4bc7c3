"""Lamps set up while running: judged beside all others before anything is stored, for pages, API and imports alike."""

import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

import tomlkit

from devices.addresses import Allowed
from devices.config import LampConfig
from devices.drivers import plan
from devices.faults import DeviceError
from devices.named import makers, named
from kiosk.board import Outcome
from kiosk.services import services
from signage.commands import SetLamps
from signage.decide import decide
from signage.described import described
from signage.events import Recorded
from signage.fold import fold
from signage.hall import Hall, Lamp
from signage.incidents import Actor
from signage.refused import Refused
from signage.words import both

TOML_MAX = 64 * 1024


def set_lamps(
    put: Sequence[Mapping[str, Any]], remove: Sequence[str], actor: Actor, key: tuple[str, str] | None = None
) -> Outcome:
    """Store these lamps, all or none. Raises :class:`Refused` in the words of the driver that could not light one."""
    here = services()
    command = SetLamps(tuple(put), tuple(remove))
    hall, situation = here.board.view.read.hall, here.board.view.world.situation
    now = here.clock()
    events = decide(here.board.view.content.hall, here.board.view.content.catalogue, situation, command, actor, now)
    after = described(hall, fold([Recorded(situation.revision + 1, now, actor, event) for event in events], situation))
    wrong = unlit(after, here.allowed)
    for described_lamp in put:
        fault = wrong.get(str(described_lamp.get("id")))
        if fault is not None:
            raise Refused("bad-lamp", "lamp", fault.message)
    return here.board.do(command, actor, key)


def unlit(hall: Hall, allowed: Allowed) -> Mapping[str, DeviceError]:
    """Lamps of the hall that no driver can ever light, each with its reason."""
    configs = [LampConfig.of(lamp) for lamp in hall.lamps]
    return plan(configs, makers(named(hall.protocols)), allowed.simulators, allowed.hosts).wrong


def to_toml(lamps: Sequence[Lamp]) -> str:
    """The lamps as a ``lamps.toml``, ready for a content directory or another hall."""
    document = tomlkit.document()
    document.add(tomlkit.comment("Lamps: what each speaks for, where it hangs, how it is driven. Keys: README.md."))
    tables = tomlkit.aot()
    for lamp in lamps:
        tables.append(tomlkit.item(lamp.model_dump(mode="json", by_alias=True, exclude_defaults=True)))
    document.add("lamps", tables)
    return tomlkit.dumps(document)


def from_toml(text: str) -> list[dict[str, Any]]:
    """The lamps of a ``lamps.toml``, not yet judged. Raises :class:`Refused` where it is no such file."""
    if len(text) > TOML_MAX:
        raise Refused("bad-file", "file", both("文件过大，最多 64 KiB。", "Too large: 64 KiB at most."))
    try:
        listed = tomllib.loads(text).get("lamps")
    except (ValueError, RecursionError) as error:
        words = both(f"不是有效的 TOML 文件：{error}", f"Not a valid TOML file: {error}")
        raise Refused("bad-file", "file", words) from error
    if not isinstance(listed, list) or not all(isinstance(lamp, dict) for lamp in listed):
        raise Refused("bad-file", "file", both("文件中没有 [[lamps]]。", "The file has no [[lamps]]."))
    return listed

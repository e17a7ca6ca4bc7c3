"""The emergency scenes a screen holds beforehand, so that an alarm or a switch of scheme needs a
few hundred bytes.

A pack is what this screen would show for every emergency kind under every prepared scheme and with
each single exit, staircase or lift closed, drawn by the very functions that draw the live scene.
The live scene is then told as the held one it resembles and the pieces in which it differs (time of
issue, cause); a piece is what stands between two ``<``.

A held scene is named by the hash of its own bytes: a page that holds another version cannot find
it, and asks for the whole. Nothing of a pack is shown unless the hall says so.
"""

import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from kiosk.drawing.renderer import Renderer
from kiosk.engine.view import View
from signage.availability.world import world
from signage.catalogue.kind_words import usual_target
from signage.catalogue.kinds import LIFE_SAFETY
from signage.decide import decide
from signage.evacuation.blocks import HARD, NORMAL
from signage.evacuation.state import held
from signage.floorplan.plan import Plan
from signage.hall.model import HALL, Screen
from signage.rules.refusal import Refused
from signage.shows.scene import Scene
from signage.shows.scenes import preview
from signage.situation.commands import BlockWay, ChooseScheme, Command, Raise
from signage.situation.events import Recorded
from signage.situation.fold import fold
from signage.situation.incidents import Actor, Situation

MOST: Final = 1024
"""Bytes of a change above which the whole scene is sent instead (evacuation reference §5)."""
LONG_AGO: Final = datetime(2000, 1, 1, 4, tzinfo=UTC)
"""A time of issue as wide as any other; the live one takes its place."""
SOMEBODY: Final = Actor("pack", "supervisor")

Key = tuple[str, str, str, frozenset[str]]
"""Kind, class, scheme, closed exits, stairs and lifts."""


@dataclass(frozen=True, slots=True)
class Pack:
    """``version`` is the content's; ``scenes`` by hash; ``names`` says which hash stands for
    what."""

    version: str
    scenes: dict[str, str]
    names: dict[Key, str]

    def body(self) -> bytes:
        """Gzipped JSON, the same bytes for the same scenes."""
        said = json.dumps({"version": self.version, "scenes": self.scenes}, ensure_ascii=False)
        return gzip.compress(said.encode(), mtime=0)


class Packs:
    """Packs by screen, each drawn when its screen first asks."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer
        self._made: dict[str, Pack] = {}

    def of(self, view: View, screen: Screen) -> Pack:
        pack = self._made.get(screen.id)
        if pack is None or pack.version != version(view):
            pack = self._made[screen.id] = self._draw(view, screen)
        return pack

    def holds(self, view: View, screen: str) -> bool:
        pack = self._made.get(screen)
        return pack is not None and pack.version == version(view)

    def put(self, screen: str, pack: Pack) -> None:
        """A pack that was drawn elsewhere, by the same functions over the same content."""
        self._made[screen] = pack

    def change(self, view: View, screen: str, html: str) -> bytes | None:
        """The live scene as a change of a held one, ready as an event's data; None where it must be
        sent whole."""
        pack, scene = self._made.get(screen), view.scenes[screen]
        # No drill is held: a page must never find a drill's band in what it shows on its own.
        if pack is None or pack.version != version(view) or scene.drill:
            return None
        base = pack.names.get(_key(view, scene))
        pieces = None if base is None else difference(pack.scenes[base], html)
        if pieces is None:
            return None
        data = json.dumps(
            {"base": base, "pieces": pieces}, ensure_ascii=False, separators=(",", ":")
        ).encode()
        return data if len(data) <= MOST else None

    def _draw(self, view: View, screen: Screen) -> Pack:
        found: dict[str, str] = {}
        names: dict[Key, str] = {}
        for key, situation in emergencies(view):
            there = world(view.content.hall, situation, LONG_AGO, view.content.evacuation)
            html = self._renderer.scene_html(preview(there, screen), screen, there)
            name = hashlib.sha256(html.encode()).hexdigest()[:16]
            found[name] = html
            # Many situations look alike on one screen: one picture under all of their names.
            names[key] = name
        return Pack(version(view), found, names)


def version(view: View) -> str:
    return view.read.digest[:12]


def difference(base: str, html: str) -> list[tuple[int, str]] | None:
    """The pieces of ``html`` that are others than those of ``base``, by number; None where their
    number differs."""
    # Every text has been escaped: how many "<" there are depends on the elements alone.
    before, after = base.split("<"), html.split("<")
    if len(before) != len(after):
        return None
    return [
        (number, piece)
        for number, (old, piece) in enumerate(zip(before, after, strict=True))
        if old != piece
    ]


def _key(view: View, scene: Scene) -> Key:
    situation = view.world.situation
    incident = situation.incidents[scene.incident] if scene.incident else None
    if incident is None:
        return "", "", "", frozenset()
    plan = view.content.evacuation.plan
    hard = (
        []
        if plan is None
        else [block.target for block in held(plan, situation) if block.hold in HARD]
    )
    # What else is closed makes other pieces of the same picture, not another picture.
    closed = frozenset(hard) & {*_tapped(plan)}
    return (
        incident.notice.kind,
        incident.notice.cls,
        view.content.evacuation.scheme(situation.scheme).id,
        closed,
    )


def _tapped(plan: Plan | None) -> tuple[str, ...]:
    """What staff close by one tap and people ask for by name; a door inside or a zone is sent
    whole."""
    return () if plan is None else (*plan.exit, *plan.shaft)


def emergencies(view: View) -> Iterator[tuple[Key, Situation]]:
    """Every situation whose scenes are held: one emergency alone, under a scheme or with one thing
    closed."""
    evacuation = view.content.evacuation
    settings: list[tuple[str, frozenset[str], tuple[Command, ...]]] = [(NORMAL.id, frozenset(), ())]
    settings += [
        (scheme.id, frozenset(), (ChooseScheme(scheme.id),)) for scheme in evacuation.schemes
    ]
    settings += [
        (NORMAL.id, frozenset({name}), (BlockWay(name, "closed"),))
        for name in _tapped(evacuation.plan)
    ]
    for scheme, closed, before in settings:
        for kind in view.content.catalogue.kinds:
            for cls in (
                cls
                for cls in kind.classes
                if cls in LIFE_SAFETY and (cls == "evacuate" or not before)
            ):
                target = HALL if HALL in kind.targets else usual_target(view.content.hall, kind)
                if target is not None:
                    situation = _after(view, (*before, Raise(kind.code, (target,), cls=cls)))
                    if situation is not None:
                        yield (kind.code, cls, scheme, closed), situation


def _after(view: View, commands: tuple[Command, ...]) -> Situation | None:
    """The hall in which nothing happened but these; None where the catalogue does not allow one of
    them."""
    situation = Situation()
    for command in commands:
        try:
            decided = decide(
                view.content.hall, view.content.catalogue, situation, command, SOMEBODY, LONG_AGO
            )
        except Refused:
            return None
        recorded = [
            Recorded(situation.revision + 1, LONG_AGO, SOMEBODY, event) for event in decided.events
        ]
        situation = fold(recorded, situation)
    return situation

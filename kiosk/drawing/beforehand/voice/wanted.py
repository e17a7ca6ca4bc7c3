"""Which clips a hall needs: what its screens say now, and all they could say in an emergency."""

from collections.abc import Callable, Iterator

from kiosk.drawing.beforehand.pack import LONG_AGO, emergencies
from kiosk.engine.view import View
from signage.availability.world import World, world
from signage.catalogue.kinds import LEAVING, LIFE_SAFETY
from signage.hall.model import Hall, Screen
from signage.language.words import NO_WORDS, Spoken
from signage.shows.scene import Scene
from signage.shows.scene_parts import ALL_CLEAR, HEED_STAFF, THANKS
from signage.shows.scenes import scene_of, scenes
from signage.spoken.clips import Clip, clips, heard, read, read_old

Clips = dict[str, Clip]
"""By key."""


def sounding(view: View) -> tuple[Screen, ...]:
    return tuple(screen for screen in view.content.hall.screens if screen.sound != "off")


def reading(view: View) -> tuple[Screen, ...]:
    """Whose touch pages are read aloud."""
    return tuple(screen for screen in view.content.hall.screens if screen.read_aloud)


def present(view: View) -> Clips:
    """What the screens say at this moment, or read to whoever presses the key of a sign."""
    found, hall = Clips(), view.content.hall
    for screen in sounding(view):
        found |= _said(view.world, screen, view.scenes[screen.id])
    for screen in reading(view):
        scene = view.scenes[screen.id]
        for clip in (*read(hall, screen, scene), *read_old(hall, screen, scene)):
            found[clip.key] = clip
    return found


def ahead(
    view: View, screens: tuple[Screen, ...], go_on: Callable[[], bool] = lambda: True
) -> dict[str, Clips] | None:
    """What each of these could say in an emergency and after it, by screen; None where ``go_on``
    ended it."""
    found: dict[str, Clips] = {screen.id: {} for screen in screens}
    for there in _emergencies(view, screens):
        of = scene_of(there)
        for screen in screens:
            scene = of(screen)
            found[screen.id] |= _said(there, screen, scene)
            if scene.sign in LIFE_SAFETY:
                found[screen.id] |= _said(there, screen, cleared(scene))
        if not go_on():
            return None
    return found


def _emergencies(view: View, screens: tuple[Screen, ...]) -> Iterator[World]:
    content = view.content
    for _, situation in emergencies(view) if screens else ():
        yield world(content.hall, situation, LONG_AGO, content.evacuation)


def _said(there: World, screen: Screen, scene: Scene) -> Clips:
    one = heard(there.hall, screen, scene, there.now)
    return {clip.key: clip for clip in (*one.now, *one.old)} if one is not None else {}


def cleared(scene: Scene) -> Scene:
    """Its all-clear, as far as it is said."""
    thanks = HEED_STAFF if scene.sign in LEAVING else THANKS
    return scene._replace(
        sign="all-clear", title=ALL_CLEAR, lines=(thanks,), until=NO_WORDS, instead=(),
        way=None, band=NO_WORDS,
    )  # fmt: skip


def of_kinds(view: View) -> dict[str, tuple[Clip, ...]]:
    """What is said of each emergency kind wherever it is heard: no place, no way; and the
    all-clears. By name, such as ``FIRE-evacuate``."""
    hall, found = view.content.hall, dict[str, tuple[Clip, ...]]()
    for (kind, cls, _, _), situation in emergencies(view):
        if f"{kind}-{cls}" in found:
            continue
        there = world(hall, situation, LONG_AGO, view.content.evacuation)
        of = (scene for scene in scenes(there).values() if scene.sign == cls)
        scene = next(of, None)
        if scene is not None:
            after = "leaving" if cls in LEAVING else "danger"
            found[f"{kind}-{cls}"] = everywhere(hall, scene)
            found[f"all-clear-{after}"] = everywhere(hall, cleared(scene))
    return found


def everywhere(hall: Hall, scene: Scene) -> tuple[Clip, ...]:
    """What is true of it wherever it is heard, without a place or a way; in every language of the
    hall that has words for it."""
    bare = scene._replace(subject=NO_WORDS, way=None, until=NO_WORDS, instead=())
    first = clips(bare, Spoken(hall.languages[0], ""))
    further = (clips(bare, Spoken(hall.languages[0], lang))[1:] for lang in hall.languages[1:])
    return (*first, *(clip for pair in further for clip in pair))

"""All that a hall says of what happens in it: screens, boards, status page, prepared texts, and
text messages."""

from collections.abc import Iterator
from dataclasses import dataclass

from signage.availability.redirects import Option, instead
from signage.availability.world import Channel, World, channels
from signage.hall.model import Service
from signage.language.words import Words, say
from signage.shows.announcements import proposed
from signage.shows.due_notice import to_warn
from signage.shows.phrases import strip_words
from signage.shows.scene import Row, Scene
from signage.shows.scenes import scenes
from signage.shows.status import status


@dataclass(frozen=True)
class Told:
    """``field`` is what it is of its page; ``incident`` whose, empty where it is about no single
    one."""

    where: str
    field: str
    words: Words
    incident: str = ""

    def __str__(self) -> str:
        return f"{self.where} {self.field}: {say(self.words)} / {say(self.words, 'en')}"


def told(world: World) -> Iterator[Told]:
    for scene in scenes(world).values():
        yield from _of_scene(scene)
    yield from _of_status(world)
    yield from prepared(world)


def _of_scene(scene: Scene) -> Iterator[Told]:
    where, own = f"screen {scene.screen}", scene.incident or ""
    yield Told(where, "title", scene.title, own)
    yield Told(where, "subject", scene.subject, own)
    yield from (Told(where, "line", line, own) for line in (*scene.lines, scene.until) if line)
    yield from (Told(where, "option", option.words, own) for option in scene.instead)
    for strip in scene.strips:
        words = strip_words(strip)
        yield Told(where, "strip", words, strip.incident)
    for row in (*scene.rows, *scene.systems):
        yield from _of_row(where, row)
    if scene.tip:
        yield Told(where, "tip", scene.tip)


def _of_row(where: str, row: Row) -> Iterator[Told]:
    yield Told(where, "state", row.word)
    if row.note:
        yield Told(where, "note", row.note)


def _of_status(world: World) -> Iterator[Told]:
    for trouble in status(world).troubles:
        for words in (trouble.subject, trouble.words, trouble.until, *trouble.instead):
            if words:
                yield Told("/status", "trouble", words)


def prepared(world: World) -> Iterator[Told]:
    """What staff are offered to send or publish."""
    for incident in world.situation.open_incidents:
        if incident.drill or incident.notice.public == "none":
            continue
        for what in ("notice", "end"):
            title, body = proposed(world, incident, what)
            yield Told(f"text of the {what}", "published title", {"zh": title}, incident.id)
            yield Told(f"text of the {what}", "published", {"zh": body}, incident.id)
    for warn in to_warn(world):
        yield Told("text message of the deadline", "published", {"zh": warn.sms}, warn.incident.id)
        yield Told("notice of the deadline", "published", {"zh": warn.notice}, warn.incident.id)


def options(world: World, most: int = 1000) -> Iterator[tuple[str, Option]]:
    """Every piece of advice where to go instead, wherever a page may ask for it; of ``most`` things
    each sort."""
    for scene in scenes(world).values():
        yield from ((f"screen {scene.screen}", option) for option in scene.instead)
    hall, known = world.hall, dict[str, tuple[Channel, ...]]()

    def offered(world: World, service: Service) -> tuple[Channel, ...]:
        if service.id not in known:
            known[service.id] = channels(world, service)
        return known[service.id]

    parts = (hall.windows, hall.machines[::-1], hall.zones, hall.systems)
    for subject in (None, *(thing.id for part in parts for thing in part[:most])):
        yield from (
            (f"instead of {subject}", option) for option in instead(world, subject, (), offered)
        )

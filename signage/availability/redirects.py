"""Where instead: the channels that still work, best first."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, replace
from itertools import takewhile

from signage.availability.by_hand import by_hand, windows_words
from signage.availability.nearest import ANYWHERE, Reader, elsewhere, nearest, storey_of
from signage.availability.no_go import within
from signage.availability.world import Channel, World, channels
from signage.hall.model import Machine, Service, Window
from signage.hall.short_names import window_name
from signage.language.words import FIRST_LANGUAGE, NO_WORDS, Message, Words, say
from signage.situation.incidents import Incident

WINDOWS_NAMED = 3
TERMINALS_NAMED = 3


@dataclass(frozen=True, slots=True)
class Option:
    """One line a taxpayer can act on: 请到 6、7 号窗口; with the address to scan where there is one."""

    kind: str
    words: Words
    places: tuple[str, ...] = ()
    url: str | None = None
    part: bool = False
    """Of what was done at the closed one, some alone is done there."""


def preferred(incidents: Iterable[Incident]) -> tuple[str, ...]:
    """Channel kinds the open, real incidents ask to offer first, the gravest first."""
    ordered = sorted(
        (i for i in incidents if not i.drill), key=lambda i: (i.level, i.raised_at, i.id)
    )
    return tuple(dict.fromkeys(kind for incident in ordered for kind in incident.notice.prefer))


def redirects(world: World, service: Service) -> tuple[Channel, ...]:
    """The channels of a service that work now, best first: what incidents prefer, then the
    content's order."""
    first = preferred(world.situation.open_incidents)
    works = [channel for channel in channels(world, service) if channel.available]
    return tuple(
        sorted(works, key=lambda c: first.index(c.kind) if c.kind in first else len(first))
    )


Offered = Callable[[World, Service], tuple[Channel, ...]]


def instead(
    world: World,
    subject: str | None,
    prefer: tuple[str, ...],
    offered: Offered = channels,
    reader: Reader = ANYWHERE,
) -> tuple[Option, ...]:
    """Ways around a closed window, machine or system; at most three, best first, never the subject
    itself.

    Nobody is sent to a scene, nor into what is to be relieved (:mod:`signage.availability.no_go`).
    ``offered`` is :func:`channels`, or what remembers its answers: they are the same for every
    subject. ``reader`` says who is told: the nearest place comes first, and the storey of another
    is said.
    """
    resource = world.hall.resources.get(subject or "")
    services = _services_of(world, resource)
    named = isinstance(resource, Window | Machine)
    options: dict[str, Option] = {}
    spare = _spare(world, resource)
    if spare is not None:
        options["spare"] = spare
    works = _works(world, subject, services, offered, named=named)
    if not services and _serves(resource):
        works = _anywhere(_works(world, subject, world.hall.services, offered, named=named))
    for kind, found in works.items():
        told = replace(reader, beside=subject) if named else reader
        option = _option(
            world, kind, found, resource if isinstance(resource, Window | Machine) else None, told
        )
        # People queue at one place: what none of them does whole is done there in part.
        whole = not named or kind not in ("window", "terminal") or _most(found) == len(services)
        options.setdefault(kind, option if whole else _partly(option))
    first = ("terminal", "window") if isinstance(resource, Machine) else ("window", "terminal")
    if "window" not in options:
        options |= _papers(world, subject, services)
    order = [*prefer, "spare", *first, "online", "app", "phone", "web", "post"]
    # Before all that only informs, also where a notice prefers one of these and moved it up.
    order.insert(min(order.index(kind) for kind in ("phone", "web", "post")), "papers")
    ranked = sorted(options.values(), key=lambda o: order.index(o.kind))
    return _with_code(ranked)


def _works(
    world: World, subject: str | None, services: Iterable[Service], offered: Offered, *, named: bool
) -> dict[str, list[Channel]]:  # fmt: skip
    """What people may be sent to, by kind of channel."""
    avoided = world.shunned
    known = subject is not None and subject in world.hall.resources
    own = frozenset(within(world.hall, subject)) if known and subject else frozenset[str]()
    works: dict[str, list[Channel]] = {}
    for service in services:
        for channel in offered(world, service):
            if not channel.available or channel.place in own or channel.place in avoided.things:
                continue
            crowded = (
                not named and avoided.relieved is not None and channel.kind not in avoided.relieved
            )
            if channel.place is None or not crowded:
                works.setdefault(channel.kind, []).append(channel)
    return works


def _serves(resource: object) -> bool:
    return isinstance(resource, Window) or (
        isinstance(resource, Machine) and resource.what == "terminal"
    )


def _anywhere(works: Mapping[str, list[Channel]]) -> dict[str, list[Channel]]:
    """What asks for no walk: where no service is listed, nobody knows which other place would
    do."""
    return {kind: found for kind, found in works.items() if all(c.place is None for c in found)}


PAPERS_ANYWHERE = Message("redirects.hand-in-papers-at-windows")


def _papers(world: World, subject: str | None, services: list[Service]) -> dict[str, Option]:
    """Windows that take papers of any of these services; to the one that is out itself nobody is
    sent."""
    wanted, taking = {service.id for service in services}, by_hand(world)
    places = tuple(
        w.id for w in world.hall.windows
        if w.id in taking and w.id not in world.shunned.things and not wanted.isdisjoint(world.windows[w.id].services)
    )  # fmt: skip
    if not places or subject in taking:
        return {}
    named = windows_words(world, places)
    few = Message("redirects.hand-in-papers", named=named)
    return {
        "papers": Option("papers", few if len(places) <= WINDOWS_NAMED else PAPERS_ANYWHERE, places)
    }


def _with_code(ranked: list[Option]) -> tuple[Option, ...]:
    """The three best; a working online address is always one of them: people can take the code
    along."""
    best = ranked[:3]
    coded = next((o for o in ranked if o.kind == "online"), None)
    if coded is not None and coded not in best:
        best[-1] = coded
    return tuple(best)


def _services_of(world: World, resource: object) -> list[Service]:
    if isinstance(resource, Window):
        ids: tuple[str, ...] = world.windows[resource.id].services
    elif isinstance(resource, Machine):
        ids = resource.services
    else:
        return list(world.hall.services)
    return [world.hall.service[i] for i in ids if i in world.hall.service]


def _spare(world: World, resource: object) -> Option | None:
    """Another machine of the same make, for machines that are no terminals (queue machine,
    printer)."""
    if not isinstance(resource, Machine) or resource.what == "terminal":
        return None
    others = [
        m
        for m in world.hall.machines
        if m.what == resource.what and m.id != resource.id and _free(world, m.id)
    ]
    if others:
        return Option(
            "spare", Message("redirects.please-use", told=others[0].name), (others[0].id,)
        )
    desk = next(
        (p for p in world.hall.places if p.id.startswith("desk/") and _free(world, p.id)), None
    )
    if desk is None:
        return None
    return Option("spare", _go_to([(NO_WORDS, desk.name)]), (desk.id,))


def _free(world: World, place: str) -> bool:
    return world.works(place) and place not in world.shunned.things


def _option(
    world: World, kind: str, found: list[Channel], out: Window | Machine | None, reader: Reader
) -> Option:
    """``out`` is the one window or machine that this is instead of; None for a system or the whole
    hall."""
    if kind == "window":
        return _windows(world, found, reader, named=out is not None)
    if kind == "terminal":
        return _terminals(world, found, out, reader)
    first = found[0]
    words = first.name
    url = None
    if kind == "online":
        online = world.hall.online
        if online is not None and online.verified_on is not None:
            words, url = Message("redirects.scan-to-file-online"), online.url
    elif kind == "phone":
        words = Message("redirects.please-call", phone=first.phone or "")
    return Option(kind, words, (), url)


def _most(found: Iterable[Channel]) -> int:
    """How many services the place does that does the most."""
    return max(Counter(channel.place for channel in found).values(), default=0)


def _partly(option: Option) -> Option:
    """Where not everything that was done at the closed one is done: nobody is to queue there for
    nothing."""
    words = Message("redirects.for-some-services", option=option.words)
    return replace(option, words=words, part=True)


ANY_WINDOW = Message("redirects.a-service-window")


def _windows(world: World, found: list[Channel], reader: Reader, *, named: bool) -> Option:
    numbers = {w.id: w.number for w in world.hall.windows}
    offered: dict[str, set[str]] = {}
    for channel in found:
        if channel.place is not None:
            offered.setdefault(channel.place, set()).add(channel.service)
    ordered = nearest(
        world.hall, world.evacuation.plan, reader, sorted(offered, key=lambda place: numbers[place])
    )
    if not named:
        storey = storey_of(world.hall, ordered[0])
        where = elsewhere(world.hall, reader, storey) if reader.storey is not None else NO_WORDS
        return Option("window", _go_to([(where, ANY_WINDOW)]))
    best = _covering(world, offered, ordered)
    told: dict[str | None, list[int]] = {}
    for place in best:
        told.setdefault(storey_of(world.hall, place), []).append(numbers[place])
    # One storey of several unsaid would be taken for the one said before it.
    told_to = reader if len(told) == 1 else ANYWHERE
    named_by = [
        (elsewhere(world.hall, told_to, storey), _numbered(at)) for storey, at in told.items()
    ]
    return Option("window", _go_to(named_by), tuple(best))


def _covering(world: World, offered: Mapping[str, Set[str]], ordered: list[str]) -> list[str]:
    """Windows of one storey that do everything; where none does, those that do it together, the
    most first.

    ``ordered`` has the nearest first.
    """
    wanted = set().union(*offered.values())
    whole = [place for place in ordered if offered[place] == wanted]
    if whole:
        storey = storey_of(world.hall, whole[0])
        return [place for place in whole if storey_of(world.hall, place) == storey][:WINDOWS_NAMED]
    found: list[str] = []
    while wanted and len(found) < WINDOWS_NAMED:
        # Of windows that add as many services the nearest.
        place = max(
            ordered, key=lambda place: (len(offered[place] & wanted), -ordered.index(place))
        )
        found.append(place)
        wanted = wanted - offered[place]
    return found


def _numbered(numbers: list[int]) -> Words:
    """3号窗口; 3、5号窗口."""
    listed = sorted(numbers)
    if len(listed) == 1:
        return window_name(listed[0])
    return Message("redirects.window", numbers=tuple(map(str, listed)))


def _go_to(parts: list[tuple[Words, Words]]) -> Words:
    """请到2层3号窗口: each place with the storey it lies on, where that is said."""
    return Message("redirects.please-go-to", places=[_place(where, what) for where, what in parts])


def _place(where: Words, what: Words) -> Words:
    """A storey called by a bare number would run into the window's: 2楼的."""
    if not where:
        return what
    apart = say(where)[-1:].isdigit()
    return Message(
        "redirects.place-on-numbered-storey" if apart else "redirects.place-on-storey",
        what=what,
        where=where,
    )


def _terminals(
    world: World, found: list[Channel], out: Window | Machine | None, reader: Reader
) -> Option:
    hall = world.hall
    served = dict.fromkeys(c.place for c in found if c.place is not None)
    places = tuple(nearest(hall, world.evacuation.plan, reader, served))
    zones, machines = {z.id: z for z in hall.zones}, {m.id: m for m in hall.machines}
    beside = [
        place for place in places if isinstance(out, Machine) and machines[place].zone == out.zone
    ]
    if beside:
        return Option(
            "terminal",
            _by_name([machines[place].name for place in beside[:TERMINALS_NAMED]]),
            places,
        )
    zone = zones.get(machines[places[0]].zone)
    where = elsewhere(hall, reader, storey_of(hall, places[0]))
    if zone is not None and (
        zone.id in world.shunned.zones or not _tells_of(zone.name, machines[places[0]].name)
    ):
        near = [
            machines[p].name for p in places if storey_of(hall, p) == storey_of(hall, places[0])
        ]
        return Option("terminal", _go_to([(where, _listed(near[:TERMINALS_NAMED]))]), places)
    name = zone.name if zone is not None else Message("redirects.self-service-zone")
    said = say(where) in say(name)
    return Option("terminal", _go_to([(NO_WORDS if said else where, name)]), places)


SELF_SERVICE = "自助"


def _tells_of(zone: Words, machine: Words) -> bool:
    """Does a zone's name say what is there? 请到等候休息区 would leave people waiting."""
    called, own = say(machine), say(zone)
    # Any two letters in common will do: 终端 of 1号终端 in 终端区.
    return SELF_SERVICE in own or any(called[at : at + 2] in own for at in range(len(called) - 1))


def _by_name(names: list[Words]) -> Words:
    """请使用1、3、4号自助终端."""
    told = _listed(names)
    return Message("redirects.please-use", told=told)


def _listed(names: list[Words]) -> Words:
    """1、3、4号自助终端: what the names end with is said once, and in English what they begin with."""
    spoken = dict.fromkeys(lang for name in names for lang in name)
    heads = {
        lang: "" if lang == FIRST_LANGUAGE else _alike([say(name, lang) for name in names])
        for lang in spoken
    }
    tails = {
        lang: _alike([say(name, lang)[::-1] for name in names])[::-1]
        for lang in spoken
        if lang == FIRST_LANGUAGE
    }
    parts = [
        {
            lang: say(name, lang).removeprefix(heads[lang]).removesuffix(tails.get(lang, ""))
            for lang in spoken
        }
        for name in names
    ]
    return Message("redirects.one-of", head=heads, names=parts, tail=tails)


def _alike(names: list[str]) -> str:
    """What all of several names begin with, without cutting a number in two."""
    if len(names) < 2:
        return ""
    same = takewhile(lambda letters: len(set(letters)) == 1, zip(*names, strict=False))
    return "".join(letters[0] for letters in same).rstrip("0123456789")

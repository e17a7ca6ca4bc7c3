"""The composition root: the one place that builds services and joins them."""

import gc
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask

from devices.codecs.codec import Display
from devices.engine.lights import LampConfig, Lights
from devices.lines.addresses import Allowed
from devices.protocols.hall_protocols import makers, named
from devices.protocols.table import PROFILES
from devices.schedule.health import LampHealth
from kiosk.access.accounts.desk import signing_in
from kiosk.app import create_app
from kiosk.content import reader as contents
from kiosk.custody.bulletins.issuer import bulletins
from kiosk.custody.calls.caller import calling
from kiosk.custody.certificates.keeper import Keeper
from kiosk.custody.content_watch import ContentWatcher
from kiosk.custody.ground import ground
from kiosk.custody.hall_facts import facts
from kiosk.custody.ledger import sweeper
from kiosk.custody.outlets.drafter import drafting
from kiosk.custody.outlets.publisher import publishing
from kiosk.custody.outlets.relay import relaying
from kiosk.custody.probes.signals.brokers.watch import listened
from kiosk.custody.probes.signals.contacts.watch import contacted
from kiosk.custody.probes.thresholds import Thresholds
from kiosk.custody.probes.watch import probed
from kiosk.custody.settlement import LOOK_S, Settling
from kiosk.custody.warnings.feeds import watched
from kiosk.drawing.beforehand.pack import Packs, version
from kiosk.drawing.beforehand.rehearsal import Rehearsals
from kiosk.drawing.beforehand.voice.address import PublicAddress
from kiosk.drawing.beforehand.voice.engine import Engine
from kiosk.drawing.beforehand.voice.players import Player
from kiosk.drawing.beforehand.voice.shelf import RECORDINGS, Shelf
from kiosk.drawing.renderer import Renderer, load_icons
from kiosk.engine.board import Board
from kiosk.engine.chain_check import ChainCheck
from kiosk.engine.delivery import Delivery
from kiosk.engine.heartbeat import Heartbeat, Watcher
from kiosk.engine.held_dangers import gravity, statement, told
from kiosk.engine.periodic import Periodic
from kiosk.engine.probe import Probe
from kiosk.engine.timings import Timings
from kiosk.engine.view import View
from kiosk.serving.backoffice.acts import carried_out
from kiosk.serving.backoffice.office import Office
from kiosk.serving.backoffice.packs import PackDesk
from kiosk.serving.backoffice.studio import Studio
from kiosk.serving.bounds.names import Names
from kiosk.serving.bounds.places import Places
from kiosk.serving.lanes.lanes import DESK, OFFICE
from kiosk.serving.push import Push
from kiosk.serving.screens.beats import Beats
from kiosk.serving.services import Services
from kiosk.serving.stream_events import change_event, log_event, scene_event
from kiosk.staff.console.alarm import streamed
from kiosk.staff.shell.page import console_allowed
from kiosk.store.unsaved.journal import journal_of
from signage.hall.model import Hall
from signage.language.words import Message
from signage.shows.lamps import LampScene, Pattern

SCREENS_PERIOD_S = 1.0
CONSOLE = "console"


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class House:
    """A built hall, ready to be served; ``close`` is idempotent."""

    app: Flask
    services: Services
    _watcher: ContentWatcher | None
    _repeating: tuple[Periodic, ...]
    _studio: Studio

    def start(self) -> None:
        self.services.lights.start()
        self.services.board.start()
        for each in self._repeating:
            each.start()
        # What is built by now lives as long as the process: a collection in the middle of an alarm
        # need not walk it. Of the rubbish among it (a thousand small objects) none is worth the
        # tenth of a second that seeking it takes.
        gc.freeze()

    def close(self) -> None:
        # Users before what they use: the board's last snapshot still needs an open store.
        for each in self._repeating:
            each.stop()
        here = self.services
        for outside in (here.caller, here.publisher, here.relay, here.accounts):
            if outside is not None:
                outside.stop()
        self._studio.close()
        self.services.board.stop()
        self.services.lights.stop()
        self.services.store.close()


def build(
    data: Path,
    content_dir: Path | None,
    *,
    simulators: bool,
    lamp_hosts: frozenset[str] = frozenset(),
    lamp_paths: frozenset[str] = frozenset({"/"}),
    https: bool = False,
    clock: Callable[[], datetime] = utc_now,
    journal: Path | None = None,
    watcher: Watcher | None = None,
    names: Names | None = None,
    keeper: Keeper | None = None,
    speech: Engine | None = None,
    player: Player | None = None,
    call_ways: Path | None = None,
    accounts: Path | None = None,
    cap_key: Path | None = None,
    shipped: Path | None = None,
) -> House:
    """Build everything over a data directory; ``shipped``: content that the program brings with it,
    None for its own. Raises :class:`StoreError`, :class:`ContentError` in plain words."""
    found = ground(data, content_dir, clock, journal_of(data, journal))
    store, board = found.store, found.board
    timings = Timings(store, board.now)
    delivery = Delivery(timings.painted)

    # `here` is bound further down: nobody asks before the house is built.
    def fits(screen: str, key: object) -> bool:
        return here.page_keys.fits(screen, key)

    places = Places(fits)
    beats = Beats(
        delivery, lambda screen: screen in board.view.content.hall.screen, fits,
        lambda: board.view.revision, board.now, lambda: str(board.identity), places,
    )  # fmt: skip
    push = Push(
        knows=lambda channel: channel == CONSOLE or channel in board.view.content.hall.screen,
        allowed=lambda scope: console_allowed(here.secret, scope),
        on_presence=delivery.presence,
        attend=beats.attend,
        places=places,
        lapsed=lambda channel: _safe(board.view, channel) and board.behind(),
    )
    hall = board.view.content.hall
    lights = Lights(
        _lamps(hall), lambda fact: _lamp_told(fact, timings, push, board),
        simulators_allowed=simulators, hosts=lamp_hosts, directories=lamp_paths,
        protocols=makers(named(hall.protocols)),
    )  # fmt: skip
    here = Services(
        store, board, push, lights, delivery, board.now, found.keys, store.troubles,
        Allowed(simulators, lamp_hosts, lamp_paths),
        safety=found.safety, beats=beats, names=names or Names(), https=keeper,
        shipped=shipped or contents.sample(),
    )  # fmt: skip
    here.people.note_former(screen.id for screen in hall.screens)
    app = create_app(here, load_icons(contents.icons(found.directory)), https=https)
    office = Office(
        (sys.executable, "-m", "kiosk.clerk", str(data), "https" if https else "http"),
        lambda act: carried_out(board, act),
        log_of=lambda: None if store.without_log else (store.identity.log, here.secret),
    )
    app.extensions.update(
        {OFFICE: office, DESK: PackDesk(office, app.extensions["packs"], lambda: board.view)}
    )
    here.health.add(office.facts)
    signing_in(here, accounts)
    # Told in this order: a lamp may answer before the screens are even drawn.
    board.subscribe("lamps awaited", timings.lights)
    _subscribe(app, here)
    board.subscribe("timings", timings.tell)
    edited = ContentWatcher(found.directory, here) if found.directory else None
    rehearsals = Rehearsals(board, app.extensions["renderer"])
    board.subscribe("rehearsals", rehearsals.tell)
    board.prepare = rehearsals.prepare
    here.health.watch(rehearsals.turning, Message("wiring.rehearsing-alarms"), vital=False)
    looking = _screens_looked_after(here, beats)
    studio = here.voice = _speaking(here, speech)
    addressed = _addressing(here, studio, player)
    return House(
        app,
        here,
        edited,
        (
            _probing(here),
            _checking(here),
            *_repeating(app, here, edited),
            rehearsals.turning,
            looking,
            studio.turning,
            *addressed,
            *calling(here, call_ways, speech),
            bulletins(here, cap_key),
            publishing(here, call_ways),
            relaying(here, call_ways),
            drafting(here),
            *_heard_outside(here, watcher),
            watched(here.board, here.health),
            *_measured(here),
            contacted(here.board, here.allowed, here.health, here.lights),
            listened(here),
            *_https_kept(here, keeper),
        ),
        studio,
    )


def _safe(view: View, channel: str) -> bool:
    """Whether it says that a danger is over: nobody may read that for longer than it was meant."""
    scene = view.scenes.get(channel)
    return scene is not None and scene.sign == "all-clear"


def _speaking(here: Services, engine: Engine | None) -> Studio:
    """Recordings of what screens say; after everything that shows something."""
    store = here.store
    studio = Studio(
        here.board, engine, Shelf(store.directory / RECORDINGS),
        (sys.executable, "-m", "kiosk.clerk.recorder", str(store.directory)),
        log_of=lambda: None if store.without_log else (store.identity.log, here.secret),
    )  # fmt: skip
    here.board.subscribe("voice", studio.tell)
    here.health.add(studio.facts)
    here.health.watch(studio.turning, Message("wiring.recording-what-screens-say"), vital=False)
    return studio


def _addressing(here: Services, voice: Studio, player: Player | None) -> tuple[Periodic, ...]:
    """The hall's amplifier, told last of all."""
    if player is None:
        return ()
    address = PublicAddress(here.board, voice, player)
    voice.asks = True
    here.board.subscribe("public address", address.tell)
    here.health.watch(address.turning, Message("wiring.playing-over-the-amplifier"), vital=False)
    return (address.turning,)


def _measured(here: Services) -> tuple[Periodic, ...]:
    """What the hall looks at by itself, and its thresholds."""
    probes = probed(here.board, here.health)
    here.thresholds = Thresholds(here.board, probes.measured, here.last_words.values)
    turning, name = here.thresholds.turning, Message("wiring.looking-at-the-thresholds")
    here.health.watch(turning, name, vital=False)
    return probes.turning, turning


def _https_kept(here: Services, keeper: Keeper | None) -> Iterator[Periodic]:
    if keeper is not None:
        here.health.add(keeper.facts)
        here.health.watch(keeper.turning, Message("wiring.keeping-the-certificate"), vital=False)
        yield keeper.turning


def _heard_outside(here: Services, watcher: Watcher | None) -> Iterator[Periodic]:
    if watcher is not None:
        turning = Heartbeat(watcher, here.health).turning
        here.health.watch(turning, Message("wiring.telling-the-watcher-outside"), vital=False)
        yield turning


def _screens_looked_after(here: Services, beats: Beats) -> Periodic:
    """The console hears of a screen that fell silent, is hidden or is back."""

    def look() -> None:
        if beats.changed():
            _console_hint(here.push, here.board)

    looking = Periodic("screens", look, SCREENS_PERIOD_S)
    here.health.watch(looking, Message("wiring.looking-after-the-screens"), vital=False)
    return looking


def _probing(here: Services) -> Periodic:
    """Looks whether the store takes writes, and writes what waits for it; the console hears of
    every change."""
    board, health = here.board, here.health
    probe = Probe(here.store, board, here.people, lambda: _console_hint(here.push, board))
    turning = Periodic("store-probe", probe.look, probe.wait_s)
    board.scribe.told = turning.wake
    health.unsaved = lambda: board.unsaved.acts
    health.add(probe.facts)
    health.watch(turning, Message("wiring.the-check-of-the-store"), vital=True)
    return turning


def _checking(here: Services) -> Periodic:
    """Recomputes the chain of the log's hashes, unhurried."""
    check = ChainCheck(here.store, here.board, lambda: _console_hint(here.push, here.board))
    turning = Periodic("chain", check.look, check.wait_s)
    here.health.watch(turning, Message("wiring.checking-the-logs-chain"), vital=False)
    here.health.add(check.facts)
    return turning


def _repeating(app: Flask, here: Services, watcher: ContentWatcher | None) -> tuple[Periodic, ...]:
    """What comes round by itself, watched; the board starts and stops its own clock."""
    health, clock, sweep = here.health, here.board.turning, sweeper(here)
    settling = Periodic("settling", Settling(app, here).look, LOOK_S)
    health.watch(clock, Message("wiring.the-halls-clock"), vital=True)
    health.watch(here.push.beating, Message("wiring.the-screens-heartbeat"), vital=True)
    health.clock_turns = lambda: not clock.health().stands(health.now())
    health.watch(sweep, Message("wiring.erasing-personal-data-on-schedule"), vital=False)
    health.watch(settling, Message("wiring.looking-whose-log-it-is"), vital=False)
    health.add(lambda: facts(here))
    health.add(lambda: here.last_words.facts(here.board.view.content.hall.alerts.sources))
    if watcher is None:
        return sweep, settling
    health.watch(watcher.turning, Message("wiring.looking-for-edited-content"), vital=False)
    return sweep, settling, watcher.turning


def _lamps(hall: Hall) -> list[LampConfig]:
    return [LampConfig.of(lamp) for lamp in hall.lamps]


def _subscribe(app: Flask, here: Services) -> None:
    renderer: Renderer = app.extensions["renderer"]
    packs: Packs = app.extensions["packs"]
    configured = here.board.view.content.hall

    def tell_lamps(view: View) -> None:
        nonlocal configured
        hall = view.content.hall
        if hall.lamps != configured.lamps or hall.protocols != configured.protocols:
            here.lights.configure(_lamps(hall), makers(named(hall.protocols)))
            configured = hall
        here.lights.show({name: _wish(view, scene) for name, scene in view.lamps.items()})
        _require_whole(view.lamps_in_doubt)

    def tell_screens(view: View) -> None:
        identity = here.board.identity
        said = told(identity, here.safety.on, statement(here.secret, view, identity))
        logs = [log_event(said | {"gravity": grave}) for grave in range(4)]
        grave = {screen: gravity(view.scenes[screen]) for screen in view.scenes}
        pages = renderer.all(view)
        made: dict[str, bytes] = {}
        events: dict[str, bytes] = {}
        for screen, html in pages.items():
            if html not in made:
                # The same page bears the same sign: what goes before it is as grave.
                made[html] = logs[grave[screen]] + scene_event(view.revision, html)
            events[screen] = made[html]
        changes = ((screen, packs.change(view, screen, html)) for screen, html in pages.items())
        shorts = {
            screen: logs[grave[screen]] + change_event(view.revision, data)
            for screen, data in changes
            if data is not None
        }
        # Before the console's own is among them: it paints nothing that anybody waits for.
        here.delivery.sent(events, view.revision)
        events[CONSOLE] = scene_event(view.revision, streamed(view.world))
        # The helper that draws packs reads the log.
        drawn = not here.store.without_log and here.board.unsaved.trouble is None
        here.push.publish(events, view.revision, shorts, version(view), said, drawn)
        # Only now that all the others have theirs: the board tells it as this subscriber's trouble.
        _require_whole({**renderer.failed, **view.screens_in_doubt})

    here.board.subscribe("lamps", tell_lamps)
    here.board.subscribe("screens", tell_screens)


def _require_whole(failed: Mapping[str, str]) -> None:
    if failed:
        raise RuntimeError("; ".join(f"{name}: {why}" for name, why in failed.items()))


def _wish(view: View, scene: LampScene) -> Pattern:
    """A text display shows the sign's line in English: none of these speaks Chinese."""
    lamp = view.content.hall.lamp[scene.lamp]
    profile = PROFILES.get(lamp.protocol)
    if profile is None or not profile.text:
        return scene.pattern
    return Display.of(scene.pattern, scene.line.get("en", ""))


def _lamp_told(fact: LampHealth, timings: Timings, push: Push, board: Board) -> None:
    timings.lamp(fact)
    _console_hint(push, board)


def _console_hint(push: Push, board: Board) -> None:
    """A lamp's health or a screen's state changed: the console looks again; the revision stays."""
    view, told_log = board.view, {"log": str(board.identity)}
    event = scene_event(view.revision, streamed(view.world))
    # The same revision again: what is published again is sent again.
    push.publish({CONSOLE: event}, view.revision, told=told_log)

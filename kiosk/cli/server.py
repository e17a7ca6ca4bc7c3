"""``kiosk demo`` and ``kiosk serve``: the hall served, on throw-away data or on its own."""

import gc
import json
import signal
import sys
import tempfile
from collections.abc import Callable
from os.path import normpath
from pathlib import Path
from urllib.parse import urlsplit

import click

from kiosk.access.first_person import Founder
from kiosk.access.founding.sample import shown_in
from kiosk.access.people import LISTED
from kiosk.cli.data import data_option
from kiosk.cli.failure import failed
from kiosk.cli.first_run import begun, enter
from kiosk.cli.settings import DEFAULTS
from kiosk.content import halls
from kiosk.content.reader import ContentError
from kiosk.custody.certificates.keeper import Keeper, made_for
from kiosk.custody.founding.emptiness import anything_in, describes_nothing, nothing_in
from kiosk.drawing.beforehand.voice.engine import Engine, NoEngine, engine_of
from kiosk.drawing.beforehand.voice.players import NoPlayer, Player, player_of
from kiosk.engine.heartbeat import Unwatchable, Watcher
from kiosk.serving.addresses import NoAddress, opens, reached
from kiosk.serving.bounds.names import Names
from kiosk.serving.bounds.room import Room
from kiosk.serving.pins import hash_pin, make_token
from kiosk.serving.proxies import Proxies, Untrusted, trusted
from kiosk.serving.server import HallServer
from kiosk.serving.server import serve as serve_http
from kiosk.store import Store, StoreError
from kiosk.store.beside.apart import read_access
from kiosk.store.beside.certificates import fingerprint
from kiosk.store.beside.first_code import first_code
from kiosk.store.credentials import EVERY
from kiosk.wiring import House, build, utc_now

PLACE = "content_directory"
PORT = click.IntRange(0, 65535)
DEMO_STAFF = (
    ("小李（导税）", "guide", "273819"),
    ("王主任", "supervisor", "518264"),
    ("赵师傅（后勤）", "facilities", "640371"),
)


@click.command()
@click.option("--host", default=DEFAULTS["host"], show_default=True)
@click.option("--port", type=PORT, default=int(DEFAULTS["port"]), show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON once ready.")
@click.option(
    "--hall",
    "name",
    help="Another hall than the sample: small (one room) or two-storeys (40 windows).",
)
@click.option("--lamp-paths", default=DEFAULTS["lamp_paths"], envvar="KIOSK_LAMP_PATHS")
def demo(host: str, port: int, as_json: bool, name: str | None, lamp_paths: str) -> None:
    """Serve the sample hall on throw-away data, with simulated lamps; its doors never close."""
    if name is not None and name not in halls.names():
        there = ", ".join(halls.names())
        raise click.ClickException(
            f"There is no hall {name}; there are: {there}. Without --hall the sample is shown."
        )
    data = Path(tempfile.mkdtemp(prefix="kiosk-demo-"))
    directory = data / "content"
    halls.demo_content(name, directory)
    secret = _prepare_demo(data)
    house = _build(
        data,
        directory,
        simulators=True,
        lamp_paths=_directories(lamp_paths),
        speech=engine_of(DEFAULTS["speech"]),
    )
    # The terminal says the PINs beside the names: there is nothing left to hide.
    house.app.config[LISTED] = True
    _run(
        house,
        host,
        port,
        lambda base: _announce(base, _elsewhere(host, base), house, secret, data, as_json),
    )


def _prepare_demo(data: Path) -> str:
    store = Store(data)
    for name, role, pin in DEMO_STAFF:
        store.put_staff(name, role, hash_pin(pin))
    secret, hashed = make_token()
    store.put_token("demo", hashed, "admin")
    store.put_fact("simulators", "yes")
    # Whoever opens a screen's page here is that screen: a newcomer sees at once that it painted.
    store.put_open_screens(EVERY)
    store.close()
    return secret


def _announce(
    base: str, elsewhere: tuple[str, ...], house: House, secret: str, data: Path, as_json: bool
) -> None:  # fmt: skip
    hall = house.services.board.view.content.hall
    screens = [{"id": screen.id, "url": f"{base}/screen/{screen.id}"} for screen in hall.screens]
    if as_json:
        line = {
            "base_url": base, "token": secret,
            "staff": [{"name": name, "role": role, "pin": pin} for name, role, pin in DEMO_STAFF],
            "screens": screens, "lamps": [lamp.id for lamp in hall.lamps], "data": str(data),
        }  # fmt: skip
        click.echo(json.dumps(line, ensure_ascii=False))
    else:
        click.echo(f"\n{hall.name['zh']} · demo, always open, lamps simulated\n")
        click.echo(
            f"  All pages        {base}/\n  Tablet console   {base}/console\n  Facilities       {base}/facilities\n"
        )
        for address in elsewhere:
            click.echo(f"  Other machines   {address}/")
        for name, role, pin in DEMO_STAFF:
            click.echo(f"  Sign-in          {name}  PIN {pin}  ({role})")
        click.echo(f"  API token        {secret}\n")
        for screen in screens:
            click.echo(f"  Screen           {screen['url']}")
        click.echo(
            f"\n  Data             {data}  (kiosk serve --data {data} continues it)\n  Stop with Ctrl+C.\n"
        )
    # Whoever reads the line through a pipe waits for it: a pipe is buffered until it is full.
    sys.stdout.flush()


def _build(
    data: Path,
    content: Path | None,
    *,
    simulators: bool,
    lamp_hosts: frozenset[str] = frozenset(),
    lamp_paths: frozenset[str] = frozenset({DEFAULTS["lamp_paths"]}),
    https: bool = False,
    journal: Path | None = None,
    watcher: Watcher | None = None,
    names: Names | None = None,
    keeper: Keeper | None = None,
    speech: Engine | None = None,
    player: Player | None = None,
    call_ways: Path | None = None,
    accounts: Path | None = None,
    cap_key: Path | None = None,
) -> House:
    # What is built lives as long as the process: seeking rubbish among it costs every start an
    # eighth of its time. ``_run`` lets the collector go on.
    gc.disable()
    try:
        return build(
            data, content, simulators=simulators, lamp_hosts=lamp_hosts, lamp_paths=lamp_paths,
            https=https, journal=journal, watcher=watcher, names=names, keeper=keeper,
            speech=speech, player=player, call_ways=call_ways, accounts=accounts,
            cap_key=cap_key,
        )  # fmt: skip
    except (StoreError, ContentError) as error:
        raise failed(error) from error


def _run(
    house: House, host: str, port: int, ready: object, proxies: Proxies = (), room: Room | None = None,
    made: Callable[[HallServer], None] = lambda server: None,
) -> None:  # fmt: skip
    # Before the listener exists a stop must end the process, not be lost.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    house.start()
    gc.enable()
    try:
        here = house.services
        serve_http(
            house.app, here.push, host, port, health=here.health, beats=here.beats, proxies=proxies, room=room,
            ready=ready,  # type: ignore[arg-type]  # of str
            secure=lambda: here.https.context if here.https is not None else None, made=made,
        )  # fmt: skip
    except NoAddress as error:
        raise click.ClickException(
            f"Cannot listen on {host}: {error.strerror}. Choose another --host."
        ) from error
    except OSError as error:
        raise click.ClickException(
            f"Cannot listen on {host}:{port}: {error.strerror}. Choose another --port."
        ) from error
    except KeyboardInterrupt:
        pass
    finally:
        house.close()


def _sample(host: str, port: int, keeper: Keeper, proxies: Proxies, room: Room) -> str:
    """The sample hall, on throw-away data, until somebody ends it in its page: the log it had.

    Ends the process where it is stopped before."""
    with tempfile.TemporaryDirectory(prefix="kiosk-sample-") as folder:
        data = Path(folder)
        halls.demo_content(None, data / "content")
        _prepare_demo(data)
        house = _build(data, data / "content", simulators=True, keeper=keeper)
        house.app.config[LISTED] = True
        running: list[HallServer] = []

        def end() -> None:
            running[0].goes_on = True
            running[0].stop()

        shown_in(house.app, DEMO_STAFF, end)
        log = house.services.store.identity.log
        _run(house, host, port, lambda base: None, proxies, room, running.append)
        if not running or not running[0].goes_on:
            raise SystemExit(0)
        return log


@click.command()
@data_option
@click.option(
    "--content",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    envvar="KIOSK_CONTENT",
)
@click.option("--journal", type=click.Path(path_type=Path, file_okay=False), envvar="KIOSK_JOURNAL")
@click.option("--host", default=DEFAULTS["host"], show_default=True, envvar="KIOSK_HOST")
@click.option(
    "--port", type=PORT, default=int(DEFAULTS["port"]), show_default=True, envvar="KIOSK_PORT"
)
@click.option(
    "--simulators", type=click.Choice(["yes", "no"]), default=None, envvar="KIOSK_SIMULATORS"
)
@click.option("--lamp-hosts", default=DEFAULTS["lamp_hosts"], envvar="KIOSK_LAMP_HOSTS")
@click.option("--lamp-paths", default=DEFAULTS["lamp_paths"], envvar="KIOSK_LAMP_PATHS")
@click.option(
    "--https", type=click.Choice(["yes", "no"]), default=DEFAULTS["https"], envvar="KIOSK_HTTPS"
)
@click.option(
    "--trusted-proxies", default=DEFAULTS["trusted_proxies"], envvar="KIOSK_TRUSTED_PROXIES"
)
@click.option("--names", default=DEFAULTS["names"], envvar="KIOSK_NAMES")
@click.option("--heartbeat-url", default=DEFAULTS["heartbeat_url"], envvar="KIOSK_HEARTBEAT_URL")
@click.option("--speech", default=DEFAULTS["speech"], envvar="KIOSK_SPEECH")
@click.option("--public-address", default=DEFAULTS["public_address"], envvar="KIOSK_PUBLIC_ADDRESS")
@click.option(
    "--call-ways", type=click.Path(path_type=Path, dir_okay=False), envvar="KIOSK_CALL_WAYS"
)
@click.option("--cap-key", type=click.Path(path_type=Path, dir_okay=False), envvar="KIOSK_CAP_KEY")
@click.option(
    "--accounts", type=click.Path(path_type=Path, dir_okay=False), envvar="KIOSK_ACCOUNTS"
)
@click.option(
    "--connections",
    type=click.IntRange(64, 65536),
    default=int(DEFAULTS["connections"]),
    show_default=True,
    envvar="KIOSK_CONNECTIONS",
)
def serve(
    data: Path, content: Path | None, journal: Path | None, host: str, port: int, simulators: str | None,
    lamp_hosts: str, lamp_paths: str, https: str, trusted_proxies: str, names: str, heartbeat_url: str,
    speech: str, public_address: str, call_ways: Path | None, accounts: Path | None,
    cap_key: Path | None, connections: int,
) -> None:  # fmt: skip
    """Serve the hall described in --content (or recorded in the data directory)."""
    try:
        proxies = trusted(trusted_proxies)
        watcher = Watcher.of(heartbeat_url) if heartbeat_url else None
        engine = engine_of(speech)
        player = player_of(public_address)
    except (Untrusted, Unwatchable, NoEngine, NoPlayer) as error:
        raise click.ClickException(str(error)) from error
    asked = content
    if content is not None and describes_nothing(content) and _known_otherwise(data):
        # An empty directory describes no hall, and the unit of systemd makes one (/etc/kiosk).
        content = None
    keeper = _keeper(data, direct=opens(host) and https != "yes" and not proxies)
    room = Room(connections)
    founder: Founder | None = None
    if content is None and nothing_in(data):
        port, founder = begun(
            data, asked, host, port, keeper, proxies, room,
            lambda taken: _sample(host, taken, keeper, proxies, room),
        )  # fmt: skip
    # A demo's directory remembers that it may have simulated lamps: serve continues it as it is.
    allowed = simulators or _recorded(data, "simulators") or DEFAULTS["simulators"]
    # Names of machines have no capitals; the address of a lamp is compared in small letters.
    hosts = frozenset(name.strip().lower() for name in lamp_hosts.split(",") if name.strip())
    house = _build(
        data,
        content,
        simulators=allowed == "yes",
        lamp_hosts=hosts,
        lamp_paths=_directories(lamp_paths),
        https=https == "yes",
        journal=journal,
        watcher=watcher,
        names=Names(name.strip() for name in names.split(",") if name.strip()),
        keeper=keeper,
        speech=engine,
        player=player,
        call_ways=call_ways,
        accounts=accounts,
        cap_key=cap_key,
    )
    if house.services.safety.on:
        click.echo(house.services.safety.text(), err=True)
    _tell_first_code(house.services.store)
    if founder is not None:
        enter(house, founder)
    _run(house, host, port, lambda base: _serving(host, base, keeper), proxies, room)


def _tell_first_code(store: Store) -> None:
    """To the machine's own people, while nobody can sign in."""
    if store.without_log or any(row.active for row in store.all_staff()):
        return
    try:
        code = first_code(store.directory)
    except OSError as error:
        raise failed(error) from error
    click.echo(f"Nobody can sign in yet. Open /first in a browser; its code is {code}", err=True)


def _keeper(data: Path, *, direct: bool) -> Keeper:
    """``direct``: other machines reach the server itself. A hall that has never been served then begins
    with https; one that was on http goes on so until somebody decides."""
    keeper = Keeper(data, utc_now, opened=direct)
    try:
        if direct and _is_new(data):
            data.mkdir(parents=True, exist_ok=True)
            made_for(data, utc_now())
        keeper.look()
    except (OSError, ValueError) as error:
        # Its own thread tries again, and staff see it; the hall's screens do not wait for it.
        click.echo(f"https: {error}", err=True)
    return keeper


def _directories(named: str) -> frozenset[str]:
    found = frozenset(normpath(part.strip()) for part in named.split(",") if part.strip())
    if any(not one.startswith("/") for one in found):
        raise click.ClickException(f"lamp_paths: “{named}”: write whole paths, such as /dev.")
    return found


def _serving(host: str, base: str, keeper: Keeper) -> None:
    """The address to open here, and those that screens are given."""
    click.echo(f"Serving {base}")
    found = _elsewhere(host, base)
    for address in found or ("not at all; --host 0.0.0.0 or a proxy lets them in",):
        shown = address.replace("http:", "https:") if keeper.on else address
        click.echo(f"From other machines: {shown}")
    if keeper.on:
        for address in found:
            click.echo(f"What each device does once: {address}/trust")
        click.echo(f"Fingerprint to compare: {fingerprint(keeper.authority)}")


def _elsewhere(host: str, base: str) -> tuple[str, ...]:
    return reached(host, urlsplit(base).port or 80)


def _known_otherwise(data: Path) -> bool:
    """Whether a hall is to begin here, or its description lies elsewhere."""
    return nothing_in(data) or _recorded(data, PLACE) is not None


def _is_new(data: Path) -> bool:
    """Whether no hall was ever served from here; people may have been added."""
    if nothing_in(data):
        return True
    try:
        store = Store(data, reading=True)
    except StoreError:
        return False
    try:
        return not store.head and store.fact("content") is None
    finally:
        store.close()


def _recorded(data: Path, name: str) -> str | None:
    """A fact of the data directory, also where its log cannot be used."""
    if not anything_in(data):
        return None
    try:
        store = Store(data)
    except StoreError:
        access = read_access(data)
        return access.facts.get(name) if access is not None else None
    try:
        return store.fact(name)
    finally:
        store.close()

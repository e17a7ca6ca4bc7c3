"""The part of ``kiosk serve`` before there is a hall: the pages on which it begins, and its end."""

import secrets
import signal
import time
from collections.abc import Callable, Collection
from pathlib import Path

import click

from kiosk.access.first_person import FOUNDER, ROLE, Founder
from kiosk.access.founding.pages import Founding
from kiosk.access.founding.served import FoundingServer
from kiosk.cli.failure import failed
from kiosk.custody.certificates.keeper import Keeper
from kiosk.custody.founding.emptiness import nothing_in, place_for
from kiosk.custody.founding.heard import Heard
from kiosk.engine.periodic import Periodic
from kiosk.serving.addresses import NoAddress, reached
from kiosk.serving.bounds.room import Room
from kiosk.serving.proxies import Proxies
from kiosk.store.beside.first_code import first_code, forget_first_code
from kiosk.wiring import House, utc_now
from signage.situation.commands import NoteConfiguration
from signage.situation.incidents import Actor

LOOK_S = 1.0


def begun(
    data: Path, asked: Path | None, host: str, port: int, keeper: Keeper, proxies: Proxies, room: Room,
    sample: Callable[[int], str],
) -> tuple[int, Founder | None]:  # fmt: skip
    """Serve the questions until there is a hall, founded here or brought back at the command line.
    ``sample``: serves the sample hall on a port while somebody looks at it, and says its log.

    The port it was served on, and who founded it. Ends the process where it is stopped before."""
    shown: set[str] = set()
    key = secrets.token_hex(32)
    while True:
        founding, port = _asked(data, asked, host, port, keeper, proxies, room, shown, key)
        if not founding.sample:
            break
        shown.add(sample(port))
    if not founding.person:
        return port, None
    return port, Founder(founding.person, founding.secret, founding.tongue)


def _asked(
    data: Path, asked: Path | None, host: str, port: int, keeper: Keeper, proxies: Proxies, room: Room,
    shown: Collection[str], key: str,
) -> tuple[Founding, int]:  # fmt: skip
    """Until there is a hall, or the sample is to be shown; ``shown``: logs of samples, which are no
    other hall's."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        data.mkdir(parents=True, exist_ok=True)
        code = first_code(data)
    except OSError as error:
        raise failed(error) from error
    heard = Heard(time.monotonic, _tell, shown)
    founding = Founding(data, place_for(data, asked), heard, utc_now, lambda: None, keeper, key=key)
    try:
        server = FoundingServer(
            founding, host, port, lambda base: _serving(host, base, code), proxies, room
        )
    except NoAddress as error:
        raise click.ClickException(
            f"Cannot listen on {host}: {error.strerror}. Choose another --host."
        ) from error
    except OSError as error:
        raise click.ClickException(
            f"Cannot listen on {host}:{port}: {error.strerror}. Choose another --port."
        ) from error
    taken = server.socks[0].getsockname()[1]
    looking = Periodic("restored", lambda: _restored(founding, server), lambda: LOOK_S)
    looking.start()
    try:
        server.run()
    except KeyboardInterrupt:
        server.goes_on = False
    finally:
        looking.stop()
    if not server.goes_on:
        raise SystemExit(0)
    return founding, taken


def _restored(founding: Founding, server: FoundingServer) -> None:
    """A person may bring a hall back meanwhile (``kiosk restore``)."""
    with founding.turn:
        if not nothing_in(founding.data):
            server.founded()


def _serving(host: str, base: str, code: str) -> None:
    click.echo(f"Serving {base}")
    click.echo(f"There is no hall here yet. Open /begin in a browser; its code is {code}", err=True)
    for address in reached(host, int(base.rpartition(":")[2])):
        click.echo(f"From other machines: {address}/begin", err=True)


def _tell(code: str, who: str) -> None:
    click.echo(
        f"“{who}” at this address knows another hall. Was its disk lost? Then: kiosk restore. Only if that hall"
        f" is over: the second code is {code}",
        err=True,
    )


def enter(house: House, founder: Founder) -> None:
    """The hall's log begins with who founded it; the browser that did is let in once."""
    house.services.board.do(
        NoteConfiguration("first-person", founder.name), Actor(founder.name, ROLE)
    )
    forget_first_code(house.services.store.directory)
    house.app.config[FOUNDER] = founder

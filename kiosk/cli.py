"""The ``kiosk`` command: demo, serve, init, check, staff, token, log."""

import json
import logging
import signal
import sys
import tempfile
from pathlib import Path

import click

from kiosk import content as contents
from kiosk.access import digest, hash_pin, make_token, pin_fault
from kiosk.content import ContentError
from kiosk.server import serve as serve_http
from kiosk.settings import DEFAULTS
from kiosk.store import Store, StoreError
from kiosk.wiring import House, build
from signage.events import EVENT

ROLES = ("guide", "supervisor", "facilities", "admin")
SCOPES = ("read", "raise", "clear", "admin")
DEMO_STAFF = (
    ("小李（导税）", "guide", "273819"),
    ("王主任", "supervisor", "518264"),
    ("赵师傅（后勤）", "facilities", "640371"),
)

data_option = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    envvar="KIOSK_DATA",
    help="Data directory.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Screens, status lights, QR codes and notices of a public service hall."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)


def _fail(error: Exception) -> click.ClickException:
    return click.ClickException(str(error))


@main.command()
@click.option("--host", default=DEFAULTS["host"], show_default=True)
@click.option("--port", default=int(DEFAULTS["port"]), show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON once ready.")
def demo(host: str, port: int, as_json: bool) -> None:
    """Serve the sample hall on throw-away data, with simulated lamps; its doors never close."""
    data = Path(tempfile.mkdtemp(prefix="kiosk-demo-"))
    directory = data / "content"
    contents.open_all_day(contents.sample(), directory)
    secret = _prepare_demo(data)
    house = _build(data, directory, simulators=True)
    _run(house, host, port, lambda base: _announce(base, house, secret, data, as_json))


def _prepare_demo(data: Path) -> str:
    store = Store(data)
    for name, role, pin in DEMO_STAFF:
        store.put_staff(name, role, hash_pin(pin))
    secret, hashed = make_token()
    store.put_token("demo", hashed, "admin")
    store.put_fact("simulators", "yes")
    store.close()
    return secret


def _announce(base: str, house: House, secret: str, data: Path, as_json: bool) -> None:
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
        for name, role, pin in DEMO_STAFF:
            click.echo(f"  Sign-in          {name}  PIN {pin}  ({role})")
        click.echo(f"  API token        {secret}\n")
        for screen in screens:
            click.echo(f"  Screen           {screen['url']}")
        click.echo(f"\n  Data             {data}  (kiosk serve --data {data} continues it)\n  Stop with Ctrl+C.\n")
    sys.stdout.flush()


def _build(
    data: Path,
    content: Path | None,
    *,
    simulators: bool,
    lamp_hosts: frozenset[str] = frozenset(),
    https: bool = False,
) -> House:
    try:
        return build(data, content, simulators=simulators, lamp_hosts=lamp_hosts, https=https)
    except (StoreError, ContentError) as error:
        raise _fail(error) from error


def _run(house: House, host: str, port: int, ready: object) -> None:
    # Before the listener exists a stop must end the process, not be lost.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    house.start()
    try:
        serve_http(house.app, house.services.push, host, port, ready=ready)  # type: ignore[arg-type]  # a callable of str
    except OSError as error:
        raise click.ClickException(
            f"Cannot listen on {host}:{port}: {error.strerror}. Choose another --port."
        ) from error
    except KeyboardInterrupt:
        pass
    finally:
        house.close()


@main.command()
@data_option
@click.option("--content", type=click.Path(path_type=Path, exists=True, file_okay=False), envvar="KIOSK_CONTENT")
@click.option("--host", default=DEFAULTS["host"], show_default=True, envvar="KIOSK_HOST")
@click.option("--port", default=int(DEFAULTS["port"]), show_default=True, envvar="KIOSK_PORT")
@click.option("--simulators", type=click.Choice(["yes", "no"]), default=None, envvar="KIOSK_SIMULATORS")
@click.option("--lamp-hosts", default=DEFAULTS["lamp_hosts"], envvar="KIOSK_LAMP_HOSTS")
@click.option("--https", type=click.Choice(["yes", "no"]), default=DEFAULTS["https"], envvar="KIOSK_HTTPS")
def serve(
    data: Path, content: Path | None, host: str, port: int, simulators: str | None, lamp_hosts: str, https: str
) -> None:
    """Serve the hall described in --content (or recorded in the data directory)."""
    allowed = simulators or _recorded(data, "simulators") or DEFAULTS["simulators"]
    hosts = frozenset(name.strip().lower() for name in lamp_hosts.split(",") if name.strip())
    house = _build(data, content, simulators=allowed == "yes", lamp_hosts=hosts, https=https == "yes")
    if not house.services.store.all_staff():
        click.echo("Nobody can sign in yet: kiosk staff add NAME --role supervisor --data DIR", err=True)
    _run(house, host, port, lambda base: click.echo(f"Serving {base}"))


def _recorded(data: Path, name: str) -> str | None:
    store = _open(data)
    try:
        return store.fact(name)
    finally:
        store.close()


def _open(data: Path) -> Store:
    try:
        return Store(data)
    except StoreError as error:
        raise _fail(error) from error


@main.command()
@click.argument("directory", type=click.Path(path_type=Path))
def init(directory: Path) -> None:
    """Copy the sample hall to DIRECTORY as a start for your own, its addresses emptied."""
    try:
        contents.empty_copy(contents.sample(), directory)
    except (ContentError, OSError) as error:
        raise _fail(error) from error
    click.echo(
        f"Made {directory}. Describe your hall there (README.md explains every key), then: kiosk check {directory}"
    )


@main.command()
@click.argument("directory", type=click.Path(path_type=Path), required=False)
def check(directory: Path | None) -> None:
    """Report all mistakes of a content directory at once; exit status 1 when there are any."""
    try:
        content = contents.read(directory or contents.sample())
        faults = contents.check_fit(content)
    except ContentError as error:
        faults, content = error.mistakes, None
    for mistake in faults:
        click.echo(str(mistake))
    if content is not None:
        for note in content.notes:
            click.echo(f"note: {note}")
    if faults:
        click.echo(f"{len(faults)} mistake(s).", err=True)
        raise SystemExit(1)
    click.echo("No mistakes.")


@main.group()
def staff() -> None:
    """People who may sign in."""


@staff.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option(
    "--pin", prompt=True, hide_input=True, confirmation_prompt=True, help="6 to 12 digits; asked when left out."
)
@data_option
def staff_add(name: str, role: str, pin: str, data: Path) -> None:
    """Add a person, or give a known one a new role and PIN."""
    fault = pin_fault(pin)
    if fault:
        raise click.ClickException(fault if isinstance(fault, str) else fault.get("en", str(fault)))
    store = _open(data)
    store.put_staff(name.strip(), role, hash_pin(pin))
    store.close()
    click.echo(f"{name} may sign in as {role}.")


@staff.command("list")
@data_option
def staff_list(data: Path) -> None:
    """Who may sign in."""
    store = _open(data)
    for row in store.all_staff():
        click.echo(f"{row.name}\t{row.role}\t{'active' if row.active else 'removed'}")
    store.close()


@staff.command("remove")
@click.argument("name")
@data_option
def staff_remove(name: str, data: Path) -> None:
    """End a person's sign-in."""
    store = _open(data)
    found = store.remove_staff(name)
    store.close()
    if not found:
        raise click.ClickException(f"Nobody is called {name}; see kiosk staff list.")


@main.group()
def token() -> None:
    """Tokens of machines that call the API."""


@token.command("add")
@click.argument("name")
@click.option("--scope", "scopes", type=click.Choice(SCOPES), multiple=True, required=True)
@data_option
def token_add(name: str, scopes: tuple[str, ...], data: Path) -> None:
    """Make a token; it is shown once."""
    secret, hashed = make_token()
    store = _open(data)
    store.put_token(name, hashed, " ".join(scopes))
    store.close()
    assert digest(secret) == hashed
    click.echo(secret)


@token.command("remove")
@click.argument("name")
@data_option
def token_remove(name: str, data: Path) -> None:
    """Withdraw a token."""
    store = _open(data)
    found = store.remove_token(name)
    store.close()
    if not found:
        raise click.ClickException(f"No token is called {name}.")


@main.group("log")
def log_group() -> None:
    """The event log."""


@log_group.command("verify")
@data_option
def log_verify(data: Path) -> None:
    """Recompute the chain of hashes."""
    store = _open(data)
    try:
        click.echo(f"{store.verify()} events, chain intact.")
    except StoreError as error:
        raise _fail(error) from error
    finally:
        store.close()


@log_group.command("export")
@data_option
def log_export(data: Path) -> None:
    """Print the log as JSON lines."""
    store = _open(data)
    for recorded in store.events():
        line = {"seq": recorded.seq, "at": recorded.at.isoformat(), "actor": recorded.actor.name,
                "role": recorded.actor.role, "event": EVENT.dump_python(recorded.event, mode="json")}  # fmt: skip
        click.echo(json.dumps(line, ensure_ascii=False))
    store.close()

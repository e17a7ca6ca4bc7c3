"""``kiosk staff`` and ``kiosk token``: who may sign in, which machines may call."""

from pathlib import Path

import click

from kiosk.access.clients import OF_THE_HALL, SCOPES
from kiosk.cli.data import data_option, opened
from kiosk.cli.settings import DEFAULTS
from kiosk.custody.founding.emptiness import anything_in
from kiosk.serving.addresses import base_url, reached
from kiosk.serving.pins import digest, hash_pin, make_token, pin_fault
from kiosk.store.beside.certificates import SERVER
from kiosk.store.beside.first_code import first_code
from signage.language.letters import fault
from signage.language.words import say
from signage.situation.incidents import OF_MACHINES, OF_TABLETS

ROLES = ("guide", "supervisor", "facilities", "admin")


def _name(given: str) -> str:
    """A name as it will stand on pages and in the log: one line of letters."""
    name = given.strip()
    wrong = fault(given, "\n\t")
    if wrong is not None or not name:
        raise click.ClickException(
            f"This is no name: {say(wrong, 'en') if wrong else 'it is empty'}. Type it anew."
        )
    return name


@click.group()
def staff() -> None:
    """People who may sign in."""


@staff.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option(
    "--pin",
    prompt=True,
    hide_input=True,
    confirmation_prompt=True,
    help="6 to 12 digits; asked when left out.",
)
@data_option
def staff_add(name: str, role: str, pin: str, data: Path) -> None:
    """Add a person, or give a known one a new role and PIN."""
    name, weak = _name(name), pin_fault(pin)
    if name.startswith((OF_MACHINES, OF_TABLETS)):
        raise click.ClickException("A person's name begins with neither token: nor tablet:.")
    if weak:
        raise click.ClickException(weak if isinstance(weak, str) else weak.get("en", str(weak)))
    with opened(data) as store:
        store.put_staff(name, role, hash_pin(pin))
    click.echo(f"{name} may sign in as {role}.")


@staff.command("list")
@data_option
def staff_list(data: Path) -> None:
    """Who may sign in."""
    with opened(data) as store:
        for row in store.all_staff():
            click.echo(f"{row.name}\t{row.role}\t{'active' if row.active else 'removed'}")


@staff.command("remove")
@click.argument("name")
@data_option
def staff_remove(name: str, data: Path) -> None:
    """End a person's sign-in."""
    with opened(data) as store:
        found = store.remove_staff(name)
    if not found:
        raise click.ClickException(f"Nobody is called {name}; see kiosk staff list.")


@click.command("first-code")
@click.option("--port", type=int, default=int(DEFAULTS["port"]), envvar="KIOSK_PORT")
@data_option
def first(port: int, data: Path) -> None:
    """Show the code by which the first person is made in a browser, at /first."""
    # Where nothing is yet nothing is begun: a backup may be brought back there.
    if anything_in(data) and _somebody(data):
        raise click.ClickException(
            "Somebody can sign in already (kiosk staff list); for others: kiosk staff add."
        )
    try:
        data.mkdir(parents=True, exist_ok=True)
        code = first_code(data)
    except OSError as error:
        raise click.ClickException(f"Cannot write in {data}: {error.strerror}.") from error
    secure = (data / SERVER).is_file()
    for address in reached("0.0.0.0", port) or (base_url("127.0.0.1", port),):
        click.echo(f"{address.replace('http:', 'https:') if secure else address}/first")
    click.echo(f"{code}")


def _somebody(data: Path) -> bool:
    with opened(data) as store:
        return any(row.active for row in store.all_staff())


@click.group()
def token() -> None:
    """Tokens of machines that call the API."""


@token.command("add")
@click.argument("name")
@click.option("--scope", "scopes", type=click.Choice(SCOPES), multiple=True, required=True)
@data_option
def token_add(name: str, scopes: tuple[str, ...], data: Path) -> None:
    """Make a token; it is shown once."""
    name = _name(name)
    if name in OF_THE_HALL or "/" in name:
        taken = ", ".join(sorted(OF_THE_HALL))
        raise click.ClickException(f"A token has no / in its name and is not called {taken}.")
    secret, hashed = make_token()
    with opened(data) as store:
        store.put_token(name, hashed, " ".join(scopes))
    assert digest(secret) == hashed
    click.echo(secret)


@token.command("remove")
@click.argument("name")
@data_option
def token_remove(name: str, data: Path) -> None:
    """Withdraw a token."""
    with opened(data) as store:
        found = store.remove_token(name)
    if not found:
        raise click.ClickException(f"No token is called {name}.")

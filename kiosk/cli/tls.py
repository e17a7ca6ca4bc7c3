"""``kiosk tls``: the hall's own authority and the certificate it speaks https with."""

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import click
from qrcode import QRCode

from kiosk.cli.data import data_option
from kiosk.cli.settings import DEFAULTS
from kiosk.custody.certificates.issue import (
    Authority,
    NoAuthority,
    new_authority,
    new_server,
    read_authority,
    read_server,
)
from kiosk.custody.certificates.names import Unnameable, addresses_now, permitted
from kiosk.serving.addresses import reached
from kiosk.store.beside.certificates import (
    AUTHORITY,
    SERVER,
    authority_of,
    fingerprint,
    read_pem,
    write_pem,
)

DIRECTORY_MODE = 0o700


@click.group()
def tls() -> None:
    """The hall's own authority, and the certificate it speaks https with on a network without
    internet."""


@tls.command()
@data_option
@click.option(
    "--name", "names", multiple=True,
    help="A further name, address or network (192.168.10.0/24) of the server; may be repeated. This machine's own"
    " are known.",
)  # fmt: skip
@click.option(
    "--authority",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="An authority the hall had before: hall.authority.pem from its copy. No device need be told anew.",
)
@click.option("--replace", is_flag=True, help="Make another one though there is one.")
def init(data: Path, names: tuple[str, ...], authority: Path | None, replace: bool) -> None:
    """Make authority and certificate; a hall that runs speaks https within ten seconds.

    Screens that are told http go on showing. Keep a copy of hall.authority.pem in the safe: it is in
    no backup.
    """
    if read_pem(data, AUTHORITY) and not replace:
        raise click.ClickException(
            f"{data / AUTHORITY} is there. kiosk tls show says what it is for; with --replace another"
            " one is made, of which every device must be told anew."
        )
    if authority is not None and names:
        raise click.ClickException(
            "An authority says itself what it may sign for: leave out --name."
        )
    now = datetime.now(UTC)
    try:
        made = (
            read_authority(authority.read_text("ascii"))
            if authority is not None
            else new_authority(permitted(names), now)
        )
        data.mkdir(DIRECTORY_MODE, parents=True, exist_ok=True)
        _write(data, made, now)
    except (NoAuthority, Unnameable, OSError, UnicodeDecodeError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Made {data / AUTHORITY} (keep a copy elsewhere) and {data / SERVER}.\n")
    _tell(data)


def _write(data: Path, authority: Authority, now: datetime) -> None:
    """The certificate last: a server takes up what is whole. Raises OSError."""
    write_pem(data, AUTHORITY, authority.pem)
    write_pem(data, SERVER, new_server(authority, addresses_now(), now))
    _give_to_owner(data, (AUTHORITY, SERVER))


def _give_to_owner(data: Path, files: Iterable[str]) -> None:
    """Made by root for a service that runs as somebody else: what root alone can read would end its
    https."""
    owner = data.stat()
    if os.geteuid() == 0 and owner.st_uid:
        for name in files:
            with suppress(OSError):
                os.chown(data / name, owner.st_uid, owner.st_gid, follow_symlinks=False)


@tls.command()
@data_option
@click.option("--pem", is_flag=True, help="Print the authority's certificate alone, for a device.")
@click.option(
    "--port", type=int, default=int(DEFAULTS["port"]), show_default=True, envvar="KIOSK_PORT"
)
def show(data: Path, pem: bool, port: int) -> None:
    """What the certificate is for, until when, and the fingerprint to compare with a device's."""
    if not authority_of(data):
        raise click.ClickException(f"There is no certificate in {data}: kiosk tls init makes one.")
    if pem:
        click.echo(authority_of(data), nl=False)
        return
    _tell(data, port)


@tls.command()
@data_option
def renew(data: Path) -> None:
    """Make a new certificate of the same authority, also while the hall runs; no device need be told.

    A running hall does so by itself, more than a year before the end.
    """
    try:
        authority = read_authority(read_pem(data, AUTHORITY))
        write_pem(data, SERVER, new_server(authority, addresses_now(), datetime.now(UTC)))
        _give_to_owner(data, (SERVER,))
    except (NoAuthority, OSError) as error:
        raise click.ClickException(f"{data / AUTHORITY}: {error}") from error
    _tell(data)


def _tell(data: Path, port: int = int(DEFAULTS["port"])) -> None:
    known, authority = read_server(read_pem(data, SERVER)), authority_of(data)
    click.echo(f"Names        {', '.join((*known.names, *map(str, known.addresses)))}")
    click.echo(f"Certificate  until {known.ends:%Y-%m-%d}, renewed by itself")
    click.echo(f"Authority    until {known.authority.not_valid_after_utc:%Y-%m-%d}")
    click.echo(f"Fingerprint  {fingerprint(authority)}")
    pages = [f"{base}/trust" for base in reached("0.0.0.0", port)]  # as others see it
    for page in pages:
        click.echo(f"Devices      {page}")
    if pages and sys.stdout.isatty():
        click.echo(_drawn(pages[0]))


def _drawn(address: str) -> str:
    """For a telephone to read from the terminal."""
    code, drawn = QRCode(border=2), StringIO()
    code.add_data(address)
    code.print_ascii(drawn, invert=True)
    return drawn.getvalue()

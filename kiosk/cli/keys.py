"""``kiosk keys``: what signs cookies and pages, and what seals backups."""

from datetime import UTC, datetime
from pathlib import Path

import click

from kiosk.cli.data import data_option
from kiosk.store.beside.keys import KEYS, SUSPECT
from kiosk.store.beside.keys import rotate as make_new
from kiosk.store.beside.sealed import make_key
from kiosk.store.identity import lived_in


@click.group()
def keys() -> None:
    """What signs cookies and pages, and what seals backups."""


@keys.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """Make the key that seals backups.

    Keep a copy away from this machine: without it no sealed backup can be read.
    """
    try:
        make_key(file)
    except OSError as error:
        raise click.ClickException(f"{file} was not written: {error.strerror}.") from error
    click.echo(f"{file}: keep a copy elsewhere; without it no sealed backup can be read.")


@keys.command()
@data_option
def rotate(data: Path) -> None:
    """Sign with a new key, also while the hall runs.

    Everybody signs in again and links to reports end; screens and enrolled tablets go on.
    """
    if not lived_in(data):
        raise click.ClickException(f"There is no hall in {data}.")
    try:
        make_new(data, datetime.now(UTC), SUSPECT)
    except OSError as error:
        raise click.ClickException(f"{data / KEYS} was not written: {error}.") from error
    click.echo(f"{data / KEYS}: a new key signs. Everybody signs in again.")

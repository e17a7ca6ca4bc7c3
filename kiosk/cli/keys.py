"""``kiosk keys``: what signs cookies and pages."""

from datetime import UTC, datetime
from pathlib import Path

import click

from kiosk.cli.data import data_option
from kiosk.store.beside.keys import KEYS, SUSPECT
from kiosk.store.beside.keys import rotate as make_new
from kiosk.store.identity import lived_in


@click.group()
def keys() -> None:
    """What signs cookies and pages."""


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

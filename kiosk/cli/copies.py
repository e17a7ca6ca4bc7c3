"""``kiosk backup`` and ``kiosk restore``."""

from datetime import UTC, datetime
from pathlib import Path

import click

from kiosk.cli.data import data_option
from kiosk.cli.failure import failed
from kiosk.store import StoreError
from kiosk.store.beside.certificates import AUTHORITY
from kiosk.store.beside.sealed import read_key
from kiosk.store.copies import backup as make
from kiosk.store.copies import backup_into, sealed_backup
from kiosk.store.copies import restore as bring_back

key_option = click.option(
    "--key",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar="KIOSK_BACKUP_KEY",
    help="File with the key that seals backups; kiosk keys backup makes one.",
)


def held(key: Path | None) -> bytes | None:
    return read_key(key) if key is not None else None


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
@click.option(
    "--keep", type=click.IntRange(min=1), help="With a directory: how many backups stay there."
)
@key_option
@data_option
def backup(target: Path, keep: int | None, key: Path | None, data: Path) -> None:
    """Copy the hall to a file, or into a directory under a name of its time. The hall may run
    meanwhile.

    Taxpayers' contacts are left out: they are erased on schedule, and no copy may outlive that.
    """
    try:
        if target.is_dir() or keep is not None:
            target, events = backup_into(data, target, keep, datetime.now(UTC), held(key))
        elif key is not None:
            events = sealed_backup(data, target, read_key(key))
        else:
            events = make(data, target)
    except StoreError as error:
        raise failed(error) from error
    click.echo(f"{target}: {events} events, chain intact.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@key_option
@data_option
def restore(file: Path, key: Path | None, data: Path) -> None:
    """Make a data directory from a backup; one that holds a hall is refused.

    A log that is lost or cannot be read is replaced (the file is kept), also while the hall runs in
    safe mode: it goes on from the backup at once, and every screen with it. Do that only once the
    hall is known to be safe.
    """
    try:
        events, settled = bring_back(file, data, datetime.now(UTC), held(key))
    except StoreError as error:
        raise failed(error) from error
    if settled.aside is not None:
        click.echo(f"What was there could not be read; it is kept as {settled.aside}.", err=True)
    click.echo(f"{data}: {events} events, chain intact. Go on with: kiosk serve --data {data}")
    if not (data / AUTHORITY).exists():
        click.echo(
            f"A hall with https: bring {AUTHORITY} back too, into {data}; it is in no backup, and"
            " screens that are told https show nothing new until then."
        )

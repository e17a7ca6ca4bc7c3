"""What commands share that work on a data directory: its option, and its store opened."""

from pathlib import Path

import click

from kiosk.cli.failure import failed
from kiosk.store import Store, StoreError

data_option = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    envvar="KIOSK_DATA",
    help="Data directory.",
)


def opened(data: Path, *, reading: bool = False) -> Store:
    """``reading``: also where an older log cannot be brought up to date, on a full disk or under a
    running server."""
    try:
        return Store(data, reading=reading)
    except StoreError as error:
        raise failed(error) from error

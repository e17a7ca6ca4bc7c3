"""What commands share that work on a data directory: its option, and its store opened."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
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


@contextmanager
def opened(data: Path, *, reading: bool = False) -> Iterator[Store]:
    """The store while a command works on it; what fails of it is told in plain words.

    ``reading``: also where an older log cannot be brought up to date, on a full disk or under a
    running server.
    """
    try:
        with closing(Store(data, reading=reading)) as store:
            yield store
    except StoreError as error:
        raise failed(error) from error

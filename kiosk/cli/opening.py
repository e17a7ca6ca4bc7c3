"""What commands share: the data directory's option, its store opened, and a failure in plain words."""

from pathlib import Path

import click

from kiosk.store import Store, StoreError

data_option = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    envvar="KIOSK_DATA",
    help="Data directory.",
)


def failed(error: Exception) -> click.ClickException:
    return click.ClickException(str(error))


def opened(data: Path) -> Store:
    try:
        return Store(data)
    except StoreError as error:
        raise failed(error) from error

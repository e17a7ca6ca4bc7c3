"""``kiosk init`` and ``kiosk check``: describing a hall."""

from pathlib import Path

import click

from kiosk import content as contents
from kiosk.cli.opening import failed
from kiosk.content import ContentError


@click.command()
@click.argument("directory", type=click.Path(path_type=Path))
def init(directory: Path) -> None:
    """Copy the sample hall to DIRECTORY as a start for your own, its addresses emptied."""
    try:
        contents.empty_copy(contents.sample(), directory)
    except (ContentError, OSError) as error:
        raise failed(error) from error
    click.echo(
        f"Made {directory}. Describe your hall there (README.md explains every key), then: kiosk check {directory}"
    )


@click.command()
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

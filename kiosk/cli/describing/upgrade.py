"""``kiosk upgrade``: what this version ships, brought into a hall's own content."""

from pathlib import Path

import click

from kiosk.cli.failure import failed
from kiosk.content import reader as contents
from kiosk.content.reader import ContentError
from kiosk.content.upgrades import journal
from kiosk.content.upgrades.differences import Fate, of_fate
from kiosk.content.upgrades.directory import Upgrade, apply, checked, upgrade_of
from kiosk.content.upgrades.told import line


@click.command()
@click.argument("directory", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--dry-run", is_flag=True, help="Say what would be done; write nothing.")
@click.option("--undo", is_flag=True, help="Go back to what stood there before the last upgrade.")
@click.option(
    "--take", "chosen", multiple=True, metavar="NAME",
    help="Where both were changed, take the shipped one: KIND:sign, icons/exit.svg. Repeatable.",
)  # fmt: skip
@click.option(
    "--shipped", type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Content to bring in, instead of what this version ships.",
)  # fmt: skip
def upgrade(
    directory: Path, dry_run: bool, undo: bool, chosen: tuple[str, ...], shipped: Path | None
) -> None:
    """Bring kinds, protocols and symbols of this version into DIRECTORY.

    What the hall has changed stays, and where the version has changed it too both are printed. A hall
    that is served takes it over within seconds, as any edit.
    """
    if undo:
        _undo(directory)
        return
    try:
        journal.settle(directory)
        found = upgrade_of(directory, shipped or contents.sample(), chosen)
        _require_known(found, chosen)
        (checked if dry_run else apply)(directory, found)
    except (ContentError, OSError) as error:
        raise failed(error) from error
    for one in found.told:
        click.echo(line(one, "en"))
    click.echo(_summary(found, dry_run))


def _require_known(found: Upgrade, chosen: tuple[str, ...]) -> None:
    unknown = sorted({*chosen} - {one.name for one in found.told})
    if unknown:
        raise click.ClickException(f"--take: nothing differs at {', '.join(unknown)}.")


def _summary(found: Upgrade, dry_run: bool) -> str:
    if not found.files:
        return "Nothing to do: it is of this version."
    brought = len(of_fate(found.told, Fate.ADDED, Fate.TAKEN))
    both = len(of_fate(found.told, Fate.BOTH))
    before = found.before or "an unknown version"
    done = "Would bring" if dry_run else "Brought"
    back = "" if dry_run else " Back again: --undo."
    return f"{done} it from {before} to {found.version}: {brought} taken, {both} left to you.{back}"


def _undo(directory: Path) -> None:
    try:
        journal.undo(directory)
    except journal.NothingToUndo as error:
        raise click.ClickException(f"No upgrade of {directory} is kept.") from error
    except journal.Edited as error:
        raise click.ClickException(
            f"Edited since the upgrade: {error}. Going back would lose that; nothing was changed."
        ) from error
    except OSError as error:
        raise failed(error) from error
    click.echo(f"{directory} is as it was before the upgrade.")

"""``kiosk init``, ``kiosk check`` and ``kiosk plan``: describing a hall, and its floor plan."""

from datetime import UTC, datetime
from pathlib import Path

import click

from kiosk.cli.failure import failed, language_of
from kiosk.content import reader as contents
from kiosk.content.copies import empty_copy
from kiosk.content.drawings.read_svg import read_plan
from kiosk.content.hall_files import PLAN_FILE
from kiosk.content.reader import ContentError
from kiosk.drawing.beforehand.proof import legible
from kiosk.drawing.print.faults import Finding, fault_sheet, findings
from kiosk.drawing.renderer import load_icons
from kiosk.wording.typeset import NoFont
from signage.catalogue.advice import calendar_advice
from signage.language.mistake import Mistake
from signage.language.words import Message, say


@click.command()
@click.argument("directory", type=click.Path(path_type=Path))
def init(directory: Path) -> None:
    """Copy the sample hall to DIRECTORY as a start for your own, its addresses emptied."""
    try:
        empty_copy(contents.sample(), directory)
    except (ContentError, OSError) as error:
        raise failed(error) from error
    click.echo(
        f"Made {directory}. Describe your hall there (README.md explains every key, README.zh-CN.md in Chinese), "
        f"then: kiosk check {directory}"
    )


@click.command()
@click.argument("directory", type=click.Path(path_type=Path), required=False)
@click.option(
    "--picture", type=click.Path(path_type=Path, dir_okay=False),
    help="Also write the floor plan as PNG or PDF, each finding marked with its number in the list.",
)  # fmt: skip
@click.option(
    "--lang", help="Language of the findings, such as zh; otherwise that of the terminal's locale."
)
def check(directory: Path | None, picture: Path | None, lang: str | None) -> None:
    """Report all mistakes of a content directory at once; exit status 1 when there are any."""
    source, tongue = directory or contents.sample(), language_of(lang)
    faults: list[Mistake] = []
    notes: tuple[Mistake, ...] = ()
    try:
        content = contents.read(source)
        today = datetime.now(content.hall.zoneinfo).date()
        seen = legible(
            content, load_icons(contents.icons(source)), datetime.now(content.hall.zoneinfo)
        )
        notes = (*content.notes, *calendar_advice(content.hall, today), *seen)
    except ContentError as error:
        faults = error.mistakes
    listed = findings(faults, notes)
    for finding in listed:
        line = say(finding.line, tongue)
        click.echo(f"{finding.number}. {line}" if picture is not None else line)
    if picture is not None:
        _draw(source / PLAN_FILE, picture, listed, tongue)
    if faults:
        click.echo(say(Message("check.mistakes", count=len(faults)), tongue), err=True)
        raise SystemExit(1)
    click.echo(say(Message("check.no-mistakes"), tongue))


def _draw(drawing: Path, target: Path, listed: tuple[Finding, ...], tongue: str) -> None:
    """The faults' picture; what it cannot mark is still in its list."""
    form = target.suffix.lstrip(".").lower()
    if form not in ("png", "pdf"):
        raise click.ClickException(f"{target.name} is neither .png nor .pdf.")
    try:
        sheet = fault_sheet(read_plan(drawing.read_bytes()), listed, drawing.name, tongue)
        target.write_bytes(sheet.file(form, datetime.now(UTC)))
    except FileNotFoundError as error:
        raise click.ClickException(
            f"There is no {error.filename}: draw the floor plan first."
        ) from error
    except (OSError, NoFont) as error:
        raise failed(error) from error
    click.echo(f"Wrote {target}.", err=True)

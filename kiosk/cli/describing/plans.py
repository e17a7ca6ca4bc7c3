"""``kiosk plan``: a floor plan from OpenStreetMap, and evacuation sheets without a server."""

from datetime import UTC, datetime
from pathlib import Path
from xml.etree.ElementTree import ParseError

import click
from defusedxml import DefusedXmlException

from kiosk.cli.failure import failed
from kiosk.content import reader as contents
from kiosk.content.drawings.import_osm import read_osm
from kiosk.content.drawings.read_svg import read_plan
from kiosk.content.drawings.write_svg import plan_svg
from kiosk.content.reader import Content, ContentError
from kiosk.drawing.print.plan import best_paper, plan_sheet, position
from kiosk.drawing.print.sizes import PAPERS, SIZES
from kiosk.drawing.renderer import load_icons
from kiosk.wording.typeset import NoFont
from signage.evacuation.blocks import NORMAL
from signage.evacuation.plan_checks import plan_mistakes
from signage.floorplan.shape_names import told

CREDIT = "© OpenStreetMap contributors, ODbL 1.0"


@click.group("plan")
def plan_group() -> None:
    """The floor plan."""


@plan_group.command("import-osm")
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
def import_osm(source: Path, target: Path) -> None:
    """Make an Inkscape drawing TARGET of the indoor data in SOURCE (OSM XML): rooms, doors, exits,
    stairs, lifts."""
    if target.exists():
        raise click.ClickException(f"{target} is there already: choose another name.")
    try:
        plan = read_osm(source.read_bytes())
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise click.ClickException(
            f"{source} cannot be read as OpenStreetMap XML: {error}"
        ) from error
    text = plan_svg(plan, CREDIT)
    target.write_text(text, "utf-8")
    # Judged as it will be read again, not as it was imported: what a person edits is the drawing.
    read = read_plan(text, target.name)
    listed = (*read.mistakes, *plan_mistakes(read.plan, target.name))
    faults = [told(mistake, read.called, target.name) for mistake in listed]
    for fault in faults:
        click.echo(str(fault))
    click.echo(
        f"Wrote {target}: {len(plan.nodes)} nodes, {len(plan.edges)} ways, {len(plan.exits)} exits, "
        f"{len(plan.spots)} places on {len(plan.floors)} floor(s), {len(faults)} fault(s). Keep beside it: {CREDIT}."
    )


@plan_group.command("sheet")
@click.argument("directory", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--screen", required=True, help="Whose place the sheet is for.")
@click.option("--scheme", default=NORMAL.id, show_default=True, help="A scheme of schemes.toml.")
@click.option("--paper", type=click.Choice([*SIZES, *PAPERS]), default="a3", show_default=True)
def sheet(directory: Path, target: Path, screen: str, scheme: str, paper: str) -> None:
    """Draw the evacuation plan of one screen's place into TARGET (.png or .pdf, 300 dpi)."""
    form = target.suffix.lstrip(".").lower()
    if form not in ("png", "pdf"):
        raise click.ClickException(f"{target.name} is neither .png nor .pdf.")
    content = _content(directory)
    plan, schemes = content.evacuation.plan, (NORMAL, *content.evacuation.schemes)
    if plan is None or screen not in plan.screen:
        drawn = ", ".join(plan.screen) if plan is not None else ""
        raise click.ClickException(
            f"{screen} is not on the floor plan; drawn are: {drawn or 'none, there is no plan'}."
        )
    chosen = next((known for known in schemes if known.id == scheme), None)
    if chosen is None:
        raise click.ClickException(
            f"There is no scheme {scheme}; there are: {', '.join(s.id for s in schemes)}."
        )
    chosen_paper = best_paper(plan, screen, paper)
    assert chosen_paper is not None
    now = datetime.now(UTC)
    printed = plan_sheet(
        position(content.hall, plan, screen, chosen), chosen_paper, load_icons(contents.icons(directory)),
        content.hall.local(now).date(),
    )  # fmt: skip
    try:
        target.write_bytes(printed.file(form, now))
    except (OSError, NoFont) as error:
        raise failed(error) from error
    click.echo(f"Wrote {target}.")


def _content(directory: Path) -> Content:
    try:
        return contents.read(directory)
    except ContentError as error:
        raise failed(error) from error

"""``kiosk plan``: a floor plan from OpenStreetMap or CAD and back, its ways proposed, and evacuation
sheets without a server."""

from datetime import UTC, datetime
from pathlib import Path
from xml.etree.ElementTree import ParseError

import click
from defusedxml import DefusedXmlException

from kiosk.cli.failure import failed, language_here
from kiosk.content import reader as contents
from kiosk.content.drawings.import_osm import CREDIT, read_osm
from kiosk.content.drawings.read_svg import read_drawing, read_plan
from kiosk.content.drawings.write_osm import plan_osm
from kiosk.content.drawings.write_svg import plan_svg
from kiosk.content.drawings.write_ways import with_ways
from kiosk.content.reader import Content, ContentError
from kiosk.drawing.print.plan import best_paper, plan_sheet, position
from kiosk.drawing.print.sizes import PAPERS, SIZES
from kiosk.drawing.renderer import load_icons
from kiosk.wording.typeset import NoFont
from signage.evacuation.blocks import NORMAL
from signage.evacuation.plan_checks import plan_mistakes
from signage.floorplan.shape_names import told
from signage.language.words import say


@click.group("plan")
def plan_group() -> None:
    """The floor plan."""


@plan_group.command("import-osm")
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
def import_osm(source: Path, target: Path) -> None:
    """Make an Inkscape drawing TARGET of the indoor data in SOURCE (OSM XML): rooms, doors, exits,
    stairs, lifts."""
    _require_new(target)
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
        click.echo(say(fault.line, language_here()))
    click.echo(
        f"Wrote {target}: {len(plan.nodes)} nodes, {len(plan.edges)} ways, {len(plan.exits)} exits, "
        f"{len(plan.spots)} places on {len(plan.floors)} floor(s), {len(faults)} fault(s). Keep beside it: {CREDIT}."
    )


@plan_group.command("import-dxf")
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--unit",
    type=click.Choice(["mm", "cm", "m", "in", "ft"]),
    help="Where SOURCE does not say its own.",
)
def import_dxf(source: Path, target: Path, unit: str | None) -> None:
    """Make an Inkscape drawing TARGET of the lines of a CAD drawing (DXF): walls, partitions,
    furniture; the rest is for a person."""
    from kiosk.content.drawings.import_dxf import NotImported, read_dxf

    _require_new(target)
    try:
        found = read_dxf(source.read_bytes(), unit or "")
    except NotImported as error:
        raise click.ClickException(f"{source}: {error}.") from error
    target.write_text(found.svg, "utf-8")
    for line in found.told:
        click.echo(say(line, language_here()))
    click.echo(f"Wrote {target}.")


@plan_group.command("propose")
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
def propose(source: Path, target: Path) -> None:
    """Write the drawing SOURCE to TARGET with ways proposed for all that is drawn; what is there
    stays."""
    from signage.floorplan.proposals.ways import proposed_ways

    _require_new(target)
    try:
        text = source.read_text("utf-8-sig")
        ways = proposed_ways(read_drawing(text))
        target.write_text(with_ways(text, ways), "utf-8")
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise click.ClickException(f"{source} cannot be read as SVG: {error}") from error
    click.echo(f"Wrote {target}: {len(ways)} ways are proposed; look at them.")


@plan_group.command("export-osm")
@click.argument("directory", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--at",
    type=(float, float),
    default=(0.0, 0.0),
    metavar="LAT LON",
    help="Where the drawing's origin lies.",
)
def export_osm(directory: Path, target: Path, at: tuple[float, float]) -> None:
    """Write the plan of DIRECTORY as OpenStreetMap indoor data (OSM XML)."""
    _require_new(target)
    plan = _content(directory).evacuation.plan
    if plan is None:
        raise click.ClickException("There is no floor plan: draw plan.svg first.")
    if not (-85 <= at[0] <= 85 and -180 <= at[1] <= 180):
        raise click.ClickException(
            "--at is no place on earth: write latitude and longitude in degrees."
        )
    text, lost = plan_osm(plan, *at)
    target.write_text(text, "utf-8")
    click.echo(
        f"Wrote {target}. Indoor maps have no word for: {', '.join(lost) or 'nothing of it'}."
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


def _require_new(target: Path) -> None:
    """A drawing somebody worked on is never written over."""
    if target.exists():
        raise click.ClickException(f"{target} is there already: choose another name.")


def _content(directory: Path) -> Content:
    try:
        return contents.read(directory)
    except ContentError as error:
        raise failed(error) from error

"""``kiosk drill``: drills held and their timing, read from a data directory."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from kiosk.cli.data import data_option, opened
from kiosk.cli.failure import failed
from kiosk.content.reader import Content, ContentError
from kiosk.store import FILE, Store
from signage.hall.model import Hall
from signage.language.words import Message, say
from signage.reports.drill_times import timing
from signage.reports.report import report

SLOWEST = Message("drill.slowest")


@click.group("drill")
def drill_group() -> None:
    """Drills held in this hall."""


@contextmanager
def _read(data: Path) -> Iterator[tuple[Store, Hall]]:
    """Reads alone: a directory without a log is refused, not begun."""
    if not (data / FILE).is_file():
        raise click.ClickException(f"There is no log in {data}; name the data directory of a hall.")
    with opened(data, reading=True) as store:
        kept = store.fact("content")
        if kept is None:
            raise click.ClickException(f"No hall was ever served from {data}.")
        try:
            hall = Content.from_json(kept).hall
        except ContentError as error:
            raise failed(error) from error
        yield store, hall


@drill_group.command("list")
@data_option
def drill_list(data: Path) -> None:
    """Every drill, the oldest first: number, time, kind, title, score."""
    with _read(data) as (store, hall):
        for drill in store.situation().after.drills.values():
            judged = drill.evaluation
            score = f"{sum(judged.scores)}/{5 * len(judged.scores)}" if judged else "-"
            at = f"{hall.local(drill.at):%Y-%m-%d %H:%M}"
            click.echo(
                f"{drill.incident}\t{at}\t{drill.kind}\t{drill.title or say(drill.name)}\t{score}"
            )


@drill_group.command("report")
@click.argument("number")
@data_option
def drill_report(number: str, data: Path) -> None:
    """The timing of one drill, and every act of it."""
    with _read(data) as (store, hall):
        span = store.mentions(number)
        made = (
            report(hall, store.events(span[0] - 1, span[1] - span[0] + 1), number) if span else None
        )
        if made is None or not made.incident.drill:
            raise click.ClickException(f"There is no drill {number}; see kiosk drill list.")
        timed = timing(
            hall, made.incident, [(row.what, row.name, row.at) for row in store.timings(number)]
        )
        for row in timed.rows:
            slow = f"\t{say(SLOWEST)}" if row in timed.slowest else ""
            click.echo(f"{row.after_s:9.2f} s\t{row.words}\t{row.name}{slow}")
        for act in made.acts:
            click.echo(
                f"{hall.local(act.recorded.at):%Y-%m-%d %H:%M:%S}\t{act.role}\t{act.who}\t{act.words}"
            )

"""``kiosk log``: the event log verified and exported."""

import json
from datetime import UTC, datetime
from pathlib import Path

import click

from kiosk.cli.data import data_option, opened
from kiosk.cli.failure import failed
from kiosk.store import Head, StoreError
from kiosk.store.copies import renew
from signage.situation.events import EVENT


@click.group("log")
def log_group() -> None:
    """The event log."""


def _head(context: click.Context, option: click.Parameter, text: str | None) -> Head | None:
    found = Head.read(text) if text is not None else None
    if text is not None and found is None:
        raise click.BadParameter("give a head as it was printed, or the name of a backup")
    return found


@log_group.command("verify")
@click.option(
    "--head",
    callback=_head,
    help="What was printed on the opening check, or the name of a backup: that event must still be there.",
)
@data_option
def log_verify(data: Path, head: Head | None) -> None:
    """Recompute the chain of hashes, and replay the log beside what the hall starts from.

    A tail that was cut off leaves a whole chain: name a head from outside (--head) to find that.
    """
    with opened(data, reading=True) as store:
        click.echo(f"{store.verify()} events, chain intact. Head: {store.printed_head}")
        if head is not None:
            store.require(head)
            click.echo(f"Event {head.seq} is there as it was printed.")
        # After the chain: a snapshot is compared with a log that is known to be whole.
        replayed = store.replay()
        if replayed is not None:
            click.echo(f"Replayed to event {replayed}: the same hall as the snapshot there.")


@log_group.command("new")
@data_option
def log_new(data: Path) -> None:
    """Settle which log the hall goes by, once the hall is known to be safe: every screen then
    follows it.

    Where the log is lost or cannot be read, an empty one begins, with the same people, tablets and
    content; a file that cannot be read is kept. Where it is whole, it answers for the logs that
    screens still know. The hall may run.
    """
    try:
        settled = renew(data, datetime.now(UTC))
    except StoreError as error:
        raise failed(error) from error
    if settled.aside is not None:
        click.echo(f"What was there could not be read; it is kept as {settled.aside}.", err=True)
    click.echo(
        f"{data}: log {settled.identity} answers for {', '.join(settled.identity.settled) or 'itself'}."
    )


@log_group.command("export")
@data_option
def log_export(data: Path) -> None:
    """Print the log as JSON lines."""
    with opened(data, reading=True) as store:
        for recorded in store.events():
            line = {"seq": recorded.seq, "at": recorded.at.isoformat(), "actor": recorded.actor.name,
                    "role": recorded.actor.role, "event": EVENT.dump_python(recorded.event, mode="json")}  # fmt: skip
            click.echo(json.dumps(line, ensure_ascii=False))

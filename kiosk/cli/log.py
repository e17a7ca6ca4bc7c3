"""``kiosk log``: the event log verified and exported."""

import json
from pathlib import Path

import click

from kiosk.cli.opening import data_option, failed, opened
from kiosk.store import StoreError
from signage.events import EVENT


@click.group("log")
def log_group() -> None:
    """The event log."""


@log_group.command("verify")
@data_option
def log_verify(data: Path) -> None:
    """Recompute the chain of hashes, and replay the log beside what the hall starts from."""
    store = opened(data)
    try:
        click.echo(f"{store.verify()} events, chain intact.")
        replayed = store.replay()
        if replayed is not None:
            click.echo(f"Replayed to event {replayed}: the same hall as the snapshot there.")
    except StoreError as error:
        raise failed(error) from error
    finally:
        store.close()


@log_group.command("export")
@data_option
def log_export(data: Path) -> None:
    """Print the log as JSON lines."""
    store = opened(data)
    for recorded in store.events():
        line = {"seq": recorded.seq, "at": recorded.at.isoformat(), "actor": recorded.actor.name,
                "role": recorded.actor.role, "event": EVENT.dump_python(recorded.event, mode="json")}  # fmt: skip
        click.echo(json.dumps(line, ensure_ascii=False))
    store.close()

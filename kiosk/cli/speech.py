"""``kiosk speech``: recordings for the hall's own public address."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from kiosk.cli.failure import failed
from kiosk.cli.settings import DEFAULTS
from kiosk.content import reader as contents
from kiosk.content.reader import ContentError
from kiosk.drawing.beforehand.voice.engine import Mute, NoEngine, engine_of
from kiosk.drawing.beforehand.voice.wanted import of_kinds
from kiosk.engine.view import view_of
from kiosk.store.files import replaced
from signage.hall.model import Hall
from signage.situation.incidents import Situation
from signage.spoken.clips import Clip

LIST = "texts.tsv"
PUBLIC = 0o644
"""Whoever plays them is somebody else."""


@click.group("speech")
def speech_group() -> None:
    """What signs say, as recordings."""


@speech_group.command("export")
@click.argument("directory", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.argument("target", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--speech", default=DEFAULTS["speech"], envvar="KIOSK_SPEECH", help="As of kiosk serve."
)
def export(directory: Path, target: Path, speech: str) -> None:
    """Record every emergency kind of the content DIRECTORY into TARGET, in the hall's languages:
    KIND-class-language.wav, without a place or a way, and texts.tsv, which says what is said."""
    try:
        engine = engine_of(speech)
        content = contents.read(directory)
    except (NoEngine, ContentError) as error:
        raise failed(error) from error
    if engine is None:
        raise click.ClickException(
            "Nothing here speaks: install espeak-ng, or name a program by --speech."
        )
    view = view_of(content, Situation(), datetime.now(UTC))
    made = dict(_named(view.content.hall, of_kinds(view)))
    try:
        target.mkdir(parents=True, exist_ok=True)
        # All are made before one is put there: half a set would be taken for a whole one.
        recorded = {name: engine.speak(clip) for name, clip in made.items()}
        for name, sound in recorded.items():
            replaced(target / f"{name}.wav", sound, PUBLIC)
        rows = "".join(f"{name}.wav\t{clip.text}\n" for name, clip in made.items())
        replaced(target / LIST, rows, PUBLIC)
    except (OSError, Mute) as error:
        raise failed(error) from error
    click.echo(f"Wrote {len(made)} recordings and {LIST} to {target}.")


def _named(hall: Hall, kinds: dict[str, tuple[Clip, ...]]) -> Iterator[tuple[str, Clip]]:
    for name, clips in kinds.items():
        yield from ((f"{name}-{clip.lang}", clip) for clip in clips if clip.lang in hall.languages)

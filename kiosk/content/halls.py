"""Further halls beside the sample, shipped to be looked at: ``content/halls/NAME``, with the
sample's catalogue."""

import shutil
from pathlib import Path

from kiosk.content.copies import open_all_day
from kiosk.content.hall_files import CATALOGUE, HALLS, PROTOCOLS_DIR
from kiosk.content.reader import sample
from kiosk.content.upgrades.base import keep_base


def names() -> tuple[str, ...]:
    return tuple(sorted(path.parent.name for path in (sample() / HALLS).glob("*/hall.toml")))


def demo_content(name: str | None, target: Path) -> None:
    """A hall whose doors never close, to show: the sample, or the shipped hall of that name (one of
    :func:`names`)."""
    if name is None:
        open_all_day(sample(), target)
        keep_base(sample(), target)
        return
    whole = target.with_name(f"{target.name}-{name}")
    shutil.copytree(sample() / HALLS / name, whole)
    for part in (CATALOGUE, PROTOCOLS_DIR):
        shutil.copytree(sample() / part, whole / part, dirs_exist_ok=True)
    open_all_day(whole, target)
    keep_base(sample(), target)
    shutil.rmtree(whole)

"""Copies of a content directory: open all day for the demo, emptied for a hall that begins."""

import re
import shutil
from pathlib import Path

from kiosk.content.hall_files import CAPABILITIES, EXPLAINED, HALL_FILES, HALLS, PICTURES
from kiosk.content.reader import ContentError
from kiosk.content.upgrades.base import keep_base
from signage.language.mistake import Mistake
from signage.language.words import Message

_AFTER_HOURS = re.compile(r"\n\[(?!hours[.\]])")


def open_all_day(source: Path, target: Path) -> None:
    """A copy of a content directory whose doors never close, for the demo."""
    shutil.copytree(
        source, target, ignore=shutil.ignore_patterns(EXPLAINED, CAPABILITIES, PICTURES, HALLS)
    )
    path = target / "hall.toml"
    # As text, not parsed and written anew: the comments are what somebody opens the copy for.
    head, _, rest = path.read_text("utf-8").partition("[hours]")
    following = _AFTER_HOURS.search(rest)
    tail = rest[following.start() :] if following else ""
    days = "\n".join(
        f'{day} = [["00:00:00", "23:59:59"]]'
        for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    )
    text = f"{head}[hours]\n[hours.weekly]\n{days}\n{_without_hours(tail)}"
    path.write_text(text, "utf-8")


def _without_hours(text: str) -> str:
    """Drop every window's own hours: ``[windows.hours]`` tables up to the next table."""
    kept, dropping = [], False
    for line in text.splitlines():
        if line.startswith("["):
            dropping = line.startswith("[windows.hours")
        if not dropping:
            kept.append(line)
    return "\n".join(kept) + "\n"


def empty_copy(source: Path, target: Path) -> None:
    """A new content directory from the sample, its demonstration values emptied, with what it was
    made of. Refuses a target that holds files."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise ContentError(
            [
                Mistake(
                    str(target),
                    "(directory)",
                    Message("check.directory-not-empty"),
                    Message("check.choose-new-directory"),
                )
            ]
        )
    shutil.copytree(
        source,
        target,
        dirs_exist_ok=True,
        ignore=shutil.ignore_patterns(CAPABILITIES, PICTURES, HALLS),
    )
    for name in HALL_FILES:
        path = target / name
        path.write_text(emptied(path.read_text("utf-8")), "utf-8")
    keep_base(source, target)


EMPTIED = {
    "sample": "sample = false",
    "verified_on": None,
    "url": 'url = ""',
    "phone": 'phone = ""',
}
"""Keys that hold demonstration values, and what stands there in a copy; None leaves the line
out."""


def emptied(text: str) -> str:
    """A file of the sample without its demonstration values."""
    lines = (_emptied(line) for line in text.splitlines())
    return "\n".join(line for line in lines if line is not None) + "\n"


def _emptied(line: str) -> str | None:
    return EMPTIED.get(line.partition("=")[0].strip(), line)

"""The content directory: reads TOML, checks it, and keeps the last good content as one text.

``hall.toml``, ``services.toml``, ``screens.toml`` and ``lamps.toml`` together describe the hall; ``catalogue/*.toml``
hold the kinds of incident; ``icons/*.svg`` the drawn symbols.
"""

import hashlib
import json
import shutil
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from kiosk.typeset import fit, min_px
from signage.checks import Mistake, mistakes, model_mistakes, unconfirmed
from signage.hall import Hall, Screen
from signage.notices import Catalogue, Kind
from signage.words import say

HALL_FILES = ("hall.toml", "services.toml", "screens.toml", "lamps.toml")
PICTURES = "pictures"
"""Shown by the README alone."""
FIT_WIDTH, FIT_HEIGHT = 0.92, 0.5
"""Share of the screen the main line of a sign may take when it stands alone."""


class ContentError(Exception):
    """The content cannot be used; ``mistakes`` are all that was found."""

    def __init__(self, found: list[Mistake]) -> None:
        super().__init__("\n".join(str(mistake) for mistake in found))
        self.mistakes = found


@dataclass(frozen=True, slots=True)
class Content:
    """A hall and a catalogue that have passed their checks. ``digest``: SHA-256 over the canonical documents."""

    hall: Hall
    catalogue: Catalogue
    documents: dict[str, Any]
    digest: str
    notes: tuple[Mistake, ...]

    def to_json(self) -> str:
        return canonical(self.documents)

    @staticmethod
    def from_json(text: str) -> "Content":
        return _content(json.loads(text), check=False)


def canonical(documents: dict[str, Any]) -> str:
    return json.dumps(documents, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def _plain(value: object) -> str:
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    raise TypeError(f"not a TOML value: {value!r}")


def sample() -> Path:
    """The shipped sample hall: the repository's, or the one inside an installed package."""
    here = Path(__file__).resolve().parent
    beside = here.parent / "content"
    return beside if (beside / "hall.toml").is_file() else here / "_content"


def icons(directory: Path | None) -> Path:
    """The symbols of a content directory, else the shipped ones."""
    own = directory / "icons" if directory is not None else None
    return own if own is not None and own.is_dir() else sample() / "icons"


def read(directory: Path, known_good: str | None = None) -> Content:
    """Read and check a content directory. Raises :class:`ContentError` with all mistakes.

    ``known_good`` is the digest of content already checked: the same documents are then not checked again.
    """
    found: list[Mistake] = []
    hall: dict[str, Any] = {}
    for name in HALL_FILES:
        for key, value in _load(directory / name, found).items():
            if key in hall:
                found.append(Mistake(name, key, "this part is described in another file too", "keep one"))
            hall[key] = value
    kinds: list[Any] = []
    for path in sorted((directory / "catalogue").glob("*.toml")):
        listed = _load(path, found).get("kind", [])
        kinds += listed if isinstance(listed, list) else [listed]
    if found:
        raise ContentError(found)
    documents = json.loads(canonical({"hall": hall, "catalogue": {"kinds": kinds}}))
    digest = _digest(documents)
    return _content(documents, check=digest != known_good)


def _digest(documents: dict[str, Any]) -> str:
    return hashlib.sha256(canonical(documents).encode()).hexdigest()


def _load(path: Path, found: list[Mistake]) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        found.append(Mistake(path.name, "(file)", "the file is missing", "copy it from the sample"))
    except UnicodeDecodeError:
        found.append(Mistake(path.name, "(file)", "the file is not UTF-8", "save it as UTF-8"))
    except tomllib.TOMLDecodeError as error:
        found.append(Mistake(path.name, "(file)", f"not valid TOML: {error}", "correct that line"))
    except OSError as error:
        found.append(Mistake(path.name, "(file)", f"cannot be read: {error.strerror}", "check its owner and rights"))
    return {}


def _content(documents: dict[str, Any], *, check: bool) -> Content:
    found: list[Mistake] = []
    hall = _model(Hall.model_validate, documents.get("hall", {}), None, found)
    catalogue = _model(Catalogue.model_validate, documents.get("catalogue", {}), "catalogue", found)
    if hall is not None and catalogue is not None and check:
        found = mistakes(hall, catalogue)
        content = Content(hall, catalogue, documents, _digest(documents), tuple(unconfirmed(hall)))
        found += check_fit(content)
    if found or hall is None or catalogue is None:
        raise ContentError(found)
    return Content(hall, catalogue, documents, _digest(documents), tuple(unconfirmed(hall)))


T = TypeVar("T")


def _model(validate: Callable[[Any], T], document: Any, file: str | None, found: list[Mistake]) -> T | None:
    try:
        return validate(document)
    except ValidationError as error:
        found += model_mistakes(file, error)
        return None


def check_fit(content: Content) -> list[Mistake]:
    """Main lines that do not reach 0.7° at the distance their screen is configured for."""
    found = []
    for at, screen in enumerate(content.hall.screens):
        for kind in content.catalogue.kinds:
            if kind.family != "none" and not _fits(screen, kind):
                wrong = f"“{say(kind.sign)}” ({kind.code}) is too long for this screen at {screen.distance_m:g} m"
                remedy = "shorten the sign, mark a break with /, or set the true distance_m and diagonal_in"
                found.append(Mistake("screens.toml", f"screens[{at}]", wrong, remedy))
    return found


def _fits(screen: Screen, kind: Kind) -> bool:
    turned = screen.rotate in (90, 270)
    width, height = (screen.height, screen.width) if turned else (screen.width, screen.height)
    needed = min_px(screen.distance_m, screen.width, screen.height, screen.diagonal_in)
    signs = [kind.sign, *kind.signs.values()]
    return all(fit(say(sign), width * FIT_WIDTH, height * FIT_HEIGHT, height).size >= needed for sign in signs)


def open_all_day(source: Path, target: Path) -> None:
    """A copy of a content directory whose doors never close, for the demo."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("README.md", PICTURES))
    path = target / "hall.toml"
    head, _, rest = path.read_text("utf-8").partition("[hours]")
    following = rest.find("\n[[")
    tail = rest[following:] if following >= 0 else ""
    days = "\n".join(f'{day} = [["00:00:00", "23:59:59"]]' for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
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
    """A new content directory from the sample, its demonstration values emptied. Refuses a target that holds files."""
    if target.exists() and any(target.iterdir()):
        raise ContentError([Mistake(str(target), "(directory)", "it is not empty", "choose a new directory")])
    shutil.copytree(source, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns(PICTURES))
    for name in HALL_FILES:
        path = target / name
        lines = (_emptied(line) for line in path.read_text("utf-8").splitlines())
        path.write_text("\n".join(line for line in lines if line is not None) + "\n", "utf-8")


def _emptied(line: str) -> str | None:
    key = line.partition("=")[0].strip()
    if key in ("sample", "verified_on"):
        return "sample = false" if key == "sample" else None
    return line

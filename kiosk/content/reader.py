"""The content directory: reads TOML, checks it, and keeps the last good content as one text.

``hall.toml``, ``services.toml``, ``screens.toml``, ``lamps.toml``, ``deadlines.toml`` and
``alerts.toml`` together describe the hall; ``catalogue/*.toml`` hold the kinds of incident;
``icons/*.svg`` the drawn symbols.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from kiosk.content.hall_files import (
    CATALOGUE,
    DRILLS,
    HALL_FILES,
    MAY_BE_MISSING,
    PLAN_FILE,
    PROTOCOLS_DIR,
    SCHEMES,
    in_its_file,
    kinds_of,
    load,
    parts_of,
    tables,
    unread_files,
)
from kiosk.content.lamp_checks import unlit
from kiosk.content.plan_files import advice_on, drawing_of, evacuation_of
from kiosk.content.shipped_uses import completed
from kiosk.content.sign_sizes import unfit
from signage.catalogue.advice import put_off_advice, unconfirmed
from signage.catalogue.documents import judge
from signage.catalogue.kinds import Catalogue
from signage.catalogue.languages import unlisted_languages, untranslated, written_languages
from signage.catalogue.persons import named_in
from signage.deciding.drills import Scenario, scenario_mistakes, scenarios
from signage.evacuation.blocks import schemes
from signage.evacuation.crowd import occupancy_of
from signage.evacuation.hall_checks import named as named_plan
from signage.evacuation.state import NO_PLAN, Evacuation
from signage.floorplan.plan import plan
from signage.floorplan.shape_names import told
from signage.hall.model import Hall
from signage.language.catalogue import TRANSLATIONS
from signage.language.mistake import Mistake, folded, model_mistakes
from signage.language.words import Message, Words, say


class ContentError(Exception):
    """The content cannot be used; ``mistakes`` are all that was found."""

    def __init__(self, found: list[Mistake]) -> None:
        super().__init__("\n".join(str(mistake) for mistake in found))
        self.mistakes = found

    @property
    def words(self) -> Words:
        """A line each, in every language."""
        return {
            lang: "\n".join(say(mistake.line, lang) for mistake in self.mistakes)
            for lang in TRANSLATIONS.catalogues
        }


@dataclass(frozen=True, slots=True)
class Content:
    """A hall and a catalogue that have passed their checks. ``digest``: SHA-256 over the canonical
    documents."""

    hall: Hall
    catalogue: Catalogue
    documents: dict[str, Any]
    digest: str
    notes: tuple[Mistake, ...]
    evacuation: Evacuation = NO_PLAN
    """The floor plan with the schemes prepared on it."""
    drills: tuple[Scenario, ...] = ()
    text: str = field(default="", repr=False, compare=False)
    """The canonical documents, where reading them wrote them already."""

    def to_json(self) -> str:
        return self.text or canonical(self.documents)

    @staticmethod
    def from_json(text: str) -> "Content":
        """The content kept by ``to_json``, not checked again. Raises :class:`ContentError` where it
        cannot be used."""
        try:
            documents = json.loads(text)
        except ValueError as error:
            wrong = [
                Mistake(
                    "(kept content)",
                    "(text)",
                    Message("check.kept-not-read", why=str(error)),
                    Message("check.start-with-content"),
                )
            ]
            raise ContentError(wrong) from error
        documents = documents if isinstance(documents, dict) else {}
        try:
            return _trusted(documents, _digest(canonical(documents)))
        except (ValueError, KeyError, TypeError) as error:
            # It was checked when it was kept, by another version or before the disk lost a part of
            # it.
            raise ContentError(
                [
                    Mistake(
                        "(kept content)",
                        "(text)",
                        Message("check.kept-not-read", why=str(error)),
                        Message("check.start-with-content"),
                    )
                ]
            ) from error


def canonical(documents: dict[str, Any]) -> str:
    return json.dumps(
        documents, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain
    )


def _plain(value: object) -> str:
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    raise TypeError(f"not a TOML value: {value!r}")


def sample() -> Path:
    """The shipped sample hall: the repository's, or the one inside an installed package."""
    here = Path(str(files("kiosk"))).resolve()
    beside = here.parent / "content"
    return beside if (beside / "hall.toml").is_file() else here / "_content"


def icons(directory: Path | None) -> Path:
    """The symbols of a content directory, else the shipped ones."""
    own = directory / "icons" if directory is not None else None
    return own if own is not None and own.is_dir() else sample() / "icons"


def read(directory: Path, known_good: str | None = None) -> Content:
    """Read and check a content directory. Raises :class:`ContentError` with all mistakes.

    ``known_good`` is the digest of content already checked: the same documents are then not checked
    again.
    """
    found: list[Mistake] = []
    unread: set[str] = set()
    hall: dict[str, Any] = {}
    there = (name for name in MAY_BE_MISSING if (directory / name).is_file())
    for name in (*HALL_FILES, *there):
        hall.update(parts_of(name, load(directory / name, name, found, unread), found))
    found += unread_files(directory)
    brought, hall["protocols"] = _protocols(directory, found, unread)
    kinds: list[Any] = []
    sources: list[tuple[str, int]] = []
    for path in tables(directory / CATALOGUE):
        name = f"{CATALOGUE}/{path.name}"
        listed = kinds_of(name, load(path, name, found, unread), found)
        kinds += listed
        sources += [(name, number) for number in range(len(listed))]
    if any(name.startswith(CATALOGUE) for name in unread):
        unread.add(CATALOGUE)
    drawn, names = drawing_of(directory, found)
    prepared = (
        load(directory / SCHEMES, SCHEMES, found, unread) if (directory / SCHEMES).is_file() else {}
    )
    played = (
        load(directory / DRILLS, DRILLS, found, unread) if (directory / DRILLS).is_file() else {}
    )
    found += [
        Mistake(DRILLS, key, Message("check.unknown-key"), Message("check.write-drills-above"))
        for key in played
        if key != "drills"
    ]
    described = {"hall": hall, "catalogue": {"kinds": kinds}, "plan": drawn}
    found += [
        Mistake(
            SCHEMES,
            key,
            Message("check.unknown-key"),
            Message("check.write-schemes-above"),
        )
        for key in prepared
        if key not in ("schemes", "occupancy")
    ]
    lists = {"schemes": prepared.get("schemes", []), "drills": played.get("drills", [])}
    text = canonical(described | lists | {"occupancy": prepared.get("occupancy", {})})
    # By way of JSON: what is judged here is exactly what is kept and read again at the next start.
    documents, digest = json.loads(text), _digest(text)
    if not found and digest == known_good:
        return _trusted(documents, digest)
    used = completed(documents["catalogue"]["kinds"], sample() / CATALOGUE)
    judged = judge(documents["hall"], used, sources, frozenset(unread))
    found += judged.mistakes
    if judged.hall is not None:
        found += [judged.placed(mistake) for mistake in unfit(judged.hall, judged.catalogue)]
        found += [judged.placed(mistake) for mistake in unlit(judged.hall, found)]
    evacuation = (
        evacuation_of(judged.hall, documents, found, whole=not unread)
        if judged.hall is not None
        else NO_PLAN
    )
    drills = (
        _drills(judged.hall, judged.catalogue, documents, found) if judged.hall is not None else ()
    )
    if found or judged.hall is None:
        raise ContentError(
            folded(told(in_its_file(mistake, brought), names, PLAN_FILE) for mistake in found)
        )
    named = named_in(documents, judged.hall.numbers)
    put_off = put_off_advice(judged.hall, judged.catalogue)
    advised = (told(note, names, PLAN_FILE) for note in advice_on(judged.hall, evacuation))
    notes = (
        *unconfirmed(judged.hall),
        *unlisted_languages(judged.hall),
        *named,
        *put_off,
        *advised,
    )
    return Content(
        judged.hall, judged.catalogue, documents, digest, notes, evacuation, drills, text
    )


def _protocols(
    directory: Path, found: list[Mistake], unread: set[str]
) -> tuple[list[Path], list[dict[str, Any]]]:
    """The files and what stands in them. One of which nothing could be read is told of once, and
    nothing is missed in it."""
    files, documents = list[Path](), list[dict[str, Any]]()
    for path in tables(directory / PROTOCOLS_DIR):
        known = len(found)
        document = load(path, f"{PROTOCOLS_DIR}/{path.name}", found, unread)
        if document or len(found) == known:
            files.append(path)
            documents.append(document)
    return files, documents


def _drills(
    hall: Hall, catalogue: Catalogue, documents: Mapping[str, Any], found: list[Mistake]
) -> tuple[Scenario, ...]:
    try:
        played = scenarios(documents["drills"])
    except ValidationError as error:
        found += model_mistakes(DRILLS, error, "drills", Scenario)
        return ()
    found += scenario_mistakes(hall, catalogue, played, DRILLS)
    for number, scenario in enumerate(played):
        found += untranslated(DRILLS, f"drills[{number}]", scenario, written_languages(hall))
    return played


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _trusted(documents: dict[str, Any], digest: str) -> Content:
    """Content that has passed its checks before; only its shape is read again."""
    found: list[Mistake] = []
    hall = _model(Hall.model_validate, documents.get("hall", {}), None, found)
    kinds = documents.get("catalogue", {})
    if isinstance(kinds, Mapping) and isinstance(kinds.get("kinds"), list):
        kinds = {**kinds, "kinds": completed(kinds["kinds"], sample() / CATALOGUE)}
    catalogue = _model(Catalogue.model_validate, kinds, CATALOGUE, found)
    if hall is None or catalogue is None:
        raise ContentError(found)
    hall = hall.knowing(catalogue.marked)
    evacuation = NO_PLAN
    if documents.get("plan") is not None:
        drawn = named_plan(plan(documents["plan"]), hall)
        prepared = schemes(documents.get("schemes", []))
        evacuation = Evacuation(drawn, prepared, occupancy_of(documents.get("occupancy", {})))
    return Content(hall, catalogue, documents, digest, tuple(unconfirmed(hall)), evacuation,
                   scenarios(documents.get("drills", [])))  # fmt: skip


T = TypeVar("T")


def _model(
    validate: Callable[[Any], T], document: Any, file: str | None, found: list[Mistake]
) -> T | None:
    try:
        return validate(document)
    except ValidationError as error:
        found += model_mistakes(file, error)
        return None

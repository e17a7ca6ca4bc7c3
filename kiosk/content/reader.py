"""The content directory: reads TOML, checks it, and keeps the last good content as one text.

``hall.toml``, ``services.toml``, ``screens.toml``, ``lamps.toml`` and ``deadlines.toml`` together
describe the hall; ``catalogue/*.toml`` hold the kinds of incident; ``icons/*.svg`` the drawn
symbols.
"""

import hashlib
import json
import re
import shutil
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from difflib import get_close_matches
from functools import cache, partial
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from pydantic import ValidationError

from devices.codecs.faults import DeviceError
from devices.lines.drivers import LampConfig
from devices.lines.drivers import plan as lamp_plan
from devices.protocols.hall_protocols import makers, named, require_usable
from devices.protocols.table import PROFILES
from kiosk.content.drawings.read_svg import read_plan
from kiosk.content.shipped_uses import completed
from kiosk.content.toml_lines import USUAL, advice, misspelt_table, written_whole
from kiosk.wording.typeset import fit, min_px
from signage.catalogue.checks import put_off_advice, unconfirmed
from signage.catalogue.documents import judge
from signage.catalogue.kind_words import every_sign
from signage.catalogue.kinds import Catalogue
from signage.catalogue.languages import unlisted_languages, untranslated, written_languages
from signage.catalogue.persons import named_in
from signage.deciding.drills import Scenario, scenario_mistakes, scenarios
from signage.evacuation.blocks import Scheme, schemes
from signage.evacuation.crowd import Occupancy, occupancy_of
from signage.evacuation.hall_checks import (
    hall_advice,
    hall_mistakes,
    occupancy_mistakes,
    scheme_mistakes,
)
from signage.evacuation.hall_checks import named as named_plan
from signage.evacuation.plan_advice import plan_advice
from signage.evacuation.plan_checks import plan_mistakes
from signage.evacuation.state import NO_PLAN, Evacuation
from signage.floorplan.plan import plan, plan_document
from signage.floorplan.shape_names import told
from signage.hall.model import Hall
from signage.language.letters import faults_in, mended_all
from signage.language.mistake import Mistake, file_of, folded, meant, model_mistakes, twice
from signage.language.words import FIRST_LANGUAGE, Words

HALL_FILES = ("hall.toml", "services.toml", "screens.toml", "lamps.toml")
DEADLINES = "deadlines.toml"
"""May be missing: every deadline is then an estimate."""
PICTURES, CAPABILITIES = "pictures", "CAPABILITIES.md"
"""Of the product and not of a hall."""
HALLS = "halls"
"""Further halls, shown by the demo alone."""
EXPLAINED = "README*.md"
CATALOGUE = "catalogue"
STRAYS = (".", "~")
PROTOCOLS_DIR = "protocols"
PLAN_FILE, SCHEMES, DRILLS = "plan.svg", "schemes.toml", "drills.toml"
FIT_WIDTH, FIT_HEIGHT = 0.9, 0.4
"""Share of the screen the main line of a sign may take."""
OTHER_SHARE = 0.4
"""Size of the other languages under the main line, and of the distance they are read from."""
_PROTOCOL = re.compile(r"protocols\[([0-9]+)\]\.?(.*)", re.DOTALL)
_AFTER_HOURS = re.compile(r"\n\[(?!hours[.\]])")
_LINE = re.compile(r"at line ([0-9]+)")


class ContentError(Exception):
    """The content cannot be used; ``mistakes`` are all that was found."""

    def __init__(self, found: list[Mistake]) -> None:
        super().__init__("\n".join(str(mistake) for mistake in found))
        self.mistakes = found


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

    def to_json(self) -> str:
        return canonical(self.documents)

    @staticmethod
    def from_json(text: str) -> "Content":
        """The content kept by ``to_json``, not checked again. Raises :class:`ContentError` where it
        cannot be used."""
        try:
            documents = json.loads(text)
        except ValueError as error:
            wrong = [
                Mistake("(kept content)", "(text)", str(error), "start once with --content DIR")
            ]
            raise ContentError(wrong) from error
        documents = documents if isinstance(documents, dict) else {}
        try:
            return _trusted(documents, _digest(canonical(documents)))
        except (ValueError, KeyError, TypeError) as error:
            # It was checked when it was kept, by another version or before the disk lost a part of
            # it.
            raise ContentError(
                [Mistake("(kept content)", "(text)", str(error), "start once with --content DIR")]
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
    brought = _tables(directory / PROTOCOLS_DIR)
    for name in (*HALL_FILES, *((DEADLINES,) if (directory / DEADLINES).is_file() else ())):
        hall.update(_parts_of(name, _load(directory / name, name, found, unread), found))
    found += _unread_files(directory)
    hall["protocols"] = [
        _load(path, f"{PROTOCOLS_DIR}/{path.name}", found, unread) for path in brought
    ]
    kinds: list[Any] = []
    sources: list[tuple[str, int]] = []
    for path in _tables(directory / CATALOGUE):
        name = f"{CATALOGUE}/{path.name}"
        listed = _kinds_of(name, _load(path, name, found, unread), found)
        kinds += listed
        sources += [(name, number) for number in range(len(listed))]
    if any(name.startswith(CATALOGUE) for name in unread):
        unread.add(CATALOGUE)
    drawn, names = _plan(directory, found)
    prepared = (
        _load(directory / SCHEMES, SCHEMES, found, unread)
        if (directory / SCHEMES).is_file()
        else {}
    )
    played = (
        _load(directory / DRILLS, DRILLS, found, unread) if (directory / DRILLS).is_file() else {}
    )
    found += [
        Mistake(DRILLS, key, "unknown key", "write [[drills]] above each")
        for key in played
        if key != "drills"
    ]
    described = {"hall": hall, "catalogue": {"kinds": kinds}, "plan": drawn}
    found += [
        Mistake(
            SCHEMES,
            key,
            "unknown key",
            "write [[schemes]] above each scheme, [occupancy] above who is where",
        )
        for key in prepared
        if key not in ("schemes", "occupancy")
    ]
    lists = {"schemes": prepared.get("schemes", []), "drills": played.get("drills", [])}
    text = canonical(described | lists | {"occupancy": prepared.get("occupancy", {})})
    documents, digest = json.loads(text), _digest(text)
    if not found and digest == known_good:
        return _trusted(documents, digest)
    used = completed(documents["catalogue"]["kinds"], sample() / CATALOGUE)
    judged = judge(documents["hall"], used, sources, frozenset(unread))
    found += judged.mistakes
    if judged.hall is not None:
        found += [judged.placed(mistake) for mistake in _unfit(judged.hall, judged.catalogue)]
        found += [judged.placed(mistake) for mistake in _unlit(judged.hall, found)]
    evacuation = (
        _evacuation(judged.hall, documents, found, whole=not unread)
        if judged.hall is not None
        else NO_PLAN
    )
    drills = (
        _drills(judged.hall, judged.catalogue, documents, found) if judged.hall is not None else ()
    )
    if found or judged.hall is None:
        raise ContentError(
            folded(told(_in_its_file(mistake, brought), names, PLAN_FILE) for mistake in found)
        )
    named = named_in(documents, judged.hall.numbers)
    put_off = put_off_advice(judged.hall, judged.catalogue)
    advised = (told(note, names, PLAN_FILE) for note in _advice(judged.hall, evacuation))
    notes = (
        *unconfirmed(judged.hall),
        *unlisted_languages(judged.hall),
        *named,
        *put_off,
        *advised,
    )
    return Content(judged.hall, judged.catalogue, documents, digest, notes, evacuation, drills)


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


def _plan(directory: Path, found: list[Mistake]) -> tuple[dict[str, Any] | None, Mapping[str, str]]:
    """The drawing as the document of a plan, None where the hall has none; and what its shapes are
    called."""
    path = directory / PLAN_FILE
    if not path.is_file():
        return None, {}
    read = read_plan(path.read_bytes(), PLAN_FILE)
    found += read.mistakes
    # A drawing of which nothing could be read is told by its own mistakes; the plan is not judged
    # beside them.
    return plan_document(read.plan) if read.plan.nodes or not read.mistakes else None, read.called


def _evacuation(
    hall: Hall, documents: Mapping[str, Any], found: list[Mistake], *, whole: bool
) -> Evacuation:
    """Plan and schemes, judged on their own and, where the hall is ``whole``, beside it; mistakes
    go to ``found``."""
    if documents.get("plan") is None:
        return NO_PLAN
    drawn = named_plan(plan(documents["plan"]), hall)
    found += [*plan_mistakes(drawn), *(hall_mistakes(drawn, hall) if whole else ())]
    try:
        prepared = schemes(documents.get("schemes", []))
    except ValidationError as error:
        found += model_mistakes(SCHEMES, error, "schemes", Scheme)
        return NO_PLAN
    # On a drawing that is wrong every scheme is: what is wrong with the drawing comes first.
    right = not any(mistake.file == PLAN_FILE for mistake in found)
    found += scheme_mistakes(drawn, prepared, SCHEMES) if right else ()
    for number, scheme in enumerate(prepared):
        found += untranslated(
            SCHEMES, f"schemes[{number}].name", scheme.name, written_languages(hall)
        )
    try:
        persons = occupancy_of(documents.get("occupancy", {}))
    except ValidationError as error:
        found += model_mistakes(SCHEMES, error, "occupancy", Occupancy)
        return NO_PLAN
    found += occupancy_mistakes(drawn, persons, SCHEMES) if right else ()
    return Evacuation(drawn, prepared, persons)


def _advice(hall: Hall, evacuation: Evacuation) -> list[Mistake]:
    drawn = evacuation.plan
    return [] if drawn is None else [*plan_advice(drawn), *hall_advice(drawn, hall)]


def _in_its_file(mistake: Mistake, brought: Sequence[Path]) -> Mistake:
    """A protocol has a file of its own; its mistakes are told by that file's name."""
    item = _PROTOCOL.fullmatch(mistake.key)
    if item is None:
        return mistake
    return replace(
        mistake, file=f"{PROTOCOLS_DIR}/{brought[int(item[1])].name}", key=item[2] or "(file)"
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _tables(directory: Path) -> list[Path]:
    """The TOML files in it; what editors and systems leave behind (``._x``, ``.#x``, ``~$x``) is
    none of them."""
    return sorted(path for path in directory.glob("*.toml") if not path.name.startswith(STRAYS))


def _unread_files(directory: Path) -> Iterator[Mistake]:
    """Files that nobody reads because of their names; what editors and systems leave behind is
    nobody's concern."""
    known = (*HALL_FILES, DEADLINES, SCHEMES, DRILLS, PLAN_FILE)
    drawn = () if (directory / PLAN_FILE).is_file() else directory.glob("*.svg")
    for path in sorted((*directory.glob("*.toml"), *directory.glob("*.TOML"), *drawn)):
        if path.name not in known and not path.name.startswith(STRAYS):
            meant = next(iter(get_close_matches(path.name.lower(), known, 1)), None)
            remedy = f"did you mean {meant}?" if meant else f"the files are: {', '.join(known)}"
            yield Mistake(path.name, "(file)", "no file of this name is read", remedy)


def _parts_of(name: str, document: dict[str, Any], found: list[Mistake]) -> dict[str, Any]:
    """What one file says of the hall; parts that belong elsewhere, or under a misspelt name, are
    told and looked at."""
    parts: dict[str, Any] = {}
    spelt: dict[str, list[str]] = {}
    for key in document:
        near = key if key in Hall.model_fields else meant(key, Hall.model_fields)
        if key not in Hall.model_fields:
            remedy = f"did you mean {near}? else remove it" if near else "remove it"
            found.append(Mistake(name, key, "unknown key", remedy))
        elif file_of(key) != name:
            found.append(
                Mistake(
                    name, key, "this part belongs in another file", f"move it to {file_of(key)}"
                )
            )
        if near is not None:
            spelt.setdefault(near, []).append(key)
    for part, keys in spelt.items():
        right, *others = sorted(keys, key=lambda key: key != part)
        parts[part] = document[right]
        # One table of several: nothing that names what stands in it is wrong.
        lists = [document[key] for key in keys if isinstance(document[key], list)]
        if others and len(lists) == len(keys):
            parts[part] = [item for key in (right, *others) for item in document[key]]
    return parts


def _kinds_of(name: str, document: dict[str, Any], found: list[Mistake]) -> list[Any]:
    found += [
        Mistake(name, key, "unknown key", "write [[kind]] above each kind")
        for key in document
        if key != "kind"
    ]
    listed = document.get("kind", [])
    return listed if isinstance(listed, list) else [listed]


def _load(path: Path, name: str, found: list[Mistake], unread: set[str]) -> dict[str, Any]:
    known = len(found)
    data = b""
    try:
        data = path.read_bytes()
        document = tomllib.loads(data.decode("utf-8-sig"))
        if not data.strip():
            found.append(
                Mistake(
                    name,
                    "(file)",
                    "the file is empty",
                    "restore it from a copy, or describe it anew",
                )
            )
        unseen = [Mistake(name, key, wrong, "type it anew") for key, wrong in faults_in(document)]
        found += unseen
        found += [
            Mistake(name, key, "it stands there twice", "keep one of them")
            for key in twice(document)
        ]
        return (
            mended_all(document, " ") if unseen else document
        )  # what else is wrong is told beside it
    except FileNotFoundError:
        found.append(Mistake(name, "(file)", "the file is missing", "copy it from the sample"))
    except OSError as error:
        found.append(
            Mistake(
                name, "(file)", f"cannot be read: {error.strerror}", "check its owner and rights"
            )
        )
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        found.append(Mistake(name, f"line {line}", "the file is not UTF-8", "save it as UTF-8"))
    except (ValueError, RecursionError) as error:
        # A number of thousands of digits or brackets nested thousands deep leave tomllib without
        # its own error.
        line_found = _LINE.search(str(error))
        where = f"line {line_found[1]}" if line_found else "(file)"
        number = int(line_found[1]) if line_found else 0
        typed = data.decode("utf-8-sig").split("\n")[:number]
        remedy = advice(*typed[-1:])
        if whole := written_whole(str(error)):
            remedy = whole
        elif remedy == USUAL and (table := misspelt_table(typed)):
            where, remedy = table[0], f"did you mean {table[1]}?"
        found.append(Mistake(name, where, f"not valid TOML: {error}", remedy))
    if len(found) > known:
        unread.add(name)
    return {}


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


def _unfit(hall: Hall, catalogue: Catalogue) -> Iterator[Mistake]:
    """Main lines that do not reach 0.7° at the distance their screen is configured for."""
    signs_of = {
        kind.code: tuple(every_sign(hall, kind))
        for kind in catalogue.kinds
        if kind.family != "none"
    }
    long_of = cache(partial(_long_lines, signs_of))  # most screens of a hall are of few sizes
    for at, screen in enumerate(hall.screens):
        turned = screen.rotate in (90, 270)
        width, height = (screen.height, screen.width) if turned else (screen.width, screen.height)
        needed = min_px(screen.distance_m, screen.width, screen.height, screen.diagonal_in)
        for code, long in long_of(width, height, needed):
            wrong = f"“{long}” ({code}) is too long for this screen at {screen.distance_m:g} m"
            remedy = (
                "shorten the sign, mark a break with /, or set the true distance_m and diagonal_in"
            )
            yield Mistake("screens.toml", f"screens[{at}]", wrong, remedy)


def _long_lines(
    signs_of: Mapping[str, Sequence[Words]], width: int, height: int, needed: float
) -> tuple[tuple[str, str], ...]:
    """The first line of each kind that such a screen cannot hold."""
    fits = cache(lambda words, share: _fits(words, share, width, height, needed))
    found = {
        code: next(
            (line for sign in signs for line, share in _main_lines(sign) if not fits(line, share)),
            None,
        )
        for code, signs in signs_of.items()
    }
    return tuple((code, line) for code, line in found.items() if line is not None)


def _main_lines(sign: Words) -> Iterator[tuple[str, float]]:
    """The main line, first language, at the full size; under it every other language at
    :data:`OTHER_SHARE` of it."""
    yield from (
        (words, 1.0 if lang == FIRST_LANGUAGE else OTHER_SHARE)
        for lang, words in sign.items()
        if words
    )


def _fits(words: str, share: float, width: int, height: int, needed: float) -> bool:
    return fit(words, width * FIT_WIDTH, height * FIT_HEIGHT * share, height).size >= needed * share


def _unlit(hall: Hall, found: Iterable[Mistake]) -> Iterator[Mistake]:
    """Lamps that no driver can ever light: unknown protocol, an address that is no port, wiring or
    frames amiss."""
    told = [mistake.key for mistake in found]
    for at, protocol in enumerate(hall.protocols):
        if protocol.id in PROFILES or sum(protocol.id == other.id for other in hall.protocols) > 1:
            yield Mistake(
                file_of("protocols"),
                f"protocols[{at}].id",
                f"{protocol.id} is taken",
                "choose another id",
            )
        try:
            require_usable(protocol)
        except DeviceError as error:
            yield Mistake(
                file_of("protocols"),
                f"protocols[{at}]",
                str(error),
                "correct it by the lamp's manual",
            )
    known = makers(named(hall.protocols))
    for lamp, fault in lamp_plan(
        [LampConfig.of(lamp) for lamp in hall.lamps], known, True, _hosts(hall)
    ).wrong.items():
        at = next(number for number, described in enumerate(hall.lamps) if described.id == lamp)
        key = f"lamps[{at}]"
        if not any(place.startswith((f"{key}.address", f"{key}.channels")) for place in told):
            yield Mistake(
                "lamps.toml", key, str(fault), "correct the lamp's address, protocol or wiring"
            )


def _hosts(hall: Hall) -> frozenset[str]:
    """Every serial server the lamps name: whether it may be reached is a setting of the server, not
    of the content."""
    found = set()
    for lamp in hall.lamps:
        with suppress(ValueError):  # an address of no form is told by its own check
            found.add(urlsplit(lamp.address).hostname or "")
    return frozenset(found - {""})


def open_all_day(source: Path, target: Path) -> None:
    """A copy of a content directory whose doors never close, for the demo."""
    shutil.copytree(
        source, target, ignore=shutil.ignore_patterns(EXPLAINED, CAPABILITIES, PICTURES, HALLS)
    )
    path = target / "hall.toml"
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
    """A new content directory from the sample, its demonstration values emptied. Refuses a target
    that holds files."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise ContentError(
            [Mistake(str(target), "(directory)", "it is not empty", "choose a new directory")]
        )
    shutil.copytree(
        source,
        target,
        dirs_exist_ok=True,
        ignore=shutil.ignore_patterns(CAPABILITIES, PICTURES, HALLS),
    )
    for name in HALL_FILES:
        path = target / name
        lines = (_emptied(line) for line in path.read_text("utf-8").splitlines())
        path.write_text("\n".join(line for line in lines if line is not None) + "\n", "utf-8")


EMPTIED = {
    "sample": "sample = false",
    "verified_on": None,
    "url": 'url = ""',
    "phone": 'phone = ""',
}
"""Keys that hold demonstration values, and what stands there in a copy; None leaves the line
out."""


def _emptied(line: str) -> str | None:
    return EMPTIED.get(line.partition("=")[0].strip(), line)

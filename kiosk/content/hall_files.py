"""The files of a content directory: what they are called, and each as a document or as mistakes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from kiosk.content.toml_lines import USUAL, advice, misspelt_table, written_twice, written_whole
from kiosk.wording.causes import cause
from kiosk.wording.outside import toml
from signage.hall.model import Hall
from signage.language.letters import faults_in, mended_all
from signage.language.mistake import Mistake, file_of, meant, twice
from signage.language.words import Message

HALL_FILES = ("hall.toml", "services.toml", "screens.toml", "lamps.toml")
DEADLINES = "deadlines.toml"
"""May be missing: every deadline is then an estimate."""
ALERTS = "alerts.toml"
"""May be missing: what monitoring systems report then means nothing."""
CALLS = "calls.toml"
"""May be missing: nobody is then called."""
MAY_BE_MISSING = (DEADLINES, ALERTS, CALLS)
PICTURES, CAPABILITIES = "pictures", "CAPABILITIES.md"
"""Of the product and not of a hall."""
HALLS = "halls"
"""Further halls, shown by the demo alone."""
EXPLAINED = "README*.md"
CATALOGUE = "catalogue"
STRAYS = (".", "~")
PROTOCOLS_DIR = "protocols"
PLAN_FILE, SCHEMES, DRILLS = "plan.svg", "schemes.toml", "drills.toml"
_PROTOCOL = re.compile(r"protocols\[([0-9]+)\]\.?(.*)", re.DOTALL)
_LINE = re.compile(r"at line ([0-9]+)")


def in_its_file(mistake: Mistake, brought: Sequence[Path]) -> Mistake:
    """A protocol has a file of its own; its mistakes are told by that file's name."""
    item = _PROTOCOL.fullmatch(mistake.key)
    if item is None:
        return mistake
    return replace(
        mistake, file=f"{PROTOCOLS_DIR}/{brought[int(item[1])].name}", key=item[2] or "(file)"
    )


def tables(directory: Path) -> list[Path]:
    """The TOML files in it; what editors and systems leave behind (``._x``, ``.#x``, ``~$x``) is
    none of them."""
    return sorted(path for path in directory.glob("*.toml") if not path.name.startswith(STRAYS))


def unread_files(directory: Path) -> Iterator[Mistake]:
    """Files that nobody reads because of their names; what editors and systems leave behind is
    nobody's concern."""
    known = (*HALL_FILES, *MAY_BE_MISSING, SCHEMES, DRILLS, PLAN_FILE)
    drawn = () if (directory / PLAN_FILE).is_file() else directory.glob("*.svg")
    for path in sorted((*directory.glob("*.toml"), *directory.glob("*.TOML"), *drawn)):
        if path.name not in known and not path.name.startswith(STRAYS):
            meant = next(iter(get_close_matches(path.name.lower(), known, 1)), None)
            remedy = (
                Message("check.did-you-mean", name=meant)
                if meant
                else Message("check.the-files-are", files=list(known))
            )
            yield Mistake(path.name, "(file)", Message("check.file-not-read"), remedy)


def parts_of(name: str, document: dict[str, Any], found: list[Mistake]) -> dict[str, Any]:
    """What one file says of the hall; parts that belong elsewhere, or under a misspelt name, are
    told and looked at."""
    parts: dict[str, Any] = {}
    spelt: dict[str, list[str]] = {}
    for key in document:
        near = key if key in Hall.model_fields else meant(key, Hall.model_fields)
        if key not in Hall.model_fields:
            remedy = (
                Message("check.did-you-mean-or-remove", name=near)
                if near
                else Message("check.remove-it")
            )
            found.append(Mistake(name, key, Message("check.unknown-key"), remedy))
        elif file_of(key) != name:
            found.append(
                Mistake(
                    name,
                    key,
                    Message("check.belongs-elsewhere"),
                    Message("check.move-to-file", file=file_of(key)),
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


def kinds_of(name: str, document: dict[str, Any], found: list[Mistake]) -> list[Any]:
    found += [
        Mistake(name, key, Message("check.unknown-key"), Message("check.write-kind-above"))
        for key in document
        if key != "kind"
    ]
    listed = document.get("kind", [])
    return listed if isinstance(listed, list) else [listed]


def load(path: Path, name: str, found: list[Mistake], unread: set[str]) -> dict[str, Any]:
    known = len(found)
    data = b""
    try:
        data = path.read_bytes()
        # Editors of Windows put a mark before the text, which is no TOML.
        document = toml(data.decode("utf-8-sig"))
        if not data.strip():
            found.append(
                Mistake(
                    name,
                    "(file)",
                    Message("check.file-is-empty"),
                    Message("check.restore-file"),
                )
            )
        unseen = [
            Mistake(name, key, wrong, Message("check.type-anew"))
            for key, wrong in faults_in(document)
        ]
        found += unseen
        found += [
            Mistake(name, key, Message("check.stands-twice"), Message("check.keep-one-of-them"))
            for key in twice(document)
        ]
        # Mended, and not refused: what else is wrong is told beside it.
        return mended_all(document, " ") if unseen else document
    except FileNotFoundError:
        found.append(
            Mistake(
                name, "(file)", Message("check.file-missing"), Message("check.copy-from-sample")
            )
        )
    except OSError as error:
        found.append(
            Mistake(
                name,
                "(file)",
                Message("check.cannot-be-read", why=cause(error)),
                Message("check.check-owner-and-rights"),
            )
        )
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        found.append(
            Mistake(
                name, f"line {line}", Message("check.not-utf-8"), Message("check.save-as-utf-8")
            )
        )
    except (ValueError, RecursionError) as error:
        # A number of thousands of digits or brackets nested thousands deep leave tomllib without
        # its own error.
        line_found = _LINE.search(str(error))
        where = f"line {line_found[1]}" if line_found else "(file)"
        number = int(line_found[1]) if line_found else 0
        # Split as TOML counts lines: splitlines() would also break at letters like U+2028.
        lines = data.decode("utf-8-sig").split("\n")
        typed = lines[:number]
        whole, again = written_whole(str(error)), written_twice(str(error), lines[number - 1])
        remedy = whole or again or advice(*typed[-1:])
        spelt = misspelt_table(typed) if not whole and (again or remedy == USUAL) else None
        if spelt is not None:
            where, remedy = spelt[0], Message("check.did-you-mean", name=spelt[1])
        found.append(Mistake(name, where, Message("check.not-toml", why=str(error)), remedy))
    if len(found) > known:
        unread.add(name)
    return {}

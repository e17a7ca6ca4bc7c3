"""The catalogues of the product's words: ``python -m tests.catalogues`` puts them in order, a test
asks for it.

Ids stand in the code as ``Message("id", …)``. What is asked for and has no entry gets an empty one,
what nobody asks for goes, and every language of ``kiosk/wording/locale`` holds the same ids in the
order of the alphabet.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.core import Locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from kiosk.wording.catalogues import LOCALE

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("signage", "kiosk", "devices")
HEAD = "# The product's own words. Ids are those of the code; {name} is a field, {names:, } a list, {day:MMM d} a day."
_IN_TEMPLATE = re.compile(r"""Message\(\s*(['"])(?P<id>[a-z0-9.-]+)\1""")
_CHOSEN_IN_TEMPLATE = re.compile(r"""Message\(\s*(['"])(?P<stem>[a-z0-9.-]+\.)\1\s*~""")
_FIELD = re.compile(r"\{([a-z_]+)(?::[^{}]*)?\}")
_FREE = ("Language", "Plural-Forms", "MIME-Version", "Content-Type", "Content-Transfer-Encoding")


@dataclass(frozen=True, slots=True)
class Asked:
    """One place where the code asks for a message: ``given`` are its fields' values; ``whole`` says
    that these are all.

    An id that ends with a dot is a stem: what follows is chosen by a value, like
    ``problems.invalid.``.
    """

    id: str
    place: str
    given: frozenset[str] = frozenset()
    whole: bool = False


def fields(text: str) -> set[str]:
    return set(_FIELD.findall(text))


@cache
def asked() -> tuple[Asked, ...]:
    """Every message the product can ask for."""
    return tuple(_asked())


def _asked() -> Iterator[Asked]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            yield from _asked_in_python(path)
        for path in sorted((ROOT / room).rglob("*.html")):
            where, text = str(path.relative_to(ROOT)), path.read_text("utf-8")
            yield from (Asked(found["id"], where) for found in _IN_TEMPLATE.finditer(text))
            yield from (Asked(found["stem"], where) for found in _CHOSEN_IN_TEMPLATE.finditer(text))


def _asked_in_python(path: Path) -> Iterator[Asked]:
    text = path.read_text("utf-8")
    for node in ast.walk(ast.parse(text)) if "Message(" in text else ():
        if not (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "Message"
        ):
            continue
        place = f"{path.relative_to(ROOT)}:{node.lineno}"
        given = frozenset(keyword.arg for keyword in node.keywords if keyword.arg is not None)
        whole = bool(given) and len(given) == len(node.keywords)
        for name in _ids(node.args[0]):
            yield Asked(name, place, given, whole)


def _ids(node: ast.expr) -> Iterator[str]:
    """An id, one of two, or the stem of several; a name is an id that somebody else has written."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _ids(node.body)
        yield from _ids(node.orelse)
    elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
        yield str(node.values[0].value)


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.stem, abort_invalid=True)


def ordered(known: Catalog, path: Path, ids: Iterable[str]) -> str:
    """The catalogue as its file should be."""
    made = Catalog(locale=Locale.parse(path.stem), charset="utf-8", header_comment=HEAD)
    # As the file says: of a language that counts otherwise in millions, most catalogues have no form for them.
    made.mime_headers = [("Plural-Forms", known.plural_forms)]
    for name in ids:
        entry = known.get(name)
        if entry is None:
            made.add(name)
        else:
            made.add(entry.id, entry.string, flags=entry.flags, user_comments=entry.user_comments)
    out = BytesIO()
    write_po(out, made, width=0, sort_output=True)
    lines = out.getvalue().decode().splitlines(keepends=True)
    header = re.compile(r'"([A-Z][A-Za-z-]+): ')
    return "".join(
        line for line in lines if (found := header.match(line)) is None or found[1] in _FREE
    )


def wanted(known: Catalog) -> list[str]:
    """What is asked for, and of every stem what the catalogue has."""
    exact = {one.id for one in asked() if not one.id.endswith(".")}
    stems = tuple({one.id for one in asked() if one.id.endswith(".")})
    have = {
        entry.id[0] if isinstance(entry.id, tuple | list) else entry.id
        for entry in known
        if entry.id
    }
    return sorted(exact | {name for name in have if name.startswith(stems)})


def main() -> None:
    for path in sorted(LOCALE.glob("*.po")):
        known = read(path)
        path.write_text(ordered(known, path, wanted(known)), "utf-8")
        print(
            f"{path.relative_to(ROOT)}: {sum(1 for entry in read(path) if entry.id and entry.string)} messages"
        )


if __name__ == "__main__":
    main()

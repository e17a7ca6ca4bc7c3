"""Two made-up languages that find what a page or sign forgets: what is hard-wired, what overflows,
what is not turned.

``eo`` is English with marks on its vowels and two fifths longer: whatever stands on its page
without a mark was never a message. ``ug`` runs from right to left; each letter of English is one of
the Arabic script.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from kiosk.wording.catalogues import LOCALE, OWN, speak
from signage.language.catalogue import TRANSLATIONS
from tests.halls.toml import text

MARKED = str.maketrans("aeiouyAEIOUY", "áéíóúýÁÉÍÓÚÝ")
TURNED = str.maketrans(
    "abcdefghijklmnopqrstuvwxyz", "ابپتجچخدرزژسشغفقكگڭلمنھوۋې",
)  # fmt: skip
LONGER = 0.4
TAIL = " ñóñ"
HARD_WIRED = re.compile(
    r"[一-鿿]|(?<![\w./@-])(?=[A-Za-z]{3,}\b)[A-Za-z]*[aeiou][A-Za-z]*\b(?![./@-])"
)
"""Chinese, or a plain English word that is no part of an address."""
_KEPT = re.compile(r"(\{[^{}]*\})")
Turn = Callable[[str], str]


def longer(text: str) -> str:
    """English in marks, and longer by words that may be broken apart."""
    marked = "".join(
        part if part.startswith("{") else part.translate(MARKED) for part in _KEPT.split(text)
    )
    return marked + TAIL * -(-int(LONGER * len(_KEPT.sub("", text))) // len(TAIL))


def turned(text: str) -> str:
    """English in letters that run from right to left."""
    parts = _KEPT.split(text)
    return "".join(
        part if part.startswith("{") else part.lower().translate(TURNED) for part in parts
    )


TONGUES: Mapping[str, Turn] = {"eo": longer, "ug": turned}


def write(folder: Path) -> None:
    """A catalogue of each, made from the English one."""
    english = (LOCALE / "en.po").read_text("utf-8")
    for lang, turn in TONGUES.items():
        head, _, body = english.partition("\n\n")
        told = re.sub(r'(?m)^(msgstr(?:\[\d\])?) "(.*)"$', partial(_line, turn), body)
        (folder / f"{lang}.po").write_text(
            f"{head.replace('Language: en', f'Language: {lang}')}\n\n{told}", "utf-8"
        )


def _line(turn: Turn, line: re.Match[str]) -> str:
    return f'{line[1]} "{_quoted(line[2], turn)}"'


def _quoted(text: str, turn: Turn) -> str:
    """Escapes of the file stay what they are."""
    return "".join(
        part if part.startswith("\\") else turn(part) for part in re.split(r"(\\.)", text) if part
    )


@contextmanager
def spoken(folder: Path) -> Iterator[None]:
    """While inside, the product speaks them too."""
    write(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(OWN, str(folder))
        _read_again()
        yield
    _read_again()


def _read_again() -> None:
    TRANSLATIONS.read_with(dict)
    speak()


def translated(value: Any) -> Any:
    """A hall's description with its texts in them as well."""
    if isinstance(value, dict) and isinstance(value.get("zh"), str):
        return value | {
            lang: turn(value.get("en") or value["zh"]) for lang, turn in TONGUES.items()
        }
    if isinstance(value, dict):
        return {key: translated(item) for key, item in value.items()}
    return [translated(item) for item in value] if isinstance(value, list | tuple) else value


def translate(directory: Path, screens: Sequence[str] = ()) -> Path:
    """A content directory described in them as well; its ``screens`` are read in these two."""
    for path in directory.rglob("*.toml"):
        document = translated(tomllib.loads(path.read_text("utf-8")))
        if path.name == "hall.toml":
            document["languages"] = ["zh", "en", *TONGUES]
        for screen in document.get("screens", ()) if screens else ():
            screen["languages"] = list(screens)
        path.write_text(text(document), "utf-8")
    return directory

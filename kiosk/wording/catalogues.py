"""The catalogues of the product's words: GNU gettext files in ``locale/`` and in a folder of the
hall's own."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from gettext import c2py
from os import environ
from pathlib import Path
from typing import TYPE_CHECKING

from signage.language.catalogue import TRANSLATIONS, Catalogue, Catalogues, Direction, Forms
from signage.language.words import FIRST_LANGUAGE

if TYPE_CHECKING:
    from babel.core import Locale

LOCALE = Path(__file__).parent / "locale"
OWN = "KIOSK_LOCALE"
"""Environment variable: a folder of further catalogues, the hall's own. Where both say something,
its words count."""
CALLED = "language.name"
"""What a language calls itself."""


def code_of(locale: "Locale") -> str:
    """How a hall names the language: without the script that everybody expects of it (``zh_Hans``
    is ``zh``)."""
    from babel.core import get_global

    likely = get_global("likely_subtags").get(locale.language, "").split("_")
    usual = locale.script is None or locale.script in likely
    return locale.language if usual else f"{locale.language}-{locale.script}"


def read_catalogue(path: Path) -> Catalogue:
    """One language; fuzzy and empty entries are none.

    Raises :class:`ValueError` with the file and line where it is no catalogue.
    """
    from babel.core import Locale
    from babel.messages.pofile import PoFileError, read_po

    locale = Locale.parse(path.stem)
    with path.open("rb") as file:
        try:
            read = read_po(file, locale=locale, abort_invalid=True)
        except PoFileError as error:
            raise ValueError(f"{path.name}:{error.lineno + 1}: {error}") from error
    texts: dict[str, Forms] = {}
    for entry in read:
        strings = entry.string if isinstance(entry.string, tuple | list) else (entry.string,)
        forms = tuple(text for text in strings if text)
        key = entry.id[0] if isinstance(entry.id, tuple | list) else entry.id
        # A plural that lacks one of its forms counts as missing: the next language then says all.
        if key and len(forms) == len(strings) and not entry.fuzzy:
            texts[key] = forms
    # Half translated it is still chosen by its own name, never by that of the language it falls back on.
    texts.setdefault(CALLED, (str(locale.get_display_name(locale)),))
    direction: Direction = "rtl" if locale.text_direction == "rtl" else "ltr"
    return Catalogue(code_of(locale), texts, c2py(read.plural_expr), _dated_in(locale), direction)


def _dated_in(locale: "Locale") -> Callable[[date, str], str]:
    def dated(value: date, pattern: str) -> str:
        from babel.dates import format_date, format_datetime

        if isinstance(value, datetime):
            return format_datetime(value, pattern, tzinfo=value.tzinfo or UTC, locale=locale)
        return format_date(value, pattern, locale=locale)

    return dated


def read_catalogues(*folders: Path) -> Catalogues:
    """Every language of the folders, the first language first, then by name; a later folder's words
    count."""
    found: dict[str, Catalogue] = {}
    for path in [path for folder in folders for path in sorted(folder.glob("*.po"))]:
        read = read_catalogue(path)
        before = found.get(read.code)
        found[read.code] = replace(read, texts={**before.texts, **read.texts}) if before else read
    return {
        one.code: one
        for one in sorted(found.values(), key=lambda one: (one.code != FIRST_LANGUAGE, one.code))
    }


def all_catalogues() -> Catalogues:
    """The product's own and the hall's."""
    return read_catalogues(LOCALE, *map(Path, filter(None, (environ.get(OWN),))))


def speak() -> None:
    """Let every message find its words here: called where the product begins, before anything is
    said."""
    TRANSLATIONS.read_with(all_catalogues)

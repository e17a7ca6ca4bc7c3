"""The catalogues in which messages are looked up, one a language; the edge reads them and says
where they are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

Direction = Literal["ltr", "rtl"]
Forms = tuple[str, ...]
"""A message's text, once for each plural form of its language."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One language: ``texts`` by message id, and how it counts, writes days and runs.

    ``form_of`` gives the index of the plural form of a number (the ``Plural-Forms`` of GNU
    gettext), ``dated`` writes a day or a moment by a pattern of Unicode TR 35.
    """

    code: str
    texts: Mapping[str, Forms]
    form_of: Callable[[int], int]
    dated: Callable[[date, str], str]
    direction: Direction = "ltr"

    def text(self, message: str, count: int | None = None) -> str | None:
        """The words of a message, in the form ``count`` asks for; None where this language has
        none."""
        forms = self.texts.get(message)
        if not forms:
            return None
        # A catalogue may hold fewer forms than its language counts: the last one serves.
        return forms[min(self.form_of(count), len(forms) - 1) if count is not None else 0]


Catalogues = Mapping[str, Catalogue]


class Translations:
    """Where every message looks; read when the first one is asked."""

    def __init__(self) -> None:
        self._read: Callable[[], Catalogues] = dict
        self._known: Catalogues | None = None

    def read_with(self, read: Callable[[], Catalogues]) -> None:
        """Take ``read`` for the catalogues; what another one had read is forgotten."""
        if read is not self._read:
            self._read, self._known = read, None

    @property
    def catalogues(self) -> Catalogues:
        """By language, the first language first."""
        if self._known is None:
            self._known = self._read()
        return self._known


TRANSLATIONS = Translations()


def direction_of(lang: str) -> Direction:
    """Which way a language runs; from left to right where nobody says otherwise."""
    known = TRANSLATIONS.catalogues.get(lang)
    return known.direction if known else "ltr"

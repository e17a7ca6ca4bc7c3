"""A touch page as it is read aloud: the words of its own markup, in their order, in the languages
it is in.

Not read: symbols, what is hidden from whoever hears the page, and what the template marks
``data-unread``: keys that stand on every page, letters to type with, an address under a code.
"""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Final, NamedTuple

from kiosk.wording.markup import besides
from kiosk.wording.page_words import TONGUES
from signage.language.words import Spoken
from signage.spoken.clips import Clip
from signage.spoken.pages import page_clips

UNREAD: Final = frozenset({"svg", "i", "script", "style"})
UNREAD_BY: Final = (("aria-hidden", "true"), ("hidden", None), ("data-unread", None))
VOID: Final = frozenset({"br", "hr", "img", "input", "wbr", "meta", "link"})
WITHIN: Final = frozenset({"b", "kbd", "strong"})
"""They stand within a sentence, but for the words of a key, which stand under one another."""

Reading = tuple[tuple[Clip, ...], ...]
"""A page's clips in each of its languages."""


def reading(page: str, spoken: Spoken) -> Reading:
    """A page in one language has words of that language alone, one in two has each in an element of
    its own (``page_words.each_in``)."""
    pairs = zip(TONGUES, spoken, strict=True)
    return tuple(page_clips(sentences(page, tongue), lang) for tongue, lang in pairs if lang)


def marked(page: str, read: Reading) -> str:
    """The page, which says by which recordings it is read (``static/aloud.js``)."""
    first, *second = (" ".join(clip.key for clip in clips) for clips in read)
    return besides(page.lstrip(), data_aloud=first, data_aloud_second=second[0] if second else None)


def sentences(page: str, tongue: str = TONGUES[0]) -> tuple[str, ...]:
    """What is read of it, as it stands there."""
    reader = _Reader(tongue)
    reader.feed(page)
    reader.close()
    return tuple(reader.read())


class _Opened(NamedTuple):
    tag: str
    is_read: bool
    ends: bool
    """A sentence, before it and behind it."""


class _Reader(HTMLParser):
    def __init__(self, tongue: str) -> None:
        super().__init__()
        self._tongue = tongue
        self._open: list[_Opened] = []
        self._lines: list[list[str]] = [[]]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        is_read = self._reads() and self._is_read(tag, given)
        self._opens(_Opened(tag, is_read, self._ends(tag, given)))
        if tag in VOID:
            self._open.pop()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Of a drawing: nothing lies in it."""

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID or all(one.tag != tag for one in self._open):
            return
        while (closed := self._open.pop()).tag != tag:
            pass
        if closed.ends:
            self._lines.append([])

    def handle_data(self, data: str) -> None:
        if self._reads():
            self._lines[-1].append(data)

    def read(self) -> Iterator[str]:
        for line in self._lines:
            said = " ".join("".join(line).split())
            if said:
                yield said

    def _opens(self, one: _Opened) -> None:
        if one.ends:
            self._lines.append([])
        self._open.append(one)

    def _reads(self) -> bool:
        return not self._open or self._open[-1].is_read

    def _ends(self, tag: str, given: dict[str, str | None]) -> bool:
        if tag in WITHIN:
            return any(one.tag == "button" for one in self._open)
        # Where a line may break nothing ends.
        return tag != "wbr" and "data-tongue" not in given

    def _is_read(self, tag: str, given: dict[str, str | None]) -> bool:
        if tag in UNREAD or given.get("data-tongue", self._tongue) != self._tongue:
            return False
        return not any(
            name in given and (value is None or given[name] == value) for name, value in UNREAD_BY
        )

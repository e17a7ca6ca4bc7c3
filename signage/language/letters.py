"""Letters that no text holds: controls, breaks no reader makes, marks nobody sees, turns of
direction, half letters.

One judgement for every door. What a person types, pastes or sends is mended, for nobody sees what
is wrong with it and no danger waits for it; what stands in a file is refused with its place, for
there somebody can look at it. Joiners and marks of direction (U+200C–U+200F) stay: scripts that are
written from the right need them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from signage.language.words import Message

_BREAK = "\r\x0b\x0c\x85\u2028\u2029"
# The last two code points of every plane are no characters (Unicode 23.7).
_PLANES = "".join(
    f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17)
)
# U+0085 is left out of the controls: it is a break, and becomes a line feed.
_UNSEEN = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u180e\u200b\u202a-\u202e\u2060-\u206f\ufdd0-\ufdef\ufeff"
    f"\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f{_PLANES}"
)
# \r\n comes first: it is one break, not two.
_BREAKS, _NONE, _BAD = (
    re.compile(form) for form in (f"\r\n|[{_BREAK}]", f"[{_UNSEEN}]", f"[{_BREAK}{_UNSEEN}]")
)
SHOWN = 3
LOST = "\ufffd"
"""What a browser or a server puts in place of half a letter: forbidden where a person types."""


def mended(text: str, line: str = "\n") -> str:
    """The text as it was meant: every break is a line feed, what nobody sees is gone. What is right
    stays as it is."""
    return _NONE.sub("", _BREAKS.sub(line, text))


def mended_all(value: Any, line: str = "\n") -> Any:
    """The same for every text in a document of lists and tables, its keys too."""
    if isinstance(value, str):
        return mended(value, line)
    if isinstance(value, Mapping):
        return {mended_all(key, line): mended_all(inner, line) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [mended_all(inner, line) for inner in value]
    return value


def fault(text: str, more: Iterable[str] = ()) -> Message | None:
    """What is wrong, by the numbers of its letters; None for a text that is right. ``more``:
    forbidden here too."""
    told = dict.fromkeys((*_BAD.findall(text), *(letter for letter in text if letter in more)))
    if not told:
        return None
    codes = ", ".join(f"U+{ord(letter):04X}" for letter in list(told)[:SHOWN])
    return Message("check.invisible-letters", codes=codes)


def faults_in(document: Any) -> Iterator[tuple[str, Message]]:
    """Key path and fault of every such text in a document."""
    if not _right(document):
        yield from _faults(document, "")


def _right(value: Any) -> bool:
    """Whether no text in it is at fault, as of nearly every document: then nothing need be said of
    any place."""
    if isinstance(value, str):
        return _BAD.search(value) is None
    if isinstance(value, Mapping):
        return all(_right(str(name)) and _right(inner) for name, inner in value.items())
    return not isinstance(value, list | tuple) or all(map(_right, value))


def _faults(value: Any, key: str) -> Iterator[tuple[str, Message]]:
    if isinstance(value, str):
        wrong = fault(value)
        if wrong is not None:
            yield key or "(file)", wrong
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            named = mended(str(name))
            wrong = fault(str(name))
            if wrong is not None:
                yield f"{key}.{named}".lstrip("."), Message("check.of-its-name", wrong=wrong)
            yield from _faults(inner, f"{key}.{named}".lstrip("."))
    elif isinstance(value, list | tuple):
        for at, inner in enumerate(value):
            yield from _faults(inner, f"{key}[{at}]")

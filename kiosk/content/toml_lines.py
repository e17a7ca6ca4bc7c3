"""What to do about a line that is no TOML: mostly it was typed with a Chinese keyboard, or as
people speak."""

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from signage.language.mistake import meant
from signage.language.words import NO_WORDS, Message, Words

_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'')
WIDE = re.compile("[\uff01-\uff5e\u3000“”‘’]")
QUOTES = str.maketrans("“”‘’", "\"\"''")
_VALUE = re.compile(r"=\s*([^\W\d][\w./-]*)\s*(?:#.*)?$")
_TABLE = re.compile(r"\s*\[[\s\[]*[\w.\-\s]*[\]\s]*[\w.\-\s]*(?:#.*)?")
_NAME = re.compile(r"[\w-]+")
_DOTTED = re.compile(r"\s*(?:[\w-]*\s*\.)+\s*[\w-]*\s*(?==)")
_WHOLE = re.compile(r"immutable namespace \(.*'([^']+)'\)")
_TWICE = re.compile(
    r"Cannot declare \(.*'([^']+)',?\) twice|Cannot redefine namespace \(.*'([^']+)',?\)"
    r"|Duplicate inline table key '([^']+)'|(Cannot overwrite a value)"
)
_HEADER = re.compile(r"\[+([\w.-]+)\]")
YES, NO = (
    ("yes", "on", "y", "true", "treu", "ture", "是", "有"),
    ("no", "off", "n", "false", "flase", "fasle", "否", "无"),
)
USUAL = Message("check.correct-line")


def advice(line: str = "") -> Words:
    """The line as it was perhaps meant, or the kind of thing that is missing in it."""
    outside = _TEXT.sub(lambda text: "x" * len(text[0]), line)
    if WIDE.search(outside):
        return Message("check.did-you-mean-line", line=_narrow(line, outside).strip())
    if _TABLE.fullmatch(outside) and _NAME.search(line.partition("#")[0]):
        table = _table(line.partition("#")[0])
        same = table == line.partition("#")[0].strip()
        return USUAL if same else Message("check.did-you-mean", name=table)
    dotted = _DOTTED.match(outside)
    if dotted and _joined(dotted[0]) not in ("", _tight(dotted[0])):
        return Message("check.did-you-mean", name=_joined(dotted[0]))
    value = _VALUE.search(outside)
    if value is not None and line[slice(*value.span(1))] != value[1]:
        value = None  # it stands in quotes
    word = value[1].casefold() if value else ""
    if word in (*YES, *NO):
        return Message("check.did-you-mean", name="true" if word in YES else "false")
    if value is not None:
        return Message("check.quote-it", text=value[1])
    if outside.count('"') % 2:
        return Message("check.close-quotes")
    return USUAL


def written_whole(error: str) -> Words:
    """What to do where a line adds to what a line above gives whole, whose name is perhaps misspelt
    there."""
    found = _WHOLE.search(error)
    if found is None:
        return NO_WORDS
    return Message("check.given-whole", name=found[1])


def written_twice(error: str, line: str) -> Words:
    """What to do where a name stands there a second time, perhaps because one of the two is
    misspelt."""
    found = _TWICE.search(error)
    if found is None:
        return NO_WORDS
    typed = line.partition("=")[0].partition("#")[0].strip(" \t[]")
    name = found[1] or found[2] or found[3] or typed
    return Message("check.name-twice", name=name)


def misspelt_table(lines: Sequence[str]) -> tuple[str, str] | None:
    """A table whose parts go by another name, and that name: TOML refuses only the last of these
    lines."""
    names = [found[1] for found in map(_HEADER.match, lines) if found]
    for name, following in reversed(list(pairwise(names))):
        root = following.partition(".")[0]
        if "." in following and "." not in name and name != root and meant(name, [root]):
            return name, root
    return None


def _joined(key: str) -> str:
    return ".".join(_NAME.findall(key))


def _tight(key: str) -> str:
    """A key as TOML reads it: spaces around its dots say nothing."""
    return re.sub(r"\s*\.\s*", ".", key.strip())


def _table(line: str) -> str:
    """The name of a table with one dot between its parts and as many brackets behind it as
    before."""
    parts = _NAME.findall(line)
    opened, closed = line.partition(parts[0])[0].count("["), line.count("]")
    name = ".".join(parts)
    return f"[[{name}]]" if max(opened, closed) > 1 else f"[{name}]"


def _narrow(line: str, outside: str) -> str:
    """With the letters a computer reads instead of full-width ones, outside what stands in
    quotes."""
    return "".join(
        unicodedata.normalize("NFKC", letter.translate(QUOTES)) if WIDE.match(shown) else letter
        for letter, shown in zip(line, outside, strict=True)
    )

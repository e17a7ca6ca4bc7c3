"""Advice to come another time: the words it is given in, and a text without it.

On the last filing days nobody is told to come later: who obeys files late. One table for every
text, whoever wrote it; a text that is nothing but such advice is left out, of a longer one its
clause.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, TypeVar, cast

from pydantic import BaseModel

from signage.language.words import FIRST_LANGUAGE, NO_WORDS, Words

_ZH = """
错峰 错时 错开 避峰 避开高峰 非高峰 低峰 人少时 人少的时 空闲时 不要集中 不必今 不用今
改日 改天 改期 改约 择日 择期 择时 另日 他日再 隔日 另约 另行预约
可预约 请预约 先预约 提前预约 引导预约 建议预约 预约改
次日再 明日再 明天再 后天再 下周再 下周来 下月再 下个月再 下次再 节后再 节后来 节后办 征期后 征期结束后
过几天 过两天 过几日 过些天 过些时 过段时间 过一段时间 过一会 过会儿 过后再 以后再 之后再来 日后再 回头再
晚些 晚点 晚一点 晚几 迟些 迟几 稍晚 稍迟 稍后再 稍后来 稍后办 稍后前
延后 推迟 暂缓 缓办 缓来 恢复后再 修复后再 正常后再
"""
_EN = """later; another day; another time; other day; other time; some other; other days; other times; different day;
different time; come back; return when; come tomorrow; tomorrow instead; try tomorrow; back tomorrow; next week;
next month; next time; in a few days; after the deadline; once it is back; before or after; quieter; quiet time;
off peak; less busy; not busy; avoid the peak; avoid peak; reschedule; rebook; re book; may book; can book;
please book; suggest booking; postpone; put off"""
ADVICE: Mapping[str, tuple[str, ...]] = {
    "zh": tuple(_ZH.split()),
    "en": tuple(words.strip() for words in _EN.split(";")),
}
"""By language, as people write it; case, width, spaces and hyphens are no matter. Another language:
both."""
_NOT_ZH = "整改期 整改日 更改日期 修改日期 更改期 修改期 请勿推迟 不要推迟 请勿延后 不要延后"
NO_ADVICE: Mapping[str, tuple[str, ...]] = {
    "zh": tuple(_NOT_ZH.split()),
    "en": (
        "no later than",
        "not later than",
        "sooner or later",
        "do not put off",
        "do not postpone",
    ),
}
"""What holds such words and means something else."""
_Model = TypeVar("_Model", bound=BaseModel)
_INNER = r"(?<=\d)[:：,](?=\d)|(?<=[0-9A-Za-z])\.(?=[0-9a-z])"
"""What ends no clause: 9:30, 1,000 and www.chinatax.gov.cn hold such letters too."""
_CLAUSE = re.compile(rf"(?:[^，。；！？：,;:!?.]|{_INNER})+[，。；！？：,;:!?.]*(?:\s+|$)?")
_WORD = re.compile(r"[^a-z0-9\u3400-\u9fff]+")
_ENDS = " ，。；！？：、,;:!?."


@lru_cache(4096)
def advice(text: str, lang: str = "") -> str:
    """The words with which a text sends people away to come another time; empty where it does
    not."""
    # A blank at each end, so that words are found whole: later, not collateral.
    even = f" {_WORD.sub(' ', unicodedata.normalize('NFKC', text).casefold())} "
    closed = even.replace(" ", "")
    # First out with what only sounds like it: 不要推迟 holds 推迟.
    for words in NO_ADVICE["en"]:
        even = even.replace(f" {words} ", " ")
    for words in NO_ADVICE["zh"]:
        # A blank in its place, or its neighbours could grow together into a word of the table.
        closed = closed.replace(words, " ")
    known = {"zh": ("zh",), "en": ("en",)}.get(lang, tuple(ADVICE))
    for of in known:
        for words in ADVICE[of]:
            if (of == "zh" and words in closed) or (of == "en" and f" {words.strip()} " in even):
                return words.strip()
    return ""


def advises(words: Mapping[str, str]) -> bool:
    return any(advice(text, lang) for lang, text in words.items())


def without(words: Words) -> Words:
    """The words without the clauses that put off; nothing where the first language has nothing else
    to say."""
    if not advises(words):
        return words
    kept = {lang: without_text(text, lang) for lang, text in words.items()}
    # A file may write English first: what counts is the language that all others fall back on.
    first = FIRST_LANGUAGE if FIRST_LANGUAGE in words else next(iter(words), "")
    return {lang: text for lang, text in kept.items() if text} if kept.get(first) else NO_WORDS


def without_text(text: str, lang: str = "") -> str:
    if not advice(text, lang):
        return text
    clauses = [clause for clause in _CLAUSE.findall(text) if not advice(clause, lang)]
    whole = "".join(clauses).strip()
    return whole if whole[-1:] and whole[-1] in "。！？.!?" else whole.rstrip(_ENDS)


def _fields(value: BaseModel) -> dict[str, Any]:
    return {name: getattr(value, name) for name in type(value).model_fields}


NAMES = frozenset({"name", "issuer", "address", "keywords", "code"})
"""Keys whose texts are what something is called, no advice."""


def put_off(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a description that puts off, by its key path, with the words it does it
    with."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            if name not in NAMES:
                yield from put_off(getattr(value, name), f"{key}.{name}" if key else name)
    elif isinstance(value, tuple):
        for at, item in enumerate(value):
            yield from put_off(item, f"{key}[{at}]")
    elif isinstance(value, dict):
        for name, item in value.items():
            if isinstance(item, str) and advice(item, name):
                yield f"{key}.{name}", advice(item, name)
            elif not isinstance(item, str):
                yield from put_off(item, f"{key}.{name}")


def has_other_words(kind: BaseModel, key: str) -> bool:
    """Whether a kind, or the step at ``key``, brings words of its own for the last days in place of
    this text."""
    part = key.partition(".")[0]
    if part.partition("[")[0] in ("steps", "redirect", "recovery", "report"):
        name, _, at = part.partition("[")
        return bool(getattr(getattr(kind, name)[int(at.rstrip("]"))], "last_days", None))
    return bool(
        getattr(
            getattr(kind, "last_days", None), part.partition("[")[0].replace("signs", "sign"), None
        )
    )


def reworded(described: _Model) -> _Model:
    """A description whose texts put nobody off; itself where none does."""
    return (
        cast(_Model, _reworded(described))
        if next(put_off(described), None) is not None
        else described
    )


def _reworded(value: Any, name: str = "") -> Any:
    if name in NAMES:
        return value
    if isinstance(value, BaseModel):
        changed = {
            field: _reworded(getattr(value, field), field) for field in type(value).model_fields
        }
        kept = {field: new for field, new in changed.items() if new is not getattr(value, field)}
        # Not a copy: that would keep what was derived from the old texts.
        return (
            type(value).model_construct(value.model_fields_set, **(_fields(value) | kept))
            if kept
            else value
        )
    if isinstance(value, tuple):
        found = tuple(_reworded(item, name) for item in value)
        changed_any = any(new is not old for new, old in zip(found, value, strict=True))
        return (
            # A text that fell away leaves the list; one that was empty as described stays.
            tuple(item for item in found if item != NO_WORDS or item in value)
            if changed_any
            else value
        )
    if isinstance(value, dict) and value and all(isinstance(text, str) for text in value.values()):
        return without(value)
    return value

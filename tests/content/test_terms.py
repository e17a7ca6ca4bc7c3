"""A state of the hall is called the same on every surface and in each language: on boards, signs,
touch and phone pages (LOOKS §5: words for "not open")."""

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from kiosk.content import reader as contents
from tests.catalogues import read
from tests.kiosk.test_catalogues import PO

TERMS: Mapping[str, tuple[str, ...]] = {
    "正在服务": ("open",),
    "可用": ("available",),
    "暂停服务": ("temporarily closed",),
    # Chips of lists have no room for the whole.
    "暂停使用": ("temporarily out of service", "out of service"),
    "未开放": ("not open",),
    "今日服务已结束": ("closed for today",),
    "尚未开始服务": ("not open yet",),
    "午间休息": ("lunch break",),
}
"""What the English says for it, as the reference has it (signs.md, domain.md)."""
Pair = tuple[str, str, str]


def plain(text: str) -> str:
    """Without the places where a sign may break it."""
    return text.replace("/", "")


def products() -> Iterator[Pair]:
    zh, en = (
        {
            entry.id: entry.string
            for entry in read(next(p for p in PO if p.stem == lang))
            if entry.id
        }
        for lang in ("zh_Hans", "en")
    )
    for name, said in zh.items():
        if isinstance(said, str) and name in en:
            yield str(name), plain(said), str(en[name]).replace("/", " ").lower()


def halls() -> Iterator[Pair]:
    for path in sorted(contents.sample().rglob("*.toml")):
        yield from _texts(path.name, tomllib.loads(path.read_text("utf-8")))


def _texts(place: str, said: Any) -> Iterator[Pair]:
    if isinstance(said, Mapping):
        if isinstance(said.get("zh"), str) and isinstance(said.get("en"), str):
            yield place, plain(said["zh"]), said["en"].replace("/", " ").lower()
        for key, inner in said.items():
            yield from _texts(f"{place}.{key}", inner)
    elif isinstance(said, list):
        for at, inner in enumerate(said):
            yield from _texts(f"{place}[{at}]", inner)


@pytest.mark.parametrize("term", TERMS)
def test_a_state_is_called_the_same_everywhere(term: str) -> None:
    found = [one for one in (*products(), *halls()) if one[1] == term]
    assert found
    assert [one for one in found if one[2] not in TERMS[term]] == []

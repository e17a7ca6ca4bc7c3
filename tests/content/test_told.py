"""What the check finds is told in Chinese too: every word of it, and whatever the models find."""

import ast
import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from kiosk.content.reader import read, sample
from signage.catalogue.parts import ITEMS
from signage.hall.model import Hall
from signage.language.catalogue import TRANSLATIONS
from signage.language.mistake import model_mistakes
from tests.catalogues import ROOT, asked
from tests.content.untold import untold

CHECK = re.compile(r"(check|model-words)\.")
HAN = re.compile("[\u4e00-\u9fff]")
FIELD = re.compile(r"\{[a-z_]+[^{}]*\}")
ENGLISH = re.compile(r"[A-Za-z]{2,} [a-z]{2,}")
COMMANDS = re.compile(
    r"kiosk (init|upgrade|check)|mount=ceiling|display = |layout = |use = |tls = true|length="
)
WRONG = (
    None, [], {}, "", "x" * 5000, "x", 1.5, -(10**9), 10**30, True, float("nan"), "2026-13-01",
    "25:61", [1], {"a": 1}, [{}], [[]], date(2026, 1, 1), "2026-01-01T10:00:00",
)  # fmt: skip


def test_every_word_of_the_check_is_chinese_in_chinese() -> None:
    texts = TRANSLATIONS.catalogues["zh"].texts
    ids = {one.id for one in asked() if CHECK.match(one.id)}
    assert len(ids) > 300
    for name in sorted(ids):
        for text in texts[name]:
            bare = COMMANDS.sub("", FIELD.sub("", text))
            assert HAN.search(bare) or not re.search("[A-Za-z]", bare), (name, text)
            assert not ENGLISH.search(bare), (name, text)


def test_models_tell_what_they_find_in_words() -> None:
    """``Amiss(Message(…))``: a ValueError of their own would be told in English everywhere."""
    for path in sorted((ROOT / "signage" / "hall").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                assert ast.unparse(node.exc.func) not in ("ValueError", "AssertionError"), (
                    f"{path.relative_to(ROOT)}:{node.lineno}"
                )


def places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value[:1] if isinstance(value, list) else ())
    )
    for key, one in inner:
        yield (*way, key)
        yield from places(one, (*way, key))


def changed(value: Any, way: tuple[Any, ...], wrong: Any) -> Any:
    whole = deepcopy(value)
    place = whole
    for key in way[:-1]:
        place = place[key]
    place[way[-1]] = wrong
    return whole


@pytest.mark.laws
def test_whatever_is_wrong_in_a_part_of_a_hall_is_told_in_words() -> None:
    """Each value of the sample's first items in turn as something it is not."""
    documents = read(sample()).documents
    hall = {name: part for name, part in documents["hall"].items() if name not in ITEMS}
    listed = {**documents["hall"], "kinds": documents["catalogue"]["kinds"]}
    tried: list[tuple[Any, Any]] = [(Hall, hall)]
    tried += [(model, listed[part][0]) for part, model in ITEMS.items() if listed.get(part)]
    found = 0
    for model, value in tried:
        for way in places(value):
            for wrong in WRONG:
                try:
                    model.model_validate(changed(value, way, wrong))
                except ValidationError as error:
                    told = model_mistakes("file", error, model=model)
                    found += len(told)
                    lacking = [(way, str(one), *untold(one)) for one in told if [*untold(one)]]
                    assert not lacking, lacking[:3]
    assert found > 1000


def test_nothing_is_told_of_a_file_that_is_not_there(tmp_path: Path) -> None:
    """And it is told in Chinese that it is not."""
    from kiosk.content.reader import ContentError

    with pytest.raises(ContentError) as raised:
        read(tmp_path)
    assert "hall.toml：缺少这个文件。请从示例中复制。" in raised.value.words["zh"]
    assert "hall.toml: the file is missing → copy it from the sample" in raised.value.words["en"]

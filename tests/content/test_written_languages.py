"""A hall may list what the program speaks, and a screen what its hall lists; anything else says
what to do."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Annotated, get_args, get_origin

import pytest
from pydantic import BaseModel

from kiosk.content import reader as contents
from kiosk.content.reader import ContentError
from kiosk.wording.catalogues import OWN, all_catalogues
from signage.catalogue.languages import NOT_WORDS
from signage.hall.model import Hall
from signage.language.catalogue import TRANSLATIONS
from signage.language.mistake import Mistake
from signage.language.words import Spoken
from tests.content.test_mutations import written

UNKNOWN = "qya"
"""A language that nobody translates into: Quenya."""


def told(hall: Path, file: str, was: str, now: str) -> list[Mistake]:
    text = (hall / file).read_text("utf-8")
    assert was in text
    (hall / file).write_text(text.replace(was, now, 1), "utf-8")
    with pytest.raises(ContentError) as raised:
        contents.read(hall)
    return raised.value.mistakes


@pytest.fixture
def small(tmp_path: Path) -> Path:
    written("small", tmp_path / "hall")
    return tmp_path / "hall"


def test_a_language_without_a_catalogue_is_asked_for(small: Path) -> None:
    found = told(small, "hall.toml", '["zh", "en"]', f'["zh", "en", "{UNKNOWN}"]')
    (one,) = (mistake for mistake in found if mistake.key == "languages[2]")
    assert (
        f"it speaks {', '.join(all_catalogues())}" in one.wrong
        and f"{UNKNOWN}.po" in one.remedy
        and "KIOSK_LOCALE" in one.remedy
    )


def test_a_language_named_as_its_file_is_told_its_code(
    small: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "zh_Hant.po").write_text('msgid ""\nmsgstr "Language: zh_Hant"\n', "utf-8")
    monkeypatch.setenv(OWN, str(tmp_path))
    # By another name than the product's, or what it had read would be kept.
    TRANSLATIONS.read_with(partial(all_catalogues))
    try:
        found = told(small, "hall.toml", '["zh", "en"]', '["zh", "en", "zh_Hant"]')
    finally:
        monkeypatch.undo()
        TRANSLATIONS.read_with(all_catalogues)
    (one,) = (mistake for mistake in found if mistake.key == "languages[2]")
    assert one.remedy == "write zh-Hant"


@pytest.mark.parametrize(
    ("listed", "wrong"), [('["bo"]', "none of the hall's"), ('["en", "en"]', "listed twice")]
)
def test_a_screen_is_read_in_languages_of_its_hall(small: Path, listed: str, wrong: str) -> None:
    (one,) = told(small, "screens.toml", "distance_m", f"languages = {listed}\ndistance_m")
    assert (
        one.key.startswith("screens[0].languages[")
        and wrong in one.wrong
        and "zh, en" in one.remedy
    )


def test_a_screen_of_three_languages_has_no_room(small: Path) -> None:
    assert told(small, "screens.toml", "distance_m", 'languages = ["zh", "en", "zh"]\ndistance_m')


def test_a_screen_may_be_read_in_one(small: Path) -> None:
    path = small / "screens.toml"
    path.write_text(
        path.read_text("utf-8").replace("distance_m", 'languages = ["en"]\ndistance_m', 1), "utf-8"
    )
    hall = contents.read(small).hall
    assert (
        hall.spoken_on(hall.screens[0]) == Spoken("en", "")
        and hall.spoken_on(hall.screens[1]) == hall.spoken
    )


def test_paths_to_numbers_are_no_words(small: Path) -> None:
    lines = '[[alerts.sources]]\nid = "gauge"\nvalues = { temperature = "sensor.value" }\n'
    told_by = (small / "alerts.toml").read_text("utf-8")
    (small / "alerts.toml").write_text(f"{told_by}\n{lines}", "utf-8")
    hall = contents.read(small).hall
    assert hall.alerts.sources[-1].values == {"temperature": "sensor.value"}


def test_a_table_of_plain_strings_is_never_asked_for_in_a_language() -> None:
    """A table whose keys have a form of their own has no languages for keys."""
    plain = {name for name, field in tables(Hall) if formed(field)}
    assert "values" in plain
    assert plain <= NOT_WORDS


def tables(model: type[BaseModel]) -> Iterator[tuple[str, object]]:
    """Tables that are written ``Mapping`` in the description, with their types."""
    for name, field in model.model_fields.items():
        if get_origin(field.annotation) is Mapping:
            yield name, field.annotation
        for inner in models(field.annotation):
            yield from tables(inner)


def models(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from models(part)


def formed(annotation: object) -> bool:
    key, value = get_args(annotation)
    return get_origin(key) is Annotated and (get_args(value) or (value,))[0] is str

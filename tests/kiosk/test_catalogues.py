"""The product's own words: every id has them in every language, with the same fields, and a
language is one file."""

import os
import re
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kiosk.wording.catalogues import (
    LOCALE,
    OWN,
    all_catalogues,
    read_catalogue,
    read_catalogues,
    speak,
)
from signage.availability.deadlines import Deadline
from signage.availability.last_days import ESTIMATED, TODAY, day_words
from signage.language.catalogue import TRANSLATIONS
from signage.language.words import Message, fill, listed, plain, say
from tests.catalogues import HEAD, ROOT, asked, fields, ordered, read, wanted
from tests.spoken import said

CATALOGUES = all_catalogues()
PO = (LOCALE / "zh_Hans.po", LOCALE / "en.po")
"""What is asked of every word. A further language may be shipped half said."""
ARABIC = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n==2 ? 1 : 2);\\n"

msgid "way-out.do-not-use-lifts"
msgstr "لا تستخدم المصاعد"

msgid "intake.mistakes-nothing-was-taken"
msgid_plural "intake.mistakes-nothing-was-taken"
msgstr[0] "واحد"
msgstr[1] "اثنان"
msgstr[2] "{count}"
"""


@pytest.mark.parametrize("path", PO, ids=lambda path: path.stem)
def test_a_catalogue_is_in_order_and_whole(path: Path) -> None:
    """``python -m tests.catalogues`` mends it; an empty entry wants its words."""
    known = read(path)
    assert path.read_text("utf-8") == ordered(known, path, wanted(known))
    empty = [entry.id for entry in known if entry.id and not (entry.string and all(entry.string))]
    assert not empty


def test_every_stem_has_the_same_ids_in_both_languages_and_no_other_has_more() -> None:
    ids = {code: set(catalogue.texts) for code, catalogue in CATALOGUES.items()}
    assert ids["en"] == ids["zh"] and all(known <= ids["zh"] for known in ids.values())
    stems = {one.id for one in asked() if one.id.endswith(".")}
    assert all(any(name.startswith(stem) for name in ids["zh"]) for stem in stems)


def test_what_is_given_is_a_field_and_every_field_is_given() -> None:
    """In some language at least: English may leave out what Chinese says. What is given nothing is
    filled later."""
    wrong = []
    for one in asked():
        texts = [
            form for catalogue in CATALOGUES.values() for form in catalogue.texts.get(one.id, ())
        ]
        there = set().union(*(fields(text) for text in texts)) if texts else one.given
        if one.whole and there != one.given:
            wrong.append(
                f"{one.place} {one.id}: given {sorted(one.given)}, in the words {sorted(there)}"
            )
    assert not wrong


def test_the_first_language_comes_first_and_is_written_by_its_short_name() -> None:
    assert next(iter(CATALOGUES)) == "zh" and {*CATALOGUES} >= {"zh", "en"}


def test_a_message_is_words_in_every_language() -> None:
    lifts = Message("way-out.do-not-use-lifts")
    assert said(lifts) == {"zh": "不要乘电梯", "en": "Do not use lifts"}
    assert {**lifts} == lifts and {*lifts} <= {*CATALOGUES}
    assert say(lifts) == "不要乘电梯" and say(lifts, "en") == "Do not use lifts"
    assert say(lifts, "bo") == "不要乘电梯", "what a language lacks is said in the first one"
    assert lifts == Message("way-out.do-not-use-lifts") != Message("way-out.follow-the-staff")


def test_fields_are_filled_with_words_lists_and_days_as_each_language_writes_them() -> None:
    day = date(2026, 12, 15)
    assert said(Message("last-days.is-the-last-filing-day", day=day)) == {
        "zh": "12月15日（周二）是申报最后一天", "en": "Tue, 15 Dec is the last filing day",
    }  # fmt: skip
    at = datetime(2026, 12, 15, 9, 5, tzinfo=UTC)
    assert said(Message("phrases.day-and-time", at=at)) == {
        "zh": "12月15日 09:05",
        "en": "Dec 15, 09:05",
    }
    assert said(listed([plain("A"), plain("B")])) == {"zh": "A、B", "en": "A, B"}
    numbers = Message("redirects.window", numbers=("1", "2", "3"))
    assert said(numbers) == {"zh": "1、2、3号窗口", "en": "Window 1, 2 or 3"}


GERMAN = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"

msgid "five-fields.cause"
msgstr "Ursache"

msgid "five-fields.lacking"
msgstr "{names:, }"
"""


def test_each_language_says_whether_words_begin_small_within_a_sentence(tmp_path: Path) -> None:
    lacking = Message("five-fields.lacking", names=[Message("five-fields.cause"), plain("APP")])
    assert said(lacking) == {"zh": "原因、APP", "en": "cause, APP"}
    for path in PO:
        (tmp_path / path.name).write_text(path.read_text("utf-8"), "utf-8")
    (tmp_path / "de.po").write_text(GERMAN, "utf-8")
    TRANSLATIONS.read_with(lambda: read_catalogues(tmp_path))
    try:
        assert say(lacking, "de") == "Ursache, APP"
    finally:
        speak()


CASED = re.compile(r"\.(lower|upper|title|capitalize)\(\)")


def test_only_the_words_themselves_turn_a_letter_small() -> None:
    """A language that writes its nouns large would be misspelt by whoever does it for all."""
    found = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "signage").rglob("*.py")
        if CASED.search(path.read_text("utf-8"))
    }
    assert found == {"signage/language/words.py", "signage/deciding/drill_scripts.py"}, (
        "the second one makes an id"
    )


def test_braces_in_a_value_are_text_and_a_field_without_a_value_waits_for_it() -> None:
    asks = Message("last-days.ask-staff-or-call")
    assert "{phone}" in say(asks)
    assert say(fill(asks, phone="{phone}{what}"), "en") == "ask staff or call {phone}{what}"


def test_one_and_several_are_said_as_the_language_counts() -> None:
    one, two = (Message("intake.mistakes-nothing-was-taken", count=count) for count in (1, 2))
    assert (
        say(one, "en") == "1 mistake; nothing was taken."
        and say(two, "en") == "2 mistakes; nothing was taken."
    )


def test_a_language_is_one_file_and_says_the_rest_in_the_first_language(tmp_path: Path) -> None:
    for path in PO:
        (tmp_path / path.name).write_text(path.read_text("utf-8"), "utf-8")
    (tmp_path / "ug.po").write_text(ARABIC, "utf-8")
    TRANSLATIONS.read_with(lambda: read_catalogues(tmp_path))
    try:
        assert list(Message("way-out.do-not-use-lifts")) == ["zh", "en", "ug"]
        assert say(Message("way-out.do-not-use-lifts"), "ug") == "لا تستخدم المصاعد"
        assert say(Message("way-out.follow-the-staff"), "ug") == say(
            Message("way-out.follow-the-staff")
        )
        assert say(Message("intake.mistakes-nothing-was-taken", count=2), "ug") == "اثنان"
        assert TRANSLATIONS.catalogues["ug"].direction == "rtl"
    finally:
        speak()


FRENCH = """#, fuzzy
msgid ""
msgstr ""
"Language: fr\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

msgid "intake.mistakes-nothing-was-taken"
msgid_plural "intake.mistakes-nothing-was-taken"
msgstr[0] "{count} erreur"
msgstr[1] "{count} erreurs"

msgid "way-out.do-not-use-lifts"
msgstr "N’empruntez pas les ascenseurs"
"""


def test_a_language_counts_as_its_own_file_says(tmp_path: Path) -> None:
    """French has a third form for millions, which nobody translates here."""
    path = tmp_path / "fr.po"
    path.write_text(f"{HEAD}\n{FRENCH}\n", "utf-8")
    known = read(path)
    ids = ("intake.mistakes-nothing-was-taken", "way-out.do-not-use-lifts")
    assert ordered(known, path, ids) == path.read_text("utf-8")


KNOWS_TWO = re.compile(r'(==|!=) \{\s*"zh": |"zh, en|\["zh", "en"\]|{"zh", "en"}|\bUNKNOWN\b')


@pytest.mark.processes
def test_no_test_minds_a_third_language(tmp_path: Path) -> None:
    """Half said, as it begins, beside the two: every test that compares words whole, with it."""
    (tmp_path / "fr.po").write_text(FRENCH, "utf-8")
    rooms = (ROOT / "tests" / room for room in ("content", "devices", "kiosk", "signage"))
    tests = (path for room in rooms for path in sorted(room.rglob("test_*.py")))
    told = [str(path) for path in tests if KNOWS_TWO.search(path.read_text("utf-8"))]
    assert len(told) > 3
    pytest_ = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*pytest_, "-m", "not laws and not processes", *told],
        env={**os.environ, OWN: str(tmp_path)}, capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:]


def test_a_traditional_script_keeps_its_name(tmp_path: Path) -> None:
    (tmp_path / "zh_Hant.po").write_text(ARABIC, "utf-8")
    read = read_catalogue(tmp_path / "zh_Hant.po")
    assert read.code == "zh-Hant" and read.texts["language.name"] == ("中文 (繁體)",)


WHOLE_PRODUCT = """
import importlib, pkgutil, devices, kiosk, signage
from signage.language.catalogue import TRANSLATIONS
def nobody():
    raise AssertionError("said while it is imported")
TRANSLATIONS.read_with(nobody)
for room in (signage, devices, kiosk):
    for module in pkgutil.walk_packages(room.__path__, room.__name__ + "."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
"""


@pytest.mark.laws
def test_no_module_says_anything_while_it_is_imported() -> None:
    """What is said then is said in the languages of nobody: the catalogues come where the product
    begins."""
    done = subprocess.run(
        [sys.executable, "-c", WHOLE_PRODUCT], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stderr[-800:]


LAST_DAY = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"

msgid "last-days.today-last-filing-day"
msgstr "بۈگۈن ئاخىرقى كۈن"
"""


def test_half_a_language_says_the_last_filing_day_without_its_other_half(tmp_path: Path) -> None:
    for path in PO:
        (tmp_path / path.name).write_text(path.read_text("utf-8"), "utf-8")
    (tmp_path / "ug.po").write_text(LAST_DAY, "utf-8")
    TRANSLATIONS.read_with(lambda: read_catalogues(tmp_path))
    try:
        today = date(2026, 12, 15)
        words = day_words(Deadline(today, official=False, source="", left=0, near=True), today)
        assert say(words, "ug") == say(TODAY, "ug") + say(ESTIMATED)
    finally:
        speak()

"""Each screen speaks its own two languages, and nothing on it is said in any other."""

import re
from collections.abc import Iterator
from copy import deepcopy

import pytest

from kiosk.content import reader
from kiosk.content.reader import Content, _trusted
from kiosk.drawing.print.plan import plan_sheet, position
from kiosk.drawing.print.sign import sign_sheet
from kiosk.drawing.print.sizes import PAPERS
from kiosk.drawing.renderer import Renderer, load_icons
from kiosk.engine.view import view_of
from signage.hall.model import Screen
from signage.language.words import Spoken
from signage.situation.commands import BlockWay, Command, Raise
from tests.cast import NOON
from tests.kiosk.test_render import after
from tests.tongues import HARD_WIRED, spoken, translated

SITUATIONS: dict[str, list[Command]] = {
    "calm": [],
    "fire": [Raise("FIRE", ("hall",))],
    "fire, no way": [
        Raise("FIRE", ("hall",)),
        BlockWay("exit/east", "fire"),
        BlockWay("exit/west", "fire"),
    ],
    "danger": [Raise("SHOCK", ("machine/terminal-1",)), Raise("WIN-PAUSE", ("window/5",))],
    "outage": [Raise("ETAX-DOWN", ("system/etax",)), Raise("QUEUE", ("hall",))],
    "drill": [Raise("FIRE", ("hall",), drill=True)],
    "closed": [Raise("HALL-CLOSED", ("hall",))],
}
TEXT = re.compile(r"<text([^>]*)>([^<]*)</text>")
ANY, LABEL = re.compile(r">([^<>]+)<"), re.compile(r'(?:aria-label|title|alt)="([^"]*)"')


@pytest.fixture(scope="module")
def tongues(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with spoken(tmp_path_factory.mktemp("tongues")):
        yield


def speaking(sample: Content, *languages: str) -> Content:
    documents = translated(deepcopy(sample.documents))
    documents["hall"]["languages"] = ["zh", "en", "eo", "ug"]
    for screen in documents["hall"]["screens"]:
        screen["languages"] = list(languages)
    return _trusted(documents, sample.digest)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_no_word_is_hard_wired(
    situation: str, sample: Content, renderer: Renderer, tongues: None
) -> None:
    content = speaking(sample, "eo", "ug")
    pages = renderer.all(view_of(content, after(content, SITUATIONS[situation]), NOON))
    wrong = {name: found for name, page in pages.items() if (found := _hard_wired(page))}
    assert not wrong


def _hard_wired(page: str) -> set[str]:
    return {text.strip() for text in _shown(page).splitlines() if HARD_WIRED.search(text)}


def _shown(page: str) -> str:
    """Every text, and what a reader of the screen is told beside it, each on a line."""
    return "\n".join((*ANY.findall(page), *LABEL.findall(page)))


@pytest.mark.parametrize("situation", SITUATIONS)
def test_lines_from_right_to_left_say_so(
    situation: str, sample: Content, renderer: Renderer, tongues: None
) -> None:
    content = speaking(sample, "ug", "zh")
    pages = renderer.all(view_of(content, after(content, SITUATIONS[situation]), NOON))
    lines = [
        (name, attributes, text)
        for name, page in pages.items()
        for attributes, text in TEXT.findall(page)
    ]
    turned = [line for line in lines if 'direction="rtl"' in line[1]]
    assert turned and all('lang="ug"' in attributes for _, attributes, _ in turned)
    arabic = [
        (name, text)
        for name, attributes, text in lines
        if re.search(r"[؀-ۿ]", text) and "rtl" not in attributes
    ]
    assert not arabic


def test_a_screen_is_read_in_its_own_languages_and_else_in_those_of_its_hall(
    sample: Content,
) -> None:
    hall, screen = sample.hall, sample.hall.screens[0]
    assert hall.spoken_on(screen) == hall.spoken == Spoken("zh", "en")
    own = Screen.model_validate(screen.model_dump() | {"languages": ("en",)})
    assert hall.spoken_on(own) == Spoken("en", "")


@pytest.mark.parametrize("situation", SITUATIONS)
def test_one_language_alone_is_all_there_is(
    situation: str, sample: Content, renderer: Renderer
) -> None:
    content = speaking(sample, "en")
    pages = renderer.all(view_of(content, after(content, SITUATIONS[situation]), NOON))
    chinese = {
        name: found
        for name, page in pages.items()
        if (found := set(re.findall(r"[一-鿿]+", _shown(page))))
    }
    assert not chinese


def test_a_printed_sheet_is_in_the_first_two_languages_of_the_hall(
    sample: Content, tongues: None
) -> None:
    documents = translated(deepcopy(sample.documents))
    documents["hall"]["languages"] = ["eo", "ug"]
    content = _trusted(documents, sample.digest)
    hall, plan, icons = content.hall, content.evacuation.plan, load_icons(reader.icons(None))
    assert plan is not None
    for screen in ("entrance", plan.screens[-1].id):
        if screen in plan.screen:
            printed = plan_sheet(
                position(hall, plan, screen), PAPERS["a4-landscape"], icons, NOON.date()
            )
            wrong = {
                text for text in _hard_wired("".join(printed.parts)) if plan.digest[:8] not in text
            }
            assert not wrong, screen
    for kind, target in (("FIRE", "hall"), ("WIN-PAUSE", "window/5"), ("ETAX-DOWN", "system/etax")):
        printed = sign_sheet(
            hall, content.catalogue, kind, target, PAPERS["a4-landscape"], icons, NOON
        )
        assert not _hard_wired("".join(printed.parts)), kind


@pytest.mark.parametrize("situation", SITUATIONS)
def test_chinese_beside_another_language_has_no_blanks(
    situation: str, sample: Content, renderer: Renderer, tongues: None
) -> None:
    """A sign may break where its text has a mark; on one line Chinese goes on there."""
    content = speaking(sample, "eo", "zh")
    pages = renderer.all(view_of(content, after(content, SITUATIONS[situation]), NOON))
    lines = [
        text
        for page in pages.values()
        for attributes, text in TEXT.findall(page)
        if 'lang="zh"' in attributes
    ]
    assert not [line for line in lines if re.search(r"[一-鿿] [一-鿿]", line)]

"""The documents say what the program does, and lead nowhere that is not there."""

import re
import unicodedata
from itertools import takewhile
from pathlib import Path
from typing import get_args
from urllib.parse import unquote

import click
import pytest

from devices.schedule.health import Health
from kiosk.cli import COMMANDS, main
from kiosk.cli.settings import SETTINGS, Setting
from signage.language.mistake import WRITE
from signage.language.words import say
from tests.rows import every

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
MANUAL = (ROOT / "kiosk" / "README.md").read_text("utf-8")
CHINESE = (ROOT / "README.zh-CN.md").read_text("utf-8")
ROOMS = ("kiosk", "devices", "signage", "content", "systemd", "bundle", "tests")
DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *(path for room in ROOMS for path in (ROOT / room).rglob("*.md"))]
)
LINES_MAX = 100
PICTURE_MAX = 200_000
"""Bytes: a page of pictures should open on a slow line."""
IMAGE = re.compile(r"!\[[^\]]+\]\(([^)]+)\)")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def test_the_readme_is_short_and_shows_before_it_tells() -> None:
    lines = README.splitlines()
    assert len(lines) <= LINES_MAX
    before = list(takewhile(lambda line: not line.startswith("!["), lines))
    assert len(before) <= 6 and not any(line.startswith("## ") for line in before)


def test_the_pictures_are_there_and_small() -> None:
    pictures = [ROOT / name for name in IMAGE.findall(README)]
    assert len(pictures) >= 4
    assert {
        path.name: path.stat().st_size for path in pictures if path.stat().st_size > PICTURE_MAX
    } == {}
    assert sorted(pictures) == sorted((ROOT / "content" / "pictures").iterdir())


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_is_documented_as_it_is(setting: Setting) -> None:
    assert f"| `{setting.name}` | {setting.default}".rstrip() in MANUAL
    assert setting.help in MANUAL
    assert f"| `{setting.name}` | {setting.default}".rstrip() in CHINESE


@pytest.mark.parametrize("text", [MANUAL, CHINESE], ids=["manual", "zh-CN"])
@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented(name: str, text: str) -> None:
    command = main.get_command(click.Context(main), name)
    parts = sorted(command.commands) if isinstance(command, click.Group) else [""]
    line = next(line for line in text.splitlines() if line.startswith(f"| `kiosk {name}"))
    assert all(part in line for part in parts)


def anchors(text: str) -> set[str]:
    """How a heading is reached: in small letters, spaces as dashes, without its other marks."""
    heads = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {
        "".join(mark for mark in head.lower().replace(" ", "-") if _kept(mark)) for head in heads
    }


def _kept(mark: str) -> bool:
    return mark in "-_" or unicodedata.category(mark)[0] in "LN"


FILES = ["/" + str(path.relative_to(ROOT)) for room in ROOMS for path in (ROOT / room).rglob("*.*")]
NAMED = re.compile(r"`((?:[\w-]+/)+[\w.-]+\.(?:py|html|js|css|csv|sh))`")


@every({str(path.relative_to(ROOT)): path for path in DOCUMENTS})
def test_every_file_that_a_document_names_is_there(path: Path) -> None:
    """By the end of its path at least: a room's own document leaves its beginning out."""
    named = set(NAMED.findall(path.read_text("utf-8")))
    assert {name for name in named if not any(file.endswith(f"/{name}") for file in FILES)} == set()


@every({str(path.relative_to(ROOT)): path for path in DOCUMENTS})
def test_every_link_of_a_document_leads_somewhere(path: Path) -> None:
    found = [unquote(link) for link in LINK.findall(path.read_text("utf-8")) if "://" not in link]
    lost = []
    for link in found:
        name, _, anchor = link.partition("#")
        there = (path.parent / name) if name else path
        if not there.exists() or (anchor and anchor not in anchors(there.read_text("utf-8"))):
            lost.append(link)
    assert lost == []


# ---------------------------------------------------------------- the Chinese of who works in the hall

SOURCES = "\n".join(
    path.read_text("utf-8")
    for room in ("kiosk", "devices", "signage", "systemd")
    for path in sorted((ROOT / room).rglob("*"))
    if path.suffix in (".py", ".html", ".js", ".po") and path.is_file()
)
GLUED = re.compile(r'"\s*\n\s*f?"')
"""Where a sentence goes on in the next line of the source."""
SAID = re.sub(r"\\u2026", "…", GLUED.sub("", SOURCES)).replace(r"\"", '"')
TOLD = [
    line.split("|")[1].strip(" `")
    for line in CHINESE.partition("\n| `check` 的提示 |")[2].partition("\n\n")[0].splitlines()
    if line.startswith("| `")
]
HALF_WIDTH = re.compile(r"[一-鿿][,!?:;()]|[,!?;()][一-鿿]")
CODE = re.compile(r"```.*?```|`[^`]*`|^ {4,}(?!\d\.).*$|\]\([^)]*\)", re.DOTALL | re.MULTILINE)
CHINESE_DOCUMENTS = sorted([*ROOT.glob("*.zh-CN.md"), *(ROOT / "content").glob("*.zh-CN.md")])


def test_the_explained_findings_are_findings() -> None:
    lost = [
        told
        for told in TOLD
        if not all(part.strip(" ?") in SAID for part in re.split("[…{}]", told))
    ]
    assert len(TOLD) > 50 and lost == []


@pytest.mark.parametrize("words", sorted({say(words, "en") for words in WRITE.values()}))
def test_every_remedy_for_a_value_is_explained(words: str) -> None:
    assert any(words.startswith(told.partition("…")[0]) for told in TOLD)


@pytest.mark.parametrize("key", sorted(set(re.findall("点“([^”]+)”", CHINESE))))
def test_a_key_to_tap_is_on_a_page(key: str) -> None:
    assert key in SOURCES


@pytest.mark.parametrize(
    "file", sorted(path.name for path in (ROOT / "systemd").iterdir() if path.suffix != ".md")
)
def test_every_unit_is_explained(file: str) -> None:
    assert f"`{file}`" in CHINESE


def commands_of(text: str) -> set[str]:
    """The lines to type as root, which stand indented."""
    return {
        line.strip().partition("    #")[0].partition("        #")[0].strip()
        for line in re.findall(r"^ {4,}(\S.*)$", text, re.MULTILINE)
    }


def test_what_is_typed_at_an_installation_is_what_the_room_says() -> None:
    """Both tell the same lines; the Chinese leaves out what has another way and what needs no
    telling."""
    room = (ROOT / "systemd" / "README.md").read_text("utf-8")
    typed = commands_of(CHINESE.partition("## 安装到大厅")[2].partition("\n## 台账")[0])
    same = {line.replace("<地址>", "<address>") for line in typed if not line.startswith("kiosk ")}
    assert len(same) > 35 and sorted(same - commands_of(room)) == []


@pytest.mark.parametrize("path", CHINESE_DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_chinese_text_has_full_width_punctuation(path: Path) -> None:
    prose = CODE.sub("", path.read_text("utf-8"))
    assert HALF_WIDTH.findall(prose) == []


@pytest.mark.parametrize("health", get_args(Health))
def test_every_health_of_a_lamp_is_explained(health: str) -> None:
    assert f"`{health}`" in CHINESE

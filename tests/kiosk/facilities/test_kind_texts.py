"""What kinds of incident say is found as on a sign, edited, seen on the hall's screens, and adopted;
a new version of the program still sees it as the hall's own."""

import re
from html import unescape
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from kiosk.content.reader import read, sample
from kiosk.content.upgrades.base import keep_base
from kiosk.content.upgrades.directory import upgrade_of
from kiosk.custody.edits.shelf import DRAFT
from kiosk.wiring import House
from signage.language.letters import LOST
from signage.language.words import on_one_line
from tests.kiosk.facilities.test_description import PAGE as DESCRIPTION
from tests.kiosk.facilities.test_description import mark
from tests.kiosk.house import Tablet

PAGE = "/facilities/kinds"
CORE = f"{PAGE}/SYS-CORE"
FILE = "catalogue/systems.toml"


def fields(page: str) -> dict[str, str]:
    """What stands in the form of a kind."""
    found = re.findall(r'<input id="(t\.[^"]+)" name="[^"]+" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in found}


def send(tablet: Tablet, address: str, to: str = "", **changed: str) -> TestResponse:
    page = tablet.get(address).text
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    assert seen is not None
    return tablet.post(address + to, **{**fields(page), "seen": seen[1], **changed})


def test_words_are_drafted_seen_adopted_and_taken_back(built: House, place: Path) -> None:
    before = (place / FILE).read_text("utf-8")
    keeper, leader = Tablet(built).signed_in("赵"), Tablet(built).signed_in("王")
    new = {"t.sign.zh": "征管系统/暂停", "t.sign.en": "Core System Down", "why": "用词统一"}
    answer = send(keeper, CORE, **new)
    assert answer.status_code == 303 and answer.location.endswith("/description/screens")
    assert (place / FILE).read_text("utf-8") == before, "a draft changes nothing"
    seen = leader.get(answer.location).text
    assert 'data-situation="SYS-CORE:' in seen and "Core System Down" in seen
    assert leader.post(f"{DESCRIPTION}/adopt", mark=mark(leader)).status_code == 303
    after = (place / FILE).read_text("utf-8")
    assert after == before.replace(
        'sign = { zh = "系统故障", en = "System Fault" }',
        'sign = { zh = "征管系统/暂停", en = "Core System Down" }', 1,
    )  # fmt: skip
    assert read(place).digest == built.services.board.view.content.digest
    history = leader.get(DESCRIPTION).text
    assert "税收征管系统故障 · 牌面大字 · 中文" in history and "用词统一" in history
    assert leader.post(f"{DESCRIPTION}/back/1").status_code == 303
    assert (place / FILE).read_text("utf-8") == before


def test_a_kind_is_found_by_what_its_sign_says_in_any_language(built: House) -> None:
    leader = Tablet(built).signed_in("王")
    kinds = built.services.board.view.content.catalogue.kinds
    assert re.findall(r"<tr data-kind=", leader.get(PAGE).text)
    for kind in kinds[:6]:
        for said in on_one_line(kind.sign).values():
            found = leader.get(f"{PAGE}?q={said}").text
            assert f'<tr data-kind="{kind.code}"' in found, said
    assert "<tr data-kind" not in leader.get(f"{PAGE}?q=没有这样的牌").text


def test_what_is_typed_is_seen_at_once_and_nothing_of_it_is_kept(
    built: House, tmp_path: Path
) -> None:
    leader, view = Tablet(built).signed_in("王"), built.services.board.view
    page = send(
        leader, CORE, "/look", **{"t.lines.0.zh": "请到二楼办理", "t.lines.0.en": "Go upstairs"}
    )
    assert page.status_code == 200
    look = page.text.partition('id="look"')[2]
    assert "data-before" in look and "二楼" in look
    assert built.services.board.view is view and not (tmp_path / "data" / DRAFT).exists()


def test_a_sign_without_room_is_named_with_what_would_have(built: House, tmp_path: Path) -> None:
    leader = Tablet(built).signed_in("王")
    long = "A very long sign indeed that no screen could hold from afar, and on it goes " * 2
    for to, status in (("/look", 200), ("", 422)):
        page = send(leader, CORE, to, **{"t.sign.en": long})
        assert page.status_code == status and 'id="t.sign.en-fault"' in page.text
        fits = re.search(r"从远处看清最多([0-9]+)个字", page.text)
        assert fits is not None and 0 < int(fits[1]) < len(long)
    assert not (tmp_path / "data" / DRAFT).exists()
    assert send(leader, CORE, **{"t.sign.en": long[: int(fits[1])].strip()}).status_code == 303


@pytest.mark.parametrize("code", ["SYS-CORE", "WIN-PAUSE", "OTHER"])
def test_what_is_wrong_in_any_field_is_said_at_it_and_nothing_is_kept(
    built: House, tmp_path: Path, code: str
) -> None:
    leader = Tablet(built).signed_in("王")
    held = fields(leader.get(f"{PAGE}/{code}").text)
    for name, value in held.items():
        for wrong in ("", "长" * 201) if code == "SYS-CORE" else (" \u3000", f"一{LOST}二"):
            if not wrong.strip() and not value:
                continue
            changed = {name: wrong}
            page = send(leader, f"{PAGE}/{code}", **changed)
            line = re.fullmatch(r"t\.lines\.[01]\.(zh|en)", name)
            assert page.status_code == 422, (name, wrong)
            assert f'id="{name}-fault"' in page.text or line, (name, wrong)
    page = send(leader, f"{PAGE}/{code}", **{"t.sign.zh": "{who}/故障"})
    assert page.status_code == 422 and 'id="t.sign.zh-fault"' in page.text
    assert not (tmp_path / "data" / DRAFT).exists()


def test_what_the_check_finds_stands_at_its_field(built: House, tmp_path: Path) -> None:
    leader = Tablet(built).signed_in("王")
    page = send(leader, CORE, **{"t.sign.zh": "系统/故障/维修"})
    assert page.status_code == 422 and 'id="t.sign.zh-fault"' in page.text
    assert "标题最多换行一次，且不在首尾。请只保留一个 /。" in page.text
    assert not (tmp_path / "data" / DRAFT).exists()


def test_a_line_comes_and_goes(built: House, place: Path) -> None:
    leader = Tablet(built).signed_in("王")
    net = f"{PAGE}/SYS-NET"
    assert (
        send(
            leader, net, **{"t.lines.1.zh": "请到柜台咨询", "t.lines.1.en": "Ask at the desk"}
        ).status_code
        == 303
    )
    assert leader.post(f"{DESCRIPTION}/adopt", mark=mark(leader)).status_code == 303
    assert [one["en"] for one in read(place).catalogue.kind["SYS-NET"].lines][
        1
    ] == "Ask at the desk"
    assert send(leader, net, **{"t.lines.1.zh": "", "t.lines.1.en": ""}).status_code == 303
    asked = leader.post(f"{DESCRIPTION}/adopt", mark=mark(leader))
    assert asked.status_code == 422, "what goes is asked about"
    leader.post(f"{DESCRIPTION}/adopt", mark=mark(leader), gone="yes")
    assert len(read(place).catalogue.kind["SYS-NET"].lines) == 1


def test_a_file_changed_meanwhile_is_never_written_over(built: House, place: Path) -> None:
    leader = Tablet(built).signed_in("王")
    page = leader.get(CORE).text
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    assert seen is not None
    (place / FILE).write_text((place / FILE).read_text("utf-8") + "# by hand\n", "utf-8")
    given = {**fields(page), "seen": seen[1], "t.strip.zh": "系统维修中"}
    assert leader.post(CORE, **given).status_code == 409


def test_a_new_version_sees_the_words_as_the_halls_own(built: House, place: Path) -> None:
    leader = Tablet(built).signed_in("王")
    keep_base(sample(), place)
    assert send(leader, CORE, **{"t.strip.zh": "系统维修中"}).status_code == 303
    assert leader.post(f"{DESCRIPTION}/adopt", mark=mark(leader)).status_code == 303
    found = upgrade_of(place, sample())
    assert FILE not in found.files, "the version changed nothing, and takes nothing back"
    assert "系统维修中" in (place / FILE).read_text("utf-8")

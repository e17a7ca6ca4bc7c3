"""Phones and hours are edited in a page: checked, drafted, adopted by a leader, taken back; and a file
that was changed meanwhile is never written over."""

import re
from html import unescape
from pathlib import Path

import pytest

from kiosk.content.reader import ContentError, read
from kiosk.custody.edits import shelf as shelves
from kiosk.custody.edits.hall_file import HALL, facts_in
from kiosk.custody.edits.shelf import DRAFT
from kiosk.staff.facilities.weekly.description_form import WORDS, written
from kiosk.wiring import House
from signage.language.words import say
from tests.kiosk.facilities.keeper import COMMENT
from tests.kiosk.house import Tablet

PAGE = "/facilities/description"


def form(browser: Tablet, place: Path, **changed: str) -> dict[str, str]:
    seen = re.search(r'name="seen" value="([^"]+)"', browser.get(PAGE).text)
    assert seen is not None
    return {**written(facts_in((place / HALL).read_text("utf-8"))), "seen": seen[1], **changed}


def mark(browser: Tablet) -> str:
    found = re.search(r'name="mark" value="([^"]+)"', browser.get(PAGE).text)
    assert found is not None
    return found[1]


def test_a_changed_phone_is_drafted_adopted_and_taken_back_with_its_comments_kept(
    built: House, place: Path
) -> None:
    before = (place / HALL).read_text("utf-8")
    keeper, leader = Tablet(built).signed_in("赵"), Tablet(built).signed_in("王")
    assert (
        keeper.post(PAGE, **form(keeper, place, phone="0311-5566", why="换号")).status_code == 303
    )
    assert (place / HALL).read_text("utf-8") == before, "a draft changes nothing"
    page = leader.get(PAGE).text
    assert "12366" in page and "0311-5566" in page and "换号" in page
    assert leader.post(f"{PAGE}/adopt", mark=mark(leader)).status_code == 303
    after = (place / HALL).read_text("utf-8")
    assert after == before.replace('phone = "12366"', 'phone = "0311-5566"') and COMMENT in after
    assert built.services.board.view.content.hall.phone == "0311-5566", "at once, on every screen"
    assert read(place).digest == built.services.board.view.content.digest
    assert leader.post(f"{PAGE}/back/1").status_code == 303
    assert (place / HALL).read_text("utf-8") == before
    assert "王撤回了" in leader.get(PAGE).text and "#1" not in leader.get(PAGE).text
    assert built.services.board.view.content.hall.phone == "12366"
    told = [str(one.event) for one in built.services.store.events()]
    assert sum("description" in one and "phone" in one for one in told) == 2, (
        "who did it is in the log"
    )


def test_holidays_and_the_hours_of_a_day_change_where_meant_alone(
    built: House, place: Path
) -> None:
    before = (place / HALL).read_text("utf-8")
    leader = Tablet(built).signed_in("王")
    given = form(
        leader, place, sat="9:00–12:00", holidays="2027-01-01、2026-10-01", duty_phone="0311-1"
    )
    assert leader.post(PAGE, **given).status_code == 303
    adopted = leader.post(f"{PAGE}/adopt", mark=mark(leader))
    assert adopted.status_code == 303
    # Whichever page it was made on, the one it leads to says that it is in force.
    assert "data-in-force" in leader.get(adopted.location).text
    assert "data-in-force" not in leader.get(PAGE).text
    facts = facts_in((place / HALL).read_text("utf-8"))
    assert [str(day) for day in facts.holidays] == ["2026-10-01", "2027-01-01"]
    assert f"{facts.weekly['sat'][0][1]}" == "12:00:00" and facts.duty_phone == "0311-1"
    kept = {line for line in before.splitlines() if line.strip().startswith("#")}
    assert kept <= {*(place / HALL).read_text("utf-8").splitlines()}


def test_a_day_that_is_open_to_its_end_is_written_so(built: House, place: Path) -> None:
    leader = Tablet(built).signed_in("王")
    given = form(leader, place, sat="09:00-24:00", sun="13:00-23:59")
    assert leader.post(PAGE, **given).status_code == 303
    assert leader.post(f"{PAGE}/adopt", mark=mark(leader)).status_code == 303
    weekly = facts_in((place / HALL).read_text("utf-8")).weekly
    assert {str(weekly[day][0][1]) for day in ("sat", "sun")} == {"23:59:59"}


@pytest.mark.parametrize("name", [name for name in WORDS if name != "duty_phone"])
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(
    built: House, place: Path, name: str, tmp_path: Path
) -> None:
    leader = Tablet(built).signed_in("王")
    for wrong in ("nonsense", "25:00-26:00 2026-02-30"):
        page = leader.post(PAGE, **form(leader, place, **{name: wrong}))
        assert page.status_code == 422 and f'id="{name}-fault"' in page.text
    assert not (tmp_path / "data" / DRAFT).exists()


def test_what_the_check_finds_is_said_too(
    built: House, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leader = Tablet(built).signed_in("王")
    given = form(leader, place, holidays="2027-01-01", make_up="2027-01-01")
    page = leader.post(PAGE, **given)
    with pytest.raises(ContentError) as found:
        text = shelves.Shelf(place.parent / "data", place).text()
        from kiosk.custody.edits.hall_file import with_facts
        from kiosk.staff.facilities.weekly.description_form import read_facts

        before = facts_in(text)
        after = with_facts(text, before, read_facts(lambda name: given.get(name, ""), before))
        edit = shelves.Edit("", "", "", (shelves.Change(HALL, text, after),))
        shelves.Shelf(place.parent / "data", place).checked(edit)
    assert page.status_code == 422
    assert "2027-01-01 同时也是节假日。请只保留在一个列表里。" in page.text
    leader.post("/language", lang="en")
    page = leader.post(PAGE, **given)
    assert all(say(one.words, "en") in unescape(page.text) for one in found.value.mistakes)


def test_a_file_changed_meanwhile_is_refused_in_words_and_never_written_over(
    built: House, place: Path
) -> None:
    leader = Tablet(built).signed_in("王")
    given = form(leader, place, phone="0311-1")
    by_hand = (place / HALL).read_text("utf-8") + "# by hand\n"
    (place / HALL).write_text(by_hand, "utf-8")
    assert leader.post(PAGE, **given).status_code == 409
    assert leader.post(PAGE, **form(leader, place, phone="0311-1")).status_code == 303
    looked_at = mark(leader)
    (place / HALL).write_text(f"{by_hand}# again\n", "utf-8")
    assert leader.post(f"{PAGE}/adopt", mark=looked_at).status_code == 409
    assert (place / HALL).read_text("utf-8") == f"{by_hand}# again\n"


def test_no_draft_is_thrown_away_but_the_one_that_was_looked_at(built: House, place: Path) -> None:
    keeper, leader = Tablet(built).signed_in("赵"), Tablet(built).signed_in("王")
    assert keeper.post(PAGE, **form(keeper, place, phone="0311-1")).status_code == 303
    looked_at = mark(keeper)
    assert leader.post(PAGE, **form(leader, place, phone="0311-2")).status_code == 303
    refused = keeper.post(f"{PAGE}/discard", mark=looked_at)
    assert refused.status_code == 409 and "data-draft" in refused.text
    assert shelves.Shelf(place.parent / "data", place).draft is not None
    assert keeper.post(f"{PAGE}/discard", mark=mark(keeper)).status_code == 303
    assert shelves.Shelf(place.parent / "data", place).draft is None


def test_only_a_leader_adopts_and_a_guide_sees_none_of_it(built: House, place: Path) -> None:
    keeper, guide = Tablet(built).signed_in("赵"), Tablet(built).signed_in("李")
    assert keeper.post(PAGE, **form(keeper, place, phone="0311-1")).status_code == 303
    draft = shelves.Shelf(place.parent / "data", place).draft
    assert draft is not None
    assert keeper.post(f"{PAGE}/adopt", mark=draft.mark).status_code == 403
    assert guide.get(PAGE).status_code == 403
    assert Tablet(built).post(f"{PAGE}/adopt", mark=draft.mark).status_code in (303, 401, 403)
    assert built.services.board.view.content.hall.phone == "12366"


def test_an_edit_of_several_files_is_shown_file_by_file_adopted_and_taken_back(
    built: House, place: Path
) -> None:
    leader = Tablet(built).signed_in("王")
    shelf = shelves.Shelf(place.parent / "data", place)
    screens, hall = shelf.text("screens.toml"), shelf.text()
    first = re.search(r'id = "([^"]+)"', screens)
    assert first is not None
    wider = shelves.Change(
        "screens.toml",
        screens,
        screens.replace("distance_m = ", "mount_mm = 911\ndistance_m = ", 1),
    )
    own = shelves.Change("catalogue/own.toml", "", "# ours\n")
    phone = shelves.Change(HALL, hall, hall.replace('"12366"', '"0311-5566"'))
    shelf.put_draft(shelves.Edit("赵", "2026-11-30T09:00:00+08:00", "", (phone, wider, own)))
    line = f"屏幕 · {read(place).hall.screen[first[1]].name['zh']} · 下沿离地（毫米）"
    page = leader.get(PAGE).text
    assert all(one in page for one in (line, "911", "catalogue/own.toml", "0311-5566"))
    assert leader.post(f"{PAGE}/adopt", mark=mark(leader)).status_code == 303
    assert read(place).hall.screen[first[1]].mount_mm == 911
    assert line in leader.get(PAGE).text
    told = [str(one.event) for one in built.services.store.events()]
    assert any(f"screens.toml screens {first[1]}" in one for one in told)
    assert leader.post(f"{PAGE}/back/1").status_code == 303
    assert (shelf.text("screens.toml"), shelf.text()) == (screens, hall)

"""Two people at one form: nothing that either wrote is lost, and where both did both stand there."""

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kiosk.content.hall_files import PLAN_FILE
from kiosk.custody.edits.hall_file import HALL
from kiosk.staff.facilities.weekly.met import WAS, met, met_listed
from kiosk.wiring import House
from tests.kiosk.facilities import test_planner as planner
from tests.kiosk.facilities import test_things as things
from tests.kiosk.facilities.test_service_windows import NAMES, PAGE
from tests.kiosk.facilities.test_things import DESCRIPTION, SCREENS, form, shelf_of
from tests.kiosk.house import Tablet

FIELDS = ("a", "b", "c")
texts = st.fixed_dictionaries({name: st.sampled_from("xyz") for name in FIELDS})
some = st.lists(st.sampled_from("pqrs"), unique=True)


@given(was=texts, own=texts, now=texts)
def test_each_field_is_whose_hand_it_changed(
    was: dict[str, str], own: dict[str, str], now: dict[str, str]
) -> None:
    form = {**own, **{f"{WAS}{name}": text for name, text in was.items()}}
    both = met(form.get, now)
    for name in FIELDS:
        if own[name] == was[name]:
            assert both.values[name] == now[name], "the other's stays"
        else:
            assert both.values[name] == own[name], "what was typed stays"
        told = own[name] != was[name] and now[name] not in (was[name], own[name])
        assert both.theirs.get(name) == (now[name] if told else None)


@given(was=some, own=some, now=some)
def test_of_what_is_ticked_both_take_away_and_both_add(
    was: list[str], own: list[str], now: list[str]
) -> None:
    both = met_listed(own, was, tuple(now))
    assert len(both) == len({*both})
    assert {*both} == {
        one for one in "pqrs"
        if ((one in own) if (one in own) != (one in was) else (one in now))
    }  # fmt: skip


def opened(browser: Tablet) -> dict[str, str | list[str]]:
    """The form as a browser has it."""
    page = browser.get(f"{PAGE}/9").text
    found: dict[str, str | list[str]] = {
        name: value
        for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
        if name != "csrf_token"
    }
    ticked = re.findall(r'name="services" value="([^"]+)" checked', page)
    return {**found, **NAMES, "services": ticked, f"{WAS}services": ticked}


def test_the_second_at_one_window_is_told_and_finds_both(built: House) -> None:
    first, second = Tablet(built).signed_in("赵"), Tablet(built).signed_in("王")
    late = opened(second)
    assert first.post(f"{PAGE}/9", **{**opened(first), "name_en": "Vehicles"}).status_code == 303
    late["services"] = [*late["services"], "invoice"]
    refused = second.post(f"{PAGE}/9", **late)
    assert refused.status_code == 409
    assert 'name="name_en" value="Vehicles"' in refused.text, "what the other wrote"
    assert re.search(r'value="invoice" checked', refused.text), "what was typed"
    assert "data-theirs" not in refused.text, "nobody wrote over anybody"
    late["name_en"] = "Cars"
    both = second.post(f"{PAGE}/9", **late).text
    assert 'name="name_en" value="Cars"' in both and "data-theirs" in both and "Vehicles" in both
    seen = re.search(r'name="seen" value="([^"]+)"', both)
    assert seen is not None
    assert second.post(f"{PAGE}/9", **{**late, "seen": seen[1]}).status_code == 303


WALL = f"{things.PAGE}/screens/one"


def test_the_second_at_one_thing_is_told_and_finds_both(built: House, place: Path) -> None:
    first, second = Tablet(built).signed_in("赵"), Tablet(built).signed_in("王")
    late = form(second, f"{WALL}?id=wall")
    early = {**form(first, f"{WALL}?id=wall"), "width": "1280", "sound": "all"}
    assert first.post(WALL, **early).status_code == 303
    late |= {"distance_m": "9.5", "languages": "zh"}
    refused = second.post(WALL, **late)
    assert refused.status_code == 409 and "data-theirs" not in refused.text
    assert 'name="width" value="1280"' in refused.text, "what the other wrote"
    assert 'name="distance_m" value="9.5"' in refused.text, "what was typed"
    late |= {"width": "1366", "sound": "emergency"}
    both = second.post(WALL, **late)
    told = re.findall(r"<small data-theirs>.*?</small>", both.text, re.DOTALL)
    assert len(told) == 2 and "1280" in "".join(told), told
    assert ">all<" not in "".join(told), "as it is called"
    draft = shelf_of(place).draft
    assert draft is not None and draft.by == "赵", "nothing of the second is kept yet"
    seen = re.search(r'name="seen" value="([^"]+)"', both.text)
    assert seen is not None
    assert second.post(WALL, **{**late, "seen": seen[1]}).status_code == 303
    draft = shelf_of(place).draft
    assert draft is not None and draft.by == "赵 · 王"
    changed = things.lines(draft.changes[0].before, draft.changes[0].after)
    assert "+width = 1366" in changed and "+distance_m = 9.5" in changed


def test_a_thing_that_somebody_takes_away_meanwhile_is_told(built: House) -> None:
    first, second = Tablet(built).signed_in("赵"), Tablet(built).signed_in("王")
    late = form(second, f"{things.PAGE}/lamps/one?id=hall")
    assert things.send(first, "lamps", "remove", "/one?id=hall").status_code == 303
    for act in ("one", "remove"):
        answered = second.post(f"{things.PAGE}/lamps/{act}", **late)
        assert answered.status_code == 409 and "已被别人改过" in answered.text, act


def test_what_is_edited_by_hand_meanwhile_is_never_written_over(built: House, place: Path) -> None:
    """A form that was open, a draft that was made, a plan that was begun: each is told."""
    leader = Tablet(built).signed_in("王")
    open_form, begun = form(leader, f"{WALL}?id=wall"), planner.seen(leader)
    for file in (SCREENS, PLAN_FILE):
        with (place / file).open("a", encoding="utf-8") as by_hand:
            by_hand.write("# by hand\n" if file == SCREENS else "<!-- by hand -->\n")
    assert leader.post(WALL, **{**open_form, "width": "1280"}).status_code == 409
    drawn = (place / PLAN_FILE).read_text("utf-8")
    refused = planner.send(leader, drawn, f"?seen={begun}")
    assert refused.get_json() == {"status": "changed"} and shelf_of(place).draft is None
    moved = drawn.replace('cx="120" cy="2800"', 'cx="130" cy="2800"')
    assert planner.send(leader, moved, f"?seen={planner.seen(leader)}").status_code == 200
    sent = things.send(leader, "screens", "one", "/one?id=wall", width="1280")
    draft = shelf_of(place).draft
    assert sent.status_code == 303 and draft is not None
    assert {*draft.files} == {SCREENS, PLAN_FILE}
    before = {file: (place / file).read_text("utf-8") for file in (HALL, SCREENS, PLAN_FILE)}
    for file in (SCREENS, PLAN_FILE):
        (place / file).write_text(before[file] + "\n", "utf-8")
        assert leader.post(f"{DESCRIPTION}/adopt", mark=draft.mark).status_code == 409, file
        assert {one: (place / one).read_text("utf-8") for one in before} == {
            **before, file: before[file] + "\n"
        }  # fmt: skip
        (place / file).write_text(before[file], "utf-8")
    assert leader.post(f"{DESCRIPTION}/adopt", mark=draft.mark).status_code == 303

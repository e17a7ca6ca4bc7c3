"""Free texts of the things of a hall: what is wrong with one is said at its field and nothing is saved;
what nobody sees in one is taken out; and whatever it says, it is shown as text."""

from pathlib import Path

import pytest

from kiosk.content.hall_files import PLAN_FILE
from kiosk.wiring import House
from signage.language.letters import LOST
from tests.kiosk.facilities import test_planner as planner
from tests.kiosk.facilities.keeper import HOSTILE
from tests.kiosk.facilities.test_things import PAGE, form, lines, send, shelf_of
from tests.kiosk.house import Tablet

WRONG = {
    "name.zh": ("", " \u3000", "\u200b\u202e", "a\nb", "厅" * 81),
    "name.en": ("\t", "x" * 5000),
    "address": (" ", "a\x00b", HOSTILE, "/dev/" + "x" * 300),
}  # fmt: skip


def test_what_is_wrong_with_a_text_is_said_at_its_field(built: House, place: Path) -> None:
    keeper = Tablet(built).signed_in("赵")
    begun = form(keeper, f"{PAGE}/lamps/one?id=hall")
    for field, texts in WRONG.items():
        for text in texts:
            answered = keeper.post(f"{PAGE}/lamps/one", **{**begun, field: text})
            assert answered.status_code == 422, (field, text)
            assert f'id="{field}-fault"' in answered.text, (field, text)
            assert HOSTILE not in answered.text
    assert shelf_of(place).draft is None


def test_half_a_letter_is_said_at_its_field(built: House, place: Path) -> None:
    """A surrogate without its other half, as browsers send it."""
    keeper = Tablet(built).signed_in("赵")
    answered = send(keeper, "screens", "one", "/one?id=wall", **{"name.zh": f"大{LOST}厅"})
    assert answered.status_code == 422 and 'id="name.zh-fault"' in answered.text
    assert "有的字没有传对" in answered.text and shelf_of(place).draft is None


def test_what_nobody_sees_is_taken_out_and_markup_is_text(built: House, place: Path) -> None:
    leader = Tablet(built).signed_in("王")
    name = f"大\u202e厅\x07\u200b{HOSTILE}"
    assert send(leader, "screens", "one", "/one?id=wall", **{"name.zh": name}).status_code == 303
    draft = shelf_of(place).draft
    assert draft is not None
    told = lines(draft.changes[0].before, draft.changes[0].after)
    assert told[1:] == [f'+name = {{ zh = "大厅{HOSTILE}", en = "Hall wall" }}']
    for address in (PAGE, f"{PAGE}/screens", f"{PAGE}/screens/one?id=wall", "/facilities/depends"):
        assert HOSTILE not in leader.get(address).text, address


@pytest.mark.parametrize("text", ["name=东&#x202e;口", "name=东口&#x85;", "name=''", "width=宽"])
def test_what_is_wrong_in_a_label_of_the_plan_is_told(built: House, place: Path, text: str) -> None:
    leader = Tablet(built).signed_in("王")
    begun, drawn = planner.seen(leader), (place / PLAN_FILE).read_text("utf-8")
    standing = "name=东出口" if text.startswith("name") else "width=1.8"
    label = "exit/east width=1.8 name=东出口"
    wrong = drawn.replace(label, label.replace(standing, text))
    assert wrong != drawn
    answered = planner.send(leader, wrong, f"?seen={begun}")
    assert answered.status_code == 422 and answered.get_json()["mistakes"]
    assert shelf_of(place).draft is None

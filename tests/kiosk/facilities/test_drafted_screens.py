"""A draft is looked at on the hall's own screens: as they are beside as they would be, and nothing of
it reaches a screen or the log."""

import re
from pathlib import Path

from kiosk.wiring import House
from signage.hall.hours import DAYS
from tests.cast import Clock
from tests.kiosk.facilities.test_description import PAGE, form
from tests.kiosk.house import Tablet

SCREENS = f"{PAGE}/screens"


def parts(page: str) -> dict[str, str]:
    """What is shown of each situation."""
    return dict(re.findall(r'<section data-situation="([^"]+)">(.*?)</section>', page, re.S))


def test_every_screen_that_changes_is_shown_before_and_after(
    built: House, place: Path, clock: Clock
) -> None:
    # Before the doors open, as the hall is and as it is drafted.
    clock.later(hours=-3)
    leader = Tablet(built).signed_in("王")
    assert leader.get(SCREENS).status_code == 303, "without a draft there is nothing to see"
    hours = dict.fromkeys(DAYS, "10:15-11:45")
    given = form(leader, place, phone="0311-5566", **hours)
    assert leader.post(PAGE, **given).status_code == 303
    told, seen = len(list(built.services.store.events(0, 1000))), built.services.board.view
    page = leader.get(SCREENS).text
    assert f'href="{SCREENS}"' in leader.get(PAGE).text
    shown = parts(page)
    assert [*shown] == ["rest", "shut"], "hours concern no kind"
    assert "10:15" in shown["shut"] and shown["shut"].count("data-side") >= 2
    assert page.count("data-side") % 2 == 0
    frames = re.findall(r'<iframe[^>]* src="([^"]+)"', page)
    sides = {source.split("/")[4] for source in frames}
    assert sides == {"before", "after"}
    for source in frames:
        answer = leader.get(source)
        assert answer.status_code == 200 and "sandbox" in answer.headers["Content-Security-Policy"]
        assert "hall.js" not in answer.text
    assert built.services.board.view is seen, "nothing of it is shown to anybody"
    assert len(list(built.services.store.events(0, 1000))) == told


def test_a_situation_is_looked_at_by_itself(built: House, place: Path) -> None:
    leader = Tablet(built).signed_in("王")
    leader.post(PAGE, **form(leader, place, phone="0311-5566"))
    shown = parts(leader.get(f"{SCREENS}?situation=FIRE").text)
    assert [*shown] == ["FIRE"]
    for wrong in (
        "?situation=NONE",
        "/after/NONE/entrance",
        "/after/rest/nowhere",
        "/x/rest/entrance",
    ):
        assert leader.get(SCREENS + wrong).status_code == 404, wrong
    assert leader.get(f"{SCREENS}/after/FIRE/entrance").status_code == 404, "a sign is no page"


def test_a_draft_that_no_longer_fits_is_not_drawn(built: House, place: Path) -> None:
    leader = Tablet(built).signed_in("王")
    leader.post(PAGE, **form(leader, place, phone="0311-5566"))
    (place / "screens.toml").write_text("[[screens", "utf-8")
    assert leader.get(SCREENS).status_code == 303

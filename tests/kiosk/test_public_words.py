"""What people type is never where strangers read it: a danger's cause is for staff, and public
words are judged."""

import pytest

from kiosk.wiring import House
from signage.catalogue.kinds import LIFE_SAFETY
from tests.kiosk.house import Tablet

TYPED = "张伟师傅 138-1234-5678 触电，身份证 110105 19900101 123X"
TOLD = ("张伟", "1234-5678", "19900101")
DANGERS = ("SHOCK", "DEV-HAZARD", "ACCIDENT", "FLOOD", "FIRE", "QUAKE", "FIGHT")


def shown(house: House) -> str:
    """What every screen shows, as pictures and as pages, and what anybody may read elsewhere."""
    stranger, hall = Tablet(house), house.services.board.view.content.hall
    pages = [f"/screen/{screen.id}" for screen in hall.screens] + ["/status", "/feed.atom"]
    return "".join(stranger.get(page).text for page in pages)


@pytest.mark.parametrize("kind", DANGERS)
def test_who_is_hurt_stands_on_no_sign_of_a_danger(house: House, guide: Tablet, kind: str) -> None:
    raised = guide.post("/console/raise", kind=kind, target="hall", cause=TYPED, sure="yes")
    assert raised.status_code == 303, "never refused for its wording"
    (incident,) = house.services.board.view.world.situation.open_incidents
    assert incident.notice.cls in LIFE_SAFETY
    public = shown(house)
    assert not [part for part in TOLD if part in public]
    for scene in house.services.board.view.scenes.values():
        assert scene.lines == incident.notice.lines, "the hazard's own lines stay"
    kept = "".join(str(recorded.event) for recorded in house.services.store.events())
    assert not [part for part in TOLD if part in kept], "masked before it is stored"
    assert "触电" in incident.cause, "what is no personal data stays for staff"

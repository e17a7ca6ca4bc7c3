"""Wrong PINs are seen by somebody: above the console's cards and on the facilities page."""

from kiosk.wiring import House
from tests.cast import Clock
from tests.kiosk.house import Tablet, enrolled


def test_staff_see_them_and_a_locked_tablet_does_not(house: House, clock: Clock) -> None:
    stranger, staff, locked = Tablet(house), Tablet(house).signed_in("李"), enrolled(house)
    for _ in range(5):
        stranger.sign_in("王", "000001")
    assert "王：PIN 输错 5 次" in staff.get("/facilities").text
    assert "王：PIN 输错 5 次" in staff.get("/console").text
    assert "PIN 输错" not in locked.get("/console/locked").text
    clock.later(days=8)
    assert "PIN 输错" not in Tablet(house).signed_in("李").get("/facilities").text

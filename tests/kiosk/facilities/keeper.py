"""A built hall with its keeper at a tablet, for the tests of the facilities pages."""

import html
import io
import re
from pathlib import Path

from werkzeug.test import TestResponse

from kiosk.content import reader as contents
from kiosk.wiring import House, build
from signage.situation.incidents import Actor
from tests.cast import Clock
from tests.kiosk.house import Tablet, enlist

LINE, FREE = "/dev/serial/by-id/usb-board", "/dev/serial/by-id/usb-free"
KEEPER = Actor("赵", "facilities")
NEW = {
    "protocol": "modbus_relay", "id": "lamp-1", "name_zh": "7号窗口灯", "name_en": "Window 7 lamp", "about": "window/7",
    "address": "sim://board", "colours": ["red", "yellow", "green"], "channel_red": "1", "channel_yellow": "2",
    "channel_green": "3", "on_stop": "hold", "seen": "",
}  # fmt: skip
COMMENT = "# 值班室换号，2026年11月\n"
"""Above the telephone of the description that the ``place`` fixture has."""
HOSTILE = "<script>alert(1)</script>"


class Hall:
    """A built hall with everyone at a tablet of their own. ``simulators``: whether a setting allows
    them."""

    def __init__(self, data: Path, *, simulators: bool = True) -> None:
        self.clock = Clock()
        self.house: House = build(data, contents.sample(), simulators=simulators, clock=self.clock)
        enlist(self.house.services.store)
        self.house.services.store.put_staff(
            "管", "admin", self.house.services.store.staff("赵").pin
        )
        self.house.services.people.refresh()
        self.keeper = Tablet(self.house).signed_in("赵")
        self.house.services.people.put_language("staff:赵", "both")
        self.token = self.keeper.token()

    @property
    def lamps(self) -> dict[str, str]:
        return {
            lamp.id: lamp.name["zh"] for lamp in self.house.services.board.view.content.hall.lamps
        }

    @property
    def revision(self) -> int:
        return self.house.services.board.view.revision

    def save(self, **changed: str | list[str]) -> TestResponse:
        form = {"csrf_token": self.token, **NEW, **changed}
        return self.keeper.client.post("/facilities/lamps/save", data=form)

    def import_(self, data: bytes, tablet: Tablet | None = None) -> TestResponse:
        tablet = tablet or self.keeper
        form = {"csrf_token": tablet.token(), "file": (io.BytesIO(data), "lamps.toml")}
        return tablet.client.post(
            "/facilities/lamps/import", data=form, content_type="multipart/form-data"
        )


def lamp_of(name: str, address: str, **more: object) -> dict[str, object]:
    return {"id": name, "name": {"zh": name}, "about": ["window/7"], "address": address, **more}


def told(answer: TestResponse) -> str:
    """What the page says first, as people read it."""
    found = re.search(r'<p class="fault" role="alert">(.*?)</p>', answer.text, re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", "", html.unescape(found[1])).split()) if found else ""


def marked(answer: TestResponse) -> str | None:
    """The field of the form beside which the mistake is told."""
    found = re.search(r'name="([a-z_]+)"[^>]*aria-invalid', answer.text)
    return found[1] if found else None

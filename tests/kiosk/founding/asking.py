"""A hall that is to begin, its pages asked without a server, and right answers to them."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from werkzeug.test import TestResponse

from kiosk.access.founding.form import proposed
from kiosk.access.founding.pages import Founding, founding_app
from kiosk.custody.founding.answers import SIZES
from kiosk.custody.founding.heard import LISTENS_S, Heard
from kiosk.store.beside.first_code import first_code

NOW = datetime(2026, 11, 30, 8, tzinfo=UTC)
PIN = "593026"
OWN = {
    "name_zh": "石桥镇办税服务厅", "name_en": "Shiqiao Tax Hall", "address_zh": "人民路1号",
    "address_en": "1 Renmin Road", "person": "王主任", "pin": PIN, "again": PIN,
}  # fmt: skip
CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')
Form = dict[str, str | list[str]]


def right(size: str = "middle") -> Form:
    """What is proposed, and what only its people know."""
    given = {
        name: "yes" if value is True else [*value] if isinstance(value, tuple) else value
        for name, value in proposed(SIZES[size]).items()
        if value is not False
    }
    return given | OWN


@dataclass
class Asking:
    data: Path
    monotonic: float = 0.0
    told: list[tuple[str, str]] = field(default_factory=list)
    """The second code and who was heard, as the machine printed them."""
    ended: int = 0

    def __post_init__(self) -> None:
        self.data.mkdir()
        self.heard = Heard(lambda: self.monotonic, lambda code, who: self.told.append((code, who)))
        self.founding = Founding(
            self.data, self.data / "content", self.heard, lambda: NOW, self._end
        )
        self.client = founding_app(self.founding).test_client()
        self.monotonic = LISTENS_S

    def _end(self) -> None:
        self.ended += 1

    @property
    def nothing(self) -> bool:
        """Nothing was saved but the code."""
        return [path.name for path in self.data.iterdir()] in ([], ["hall.first-code"])

    def get(self, address: str = "/begin") -> TestResponse:
        return self.client.get(address)

    def post(self, address: str, form: Form) -> TestResponse:
        token = CSRF.search(self.get().text)
        assert token is not None
        return self.client.post(address, data={**form, "csrf_token": token[1]})

    def enter(self, size: str = "middle") -> "Asking":
        assert (
            self.post("/begin/code", {"code": first_code(self.data), "size": size}).status_code
            == 303
        )
        return self

    def answer(self, **changed: str | list[str]) -> TestResponse:
        answered = self.post("/begin", right() | changed)
        answered.close()
        return answered

"""A page of the staff is written for whoever reads it: a person's choice goes with them, a tablet's
stays with it."""

import re

import pytest

from kiosk.store import StoreError
from kiosk.wiring import House
from signage.situation.commands import Raise
from tests.cast import GUIDE
from tests.kiosk.house import Tablet


def read_in(tablet: Tablet, path: str = "/console") -> str:
    found = re.search(r'<html lang="([\w-]+)"', tablet.get(path).text)
    assert found
    return found[1]


def test_a_person_reads_their_own_language_on_every_tablet(house: House) -> None:
    tablet = Tablet(house).signed_in("李")
    assert read_in(tablet) == "zh-Hans"
    answer = tablet.post("/language", lang="en", back="/console/numbers")
    assert answer.status_code == 303 and answer.headers["Location"] == "/console/numbers"
    page = tablet.get("/console").text
    assert read_in(tablet) == read_in(Tablet(house).signed_in("李")) == "en"
    assert "Console</a>" in page and "控制台" not in page, "their own alone"
    assert read_in(Tablet(house).signed_in("王")) == "zh-Hans"


def test_who_likes_reads_both(house: House) -> None:
    tablet = Tablet(house).signed_in("李")
    assert 'lang="en">Reports' not in tablet.get("/console").text
    assert 'data-chosen="zh"' in tablet.get("/console/settings").text
    tablet.post("/language", lang="both", back="/console")
    assert '报告 <span lang="en">Reports</span>' in tablet.get("/console").text
    page = tablet.get("/console/settings").text
    assert 'data-chosen="both"' in page and 'value="en"' in page and 'value="zh"' in page


def test_a_tablet_nobody_is_signed_in_at_is_read_by_anybody(house: House) -> None:
    tablet = Tablet(house).signed_in("王")
    tablet.post("/enrol", name="导税台")
    tablet.post("/sign-out")
    assert '登录 <span lang="en">Sign in</span>' in tablet.get("/console/locked").text


def test_a_locked_tablet_keeps_its_own_language_whoever_used_it(house: House) -> None:
    tablet = Tablet(house).signed_in("王")
    tablet.post("/enrol", name="导税台")
    tablet.post("/sign-out")
    tablet.post("/language", lang="en", back="/console/locked")
    assert read_in(tablet, "/console/locked") == "en"
    tablet.signed_in("王")
    assert read_in(tablet) == "en", "who has chosen none reads the tablet's"
    tablet.post("/language", lang="zh", back="/console")
    assert read_in(tablet) == "zh-Hans"
    tablet.post("/sign-out")
    assert read_in(tablet, "/console/locked") == "en"


@pytest.mark.parametrize("lang", ["", "fr", "zh-Hant", "<b>"])
def test_a_language_the_hall_does_not_have_changes_nothing(house: House, lang: str) -> None:
    tablet = Tablet(house).signed_in("李")
    assert (
        tablet.post("/language", lang=lang, back="https://elsewhere.example").headers["Location"]
        == "/console"
    )
    assert read_in(tablet) == "zh-Hans"


def test_a_stranger_chooses_for_nobody(house: House) -> None:
    assert Tablet(house).post("/language", lang="en", back="/sign-in").status_code == 303
    assert (
        read_in(Tablet(house), "/sign-in") == "zh-Hans" and house.services.store.languages() == {}
    )


def test_a_choice_that_cannot_be_stored_is_said(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(who: str, lang: str) -> None:
        raise StoreError("the disk is full")

    tablet = Tablet(house).signed_in("李")
    monkeypatch.setattr(house.services.store, "put_language", full)
    assert tablet.post("/language", lang="en", back="/console").status_code in (500, 503, 507)
    assert read_in(tablet) == "zh-Hans"


def test_what_a_touch_leaves_in_the_log_is_in_the_first_language(house: House) -> None:
    """A guide who reads English skips a step: the report of it is one document, in one language."""
    incident = house.services.board.do(Raise("WIN-PAUSE", ("window/5",)), GUIDE).incident
    assert incident is not None
    tablet = Tablet(house).signed_in("李")
    tablet.post("/language", lang="en", back="/console")
    values = re.findall(r'name="reason" value="([^"]+)"[^>]*>([^<]+)<', tablet.get("/console").text)
    assert values and all(
        re.search(r"[一-鿿]", value) and not re.search(r"[一-鿿]", label) for value, label in values
    )

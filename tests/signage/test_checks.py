"""A wrong description is told in full: where, what, and what to do."""

from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given
from pydantic import ValidationError

from signage.catalogue.advice import unconfirmed
from signage.catalogue.checks import mistakes
from signage.catalogue.kinds import Catalogue
from signage.hall.hours import Season
from signage.hall.model import Hall
from signage.hall.web_addresses import address_fault
from signage.language.mistake import model_mistakes
from tests.cast import CATALOGUE, HALL

HOSTS = (".chinatax.gov.cn",)


def changed(**parts: Any) -> Hall:
    fields = {name: getattr(HALL, name) for name in Hall.model_fields}
    return Hall.model_validate(fields | parts)


def told(hall: Hall, catalogue: Catalogue = CATALOGUE) -> list[str]:
    return [str(mistake) for mistake in mistakes(hall, catalogue)]


def test_a_right_description_has_no_mistakes() -> None:
    assert told(HALL) == []


def test_all_mistakes_come_at_once() -> None:
    window = HALL.windows[0].model_copy(
        update={"zone": "zone/nowhere", "services": ("nothing",), "depends": ("system/x",)}
    )
    screen = HALL.screens[0].model_copy(update={"about": ("window/99",), "place": "zone/nowhere"})
    found = told(changed(windows=(window, window), screens=(screen,)))
    for part in (
        "hall.toml: windows[0].zone: there is no zone/nowhere",
        "windows[0].services[0]: there is no nothing",
        "windows[0].depends[0]: there is no system/x",
        "windows[1].id: window/1 is used more than once",
        "windows[1].number: number 1 is used twice",
        "screens.toml: screens[0].about[0]: there is no window/99",
        "screens[0].place: there is no zone/nowhere",
    ):
        assert any(part in line for line in found), part
    assert all("→" in line for line in found)


@pytest.mark.parametrize("day", ["02-30", "02-31", "04-31", "06-31", "09-31", "11-31"])
def test_a_season_begins_and_ends_on_a_day_of_the_year(day: str) -> None:
    for since, until in ((day, "12-31"), ("01-01", day)):
        season = Season(since=since, until=until, weekly={})
        hours = HALL.hours.model_copy(update={"seasons": (season,)})
        assert any("there is no such day" in line for line in told(changed(hours=hours)))


def test_a_season_may_end_on_a_day_of_leap_years_alone() -> None:
    season = Season(since="02-29", until="10-31", weekly={})
    hours = HALL.hours.model_copy(update={"seasons": (season,)})
    assert told(changed(hours=hours)) == []


def test_a_circle_of_dependencies_is_found() -> None:
    network = HALL.systems[2].model_copy(update={"depends": ("system/core",)})
    core = HALL.systems[0].model_copy(update={"depends": ("system/network",)})
    assert any(
        "circle" in line
        for line in told(changed(systems=(core, network, *HALL.systems[3:], HALL.systems[1])))
    )


def test_a_missing_translation_is_found() -> None:
    exit_name = HALL.places[0].model_copy(update={"name": {"zh": "导税台"}})
    assert any(
        "places[0].name.en: no text in en" in line for line in told(changed(places=(exit_name,)))
    )


def test_an_address_outside_the_list_is_found() -> None:
    offer = (
        HALL.services[0]
        .offers[2]
        .model_copy(update={"url": "https://etax.example.com/", "depends": ()})
    )
    service = HALL.services[0].model_copy(update={"offers": (*HALL.services[0].offers[:2], offer)})
    found = told(changed(services=(service, *HALL.services[1:])))
    assert any(
        "services[0].offers[2].url: its host etax.example.com is not on the list" in line
        for line in found
    )
    assert any("must depend on system/etax" in line for line in found)


@pytest.mark.parametrize(
    "url",
    [
        "http://etax.hebei.chinatax.gov.cn/", "https://chinatax.gov.cn.evil.com/", "https://evilchinatax.gov.cn/",
        "https://user@etax.chinatax.gov.cn/", "https://etax.chinatax.gov.cn@evil.com/", "https://evil.com/.chinatax.gov.cn",
        "https://evil.com\\.chinatax.gov.cn/", "https://etax.chinatax.gov.cn.", "https://税务.chinatax.gov.cn/",
        "https://ETAX.evil.com/", "https://evil.com#.chinatax.gov.cn", "javascript:alert(1)", "https://", "",
        "https://evil.com?.chinatax.gov.cn", "https://etax.chinatax.gov.cn:x/", " https://etax.chinatax.gov.cn/",
    ],
)  # fmt: skip
def test_tricks_with_addresses_are_refused(url: str) -> None:
    assert address_fault(url, HOSTS)


def test_the_hall_own_address_is_a_list_of_one() -> None:
    assert address_fault("https://etax.hebei.chinatax.gov.cn:8443/#/x", HOSTS) is None
    assert address_fault("https://hall.example.cn/a", HOSTS, "https://hall.example.cn") is None
    assert address_fault("https://x.hall.example.cn/", HOSTS, "https://hall.example.cn")


def test_what_awaits_confirmation_is_a_note_not_a_mistake() -> None:
    offer = HALL.services[0].offers[2].model_copy(update={"verified_on": None})
    service = HALL.services[0].model_copy(update={"offers": (offer,)})
    assert any(
        "awaits confirmation" in str(note) for note in unconfirmed(changed(services=(service,)))
    )


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=10,
)


@given(st.dictionaries(st.sampled_from([*Hall.model_fields, "junk"]), json_like))
def test_any_garbage_becomes_mistakes_with_a_place(document: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as error:
        Hall.model_validate(document)
    found = model_mistakes(None, error.value)
    assert found and all(
        mistake.file.endswith(".toml") and mistake.key and mistake.wrong for mistake in found
    )


def test_lamps_share_a_board_only_with_relays_of_their_own() -> None:
    one, two = (
        lamp.model_copy(update={"address": "/dev/board", "protocol": "lcus"})
        for lamp in HALL.lamps[:2]
    )

    def lamps(first: dict[str, int], second: dict[str, int]) -> list[str]:
        both = (
            one.model_copy(update={"channels": first}),
            two.model_copy(update={"channels": second}),
        )
        return told(changed(lamps=both))

    assert lamps({"red": 1}, {"red": 2}) == []
    assert any(
        "used twice" in mistake and "channels" in mistake for mistake in lamps({"red": 1}, {})
    )
    assert any(
        "relay 1 of this board also belongs to" in mistake
        for mistake in lamps({"red": 1}, {"red": 1})
    )
    assert any(
        "relay 1 is named more than once" in mistake
        for mistake in lamps({"red": 1, "green": 1}, {"red": 2})
    )

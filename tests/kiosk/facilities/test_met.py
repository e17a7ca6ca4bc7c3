"""Two people at one form: nothing that either wrote is lost, and where both did both stand there."""

import re

from hypothesis import given
from hypothesis import strategies as st

from kiosk.staff.facilities.weekly.met import WAS, met, met_listed
from kiosk.wiring import House
from tests.kiosk.facilities.test_service_windows import NAMES, PAGE
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

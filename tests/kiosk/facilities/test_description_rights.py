"""Who may propose an edit of the description, put one in force and take one back: every address of
it, for every role, by the one table."""

from typing import Final

from kiosk.wiring import House
from signage.rules.permissions import ON_THE_DESCRIPTION
from tests.cast import PINS
from tests.kiosk.house import Tablet

ACTS: Final = {
    "description": "draft", "draft_description": "draft", "discard_description": "draft",
    "adopt_description": "adopt", "take_back_description": "adopt", "described_windows": "draft",
    "described_window": "draft", "new_described_window": "draft", "draft_window": "draft",
    "draft_new_window": "draft", "draft_without_window": "draft",
    "drafted_screens": "draft", "drafted_touch": "draft",
    "described_deadlines": "draft", "draft_deadlines": "draft",
    "described_calendar": "draft", "draft_seasons": "draft", "draft_arrangement": "draft",
    "described_kinds": "draft", "described_kind": "draft", "look_at_kind": "draft", "draft_kind": "draft",
    "described_things": "draft", "described_things_of": "draft", "described_thing": "draft",
    "new_described_thing": "draft", "draft_thing": "draft", "draft_new_thing": "draft", "draft_copies": "draft",
    "draft_without_thing": "draft", "depends": "draft", "planner": "draft", "draft_plan": "draft",
    "arrangement_file": "draft", "described_drills": "draft", "described_people_called": "draft",
    "described_services": "draft", "described_tiers": "draft", "described_tips": "draft",
    "check_plan": "draft", "import_plan": "draft", "propose_ways": "draft", "page_of_pdf": "draft",
}  # fmt: skip
ROOMS: Final = (
    "/facilities/description",
    "/facilities/windows",
    "/facilities/kinds",
    "/facilities/calendar",
    "/facilities/deadlines",
    "/facilities/things",
    "/facilities/depends",
    "/facilities/plan",
)


def test_each_role_may_what_the_table_says_and_no_more(built: House) -> None:
    rules = [one for one in built.app.url_map.iter_rules() if one.rule.startswith(ROOMS)]
    assert {one.endpoint.removeprefix("facilities.") for one in rules} == {*ACTS}
    for name, (role, _) in PINS.items():
        tablet = Tablet(built).signed_in(name)
        for rule in rules:
            address = (
                rule.rule.replace("<edit>", "1")
                .replace("<key>", "9")
                .replace("<side>", "before")
                .replace("<code>", "SYS-CORE")
                .replace("<part>", "exits")
            )
            sent = tablet.post if "POST" in (rule.methods or ()) else tablet.get
            may = role in ON_THE_DESCRIPTION[ACTS[rule.endpoint.removeprefix("facilities.")]]
            assert (sent(address).status_code != 403) == may, (role, address)
    stranger = Tablet(built)
    assert {stranger.get(room).status_code for room in ROOMS} <= {302, 303, 401, 403}

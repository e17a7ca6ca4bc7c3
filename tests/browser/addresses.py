"""Every address that answers a GET: with which paths it is looked at as a page, or why it is none.
An address that is in neither table fails a test (tests/kiosk/test_looked_at.py); a page of staff
that needs nothing in its address is opened without a row."""

from collections.abc import Mapping
from typing import Final

from flask import Flask

from tests.kiosk.doors.declared import for_keepers, looked_at

PAGES: Final[Mapping[str, tuple[str, ...]]] = {
    # Anybody's.
    "hall.index": ("/",),
    "open_pages.status_page": ("/status",),
    "open_pages.status_at": ("/status/at/machine/terminal-1",),
    "first_person.page": ("/first",),
    "first_person.steps": ("/first/steps",),
    "pairing.pair_page": ("/pair",),
    "trust.page": ("/trust",),
    "access.sign_in": ("/sign-in",),
    "paperstatus.status": ("/papers/{paper}",),
    "called.look": ("/call/{call}",),
    "reports.shared": ("{shared}",),
    "wayfinding.phone_page": ("/way/entrance/place/toilet",),
    # Staff's, with something in their address, or looked at in several ways.
    "console.at": ("/at/machine/terminal-1",),
    "console.choose": ("/console/raise/WIN-PAUSE", "/console/raise/DEV-HAZARD"),
    "console.confirm": (
        "/console/raise/WIN-PAUSE/confirm?target=window/6",
        "/console/raise/FIRE/confirm?target=hall",
    ),
    "console.numbers": ("/console/numbers", "/console/numbers?incident={incident}"),
    "drills.one": ("/drills/{drill}",),
    "facilities.lamp": ("/facilities/lamp/{lamp}",),
    "facilities.new": ("/facilities/lamps/new", "/facilities/lamps/new?protocol=banner"),
    "facilities.described_window": ("/facilities/windows/9",),
    "facilities.described_kind": ("/facilities/kinds/SYS-CORE",),
    "facilities.described_things_of": (
        "/facilities/things/screens",
        "/facilities/things/lifts",
        "/facilities/things/online",
    ),
    "facilities.described_thing": (
        "/facilities/things/screens/one?id=wall",
        "/facilities/things/lamps/one?id=hall",
        "/facilities/things/services/one?id=relief",
    ),
    "facilities.new_described_thing": (
        "/facilities/things/exits/new",
        "/facilities/things/machines/new",
    ),
    "facilities.new_described_window": ("/facilities/windows/new?model=3",),
    "facilities.done_by": ("/facilities/people/done?name=王",),
    "console.walk_it": ("/console/plan/walk", "/console/plan/walk?place=window/5&shut=exit/north"),
    "facilities.register": (
        "/facilities/registers/faults",
        "/facilities/registers/materials",
        "/facilities/registers/plans",
        "/facilities/registers/feedback",
        "/facilities/registers/movements",
    ),
    "intake.receipt": ("/console/ledger/1/receipt",),
    "reports.one": ("/reports/{incident}",),
    "reports.findings": ("/reports/{incident}/findings",),
}
TOUCHED: Final[Mapping[str, str]] = {
    "hall.service_list": "services",
    "hall.service_page": "service/declare",
    "wayfinding.find": "places/find?q=t",
    "wayfinding.group_page": "places/windows",
    "wayfinding.places": "places",
    "wayfinding.way_page": "way/place/toilet",
}
"""What a touch screen opens in its own page."""
_PART = "part of a page that is looked at with it"
_FILE = "a file"
_MACHINE = "for programs"
_PIECE = "a piece of a page of another site"
_FRAMED = (
    "in a frame of the gallery: touch pages and the console, which are looked at by themselves"
)
NO_PAGES: Final[Mapping[str, str]] = {
    "called.report": "looks as the page of a call does",
    "hall.screen_page": "each with every class of sign (test_told.py)",
    "accounts.form": "where a directory takes a password (tests/browser/test_accounts.py)",
    "accounts.wait": "while a directory is asked (tests/browser/test_accounts.py)",
    "accounts.back": "where a directory leads back (tests/browser/test_accounts.py)",
    "first_person.come_in": "signs in the browser that founded the hall (test_founding.py)",
    "console.locked": "of a tablet that nobody is signed in at: a state of the console (test_axe.py)",
    "drills.injects": _PART, "facilities.trace": _PART, "facilities.asking_part": _PART, "facilities.lamps_part": _PART,
    "facilities.ports_part": _PART, "console.alarm_part": _PART, "console.assists_part": _PART,
    "console.counts_part": _PART,
    "console.floor_plan_part": _PART, "console.open_part": _PART, "console.part": _PART, "console.safe_part": _PART,
    "console.standing_part": _PART,
    "hall.panel_picture": _FILE, "speech.held": _MACHINE, "speech.recording": _FILE,
    "_htmx": _FILE, "static": _FILE, "hall.service_worker": _FILE, "trust.certificate": _FILE, "drills.script": _FILE,
    "calls.worker": _FILE,
    "console.manifest": _FILE, "console.app_icon": _FILE,
    "facilities.gallery_touch": _FRAMED, "facilities.gallery_console": _FRAMED, "facilities.drafted_touch": _FRAMED,
    "facilities.drafted_screens": "shown where there is a draft (test_founding.py)",
    "facilities.chosen_plan": _FILE, "facilities.export": _FILE, "facilities.print_plan": _FILE,
    "facilities.arrangement_file": _FILE,
    "facilities.print_folder": _FILE, "facilities.print_incident": _FILE, "facilities.print_labels": _FILE,
    "facilities.print_windows": _FILE, "facilities.print_sign": _FILE,
    "facilities.register_csv": _FILE, "intake.template": _FILE, "reports.file": _FILE,
    "reports.table": _FILE,
    "_metrics": _MACHINE, "hall.pack": _MACHINE, "hall.ready": _MACHINE,
    "notices.atom": _MACHINE, "notices.feed_json": _MACHINE, "notices.piece": _PIECE,
    "bulletins.feed": _MACHINE, "bulletins.one": _MACHINE,
    "api.describe": _MACHINE, "api.duties": _MACHINE, "api.events": _MACHINE, "api.hall": _MACHINE,
    "api.lamps": _MACHINE, "api.listed": _MACHINE, "api.notices": _MACHINE, "api.one": _MACHINE,
}  # fmt: skip


def pages(app: Flask) -> dict[str, tuple[str, ...]]:
    """Every page, with the paths it is looked at with."""
    found = {name: paths for name, paths in looked_at(app).items() if name not in NO_PAGES}
    return found | dict(PAGES)


def by_keepers(app: Flask) -> set[str]:
    """Those shown to facilities staff alone; all others to a supervisor."""
    return for_keepers(app) & {*pages(app)}

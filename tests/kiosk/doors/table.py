"""Who gets past the door of each address. One that is not here fails a test, unless its view says it:
a page of staff by its ``@require`` (``declared``), and a row pins what roles it is for.

What somebody behind the door may do is the table of permissions' matter (``signage/rules``): here
it says who is let in at all, and who of them a form's refusal tells that it is not theirs.
"""

from collections.abc import Mapping
from typing import Final

PEOPLE: Final = {"guide": "李", "supervisor": "王", "facilities": "赵", "admin": "钱"}
"""Signed in with name and PIN."""
MACHINES: Final = {
    "token read": "reader",
    "token raise": "raiser",
    "token clear": "clearer",
    "token admin": "admin",
}
WHO: Final = ("stranger", "screen", "locked tablet", *PEOPLE, *MACHINES)
"""``screen``: a browser that shows a screen's page; a locked tablet is enrolled, and nobody is
signed in."""
STAFF: Final = frozenset(PEOPLE)
TOKENS: Final = frozenset(MACHINES)

ANYBODY: Final = frozenset(WHO)
NOBODY: Final = frozenset[str]()
ONLOOKERS: Final = ANYBODY - {"stranger", "screen"}
TABLETS: Final = STAFF | {"locked tablet"}
LEADERS: Final = frozenset({"supervisor", "admin"})
GATHERERS: Final = STAFF - {"guide"}
WINDOWS: Final = STAFF - {"facilities"}
LAMPS: Final = frozenset({"facilities", "admin"})
REVOKERS: Final = LEADERS | {"facilities"}
RAISERS: Final = frozenset({"token raise", "token admin"})
CLEARERS: Final = frozenset({"token clear", "token admin"})
ACTORS: Final = RAISERS | CLEARERS
ADMINS: Final = frozenset({"token admin"})

MAY: Mapping[frozenset[str], tuple[str, ...]] = {
    ANYBODY: (
        "_htmx", "static", "first_person.page", "first_person.make", "first_person.come_in",
        "access.sign_in", "access.check_sign_in", "access.sign_out", "access.choose",
        "accounts.form", "accounts.ask", "accounts.back", "accounts.wait",
        "api.describe", "console.at", "console.manifest", "console.app_icon",
        "hall.call_help", "hall.holds", "hall.index", "hall.pack", "hall.ready", "hall.screen_page",
        "hall.panel_picture",
        "hall.service_list", "hall.service_page", "hall.service_worker", "notices.atom", "notices.feed_json",
        "notices.piece", "open_pages.status_page",
        "open_pages.status_at", "bulletins.feed", "bulletins.one",
        "pairing.again", "pairing.ask", "pairing.pair_page", "paperstatus.status", "reports.shared",
        "called.look", "called.answer", "called.report", "called.confirm",
        "speech.held", "speech.recording",
        "trust.certificate", "trust.page",
        "wayfinding.find", "wayfinding.group_page", "wayfinding.phone_page", "wayfinding.places",
        "wayfinding.way_page",
    ),
    # With the key of a page alone, whoever asks.
    frozenset({"screen"}): ("hall.report", "pairing.prove"),
    ONLOOKERS: ("_metrics",),
    STAFF: ("first_person.steps",),
    TABLETS: (
        "console.alarm_heard", "console.alarm_part", "console.assists_part", "console.choose", "console.confirm",
        "console.counts_part",
        "console.floor_plan", "console.floor_plan_part", "console.hold", "console.locked", "console.look_again",
        "console.numbers", "console.open_part", "console.raise_incident", "console.safe_part", "console.undo",
        "console.home",
    ),
    LEADERS: (
        "access.enrol", "access.place", "console.appoint", "console.scheme", "drills.evaluate", "drills.start",
        "publishing.handle", "reports.erase_file", "reports.give", "reports.revoke", "reports.sign",
    ),
    REVOKERS: (
        "access.revoke", "access.lost", "facilities.adopt", "facilities.believe", "facilities.pair_screen",
        "facilities.remove_row",
        "facilities.show_code", "facilities.unpair_screen", "reports.findings",
        "reports.write_findings",
    ),
    WINDOWS: (
        "console.papers", "intake.enter", "intake.export", "intake.home", "intake.move", "intake.new",
        "intake.receipt", "intake.reveal", "intake.take_file", "intake.template",
    ),
    LAMPS: ("facilities.identify", "facilities.import_", "facilities.new", "facilities.remove", "facilities.save",
            "facilities.try_"),
    TOKENS: ("api.duties", "api.events", "api.hall", "api.lamps", "api.listed", "api.notices", "api.one"),
    ACTORS: ("api.change", "api.confirm", "api.mark", "api.undo"),
    RAISERS: ("api.alerts", "api.alerts_from",
              "api.notice_sent", "api.queue", "api.raise_incident", "api.warnings", "api.window"),
    CLEARERS: ("api.appoint",),
    ADMINS: ("api.put_lamp", "api.remove_lamp"),
}  # fmt: skip
MAY_OF: Mapping[str, frozenset[str]] = {
    endpoint: who for who, endpoints in MAY.items() for endpoint in endpoints
}
WITHOUT_TOKEN: Final = frozenset(
    {
        "hall.report",
        "hall.call_help",
        "hall.holds",
        "pairing.again",
        "pairing.ask",
        "pairing.prove",
        "called.answer",
        "called.confirm",
    }
)
"""Writes of pages that have no form: what a page says by its key or secret, what a server without keys must
hear, and 帮助. Machines bring their token with each call instead."""

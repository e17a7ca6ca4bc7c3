"""Which lane carries which address of the app. An address that is not here travels with the pages,
which a test allows to pages of staff alone: to those behind ``@require`` that give no alarm's
command.

2026-11-28 · Lanes and not priorities: one pool of threads, however sorted its queue, is full of
what began before the alarm. Few threads each: they share one interpreter, so more of them only make
an alarm wait longer for its turn.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from signage.language.words import Message, Words


@dataclass(frozen=True, slots=True)
class Lane:
    """``waiting``: requests that may wait for one of its ``threads``; the next is told to come
    again."""

    name: str
    words: Words = field(compare=False)
    threads: int
    waiting: int
    known: bool = False
    """Only for those whom the door knows; others travel with the pages."""
    urgent: bool = False
    """While something is on its way here, the other lanes begin nothing new."""
    share: int = 0
    """Places of one person, tablet or machine; 0: all of them."""


ALARM: Final = Lane("alarm", Message("table.alarms"), 3, 96, known=True, urgent=True, share=24)
"""People: raise, clear, close a way, answer a call."""
MACHINES: Final = Lane(
    "machines", Message("table.alarms-from-systems"), 2, 192, known=True, urgent=True, share=64
)
"""The same from systems: one that repeats itself stands in nobody's way but other systems'."""
WORDS: Final = Lane("words", Message("table.words-of-screens"), 2, 4096)
"""What screens say: received, shown, a call for help. A thousand speak at once after a change."""
SCREENS: Final = Lane("screens", Message("table.pages-of-screens"), 2, 1024)
"""Pages of screens that start or start again."""
CONSOLE: Final = Lane(
    "console", Message("table.pages-of-the-console"), 2, 128, known=True, share=32
)
"""What somebody looks at to raise, clear or close."""
SIGN_IN: Final = Lane("sign-in", Message("table.signing-in"), 1, 24)
"""Each PIN costs 50 ms on purpose."""
PAGES: Final = Lane("pages", Message("table.other-pages"), 2, 96)
EXPORTS: Final = Lane("exports", Message("table.reports-and-exports"), 1, 48, known=True)
"""What reads the log or draws anew: reports, statistics, tables, uploads. Quick beside sheets, so
they go first."""
SHARED: Final = Lane("shared", Message("table.shared-reports"), 1, 4)
"""Reports behind a link: anybody may ask."""
SHEETS: Final = Lane("sheets", Message("table.printing"), 1, 64, known=True)
"""A sheet to print takes a second, a folder of hundred ten."""
PACKS: Final = Lane("packs", Message("table.packs-of-screens"), 1, 1024)
"""Packs for all screens at once, which nobody waits for in front of a screen."""
HEAVY: Final = (EXPORTS, SHARED, SHEETS, PACKS)
"""Done in the helper process, earlier lanes first. An app without one uses a thread each."""
LANES: Final = (ALARM, MACHINES, WORDS, SCREENS, CONSOLE, SIGN_IN, PAGES, *HEAVY)
LIFE_SAFETY: Final = (ALARM, MACHINES, WORDS, SCREENS, CONSOLE)

CARRIED: Mapping[Lane, tuple[str, ...]] = {
    ALARM: (
        "console.raise_incident", "console.change", "console.undo", "console.hold", "console.scheme",
        "console.confirm_gate", "console.appoint", "console.answer_help", "console.call_assist",
        "console.answer_assist", "console.alarm_heard",
    ),
    MACHINES: ("api.raise_incident", "api.change", "api.undo", "api.confirm", "api.appoint"),
    WORDS: ("hall.report", "hall.call_help", "hall.holds", "pairing.prove"),
    SCREENS: ("hall.screen_page", "hall.panel_picture", "hall.service_worker", "hall.ready", "static", "_htmx"),
    CONSOLE: (
        "console.at",
        "console.home", "console.locked", "console.kinds", "console.choose", "console.confirm", "console.look_again",
        "console.open_part", "console.part", "console.safe_part", "console.floor_plan", "console.floor_plan_part",
        "console.assists_part", "console.alarm_part", "console.counts_part",
    ),
    SIGN_IN: ("access.check_sign_in", "first_person.make"),
    EXPORTS: (
        "drills.evaluate", "drills.injects", "drills.one", "facilities.prints", "facilities.import_plan",
        "facilities.propose_ways",
        "facilities.page_of_pdf",
        "facilities.register_csv",
        "intake.export",
        "facilities.done_by",
        "reports.erase_file", "reports.evidence", "reports.figures", "reports.file", "reports.findings",
        "reports.give", "reports.home", "reports.one", "reports.remark", "reports.revoke",
        "reports.send_upward", "reports.sign",
        "reports.store_file", "reports.table", "reports.write_findings",
    ),
    SHARED: ("reports.shared",),
    SHEETS: (
        "facilities.print_folder", "facilities.print_incident", "facilities.print_labels", "facilities.print_plan",
        "facilities.print_sign", "facilities.print_windows",
    ),
    PACKS: ("hall.pack",),
    PAGES: (
        "_metrics", "pairing.again", "pairing.ask", "pairing.pair_page",
        "hall.index", "hall.service_list", "hall.service_page", "speech.held", "speech.recording",
        "access.sign_in", "access.sign_out", "access.enrol", "access.lost", "access.revoke", "access.place",
        "access.choose", "first_person.page", "first_person.steps", "first_person.come_in",
        "accounts.form", "accounts.ask", "accounts.back", "accounts.wait",
        "api.alerts", "api.alerts_from",
        "api.describe", "api.duties", "api.events", "api.hall", "api.lamps", "api.listed", "api.mark",
        "api.notice_sent", "api.notices", "api.one",
        "api.put_lamp", "api.queue", "api.remove_lamp", "api.warnings", "api.window",
        "facilities.gallery_console",
        "console.numbers", "console.manifest", "console.app_icon", "facilities.silence",
        "bulletins.feed", "bulletins.one",
        "notices.atom", "notices.feed_json", "notices.piece",
        "open_pages.status_page", "open_pages.status_at", "trust.certificate", "trust.page",
        "paperstatus.status", "called.look", "called.answer", "called.report", "called.confirm",
        "wayfinding.find", "wayfinding.group_page", "wayfinding.phone_page", "wayfinding.places",
        "wayfinding.way_page",
    ),
}  # fmt: skip
LANE_OF: Mapping[str, Lane] = {
    endpoint: lane for lane, carried in CARRIED.items() for endpoint in carried
}

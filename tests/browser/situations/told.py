"""What staff do in every situation the same way: publish a notice, end an outage, write the report and sign it."""

from tests.browser.situations.hands import Hands
from tests.browser.situations.pages import Seen, plain
from tests.browser.situations.player import Play

CONFIRM = "[data-do=confirm-gate]"


def published(it: Play, leader: Hands, drafts: Hands) -> None:
    """The proposed notice: one drafts, the other approves and publishes; its forms are read before they are sent."""
    drafts.begins("draft a notice").looks_up("/notices")
    drafts.tap("[data-awaited] a")
    drafts.tap("[data-do=draft]")
    drafts.page.wait_for_url("**/notices")
    leader.begins("publish").looks_up("/notices")
    leader.tap("[data-do=approve]")
    leader.sees("[data-do=publish]")
    leader.tap("[data-do=publish]")
    leader.sees("[data-state=published]")
    forms = [area.input_value() for area in leader.page.locator("textarea[readonly]").all()]
    for form in forms:
        it.read(Seen("a prepared text", "texts", plain(form)))


def ended_windows(it: Play, leader: Hands) -> None:
    """Each window's last operation is checked, then it ends (L937)."""
    leader.begins("check the windows").looks_up()
    for left in range(leader.page.locator(CONFIRM).count(), 0, -1):
        leader.page.wait_for_function(f"left => document.querySelectorAll('{CONFIRM}').length === left", arg=left)
        leader.unfold("details[id^=gates-]")
        with leader.page.expect_navigation():
            leader.tap(CONFIRM)
    leader.begins("end").looks_up()
    leader.tap(".card [data-do=clear]")
    leader.sees("article.card", gone=True)


def archived(it: Play, leader: Hands, cause: str) -> None:
    """The five fields, the review, the signature; then the sheet as it is printed."""
    number = next(iter(it.hall.board.view.world.situation.incidents))
    leader.begins("report").looks_up()
    leader.unfold("#ended")
    leader.write(".ended form[action$=review] [name=cause]", cause)
    leader.write(".ended form[action$=review] [name=reason]", "处置及时，无遗留")
    leader.tap(".ended [data-do=review]")
    leader.sees(".ended [data-do=archive]")
    leader.unfold("#ended")
    leader.tap(".ended [data-do=archive]")
    leader.sees(".ended", gone=True)
    leader.looks_up(f"/reports/{number}")
    leader.page.emulate_media(media="print")
    it.read(Seen("the printed report", "report", plain(leader.page.locator("article.paper").inner_text())))
    leader.page.emulate_media(media="screen")

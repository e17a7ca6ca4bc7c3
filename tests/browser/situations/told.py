"""What staff do in every situation the same way: publish a notice, end an outage, write the report
and sign it."""

from tests.browser.situations.hands import Hands
from tests.browser.situations.pages import Seen, plain
from tests.browser.situations.player import Play


def published(it: Play, leader: Hands, drafts: Hands | None) -> None:
    """The proposed notice: one drafts, the other approves and publishes; its forms are read before
    they are sent. ``drafts`` None: a deadline is near and it has drafted itself."""
    if drafts is not None:
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
    """Every window has checked its last operation, one list for all, then it ends (L937)."""
    leader.begins("check the windows").looks_up()
    leader.unfold("details[id^=gates-]")
    leader.tap("[data-do=confirm-all]")
    leader.sees("[data-do=confirm-all]", gone=True)
    leader.begins("end").looks_up()
    leader.tap(".card [data-do=clear]")
    leader.sees("article.card", gone=True)


def five(hands: Hands, measures: str, cause: str = "") -> None:
    """What the page after the end asks for: the fields of the report that only people know."""
    hands.begins("five fields")
    hands.sees("#five")
    if cause:
        hands.write("#five [name=cause]", cause)
    hands.write("#five [name=measures]", measures)
    hands.tap("[data-do=five]")
    hands.sees("#five", gone=True)


def archived(it: Play, leader: Hands) -> None:
    """The review and the signature of all that has ended; then each sheet as it is printed."""
    for number in it.hall.board.view.world.situation.incidents:
        leader.begins("report").looks_up()
        signed(leader, f'[data-ended-incident="{number}"]')
        leader.looks_up(f"/reports/{number}")
        leader.page.emulate_media(media="print")
        it.read(
            Seen(
                f"the printed report {number}",
                "report",
                plain(leader.page.locator("article.paper").inner_text()),
            )
        )
        leader.page.emulate_media(media="screen")


def signed(leader: Hands, part: str) -> None:
    leader.unfold("#ended")
    review = f"{part} form[action$=review]"
    leader.write(f"{review} [name=reason]", "处置及时，无遗留")
    leader.tap(f"{part} [data-do=review]")
    leader.sees(f"{part} [data-do=archive]")
    leader.unfold("#ended")
    leader.tap(f"{part} [data-do=archive]")
    leader.sees(part, gone=True)

"""The console as forms and pages: who may do what there, and that the server itself asks twice
before an emergency."""

import re
from datetime import timedelta

import pytest
from werkzeug.datastructures import MultiDict

from kiosk.content.reader import ContentError
from kiosk.staff.console.new_incidents import preview
from kiosk.staff.shell.page import lamp_words, stream_key, stream_key_fits
from kiosk.wiring import House
from signage.language.mistake import Mistake
from signage.language.words import Message
from signage.shows.lamps import Light, Pattern
from signage.situation.commands import CallHelp, Raise
from signage.situation.incidents import Actor, Incident
from tests.cast import GUIDE, NOON, Clock
from tests.kiosk.house import Tablet


@pytest.fixture
def locked(house: House) -> Tablet:
    tablet = Tablet(house).signed_in("王")
    assert tablet.post("/enrol", name="平板 1").status_code == 303
    assert tablet.post("/sign-out").status_code == 303
    return tablet


def incidents(house: House) -> list[Incident]:
    return house.services.board.view.world.situation.open_incidents


def raised(house: House, kind: str, target: str, actor: Actor = GUIDE) -> Incident:
    found = house.services.board.do(Raise(kind, (target,)), actor).incident
    assert found
    return found


def test_a_quiet_hall_says_so_but_does_not_call_well_what_is_not(guide: Tablet) -> None:
    page = guide.get("/console").text
    assert "没有进行中的事件" in page and "屏幕离线" in page and "一切正常" not in page


def test_a_stranger_is_sent_to_sign_in(house: House) -> None:
    for path in (
        "/console",
        "/console/locked",
        "/console/kinds",
        "/console/part/open",
        "/facilities",
    ):
        answer = Tablet(house).get(path)
        assert answer.status_code == 303 and answer.headers["Location"].startswith("/sign-in")


def test_three_touches_pause_a_window(house: House, guide: Tablet) -> None:
    assert 'data-kind="WIN-PAUSE"' in guide.get("/console").text
    assert 'data-target="window/5"' in guide.get("/console/raise/WIN-PAUSE").text
    page = guide.get("/console/raise/WIN-PAUSE/confirm?target=window/5").text
    assert (
        'data-preview="window-5"' in page and 'data-do="confirm"' in page and not incidents(house)
    )
    assert (
        guide.post("/console/raise", kind="WIN-PAUSE", target="window/5", minutes="30").status_code
        == 303
    )
    (incident,) = incidents(house)
    assert incident.eta == NOON + timedelta(minutes=30) and incident.raised_by == "李"
    page = guide.get("/console").text
    assert (
        f'data-incident="{incident.id}"' in page
        and "预计 10:30 恢复" in page
        and "没有进行中的事件" not in page
    )


def test_a_kind_with_one_usual_target_skips_the_choice(guide: Tablet) -> None:
    answer = guide.get("/console/raise/ETAX-DOWN")
    assert answer.headers["Location"].endswith("/confirm?target=system/etax")
    assert 'data-target="system/etax"' in guide.get("/console/raise/ETAX-DOWN?choose=1").text


def test_the_address_says_the_kind_whatever_is_asked_beside_it(guide: Tablet) -> None:
    at = "/console/raise/WIN-PAUSE/confirm?target=window/5"
    asked, plain = (guide.read(path).partition("<main")[2] for path in (f"{at}&kind=FIRE", at))
    assert asked == plain != ""


def test_a_preview_shows_what_would_change_and_changes_nothing(house: House) -> None:
    with house.app.app_context():
        changed = {
            screen.id: scene for screen, scene in preview(Raise("WIN-PAUSE", ("window/5",)), GUIDE)
        }
    assert (
        changed["window-5"].sign == "suspended"
        and "window-6" not in changed
        and not incidents(house)
    )


@pytest.mark.laws
def test_every_kind_can_be_looked_at_before_it_is_raised(house: House, supervisor: Tablet) -> None:
    content = house.services.board.view.content
    for kind in content.catalogue.kinds:
        if kind.raisable:
            target = next(
                r for r in ("hall", *content.hall.resources) if r.partition("/")[0] in kind.targets
            )
            page = supervisor.get(f"/console/raise/{kind.code}/confirm?target={target}")
            assert page.status_code == 200 and 'role="alert"' not in page.text, kind.code


def test_a_part_s_evacuation_names_who_would_hear_nothing_and_proposes_more(
    house: House, guide: Tablet
) -> None:
    page = guide.get("/console/raise/FIRE/confirm?target=zone/self-service").text
    assert "data-near" in page and "大厅主屏" in page and re.search(r"（\d+ 米）", page)
    offered = re.findall(r'data-wider\s+href="([^"]+)"', page)
    assert offered and "data-near" not in guide.get(offered[-1].replace("&amp;", "&")).text
    assert "data-near" not in guide.get("/console/raise/FIRE/confirm?target=hall").text
    assert (
        "data-near" not in guide.get("/console/raise/SHOCK/confirm?target=machine/terminal-1").text
    )
    assert not incidents(house)


def test_an_evacuation_is_asked_for_twice_unless_the_button_was_held(
    house: House, guide: Tablet
) -> None:
    asked = guide.post("/console/raise", kind="FIRE", target="hall")
    assert "请再确认一次" in asked.text and not incidents(house)
    assert guide.post("/console/raise", kind="FIRE", target="hall", sure="yes").status_code == 303
    assert [incident.notice.cls for incident in incidents(house)] == ["evacuate"]


def test_a_danger_is_ended_by_a_supervisor_who_confirms(
    house: House, guide: Tablet, supervisor: Tablet
) -> None:
    incident = raised(house, "DEV-HAZARD", "machine/terminal-2")
    path = f"/console/incidents/{incident.id}/clear"
    assert "由负责人结束" in guide.get("/console").text
    assert guide.post(path, sure="yes").status_code == 403
    assert "确认结束" in supervisor.post(path).text and incidents(house)
    assert supervisor.post(path, sure="yes").status_code == 303 and not incidents(house)


@pytest.mark.parametrize(("seconds", "possible"), [(20, True), (31, False)])
def test_one_s_own_ending_can_be_taken_back_for_30_seconds(
    house: House, guide: Tablet, clock: Clock, seconds: int, possible: bool
) -> None:
    incident = raised(house, "WIN-PAUSE", "window/5")
    assert guide.post(
        f"/console/incidents/{incident.id}/clear"
    ).status_code == 303 and not incidents(house)
    clock.now += timedelta(seconds=seconds)
    assert ('data-do="undo"' in guide.get("/console").text) == possible
    answer = guide.post(f"/console/incidents/{incident.id}/undo")
    assert answer.status_code == (303 if possible else 409) and bool(incidents(house)) == possible
    assert ("已超过 30 秒" in answer.text) != possible


def test_the_expected_time_is_changed_by_minutes_by_the_clock_and_to_unknown(
    house: House, guide: Tablet, clock: Clock
) -> None:
    incident = raised(house, "WIN-PAUSE", "window/5")
    path = f"/console/incidents/{incident.id}/update"
    wanted = [({"minutes": "15"}, "10:15"), ({"at": "14:30"}, "14:30"), ({"minutes": "0"}, None)]
    for form, local in wanted:
        assert guide.post(path, **form).status_code == 303
        eta = incidents(house)[0].eta
        assert (
            f"{house.services.board.view.content.hall.local(eta):%H:%M}" if eta else None
        ) == local
    refused = guide.post(path, at="25:99")
    assert refused.status_code == 422 and "14:30" in refused.text


def test_a_change_made_on_an_old_view_is_refused_in_words(house: House, guide: Tablet) -> None:
    incident = raised(house, "WIN-PAUSE", "window/5")
    assert guide.post(f"/console/incidents/{incident.id}/acknowledge").status_code == 303
    stale = guide.post(f"/console/incidents/{incident.id}/resolve", revision=str(incident.revision))
    assert stale.status_code == 409 and "他人已更新此事件" in stale.text


@pytest.mark.parametrize("fault", [{"cause": "长" * 201}, {"at": "noon"}, {"target": "window/99"}])
def test_a_refused_form_keeps_what_was_typed(
    house: House, guide: Tablet, fault: dict[str, str]
) -> None:
    form = {"kind": "WIN-PAUSE", "target": "window/5", "cause": "换墨盒", "drill": "yes"} | fault
    answer = guide.post("/console/raise", **form)
    assert (
        answer.status_code == 422 and 'role="alert"' in answer.text and form["cause"] in answer.text
    )
    assert re.search(r'id="drill"[^>]* checked', answer.text) and not incidents(house)


def test_what_is_typed_is_shown_as_text(house: House, guide: Tablet) -> None:
    hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    preview_page = guide.post(
        "/console/preview", kind="WIN-PAUSE", target="window/5", cause=hostile
    ).text
    guide.post("/console/raise", kind="WIN-PAUSE", target="window/5", cause=hostile)
    for text in (preview_page, guide.get("/console").text, guide.get("/screen/window-5").text):
        assert "<script>alert" not in text and "<img src=x" not in text
    assert incidents(house)[0].cause == hostile


def test_a_window_is_opened_closed_and_given_other_services_in_one_tap(
    house: House, guide: Tablet
) -> None:
    def now() -> tuple[bool, tuple[str, ...]]:
        window = house.services.board.view.world.windows["window/3"]
        return window.open, window.services

    described = now()
    like = house.services.board.view.world.windows["window/6"].services
    for form, wanted in [
        ({"do": "open"}, (True, described[1])),
        ({"like": "window/6"}, (True, like)),
        ({"do": "close"}, (False, like)),
        ({"do": "reset"}, described),
    ]:
        assert guide.post("/console/windows/3", **form).status_code == 303 and now() == wanted
    assert guide.post("/console/windows/3", do="explode").status_code == 422
    assert guide.post("/console/windows/99", do="open").status_code == 404


def test_facilities_may_look_at_windows_but_not_set_them(house: House) -> None:
    tablet = Tablet(house).signed_in("赵")
    assert 'data-do="open"' not in tablet.get("/console").text
    assert tablet.post("/console/windows/3", do="open").status_code == 403


def test_a_call_for_help_stays_until_someone_went(house: House, guide: Tablet) -> None:
    house.services.board.do(CallHelp("entrance"), Actor("entrance", "screen"))
    assert 'data-help="entrance"' in guide.get("/console").text
    assert guide.post("/console/help/entrance/answer").status_code == 303
    assert 'data-help="entrance"' not in guide.get("/console").text


def test_a_need_said_at_the_screen_stands_on_the_call_and_only_the_first(
    house: House, guide: Tablet
) -> None:
    visitor = Tablet(house)
    assert visitor.client.post("/screen/entrance/help/none").status_code == 404
    assert 'data-post="help/unwell"' in visitor.client.post("/screen/entrance/help").text
    for need in ("unwell", "walking", "unwell"):
        page = visitor.client.post(f"/screen/entrance/help/{need}?lang=en").text
    assert "I feel unwell" in page and 'data-post="help/' not in page
    assert 'data-need="unwell"' in guide.get("/console").text
    assert [r.event.type for r in house.services.store.events()].count("help_called") == 2
    assert guide.post("/console/help/entrance/answer").status_code == 303
    visitor.client.post("/screen/entrance/help")
    assert "data-need" not in guide.get("/console").text, "another visitor's call says nothing yet"


def test_a_locked_tablet_raises_emergencies_alone(house: House, locked: Tablet) -> None:
    assert locked.get("/console").headers["Location"] == "/console/locked"
    page = locked.get("/console/locked").text
    assert 'data-kind="FIRE"' in page and 'data-kind="WIN-PAUSE"' not in page
    refused = locked.post("/console/raise", kind="WIN-PAUSE", target="window/5")
    assert refused.status_code == 403 and "平板已锁定" in refused.text and not incidents(house)
    assert locked.post("/console/raise", kind="FIRE", target="hall", sure="yes").status_code == 303
    page = locked.get("/console/locked").text
    assert "data-incident=" in page and 'data-do="clear"' not in page and 'data-do="undo"' in page
    (incident,) = incidents(house)
    assert locked.post(
        f"/console/incidents/{incident.id}/clear", sure="yes"
    ).status_code == 303 and incidents(house)
    assert locked.post(
        f"/console/incidents/{incident.id}/undo"
    ).status_code == 303 and not incidents(house)


def test_a_form_without_its_token_does_nothing(house: House, guide: Tablet) -> None:
    form = {"kind": "FIRE", "target": "hall", "sure": "yes"}
    assert guide.client.post("/console/raise", data=form).status_code == 400
    assert not incidents(house)


def test_pages_keep_inside_the_content_policy(house: House, supervisor: Tablet) -> None:
    raised(house, "FIRE", "hall")
    pages = ("/console", "/console/kinds", "/console/raise/WIN-PAUSE", "/facilities",
             "/console/raise/WIN-PAUSE/confirm?target=window/5")  # fmt: skip
    for path in pages:
        assert not re.search(r"<script>|<style|\sstyle=|\son[a-z]+=", supervisor.get(path).text), (
            path
        )


def test_the_facilities_page_says_why_an_edit_was_not_taken(
    house: House, supervisor: Tablet
) -> None:
    assert "内容无误" in supervisor.get("/facilities").text
    house.services.troubles["content"] = "hall.toml: windows[2]: <b>unknown zone</b>"
    page = supervisor.get("/facilities").text
    assert "windows[2]: &lt;b&gt;unknown zone" in page and "内容无误" not in page
    assert "内容有误" in supervisor.get("/console").text


def test_what_is_wrong_and_what_awaits_confirmation_is_read_in_the_reader_s_language(
    house: House, supervisor: Tablet
) -> None:
    wrong = Mistake("hall.toml", "phone", Message("check.unknown-key"), Message("check.remove-it"))
    house.services.troubles["content"] = ContentError([wrong]).words
    read = {
        "zh": ("hall.toml，phone：没有这一项。请删去。", "hall.toml，sample：这是示例大厅。"),
        "en": (
            "hall.toml: phone: unknown key → remove it",
            "hall.toml: sample: this is the sample",
        ),
    }
    for lang, texts in read.items():
        supervisor.post("/language", lang=lang)
        page = supervisor.get("/facilities").text
        assert all(text in page for text in texts), lang
    supervisor.post("/language", lang="zh")


def test_a_tablet_can_be_taken_off_the_list(
    house: House, locked: Tablet, supervisor: Tablet
) -> None:
    (device,) = house.services.store.devices()
    assert device.id in supervisor.get("/facilities").text
    assert supervisor.post(f"/devices/{device.id}/revoke", next="/facilities").status_code == 303
    assert device.id not in supervisor.get("/facilities").text
    assert locked.get("/console/locked").headers["Location"].startswith("/sign-in")


def test_the_stream_s_key_opens_only_its_own_hall() -> None:
    key = stream_key("a" * 32)
    assert stream_key_fits("a" * 32, key)
    assert not stream_key_fits("b" * 32, key) and not stream_key_fits("a" * 32, key + "x")


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (None, "—"),
        (Pattern(), "灭"),
        (Pattern(green=Light.ON), "绿亮"),
        (Pattern(red=Light.FAST, sounder=True), "红快闪+声响"),
    ],
)
def test_a_lamp_is_described_in_words(pattern: Pattern | None, words: str) -> None:
    assert lamp_words(pattern) == words


FIELD = re.compile(r'<(?:input type="hidden"|button)[^>]* name="([^"]+)" value="([^"]*)"')


def test_who_has_no_key_to_hold_evacuates_all_the_same(house: House) -> None:
    """By a keyboard, a switch, or without the script: asked once more, and then it is raised. Sent is
    what a browser sends, in the order of its page."""
    guide = Tablet(house).signed_in("李")
    page = guide.get("/console/raise/FIRE/confirm?target=hall").text
    for status in (200, 303):
        form = page.partition('<form class="confirm"')[2].partition("</form>")[0]
        sent = guide.client.post("/console/raise", data=MultiDict(FIELD.findall(form)))
        assert sent.status_code == status
        page = sent.text
    (incident,) = house.services.board.view.world.situation.open_incidents
    assert incident.notice.kind == "FIRE"

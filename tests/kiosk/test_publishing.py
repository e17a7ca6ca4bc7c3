"""Publishing as pages: staff draft and publish, anybody reads the status page and the feed."""

import re

import pytest
from defusedxml.ElementTree import fromstring

from kiosk.wiring import House
from signage.situation.commands import Raise
from tests.cast import GUIDE, SUPERVISOR
from tests.kiosk.house import Tablet

HOSTILE = "<script>alert(1)</script>&\u201c]]>{{7*7}}"
ATOM = "{http://www.w3.org/2005/Atom}"


def issued(house: House, title: str, body: str, **form: str) -> None:
    guide, leader = Tablet(house).signed_in("李"), Tablet(house).signed_in("王")
    assert guide.post("/notices", title=title, body=body, what="free", **form).status_code == 303
    name = list(house.services.board.view.world.situation.after.texts)[-1]
    assert guide.post(f"/notices/{name}/approve").status_code == 403
    assert leader.post(f"/notices/{name}/approve").status_code == 303
    assert leader.post(f"/notices/{name}/publish", channel=["sms", "status"]).status_code == 303


def test_a_stranger_reads_the_status_page_and_nothing_of_the_staff(house: House) -> None:
    house.services.board.do(
        Raise("ETAX-DOWN", ("system/etax",), cause="机房断电", note="找李"), GUIDE
    )
    page = Tablet(house).get("/status")
    assert page.status_code == 200 and "Set-Cookie" not in page.headers
    assert "网上办税" in page.text
    assert re.findall("<script[^>]*>", page.text) == [
        '<script src="/static/fresh.js" defer data-every="60">'
    ]
    for secret in ("李", "机房断电", "小李"):
        assert secret not in page.text
    assert Tablet(house).get("/notices").status_code == 303
    house.services.board.do(Raise("FIRE", ("hall",), cause="油锅"), SUPERVISOR)
    page = Tablet(house).get("/status")
    assert "请暂勿前来" in page.text and "火" not in page.text


@pytest.mark.parametrize("path", ["/status", "/feed.atom", "/feed.json", "/status/notices.html"])
def test_nobody_is_served_what_was_true_a_moment_ago(house: House, path: str) -> None:
    """A page kept for 15 s went on saying 服务正常 to whoever opened it again after a fire was
    raised."""
    before = Tablet(house).get(path)
    assert before.headers["Cache-Control"] == "no-cache"
    known = before.headers["ETag"]
    again = Tablet(house).get(path, if_none_match=known)
    assert again.status_code == 304 and not again.data, "a phone that knows the page costs no page"
    issued(house, "临时关闭", "请勿前来。")
    after = Tablet(house).get(path, if_none_match=known)
    assert after.status_code == 200 and "请勿前来" in after.text


def test_a_published_text_is_in_the_feed_with_issuer_and_time_until_it_is_withdrawn(
    house: House,
) -> None:
    issued(house, "系统维护公告", "今晚系统维护，请您改日办理。")
    feed = Tablet(house).get("/feed.atom")
    assert feed.mimetype == "application/atom+xml"
    root = fromstring(feed.data)
    assert [entry.findtext(f"{ATOM}title") for entry in root.iter(f"{ATOM}entry")] == [
        "系统维护公告"
    ]
    assert (
        root.find(f"{ATOM}author").findtext(f"{ATOM}name")
        and "2026-11-24T02:00:00+00:00" in feed.text
    )
    assert "系统维护公告" in Tablet(house).get("/status").text
    (name,) = house.services.board.view.world.situation.after.texts
    assert Tablet(house).signed_in("王").post(f"/notices/{name}/withdraw").status_code == 303
    assert not list(fromstring(Tablet(house).get("/feed.atom").data).iter(f"{ATOM}entry"))


def test_a_page_of_the_bureau_s_site_reads_notices_as_json_and_as_a_piece_of_html(
    house: House,
) -> None:
    issued(house, "停车公告", "东侧停车场今天关闭。", english="East car park closed today")
    feed, piece = Tablet(house).get("/feed.json"), Tablet(house).get("/status/notices.html")
    assert feed.mimetype == "application/feed+json"
    (item,) = feed.json["items"]
    assert item["title"] == "停车公告" and "East car park" in item["content_text"]
    assert item["url"].endswith(f"/status#{item['id'].rpartition(':')[2]}")
    assert "东侧停车场今天关闭。" in piece.text and "<html" not in piece.text
    for answer in (feed, piece, Tablet(house).get("/feed.atom")):
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Set-Cookie" not in answer.headers
    (name,) = house.services.board.view.world.situation.after.texts
    Tablet(house).signed_in("王").post(f"/notices/{name}/withdraw")
    assert Tablet(house).get("/feed.json").json["items"] == []
    assert "目前没有公告。" in Tablet(house).get("/status/notices.html").text


def test_what_is_withdrawn_is_copied_and_sent_by_nobody_any_more(house: House) -> None:
    issued(house, "停车公告", "东侧停车场今天关闭。")
    assert "data-copy" in Tablet(house).signed_in("王").get("/notices").text
    (name,) = house.services.board.view.world.situation.after.texts
    Tablet(house).signed_in("王").post(f"/notices/{name}/withdraw")
    page = Tablet(house).signed_in("王").get("/notices").text
    assert "data-copy" not in page and "短信：已撤回，请勿再发送" in page


def test_hostile_words_stay_words(house: House) -> None:
    issued(house, HOSTILE, HOSTILE)
    assert Tablet(house).get("/feed.json").json["items"][0]["title"] == HOSTILE
    (entry,) = fromstring(Tablet(house).get("/feed.atom").data).iter(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == HOSTILE
    for page in (
        Tablet(house).get("/status").text,
        Tablet(house).signed_in("李").get("/notices").text,
        Tablet(house).get("/status/notices.html").text,
    ):
        assert "<script>alert" not in page and "&lt;script&gt;" in page and "{{7*7}}" in page


def test_a_draft_begins_with_a_proposal_and_keeps_what_was_typed_when_it_is_refused(
    house: House,
) -> None:
    incident = house.services.board.do(Raise("WIN-PAUSE", ("window/5",)), GUIDE).incident
    assert incident
    guide = Tablet(house).signed_in("李")
    assert f'data-awaited="{incident.id}"' in guide.get("/notices").text
    assert "5号窗口暂停服务" in guide.get(f"/notices/new?incident={incident.id}&what=notice").text
    refused = guide.post(
        "/notices", title="公告", body="你必须到六号窗口。", what="notice", incident=incident.id
    )
    assert (
        refused.status_code == 422
        and "改用“请”" in refused.text
        and "你必须到六号窗口。" in refused.text
    )
    assert guide.get("/notices/new?what=other").status_code == 404


def test_publishing_changes_no_screen(house: House) -> None:
    before = dict(house.services.board.view.scenes)
    issued(house, "公告", "今晚系统维护，请您改日办理。")
    assert dict(house.services.board.view.scenes) == before


def test_the_code_of_the_status_page_is_shown_only_where_the_hall_has_a_public_address(
    house: House,
) -> None:
    assert "状态页二维码" not in Tablet(house).signed_in("李").get("/notices").text


def test_a_reply_template_is_a_draft_until_a_leader_approves_it(house: House) -> None:
    guide = Tablet(house).signed_in("李")
    assert 'data-reply="complaint"' in guide.get("/notices").text
    form = guide.get("/notices/new?reply=complaint").text
    assert "按规定程序核实处理" in form
    assert "按规定程序" not in guide.get("/notices/new?reply=none").text
    from_form = {
        "title": "关于投诉事项的答复",
        "body": "您反映的问题我们已经受理。",
        "what": "free",
    }
    assert guide.post("/notices", **from_form).status_code == 303
    assert "已经受理" not in Tablet(house).get("/status").text


@pytest.mark.parametrize("kind", ["INJURY", "NOISE"])
def test_what_is_asked_of_people_in_the_hall_is_not_asked_of_people_at_home(
    house: House, kind: str
) -> None:
    house.services.board.do(Raise(kind, ("hall",)), SUPERVISOR)
    page = Tablet(house).get("/status").text
    assert "围观" not in page and "安静" not in page and "部分服务受影响" not in page


def test_a_notice_has_an_english_line_of_its_own_or_says_that_it_has_none(house: House) -> None:
    issued(
        house,
        "停车公告",
        "东侧停车场今天关闭，请停在北侧。",
        english="East car park closed today: use the north one",
    )
    issued(house, "周末公告", "本周六照常办公。")
    page, feed = Tablet(house).get("/status").text, Tablet(house).get("/feed.atom").text
    assert "East car park closed today" in page and "East car park closed today" in feed
    assert page.count("In Chinese only") == 1
    assert "East car park" in Tablet(house).signed_in("李").get("/notices").text


@pytest.mark.parametrize(
    "english",
    ["Call 13812345678 for help", "x" * 61, "two\nlines"],
    ids=["number", "long", "lines"],
)
def test_an_english_line_passes_the_same_door_as_the_text(house: House, english: str) -> None:
    guide = Tablet(house).signed_in("李")
    refused = guide.post(
        "/notices", title="公告", body="请停在北侧。", what="free", english=english
    )
    assert refused.status_code == 422 and "请停在北侧。" in refused.text, "what was typed is kept"
    assert not house.services.board.view.world.situation.after.texts


def test_the_status_page_speaks_the_hall_s_language_whoever_opened_it_first(house: House) -> None:
    """One rendering is kept for every phone: a supervisor who reads English must not make it."""
    leader = Tablet(house).signed_in("王")
    leader.post("/language", lang="en", back="/console")
    assert '<html lang="en"' in leader.get("/console").text
    assert '<html lang="zh-Hans"' in leader.get("/status").text
    assert '<html lang="zh-Hans"' in Tablet(house).get("/status").text


def test_a_day_before_all_calendars_is_no_day_to_hang_until(house: House) -> None:
    guide = Tablet(house).signed_in("李")
    sent = {"title": "公告", "body": "请停在北侧。", "what": "free", "until": "0001-01-01T00:00"}
    assert guide.post("/notices", **sent).status_code == 422

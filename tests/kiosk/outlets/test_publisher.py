"""A hall that passes its notices on: after a leader approved and somebody published, with what became
of it on the page and in the log."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from kiosk.content import reader as contents
from kiosk.content.copies import open_all_day
from kiosk.custody.calls.addresses import Addresses
from kiosk.custody.calls.gateway import Gateway, Result
from kiosk.custody.calls.gateway import Message as Sent
from kiosk.custody.outlets.publisher import Publisher
from kiosk.store import StoreError
from kiosk.wiring import build
from tests.broken_stores import read_only
from tests.cast import Clock
from tests.kiosk.house import Tablet, enlist

SECRET = "whsec_unutterable"
CALLS = """
[[calls.outlets]]
id = "site"
name = { zh = "市局网站", en = "Bureau site" }
sort = "website"
address = "site"

[[calls.outlets]]
id = "sms"
name = { zh = "短信平台", en = "SMS platform" }
sort = "sms"
address = "sms"
"""


class Post:
    """Stands for the process that speaks outside."""

    def __init__(self) -> None:
        self.got: list[Sent] = []
        self.why = ""
        self._left: list[Sent] = []

    def send(self, message: Sent) -> None:
        self.got.append(message)
        self._left.append(message)

    def heard(self) -> list[Result]:
        done, self._left = self._left, []
        return [
            Result(one.name, not self.why, self.why, answer="" if self.why else "HTTP 200")
            for one in done
        ]

    def stop(self) -> None:
        self._left.clear()

    def acts(self) -> list[tuple[str, str]]:
        return [
            (one.url.partition("#")[0].rpartition("/")[2], one.form["type"])
            for one in self.got
            if one.form
        ]


class Hall:
    """At work, with its outlets, its people and its post."""

    def __init__(self, at: Path, *, setting: bool = True) -> None:
        self.clock, self.post = Clock(), Post()
        open_all_day(contents.sample(), at / "content")
        (at / "content" / "calls.toml").write_text(CALLS, "utf-8")
        described = (at / "content" / "hall.toml").read_text("utf-8")
        if "public_url" not in described.split("[", 1)[0]:
            described = f'public_url = "https://hall.example"\n{described}'
            (at / "content" / "hall.toml").write_text(described, "utf-8")
        ways = at / "ways.toml"
        urls = {name: f"https://out.example/{name}#{SECRET}" for name in ("site", "sms")}
        ways.write_text("".join(f'{name} = "{url}"\n' for name, url in urls.items()), "utf-8")
        ways.chmod(0o600)
        self.ways = ways if setting else None
        self.house = build(at / "data", at / "content", simulators=True, clock=self.clock)
        enlist(self.house.services.store)
        self.house.services.people.refresh()
        self.begin()

    def begin(self) -> None:
        """As a hall does that starts again."""
        addresses = Addresses(self.ways) if self.ways else None
        gateway = cast(Gateway, self.post)
        self.publisher = Publisher(self.house.services, addresses, gateway, lambda: 0.5)

    def turn(self, times: int = 2) -> None:
        for _ in range(times):
            self.publisher.turn()

    def leader(self) -> Tablet:
        return Tablet(self.house).signed_in("王")

    def drafted(self, body: str, **more: str) -> str:
        form = {"title": "停车公告", "body": body, "what": "free", **more}
        assert self.leader().post("/notices", **form).status_code == 303
        return list(self.house.services.board.view.world.situation.after.texts)[-1]

    def published(self, name: str) -> None:
        assert self.leader().post(f"/notices/{name}/approve").status_code == 303
        channel = ["status", "to/site", "to/sms"]
        assert self.leader().post(f"/notices/{name}/publish", channel=channel).status_code == 303

    def page(self) -> str:
        return self.leader().get("/notices").text


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    made = Hall(tmp_path)
    yield made
    made.house.close()


def test_nothing_leaves_before_it_is_approved_and_published(hall: Hall) -> None:
    name = hall.drafted("东侧停车场今天关闭。")
    assert "发布后由本厅自动发往：市局网站、短信平台" in hall.page()
    hall.turn()
    hall.leader().post(f"/notices/{name}/approve")
    hall.turn()
    assert hall.post.got == []
    hall.leader().post(f"/notices/{name}/publish", channel=["status", "to/site", "to/sms"])
    assert "市局网站：正在发送" in hall.page()
    hall.turn()
    assert hall.post.acts() == [("site", "notice.publish"), ("sms", "notice.publish")]
    assert "市局网站：11-24 10:00 已送达（HTTP 200）" in hall.page()
    hall.turn(4)
    assert len(hall.post.got) == 2, "once each"


def test_one_tap_takes_it_back_wherever_it_is_out_and_says_where_it_cannot(hall: Hall) -> None:
    name = hall.drafted("东侧停车场今天关闭。")
    hall.published(name)
    hall.turn()
    hall.leader().post(f"/notices/{name}/withdraw")
    page = hall.page()
    assert (
        "正在撤回" in page and "短信平台：11-24 10:00 已送达（HTTP 200），已发出，无法撤回" in page
    )
    hall.turn()
    assert hall.post.acts()[2:] == [("site", "notice.withdraw")]
    assert hall.post.got[-1].title == "撤回：停车公告", "for whoever reads it in a mail"
    assert "市局网站：11-24 10:00 已撤回" in hall.page()


def test_a_withdrawal_given_up_says_so_and_goes_anew_when_a_person_asks(hall: Hall) -> None:
    name = hall.drafted("东侧停车场今天关闭。")
    hall.published(name)
    hall.turn()
    hall.leader().post(f"/notices/{name}/withdraw")
    hall.post.why = "no-answer"
    hall.turn()
    assert "撤回未送达，继续重试" in hall.page() and 'data-do="anew"' not in hall.page()
    refused = hall.leader().post(f"/notices/{name}/anew", outlet="site")
    assert refused.status_code == 409 and "不用再发" in refused.text
    hall.clock.later(hours=72)
    hall.turn(3)
    page = hall.page()
    assert "撤回未送达，11-27 10:00 起不再自动重试" in page and "继续重试" not in page
    tried = len(hall.post.got)
    hall.clock.later(hours=1)
    hall.begin()
    hall.turn(3)
    assert len(hall.post.got) == tried, "also after a restart nothing is tried"
    assert 'data-do="anew"' not in Tablet(hall.house).signed_in("李").get("/notices").text
    hall.post.why = ""
    assert hall.leader().post(f"/notices/{name}/anew", outlet="site").status_code == 303
    assert "市局网站：正在撤回" in hall.page()
    hall.turn(3)
    assert hall.post.acts()[tried:] == [("site", "notice.withdraw")]
    assert "市局网站：11-27 11:00 已撤回" in hall.page()
    assert hall.post.got[tried].form is not None
    events = [one.event for one in hall.house.services.store.events()]
    assert [one.outcome for one in events if one.type == "text_passed"][-3:] == [
        "given-up", "again", "sent",
    ]  # fmt: skip


def test_a_correction_takes_its_place_everywhere_under_the_same_name(hall: Hall) -> None:
    name = hall.drafted("东侧停车场今天关闭。")
    hall.published(name)
    hall.turn()
    form = hall.leader().get(f"/notices/new?replaces={name}").text
    assert "东侧停车场今天关闭。" in form and f'name="replaces" value="{name}"' in form
    new = hall.drafted("南侧停车场今天关闭。", replaces=name)
    hall.published(new)
    hall.turn()
    first, _, mended, message = (one.form or {} for one in hall.post.got)
    assert mended["type"] == "notice.correct" and mended["notice"] == first["notice"]
    assert mended["text"] == "南侧停车场今天关闭。"
    assert message["type"] == "notice.publish" and message["id"] != first["id"]
    page = hall.page()
    assert "市局网站：11-24 10:00 已更正" in page and "已由更正后的公告替代" in page
    status = Tablet(hall.house).get("/status").text
    assert "南侧" in status and "东侧" not in status
    assert hall.leader().get("/notices/new?replaces=t999").status_code == 404


def test_one_that_is_down_is_tried_again_by_the_same_number_and_said_once(hall: Hall) -> None:
    hall.post.why = "HTTP 500"
    hall.published(hall.drafted("东侧停车场今天关闭。"))
    for _ in range(30):
        hall.turn(1)
        hall.clock.later(seconds=10)
    assert "市局网站：11-24 10:00 未送达，继续重试（HTTP 500）" in hall.page()
    assert len({one.form["id"] for one in hall.post.got if one.form}) == 2
    hall.begin()
    hall.post.why = ""
    hall.clock.later(minutes=6)
    hall.turn()
    events = [r.event for r in hall.house.services.store.events() if r.event.type == "text_passed"]
    assert [e.outcome for e in events] == ["failed", "failed", "sent", "sent"]


def test_one_without_an_address_is_tried_no_more_once_it_is_withdrawn(hall: Hall) -> None:
    hall.publisher._addresses = None
    name = hall.drafted("东侧停车场今天关闭。")
    hall.published(name)
    hall.turn()
    assert "市局网站：11-24 10:00 未送达，继续重试" in hall.page()
    hall.leader().post(f"/notices/{name}/withdraw", reason="开错")
    hall.turn()
    page = hall.page()
    assert "继续重试" not in page and "市局网站：未发出（" in page and "短信平台：未发出（" in page


def test_one_that_did_not_arrive_is_taken_back_or_left(hall: Hall) -> None:
    """It may have arrived all the same: a site is asked to take it back, nobody gets a message late."""
    hall.post.why = "HTTP 500"
    name = hall.drafted("东侧停车场今天关闭。")
    hall.published(name)
    hall.turn()
    hall.leader().post(f"/notices/{name}/withdraw", reason="开错")
    page = hall.page()
    assert "市局网站：正在撤回" in page
    assert "短信平台：11-24 10:00 未送达，不再发送（HTTP 500）" in page


def test_a_hall_killed_on_the_way_sends_it_again_by_the_same_number(hall: Hall) -> None:
    hall.published(hall.drafted("东侧停车场今天关闭。"))
    hall.turn(1)
    hall.post.stop()
    hall.begin()
    hall.turn()
    ids = [one.form["id"] for one in hall.post.got if one.form]
    assert len(ids) == 4 and len(set(ids)) == 2


def test_nothing_goes_that_the_disk_does_not_hold(hall: Hall) -> None:
    hall.published(hall.drafted("东侧停车场今天关闭。"))
    with read_only(hall.house.services.store), pytest.raises(StoreError):
        hall.turn(1)
    assert hall.post.got == []
    hall.turn()
    assert len(hall.post.got) == 2


def test_without_the_setting_nothing_leaves_and_the_page_says_why(tmp_path: Path) -> None:
    hall = Hall(tmp_path, setting=False)
    hall.published(hall.drafted("东侧停车场今天关闭。"))
    hall.turn()
    assert hall.post.got == [] and "未送达" in hall.page()
    hall.house.close()


def test_an_address_stands_in_no_page_log_table_or_fact(hall: Hall) -> None:
    hall.post.why = "HTTP 403"
    hall.published(hall.drafted("东侧停车场今天关闭。"))
    hall.turn()
    store = hall.house.services.store
    told = (
        json.dumps([str(one) for one in store.events()]) + str(store.fact("outlets")) + hall.page()
    )
    assert SECRET not in told and "out.example" not in told
    dump = "\n".join(store._db.iterdump())
    assert SECRET not in dump and "out.example" not in dump

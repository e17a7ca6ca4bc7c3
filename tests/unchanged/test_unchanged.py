"""The comparison of two recordings sees every word, and nothing that chance put in."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from shutil import which

import pytest

from tests.unchanged.clock import StillClock
from tests.unchanged.difference import differences, names
from tests.unchanged.pictures import document, drawable, sample
from tests.unchanged.plain import plain, tokens
from tests.unchanged.situations import MEETING, described, situations

SAMPLE = Path(__file__).parents[2] / "content"
CHANCE = (
    '<input type="hidden" name="csrf_token" value="{}">',
    '<body data-key="{}" data-lang="zh">',
    '<body hx-headers=\'{{"X-CSRFToken": "{}"}}\'>',
    '<body data-settled="{}">',
    '<body data-open="WyIyN2MwMjk5NmJjNzI2MmM0LjAiLDU4LFtbIjIwMjYxMjE1LTE0.{}">',
)


@pytest.mark.parametrize("page", CHANCE)
def test_what_chance_makes_is_no_difference(page: str) -> None:
    assert plain(page.format("IjA5.Zc-1_x")) == plain(page.format("ImVu.Qw.7"))


@pytest.mark.parametrize(
    "text",
    (
        "<h2>5号窗口：暂停服务</h2>",
        "09:30 发布，今日开放至 17:30",
        '<time datetime="2026-11-24T09:30">',
        '<text x="21.6" y="526.3" font-size="14.6">Window 5</text>',
        '<li data-strip="20261124-1">',
        '<button data-open="way/machine/terminal-1">',
        '{"id":"20261124-1","level":4,"waiting":20261124}',
        '<body data-log="" data-sign="suspended" data-gravity="0">',
        "电话 12366，编号 13010020261124000017",
    ),
)
def test_what_people_read_stays(text: str) -> None:
    assert plain(text) == text


@pytest.mark.parametrize(
    ("one", "other"),
    (
        (
            "<ul><li>一</li><li>二</li></ul>",
            "<ul>\n  <li>一</li>\n  <li>\n    二\n  </li>\n</ul>\n",
        ),
        ('<p class="a  b" id="x">词</p>', '<p\n  id="x"\n  class="a b"\n>词</p>'),
        ("<p>两 <b>个</b> 词</p>", "<p>\n  两\n  <b>个</b>\n  词\n</p>"),
        ("<div><span>一</span></div>", "<div>\n<span>一</span>\n</div>"),
        (
            "<datalist><option value='1'><option value='2'></datalist>",
            "<datalist><option value='1'></option><option value='2'></option></datalist>",
        ),
        (plain('{"revision":7,"level":4}'), plain('{"level": 4, "revision": 12}')),
    ),
)
def test_pages_that_a_browser_builds_alike_are_equal(one: str, other: str) -> None:
    assert tokens(f"200\n{one}") == tokens(f"200\n{other}")


@pytest.mark.parametrize(
    ("one", "other"),
    (
        ("<p>办税</p>", "<p>办水</p>"),
        ("<b>5</b><i>号</i>", "<b>5</b> <i>号</i>"),
        ("<p>号<b>5</b></p>", "<p>号\n<b>5</b></p>"),
        ("<pre>a  b</pre>", "<pre>a b</pre>"),
        ('<p class="a">词</p>', '<p class="b">词</p>'),
        ('{"level": 4}', '{"level": 3}'),
    ),
)
def test_pages_that_a_browser_builds_otherwise_differ(one: str, other: str) -> None:
    assert tokens(f"200\n{one}") != tokens(f"200\n{other}")


def test_each_difference_is_named_with_its_sort(tmp_path: Path) -> None:
    pages = {
        "same": ("<p>一</p>", "<p>一</p>"),
        "folded": ("<p>一</p>", "<p>\n一\n</p>"),
        "spaced": ("<b>一</b><b>二</b>", "<b>一</b> <b>二</b>"),
        "word": ("<p>一</p>", "<p>二</p>"),
        "picture": (b"\xff\x00", b"\xff\x01"),
        "gone": ("<p>一</p>", None),
        "content/hall.toml": ("a", "b"),
    }
    before, after = tmp_path / "before", tmp_path / "after"
    for name, page in pages.items():
        for root, body in zip((before, after), page, strict=True):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            if body is not None:
                (root / name).write_bytes(
                    body if isinstance(body, bytes) else f"200\n{body}".encode()
                )
    assert len(names(before, after)) == len(pages) - 1
    folded = {each.name: each.what for each in differences(before, after, fold=True)}
    assert folded == {"spaced": "space", "word": "other", "picture": "other", "gone": "missing"}
    assert {each.name for each in differences(before, after, fold=False)} == {*folded, "folded"}


def test_every_kind_is_raised_once_and_some_meet() -> None:
    hall = described(SAMPLE)
    played = list(situations(hall, 60, 20))
    assert {kind for raised in played for kind, _ in raised} >= {
        kind for kind in hall.kinds if hall.kinds[kind]
    }
    assert sum(len(raised) > 1 for raised in played) > len(MEETING) // 2
    turned = [[kind for kind, _ in raised] for raised in (*played[40:], *played[:40])]
    assert turned == [[kind for kind, _ in raised] for raised in situations(hall, 60)]


@pytest.mark.skipif(which("cc") is None, reason="needs a C compiler")
def test_the_clock_stands_where_it_was_set_while_sleeping_goes_on(tmp_path: Path) -> None:
    clock = StillClock(tmp_path, datetime(2026, 12, 15, 0, 20, 20, tzinfo=UTC))
    asks = "import time, datetime as d; f=lambda: print(d.datetime.now(d.UTC).isoformat(), time.time())\n"
    asks += "f(); s=time.monotonic(); time.sleep(0.01); f(); print(time.monotonic() > s)"
    said = subprocess.run(
        [sys.executable, "-c", asks],
        env=clock.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.splitlines() == ["2026-12-15T00:20:20+00:00 1797294020.0"] * 2 + ["True"]


def test_of_every_sort_of_page_some_are_drawn_and_none_twice() -> None:
    pages = [
        f"{hall}/{turn:02} X/{page}"
        for hall in "ab"
        for turn in range(9)
        for page in ("screen~1", "console")
    ]
    chosen = sample([*pages, "a/00 X/console~part~open", "a/fixed/static~hall.css"], 8)
    assert len(set(chosen)) == len(chosen) == 8
    assert {name[0] + name.rpartition("/")[2] for name in chosen} >= {
        hall + page for hall in "ab" for page in ("screen~1", "console")
    }
    assert [drawable(name) for name in ("a/0/console", "a/0/console~part~open", "a/0/static~hall.css")] == [
        True, False, False,
    ]  # fmt: skip


def test_what_a_finger_opens_is_drawn_on_its_screen(tmp_path: Path) -> None:
    folder = tmp_path / "sample" / "00"
    folder.mkdir(parents=True)
    (folder / "screen~1").write_text('200\n<html><head></head><div id="panel" hidden></div></html>')
    (folder / "screen~1~places").write_text("200\n<section>找地方</section>")
    drawn = document(tmp_path, "sample/00/screen~1~places")
    assert (
        '<div id="panel"><section>找地方</section></div>' in drawn
        and "hidden" not in drawn.partition("</style>")[2]
    )

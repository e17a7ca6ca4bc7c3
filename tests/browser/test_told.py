"""What signs, boards and touch pages say to whoever hears them, from the browser's accessibility
tree: each class of sign once, in order, in both languages; and axe finds nothing in any of them."""

import re
from collections.abc import Sequence

import pytest
from playwright.sync_api import Page, expect

from tests.browser.addresses import TOUCHED
from tests.browser.axe import violations
from tests.browser.conftest import Hall, Watch, painted
from tests.browser.promises import fresh
from tests.browser.tree import Node, heard, languages, words

pytestmark = pytest.mark.browser
PANEL = "meta-viewport"
"""A wall panel that is zoomed by two fingers stays so for everybody after (pyproject.toml, H049);
phones may zoom."""
HAN = re.compile(r"[\u4e00-\u9fff]")
ISSUER = ("青禾县税务局办税服务厅", "Qinghe County Tax Service")
INSTEAD, CODE = ("您可以这样办", "You can still"), "二维码：etax.hebei.chinatax.gov.cn"
SIGNS = (
    ("WIN-PAUSE", "window/5", "window-5", "status",
     ("暂停服务", "5号窗口", "给您带来不便，敬请谅解", INSTEAD[0], "请到4号窗口", CODE)),
    ("ETAX-DOWN", "system/etax", "etax-area", "status",
     ("网上办税系统故障", "网上办税系统正在抢修", "正在核实恢复时间", INSTEAD[0], "请到导税台")),
    ("QUEUE", "hall", "exit-south", "status",
     ("当前等候人数较多", "请按号有序等候", INSTEAD[0], "请到自助办税区", CODE)),
    ("WARNING", "hall", "exit-south", "status", ("预警提示", "请留意现场通知", INSTEAD[0], CODE)),
    ("HALL-CLOSED", "hall", "wall", "status", ("本厅暂停服务", INSTEAD[0], CODE)),
    ("ACCIDENT", "zone/lobby", "entrance", "alert", ("警戒区域禁止进入", "入口大厅", "请离开此区域")),
    ("DEV-HAZARD", "machine/terminal-2", "terminal-2", "alert",
     ("危险！请勿触摸", "2号自助终端", "此设备存在安全隐患", "请远离，并告知工作人员")),
    ("QUAKE", "hall", "exit-south", "alert", ("就地避险", "震时伏地、遮挡、手抓牢")),
    ("FIRE", "hall", "window-5", "alert",
     ("紧急疏散", "向右走", "请走北出口，约 15 米", "到北门外停车场集合", "发生火警，请立即撤离")),
)  # fmt: skip
"""Kind, target, screen, how it speaks up, and what it says, in order: what is the matter, what to
do, where, what else."""
OPEN = """path => {
  const key = document.querySelector("#scene .big button");
  key.dataset.open = path;
  key.click();
}"""
OLD = """() => {
  const {body} = document;
  const old = () => {
    if (body.classList.contains("is-stale") && !("live" in body.dataset)) return;
    body.classList.add("is-stale");
    delete body.dataset.live;
  };
  window.old = new MutationObserver(old);
  window.old.observe(body, {attributes: true});
  old();
}"""
"""However often the hall is heard meanwhile."""
FRESH = """() => {
  window.old.disconnect();
  document.body.classList.remove("is-stale");
  document.body.dataset.live = "a";
}"""
LIVE = {"alert": "assertive", "status": "polite"}


def in_order(said: Sequence[str], wanted: Sequence[str]) -> bool:
    rest = iter(said)
    return all(word in rest for word in wanted)


def wrong_languages(page: Page) -> list[tuple[str, str]]:
    return [
        (text, lang)
        for text, lang in languages(page)
        if lang != ("zh" if HAN.search(text) else "en")
    ]


def sign_of(nodes: list[Node], role: str) -> list[Node]:
    """What stands inside the one region that speaks up."""
    (at,) = (at for at, node in enumerate(nodes) if node.role in LIVE)
    assert (nodes[at].role, nodes[at].live) == (role, LIVE[role])
    return [node for node in nodes[at + 1 :] if role in node.inside]


@pytest.mark.parametrize("kind,target,screen,role,says", SIGNS, ids=[sign[0] for sign in SIGNS])
def test_a_sign_is_heard_once_and_in_order(
    watch: Watch, house: Hall, kind: str, target: str, screen: str, role: str, says: tuple[str, ...]
) -> None:
    page = watch.screen(screen)
    painted(page, house.raise_(kind, target)["revision"])
    fresh(page)
    nodes = heard(page)
    inside = sign_of(nodes, role)
    said = words(inside)
    assert in_order(said, says), said
    assert inside[0].role == "heading" and inside[0].name == says[0]
    texts = [word for word in words(nodes) if word]
    assert len(texts) == len(set(texts)) and in_order(texts, ISSUER), texts
    assert wrong_languages(page) == []
    assert not [node for node in nodes if "img" in node.role.lower() or "svg" in node.role.lower()]
    if INSTEAD[0] in says:
        listed = [
            node for node in inside if node.role == "StaticText" and "listitem" in node.inside
        ]
        assert says[-1] in words(listed)
    assert violations(page, PANEL) == []


def test_an_all_clear_is_heard_and_what_lapsed_is_not(watch: Watch, house: Hall) -> None:
    page = watch.screen("window-5")
    fire = house.raise_("FIRE", "hall")
    painted(page, fire["revision"])
    fresh(page)
    assert "请按绿色安全出口标志撤离" not in words(heard(page))
    page.evaluate(OLD)
    old = words(heard(page))
    assert in_order(old, ("紧急疏散", "请按绿色安全出口标志撤离")) and "向右走" not in old
    page.evaluate(FRESH)
    painted(page, house.clear(fire))
    fresh(page)
    said = words(sign_of(heard(page), "status"))
    assert in_order(said, ("警报解除", "请听从工作人员安排")) and "紧急疏散" not in said
    assert violations(page, PANEL) == []


def test_a_board_is_a_table_with_heads(watch: Watch, house: Hall) -> None:
    page = watch.screen("wall")
    painted(page, house.raise_("WIN-PAUSE", "window/5")["revision"])
    nodes = heard(page)
    heads = [node.name for node in nodes if node.role == "columnheader"]
    assert heads[:4] == ["窗口 Window", "业务 Business", "状态 Status", "说明 Note"]
    at = next(
        at
        for at, one in enumerate(nodes)
        if one.name.startswith("5号窗口 ") and one.role == "rowheader"
    )
    row = [node.name for node in nodes[at:] if node.role in ("rowheader", "cell")][:3]
    assert row[:2] == ["5号窗口 Window 5", "申报纳税 Tax Declaration"]
    assert row[2].startswith("暂停服务 "), row
    assert wrong_languages(page) == [] and violations(page, PANEL) == []


def test_danger_elsewhere_speaks_up_on_a_board_and_on_a_touch_page(
    watch: Watch, house: Hall
) -> None:
    wall, touch = watch.screen("wall"), watch.screen("entrance")
    revision = house.raise_("DEV-HAZARD", "machine/terminal-2")["revision"]
    for page in (wall, touch):
        painted(page, revision)
        fresh(page)
        said = words(sign_of(heard(page), "alert"))
        assert any("2号自助终端" in line for line in said), said
        assert violations(page, PANEL) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_touch_pages_are_clean_and_heard_alone(watch: Watch, lang: str) -> None:
    """What a page covers is not heard through it, in either language."""
    page = watch.screen("entrance")
    if lang == "en":
        page.click("#scene [data-do=lang]")
    assert violations(page, PANEL) == []
    for path in TOUCHED.values():
        page.evaluate(OPEN, path)
        page.wait_for_selector("#panel .page")
        assert violations(page, PANEL) == [], path
        assert not [node for node in heard(page) if node.role == "region"], "the page under it"
        page.click("#panel [data-do=home]")


def test_a_visitor_with_a_keyboard_finds_a_way_and_comes_home(watch: Watch) -> None:
    """Tab, Enter and what has the focus; a page begins at its head."""
    page = watch.screen("entrance")
    page.locator("#scene .big button").nth(1).focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-page=places]")
    expect(page.locator("#panel")).to_be_focused()
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(page.locator("#panel .card").nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-page=group]")
    page.locator("#panel [data-do=home]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#panel")).to_be_hidden()

"""Online filing down for two hours on an ordinary day, two hundred people waiting. Windows and
terminals go on."""

from datetime import datetime, timedelta

from tests.browser.situations.everywhere import EVERYWHERE
from tests.browser.situations.house import Served
from tests.browser.situations.pages import Seen
from tests.browser.situations.player import Play
from tests.browser.situations.table import ALWAYS, OPEN, PUBLIC, SCREENS, Line
from tests.browser.situations.told import archived, five, published

AT = datetime.fromisoformat("2026-12-02T09:28:00+08:00")
TAPS = {
    "raise": 2, "acknowledge": 1, "say when": 3, "say again": 2, "crowd": 2, "draft a notice": 2, "publish": 2,
    "it is back": 1, "end": 1, "crowd is gone": 1, "five fields": 6, "report": 10,
}  # fmt: skip
WAITING = 200
EVERY = timedelta(minutes=5)
"""How often the queue machine tells its number."""
ONLINE = (
    "手机扫码，网上办税",
    "请通过电子税务局",
    "可通过电子税务局",
    "优先通过电子税务局",
    "网上办税推荐",
    "Scantofileonline",
)
TABLE = (
    *EVERYWHERE,
    Line(PUBLIC, ALWAYS, "an ordinary day: no deadline is near", never=("申报最后一天", "临近截止", "临近征期")),
    # ---- before
    Line(PUBLIC, "before", "nothing has happened", never=("系统故障", "正在抢修", "暂时无法使用")),
    Line("status", "before", "all goes on", must=("服务正常", "网上办税Onlinefiling✓可用")),
    # ---- it is down
    Line("board touch zone status", OPEN, "L940: people are told", must=("网上办税系统",)),
    Line(f"{SCREENS} status service texts", OPEN, "nobody is sent to what is down", never=ONLINE),
    Line("status", OPEN, "part of it stands still", must=("网上办税Onlinefiling✕暂不可用",), never=("服务正常",)),
    Line("status", OPEN, "where else", must=("请到办税窗口|请到.{1,20}", "人工窗口Window(✓可用|部分可用)")),
    Line("goes-on", OPEN, "a window that works is not called closed", never=("暂停服务", "系统故障")),
    Line(PUBLIC, "raised", "L931: nobody knows yet how long", never=("预计[0-9]",)),
    Line("board touch zone status", "confirmed", "L931: how long", must=("预计{eta}恢复",)),
    Line("board touch zone status feed", "escalated", "the time has passed: nobody is told the old one",
         never=("预计{eta}恢复",)),
    Line("board touch zone status", "escalated", "L931: it is being asked again", must=("正在核实恢复时间",)),
    Line("board touch zone status feed", "told", "the new time, wherever the old one stood", must=("预计{eta}恢复",),
         never=("预计{old}恢复",)),
    # ---- two hundred wait
    Line("tablet-guide tablet-supervisor", "confirmed escalated told", "how many wait", must=("200",)),
    Line("all-go-on", ALWAYS, "windows work: nobody proposes papers by hand", never=("请手工受理", "停办时间较长")),
    Line("board touch", "confirmed escalated told", "L958: the crowd is told where it goes faster",
         must=("等候人数|人数较多",)),
    # ---- what was published
    Line("texts", "confirmed", "L940: what, until when, where else", must=(
        "网上办税", "预计{eta}恢复", "窗口|自助|办税服务厅",
    )),
    Line("feed", "told handled", "what was published is in the feed", must=("网上办税",)),
    # ---- staff
    Line("tablet-guide", OPEN, "a guide does not end it", must=("由负责人结束",)),
    # ---- the end
    Line(f"{SCREENS} status", "over archived", "a notice does not outlive its incident",
         never=("系统故障", "正在抢修", "暂时无法使用", "预计[0-9]", "人数较多")),
    Line("feed", "ended over archived", "the feed says that it is back", must=("恢复",), never=("预计[0-9]",)),
    Line("status", "over archived", "as before", must=("服务正常", "网上办税Onlinefiling✓可用")),
    Line("report", "archived", "L457: time, place, cause, effect, measures", must=(
        "发起", "地点", "原因市局机房|原因网上办税系统故障", "影响.{4}", "应急处置措施.{4}", "已关闭|归档",
    )),
)  # fmt: skip


def names(hall: Served, seen: Seen) -> frozenset[str]:
    """``goes-on``: a window's screen, and nothing the window needs hangs on online filing.

    ``all-go-on``: a tablet in a hall in which that is so of every window.
    """
    described = hall.content.hall
    stop = {
        window.id
        for window in described.windows
        if "system/etax" in described.needs.get(window.id, ())
    }
    screen = described.screen.get(seen.place)
    if screen is not None:
        return frozenset(
            {"goes-on"} if screen.layout == "window" and stop.isdisjoint(screen.about) else ()
        )
    return frozenset({"all-go-on"} if not stop and seen.layout.startswith("tablet") else ())


def counted(it: Play, waiting: int) -> None:
    """The queue machine tells how many wait."""
    it.hall.api("queue", {"waiting": waiting, "wait_min": waiting // 5})


def says(it: Play, leader: str, deed: str, minutes: int) -> None:
    hands = it.person(leader)
    hands.begins(deed).looks_up()
    hands.unfold("article.outage details[id^=eta-]")
    hands.tap(f"article.outage [data-do=eta-{minutes}]")
    hands.page.wait_for_load_state()
    it.facts["eta"] = f"{it.hall.local() + timedelta(minutes=minutes):%H:%M}"


def waits(it: Play, clock: str, waiting: int, then: str = "") -> None:
    """Up to that moment; the queue machine goes on telling how many wait."""
    while (left := it.left(clock)) > EVERY:
        counted(it, waiting)
        it.passes(EVERY)
    counted(it, waiting)
    it.passes(left, then)


def play(it: Play) -> None:
    guide, leader = it.person("李"), it.person("王")
    it.until("09:30")
    guide.begins("raise").looks_up()
    guide.tap('[data-kind="ETAX-DOWN"]')
    guide.tap("[data-do=confirm]")
    guide.sees("article.card")
    it.now("raised")
    counted(it, WAITING)
    it.until("09:32")
    leader.begins("acknowledge").looks_up()
    leader.tap("article.outage [data-do=acknowledge]")
    it.until("09:35")
    guide.begins("crowd").looks_up()
    guide.tap('[data-kind="QUEUE"]')
    guide.tap("[data-do=confirm]")
    guide.sees("article.redirect")
    says(it, "王", "say when", 60)
    it.now("confirmed")
    published(it, leader, drafts=guide)
    waits(it, "10:35", WAITING, then="escalated")
    waits(it, "10:45", WAITING)
    it.facts["old"] = it.facts["eta"]
    says(it, "王", "say again", 60)
    it.now("told")
    waits(it, "11:30", WAITING)
    leader.begins("it is back").looks_up()
    leader.tap("article.outage [data-do=resolve]")
    it.now("handled")
    it.until("11:32")
    leader.begins("end").looks_up()
    leader.tap("article.outage [data-do=clear]")
    leader.sees("article.outage", gone=True)
    five(leader, "发布公告，增开窗口，引导使用自助终端", "市局机房网络故障，已修复")
    counted(it, 20)
    it.now("ended")
    it.until("11:34")
    guide.begins("crowd is gone").looks_up()
    guide.tap("article.redirect [data-do=clear]")
    guide.sees("article.redirect", gone=True)
    five(guide, "增开窗口，按号引导", "网上办税系统故障，到厅人数增加")
    it.now("over")
    it.until("11:37", then="archived")
    archived(it, leader)

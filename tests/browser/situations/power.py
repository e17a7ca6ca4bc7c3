"""Power cut at 16:40 of the last filing day. Windows go dark, the hall closes at 17:00, online
filing goes on."""

from datetime import datetime, time, timedelta

from signage.hall.model import Hall, Screen, Window
from tests.browser.situations.everywhere import EVERYWHERE
from tests.browser.situations.house import Served
from tests.browser.situations.pages import CODE, Seen
from tests.browser.situations.player import Play
from tests.browser.situations.table import ALWAYS, OPEN, PUBLIC, SCREENS, Line
from tests.browser.situations.told import archived, ended_windows, five, published

AT = datetime.fromisoformat("2026-12-15T16:38:00+08:00")
"""A Tuesday."""
CLOSES = time(17)
TAPS = {
    "raise": 3, "acknowledge": 1, "say when": 2, "escalate": 2, "draft a notice": 2, "publish": 2, "it is back": 1,
    "check the windows": 1, "end": 1, "five fields": 3, "report": 5,
}  # fmt: skip
TABLE = (
    *EVERYWHERE,
    # ---- the day
    Line("board touch zone status", f"before {OPEN} over", "L942: the deadline is today",
         must=("今天是申报最后一天",)),
    Line(PUBLIC, ALWAYS, "who is told to come later files late; L942", never=(
        "错峰", "改日", "改天", "明天再", "次日再", "择日", "稍后再来", "恢复后再来", "quieter",
    )),
    # ---- before
    Line(PUBLIC, "before", "nothing has happened", never=("停电", "系统故障", "正在抢修")),
    Line("status", "before", "all goes on", must=("服务正常",)),
    # ---- the light goes
    Line("dark board touch zone status", OPEN, "L931: why", must=("停电|供电：?中断",)),
    Line("dark", OPEN, "L955: a window that stopped says so", must=("暂停服务|暂停使用",), never=("正在服务",)),
    Line("board", OPEN, "a dark window is not called", never=("各系统正常",)),
    Line("dark status", OPEN, "L962, L964: where else, at once", must=("网上办税|电子税务局",)),
    Line("dark", OPEN, "L964: the code of online filing, which works", must=(CODE,)),
    Line("status", OPEN, "part of the hall stands still", never=("服务正常",)),
    Line(PUBLIC, ALWAYS, "供电停电 says the same twice", never=("供电：停电|供电停电，",)),
    Line(PUBLIC, "raised", "L931: nobody knows yet how long", never=("预计[0-9]",)),
    Line("dark touch zone status", "raised", "L931: it is being asked", must=("正在核实恢复时间",)),
    Line("dark touch zone status", "confirmed escalated told", "L931: how long", must=("预计{eta}恢复",),
         never=("正在核实",)),
    # ---- staff
    Line("tablet-guide tablet-supervisor", OPEN, "the card with since when", must=("停电", "自16:40")),
    Line("tablet-guide tablet-supervisor", "confirmed escalated told handled", "who took it", must=("已确认：王",)),
    Line("tablet-guide tablet-supervisor", OPEN, "L942: the duty to tell taxpayers, until it is told",
         must=("临近征期",)),
    Line("tablet-guide", OPEN, "the numbers of the power company are one tap away", must=("应急电话",)),
    # ---- what was published
    Line("texts", "told", "L942: what, until when, and that today is the last day",
         must=("停电|供电中断", "预计{eta}恢复", "申报最后一天|申报期限")),
    Line("feed", "told handled", "what was published is in the feed", must=("停电|供电中断", "预计{eta}恢复")),
    # ---- the end
    Line(f"{SCREENS} status feed", "ended over archived", "a notice does not outlive its incident",
         never=("预计{eta}恢复",)),
    Line(SCREENS, "ended over archived", "the light is on", never=("停电", "正在抢修", "请勿乘坐电梯")),
    Line("dark", "ended", "whoever waited is told", must=("已恢复正常服务",)),
    Line("dark", "over", "and it goes on", never=("已恢复正常服务", "暂停服务")),
    Line("status", "ended over", "as before", must=("服务正常",)),
    # ---- closed
    Line(SCREENS, "archived", "after closing nobody waits", never=("预计[0-9]",)),
    Line("gone", "archived", "after closing nobody serves", never=("正在服务(?!的窗口0个)",)),
    Line("ends", "archived", "the day is over in the hall", must=("今日服务已结束",)),
    Line("status", "archived", "it is after the hours, not before them", never=("现在未到办公时间",)),
    Line("report", "archived", "L457: time, place, cause, effect, measures", must=(
        "停电", "2026-12-1516:40:00发起", "地点", "原因变压器跳闸", "影响.{4}", "应急处置措施切换应急照明",
        "已关闭|归档",
    )),
)  # fmt: skip


def names(hall: Served, seen: Seen) -> frozenset[str]:
    """``dark``: a window or machine screen all of whose subjects hang on the power.

    ``gone``: no window of this hall serves after 17:00. ``ends``: the day is over where the screen
    stands.
    """
    described = hall.content.hall
    screen = described.screen.get(seen.place)
    if screen is None:
        return frozenset()
    powered = {
        one.id for one in (*described.windows, *described.machines) if "system/power" in one.depends
    }
    about = [name for name in screen.about if name.partition("/")[0] in ("window", "machine")]
    dark = bool(about) and powered.issuperset(about) and screen.layout != "board"
    late = {window.id for window in described.windows if _serves_late(window)}
    found = {
        "dark": dark,
        "gone": not late,
        "ends": (dark or screen.layout in LISTS) and _ends(described, screen, late),
    }
    return frozenset(name for name, so in found.items() if so)


LISTS = ("board", "touch", "zone")


def _serves_late(window: Window) -> bool:
    return window.hours is not None and any(
        until > CLOSES for _, until in window.hours.weekly.get("tue", ())
    )


def _ends(hall: Hall, screen: Screen, late: set[str]) -> bool:
    """A zone that is always open goes on, and so does a hall for the windows that keep longer
    hours."""
    windows = [name for name in screen.about if name.startswith("window/")]
    if windows:
        return late.isdisjoint(windows)
    always = {zone.id for zone in hall.zones if zone.always_open}
    return not late and always.isdisjoint(hall.zones_around.get(screen.place, ()))


def play(it: Play) -> None:
    guide, leader = it.person("李"), it.person("王")
    it.until("16:40")
    guide.begins("raise").looks_up()
    guide.tap(".tile.more")
    guide.tap('[data-kind="PWR"]')
    guide.tap("[data-do=confirm]")
    it.now("raised")
    it.until("16:41")
    leader.begins("acknowledge").looks_up()
    leader.tap("[data-do=acknowledge]")
    it.until("16:43")
    leader.begins("say when").looks_up()
    leader.unfold("details[id^=eta-]")
    leader.tap("[data-do=eta-15]")
    it.facts["eta"] = f"{it.hall.local() + timedelta(minutes=15):%H:%M}"
    it.now("confirmed")
    it.until("16:46")
    leader.begins("escalate").looks_up()
    leader.unfold("details[id^=lead-]")
    leader.tap("[data-do=escalate]")
    it.now("escalated")
    it.until("16:47")
    it.phase = "told"
    published(it, leader, drafts=None)
    it.look()
    it.until("16:52")
    leader.begins("it is back").looks_up()
    leader.tap("[data-do=resolve]")
    it.now("handled")
    it.until("16:55")
    ended_windows(it, leader)
    five(leader, "切换应急照明，引导纳税人网上办理", "变压器跳闸，供电部门已更换保险")
    it.now("ended")
    it.until("16:57", then="over")
    it.until("17:00", then="archived")
    archived(it, leader)
    it.until("17:02")

"""Electric shock at a self-service terminal, a person hurt. The others must keep away, and file
elsewhere."""

from datetime import datetime

from tests.browser.situations.everywhere import EVERYWHERE
from tests.browser.situations.house import Served
from tests.browser.situations.pages import CODE, Seen
from tests.browser.situations.player import Play
from tests.browser.situations.table import ALWAYS, OPEN, PUBLIC, SCREENS, Line
from tests.browser.situations.told import archived, five
from tests.cast import PINS

AT = datetime.fromisoformat("2026-12-02T10:03:00+08:00")
TAPS = {
    "raise": 3, "hurt": 3, "acknowledge": 1, "on site": 1, "numbers": 1, "steps": 2, "steps for the injured": 2,
    "re-check": 3, "end": 1, "way is free": 1, "five fields": 6, "report": 10,
}  # fmt: skip
TABLE = (
    *EVERYWHERE,
    # ---- nothing of the person, ever
    Line(PUBLIC, ALWAYS, "who was hurt, and that somebody was, stays inside; domain.md §14",
         never=("张伟", "受伤", "伤者", "伤员", "触电者", "急救", "120现场")),
    Line("status feed", ALWAYS, "the cause stays in the hall: whoever reads at home is sent elsewhere, no more",
         never=("触电", "electric")),
    # ---- before
    Line(PUBLIC, "before", "nothing has happened", never=("危险", "触电", "警戒", "请勿触摸")),
    Line("status", "before over archived", "all goes on", must=("服务正常",)),
    # ---- who stands at it
    Line("scene", OPEN, "L947: 危险！请勿触摸 on the machine itself", must=("危险！请勿触摸", "当心触电", "请远离")),
    Line("scene", f"{OPEN} ended", "nobody is invited to a live machine", never=("这里可以办", CODE, "正在服务")),
    # ---- who stands near it, and who comes in
    Line("near touch board", OPEN, "whoever may come near is warned", must=("当心触电|请勿触摸",)),
    Line(f"{SCREENS} service", OPEN, "nobody is sent to the scene",
         never=("请到{scene}", "{machine}推荐", "{machine}怎么走", "{machine}，约")),
    Line("to-scene", OPEN, "the way to it is not drawn", must=("暂停|危险|请勿|不可用|停用|触电",)),
    Line("status", OPEN, "part of the hall is closed", must=("部分区域暂停使用",), never=("服务正常",)),
    # ---- staff
    Line("tablet-guide tablet-supervisor", OPEN, "L897: 120, and the power first", must=(
        "先断电，再救人", "120", "应急电话",
    )),
    Line("tablet-guide", OPEN, "a guide does not end a danger", must=("由负责人结束",)),
    Line("tablet-supervisor", "confirmed escalated handled", "who took it, who is there", must=("已确认：王",)),
    Line("tablet-supervisor", "handled", "re-checked by somebody else before it ends", must=("解除前核对1/1",)),
    Line("tablet-guide", "raised", "an injury is one tap away from the shock", must=("另有：人员受伤",)),
    # ---- the end
    Line(SCREENS, "ended over archived", "the danger is over", never=("当心触电", "请勿触摸")),
    Line("scene", "ended", "whoever was warned is told", must=("解除|恢复",)),
    Line("scene", "over archived", "and it is as before", never=("解除",)),
    Line("report", "archived", "L457: time, place, cause, effect, measures; no name", must=(
        "触电|请让出通道|受伤", "发起", "地点", "原因.{4}", "影响.{4}", "应急处置措施.{4}", "已关闭|归档",
    ), never=("张伟",)),
    Line("report", "archived", "the five fields hold what somebody wrote", never=("原因未填|原因—|见处置经过",)),
)  # fmt: skip


def machine(hall: Served) -> str:
    """A terminal with a screen of its own."""
    described = hall.content.hall
    subjects = [name for screen in described.screens for name in screen.about]
    return next(
        one.id for one in described.machines if one.what == "terminal" and one.id in subjects
    )


def names(hall: Served, seen: Seen) -> frozenset[str]:
    """``scene``: the screen of the terminal; ``near``: those in its zone."""
    described, live = hall.content.hall, machine(hall)
    if seen.place.endswith(f"/way/{live}"):
        return frozenset({"to-scene"})
    screen = described.screen.get(seen.place)
    if screen is None:
        return frozenset()
    if live in screen.about:
        return frozenset({"scene"})
    there = next(one.zone for one in described.machines if one.id == live)
    return frozenset({"near"} if there in (screen.place, *screen.about) else ())


def play(it: Play) -> None:
    guide, leader = it.person("李"), it.person("王")
    live = machine(it.hall)
    described = next(one for one in it.hall.content.hall.machines if one.id == live)
    zone = next(one for one in it.hall.content.hall.zones if one.id == described.zone)
    it.facts |= {"machine": described.name["zh"], "scene": zone.name["zh"]}
    it.until("10:05")
    guide.begins("raise").looks_up()
    guide.tap('[data-asks] [data-kind="SHOCK"]')
    guide.tap(f'[data-target="{live}"]')
    guide.tap("[data-do=confirm]")
    guide.sees("article.card")
    it.now("raised")
    it.until("10:06")
    leader.begins("acknowledge").looks_up()
    leader.tap("[data-do=acknowledge]")
    guide.begins("hurt").looks_up()
    guide.tap('[data-offers="INJURY"]')
    guide.write("input[name=note]", "张伟手臂灼伤，电话13812345678")
    guide.tap("[data-do=confirm]")
    guide.sees("article.redirect")
    it.now("confirmed")
    it.until("10:07")
    leader.begins("numbers").looks_up()
    leader.tap("article.danger [data-do=numbers]")
    leader.sees("text=120")
    leader.begins("on site").looks_up()
    leader.tap("article.danger [data-do=arrived]")
    it.until("10:08")
    guide.begins("steps").looks_up()
    for step in (1, 2):
        guide.tap(f'article.danger [data-next="{step}"] [data-do=next-done]')
        guide.sees(f'article.danger [data-next="{step}"]', gone=True)
    guide.begins("steps for the injured").looks_up()
    guide.tap('article.redirect [data-next="1"] [data-do=next-done]')
    guide.sees('article.redirect [data-next="1"]', gone=True)
    it.until("10:15", then="escalated")
    rechecked(it)
    it.now("handled")
    it.until("10:18")
    guide.begins("way is free").looks_up()
    guide.tap("article.redirect [data-do=clear]")
    guide.sees("article.redirect", gone=True)
    five(guide, "引导救护车，疏导围观人员", "见触电事件")
    leader.begins("end").looks_up()
    leader.tap("article.danger [data-do=clear]", held=True)
    leader.sees("article.danger", gone=True)
    five(leader, "断电、隔离、复检", "设备接地线脱落，已更换")
    it.now("ended")
    it.until("10:28", then="over")
    it.until("10:30", then="archived")
    archived(it, leader)


def rechecked(it: Play) -> None:
    """Somebody else than who ends it says that it is safe."""
    other = it.person("赵")
    assert PINS[other.name][0] == "facilities"
    other.begins("re-check").looks_up()
    other.unfold("article.danger details[id^=gates-]")
    other.write("article.danger [name=note]", "电工复测绝缘合格")
    other.tap("article.danger [data-do=confirm-gate]")
    other.page.wait_for_load_state()

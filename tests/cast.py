"""A small hall, its people and its clock, for every test that needs no real hall."""

# ruff: noqa: E501  # one line a thing reads best here

import tomllib
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import get_args

from signage.catalogue.kinds import Catalogue, Kind, Step, TargetType
from signage.decide import decide
from signage.evacuation.state import NO_PLAN, Evacuation
from signage.hall.alerts.rules import AlertRule, Alerts
from signage.hall.hours import Hours
from signage.hall.model import (
    Group,
    Hall,
    Lamp,
    Machine,
    Offer,
    Online,
    Place,
    Screen,
    Service,
    System,
    Window,
    Zone,
)
from signage.situation.commands import Command
from signage.situation.events import Recorded
from signage.situation.fold import fold
from signage.situation.incidents import NOTHING, Actor, Incident, Situation
from tests.spoken import both

NOON = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
"""Tuesday 10:00 in the hall."""
GUIDE = Actor("李", "guide")
CLERK = Actor("陈", "guide")
FACILITIES = Actor("赵", "facilities")
SUPERVISOR = Actor("王", "supervisor")
ADMIN = Actor("管理员", "admin")
STRANGER = Actor("stranger", "screen")
TABLET = Actor("tablet:1", "device")
SYSTEM = Actor("system", "system")
PINS = {"李": ("guide", "385029"), "王": ("supervisor", "593026"), "赵": ("facilities", "714905")}
"""Name → (role, PIN) of those who may sign in."""
ETAX = "https://etax.example.chinatax.gov.cn:8443/"
_DAY = ((time(9), time(12)), (time(13, 30), time(17)))
HOURS = Hours(weekly={"mon": _DAY, "tue": _DAY, "wed": _DAY, "thu": _DAY, "fri": _DAY})
SYSTEMS = ("system/core", "system/network", "system/power")


FOLDER = Path(__file__).parents[1] / "content" / "catalogue"
USES = {
    kind["code"]: kind["use"]
    for path in FOLDER.glob("*.toml")
    for kind in tomllib.loads(path.read_text("utf-8"))["kind"]
}
"""What the shipped kinds are used for, which those of this cast are too."""


def _kind(code: str, cls: str, family: str, sign: str, **more: object) -> Kind:
    given: dict[str, object] = {
        "code": code, "name": both(code, code), "classes": (cls,), "family": family, "sign": both(sign, code),
        "strip": both(sign, code), "level": 3, "steps": (Step(text=both("处置", "Act"), owner=both("导税", "Guide")),),
        "targets": get_args(TargetType), "use": USES[code],
    }  # fmt: skip
    return Kind.model_validate(given | more)


CATALOGUE = Catalogue(
    kinds=(
        _kind(
            "FIRE",
            "evacuate",
            "safe",
            "紧急疏散",
            level=1,
            lamp="evacuate",
            cleared_by=("supervisor", "admin"),
        ),
        _kind(
            "QUAKE",
            "shelter",
            "panel",
            "就地避险",
            level=1,
            lamp="evacuate",
            classes=("shelter", "evacuate"),
        ),
        _kind("DEV-HAZARD", "danger", "danger", "危险！/请勿触摸", level=2, lamp="danger"),
        _kind("ACCIDENT", "cordon", "prohibition", "禁止进入", level=2, lamp="danger"),
        _kind(
            "HALL-CLOSED",
            "closed",
            "neutral",
            "本厅/暂停服务",
            level=2,
            lamp="paused",
            raised_by=("supervisor", "admin"),
        ),
        _kind(
            "ETAX-DOWN",
            "outage",
            "neutral",
            "网上办税/系统故障",
            lamp="fault",
            prefer=("window", "terminal"),
        ),
        _kind("SYS-CORE", "outage", "neutral", "系统故障", level=2, lamp="fault"),
        _kind(
            "INT-LONG",
            "outage",
            "neutral",
            "手工受理",
            lamp="fault",
            prefer=("window", "online", "app"),
        ),
        _kind("WIN-PAUSE", "suspended", "neutral", "暂停服务", level=4, lamp="paused"),
        _kind("DEV-HALL", "suspended", "neutral", "暂停使用", level=4, lamp="fault"),
        _kind(
            "QUEUE",
            "redirect",
            "theme",
            "排队较多",
            lamp="notice",
            takes_out=False,
            prefer=("terminal", "online"),
        ),
        _kind("WARNING", "warning", "notice", "预警", lamp="notice", takes_out=False),
        _kind("DISPUTE", "staff", "none", "—", public="none", takes_out=False),
        _kind("ALL-CLEAR", "warning", "clear", "已恢复", raisable=False),
    )
)
KINDS = [kind.code for kind in CATALOGUE.kinds if kind.raisable]


def _screen(name: str, layout: str, place: str, *about: str) -> Screen:
    return Screen.model_validate(
        {"id": name, "name": both(name, name), "layout": layout, "place": place, "about": about, "width": 1920,
         "height": 1080, "diagonal_in": 43, "distance_m": 3}
    )  # fmt: skip


def _window(number: int, *services: str) -> Window:
    return Window(
        id=f"window/{number}",
        number=number,
        name=both("综合服务", "General"),
        zone="zone/service",
        services=services,
        depends=SYSTEMS,
    )


def _service(name: str, *kinds: str) -> Service:
    offers = [
        Offer(
            kind=kind,
            url=ETAX if kind == "online" else None,
            phone="12366" if kind == "phone" else None,
            depends=("system/etax",) if kind == "online" else (),
            verified_on=NOON.date(),
        )  # type: ignore[arg-type]  # kinds are the literal's values
        for kind in kinds
    ]
    return Service(id=name, name=both(name, name), group="all", offers=tuple(offers))


HALL = Hall(
    id="test", name=both("测试厅", "Test hall"), issuer=both("测试局", "Test office"), address=both("一号", "No 1"), phone="12366",
    online=Online(name=both("电子税务局", "Online"), url=ETAX, verified_on=NOON.date()), hours=HOURS,
    alerts=Alerts(rules=(AlertRule(id="etax", matchers=('job="etax"',), kind="ETAX-DOWN", target="system/core"),)),
    zones=(
        Zone(id="zone/service", name=both("办税区", "Service zone")),
        Zone(id="zone/self", name=both("自助区", "Self-service zone")),
        Zone(id="zone/night", name=both("24小时区", "24-hour zone"), always_open=True),
    ),
    windows=(_window(1, "declare", "land"), _window(2, "declare"), _window(3, "land")),
    machines=(
        Machine(id="machine/terminal-1", name=both("1号终端", "Terminal 1"), what="terminal", zone="zone/self", services=("declare",), depends=SYSTEMS),
        Machine(id="machine/terminal-2", name=both("2号终端", "Terminal 2"), what="terminal", zone="zone/night", services=("declare",), depends=SYSTEMS),
        Machine(id="machine/queue", name=both("叫号机", "Queue machine"), what="queue", zone="zone/service", depends=("system/power",)),
    ),
    systems=(
        System(id="system/core", name=both("征管系统", "Core")), System(id="system/etax", name=both("网上办税", "Online filing")),
        System(id="system/network", name=both("网络", "Network"), depends=("system/power",)), System(id="system/power", name=both("电力", "Power")),
    ),
    places=(Place(id="desk/help", name=both("导税台", "Help desk"), zone="zone/service"),),
    groups=(Group(id="all", name=both("全部", "All")),),
    services=(_service("declare", "window", "terminal", "online"), _service("land", "window"), _service("ask", "phone")),
    screens=(
        _screen("wall", "board", "zone/service", "system/core"), _screen("kiosk", "touch", "zone/service"),
        _screen("win-1", "window", "window/1", "window/1"), _screen("win-2", "window", "window/2", "window/2"),
        _screen("term-1", "zone", "machine/terminal-1", "machine/terminal-1"), _screen("night", "zone", "zone/night"),
    ),
    lamps=(
        Lamp(id="lamp-1", name=both("一号灯", "Lamp 1"), about=("window/1",), address="sim://1", sounder=True),
        Lamp(id="lamp-2", name=both("二号灯", "Lamp 2"), about=("window/2",), address="sim://2", colours=("red", "yellow", "green", "blue", "white")),
        Lamp(id="lamp-night", name=both("夜间灯", "Night lamp"), about=("machine/terminal-2",), address="sim://3"),
    ),
).knowing(CATALOGUE.marked)  # fmt: skip
TARGETS = ["hall", *HALL.resources]


class Clock:
    """Stands still until told."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def later(self, **by: float) -> None:
        self.now += timedelta(**by)


class Day:
    """A day in the hall: give commands, look at the situation. Time passes when told."""

    def __init__(
        self,
        now: datetime = NOON,
        catalogue: Catalogue = CATALOGUE,
        hall: Hall = HALL,
        evacuation: Evacuation = NO_PLAN,
    ) -> None:
        self.now = now
        self.hall = hall
        self.catalogue = catalogue
        self.evacuation = evacuation
        self.log: list[Recorded] = []
        self.situation: Situation = NOTHING

    def do(self, command: Command, actor: Actor = ADMIN) -> str | None:
        decided = decide(
            self.hall, self.catalogue, self.situation, command, actor, self.now, self.evacuation
        )
        first = len(self.log) + 1
        recorded = [
            Recorded(first + at, self.now, actor, event) for at, event in enumerate(decided.events)
        ]
        self.log += recorded
        self.situation = fold(recorded, self.situation)
        return decided.subject if decided.events else None

    def later(self, **by: float) -> "Day":
        self.now += timedelta(**by)
        return self


def replayed(log: Iterable[Recorded], number: str) -> Incident | None:
    """The incident as its own events alone make it."""
    return fold(
        (r for r in log if getattr(r.event, "incident", None) == number), NOTHING
    ).incidents.get(number)

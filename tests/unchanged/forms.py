"""What the people of a hall fill in, and the pages that show it: each form once, and some of them
wrong."""

from collections.abc import Iterator, Sequence

from tests.unchanged.served import Served

REGISTERS = (
    "contacts", "roster", "materials", "faults", "hazards", "patrols", "training", "plans", "risks", "inspections",
    "movements", "feedback", "stops", "measures",
)  # fmt: skip
CONFIRMS = (
    "FIRE/confirm?target=hall", "FIRE/confirm?target=zone/x&class=evacuate", "PWR/confirm?target=hall&level=2",
    "ACCIDENT/confirm?target=hall&minutes=15&drill=yes", "HALL-CLOSED/confirm?target=hall&draft=yes",
    "FLOOD/confirm?target=hall", "DISPUTE/confirm?target=hall", "OTHER/confirm?target=hall&level=3",
    "DEV-HALL?choose=1", "FIRE?choose=1", "WIN-PAUSE?choose=1", "DEV-HAZARD?choose=1&level=2&draft=yes",
)  # fmt: skip
ASSESSED = (
    "harm=none", "harm=none&what=system", "harm=none&what=system&scope=hall", "harm=hurt&what=person&scope=one",
    "harm=none&what=fire&scope=some", "harm=none&what=window&scope=wider",
)  # fmt: skip
LAMPS = ("simulator", "custom", "modbus_relay", "modbus_registers", "banner_tl50", "no-such")
FORMS: Sequence[tuple[str, str, dict[str, str]]] = (
    ("/facilities/registers/contacts", "/facilities/registers/contacts",
     {"id": "c1", "name": "消防中队", "kind": "external", "sector": "fire", "phone": "010 8888 1119", "duty": "值班"}),
    ("/facilities/registers/contacts", "/facilities/registers/contacts",
     {"id": "c2", "name": "物业", "kind": "external", "sector": "vendor", "phone": "010 8888 2000"}),
    ("/facilities/registers/materials", "/facilities/registers/materials",
     {"id": "m1", "name": "灭火器", "place": "北门", "count": "4"}),
    ("/facilities/registers/roster", "/facilities/registers/roster",
     {"id": "o1", "day": "2026-12-15", "from": "08:00", "to": "18:00", "name": "王芳", "duty": "leader"}),
    ("/facilities/registers/risks", "/facilities/registers/risks",
     {"id": "k1", "what": "线路老化", "likely": "3", "harm": "4", "assessed": "2026-12-15"}),
    ("/facilities/registers/faults", "/facilities/registers/faults", {"id": "f1", "what": "卡纸", "device": "no/such"}),
    ("/facilities/registers/movements", "/facilities/registers/movements",
     {"id": "v1", "day": "2026-12-15", "material": "no such", "way": "out", "count": "1", "who": "王芳"}),
    ("/facilities/registers/feedback", "/facilities/registers/feedback",
     {"id": "b1", "day": "2026-12-15", "kind": "advice", "what": "多开窗口"}),
    ("/console/ledger/new", "/console/ledger",
     {"business": "增值税申报", "unit": "某公司", "surname": "张", "phone": "13800001234", "papers": "3",
      "place": "1 号柜", "window": "window/1"}),
    ("/console/ledger/new", "/console/ledger",
     {"business": "车购税申报", "unit": "无", "surname": "李", "phone": "1", "papers": "x", "place": "", "window": ""}),
    ("/notices/new", "/notices", {"title": "延长服务", "body": "今日服务至 18:00。", "what": "free"}),
    ("/notices/new", "/notices", {"title": "", "body": "", "what": "free"}),
    ("/reports", "/reports/links", {"about": "period:2026-12", "days": "7"}),
    ("/drills", "/drills", {"scenario": "kind-explosion", "lamps": "yes"}),
    ("/drills", "/drills", {"scenario": "kind-explosion", "sure": "yes"}),
)  # fmt: skip
"""The page, the address its form goes to, and what is typed."""
SHOWN = (
    "/console/numbers", "/console/talk", "/console/ledger", "/console/ledger?state=waiting",
    "/console/ledger/1/receipt",
    "/console/ledger/new?window=window/1", "/notices", "/notices/new?reply=received", "/drills", "/reports",
    "/reports/statistics?period=2026", "/console", "/console/part/standing", "/facilities/registers",
)  # fmt: skip
KEEPERS = (
    "/facilities",
    "/facilities/opening",
    "/facilities/print",
    "/facilities/lamps/part/ports",
)


def filled(hall: Served) -> Iterator[tuple[str, bytes]]:
    """The name and the answer of each form, then of each page."""
    for number, (page, path, fields) in enumerate(FORMS):
        yield f"form {number}", hall.chief.sent(page, path, **fields)
    for path in _pages():
        yield path, hall.chief.read(path)
    for path in (*KEEPERS, *_lamp_pages(hall)):
        yield path, hall.keeper.read(path)


def _pages() -> Iterator[str]:
    yield from SHOWN
    yield from (f"/facilities/registers/{name}" for name in REGISTERS)
    yield from (f"/console/raise/{path}" for path in CONFIRMS)
    yield from (f"/console/assess?{path}" for path in ASSESSED)


def _lamp_pages(hall: Served) -> Iterator[str]:
    yield from (f"/facilities/lamps/new?address=sim://x&protocol={name}" for name in LAMPS)
    yield from (f"/facilities/lamp/{name}" for name in hall.lamps())

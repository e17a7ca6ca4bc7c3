"""What is due in the hall whether or not anything is open: papers, registers, daily checks. One derived list.

What an open incident obliges to, by the minute and up the tiers, is in :mod:`signage.duties`; here the day is the step.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

from signage.availability import World
from signage.deadlines import is_working_day
from signage.hours import spans
from signage.registers import REGISTERS, Row
from signage.words import Words, both, say

WARN_DAYS = 30
"""Days before its expiry a material, or a training, is spoken of (plan line 355)."""
FAULTS, FAULT_DAYS = 3, 7
"""So many faults of one device within so many days are a warning (domain.md §10, plan line 303)."""
FAULT_CLASSES = frozenset({"suspended", "danger"})
CHECKS = {"opening": (both("今日开门检查", "Opening check"), 0), "patrol": (both("今日导税台巡查", "Daily patrol"), 2)}
"""By kind of the register ``patrols``: what it is called and the hours after opening it may take."""


@dataclass(frozen=True, slots=True)
class Standing:
    """``rule`` and ``about`` name it for tests and links; ``page`` is where it is done."""

    rule: str
    about: str
    words: Words
    page: str
    overdue: bool


def standing(world: World) -> tuple[Standing, ...]:
    """Everything due, what is overdue first."""
    found = [one for rule in RULES for one in rule(world)]
    return tuple(sorted(found, key=lambda one: not one.overdue))


def rows_of(world: World, register: str) -> dict[str, Row]:
    return world.situation.registers.get(register, {})


def on_duty(world: World) -> tuple[Row, ...]:
    """Who is on by the roster; a shift whose end is not after its start runs past midnight."""
    local = world.hall.local(world.now)
    today, clock = local.date().isoformat(), f"{local:%H:%M}"
    before = (local.date() - timedelta(days=1)).isoformat()

    def on(shift: dict[str, str]) -> bool:
        day, start, end = shift["day"], shift["from"], shift["to"]
        if end > start:
            return day == today and start <= clock < end
        return (day == today and start <= clock) or (day == before and clock < end)

    return tuple(row for row in rows_of(world, "roster").values() if on(row.fields))


def _today(world: World) -> date:
    return world.hall.local(world.now).date()


def _page(register: str) -> str:
    return f"/facilities/registers/{register}"


def _ledger(world: World) -> Iterator[Standing]:
    counted: Counter[str] = Counter(entry.state for entry in world.situation.ledger.values())
    for state, task in (("waiting", both("待补录", "to enter")), ("entered", both("待通知", "to call back"))):
        if counted[state]:
            words = both(
                f"手工受理台账：{task['zh']} {counted[state]} 条", f"Papers {task['en']}: {counted[state]}"
            )  # fmt: skip
            yield Standing("ledger", state, words, f"/console/ledger?state={state}", False)


def _open_rows(world: World) -> Iterator[Standing]:
    """Faults and hazards past their day."""
    today = _today(world).isoformat()
    for register in ("faults", "hazards"):
        for name, row in rows_of(world, register).items():
            due = row.fields.get("due")
            if row.fields["state"] == "open" and due is not None and due <= today:
                title = REGISTERS[register].title
                words = both(f"{title['zh']}：{row.fields['what']}，应于 {due} 完成", f"{title['en']}: due {due}")
                yield Standing(register, name, words, _page(register), due < today)


def _dated(
    world: World, register: str, about: str, name: str, day: str, said: tuple[str, str, str]
) -> Iterator[Standing]:
    when, today = date.fromisoformat(day), _today(world)
    if when <= today + timedelta(days=WARN_DAYS):
        late, soon, english = said
        words = both(f"{name}：{late if when < today else soon} {day}", f"{english} {day}")
        yield Standing(register, about, words, _page(register), when < today)


def _materials(world: World) -> Iterator[Standing]:
    for about, row in rows_of(world, "materials").items():
        name, fields = row.fields["name"], row.fields
        if "expires" in fields:
            said = ("已过期", "有效期至", "Material expires")
            yield from _dated(world, "materials", about, name, fields["expires"], said)
        if "least" in fields and int(fields["count"]) < int(fields["least"]):
            words = both(f"{name}：仅剩 {fields['count']}，应有 {fields['least']}", "Stock below its minimum")
            yield Standing("stock", about, words, _page("materials"), False)


def _training(world: World) -> Iterator[Standing]:
    """The latest training on each topic says when the next is due."""
    latest: dict[str, tuple[str, Row]] = {}
    for about, row in rows_of(world, "training").items():
        known = latest.get(row.fields["topic"])
        if known is None or known[1].fields["held"] < row.fields["held"]:
            latest[row.fields["topic"]] = about, row
    for topic, (about, row) in latest.items():
        if "next" in row.fields:
            said = ("培训已逾期，应于", "培训应于", "Training due")
            yield from _dated(world, "training", about, topic, row.fields["next"], said)


def _checks(world: World) -> Iterator[Standing]:
    """Once a working day: before the doors open the check, within two hours after it the patrol (plan line 901)."""
    hall, today = world.hall, _today(world)
    opens = spans(hall.hours, today, hall.zoneinfo)
    if not opens or not is_working_day(hall.hours, today):
        return
    done = {(row.fields["day"], row.fields["kind"]) for row in rows_of(world, "patrols").values()}
    for kind, (title, hours) in CHECKS.items():
        begins = opens[0][0]
        due = begins + timedelta(hours=hours) if begins.time() > time(0) else begins.replace(hour=9 + hours)
        if (today.isoformat(), kind) not in done:
            words = both(f"{say(title)}尚未登记", f"{title['en']} not recorded yet")
            yield Standing("check", kind, words, _page("patrols"), due <= world.now)


def repeated_faults(world: World) -> dict[str, int]:
    """Devices with :data:`FAULTS` real incidents or more within :data:`FAULT_DAYS` days."""
    since = world.now - timedelta(days=FAULT_DAYS)
    counted = Counter(
        target
        for incident in world.situation.incidents.values()
        if incident.raised_at > since
        and not incident.drill
        and incident.last != "undo"
        and incident.activated_at is not None
        and incident.notice.cls in FAULT_CLASSES
        for target in incident.targets
        if target.partition("/")[0] in ("machine", "system")
    )
    return {target: times for target, times in sorted(counted.items()) if times >= FAULTS}


def _faults(world: World) -> Iterator[Standing]:
    for target, times in repeated_faults(world).items():
        if target in world.hall.resources:
            words = both(
                f"{say(world.hall.name_of(target))}：近 {FAULT_DAYS} 日故障 {times} 次，请安排检修",
                f"{say(world.hall.name_of(target), 'en')}: {times} faults in {FAULT_DAYS} days",
            )
            yield Standing("repeated", target, words, _page("faults"), False)


RULES: tuple[Callable[[World], Iterator[Standing]], ...] = (
    _ledger, _checks, _open_rows, _faults, _materials, _training,
)  # fmt: skip

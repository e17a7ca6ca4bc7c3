"""When the next filing deadline is, how near, and what an outage close to it obliges to.

The published table counts; for a year without one the rule of 税收征管法实施细则 Art. 109 gives an estimate, which is
always labelled 估算. Holidays come from the hall's own hours.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from signage.availability import World
from signage.filing import Filing
from signage.hall import Hours
from signage.incidents import Incident
from signage.ledger import LONG_KINDS
from signage.phrases import until
from signage.words import Words, both, say

USUAL_DAY = 15
HOLIDAY_COUNTS = 3
"""A holiday of so many days or more within the first 15 moves the deadline (Art. 109)."""
NEAR_SYSTEMS = ("system/core", "system/etax")
ESTIMATE = both("按规则估算，以公告为准", "Estimated by rule; the announcement counts")


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day of filing. ``left``: working days after today up to it, 0 = today is the last day."""

    day: date
    official: bool
    source: str
    left: int
    near: bool


def is_working_day(hours: Hours, day: date) -> bool:
    return day in hours.make_up or (day.weekday() < 5 and day not in hours.holidays)


def estimated(hours: Hours, year: int, month: int) -> date:
    """The deadline by rule, for a year whose table is not published."""
    usual = date(year, month, USUAL_DAY)
    free = [date(year, month, day) for day in range(1, USUAL_DAY + 1) if date(year, month, day) in hours.holidays]
    if usual in hours.holidays:
        return _first_working(hours, usual)
    longest = max((len(run) for run in _runs(free)), default=0)
    if longest >= HOLIDAY_COUNTS:
        day = usual
        for _ in range(longest):
            day = _first_working(hours, day + timedelta(days=1))
        return day
    return _first_working(hours, usual)


def _runs(days: list[date]) -> Iterator[list[date]]:
    run: list[date] = []
    for day in days:
        if run and day - run[-1] != timedelta(days=1):
            yield run
            run = []
        run.append(day)
    if run:
        yield run


def _first_working(hours: Hours, day: date) -> date:
    while not is_working_day(hours, day):
        day += timedelta(days=1)
    return day


def last_day(filing: Filing, hours: Hours, year: int, month: int) -> tuple[date, bool, str]:
    """(day, official, source) of one month's filing."""
    table = next((table for table in filing.years if table.year == year), None)
    day = estimated(hours, year, month) if table is None else date(year, month, table.days[month - 1])
    moved = next((moved for moved in filing.moved if moved.planned == day), None)
    if moved is not None:
        return moved.until, True, moved.source
    return (day, False, say(ESTIMATE)) if table is None else (day, True, table.source)


def working_days_left(hours: Hours, today: date, day: date) -> int:
    return sum(is_working_day(hours, today + timedelta(days=n)) for n in range(1, (day - today).days + 1))


def next_deadline(filing: Filing, hours: Hours, today: date) -> Deadline:
    """The first deadline that has not passed by the end of ``today``; one moved from last month counts too."""
    first = today.replace(day=1)
    months = [(first - timedelta(days=1)).replace(day=1), first, (first + timedelta(days=31)).replace(day=1)]
    ahead = [last_day(filing, hours, month.year, month.month) for month in months]
    day, official, source = min(found for found in ahead if found[0] >= today)
    left = working_days_left(hours, today, day)
    return Deadline(day, official, source, left, left <= filing.near_days)


def deadline_now(world: World) -> Deadline:
    hall = world.hall
    return next_deadline(hall.filing, hall.hours, hall.local(world.now).date())


@dataclass(frozen=True, slots=True)
class Warn:
    """The duty to notify: an outage of filing while a deadline is near, with proposed wording."""

    incident: Incident
    deadline: Deadline
    sms: str
    notice: str


def to_warn(world: World) -> tuple[Warn, ...]:
    """Real outages of filing close to a deadline of which nobody has been told yet (plan line 942)."""
    deadline = deadline_now(world)
    if not deadline.near:
        return ()
    found = []
    for number in sorted({out.incident for name, out in world.out.items() if name in NEAR_SYSTEMS and out.incident}):
        incident = world.situation.incidents[number]
        if incident.notice.cls == "outage" and number not in world.situation.notified:
            found.append(Warn(incident, deadline, *_wording(world, incident, deadline)))
    return tuple(found)


def _wording(world: World, incident: Incident, deadline: Deadline) -> tuple[str, str]:
    """SMS (short) and notice, in the order of a notice of suspension: what, what still works, until when, deadline."""
    hall = world.hall
    what = say(incident.notice.sign).replace("/", "")
    when = say(until(world, incident))
    expected = f"，{when}" if when else "，恢复时间另行通知"
    last = f"{deadline.day.month}月{deadline.day.day}日"
    label = "" if deadline.official else "（估算，以公告为准）"
    online_out = hall.online is not None and hall.online.system in world.out
    instead = "请错峰或到办税服务厅办理" if online_out else "请优先通过电子税务局办理"
    sms = f"【{say(hall.issuer)}】{what}{expected}。本月申报期限为{last}{label}，{instead}。咨询电话：{hall.phone}。"
    notice = (
        f"通知：因{what}，部分涉税业务暂时无法办理{expected}。本月申报期限为{last}{label}。{instead}；"
        f"已到厅的纳税人可留下资料和联系方式，系统恢复后由我们补录并通知您。给您带来不便，敬请谅解。"
        f"{say(hall.issuer)}，咨询电话：{hall.phone}。"
    )
    return sms, notice


def paper_wanted(world: World) -> tuple[Incident, ...]:
    """Outages long enough, by kind, by expectation or by now, for windows to take papers by hand (plan line 933)."""
    longer = timedelta(minutes=world.hall.papers.long_min)
    return tuple(
        incident
        for incident in world.situation.open_incidents
        if incident.notice.cls == "outage"
        and not incident.drill
        and (
            incident.notice.kind in LONG_KINDS
            or world.now - incident.raised_at > longer
            or (incident.eta is not None and incident.eta - incident.raised_at > longer)
        )
    )


def deadline_words(deadline: Deadline) -> Words:
    left = "今日截止" if deadline.left == 0 else f"还有 {deadline.left} 个工作日"
    label = "" if deadline.official else "（估算）"
    days = "last day" if deadline.left == 0 else f"{deadline.left} working days left"
    return both(
        f"{deadline.day.month}月{deadline.day.day}日{label}，{left}",
        f"{deadline.day:%d %b}{'' if deadline.official else ' (estimate)'}, {days}",
    )

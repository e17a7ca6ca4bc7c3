"""The duty to tell taxpayers of an outage close to a deadline, with the words to do it with (plan line 942)."""

from dataclasses import dataclass

from signage.availability.by_hand import by_hand
from signage.availability.deadlines import Deadline, deadline_now
from signage.availability.filing_channels import Left, hits_filing, left
from signage.availability.incident_words import told
from signage.availability.last_days import last_day, ways_words
from signage.availability.world import World
from signage.language.words import say
from signage.shows.phrases import until
from signage.situation.incidents import Incident

TOLD_OF = frozenset({"outage", "closed"})


@dataclass(frozen=True, slots=True)
class Warn:
    """An outage of filing while a deadline is near, with proposed wording."""

    incident: Incident
    deadline: Deadline
    sms: str
    notice: str


def to_warn(world: World) -> tuple[Warn, ...]:
    """Real outages of what filing needs close to a deadline of which nobody has been told yet."""
    deadline = deadline_now(world)
    if not deadline.near:
        return ()
    return tuple(
        Warn(incident, deadline, *_wording(world, incident, deadline))
        for incident in world.situation.open_incidents
        if incident.notice.cls in TOLD_OF
        and incident.notice.takes_out
        and not incident.drill
        and incident.id not in world.situation.notified
        and (hits_filing(world, incident.targets) or _last_of_a_kind(world, incident))
    )


def _last_of_a_kind(world: World, incident: Incident) -> bool:
    """Whether no channel of some kind is left because of it."""
    kinds = {"window": "window", "terminal": "machine"}
    touched = {target.partition("/")[0] for target in incident.targets}
    ways = {way.kind for way in left(world, deadline_now(world).day)}
    return any(of in touched and kind not in ways for kind, of in kinds.items())


def _wording(world: World, incident: Incident, deadline: Deadline) -> tuple[str, str]:
    """SMS (short) and notice, in the order of a notice of suspension: what, until when, deadline, what still works."""
    hall, at = world.hall, until(world, incident)
    what = say(told(world, incident).sign).replace("/", "")
    expected = f"，{say(at)}" if at else "，恢复时间另行通知"
    offers = asks(world, left(world, deadline.day))
    kept = "已到厅的纳税人可留下资料和联系方式，领取回执，系统恢复后由我们补录并通知您。" if by_hand(world) else ""
    sms = f"【{say(hall.issuer)}】{what}{expected}。{_deadline(world, deadline)}{offers}咨询电话：{hall.phone}。"
    notice = (
        f"通知：因{what}，部分涉税业务暂时无法办理{expected}。{_deadline(world, deadline)}{offers}"
        f"{kept}给您带来不便，敬请谅解。"
        f"{say(hall.issuer)}，咨询电话：{hall.phone}。"
    )
    return sms, notice


def _deadline(world: World, deadline: Deadline) -> str:
    day = last_day(world)
    label = "" if deadline.official else "（估算，以公告为准）"
    dated = f"本月申报期限为{deadline.day.month}月{deadline.day.day}日{label}"
    return f"{dated}。" if day is None else f"{say(day.words)}，{dated}。"


def asks(world: World, ways: tuple[Left, ...]) -> str:
    """What still works, the hall itself included: nobody is told to wait."""
    there = ways_words(world, tuple(way for way in ways if way.kind in ("window", "terminal", "papers")))["zh"]
    away = ways_words(world, tuple(way for way in ways if way.kind in ("online", "app")))["zh"]
    if there and away:
        return f"请通过{away}办理，也可到办税服务厅{there}办理。"
    if there or away:
        return f"请到办税服务厅{there}办理。" if there else f"请通过{away}办理。"
    return "请到办税服务厅或来电，由工作人员协助办理。"

"""What a report of a monitoring system comes to in halls nobody drew by hand."""

from datetime import timedelta
from itertools import islice

from kiosk.custody.warnings.feeds import document
from kiosk.custody.warnings.heard import Listening, heard
from signage.availability.world import World
from signage.deciding.alerts import asks
from signage.hall.alerts.rules import AlertRule, Alerts
from signage.hall.alerts.thresholds import Threshold
from signage.records.limits import Limit
from signage.records.measures import own_measures
from signage.shows.lamps import lamps
from signage.shows.scenes import scenes
from signage.shows.status import status
from signage.situation.alerts import Alert, AnswerAlert, HearAlerts
from signage.situation.commands import NoteQueue, Raise
from signage.situation.incidents import Actor
from tests.cast import ADMIN, Day
from tests.halls import Made, drawn, made
from tests.halls.cases import day, raises, seen
from tests.halls.seeds import LONG, every_hall
from tests.kiosk.cap.samples import area, cap, info, named

MONITOR = Actor("token:monitor", "admin")


def hears(day: Day, *, firing: bool = True, actor: Actor = MONITOR) -> None:
    day.do(HearAlerts((Alert("a", "r", firing, "x"),)), actor)


def monitored(hall: Made, command: Raise, act: str) -> Day:
    """The hall with one rule, which means this."""
    meant = {"kind": command.kind, "target": command.targets[0], "act": act}
    rule = AlertRule.model_validate({"id": "r", "matchers": ("job=x",), **meant})
    found = day(hall)
    found.hall = found.hall.model_copy(update={"alerts": Alerts(rules=(rule,))})
    return found


def usual(hall: Made) -> list[Raise]:
    """Every kind on one of its targets, as it is raised without a choice of its class."""
    found = {command.kind: Raise(command.kind, command.targets) for command in raises(hall, each=1)}
    return list(islice(found.values(), None if LONG else 12))


def shown(world: World) -> object:
    return scenes(world), lamps(world), status(world)


@every_hall
def test_a_proposal_shows_nowhere_and_one_tap_makes_of_it_what_is_raised_by_hand(seed: int) -> None:
    hall = made(drawn(seed))
    before = shown(seen(hall, day(hall)))
    for command in usual(hall):
        heard, by_hand = monitored(hall, command, "propose"), day(hall)
        hears(heard)
        assert shown(seen(hall, heard)) == before, command
        heard.do(AnswerAlert("r"), ADMIN)
        by_hand.do(command, ADMIN)
        (one,), (other,) = heard.situation.open_incidents, by_hand.situation.open_incidents
        assert (one.notice, one.targets, one.level) == (other.notice, other.targets, other.level)


@every_hall
def test_whatever_a_report_raised_its_end_lessens_nothing_and_asks_a_person(seed: int) -> None:
    hall = made(drawn(seed))
    for command in usual(hall):
        there = monitored(hall, command, "raise")
        hears(there)
        raised = there.situation.incidents
        assert len(there.situation.open_incidents) == 1, command
        hears(there.later(minutes=6), firing=False)
        assert there.situation.incidents == raised
        rule = there.hall.alerts.rule["r"]
        assert asks(there.hall, there.situation, rule, there.now) == "recovered"


@every_hall
def test_a_warning_in_doubt_is_only_proposed_and_one_withdrawn_lessens_nothing(seed: int) -> None:
    """Whatever a rule means: without an area nobody knows whether it holds here."""
    hall = made(drawn(seed))
    before = shown(seen(hall, day(hall)))
    for command in usual(hall):
        found = monitored(hall, command, "raise")
        rule = found.hall.alerts.rules[0].model_copy(update={"matchers": ("category=Met",)})
        found.hall = found.hall.model_copy(update={"alerts": Alerts(rules=(rule,))})

        def told(text: str, found: Day = found) -> None:
            here = Listening(found.hall.alerts, found.hall.languages, found.now)
            found.do(heard(document(text).messages, here)[0], MONITOR)

        end = found.now + timedelta(hours=1)
        told(cap(info(expires=end, areas=area(inside=""))))
        assert shown(seen(hall, found)) == before, command
        assert asks(found.hall, found.situation, rule, found.now) == "propose"
        found.do(AnswerAlert("r"), ADMIN)
        raised = shown(seen(hall, found))
        told(cap(kind="Cancel", identifier="end", references=named()))
        assert shown(seen(hall, found)) == raised, command
        assert asks(found.hall, found.situation, rule, found.now) == "recovered"


@every_hall
def test_a_measure_beyond_its_limit_is_proposed_and_its_silence_is_no_recovery(seed: int) -> None:
    hall = made(drawn(seed))
    full = Threshold(id="full", name={"zh": "人数"}, measure="queue.waiting", over=40)
    before = shown(seen(hall, day(hall)))
    for command in usual(hall):
        found = monitored(hall, command, "propose")
        rule = found.hall.alerts.rules[0].model_copy(update={"matchers": ('threshold="full"',)})
        found.hall = found.hall.model_copy(
            update={"alerts": Alerts(rules=(rule,), thresholds=(full,))}
        )
        limit = Limit()

        def turn(found: Day = found, before: Limit = limit) -> Limit:
            known = own_measures(seen(hall, found)).get(full.measure)
            held = before.after(full, known, found.now)
            match = found.hall.alerts.rule_for(full.labels_of())
            assert match is not None
            found.do(HearAlerts((Alert("full", match.id, held.over, "x"),)), MONITOR)
            return held

        assert turn().state == "unknown"
        found.do(NoteQueue(41), ADMIN)
        limit = turn()
        assert limit.state == "over" and shown(seen(hall, found)) == before, command
        assert asks(found.hall, found.situation, rule, found.now) == "propose"
        found.do(AnswerAlert("r"), ADMIN)
        found.later(minutes=45)
        limit = turn(before=limit)
        assert limit.over and asks(found.hall, found.situation, rule, found.now) is None, command
        found.do(NoteQueue(3), ADMIN)
        raised = shown(seen(hall, found))
        assert not turn(before=limit).over and shown(seen(hall, found)) == raised, command
        assert asks(found.hall, found.situation, rule, found.now) == "recovered"

"""What people note while they handle it, and what is established afterwards."""

import pytest

from signage.reports.report import report
from signage.rules.refusal import Refused
from signage.situation.commands import Change, Command, Raise, Undo
from signage.situation.fold import fold
from signage.situation.incidents import SITUATION, Actor
from signage.situation.remarks import FINDINGS, REMARKS, REMARKS_KEPT, MakeRemark, WriteFindings
from tests.cast import ADMIN, CLERK, FACILITIES, GUIDE, HALL, STRANGER, SUPERVISOR, Day
from tests.signage.handled import day, only

Burning = tuple[Day, str]


@pytest.fixture
def burning() -> Burning:
    hall_day = day()
    number = hall_day.do(Raise("FIRE", ("hall",)), GUIDE)
    assert number
    return hall_day, number


def refusal(hall_day: Day, command: Command, actor: Actor) -> str:
    with pytest.raises(Refused) as found:
        hall_day.do(command, actor)
    return found.value.code


def test_who_came_is_noted_once_with_the_first_time(burning: Burning) -> None:
    hall_day, number = burning
    first = hall_day.now
    hall_day.do(MakeRemark(number, "arrived"), SUPERVISOR)
    hall_day.later(minutes=3).do(MakeRemark(number, "arrived"), SUPERVISOR)
    hall_day.do(MakeRemark(number, "arrived"), CLERK)
    assert only(hall_day).arrived == {"王": first, "陈": hall_day.now}
    made = report(HALL, hall_day.log, number)
    assert made and [act.words for act in made.noted("arrived")] == ["已到场", "已到场"]


@pytest.mark.parametrize("kind", [kind for kind in REMARKS if kind != "arrived"])
def test_a_remark_stands_on_the_card_and_in_the_report(burning: Burning, kind: str) -> None:
    hall_day, number = burning
    before = only(hall_day).revision
    assert refusal(hall_day, MakeRemark(number, kind, "  "), GUIDE) == "no-text"  # type: ignore[arg-type]  # listed
    hall_day.do(MakeRemark(number, kind, "市局办公室，陈处接听"), GUIDE)  # type: ignore[arg-type]  # listed
    incident = only(hall_day)
    assert [one.text for one in incident.remarks] == ["市局办公室，陈处接听"]
    assert incident.revision == before, "a remark makes nobody else's act stale"
    made = report(HALL, hall_day.log, number)
    said = f"{REMARKS[kind]['zh']}：市局办公室，陈处接听"  # type: ignore[index]  # listed
    assert made and [act.words for act in made.noted(kind)] == [said]


def test_a_card_keeps_the_newest_and_the_log_all(burning: Burning) -> None:
    hall_day, number = burning
    for count in range(REMARKS_KEPT + 3):
        hall_day.do(MakeRemark(number, "note", f"第{count}条"), GUIDE)
    assert [one.text for one in only(hall_day).remarks] == [
        f"第{n}条" for n in range(3, REMARKS_KEPT + 3)
    ]
    made = report(HALL, hall_day.log, number)
    assert made and len(made.noted("note")) == REMARKS_KEPT + 3
    assert (
        fold(hall_day.log)
        == hall_day.situation
        == SITUATION.validate_json(SITUATION.dump_json(hall_day.situation))
    )


def test_taking_the_last_act_back_takes_no_remark_along(burning: Burning) -> None:
    hall_day, number = burning
    hall_day.do(Change(number, "acknowledge"), SUPERVISOR)
    hall_day.do(MakeRemark(number, "scene", "二楼有烟"), GUIDE)
    hall_day.do(MakeRemark(number, "arrived"), GUIDE)
    hall_day.do(WriteFindings(number, {"cause": "线路老化"}), SUPERVISOR)
    hall_day.do(Undo(number), SUPERVISOR)
    incident = only(hall_day)
    assert (
        incident.acknowledged_by is None
        and incident.remarks
        and incident.arrived
        and incident.findings
    )


def test_findings_are_one_form_and_nobody_overwrites_what_they_have_not_seen(
    burning: Burning,
) -> None:
    hall_day, number = burning
    hall_day.do(
        WriteFindings(number, {"cause": "线路老化", "cost": "1200", "people": ""}), SUPERVISOR
    )
    row = only(hall_day).findings
    assert row and row.fields == {"cause": "线路老化", "cost": "1200"} and row.by == "王"
    assert refusal(hall_day, WriteFindings(number, {"cause": "短路"}), FACILITIES) == "changed"
    hall_day.do(WriteFindings(number, {"cause": "短路"}, row.seq), FACILITIES)
    now = only(hall_day).findings
    assert now and now.fields == {"cause": "短路"}
    length = len(hall_day.log)
    hall_day.do(WriteFindings(number, {"cause": "短路"}, now.seq), ADMIN)
    assert len(hall_day.log) == length, "what is the same is no event"
    wrong = [
        ({"cost": "很多"}, "bad-value"),
        ({"none": "x"}, "unknown-column"),
        ({"cause": "长" * 201}, "too-long"),
    ]
    for fields, code in wrong:
        assert refusal(hall_day, WriteFindings(number, fields, now.seq), ADMIN) == code
    assert {column.name for column in FINDINGS.columns} >= {
        "insurance",
        "counsel",
        "lessons",
        "handed",
    }


def test_an_archived_incident_takes_no_more_and_a_stranger_adds_nothing(burning: Burning) -> None:
    hall_day, number = burning
    assert refusal(hall_day, MakeRemark(number, "note", "x"), STRANGER) == "not-allowed"
    assert refusal(hall_day, WriteFindings(number, {}), GUIDE) == "not-allowed"
    assert refusal(hall_day, MakeRemark("20200101-1", "note", "x"), GUIDE) == "unknown-incident"
    assert refusal(hall_day, MakeRemark(number, "rumour", "x"), GUIDE) == "unknown-kind"  # type: ignore[arg-type]  # wrong
    for act in ("clear", "review", "close"):
        hall_day.do(Change(number, act, reason="同意"), SUPERVISOR)  # type: ignore[arg-type]  # listed
    assert refusal(hall_day, MakeRemark(number, "note", "x"), GUIDE) == "illegal-transition"
    assert (
        refusal(hall_day, WriteFindings(number, {"cause": "x"}), SUPERVISOR) == "illegal-transition"
    )

"""Drills as pages and on the command line: asked twice, injects by the clock, scores, timing."""

import json
import tomllib
from pathlib import Path

from click.testing import CliRunner

from kiosk.cli import main
from kiosk.content.reader import Content
from kiosk.wiring import House
from signage.deciding.drill_scripts import scripts
from signage.deciding.drills import scenarios
from signage.situation.commands import Change
from tests.cast import SUPERVISOR, Clock
from tests.kiosk.house import Tablet


def begun(house: House, leader: Tablet) -> str:
    assert "开始吗" in leader.post("/drills", scenario="fire-evening-peak").text
    assert not house.services.board.view.world.situation.incidents
    answer = leader.post("/drills", scenario="fire-evening-peak", sure="yes")
    return answer.headers["Location"].rsplit("/", 1)[1]


def test_a_written_drill_is_asked_for_twice_and_by_a_leader_alone(house: House) -> None:
    guide, leader = Tablet(house).signed_in("李"), Tablet(house).signed_in("王")
    assert Tablet(house).get("/drills").status_code == 303
    assert (
        'data-due="never"' in guide.get("/drills").text
        and 'data-do="start"' not in guide.get("/drills").text
    )
    assert guide.post("/drills", scenario="fire-evening-peak", sure="yes").status_code == 403
    assert leader.post("/drills", scenario="none").status_code == 404
    number = begun(house, leader)
    scene = house.services.board.view.scenes["wall"]
    assert scene.sign == "evacuate" and scene.drill and not house.services.board.view.world.out
    assert (
        'data-due="right"' in guide.get("/drills").text
        and f'data-drill="{number}"' in guide.get("/drills").text
    )


def test_injects_appear_when_the_board_s_clock_reaches_them(house: House, clock: Clock) -> None:
    leader = Tablet(house).signed_in("王")
    number = begun(house, leader)
    board = house.services.board
    shown = [leader.get(f"/drills/{number}").text.count("data-inject=")]
    for seconds in (59, 1, 90, 150):
        clock.later(seconds=seconds)
        while board.catch_up():
            pass
        shown.append(leader.get(f"/drills/{number}/injects").text.count("data-inject="))
    assert shown == [1, 1, 2, 3, 4]


def test_a_drill_ends_with_scores_a_report_and_its_timing_on_the_command_line(
    house: House, clock: Clock, tmp_path: Path
) -> None:
    leader = Tablet(house).signed_in("王")
    number = begun(house, leader)
    here = house.services
    for seconds, screen in ((1, "wall"), (2, "entrance")):
        clock.later(seconds=seconds)
        here.delivery.painted(screen, here.board.view.revision, True, clock())
    here.board.do(Change(number, "acknowledge"), SUPERVISOR)
    here.board.do(Change(number, "clear", reason="结束"), SUPERVISOR)
    scores = {f"score-{at}": "4" for at in range(4)}
    assert (
        leader.post(f"/drills/{number}/evaluate", **{**scores, "score-3": "9"}).status_code == 422
    )
    assert (
        leader.post(f"/drills/{number}/evaluate", good="快", bad="清点慢", **scores).status_code
        == 303
    )
    page = leader.get(f"/drills/{number}").text
    assert "清点慢" in page and "最慢：" in page and "入口" in page and "3.00 秒" in page
    assert "演练，未影响业务" in leader.get(f"/reports/{number}").text
    run, data = CliRunner(), str(tmp_path / "data")
    listed = run.invoke(main, ["drill", "list", "--data", data])
    assert number in listed.output and "16/20" in listed.output
    told = run.invoke(main, ["drill", "report", number, "--data", data])
    assert "3.00 s" in told.output and "最慢" in told.output and "评估演练" in told.output
    assert run.invoke(main, ["drill", "report", "20200101-1", "--data", data]).exit_code == 1
    empty = run.invoke(main, ["drill", "list", "--data", str(tmp_path / "none")])
    assert empty.exit_code == 1 and not (tmp_path / "none").exists()


def test_what_was_kept_before_drills_were_written_is_still_read(house: House) -> None:
    documents = json.loads(house.services.board.view.content.to_json())
    del documents["drills"]
    assert Content.from_json(json.dumps(documents)).drills == ()


def test_a_made_script_starts_and_is_taken_over_as_a_file_that_stands_in_its_place(
    house: House,
) -> None:
    leader = Tablet(house).signed_in("王")
    page = leader.get("/drills").text
    assert page.count("data-scenario=") >= 39 and 'data-scenario="kind-quake"' in page
    assert leader.post("/drills", scenario="kind-quake", sure="yes").status_code == 303
    text = leader.get("/drills/scripts/kind-quake.toml").text
    (table,) = tomllib.loads(text)["drills"]
    (own,) = scenarios([table])
    content = house.services.board.view.content
    assert [
        one for one in scripts(content.hall, content.catalogue, (own,)) if one.kind == "QUAKE"
    ] == [own]
    assert leader.get("/drills/scripts/none.toml").status_code == 404

"""A log is known by its identity: another one lessens no danger until a person at the server has
settled it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from kiosk.access.people import TABLET
from kiosk.cli import main
from kiosk.content import reader as contents
from kiosk.engine.held_dangers import gravity, read_statement, statement
from kiosk.store import FILE, Store, StoreError
from kiosk.store.copies import backup
from kiosk.store.identity import IDENTITY, Identity, new_identity, parsed, read_identity
from kiosk.wiring import House, build
from signage.situation.commands import Change, Raise
from tests.cast import GUIDE, SUPERVISOR, Clock
from tests.kiosk.house import Tablet, enlist
from tests.kiosk.test_safe_mode import Hall, corrupt, files, lost

LOGS = st.sampled_from("abc")


@st.composite
def acts(draw: st.DrawFn) -> list[Identity]:
    """A log and what persons made of it, one act after the other."""
    lineage = [Identity(draw(LOGS))]
    for act in draw(st.lists(st.sampled_from(["settle", "restore", "anew"]), max_size=6)):
        now = lineage[-1]
        made = {"settle": now, "restore": now.brought_back(), "anew": Identity(now.log + "'")}[act]
        lineage.append(made.settling(now.log, *now.settled, draw(LOGS)))
    return lineage


@given(acts())
def test_what_a_person_settled_answers_for_all_before_it_and_nothing_before_answers_for_what_came_after(
    lineage: list[Identity],
) -> None:
    *before, last = lineage
    for older in before:
        assert last.answers_for(older.log, older.generation)
        assert (
            older.log == last.log
            or last.log in older.settled
            or not older.answers_for(last.log, last.generation)
        )
    stranger = new_identity()
    assert not last.answers_for(stranger.log, 0) and not stranger.answers_for(
        last.log, last.generation
    )
    assert not last.answers_for(last.log, last.generation + 1) or last.log in last.settled
    assert Identity.of(last.to_json()) == last and parsed(last) == (last.log, last.generation)
    assert not last.answers_for(last.without_log().log, 0), (
        "what was raised without a log needs a person too"
    )


@pytest.fixture
def hall(tmp_path: Path, clock: Clock, sample_read: None) -> Iterator[Hall]:
    """A hall in which a fire is on, with an enrolled tablet."""
    made = Hall(tmp_path / "data", clock)
    house = made.start(contents.sample())
    enlist(house.services.store)
    made.enrol()
    house.services.board.do(Raise("FIRE", ("hall",)), SUPERVISOR)
    yield made
    made.stop()


def wall(house: House) -> dict[str, object]:
    """What the page of the wall would say it holds."""
    here = house.services
    view, identity = here.board.view, here.board.identity
    return {"log": str(identity), "revision": view.revision, "title": "火灾 疏散",
            "open": statement(here.secret, view, identity)}  # fmt: skip


def says(house: House, page: dict[str, object], screen: str = "wall") -> bool:
    answer = house.app.test_client().post(f"/screen/{screen}/holds", json=page)
    assert answer.status_code == 200
    return bool(answer.get_json()["taken"])


def kinds(house: House) -> list[str]:
    return [i.notice.kind for i in house.services.board.view.world.situation.open_incidents]


def run(*words: object) -> str:
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exit_code == 0, result.output
    return result.output


def refused(*words: object) -> str:
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exit_code == 1, result.output
    return result.output


def turn(house: House) -> None:
    """What the thread does that looks, twice a second, whose log it is."""
    next(one for one in house._repeating if one.name == "settling")._act()


def test_the_identity_is_in_the_log_beside_it_in_every_page_and_in_a_backup(
    hall: Hall, tmp_path: Path
) -> None:
    house = hall.built[0]
    own = house.services.board.identity
    assert read_identity(hall.data) == own and Store(hall.data).identity == own
    page = house.app.test_client().get("/screen/wall").text
    assert f'data-log="{own}"' in page and 'data-gravity="3"' in page and "data-open=" in page
    backup(hall.data, tmp_path / "copy.sqlite")
    run("restore", tmp_path / "copy.sqlite", "--data", tmp_path / "again")
    again = Store(tmp_path / "again").identity
    assert (again.log, again.generation) == (own.log, own.generation + 1)
    assert again.answers_for(own.log, own.generation) and not own.answers_for(
        again.log, again.generation
    )


def test_a_lost_log_gives_back_the_dangers_its_screens_hold_and_one_act_settles_them_all(
    hall: Hall,
) -> None:
    held = wall(hall.built[0])
    hall.stop()
    lost(hall.data)
    house = hall.start()
    own = house.services.board.identity
    assert own.safe and not own.answers_for(*parsed(held["log"]))
    assert kinds(house) == []
    assert says(house, held) and says(house, held, "entrance")
    assert kinds(house) == ["FIRE"], "once, whoever says it"
    assert {gravity(scene) for scene in house.services.board.view.scenes.values()} == {3}

    desk = Tablet(house)
    desk.client.set_cookie(TABLET, hall.tablet)
    assert (
        desk.post("/console/raise", kind="SHOCK", target="zone/lobby", sure="yes").status_code
        == 303
    )
    assert (
        "安全模式" in desk.get("/console/locked").text
        and "kiosk log new" in desk.get("/console/locked").text
    )

    before = wall(house)
    said = run("log", "new", "--data", hall.data)
    turn(house)
    now = house.services.board.identity
    assert str(now) in said and not now.safe
    assert now.answers_for(*parsed(held["log"])) and now.answers_for(*parsed(before["log"]))
    assert kinds(house) == [] and not house.services.safety.on
    assert says(house, held) and says(house, before) and kinds(house) == [], (
        "what is settled does not come back"
    )
    assert desk.get("/console/locked").status_code == 200, "the tablet is still enrolled"
    assert Tablet(house).sign_in("王").status_code == 303, "people keep their PINs"
    hall.stop()
    assert not hall.start().services.safety.on


def test_what_a_supervisor_ended_without_the_log_does_not_come_back_from_another_screen(
    hall: Hall,
) -> None:
    held = wall(hall.built[0])
    hall.stop()
    lost(hall.data)
    house = hall.start()
    says(house, held)
    (fire,) = house.services.board.view.world.situation.open_incidents
    house.services.board.do(Change(fire.id, "clear", reason="火已扑灭", attest=True), SUPERVISOR)
    assert kinds(house) == []
    assert says(house, held, "entrance") and kinds(house) == []


def test_a_screen_whose_word_cannot_be_read_keeps_its_danger_and_the_console_names_it(
    hall: Hall,
) -> None:
    held = wall(hall.built[0]) | {"open": "nonsense"}
    hall.stop()
    lost(hall.data)
    house = hall.start()
    assert not says(house, held)
    told = house.app.test_client().get("/readyz")
    assert told.status_code == 503 and told.get_json()["safe_mode"]["held"] == ["wall: 火灾 疏散"]
    desk = Tablet(house)
    desk.client.set_cookie(TABLET, hall.tablet)
    assert 'data-held="wall"' in desk.get("/console/locked").text
    hall.clock.later(minutes=2)
    assert 'data-held="wall"' not in desk.get("/console/locked").text, (
        "it says so again every ten seconds"
    )


def test_an_empty_directory_whose_screens_know_another_log_waits_for_a_person(
    hall: Hall, tmp_path: Path, clock: Clock
) -> None:
    held = wall(hall.built[0])
    hall.stop()
    house = build(tmp_path / "empty", contents.sample(), simulators=True, clock=clock)
    try:
        assert not house.services.safety.on, "a first start is no safe mode"
        assert not says(house, held), "its statement is signed by another hall"
        assert house.services.safety.why == "stranger"
        assert house.app.test_client().get("/readyz").status_code == 200, "it can save"
        run("log", "new", "--data", tmp_path / "empty")
        turn(house)
        assert not house.services.safety.on and says(house, held)
    finally:
        house.close()


def test_the_same_log_at_an_older_revision_takes_back_what_a_screen_holds(hall: Hall) -> None:
    """Acts that were shown and not stored, or a file copied over by hand: nobody has settled
    that."""
    house = hall.built[0]
    early = {path: path.read_bytes() for path in files(hall.data) if path.exists()}
    house.services.board.do(Raise("SHOCK", ("zone/lobby",)), GUIDE)
    held = wall(house)
    hall.stop()
    lost(hall.data)
    for path, data in early.items():
        path.write_bytes(data)
    house = hall.start()
    assert kinds(house) == ["FIRE"]
    assert says(house, held) and kinds(house) == ["FIRE", "SHOCK"]
    assert not house.services.safety.on


def test_a_restored_backup_ends_safe_mode_with_what_it_holds(hall: Hall, tmp_path: Path) -> None:
    assert kinds(hall.built[0]) == ["FIRE"]
    backup(hall.data, tmp_path / "copy.sqlite")
    hall.built[0].services.board.do(Raise("SHOCK", ("zone/lobby",)), GUIDE)
    held = wall(hall.built[0])
    hall.stop()
    corrupt(hall.data)
    evidence = (hall.data / FILE).read_bytes()
    house = hall.start()
    assert house.services.safety.why == "corrupt"
    said = run("restore", tmp_path / "copy.sqlite", "--data", hall.data)
    assert "it is kept as" in said
    turn(house)
    assert kinds(house) == ["FIRE"] and not house.services.safety.on
    assert says(house, held) and kinds(house) == ["FIRE"], (
        "a restored hall answers for what came after the backup"
    )
    (aside,) = hall.data.glob("hall-aside-*.sqlite")
    assert aside.read_bytes() == evidence


def test_a_log_put_in_the_others_place_by_hand_is_not_believed_until_a_person_says_so(
    hall: Hall, tmp_path: Path, clock: Clock
) -> None:
    hall.stop()
    Store(tmp_path / "other").close()
    lost(hall.data)
    (hall.data / FILE).write_bytes((tmp_path / "other" / FILE).read_bytes())
    before = read_identity(hall.data)
    house = hall.start(contents.sample())
    assert house.services.safety.why == "stranger"
    assert read_identity(hall.data) == before
    run("log", "new", "--data", hall.data)
    turn(house)
    assert before is not None and house.services.board.identity.answers_for(
        before.log, before.generation
    )
    assert not house.services.safety.on


def test_a_directory_that_works_again_is_taken_up_with_what_was_raised_meanwhile(
    hall: Hall,
) -> None:
    hall.stop()
    kept = (hall.data / FILE).read_bytes()
    lost(hall.data)
    house = hall.start()
    house.services.board.do(Raise("SHOCK", ("zone/lobby",)), GUIDE)
    (hall.data / FILE).write_bytes(kept)
    turn(house)
    assert kinds(house) == ["FIRE", "SHOCK"] and not house.services.safety.on
    hall.stop()
    assert kinds(hall.start()) == ["FIRE", "SHOCK"], "it is in the log"


def test_log_new_settles_nothing_where_nothing_is_unsettled(hall: Hall, tmp_path: Path) -> None:
    hall.stop()
    assert "whole" in refused("log", "new", "--data", hall.data)
    assert "no hall" in refused("log", "new", "--data", tmp_path / "nothing")
    lost(hall.data)
    assert "kiosk log new" in refused("staff", "list", "--data", hall.data), (
        "no command makes an empty log of it"
    )
    assert not (hall.data / FILE).exists()


def test_nobody_takes_the_log_from_a_running_server(hall: Hall) -> None:
    lost(hall.data)
    assert "stop that server first" in refused("log", "new", "--data", hall.data)


def test_what_is_kept_apart_is_for_its_owner_alone_and_follows_every_change(hall: Hall) -> None:
    store = hall.built[0].services.store
    for name in (IDENTITY, "hall.access.json", "hall.content"):
        assert (hall.data / name).stat().st_mode & 0o777 == 0o600
    (device,) = store.devices()
    store.revoke_device(device.id)
    store.remove_staff("王")
    hall.stop()
    lost(hall.data)
    house = hall.start()
    desk = Tablet(house)
    desk.client.set_cookie(TABLET, hall.tablet)
    assert desk.get("/console/locked").status_code == 303, (
        "a tablet that was taken off the list stays off"
    )
    assert desk.sign_in("王").status_code == 403


def test_a_statement_of_danger_is_believed_of_this_hall_alone(hall: Hall) -> None:
    here = hall.built[0].services
    said = statement(here.secret, here.board.view, here.board.identity)
    assert (
        read_statement("another", said) is None and read_statement(here.secret, said + "x") is None
    )
    read = read_statement(here.secret, said)
    assert read is not None and [danger.kind for danger in read.dangers] == ["FIRE"]
    (fire,) = here.board.view.world.situation.open_incidents
    here.board.do(Change(fire.id, "clear", reason="演习结束", attest=True), SUPERVISOR)
    here.board.do(Raise("FIRE", ("hall",), drill=True), SUPERVISOR)
    assert statement(here.secret, here.board.view, here.board.identity) == "", (
        "a drill is no danger"
    )
    assert {gravity(scene) for scene in here.board.view.scenes.values()} == {0}


def test_a_store_without_a_log_is_named_so(tmp_path: Path) -> None:
    Store(tmp_path).close()
    for path in files(tmp_path):
        path.unlink(missing_ok=True)
    with pytest.raises(StoreError, match="is gone") as error:
        Store(tmp_path)
    assert error.value.why == "lost"
    assert Store(tmp_path, without_log=True).identity.safe

"""Papers taken by hand in any hall: where, as people are told, and only while the system behind a
window is out."""

from signage.availability.by_hand import by_hand, papers_line
from signage.availability.redirects import instead
from signage.hall.model import HALL, System
from signage.language.words import say
from signage.shows.due_by_hand import hands
from signage.shows.scenes import scenes
from signage.situation.commands import Change, Raise, TakePapers
from tests.cast import ADMIN, Day
from tests.halls import Made, drawn, made
from tests.halls.days import day_of, seen_on
from tests.halls.seeds import LONG, some_halls
from tests.halls.size import chance_of


def some(hall: Made, systems: tuple[System, ...]) -> list[System]:
    """All in a long run, else two, other ones in each hall."""
    return list(systems) if LONG else chance_of(hall.size.seed, 17).sample(systems, 2)


def machines(hall: Made) -> list[str]:
    return [machine.id for machine in hall.content.hall.machines[:1]]


def behind(hall: Made, system: str, day: Day) -> set[str]:
    """Staffed windows that stand on a system, through any number of steps: other code than the
    product's."""
    direct = {
        part.id: set(getattr(part, "depends", ())) for part in hall.content.hall.resources.values()
    }
    fallen, grown = {system}, True
    while grown:
        more = {name for name, needs in direct.items() if needs & fallen} - fallen
        fallen, grown = fallen | more, bool(more)
    staffed = seen_on(hall, day).windows
    return {w.id for w in hall.content.hall.windows if w.id in fallen and staffed[w.id].open}


@some_halls
def test_a_window_takes_papers_exactly_while_its_system_is_out_and_it_is_staffed(seed: int) -> None:
    hall = made(drawn(seed))
    for system in some(hall, hall.content.hall.systems):
        day = day_of(hall, 6)
        wanted = behind(hall, system.id, day)
        number = day.do(Raise("SYS-NET", (system.id,)), ADMIN)
        assert number is not None and not by_hand(seen_on(hall, day))
        if not wanted:
            continue
        day.do(TakePapers(number), ADMIN)
        assert set(by_hand(seen_on(hall, day))) == wanted
        everybody_is_told(hall, day, wanted)
        day.later(minutes=50).do(Change(number, "resolve"), ADMIN)
        assert [hand.ask for hand in hands(seen_on(hall, day))] == ["end"]
        day.do(Change(number, "clear", reason="复检正常"), ADMIN)
        assert not by_hand(seen_on(hall, day)) and not hands(seen_on(hall, day))


def everybody_is_told(hall: Made, day: Day, wanted: set[str]) -> None:
    """Rows of boards and touch pages, the window's own screen, the status page; and nobody is sent
    to another."""
    there = seen_on(hall, day)
    for name, scene in scenes(there).items():
        assert {row.id for row in scene.rows if row.state == "papers"} in (
            set(),
            wanted,
        ) or not scene.rows
        if scene.layout == "window":
            about = set(hall.content.hall.screen[name].about)
            assert (say(scene.title) == "手工受理") is bool(about & wanted), name
        for option in scene.instead:
            assert option.kind != "papers" or set(option.places) <= wanted
    assert papers_line(there)
    works = {option.kind: option for option in instead(there, None, ())}
    if works.keys() <= {"phone", "web", "post"} and any(there.windows[w].services for w in wanted):
        raise AssertionError("where nothing else works, windows that take papers are a place to go")


@some_halls
def test_papers_are_asked_for_only_where_windows_stand_still(seed: int) -> None:
    hall = made(drawn(seed))
    targets = [HALL, *(part.id for part in some(hall, hall.content.hall.systems)), *machines(hall)]
    for target in targets:
        day = day_of(hall, 6)
        wanted = behind(hall, target, day) if target != HALL else None
        day.do(Raise("INT-SHORT", (target,)), ADMIN)
        assert hands(seen_on(hall, day)) == (), "not before it lasts"
        asked = hands(seen_on(hall, day.later(minutes=45)))
        for hand in asked:
            assert (
                hand.ask == "begin"
                and hand.windows
                and (wanted is None or set(hand.windows) <= wanted)
            )


@some_halls
def test_a_window_in_danger_or_paused_takes_no_papers(seed: int) -> None:
    hall = made(drawn(seed))
    window = hall.content.hall.windows[0].id
    for kind in ("SHOCK", "WIN-PAUSE"):
        day = day_of(hall, 6)
        day.do(Raise("INT-LONG", (HALL,)), ADMIN)
        before = set(by_hand(seen_on(hall, day)))
        day.do(Raise(kind, (window,)), ADMIN)
        assert set(by_hand(seen_on(hall, day))) == before - {window}


@some_halls
def test_a_kind_that_means_paper_says_so_only_where_a_window_takes_some(seed: int) -> None:
    hall = made(drawn(seed))
    for target in (
        HALL,
        *(part.id for part in some(hall, hall.content.hall.systems)),
        *machines(hall),
    ):
        day = day_of(hall, 6)
        day.do(Raise("INT-LONG", (target,)), ADMIN)
        there = seen_on(hall, day)
        for name, scene in scenes(there).items():
            said = str(scene._replace(reason=None))  # type: ignore[arg-type]  # its kind is called so
            assert "手工受理" not in said or by_hand(there), (name, target)

"""Generated halls are real ones: they pass the check, are of every kind, and come out the same
every time."""

from pathlib import Path

from hypothesis import given

from tests.halls import Size, drawn, generate, halls, made
from tests.halls.seeds import QUICK, UNLIKE, every_hall, of_any_size
from tests.halls.size import DAYS


@every_hall
def test_a_generated_hall_passes_the_check_and_is_what_was_asked_for(seed: int) -> None:
    hall = made(drawn(seed))
    described = hall.content.hall
    assert len(described.windows) == hall.size.windows
    assert len(described.screens) == hall.size.screens
    assert len(described.lamps) == hall.size.lamps
    assert hall.content.evacuation.plan is not None
    assert set(hall.content.evacuation.plan.screen) == set(described.screen)


@of_any_size
@given(halls())
def test_a_hall_of_any_size_passes_the_check(size: Size) -> None:
    assert made(size).content.hall.windows


def test_the_same_seed_gives_the_same_files(tmp_path: Path) -> None:
    for name in ("one", "other"):
        generate(3, tmp_path / name)
    files = sorted(
        path.relative_to(tmp_path / "one")
        for path in (tmp_path / "one").rglob("*")
        if path.is_file()
    )
    assert files
    assert all(
        (tmp_path / "one" / f).read_bytes() == (tmp_path / "other" / f).read_bytes() for f in files
    )


def test_two_hundred_seeds_hold_halls_of_every_kind() -> None:
    sizes = [drawn(seed) for seed in range(200)]
    assert {size.storeys for size in sizes} == {1, 2, 3, 4}
    assert min(size.windows for size in sizes) == 1 and max(size.windows for size in sizes) >= 70
    assert (
        min(size.terminals for size in sizes) == 0 and max(size.terminals for size in sizes) >= 30
    )
    assert {size.exits for size in sizes} >= {1, 2, 8}
    assert max(size.screens for size in sizes) >= 50 and max(size.lamps for size in sizes) >= 30
    assert {size.ways for size in sizes} == {"ground", "every", "upper"}
    assert {size.online for size in sizes} == {size.extras for size in sizes} == {True, False}


def test_twelve_of_a_quick_run_are_as_unlike_as_halls_can_be() -> None:
    sizes = [drawn(seed) for seed in UNLIKE]
    assert len(sizes) == len(set(UNLIKE)) == 12 and len(set(QUICK)) == 20
    assert {size.storeys for size in sizes} == {1, 2, 3, 4} and {
        size.hours for size in sizes
    } == set(DAYS)
    assert {size.ways for size in sizes} == {"ground", "every", "upper"}
    assert {size.exits for size in sizes} >= {1, 2, 3, 4, 5, 7} and {
        size.night_zones for size in sizes
    } >= {0, 2, 3}
    for number in ("windows", "screens"):
        assert (
            min(getattr(size, number) for size in sizes) == 1
            and max(getattr(size, number) for size in sizes) > 30
        )
    for number in ("terminals", "lamps"):
        assert (
            min(getattr(size, number) for size in sizes) == 0
            and max(getattr(size, number) for size in sizes) > 30
        )
    for told in ("online", "extras", "long_names"):
        assert {getattr(size, told) for size in sizes} == {True, False}

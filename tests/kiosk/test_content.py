"""The content directory: read whole or refused whole; the sample is right; a copy holds no
demonstration dates."""

import shutil
from pathlib import Path

import pytest

from kiosk.content import reader as contents
from kiosk.content.copies import empty_copy, open_all_day
from kiosk.content.reader import Content, ContentError, canonical
from kiosk.drawing.renderer import load_icons
from kiosk.wording.typeset import fit, width_em
from signage.catalogue.kinds import Kind
from signage.hall.filing import Filing, FilingYear, Moved
from signage.hall.levels import EmergencyNumber, Handling, Tier
from signage.hall.model import Hall, Lamp, Machine, Offer, Online, Screen, Service, Window, Zone
from signage.hall.storeys import Floor, Lift, Stairs
from signage.hall.upkeep import Papers


@pytest.fixture
def hall(tmp_path: Path) -> Path:
    target = tmp_path / "hall"
    empty_copy(contents.sample(), target)
    return target


def test_the_sample_has_no_mistakes_and_describes_the_promised_hall() -> None:
    content = contents.read(contents.sample())
    hall = content.hall
    assert (len(hall.windows), len(hall.exits), len(hall.screens), len(hall.lamps)) == (
        12,
        4,
        10,
        7,
    )
    assert sum(machine.what == "terminal" for machine in hall.machines) == 6
    assert len(hall.services) >= 20 and len(content.catalogue.kinds) >= 41
    assert hall.sample


def test_content_survives_being_kept_as_text() -> None:
    content = contents.read(contents.sample())
    assert Content.from_json(content.to_json()) == content
    assert content.to_json() == canonical(content.documents)


def test_a_copy_for_ones_own_hall_explains_itself_and_leads_nowhere_else(hall: Path) -> None:
    documents = {path.name for path in hall.glob("*.md")}
    assert documents == {"README.md", "README.zh-CN.md"}


def test_a_hall_without_kinds_is_told_the_table_to_write(hall: Path) -> None:
    for path in (hall / "catalogue").iterdir():
        path.unlink()
    with pytest.raises(ContentError, match=r"there are none → describe at least one \[\[kind\]\]"):
        contents.read(hall)


def test_a_copy_for_ones_own_hall_lists_what_awaits_confirmation(hall: Path) -> None:
    content = contents.read(hall)
    assert not content.hall.sample
    assert len([note for note in content.notes if "awaits confirmation" in str(note)]) > 50
    with pytest.raises(ContentError, match="not empty"):
        empty_copy(contents.sample(), hall)


def test_broken_files_are_all_named_at_once(hall: Path) -> None:
    (hall / "screens.toml").write_text("[[screens]\n", "utf-8")
    (hall / "lamps.toml").write_bytes(b"\xff\xfe")
    (hall / "services.toml").unlink()
    with pytest.raises(ContentError) as error:
        contents.read(hall)
    assert [mistake.file for mistake in error.value.mistakes] == [
        "services.toml",
        "screens.toml",
        "lamps.toml",
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "meant"),
    [
        ("hall.toml", "always_open =", "allways_open =", "always_open"),
        ("screens.toml", "distance_m =", "distance =", "distance_m"),
        ("screens.toml", "diagonal_in =", "Diagonal-in =", "diagonal_in"),
        ("lamps.toml", "protocol =", "protokol =", "protocol"),
        ("hall.toml", "timezone =", "time_zone =", "timezone"),
    ],
)
def test_an_unknown_key_is_named_with_what_was_perhaps_meant(
    hall: Path, file: str, old: str, new: str, meant: str
) -> None:
    text = (hall / file).read_text("utf-8")
    assert old in text
    (hall / file).write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(ContentError) as raised:
        contents.read(hall)
    assert any(
        "unknown key" in m.wrong and f"did you mean {meant}" in m.remedy
        for m in raised.value.mistakes
    )


def test_a_hidden_layer_is_one_mistake_and_not_all_that_follows_from_it(hall: Path) -> None:
    drawing = (hall / "plan.svg").read_text("utf-8")
    (hall / "plan.svg").write_text(
        drawing.replace('id="layer-routes" opacity="0"', 'id="r" display="none"'), "utf-8"
    )
    with pytest.raises(ContentError) as raised:
        contents.read(hall)
    assert [(m.key, m.wrong) for m in raised.value.mistakes] == [
        ("routes", "it is hidden, and what is hidden is not read")
    ]


def test_a_file_that_nobody_reads_is_told_unless_an_editor_left_it(hall: Path) -> None:
    for stray in (".#hall.toml", "._hall.toml", "hall.toml~", "~$hall.toml"):
        (hall / stray).write_text("x", "utf-8")
        (hall / "catalogue" / stray.replace("hall", "weather")).write_text("x", "utf-8")
    (hall / "icons" / "._tick.svg").write_text("x", "utf-8")
    (hall / "scan.svg").write_text("x", "utf-8")
    contents.read(hall)
    assert load_icons(hall / "icons")
    (hall / "screen.toml").write_text("", "utf-8")
    with pytest.raises(ContentError) as raised:
        contents.read(hall)
    assert [m.remedy for m in raised.value.mistakes] == ["did you mean screens.toml?"]


def test_a_sign_too_long_for_its_screen_is_found(hall: Path) -> None:
    path = hall / "screens.toml"
    path.write_text(path.read_text("utf-8").replace("distance_m = 8", "distance_m = 30"), "utf-8")
    with pytest.raises(ContentError, match="too long for this screen at 30 m"):
        contents.read(hall)


def test_what_is_described_after_the_hours_stays_in_a_demo(tmp_path: Path) -> None:
    own = tmp_path / "own"
    empty_copy(contents.sample(), own)
    described = own / "hall.toml"
    text = described.read_text("utf-8").replace(
        "\n[[zones]]", "\n[papers]\nlong_min = 45\n\n[[zones]]", 1
    )
    described.write_text(text, "utf-8")
    open_all_day(own, tmp_path / "open")
    assert contents.read(tmp_path / "open").hall.papers.long_min == 45


def test_a_demo_hall_never_closes(tmp_path: Path) -> None:
    target = tmp_path / "open"
    open_all_day(contents.sample(), target)
    hours = contents.read(target).hall.hours
    assert len(hours.weekly) == 7 and not hours.holidays


@pytest.mark.parametrize(
    "model",
    [
        Hall,
        Floor,
        Stairs,
        Lift,
        Zone,
        Window,
        Machine,
        Service,
        Offer,
        Online,
        Screen,
        Lamp,
        Kind,
        Handling,
        Tier,
        EmergencyNumber,
        Papers,
        Filing,
        FilingYear,
        Moved,
    ],
)
@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_readme_documents_every_key(model: type, name: str) -> None:
    text = (contents.sample() / name).read_text("utf-8")
    tables = {
        "online",
        "hours",
        "zones",
        "windows",
        "machines",
        "systems",
        "exits",
        "places",
        "groups",
        "services",
        "screens",
        "lamps",
        "floors",
        "stairs",
        "lifts",
        "offers",
        "tiers",
        "numbers",
        "years",
        "moved",
        "until",
    }
    for key in model.model_fields:  # type: ignore[attr-defined]  # all are models
        assert f"`{key}`" in text or (key in tables and key in text), key


def test_a_line_breaks_only_at_its_phrase_and_never_grows_past_its_box() -> None:
    fitted = fit("危险！/请勿触摸", 400, 1000, 1000)
    assert fitted.lines == ("危险！", "请勿触摸")
    assert all(width_em(line) * fitted.size <= 400.01 for line in fitted.lines)
    assert fit("危险！/请勿触摸", 4000, 200, 1000).lines == ("危险！请勿触摸",)


def test_a_drawing_that_may_not_be_read_is_told_like_any_other_file(
    hall: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Saved by another person, it is only theirs; a hall that starts over it must not end."""
    read = Path.read_bytes

    def forbidden(self: Path) -> bytes:
        if self.name == "plan.svg":
            raise PermissionError(13, "Permission denied")
        return read(self)

    monkeypatch.setattr(Path, "read_bytes", forbidden)
    with pytest.raises(ContentError) as raised:
        contents.read(hall)
    assert [(m.file, m.wrong) for m in raised.value.mistakes] == [
        ("plan.svg", "cannot be read: permission denied")
    ]


def test_a_symbol_that_cannot_be_read_is_the_shipped_one(hall: Path) -> None:
    """Saved as a picture, cut off or missing: an arrow that is a blank leads nobody out."""
    (hall / "icons" / "tick.svg").write_bytes(b"\x89PNG\r\n")
    (hall / "icons" / "arrow-right.svg").unlink()
    assert load_icons(hall / "icons") == load_icons(contents.sample() / "icons")


@pytest.mark.parametrize(
    "lines, key",
    [
        ('id = "a"\nname = "甲"\nways = [{ way = "console" }]', "calls.people[0]"),
        ('id = "a"\nname = "甲"\ntier = 1\nways = []', "calls.people[0].ways"),
        ('id = "a"\nname = "甲"\ntier = 9\nways = [{ way = "console" }]', "calls.people[0].tier"),
        ('id = "a"\nname = "甲"\ntier = 1\nways = [{ way = "sms" }]', "calls.people[0].ways[0]"),
        ('id = "a"\nname = "甲"\ntier = 1\nwais = [{ way = "console" }]', "calls.people[0].wais"),
    ],
)  # fmt: skip
def test_whom_the_hall_cannot_call_is_told_by_file_and_key(
    tmp_path: Path, lines: str, key: str
) -> None:
    hall = tmp_path / "hall"
    shutil.copytree(contents.sample(), hall)
    (hall / "calls.toml").write_text(f"[[calls.people]]\n{lines}\n", "utf-8")
    with pytest.raises(ContentError) as error:
        contents.read(hall)
    assert [(one.file, one.key) for one in error.value.mistakes] == [("calls.toml", key)]

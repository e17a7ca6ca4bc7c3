"""The floor plan drawn in the browser: by mouse, by keys, and beside its twin of Inkscape."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect
from reportlab.pdfgen.canvas import Canvas

from kiosk.content.drawings.read_svg import read_drawing, read_plan
from signage.evacuation.blocks import Block
from signage.evacuation.routes import routes
from signage.floorplan.plan import Plan, plan_document
from signage.floorplan.shapes import Shape
from tests.browser.axe import violations
from tests.browser.conftest import Hall, served
from tests.browser.planning import PAGE_MS, Desk, drawn_anew, drawn_by_the_page
from tests.faults.house import PATIENCE_S
from tests.halls.building import building
from tests.halls.drawing import drawing
from tests.halls.furnishing import furnished
from tests.halls.hall import CONTENT, write
from tests.halls.seeds import LONG, SEEDS
from tests.halls.size import Size
from tests.halls.size import drawn as sized

pytestmark = pytest.mark.browser
SMALL = Size(seed=3, storeys=1, windows=4, exits=2, screens=2, extras=False)
TWIN = Size(seed=11, storeys=2, windows=3, terminals=1, exits=2, screens=2, ways="every", extras=False)  # fmt: skip
UPSTAIRS = ((0, 9), (26, 9), (26, 16.5), (0, 16.5))
"""The corners of a second storey, in metres."""
LEADER, KEEPER = "王", "赵"


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small hall, described, and nothing drawn."""
    folder = tmp_path_factory.mktemp("small") / "content"
    write(SMALL, folder)
    (folder / "plan.svg").unlink()
    return folder


@pytest.fixture(scope="module")
def small(content: Path) -> Iterator[Hall]:
    with served(content, content.parent / "data") as hall:
        yield hall


def test_a_small_hall_is_drawn_from_nothing_by_mouse_and_adopted(
    small: Hall, browser: Browser, content: Path
) -> None:
    desk = Desk(browser, small, KEEPER)
    page = desk.page
    desk.open()
    expect(page.locator("#planner-left [data-id='exit/1']")).to_be_visible()
    desk.empty(26, 16.5)
    # An exit on a wall opens it.
    desk.draw("exit", (26, 3.2), (26, 4.8))
    desk.draw("exit", (12.2, 0), (13.8, 0))
    desk.draw("screen", (16.5, 5.5), (16.5, 4.5))
    desk.draw("screen", (10, 5.5), (10, 4.5))
    # Proposed ways are one step, and as good as drawn ones.
    desk.act("propose")
    ways = page.locator("#planner-board .shape.routes")
    # The first who asks waits until geometry is loaded.
    expect(ways).not_to_have_count(0, timeout=PATIENCE_S * 1000)
    expect(page.locator("#planner-faults .mistake")).to_have_count(0)
    proposed = drawn(desk.text())
    assert {routes(proposed).screen(one).exit for one in proposed.screen} <= {*proposed.exit}
    desk.act("undo")
    expect(page.locator("#planner-board .shape.routes")).to_have_count(0)
    desk.draw("way", (4, 4), (13, 4), (22, 4), (26, 4), ends=True)
    desk.draw("way", (13, 4), (13, 0), ends=True)
    # Windows 2 to 4 as 1, every 2.4 m.
    desk.draw("window", (15.4, 2.7))
    page.locator("#planner-copies summary").click()
    page.fill("#copies-count", "3")
    page.fill("#copies-x", "2.4")
    desk.act("copies")
    expect(page.locator("#planner-faults .mistake")).to_have_count(0)
    expect(page.locator("#planner-left [data-id='window/4']")).to_have_count(0)
    assert violations(page) == []
    before = desk.text()
    for _ in range(4):
        desk.act("undo")
    for _ in range(4):
        desk.act("redo")
    assert desk.text() == before and desk.errors == []
    desk.save()
    leader = Desk(browser, small, LEADER)
    leader.open()
    expect(leader.page.locator("[data-picture=after] .exits")).to_have_count(2)
    assert violations(leader.page) == []
    leader.page.get_by_role("link", name="在草稿上走一走").click()
    leader.page.select_option("[name=place]", "window/1")
    leader.page.locator("[data-do=walk]").click()
    expect(leader.page.locator("[data-led='北出口']")).to_be_visible()
    leader.open()
    leader.adopt()
    plan = drawn((content / "plan.svg").read_text("utf-8"))
    assert [*plan.exit] == ["exit/1", "exit/2"] and len(plan.spots) == 4
    assert len([wall for wall in plan.walls if wall.kind == "wall"]) == 6
    assert {routes(plan).screen(one).exit for one in plan.screen} <= {*plan.exit}


def drawn(text: str) -> Plan:
    read = read_plan(text)
    assert read.mistakes == ()
    return read.plan


def test_a_hall_is_drawn_by_keys_alone(small: Hall, browser: Browser, content: Path) -> None:
    desk = Desk(browser, small, LEADER)
    desk.open()
    desk.by_keys("#planner-width", "26")
    desk.by_keys("#planner-depth", "16.5")
    desk.to("[data-do=empty]")
    desk.press("Enter")
    desk.to("#planner-board")
    for key, points in (
        ("e", "26,3.2 26,4.8"), ("e", "12.2,0 13.8,0"), ("t", "16.5,5.5 16.5,4.5"), ("t", "10,5.5 10,4.5"),
    ):  # fmt: skip
        desk.press(key, *_typed(points), "Escape")
    # A way by lengths: 9 m to the right, 9 m on, 4 m on; then up to the other exit.
    desk.press(
        "r", *_typed("4,4"), "9", "ArrowRight", "9", "ArrowRight", "4", "ArrowRight", "Enter"
    )
    desk.press(*_typed("13,4"), "4", "ArrowUp", "Enter", "Escape", "c")
    desk.press("Shift+ArrowRight", "ArrowDown", "Enter")
    desk.press("v", "n", "n", "Control+z", "Control+y")
    # The table is the way for whoever hears the page: each shape with its label and its corners.
    desk.to(".planner-all summary")
    desk.press("Enter")
    row = "tr[data-element=window-1]"
    desk.by_keys(f"{row} [id$=label]", "window/1 alias=A")
    desk.by_keys(f"{row} [id$=points]", "15.4,2.7")
    desk.press("Tab")
    expect(desk.page.locator(f"{row} [id$=label]")).to_have_value("window/1 alias=A")
    desk.page.evaluate("scrollTo(0, 0)")
    assert violations(desk.page) == []
    text = desk.text_by_keys()
    plan = drawn(text)
    assert [*plan.exit] == ["exit/1", "exit/2"] and plan.spot["window/1"].at == (15.4, 2.7)
    assert plan.node[plan.exit["exit/2"].node].at == (13.0, 0.0)
    desk.to("[data-do=save]")
    desk.press("Enter")
    expect(desk.page.locator("#planner-saved")).to_be_visible()
    desk.open()
    if desk.page.locator("[name=gone]").count():
        desk.to("[name=gone]")
        desk.press("Space")
    desk.to("[data-do=adopt]")
    desk.press("Enter")
    expect(desk.page.locator("[data-do=adopt]")).to_have_count(0, timeout=PAGE_MS)
    plan_file = content / "plan.svg"
    small.wait_until(
        lambda: plan_file.is_file() and plan_file.read_text("utf-8") == text, "it is adopted"
    )
    assert desk.errors == []


def _typed(points: str) -> list[str]:
    return [key for point in points.split() for key in (*point, "Enter")]


TWINS = (
    Size(seed=2, storeys=1, windows=6, terminals=2, exits=3, screens=4, ways="every"),
    Size(seed=3, storeys=1, windows=4, exits=2, screens=2, extras=False),
    Size(seed=5, storeys=2, windows=6, terminals=2, exits=3, screens=4, ways="every"),
    Size(seed=7, storeys=1, windows=8, exits=5, screens=5, ways="upper"),
    Size(seed=8, storeys=3, windows=5, exits=2, screens=4, ways="every"),
)  # fmt: skip


def test_plans_drawn_by_the_page_are_their_inkscape_twins_in_every_way(
    small: Hall, browser: Browser
) -> None:
    """Several generated halls, of one storey and of more; in a long run many of any size."""
    desk = Desk(browser, small, KEEPER)
    desk.open()
    for size in (*TWINS, *(map(sized, SEEDS[:40]) if LONG else ())):
        built = building(size)
        text = drawing(size, built, furnished(size, built))
        here, there = drawn(drawn_by_the_page(desk, text)), drawn(text)
        assert plan_document(here) == plan_document(there), size
        for closed in [(), *((exit,) for exit in there.exit), *((one,) for one in there.shaft)]:
            blocks = [Block(name) for name in closed]
            assert ways_out(here, blocks) == ways_out(there, blocks), (size, closed)
    assert desk.errors == []


def test_a_second_storey_is_described_drawn_and_adopted_as_one(
    small: Hall, browser: Browser, content: Path, tmp_path: Path
) -> None:
    write(SMALL, tmp_path / "drawn")
    desk = Desk(browser, small, KEEPER)
    page = desk.page
    floor = {"name.zh": "1层", "name.en": "Floor 1", "id": "floor/1", "height_m": "0"}
    desk.describe("floors", floor, ticked=("discharge",))
    upper = {"name.zh": "2层", "name.en": "Floor 2", "id": "floor/2", "height_m": "4.2"}
    desk.describe("floors", upper)
    stairs = {"name.zh": "1号楼梯", "name.en": "Stairs 1", "id": "stairs/1"}
    desk.describe("stairs", stairs, ticked=("floors=floor/1", "floors=floor/2"))
    zone = {"name.zh": "2层办税区", "name.en": "Zone on Floor 2", "id": "zone/3", "floor": "2"}
    desk.describe("zones", zone)
    desk.describe("windows", {}, "window/4", chosen={"zone": "zone/3"})
    desk.open()
    expect(page.locator("#planner-left [data-id='window/5']")).to_be_visible()
    desk.unfold("#planner-open")
    page.set_input_files("#planner-open", tmp_path / "drawn" / "plan.svg")
    expect(page.locator("#planner-board .exits")).to_have_count(2)
    desk.draw("stairs", (4, 14))
    desk.draw("way", (4, 12.5), (4, 14), ends=True)
    page.select_option("#planner-floor", "2")
    desk.draw("wall", *UPSTAIRS, UPSTAIRS[0], ends=True)
    desk.draw("floor", *UPSTAIRS, UPSTAIRS[0])
    desk.draw("zone", *UPSTAIRS, UPSTAIRS[0])
    desk.draw("stairs", (4, 14))
    desk.draw("way", (4, 14), (16, 14), ends=True)
    desk.draw("window", (16, 13))
    expect(page.locator("#planner-left li")).to_have_count(0)
    expect(page.locator("#planner-faults .mistake")).to_have_count(0)
    desk.save()
    assert desk.errors == []
    leader = Desk(browser, small, LEADER)
    leader.open()
    leader.adopt()
    plan = drawn((content / "plan.svg").read_text("utf-8"))
    assert plan.spot["window/5"].floor == "2" and [*plan.shaft] == ["stairs/1"]
    # Taken off the plan, and out of the description in the same act.
    desk.open()
    page.select_option("#planner-floor", "2")
    desk.click((16, 13))
    desk.press("Delete")
    page.check("[data-goes='window/5']")
    desk.save()
    desk.open()
    expect(page.locator("[data-draft]")).to_contain_text("平面图；5号窗口")
    expect(page.locator("[data-left]")).to_have_count(0)
    assert violations(page) == [] == desk.errors


@pytest.fixture(scope="module")
def twin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Hall, str]]:
    """A hall of two storeys, and its plan as it was drawn elsewhere."""
    folder = tmp_path_factory.mktemp("twin")
    write(TWIN, folder / "content")
    text = (folder / "content" / "plan.svg").read_text("utf-8")
    with served(folder / "content", folder / "data") as hall:
        yield hall, text


def test_a_plan_drawn_in_the_browser_is_its_inkscape_twin_in_every_way(
    twin: tuple[Hall, str], browser: Browser, tmp_path: Path
) -> None:
    hall, text = twin
    desk = Desk(browser, hall, KEEPER)
    desk.open()
    assert desk.text() == text, "what nobody touched is as it was, byte for byte"
    desk.on_board("n", "ArrowRight", "Shift+ArrowDown")
    moved = drawn(desk.text())
    assert plan_document(moved) != plan_document(drawn(text))
    desk.on_board("Shift+ArrowUp", "ArrowLeft")
    for field, wrong in (("points", "1;x"), ("element", "f1-wall-west-1"), ("label", "")):
        desk.page.fill(f"[data-key={field}]", wrong)
        desk.page.press(f"[data-key={field}]", "Tab")
        expect(desk.page.locator(f"[data-key={field}][aria-invalid=true]")).to_have_count(
            int(bool(wrong))
        )
    assert plan_document(drawn(desk.text())) == plan_document(drawn(text)), "all else is as it was"
    opened(desk, CONTENT / "plan.svg")
    traced_over(desk, tmp_path)
    desk.bare(26, 20)
    drawn_anew(desk, text)
    here, there = drawn(desk.text()), drawn(text)
    assert plan_document(here) == plan_document(there)
    for closed in [(), *((exit,) for exit in there.exit), *((one,) for one in there.shaft)]:
        blocks = [Block(name) for name in closed]
        assert ways_out(here, blocks) == ways_out(there, blocks)
    begun_anew(desk)
    assert desk.errors == []


def begun_anew(desk: Desk) -> None:
    """The storey at hand, and no other; taken back it is there again, as an only storey is."""
    text = desk.text()
    before = on_storeys(text)
    desk.empty(26, 20)
    after = on_storeys(desk.text())
    assert after["1"] == before["1"] and after["2"] != before["2"]
    desk.act("undo")
    assert desk.text() == text
    desk.on_board("Control+a", "Delete")
    desk.page.select_option("#planner-floor", "1")
    alone = desk.text()
    desk.empty(30, 20)
    assert len(on_storeys(desk.text())["1"]) == 2
    desk.act("undo")
    assert desk.text() == alone


def on_storeys(text: str) -> dict[str, list[Shape]]:
    storeys: dict[str, list[Shape]] = {"1": [], "2": []}
    for shape in read_drawing(text).shapes:
        storeys[shape.floor].append(shape)
    return storeys


def opened(desk: Desk, file: Path) -> None:
    """All of a storey moved there and back: the drawing is what it was."""
    text = file.read_bytes().decode()
    desk.unfold("#planner-open")
    desk.page.set_input_files("#planner-open", file)
    expect(desk.page.locator("#planner-board [data-n]").first).to_be_visible()
    assert desk.text() == text
    desk.on_board("Control+a", "ArrowRight", "ArrowLeft")
    assert plan_document(drawn(desk.text())) == plan_document(drawn(text))
    desk.on_board("Control+z", "Control+z")
    assert desk.text() == text


def traced_over(desk: Desk, there: Path) -> None:
    """A photograph and a page of a PDF lie under the drawing, and are no part of it."""
    made = io.BytesIO()
    page = Canvas(made, pagesize=(800, 400))
    page.rect(0, 0, 400, 400, fill=1)
    page.showPage()
    page.save()
    (there / "hall.pdf").write_bytes(made.getvalue())
    Image.new("RGB", (800, 400), "#CCDDEE").save(there / "hall.jpg")
    desk.unfold("#planner-picture")
    for name in ("hall.jpg", "hall.pdf"):
        desk.page.set_input_files("#planner-picture", there / name)
        # The first page of a PDF waits for the helper process to start.
        laid = desk.page.locator("#planner-board image[href^='data:image/jpeg']")
        expect(laid).to_have_count(1, timeout=30_000)
        desk.act("no-picture")
        expect(desk.page.locator("#planner-board image")).to_have_count(0)
    assert "<image" not in desk.text()


def ways_out(plan: Plan, blocks: list[Block]) -> list[object]:
    answer = routes(plan, blocks)
    return [answer.screen(name) for name in plan.screen]


def test_who_saves_second_is_told_and_loses_nothing(
    twin: tuple[Hall, str], browser: Browser
) -> None:
    hall, text = twin
    first, second = Desk(browser, hall, KEEPER), Desk(browser, hall, LEADER)
    for desk in (first, second):
        desk.open()
    for desk, key in ((first, "Shift+ArrowRight"), (second, "Shift+ArrowDown")):
        desk.on_board("n", key)
    mine = second.text()
    first.save()
    second.act("save")
    expect(second.page.locator("#planner-told")).to_contain_text("没有丢")
    assert second.text() == mine
    # A lid that closes: what was drawn is here again, and a person decides which goes on.
    second.open()
    assert second.text() == first.text() != text
    second.act("take-up")
    assert second.text() == mine
    second.save()
    second.open()
    assert second.text() == mine

"""The page on which a floor plan is drawn, with a hand on the mouse or on the keys."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from xml.etree.ElementTree import Element

from playwright.sync_api import Browser, Page, expect

from kiosk.content.drawings.read_svg import INKSCAPE, read_drawing
from kiosk.wording.outside import xml
from signage.floorplan.geometry import middle
from signage.floorplan.labels import KEYS
from signage.floorplan.shapes import Shape
from tests.browser.conftest import Hall
from tests.browser.hands import Hands
from tests.browser.promises import let_in
from tests.cast import PINS

Point = tuple[float, float]
TOOL_OF = {
    "walls": "wall", "partitions": "partition", "furniture": "furniture", "floor": "floor", "routes": "way",
    "doors": "door", "exits": "exit", "stairs": "stairs", "screens": "screen", "places": "place", "zones": "zone",
    "assembly": "assembly", "safety": "safety", "scale": "scale", "north": "north",
}  # fmt: skip
MARKS = frozenset({"stairs", "places", "safety", "assembly"})
"""Layers whose shapes say by their middle where they are."""
NONE: Mapping[str, str] = {}
PAGE_MS = 90_000
"""A draft is read whole for each page of it, which a busy machine takes its time for."""
METRES = """([x, y]) => {
  const m = document.getElementById('planner-board').getScreenCTM();
  return [m.a * x * 100 + m.e, m.d * y * 100 + m.f];
}"""


class Desk:
    """``page``: of somebody who may draft, at the drawing."""

    def __init__(self, browser: Browser, hall: Hall, who: str, wide: int = 1280) -> None:
        self.hall = hall
        self.errors: list[str] = []
        self.page = self._signed_in(browser, who, wide)

    def _signed_in(self, browser: Browser, who: str, wide: int) -> Page:
        context = browser.new_context(viewport={"width": wide, "height": 800}, locale="zh-CN")
        context.set_default_timeout(PAGE_MS)
        page = context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.goto(f"{self.hall.base_url}/sign-in")
        let_in(page, who, PINS[who][1])
        return page

    def open(self) -> None:
        self.page.goto(f"{self.hall.base_url}/facilities/plan")
        expect(self.page.locator("[data-tool=select][aria-pressed=true]")).to_be_visible()

    def act(self, name: str) -> None:
        self.page.locator(f"#planner [data-do={name}]").click()

    def act_on_page(self, name: str) -> None:
        self.page.locator(f"[data-do={name}]").click()

    def adopt(self) -> None:
        """The draft that is open, and wait until the hall goes by it, not only until a file says so."""
        self.act_on_page("adopt")
        expect(self.page.locator("[data-do=adopt]")).to_have_count(0, timeout=PAGE_MS)

    def empty(self, wide: float, deep: float) -> None:
        self.unfold("#planner-width")
        self.page.fill("#planner-width", f"{wide:g}")
        self.page.fill("#planner-depth", f"{deep:g}")
        self.act("empty")

    def bare(self, wide: float, deep: float) -> None:
        """Without the outline an empty hall begins with."""
        self.empty(wide, deep)
        self.on_board("v", "n", "Delete", "n", "Delete")

    def unfold(self, field: str) -> None:
        folded = self.page.locator(f"details:not([open]):has({field})")
        if folded.count():
            folded.locator("summary").first.click()

    def take(self, tool: str) -> None:
        self.page.locator(f"[data-tool={tool}]").click()

    def describe(
        self,
        part: str,
        typed: Mapping[str, str],
        model: str = "",
        *,
        ticked: Iterable[str] = (),
        chosen: Mapping[str, str] = NONE,
    ) -> None:
        """A new thing of the hall, as ``model`` where there is one, into the draft. ``ticked``: a
        field, or a field and its value."""
        page = self.page
        page.goto(f"{self.hall.base_url}/facilities/things/{part}/new?model={model}")
        for name, text in typed.items():
            page.fill(f"[name='{name}']", text)
        for name, value in chosen.items():
            page.select_option(f"[name='{name}']", value)
        for one in ticked:
            field, _, value = one.partition("=")
            which = f"[value='{value}']" if value else ""
            page.check(f"[name='{field}']{which}")
        with page.expect_navigation():
            page.locator("[data-do=draft]").click()
        expect(page.locator("[data-draft]")).to_be_visible()

    # ---- by mouse

    def click(self, at: Point) -> None:
        x, y = self.page.evaluate(METRES, list(at))
        self.page.mouse.click(x, y)

    def draw(self, tool: str, *points: Point, ends: bool = False) -> None:
        """``ends``: a line is ended by a second click on its last corner."""
        self.take(tool)
        for point in points:
            self.click(point)
        if ends:
            self.click(points[-1])

    # ---- by keys

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def on_board(self, *keys: str) -> None:
        self.page.locator("#planner-board").focus()
        self.press(*keys)

    def to(self, selector: str) -> None:
        """Tab after Tab; what is folded in is unfolded on the way."""
        for _ in range(160):
            if self.page.evaluate("s => document.activeElement.matches(s)", selector):
                return
            if self.page.evaluate(
                "s => { const one = document.activeElement.closest('summary'), all = document.querySelector(s);"
                " return Boolean(one && all && !one.parentNode.open && one.parentNode.contains(all)); }",
                selector,
            ):
                self.press("Enter")
            self.press("Tab")
        raise AssertionError(f"no Tab leads to {selector}")

    def by_keys(self, selector: str, text: str) -> None:
        self.to(selector)
        self.press("Control+a")
        self.page.keyboard.type(text)

    def figures(self, *points: Point) -> None:
        """Typed in metres, in the field of figures."""
        for x, y in points:
            self.page.keyboard.insert_text(f"{x:.6g},{y:.6g}")
            self.page.keyboard.press("Enter")

    # ---- what became of it

    def text(self) -> str:
        """The drawing as the page would save it."""
        self.unfold("#planner-download")
        with self.page.expect_download() as coming:
            self.page.locator("#planner-download").click()
        return Path(coming.value.path()).read_bytes().decode()

    def text_by_keys(self) -> str:
        self.to("#planner-download")
        with self.page.expect_download() as coming:
            self.press("Enter")
        return Path(coming.value.path()).read_bytes().decode()

    def save(self) -> None:
        self.act("save")
        expect(self.page.locator("#planner-saved")).to_be_visible(timeout=PAGE_MS)


def labels_of(text: str) -> dict[str, str]:
    """What is written on each element of a drawing, by its id."""
    return {
        element.get("id", ""): element.get(f"{INKSCAPE}label", "")
        for element in _elements(xml(text))
    }


def _elements(root: Element) -> Iterator[Element]:
    return root.iter()


def drawn_anew(desk: Desk, text: str) -> None:
    """Every shape of a drawing drawn by the page's own tools, from its own coordinates."""
    drawing, labels = read_drawing(text), labels_of(text)
    page = desk.page
    floor = ""
    for shape in sorted(drawing.shapes, key=lambda one: one.floor):
        if shape.floor != floor:
            floor = shape.floor
            page.select_option("#planner-floor", floor)
        _draw(desk, shape, drawing.metres_per_unit)
        label = labels[shape.element]
        if label and page.input_value("[data-key=label]") != label:
            page.fill("[data-key=label]", label)
            page.press("[data-key=label]", "Tab")
        page.fill("[data-key=element]", shape.element)
        page.press("[data-key=element]", "Tab")


DRAW = """async ({keys, shapes}) => {
  const {Editor} = await import("/static/planner/editor.js");
  const {empty} = await import("/static/planner/drawing.js");
  const given = {svg: empty(20, 12), keys, things: [], floors: [], entered: "", cuts: true};
  const editor = new Editor(given, null);
  for (const {tool, floor, points, label, element} of shapes) {
    editor.enter(floor);
    editor.take(tool);
    const el = editor.draw(points);
    if (label) editor.relabel(el, label);
    if (!editor.mark(el, element)) throw new Error(element);
  }
  return editor.text();
}"""


def drawn_by_the_page(desk: Desk, text: str) -> str:
    """Every shape of a drawing drawn anew by the functions that the page's tools call, without a
    hand: a hall takes a second so."""
    drawing, labels = read_drawing(text), labels_of(text)
    shapes = [
        {
            "tool": TOOL_OF[shape.layer], "floor": shape.floor, "points": _corners(shape, shape.points),
            "label": labels[shape.element], "element": shape.element,
        }
        for shape in sorted(drawing.shapes, key=lambda one: one.floor)
    ]  # fmt: skip
    found = desk.page.evaluate(DRAW, {"keys": dict(KEYS), "shapes": shapes})
    assert isinstance(found, str)
    return found


def _corners(shape: Shape, points: Sequence[Point]) -> list[Point]:
    """As a hand would draw it: a box by two of them, a mark by its middle."""
    if shape.layer == "furniture" and len(points) == 4:
        return [points[0], points[2]]
    return [middle(points)] if shape.layer in MARKS else list(points)


def _draw(desk: Desk, shape: Shape, unit: float) -> None:
    desk.take(TOOL_OF[shape.layer])
    desk.page.focus("#planner-figure")
    points = [(x * unit, y * unit) for x, y in shape.points]
    desk.figures(*_corners(shape, points))
    desk.press("Enter")


__all__ = ["Desk", "drawn_anew", "drawn_by_the_page", "labels_of"]


class Person(Hands):
    """Hands that also draw."""

    def corner(self, at: Point) -> None:
        x, y = self.page.evaluate(METRES, list(at))
        self.page.mouse.click(x, y)
        self.taps += 1
        self.thoughts += 1

    def draw(self, tool: str, *points: Point, ends: bool = False) -> None:
        """``ends``: a second click on the last corner ends a line."""
        pressed = self.page.locator(f"[data-tool={tool}]")
        if pressed.get_attribute("aria-pressed") != "true":
            self.tap(f"[data-tool={tool}]")
        for point in points:
            self.corner(point)
        if ends:
            self.page.mouse.click(*self.page.evaluate(METRES, list(points[-1])))
            self.taps += 1

    def row(self, count: int, right_m: float) -> None:
        """Copies of what is chosen, one beside the other."""
        if not self.page.locator("#planner-copies[open]").count():
            self.tap("#planner-copies summary")
        self.type("#copies-count", str(count)).type("#copies-x", f"{right_m:g}")
        self.tap("[data-do=copies]")

    def things(self, part: str) -> "Person":
        self.tap(f"main a[href='/facilities/things/{part}']")
        return self

    def new(self, part: str, model: str = "") -> "Person":
        """As ``model``, or empty; the first of the list stands there by itself."""
        self.things(part)
        if self.page.input_value("#like") != model:
            self.choose("#like", model)
        self.tap("[data-do=new]")
        return self

    def copies(self, part: str, model: str, since: int, until: int, *, those: bool = False) -> None:
        self.things(part)
        if self.page.input_value("#model") != model:
            self.choose("#model", model)
        self.type("#since", str(since)).type("#until", str(until))
        if those:
            self.tap("[name=those]")
        self.draft("copies")

    def tick(self, field: str, value: str) -> "Person":
        """What is folded in is unfolded first."""
        box = f"[name={field}][value='{value}']"
        if not self.page.locator(box).is_visible():
            self.tap(f"details:has({box}) summary")
        self.tap(box)
        return self

    def fill(self, **fields: str) -> "Person":
        """``name__zh``: the field ``name.zh``."""
        for name, text in fields.items():
            self.type(f"[name='{name.replace('__', '.')}']", text)
        return self

    def draft(self, act: str = "draft") -> None:
        """Kept, and shown beside what it was."""
        self.tap(f"[data-do={act}]")
        expect(self.page.locator("[data-draft]")).to_be_visible()

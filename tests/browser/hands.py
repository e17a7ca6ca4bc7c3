"""A person at a tablet, counted: what they tap and type, and the seconds that costs by the
keystroke-level model (Card, Moran, Newell, 1980)."""

from dataclasses import dataclass, field

from playwright.sync_api import Page, expect
from pypinyin import lazy_pinyin

THINK_S, POINT_S, PRESS_S, KEY_S, ANSWER_S = 1.35, 1.1, 0.2, 0.28, 0.4
"""Before each tap and each field; to a place on the glass; the tap; a key, of somebody who types
neither fast nor badly; until a page has answered a tap and stands there, taken as the same for
all and not measured: a busy machine says nothing of a person."""


@dataclass
class Hands:
    """``answers``: taps that the page answered with another."""

    page: Page
    taps: int = 0
    keys: int = 0
    thoughts: int = 0
    answers: int = 0
    _done: list[str] = field(default_factory=list)

    def tap(self, selector: str, within: str = "") -> "Hands":
        """Whatever is in the way of being seen has to be scrolled to: one tap more."""
        target = self.page.locator(f"{within} {selector}".strip()).first
        expect(target).to_be_visible()
        if not target.evaluate(IN_SIGHT):
            self.taps += 1
        target.click()
        self.page.wait_for_load_state("domcontentloaded")
        self.answers += 1
        self.taps += 1
        self.thoughts += 1
        return self

    def choose(self, selector: str, value: str) -> "Hands":
        """A list opens by one tap and closes by another."""
        self.page.locator(selector).first.select_option(value)
        self.taps += 2
        self.thoughts += 1
        return self

    def type(self, selector: str, text: str, *, further: bool = False) -> "Hands":
        """In place of what stands there (all of it is chosen by three taps), or ``further``."""
        target = self.page.locator(selector).first
        before = target.input_value()
        self.taps += 1 if further or not before else 3
        self.keys += strokes(text)
        self.thoughts += 1
        target.fill(f"{before} {text}".strip() if further else text)
        return self

    @property
    def seconds(self) -> float:
        person = self.taps * (POINT_S + PRESS_S) + self.keys * KEY_S + self.thoughts * THINK_S
        return person + self.answers * ANSWER_S


@dataclass
class Keyboard(Hands):
    """The same person with a keyboard and nothing else: to each thing by Tab, a key a time."""

    def reach(self, selector: str, back: bool = False) -> "Keyboard":
        """``back``: from behind, where that is nearer. Until it has the focus: whatever stands before
        it is passed, which is counted too."""
        for _ in range(MOST_TABS):
            self.press("Shift+Tab" if back else "Tab")
            if self.page.locator(f"{selector}:focus").count():
                self.thoughts += 1
                return self
        raise AssertionError(f"no key leads to {selector}")

    def press(self, key: str) -> "Keyboard":
        self.page.keyboard.press(key)
        self.keys += 1
        return self

    def write(self, text: str) -> "Keyboard":
        """In place of what stands there, or as the first letters of a choice."""
        self.press("ControlOrMeta+a")
        self.page.keyboard.type(text)
        self.keys += strokes(text)
        return self

    def go(self, selector: str, address: str, back: bool = False) -> "Keyboard":
        """To a key or a link, and on by it; ``address``: a pattern of where it leads."""
        return self.reach(selector, back).enter(address)

    def enter(self, address: str) -> "Keyboard":
        """A key or a link where it is, or the form whose field it is in."""
        self.press("Enter")
        self.page.wait_for_url(address, timeout=ANSWER_MOST_MS)
        self.answers += 1
        return self


MOST_TABS = 120
"""Nobody tabs further."""
ANSWER_MOST_MS = 90_000
"""However busy the machine is."""
IN_SIGHT = """(one) => {
  const box = one.getBoundingClientRect(), head = document.querySelector('.head');
  const top = head && getComputedStyle(head).position === 'sticky' ? head.getBoundingClientRect().bottom : 0;
  return box.top >= top - 1 && box.bottom <= innerHeight + 1;
}"""


def strokes(text: str) -> int:
    """Keys pressed for it: pinyin and one to choose for a run of Chinese, else a key a letter."""
    typed, run = 0, ""
    for letter in f"{text}\n":
        if "\u4e00" <= letter <= "\u9fff":
            run += letter
            continue
        if run:
            typed += sum(map(len, lazy_pinyin(run))) + 1
            run = ""
        typed += 1
    return typed - 1

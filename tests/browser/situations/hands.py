"""A person with a tablet: taps what can be seen, types what has to be typed; both are counted."""

from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, TimeoutError

from tests.browser.promises import HELD_MS, let_in
from tests.browser.situations.pages import TABLET_PARTS, Eyes, Seen, plain
from tests.cast import PINS

PATIENCE_MS = 20_000


@dataclass
class Hands:
    """One of the staff. ``taps``: for what; a hold is one, a field filled in is one and its
    ``letters``."""

    name: str
    eyes: Eyes
    page: Page
    doing: str = ""
    taps: dict[str, int] = field(default_factory=dict)
    letters: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, name: str, eyes: Eyes) -> "Hands":
        hands = cls(name, eyes, eyes.page("/console"))
        hands.sign_in()
        return hands

    @property
    def role(self) -> str:
        return PINS[self.name][0]

    def sign_in(self) -> None:
        let_in(self.page, self.name, PINS[self.name][1])

    def begins(self, doing: str) -> "Hands":
        """What the next taps are for. Takes up the tablet: its page is as fresh as it keeps
        itself."""
        self.doing = doing
        self.taps.setdefault(doing, 0)
        return self

    def looks_up(self, path: str = "/console") -> None:
        self.page.goto(self.eyes.hall.base_url + path)
        if "/sign-in" in self.page.url:
            self.sign_in()

    def tap(self, selector: str, *, held: bool = False) -> None:
        key = self.page.locator(selector).first
        self._unfolded(key)
        self._tapped()
        key.click(delay=HELD_MS if held else 0)

    def _unfolded(self, key: Locator) -> None:
        """Opens the card the key lies in, where it is a line: one tap more, but for a key that is
        the card's own head. Looked at once the page is whole and its script has opened what it keeps
        open."""
        self.page.wait_for_load_state()
        key.wait_for(state="attached")
        head = key.locator("xpath=ancestor::details[contains(@class,'case')][not(@open)]/summary")
        if (
            head.count()
            and not key.locator(
                "xpath=self::summary[parent::details[contains(@class,'case')]]"
            ).count()
        ):
            self._tapped()
            head.first.click()

    def unfold(self, selector: str) -> None:
        """Open what is folded, if it is."""
        self.page.wait_for_load_state()
        part: Locator = self.page.locator(selector)
        if part.get_attribute("open") is None:
            self.tap(f"{selector} > summary")

    def write(self, selector: str, text: str) -> None:
        self._unfolded(self.page.locator(selector).first)
        self._tapped()
        self.letters[self.doing] = self.letters.get(self.doing, 0) + len(text)
        self.page.locator(selector).first.fill(text)

    def sees(self, selector: str, *, gone: bool = False) -> None:
        """Wait until it is there, or is not; else tell what the tablet says instead."""
        try:
            self.page.wait_for_selector(
                selector, state="detached" if gone else "attached", timeout=PATIENCE_MS
            )
            self.page.wait_for_load_state()
        except TimeoutError as late:
            said = self.page.locator("main").inner_text()
            raise AssertionError(
                f"{self.name} sees {'still' if gone else 'no'} {selector}:\n{said[:2000]}"
            ) from late

    def _tapped(self) -> None:
        self.taps[self.doing] = self.taps.get(self.doing, 0) + 1

    def seen(self) -> Seen:
        """The tablet as it keeps itself: its cards, and what stands below them, folded or not."""
        return Seen(
            f"tablet of {self.name}", f"tablet-{self.role}", plain(self.page.evaluate(TABLET_PARTS))
        )

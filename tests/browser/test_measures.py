"""A limit that is passed, a contact that opens and a device on MQTT, as people meet them on the console:
proposed with their reason, taken up with one tap, and what ends outside only proposes the end."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from devices.contacts.boards import Reading
from devices.lines.addresses import Allowed
from kiosk.custody.probes.signals.brokers.watch import Brokers
from kiosk.custody.probes.signals.contacts.watch import Contacts
from kiosk.custody.probes.thresholds import Thresholds
from signage.hall.alerts.brokers import Broker, Topic
from signage.hall.alerts.contacts import Contact
from signage.hall.alerts.rules import AlertRule, Alerts
from signage.hall.alerts.thresholds import Threshold
from signage.records.measures import Measure
from signage.situation.commands import Change
from tests.browser.promises import awaited, let_in, turned
from tests.browser.test_cockpit import WIDTHS
from tests.browser.test_journey import hold
from tests.browser.test_ledger import SIZES, WIDE, Served
from tests.cast import ADMIN, PINS

pytestmark = pytest.mark.browser
ALERTS = Alerts(
    rules=(
        AlertRule(
            id="hot", matchers=('threshold="hot"',), kind="SYS-CORE", target="system/core", text="{summary}",
        ),
        AlertRule(
            id="fire", matchers=('alertname="fire-panel"',), kind="FIRE", target="hall", text="{summary}",
        ),
        AlertRule(
            id="gate", matchers=('alertname="gate"',), kind="SYS-NET", target="system/network",
            text="{instance} {value}",
        ),
    ),
    thresholds=(
        Threshold(
            id="hot", name={"zh": "机房温度", "en": "Server room"}, unit={"zh": "℃", "en": "°C"},
            measure="report.temperature", over=30, until=28,
        ),
    ),
    contacts=(Contact(id="fire-panel", address="sim://panel", input=1),),
    mqtt=(
        Broker(id="house", host="127.0.0.1", topics=(
            Topic(id="gate", topic="hall/gate/+/state", firing=("stuck",), resolved=("open",)),
        )),
    ),
)  # fmt: skip
SAID = {
    "hot": {"zh": "机房温度：31.2 ℃，超过 30 ℃", "en": "Server room: 31.2 °C"},
    "fire": {"zh": "fire-panel", "en": "fire-panel"},
    "gate": {"zh": "hall/gate/2/state stuck", "en": "hall/gate/2/state stuck"},
}
"""What each says of itself where it is proposed."""
COVERED = """() => {
  scrollTo(0, 0);
  const found = [...document.querySelectorAll('.proposed h3, .proposed [data-do=take]')];
  return found.length !== 2 || found.some((one) => {
    const box = one.getBoundingClientRect();
    const there = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
    return box.bottom > innerHeight || !there || !one.contains(there);
  });
}"""
"""Whether what a proposal says, or its key, is out of the window or under something else."""


@dataclass
class World:
    """What is measured, wired and published, as the test says; the hall hears of it as it always does."""

    served: Served
    values: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        here = self.served.house.services
        board = here.board
        hall = board.view.content.hall.model_copy(update={"alerts": ALERTS})
        board.adopt(replace(board.view.content, hall=hall))
        self.thresholds = Thresholds(board, tuple, self._measured)
        here.thresholds = self.thresholds
        (self.contacts,) = Contacts(board, Allowed(simulators=True), self._now).turning.settled()
        (self.broker,) = Brokers(board, self._now, lambda prefix: {}).turning.settled()
        assert self.contacts.panel is not None
        self.contacts.panel.turn = lambda: None  # type: ignore[method-assign]  # the test reads in its place
        self.broker._listen = lambda: None  # type: ignore[method-assign]  # the test hears in its place
        self.broker.connected = True

    def _now(self) -> float:
        return self.served.clock().timestamp()

    def _measured(self) -> dict[str, tuple[Measure, ...]]:
        return {name: (Measure(value, self.served.clock()),) for name, value in self.values.items()}

    def _later(self) -> None:
        self.served.clock.later(seconds=1)

    def hot(self, *, away: bool) -> None:
        self._later()
        self.values["report.temperature"] = 31.2 if away else 27
        self.thresholds.turn()

    def fire(self, *, away: bool) -> None:
        self._later()
        assert self.contacts.panel is not None
        self.contacts.panel.boards.readings = {"fire-panel": Reading(not away, True)}
        self.contacts.turn()

    def gate(self, *, away: bool) -> None:
        self._later()
        self.broker.hear("hall/gate/2/state", b"stuck" if away else b"open")
        self.broker.turn()

    @property
    def open(self) -> list[str]:
        return [
            one.id for one in self.served.house.services.board.view.world.situation.open_incidents
        ]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    served = Served(tmp_path / "data")
    yield World(served)
    served.close()


def sign_in(page: Page, base: str) -> None:
    page.goto(f"{base}/console")
    let_in(page, "李", PINS["李"][1])


def in_sight(page: Page, lang: str) -> None:
    """What may cost lives, on a window of any size, as the page opens and however it is unfolded."""
    size = page.viewport_size
    page.reload()
    for width, height in WIDTHS:
        page.set_viewport_size({"width": width, "height": height})
        expect(page.locator("article.proposed")).to_contain_text(SAID["fire"][lang])
        awaited(page, f"() => !({COVERED})() && !({WIDE})()")
    page.set_viewport_size(size)  # type: ignore[arg-type]  # it was given one


def standing(page: Page, rule: str) -> Locator:
    """Where what is to be done is folded, or behind a key as on a phone, it is opened first: the key
    counts it."""
    page.reload()
    rest = page.locator("label[for=pane-rest]")
    if rest.is_visible():
        here = page.locator(f".rest [data-standing={rule}]").count()
        expect(rest.locator("b")).to_have_text(["1"] if here else [])
        rest.click()
    # As a hand does: what is unfolded otherwise is folded again when the hall tells what there is.
    if not page.locator("#todo[open]").count():
        page.locator("#todo > summary").click()
    expect(page.locator("#todo[open]")).to_have_count(1)
    return page.locator(f"[data-standing={rule}]")


def goes_and_comes(page: Page, world: World, source: str, lang: str) -> None:
    tells: Callable[..., None] = getattr(world, source)
    tells(away=True)
    assert world.open == [], "a proposal publishes nothing"
    if source == "fire":
        in_sight(page, lang)
    proposed = standing(page, "alert")
    expect(proposed).to_contain_text(SAID[source][lang])
    with page.expect_navigation():
        proposed.locator("[data-do=take]").click()
    if source == "fire":
        assert world.open == [], "what moves people out of the hall is held, as by hand"
        with page.expect_navigation():
            hold(page, "[data-do=confirm]")
    card = page.locator("article[data-incident]")
    expect(card).to_have_count(1)
    if source != "fire":
        told = {"zh": "监控报告：", "en": "Monitoring:"}[lang]
        expect(card.locator(".cause")).to_contain_text(told)
    (number,) = world.open
    tells(away=False)
    over = standing(page, "recovered")
    expect(over).to_contain_text({"zh": "结束", "en": "end"}[lang])
    assert world.open == [number] and page.evaluate(WIDE) == 0, "the end is a person's"
    world.served.house.services.board.do(Change(number, "clear", reason="好了"), ADMIN)
    expect(standing(page, "recovered")).to_have_count(0)


def test_what_is_measured_wired_and_published_proposes_and_a_person_decides(
    browser: Browser, world: World
) -> None:
    for size, lang in (("tablet", "zh"), ("phone", "en")):
        width, height = SIZES[size]
        page = browser.new_context(viewport={"width": width, "height": height}).new_page()
        sign_in(page, world.served.base)
        if lang == "en":
            turned(page)
            page.goto(f"{world.served.base}/console")
        world.served.clock.later(minutes=10)
        page.reload()
        for source in SAID:
            goes_and_comes(page, world, source, lang)
        expect(page.locator("[data-measure=hot]")).to_have_attribute("data-state", "well")
        page.context.close()

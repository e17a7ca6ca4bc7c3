"""Signed warnings: who is believed, and that a doubt lessens nothing and does nothing by itself."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.content.reader import Content
from kiosk.custody.warnings.feeds import Feeds, Hearer
from signage.hall.alerts.rules import AlertRule, Alerts, Feed, Location
from signage.language.words import say
from signage.records.due_in_hall import standing
from signage.situation.alerts import AnswerAlert
from tests.cast import CATALOGUE, HALL, SUPERVISOR
from tests.kiosk.cap.samples import SENT, cap, info, named
from tests.kiosk.cap.signers import Signer, signer
from tests.kiosk.house import House, text_of

RULE = AlertRule(
    id="rain", matchers=('category="Met"',), kind="HALL-CLOSED", target="hall", text="{headline}",
    act="raise",
)  # fmt: skip
UNSURE, SURE = "（未核实）青禾县发布暴雨橙色预警", "青禾县发布暴雨橙色预警"


class Inbox:
    """A hall that acts by itself on what is signed rightly, and the directory it hears from."""

    def __init__(self, folder: Path, **trust: str) -> None:
        self.folder = folder / "inbox"
        self.folder.mkdir()
        feed = Feed(id="weather", directory=str(self.folder), role="supervisor", **trust)
        alerts = Alerts(
            rules=(RULE,), location=Location(latitude=36.1, longitude=120.3), feeds=(feed,)
        )
        hall = HALL.model_copy(update={"alerts": alerts})
        documents = {
            "hall": hall.model_dump(mode="json"),
            "catalogue": CATALOGUE.model_dump(mode="json"),
        }
        self.house = House(folder / "data", Content(hall, CATALOGUE, documents, "0" * 64, ()))
        self.house.clock.later(minutes=30)
        self.feeds = Feeds(Hearer(self.house.board), lambda: 0.0)

    def hears(self, *messages: str) -> list[str]:
        """What the feed says of its trouble."""
        for number, message in enumerate(messages):
            (self.folder / f"{len(list(self.folder.iterdir()))}-{number}.cap").write_text(message)
        for line in self.feeds.turning.settled():
            self.feeds.read(line)
        return [say(fact.detail) for fact in self.feeds.facts() if not fact.ok]

    @property
    def open(self) -> list[str]:
        return [one.notice.kind for one in self.house.board.view.world.situation.open_incidents]

    @property
    def asked(self) -> list[str]:
        told = standing(self.house.board.view.world)
        return [say(one.words) for one in told if one.rule in ("alert", "recovered")]

    @property
    def text(self) -> str:
        return text_of(self.house.board.view.world.situation.alerts["rain"])


@pytest.fixture(scope="module")
def authority() -> Signer:
    return signer("气象局", authority=True)


@pytest.fixture(scope="module")
def weather(authority: Signer) -> Signer:
    return signer("青禾县气象台", authority)


Make = Callable[..., Inbox]


@pytest.fixture
def made(tmp_path: Path, weather: Signer, request: pytest.FixtureRequest) -> Make:
    def make(text: str = weather.pem, name: str = "certificate_file") -> Inbox:
        file = tmp_path / "trusted.pem"
        file.write_text(text)
        inbox = Inbox(tmp_path, **{name: str(file)})
        request.addfinalizer(inbox.house.close)
        return inbox

    return make


def feed_of(*messages: str) -> str:
    entries = "".join(f"<entry><content>{one}</content></entry>" for one in messages)
    return f'<feed xmlns="http://www.w3.org/2005/Atom" xmlns:x="urn:x">{entries}</feed>'


def test_who_signs_rightly_is_believed_by_certificate_and_by_authority(
    made: Make, weather: Signer, authority: Signer, tmp_path: Path
) -> None:
    inbox = made()
    assert inbox.hears(weather.signs(cap())) == [] and inbox.open == ["HALL-CLOSED"]
    assert inbox.text == SURE and inbox.asked == []


def test_an_authority_vouches_for_who_it_certified(
    made: Make, weather: Signer, authority: Signer
) -> None:
    inbox = made(authority.pem, "ca_file")
    assert inbox.hears(weather.signs(cap())) == [] and inbox.open == ["HALL-CLOSED"]


def test_a_signature_is_right_in_a_feed_too(made: Make, weather: Signer) -> None:
    inbox = made()
    assert inbox.hears(feed_of(weather.signs(cap()))) == [] and inbox.open == ["HALL-CLOSED"]


def wrapped(weather: Signer) -> str:
    """A right signature of another message, around one of the forger's."""
    right = weather.signs(cap(info(event="大雾黄色预警"), identifier="other"))
    signature = right[right.index("<ds:Signature") : right.index("</ds:Signature>")]
    return cap().replace("</alert>", f"{signature}</ds:Signature></alert>")


def expired(authority: Signer) -> Signer:
    return signer("青禾县气象台", authority, ends=SENT - timedelta(days=1))


DOUBTS: dict[str, tuple[Callable[[Signer, Signer], str], str]] = {
    "unsigned": (lambda weather, authority: cap(), "没有签名"),
    "changed": (lambda weather, authority: weather.signs(cap()).replace("Severe", "Minor"), "签名不符"),
    "another's": (lambda weather, authority: signer("别人").signs(cap()), "签名不符"),
    "wrapped": (lambda weather, authority: wrapped(weather), "签名不符"),
    "nested": (
        lambda weather, authority: cap().replace(
            "</alert>", f"<x>{weather.signs(cap(identifier='in'))}</x></alert>"
        ),
        "没有签名",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DOUBTS)
def test_in_doubt_it_is_proposed_and_said_and_done_by_nobody(
    made: Make, weather: Signer, authority: Signer, name: str
) -> None:
    message, why = DOUBTS[name]
    inbox = made()
    (trouble,) = inbox.hears(message(weather, authority))
    assert f"未经核实（{why}）" in trouble and inbox.open == []
    (asked,) = inbox.asked
    assert asked.startswith(f"收到预警：{UNSURE} →")
    inbox.house.board.do(AnswerAlert("rain"), SUPERVISOR)
    assert inbox.open == ["HALL-CLOSED"], "a person may"


@pytest.mark.parametrize("name", ["expired", "no file", "no certificate", "other authority"])
def test_whoever_cannot_be_checked_is_in_doubt(
    made: Make, weather: Signer, authority: Signer, tmp_path: Path, name: str
) -> None:
    old = expired(authority)
    inbox, by, why = {
        "expired": lambda: (made(old.pem), old, "签名证书不在有效期内"),
        "no file": lambda: (made(), weather, "无法读取证书文件"),
        "no certificate": lambda: (made("?"), weather, "不是 PEM 证书"),
        "other authority": lambda: (made(signer("x", authority=True).pem, "ca_file"), weather, "签名不符"),
    }[name]()  # fmt: skip
    if name == "no file":
        (tmp_path / "trusted.pem").unlink()
    (trouble,) = inbox.hears(by.signs(cap()))
    assert why in trouble and inbox.open == [] and len(inbox.asked) == 1


def test_what_is_in_doubt_takes_nothing_back(made: Make, weather: Signer) -> None:
    inbox = made()
    inbox.hears(weather.signs(cap()))
    for kind in ("Cancel", "Update"):
        clear = info(more="<responseType>AllClear</responseType>")
        forged = cap(clear, identifier=kind, kind=kind, references=named())
        assert inbox.hears(forged)
    assert inbox.asked == [] and inbox.open == ["HALL-CLOSED"]
    assert inbox.house.board.view.world.situation.alerts["rain"].firing(inbox.house.clock())
    cancel = cap(identifier="end", kind="Cancel", references=named())
    inbox.hears(weather.signs(cancel))
    (asked,) = inbox.asked
    assert asked.startswith("预警已解除") and inbox.open == ["HALL-CLOSED"]


@pytest.mark.parametrize("declined", [False, True])
def test_a_forged_one_before_does_not_keep_the_right_one_from_acting(
    made: Make, weather: Signer, declined: bool
) -> None:
    inbox = made()
    inbox.hears(cap())
    if declined:
        inbox.house.board.do(AnswerAlert("rain", take=False), SUPERVISOR)
    assert inbox.open == []
    inbox.hears(weather.signs(cap()))
    assert inbox.open == ["HALL-CLOSED"] and inbox.text == SURE
    cancel = cap(identifier="end", kind="Cancel", references=named())
    inbox.hears(weather.signs(cancel))
    assert len(inbox.asked) == 1, "with it the forged one is over"


def test_a_forged_one_after_makes_the_right_one_no_less_grave(made: Make, weather: Signer) -> None:
    inbox = made()
    inbox.hears(weather.signs(cap()))
    inbox.hears(cap(info(event="暴雨蓝色预警"), identifier="forged"))
    known = inbox.house.board.view.world.situation.alerts["rain"]
    assert known.level == 2 and text_of(known) == SURE


def test_a_file_that_is_put_right_is_heeded_at_once(
    made: Make, weather: Signer, tmp_path: Path
) -> None:
    inbox = made(signer("别人").pem)
    assert inbox.hears(weather.signs(cap())) and inbox.open == []
    (tmp_path / "trusted.pem").write_text(weather.pem + signer("又一个").pem)
    assert inbox.hears() == [] and inbox.open == ["HALL-CLOSED"]


def test_what_the_second_reader_cannot_follow_is_in_doubt(made: Make, weather: Signer) -> None:
    inbox = made()
    gone = weather.signs(cap()).replace("<alert ", '<alert xmlns:é="urn:é:%" é:a="" ')
    assert inbox.hears(gone) and inbox.open == []


def test_a_feed_names_one_or_the_other() -> None:
    with pytest.raises(ValueError, match="not both"):
        Feed(id="a", directory="/x", certificate_file="a", ca_file="b")

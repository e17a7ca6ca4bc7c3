"""The first person who may sign in is made in a browser, by whoever can read the machine's code."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from kiosk.cli import main
from kiosk.store import Store
from kiosk.store.beside.certificates import SERVER
from kiosk.store.beside.first_code import FIRST_CODE, LENGTH, LETTERS, first_code, is_first_code
from kiosk.wiring import House, build
from tests.kiosk.house import Tablet

SHIPPED = Path(__file__).resolve().parents[2] / "content"
PIN = "593026"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def built(data: Path) -> Iterator[House]:
    house = build(data, SHIPPED, simulators=True)
    yield house
    house.close()


@pytest.fixture
def code(built: House, data: Path) -> str:
    return first_code(data)


def give(browser: Tablet, code: str, name: str = "张三", pin: str = PIN, again: str = PIN) -> int:
    return browser.post("/first", code=code, name=name, pin=pin, again=again).status_code


def test_whoever_has_the_code_is_signed_in_and_may_do_everything(
    built: House, code: str, data: Path
) -> None:
    browser = Tablet(built)
    assert 'href="/first"' in browser.get("/sign-in").text
    assert give(browser, code.lower().replace("-", " ")) == 303
    assert browser.get("/console").status_code == 200
    assert [(row.name, row.role) for row in built.services.store.all_staff()] == [("张三", "admin")]
    assert not (data / FIRST_CODE).exists()
    assert [*built.services.store.events()][-1].actor.name == "张三", "the log says who was made"


@pytest.mark.parametrize("guess", ["", "0", "ABCD-EFGH", "２２２２-２２２２", "\u0661" * 8])
def test_a_stranger_without_the_code_makes_nobody(built: House, code: str, guess: str) -> None:
    assert give(Tablet(built), guess) == 403
    assert not built.services.store.all_staff()


def test_without_a_code_on_the_machine_no_code_is_right(built: House, data: Path) -> None:
    assert not is_first_code(data, "") and give(Tablet(built), "") == 403


def test_codes_are_guessed_slowly(built: House, code: str) -> None:
    browser = Tablet(built)
    answers = [give(browser, "ABCD-EFGH") for _ in range(25)]
    assert answers[:20] == [403] * 20 and set(answers[20:]) == {429}
    assert give(browser, code) == 429, "not looked at while it waits"
    assert not built.services.store.all_staff()


@pytest.mark.parametrize(
    ("name", "pin", "again"),
    [
        ("张三", "123456", "123456"),
        ("张三", PIN, "593027"),
        ("张三", "", ""),
        (" ", PIN, PIN),
        ("token:x", PIN, PIN),
        ("张" * 65, PIN, PIN),
    ],
)
def test_what_is_wrong_is_said_and_the_code_stays_good(
    built: House, code: str, name: str, pin: str, again: str
) -> None:
    browser = Tablet(built)
    page = browser.post("/first", code=code, name=name, pin=pin, again=again)
    assert page.status_code == 422 and 'role="alert"' in page.text
    assert pin == "" or pin not in page.text, "a PIN is never sent back"
    assert not built.services.store.all_staff()
    assert give(browser, code) == 303


def test_once_somebody_can_sign_in_the_door_is_shut(built: House, code: str, data: Path) -> None:
    built.services.store.put_staff("李", "guide", "scrypt$2$8$1$AA==$AA==")
    browser = Tablet(built)
    assert browser.get("/first").headers["Location"] == "/sign-in"
    assert give(browser, code) == 303 and len(built.services.store.all_staff()) == 1
    assert 'href="/first"' not in browser.get("/sign-in").text


def test_of_two_at_once_one_is_the_first(data: Path) -> None:
    store = Store(data)
    assert store.put_first_staff("甲", "admin", "x") and not store.put_first_staff(
        "乙", "admin", "y"
    )
    store.remove_staff("甲")
    assert store.put_first_staff("甲", "admin", "z"), "nobody may sign in any more"
    store.close()


def test_a_form_of_another_page_is_refused(built: House, code: str) -> None:
    form = {"code": code, "name": "张三", "pin": PIN, "again": PIN}
    assert Tablet(built).client.post("/first", data=form).status_code == 400
    assert not built.services.store.all_staff()


def test_the_machine_shows_the_code(data: Path) -> None:
    Store(data).close()
    said = CliRunner().invoke(main, ["first-code", "--data", str(data)])
    assert said.exit_code == 0 and first_code(data) in said.output and "/first" in said.output
    assert (data / FIRST_CODE).stat().st_mode & 0o777 == 0o600
    (data / SERVER).write_text("")
    assert "https://" in CliRunner().invoke(main, ["first-code", "--data", str(data)]).output
    store = Store(data)
    store.put_staff("李", "guide", "x")
    store.close()
    said = CliRunner().invoke(main, ["first-code", "--data", str(data)])
    assert said.exit_code == 1 and "kiosk staff" in said.output


def test_a_code_is_long_enough_to_be_guessed_by_nobody() -> None:
    """At the twenty a minute that an address may try: decades for a thousand addresses."""
    minutes = len(LETTERS) ** LENGTH / 2 / 20 / 1000
    assert minutes / 60 / 24 / 365 > 30


def test_what_comes_next_leads_to_pages_and_names_no_file(built: House, code: str) -> None:
    browser = Tablet(built)
    assert give(browser, code) == 303
    page = browser.get("/first/steps").text
    for address in ("things", "plan", "screens", "lamps/new", "people"):
        assert f'href="/facilities/{address}"' in page
        assert browser.get(f"/facilities/{address}").status_code == 200
    assert ".svg" not in page and "README" not in page

"""Name and password tried at a real LDAP server over TLS, and what it says of that person."""

import gc
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.access.accounts.ask import answered
from kiosk.access.accounts.desk import Desk
from kiosk.access.accounts.setting_file import SettingFile
from kiosk.wiring import House
from signage.language.words import Message, say
from signage.situation.events import WrongPins
from tests.kiosk.accounts.slapd import BASE, LEADERS, PASSWORDS, PEOPLE, Slapd, needs_slapd, slapd
from tests.kiosk.house import Tablet, enrolled

pytestmark = [
    needs_slapd, pytest.mark.processes,
    # Where nothing is reached the library leaves a socket open: its process ends at once.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]  # fmt: skip
ACCOUNT, WAIT = "/sign-in/account", "/sign-in/account/wait"
PATIENCE_S = 30


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Slapd]:
    with slapd(tmp_path_factory.mktemp("slapd")) as made:
        yield made


def setting(directory: Slapd, **more: str) -> dict[str, Any]:
    return {
        "sort": "ldap", "server": directory.ldaps, "bind": f"uid={{name}},{PEOPLE}", "base": BASE,
        "filter": "(uid={name})", "authority": str(directory.trusted),
    } | more  # fmt: skip


def asked(directory: Slapd, name: str, password: str, **more: str) -> dict[str, Any]:
    shown = {"name": name, "password": password}
    found = answered({"setting": setting(directory, **more), "wants": "account", "with": shown})
    gc.collect()
    return found


@pytest.mark.parametrize("over", ["ldaps", "ldap"])
def test_a_right_password_names_the_account_and_its_groups(directory: Slapd, over: str) -> None:
    """Over ``ldap://`` by StartTLS: this server takes no password in the clear."""
    found = asked(directory, "wang.wei", "correct horse", server=getattr(directory, over))
    assert found == {"name": "wang.wei", "groups": (LEADERS,)}
    as_it_writes = asked(directory, "WANG.Wei", "correct horse")
    assert as_it_writes["name"] == "wang.wei", "its own spelling, not what was typed"


def test_signs_that_dns_and_filters_are_written_with_are_part_of_a_name(directory: Slapd) -> None:
    assert asked(directory, "li,na", PASSWORDS["li,na"]) == {"name": "li,na", "groups": ()}


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("wang.wei", "wrong"), ("nobody", "correct horse"), ("wang.wei", ""), ("", "correct horse"),
        ("*", "correct horse"), ("wang.wei)(uid=*", "correct horse"),
        (f"wang.wei,{PEOPLE}\0", "correct horse"), ("wang.wei,ou=people", "correct horse"),
        ("wang*", "correct horse"),
    ],
)  # fmt: skip
def test_anything_else_names_nobody(directory: Slapd, name: str, password: str) -> None:
    found = asked(directory, name, password)
    assert found["why"] == "password" and "name" not in found, found


def test_one_entry_is_meant(directory: Slapd) -> None:
    found = asked(directory, "wang.wei", "correct horse", filter="(|(uid={name})(uid=li*))")
    assert found["why"] == "answer"
    found = asked(directory, "wang.wei", "correct horse", person="mail")
    assert found["why"] == "answer"


def test_nothing_is_said_to_who_has_no_certificate_of_the_bureau(directory: Slapd) -> None:
    for server, authority in (
        (directory.ldaps, ""),
        (directory.ldap, ""),
        (directory.ldaps.replace("localhost", "127.0.0.2"), str(directory.trusted)),
    ):
        found = asked(directory, "wang.wei", "correct horse", server=server, authority=authority)
        assert found["why"] in ("unreachable", "answer") and "name" not in found, server


def test_a_server_that_hangs_or_is_gone_is_given_up(directory: Slapd) -> None:
    with socket.create_server(("localhost", 0)) as gone:
        port = gone.getsockname()[1]
    found = asked(directory, "wang.wei", "correct horse", server=f"ldaps://localhost:{port}")
    assert found["why"] == "unreachable"


@pytest.fixture
def desk(house: House, directory: Slapd, tmp_path: Path) -> Iterator[Desk]:
    path = tmp_path / "accounts.toml"
    path.touch(0o600)
    rows = "".join(f'{name} = "{said}"\n' for name, said in setting(directory).items())
    path.write_text(f'{rows}takes_in = true\n[roles]\n"{LEADERS.upper()}" = "guide"\n')
    made = house.services.accounts = Desk(SettingFile(path), ends_s=60)
    house.services.store.put_account("李", "li,na")
    yield made
    made.stop()


def signed(tablet: Tablet, name: str, password: str) -> Any:
    answer = tablet.post(ACCOUNT, name=name, password=password, next="/facilities")
    if answer.status_code != 303:
        return answer
    ends = time.monotonic() + PATIENCE_S
    while tablet.get(f"{WAIT}?look").status_code == 204:
        assert time.monotonic() < ends
        time.sleep(0.02)
    return tablet.get(WAIT)


def test_a_person_signs_in_on_a_page_of_the_hall(house: House, desk: Desk) -> None:
    tablet = enrolled(house)
    assert f"{ACCOUNT}?next=" in tablet.get("/sign-in").text
    assert 'name="password"' in tablet.get(ACCOUNT).text
    wrong = signed(tablet, "li,na", "wrong")
    assert wrong.status_code == 403
    assert say(Message("accounts.name-or-password-not-right")) in wrong.text
    came = signed(tablet, "li,na", PASSWORDS["li,na"])
    assert came.status_code == 303 and came.location == "/facilities"
    assert signed(Tablet(house), "wang.wei", "correct horse").status_code == 303
    taken = house.services.people.staff("wang.wei")
    assert taken is not None and taken.role == "guide", "by its group"


def test_passwords_are_guessed_as_slowly_as_pins(house: House, desk: Desk) -> None:
    """And wherever the guesser is, the directory is not asked so often that it locks somebody out."""
    desk._command = ("/bin/sh", "-c", """echo '{"why": "password", "detail": ""}'""")
    tablet = enrolled(house)
    statuses = [signed(tablet, "li,na", f"guess {number}").status_code for number in range(7)]
    assert statuses[:5] == [403] * 5 and statuses[5:] == [429] * 2
    assert tablet.sign_in("王").status_code == 303, "a PIN is another matter"
    told = [one.event for one in house.services.store.events()]
    assert [event.count for event in told if isinstance(event, WrongPins)] == [3, 5]

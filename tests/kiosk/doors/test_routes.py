"""Every address × everybody who may come: in, or kept out without a trace. Made from the app's own
list of addresses."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from kiosk.access.people import require, staff_required
from kiosk.content import reader as contents
from kiosk.content.reader import Content
from kiosk.drawing.print.ink import pages
from kiosk.serving.pins import hash_pin
from kiosk.wiring import House, build
from signage.situation.commands import Raise
from tests.cast import SUPERVISOR, Clock
from tests.kiosk.doors.declared import Views, may_of, staff_pages
from tests.kiosk.doors.table import (
    ANYBODY,
    LEADERS,
    MACHINES,
    MAY,
    MAY_OF,
    PEOPLE,
    STAFF,
    TABLETS,
    TOKENS,
    WHO,
    WITHOUT_TOKEN,
)
from tests.kiosk.house import SCOPES, Tablet, enlist, enrolled
from tests.kiosk.house import TOKENS as SECRETS

ELSEWHERE = {"REMOTE_ADDR": "10.0.0.99"}
OF_SCREENS = {"hall.report", "pairing.prove"}
READS = {"GET", "HEAD", "OPTIONS"}
ADMIN_PIN = "820417"


@dataclass
class Street:
    """A hall with everybody before its door."""

    house: House
    number: str
    tablets: dict[str, Tablet] = field(default_factory=dict)

    @property
    def views(self) -> Views:
        return self.house.app.view_functions

    def path(self, rule: Rule) -> str:
        """With something that is there for most parts."""
        there = {
            "number": "1" if rule.endpoint.startswith(("intake.", "calls.")) else self.number,
            "id": self.number, "step": "1", "command": "acknowledge", "gate": "safety-check",
            "screen": "entrance", "name": "1" if rule.endpoint == "api.window" else "entrance",
        }  # fmt: skip
        chosen = re.sub(r"<any\(([a-z]+)[^>]*>", r"\1", rule.rule)
        return re.sub(r"<(?:[a-z]+:)?([a-z]+)>", lambda part: there.get(part[1], "x"), chosen)

    def ask(self, who: str, rule: Rule, **headers: str) -> TestResponse:
        """As this somebody's browser or program does, with all they have."""
        method = method_of(rule)
        if who in TOKENS:
            secret = {"Authorization": f"Bearer {SECRETS[MACHINES[who]][0]}"}
            body = {} if method in READS else {"json": {}}
            client = self.house.app.test_client()
            return _opened(client, method, self.path(rule), secret | headers, **body)
        tablet = self.tablets[who]
        if rule.endpoint in OF_SCREENS:
            said = self.proof(who == "screen")
            return _opened(tablet.client, method, self.path(rule), headers, json=said)
        form = {} if method in READS else {"data": {"csrf_token": tablet.token()}}
        return _opened(tablet.client, method, self.path(rule), headers, **form)

    def proof(self, is_paired: bool) -> dict[str, object]:
        """What a page says of itself, and a device before it has a page's key."""
        here = self.house.services
        asked = here.pairing.applicants.ask("", "", "", "")
        device = here.pairing.pair(asked, "entrance", "赵").id
        given = here.pairing.applicants.again(asked.id)
        assert given is not None
        if not is_paired:
            return {"key": "x", "revision": 1, "device": device, "token": "x"}
        key = here.page_keys.of_device("entrance", device)
        return {"key": key, "revision": 1, "device": device, "token": given.token}

    def state(self) -> tuple[object, ...]:
        """All that an act could change."""
        here = self.house.services
        return (
            here.board.view.revision,
            [(row.name, row.role, row.active) for row in here.people.all_staff()],
            [(row.id, row.active) for row in here.people.devices()],
            here.delivery.of("entrance").painted,
        )


def _opened(
    client: FlaskClient, method: str, path: str, headers: Mapping[str, str], **body: object
) -> TestResponse:
    answer: TestResponse = client.open(
        path,
        method=method,
        headers=dict(headers),
        environ_overrides=ELSEWHERE,
        buffered=True,
        **body,
    )
    return answer


def method_of(rule: Rule) -> str:
    (method,) = (rule.methods or set()) - {"HEAD", "OPTIONS"}
    return method


def is_form(rule: Rule) -> bool:
    """A write of somebody's browser, with the token of the page it was sent from."""
    is_read = method_of(rule) in READS
    return not (is_read or rule.endpoint.startswith("api.") or rule.endpoint in WITHOUT_TOKEN)


def let_in(rule: Rule, answer: TestResponse) -> bool:
    """Neither sent to sign in, nor unknown, nor told that it is not theirs."""
    if rule.endpoint == "access.check_sign_in":
        # A wrong PIN is told so by whoever looked at it.
        return answer.status_code != 400
    leads = answer.headers.get("Location", "")
    return answer.status_code not in (401, 403) and not leads.startswith("/sign-in?next=")


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory, sample: Content) -> Iterator[Street]:
    folder: Path = tmp_path_factory.mktemp("doors")
    house = build(
        folder / "data", contents.sample(), simulators=True, clock=Clock(), journal=folder / "j"
    )
    store, board = house.services.store, house.services.board
    enlist(store)
    store.put_staff(PEOPLE["admin"], "admin", hash_pin(ADMIN_PIN))
    for name, (_, hashed) in SECRETS.items():
        store.put_token(name, hashed, SCOPES[name])
    raised = board.do(Raise("WIN-PAUSE", ("window/1",)), SUPERVISOR).incident
    assert raised is not None
    made = Street(house, raised.id)
    made.tablets = {"stranger": Tablet(house), "screen": Tablet(house)}
    made.tablets["locked tablet"] = enrolled(house)
    for role, name in PEOPLE.items():
        made.tablets[role] = Tablet(house)
        pin = ADMIN_PIN if role == "admin" else None
        assert made.tablets[role].sign_in(name, pin).status_code == 303
    with pytest.MonkeyPatch.context() as patch:
        # Whom it is printed for is asked here; what is on it is looked at in tests/kiosk/drawing.
        patch.setattr(pages, "written", lambda *_: b"%PDF-1.7")
        yield made
    house.close()


def contradicted(street: Street, rule: Rule, may: frozenset[str]) -> list[tuple[str, str, object]]:
    """Who is let in though they may not, is kept out though they may, or leaves a trace."""
    wrong: list[tuple[str, str, object]] = []
    for who in WHO:
        if who in TOKENS and is_form(rule):
            continue
        before = street.state()
        answer = street.ask(who, rule)
        if let_in(rule, answer) is not (who in may):
            wrong.append((rule.endpoint, who, answer.status_code))
        if who not in may and street.state() != before:
            wrong.append((rule.endpoint, who, "changed something"))
    return wrong


def rules(street: Street) -> list[Rule]:
    """Signing out last: it ends what the others need."""
    listed = street.house.app.url_map.iter_rules()
    return sorted(listed, key=lambda rule: (rule.endpoint == "access.sign_out", rule.endpoint))


def test_every_address_says_whom_it_lets_in_and_no_row_lacks_its_address(street: Street) -> None:
    listed = {rule.endpoint for rule in rules(street)}
    rows = Counter(endpoint for endpoints in MAY.values() for endpoint in endpoints)
    assert listed == {*may_of(street.views)} and not [
        name for name, times in rows.items() if times > 1
    ]


def test_a_row_that_the_view_says_itself_is_none(street: Street) -> None:
    """All staff: what is for fewer keeps its row beside, which holds it to them."""
    plain = {name for name, guard in staff_pages(street.views).items() if not guard.roles}
    assert [name for name in plain if MAY_OF.get(name) == STAFF] == []


def test_a_view_that_declares_nothing_has_no_door() -> None:
    def view() -> str:
        return ""

    view.__module__ = "kiosk.staff.drills.pages"
    few, tablet = require("supervisor")(view), require(locked=True)(view)
    declared = {"bare": view, "plain": staff_required(view), "few": few, "tablet": tablet}
    assert may_of(declared) == {**MAY_OF, "plain": STAFF, "few": {"supervisor"}}


@pytest.mark.parametrize(
    ("endpoint", "said"),
    [("drills.home", LEADERS), ("facilities.new", STAFF), ("reports.home", TABLETS)],
)
def test_what_a_door_does_otherwise_than_it_is_said_is_found(
    street: Street, endpoint: str, said: frozenset[str]
) -> None:
    (rule,) = (rule for rule in rules(street) if rule.endpoint == endpoint)
    truth = may_of(street.views)[endpoint]
    assert contradicted(street, rule, truth) == []
    assert {who for _, who, _ in contradicted(street, rule, said)} == truth ^ said


@pytest.mark.laws
def test_what_a_get_answers_no_get_writes(street: Street) -> None:
    """Another site can make a browser get anything; whoever loses nothing by it needs no token."""
    before = street.state()
    for rule in rules(street):
        if method_of(rule) in READS:
            for who in WHO:
                street.ask(who, rule)
    assert street.state() == before


@pytest.mark.laws
def test_everybody_is_let_in_or_kept_out_as_the_table_says(street: Street) -> None:
    may = may_of(street.views)
    wrong = [contradicted(street, rule, may[rule.endpoint]) for rule in rules(street)]
    assert not list(chain.from_iterable(wrong))


@pytest.mark.laws
def test_no_form_counts_without_its_token(street: Street) -> None:
    """A browser sends its cookies for whatever page asks it to; a machine's token is no form's."""
    wrong = []
    for rule in filter(is_form, rules(street)):
        for who in WHO:
            before, path = street.state(), street.path(rule)
            if who in TOKENS:
                answer = street.ask(who, rule)
            else:
                client = street.tablets[who].client
                answer = _opened(client, method_of(rule), path, {}, data={"name": "x"})
            if answer.status_code != 400 or street.state() != before:
                wrong.append((rule.endpoint, who, answer.status_code))
    assert not wrong


@pytest.mark.laws
def test_no_other_site_s_page_writes_for_anybody(street: Street) -> None:
    wrong = []
    for rule in rules(street):
        if method_of(rule) in READS:
            continue
        for who in WHO:
            before = street.state()
            answer = street.ask(who, rule, Origin="http://evil.example")
            if answer.status_code not in (400, 401, 403) or street.state() != before:
                wrong.append((rule.endpoint, who, answer.status_code))
    assert not wrong


def test_the_table_knows_everybody() -> None:
    assert {*STAFF, *TABLETS, *TOKENS, *ANYBODY} == {*WHO}
    assert {name for name in SCOPES if name != "gone"} == {*MACHINES.values()}

"""Personal data typed into every field of every form and of every API body: on nothing that
strangers read.

Forms are found on the pages and bodies in the models, so that a field made tomorrow is typed into
too.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, get_args
from urllib.parse import urlsplit

import pytest
from pydantic import BaseModel
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from kiosk.api import requests as models
from kiosk.api.alertmanager import AlertsBody, ForeignBody
from kiosk.api.cap import CapBody
from kiosk.api.declared import ROUTES
from kiosk.serving.pins import make_token
from kiosk.staff.reports.pages import address
from kiosk.store.tables.papers import Papers
from kiosk.wiring import House
from signage.catalogue.kinds import LIFE_SAFETY, Kind
from signage.hall.model import Lamp
from signage.shows.announcements import texts_for
from signage.situation.aftermath import GiveLink
from signage.situation.commands import Change, Raise
from signage.situation.texts import DraftText, HandleText
from tests.cast import ADMIN, GUIDE, SUPERVISOR
from tests.halls.seeds import LONG
from tests.kiosk.cap.samples import cap
from tests.kiosk.house import Tablet
from tests.kiosk.test_ledger import ROW

TYPED = "王小明 １３８-００１３-８７６６ 身份证 110105 19900101 123X 京A·12345 卡 6222 0212 3456 7890 123"
TOLD = ("王小明", "13800138766", "11010519900101123", "京A12345", "6222021234567890123")
_NO_LETTER = re.compile(r"[\W_]+")


def seen(text: str) -> list[str]:
    """What of it stands in a text, however it is set."""
    bare = _NO_LETTER.sub("", unicodedata.normalize("NFKC", text))
    return [told for told in TOLD if told in bare]


def test_the_search_finds_it_as_it_was_typed() -> None:
    assert seen(TYPED) == list(TOLD) and not seen("14:30 5号窗口")


# ---------------------------------------------------------------- what strangers read


def public(house: House) -> Iterator[tuple[str, str]]:
    """Every page, stream and paper that needs no sign-in, and the texts that staff carry to phones
    and websites."""
    view, stranger = house.services.board.view, Tablet(house)
    hall, situation = view.content.hall, view.world.situation
    papers = [f"/papers/{paper.token}" for paper in Papers(house.services.store).all().values()]
    with house.app.app_context():
        links = [address(link) for link in situation.after.links]
    plain = [
        rule.rule
        for rule in house.app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and not rule.arguments
        and not rule.rule.startswith("/static")
    ]
    touch = next(screen.id for screen in hall.screens if screen.layout == "touch")
    parts = [f"/screen/{touch}{part}" for part in ("/services", "/places", "/places/find", "/pack")]
    parts += [f"/screen/{touch}/service/{service.id}" for service in hall.services]
    parts += [f"/screen/{screen.id}" for screen in hall.screens]
    for path in (*plain, *parts, *papers, *links):
        answer = stranger.client.get(path, buffered=True)
        assert answer.status_code < 500, path
        yield (
            path,
            answer.text if answer.mimetype != "application/json" or "pack" not in path else "",
        )
    for text in situation.after.texts.values():
        if text.state in ("approved", "published"):
            yield f"texts {text.id}", "\n".join(texts_for(hall, text).values())
    yield "scenes", str(view.scenes)


def leaks(house: House) -> dict[str, list[str]]:
    return {where: told for where, text in public(house) if (told := seen(text))}


# ---------------------------------------------------------------- a hall in which everything has a form


@pytest.fixture
def busy(house: House) -> House:
    """Dangers, outages, a report, what is over, a drill, a paper, notices in every state, links:
    each has its forms."""
    board, hall = house.services.board, house.services.board.view.content.hall
    for kind, target, more in (
        ("DEV-HAZARD", "machine/terminal-1", {}), ("WIN-PAUSE", "window/5", {}), ("ETAX-DOWN", "system/etax", {}),
        ("QUEUE", "hall", {"draft": True}), ("DISPUTE", "zone/service", {}), ("WIN-FAULT", "window/6", {}),
        ("WARNING", "hall", {}),
    ):  # fmt: skip
        assert hall.knows(target)
        board.do(Raise(kind, (target,), **more), SUPERVISOR)
    over = list(board.view.world.situation.incidents)[-2]
    board.do(Change(over, "clear", reason="好了"), ADMIN)
    leader = Tablet(house).signed_in("王")
    assert leader.post("/enrol", name="一号").status_code == 303
    scenario = board.view.content.drills[0].id
    assert leader.post("/drills", scenario=scenario, sure="yes").status_code == 303
    assert Tablet(house).signed_in("李").post("/console/ledger", **ROW).status_code == 303
    for acts in ((), ("approve",), ("approve", "publish")):
        board.do(DraftText("公告", "今晚系统维护，请您改日办理。"), GUIDE)
        text = list(board.view.world.situation.after.texts)[-1]
        for act in acts:
            board.do(HandleText(text, act, ("sms", "status") if act == "publish" else ()), ADMIN)
    for number in board.view.world.situation.incidents:
        board.do(GiveLink(f"link-{number}", f"incident:{number}"), ADMIN)
    board.do(GiveLink("link-month", "period:2026-11"), ADMIN)
    return house


@dataclass
class Form:
    """As it stands on a page: where it goes, what it sends, and which of that is typed."""

    action: str
    given: list[tuple[str, str]] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)


NOT_TYPED = frozenset({"hidden", "submit", "button", "file", "checkbox", "radio", "password"})
"""Kinds of input that take no words. Times, dates and numbers do, from a browser that does not know
them."""


class Forms(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._form: Form | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form" and said.get("method", "").lower() == "post":
            self._form = Form(said.get("action", ""))
            self.found.append(self._form)
        if self._form is None or not said.get("name"):
            return
        name, value = said["name"], said.get("value", "")
        kind = said.get("type", "text" if tag == "input" else tag)
        if tag in ("textarea", "select") or (tag == "input" and kind not in NOT_TYPED):
            self._form.typed.append(name)
            self._form.given.append((name, value))
        elif kind == "hidden" or (kind in ("checkbox", "radio") and "checked" in said):
            self._form.given.append((name, value))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None


def unlike(kinds: Iterable[Kind]) -> list[str]:
    """Codes that are raised from a form: in a quick run of those alike in classes, words and
    holders the first."""
    raisable = [kind for kind in kinds if kind.raisable]
    first = {(kind.classes, kind.public, kind.raised_by): kind.code for kind in reversed(raisable)}
    return [kind.code for kind in raisable] if LONG else sorted(first.values())


ARGUMENTS: Mapping[str, Any] = {
    "number": lambda view: [*view.world.situation.incidents, "1"],
    "code": lambda view: unlike(view.content.catalogue.kinds),
    "target": lambda view: [view.content.hall.machines[0].id, view.content.hall.windows[0].id],
    "key": lambda view: ["1"],
    "part": lambda view: ["windows", "screens", "lamps"],
    "name": lambda view: [
        view.content.hall.lamps[0].id,
        "contacts",
        "feedback",
        "stops",
        "patrols",
        "training",
    ],
}
"""What an address of a staff page may name; an argument that is not listed fails the test."""
NO_PAGE = (
    "/static", "/api", "/screen", "/shared", "/receipt", "/papers", "/way",
    "/sign-in", "/facilities/print", "/sw.js", "/gallery/", "/facilities/description/screens/", "/call/",
)  # fmt: skip
NO_FORM = ("/sign-in", "/sign-out")
"""A PIN that is typed wrong is counted against the tablet; and there is nothing else to type."""


def pages(house: House, most: int = 1000) -> Iterator[str]:
    """Every staff page; with ``most`` only so many of those that differ in what their address
    names."""
    view = house.services.board.view
    for rule in house.app.url_map.iter_rules():
        if (
            "GET" not in (rule.methods or ())
            or rule.rule.startswith(NO_PAGE)
            or rule.rule.endswith((".csv", ".toml", ".png"))
        ):
            continue
        if not rule.arguments:
            yield rule.rule
        elif "file" not in rule.rule:
            (name,) = rule.arguments
            for value in ARGUMENTS[name](view)[:most]:
                yield re.sub(r"<[^>]*>", value, rule.rule)
    yield from ("/notices/new?reply=outage", "/console/raise/OTHER/confirm?target=hall")
    yield from (f"/notices/new?incident={n}&what=notice" for n in view.world.situation.incidents)


def forms(house: House, tablet: Tablet) -> Iterator[tuple[str, Form]]:
    """Each form once, by where it goes and what can be typed."""
    known = set()
    for page in pages(house):
        answer = tablet.client.get(page, follow_redirects=True, buffered=True)
        assert answer.status_code < 500, page
        for form in Forms(answer.text).found:
            action = urlsplit(form.action or page).path
            adapter = house.app.url_map.bind("")
            endpoint = adapter.match(action, "POST")[0]
            key = (
                endpoint,
                *form.typed,
                *(v for n, v in form.given if n in ("kind", "register", "what")),
            )
            if not action.startswith(NO_FORM) and form.typed and key not in known:
                known.add(key)
                form.action = action
                yield page, form


def sent(tablet: Tablet, form: Form, typed: Mapping[str, str]) -> TestResponse:
    data = MultiDict(
        [*((n, v) for n, v in form.given if n not in typed and n != "csrf_token"), *typed.items()]
    )
    data.setlist("csrf_token", [tablet.token()])
    if "sure" in data:
        data["sure"] = "yes"
    answer = tablet.client.post(form.action, data=data)
    assert answer.status_code < 500, (form.action, typed)
    return answer


@pytest.mark.laws
def test_what_is_typed_into_any_field_of_any_form_is_nowhere_in_public(busy: House) -> None:
    leader, guide = Tablet(busy).signed_in("王"), Tablet(busy).signed_in("李")
    fields, alone = 0, set[tuple[str, str]]()
    for tablet in (leader, guide):
        for page, form in list(forms(busy, tablet)):
            # What a guide's form holds a leader's does too: each field alone is typed into by one
            # of them. So is what the sixty kinds are called: in a quick run of the first.
            for name in dict.fromkeys(form.typed) if LONG or tablet is leader else ():
                shared = (page.rpartition("/")[0], name)
                if page.startswith("/facilities/kinds/") and shared in alone and not LONG:
                    continue
                alone.add(shared)
                answer = sent(tablet, form, {name: TYPED})
                assert not seen(str(busy.services.board.view.scenes)), (page, form.action, name)
                if answer.status_code == 422 and "”：不写" in answer.text:
                    assert "“王小明”：" in answer.text or "“１３８-" in answer.text, (
                        "it says which words"
                    )
                fields += 1
            sent(tablet, form, dict.fromkeys(form.typed, TYPED))
            assert not seen(str(busy.services.board.view.scenes)), (page, form.action)
    assert fields > 60 and leaks(busy) == {}


@pytest.mark.laws
def test_no_danger_is_refused_for_what_is_typed_into_its_form(house: House) -> None:
    guide, board, raised = Tablet(house).signed_in("李"), house.services.board, list[str]()
    for kind in board.view.content.catalogue.kinds:
        for cls in set(kind.classes) & LIFE_SAFETY if kind.raisable else ():
            target = "hall" if "hall" in kind.targets else kind.target or "machine/terminal-1"
            page = guide.get(f"/console/raise/{kind.code}/confirm?target={target}&class={cls}").text
            (form,) = (form for form in Forms(page).found if form.action == "/console/raise")
            words = [name for name in form.typed if name not in ("at", "like")]
            assert words
            form.given.append(("class", cls))
            answer = sent(guide, form, dict.fromkeys(words, TYPED * 9))
            assert answer.status_code == 303, (kind.code, cls)
            (incident,) = board.view.world.situation.open_incidents
            assert (incident.notice.kind, incident.notice.cls) == (kind.code, cls)
            assert not seen(str(board.view.scenes)) and not seen(f"{incident.cause}{incident.note}")
            board.do(Change(incident.id, "clear", reason="好了"), ADMIN)
            raised.append(cls)
    assert len(raised) > 8 and set(raised) == LIFE_SAFETY
    assert leaks(house) == {} and not seen(
        "".join(str(one.event) for one in house.services.store.events())
    )


# ---------------------------------------------------------------- bodies

TYPED_ALERT = {"status": "firing", "labels": {"alertname": TYPED}, "fingerprint": "a"}
BASES: Mapping[type[BaseModel], list[dict[str, Any]]] = {
    models.RaiseBody: [
        {"kind": kind, "targets": ["hall"]}
        for kind in ("OTHER", "TYPHOON", "HALL-CLOSED", "ACCIDENT", "FIRE")
    ],
    models.ChangeBody: [{"reason": "好了"}],
    models.StepBody: [{"skip": True, "reason": "不适用"}, {"done": True}],
    models.GateBody: [{"target": "machine/terminal-1"}],
    models.CommanderBody: [{}],
    models.UndoBody: [{}],
    models.WindowBody: [{"open": True}],
    models.QueueBody: [{"waiting": 3}],
    AlertsBody: [{"version": "4", "status": "firing", "alerts": [TYPED_ALERT]}],
    ForeignBody: [
        {"state": "down", "id": 1, "job": "etax", "severity": "critical", "value": "1"}
        | dict.fromkeys(("text", "eventid", "name", "host"), TYPED)
    ],
    CapBody: [{"cap": cap()}],
    models.SentBody: [{"channel": "sms", "count": 3}],
    Lamp: [{"id": "typed", "name": {"zh": "灯"}, "about": ["window/5"], "address": "sim://9"}],
}
"""A body that is taken, for each model an operation takes; a model that is not listed fails the
test."""


def strings(model: type[BaseModel]) -> list[str]:
    """Fields that take words, also inside a list."""
    return [name for name, info in model.model_fields.items() if _holds(info.annotation)]


def _holds(annotation: Any) -> bool:
    return annotation is str or any(_holds(part) for part in get_args(annotation))


def bodies(model: type[BaseModel], typed: str = TYPED) -> Iterator[dict[str, Any]]:
    for base in BASES[model]:
        for name in strings(model):
            alias = model.model_fields[name].alias or name
            yield {**base, alias: [typed] if isinstance(base.get(alias), list) else typed}
        texts = ("cause", "note", "reason")
        yield {**base, **{name: typed for name in texts if name in model.model_fields}}


@pytest.mark.laws
def test_what_is_typed_into_any_field_of_any_body_is_nowhere_in_public(busy: House) -> None:
    secret, hashed = make_token()
    busy.services.store.put_token("machine", hashed, "admin")
    client, told = busy.app.test_client(), {"Authorization": f"Bearer {secret}"}
    asked = 0
    for operation in (one for one in ROUTES if one.takes is not None):
        assert operation.takes is not None and operation.takes in BASES, operation.path
        for body in bodies(operation.takes):
            for path in addresses(busy, operation.path):
                answer = client.open(
                    f"/api/v1{path}", method=operation.method.upper(), json=body, headers=told
                )
                assert answer.status_code < 500, (path, body)
                if (
                    operation.takes is models.RaiseBody
                    and body["kind"] in ("FIRE", "ACCIDENT")
                    and "targets" in body
                ):
                    wrong = answer.status_code == 422 and answer.get_json()["field"] in (
                        "cause",
                        "note",
                    )
                    assert not wrong, "no danger is refused for its wording"
                assert not seen(str(busy.services.board.view.scenes)), (path, body)
                asked += 1
    assert asked > 60 and leaks(busy) == {}


def addresses(house: House, path: str) -> list[str]:
    """An operation's path for what there is: each of the open incidents, one window, one lamp."""
    situation = house.services.board.view.world.situation
    numbers = [
        number for number, incident in situation.incidents.items() if incident.state != "closed"
    ][:8]
    filled = (
        path.replace("{command}", "update").replace("{step}", "1").replace("{gate}", "safety-check")
    )
    named = {"/windows/": "5", "/lamps/": "typed", "/notices/": "t1", "/alerts/": "zabbix"}
    for part, name in named.items():
        filled = re.sub(r"\{[a-z]+\}", name, filled) if part in filled else filled
    return (
        [re.sub(r"\{[a-z]+\}", number, filled) for number in numbers] if "{" in filled else [filled]
    )

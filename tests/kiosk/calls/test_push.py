"""Pushes to a person's own browsers: sealed, signed, off unless a setting asks, and put away once a
push service knows them no more."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest
from cryptography.exceptions import InvalidTag

from kiosk.custody.calls.gateway import Gateway, Message, Result
from kiosk.custody.calls.messages import PRESSING
from kiosk.custody.calls.subscribers import FILE, Subscribers, owner_of, read_named
from kiosk.custody.calls.webpush import PLAIN_MAX, Target, private, public, sealed
from kiosk.store.copies import backup
from signage.language.words import say
from tests.cast import Clock
from tests.kiosk.calls.push_service import Browser, PushService, push_service, raw, text
from tests.kiosk.calls.ring import NTFY, URL, WANG, Ring, calling

PUSH = {"way": "push"}
LINE = "webpush:mailto:it@hall.example"
ENDPOINT = "https://fcm.googleapis.com/fcm/send/unutterable"
GIVEN = {"endpoint": ENDPOINT, "p256dh": text(Browser().point), "auth": text(b"sixteen letters.")}


def test_the_example_of_the_standard_comes_out_to_the_letter() -> None:
    """RFC 8291, 5 and appendix A."""
    to = Target(
        "", "",
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "BTBZMqHH6r4Tts7J_aSIgg",
    )  # fmt: skip
    body = sealed(
        b"When I grow up, I want to be a watermelon", to,
        private("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), raw("DGv6ra1nlYgDCS1FRnbzlw"),
    )  # fmt: skip
    assert text(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS"
        "6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qu"
        "lcy4a-fN"
    )


def test_the_longest_that_is_sealed_is_as_long_as_a_push_service_takes() -> None:
    browser = Browser()
    to = Target("", "", text(browser.point), text(browser.auth))
    body = sealed(b"x" * PLAIN_MAX, to)
    assert len(body) == 4096 and len(browser.opened(body)) == PLAIN_MAX
    with pytest.raises(InvalidTag):
        Browser(auth=b"somebody else's.").opened(body)


@pytest.mark.parametrize(
    ("endpoint", "allowed"),
    [
        (ENDPOINT, True),
        ("https://updates.push.services.mozilla.com/wpush/v2/x", True),
        ("https://wns2-by3p.notify.windows.com/w/?token=x", True),
        ("http://fcm.googleapis.com/x", False),
        ("https://fcm.googleapis.com:22/x", False),
        ("https://fcm.googleapis.com.evil.example/x", False),
        ("https://evilfcm.googleapis.com@10.0.0.1/x", False),
        ("https://10.0.0.1/x", False),
        ("https://[::1/x", False),
        ("https://fcm.googleapis.com:x/", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_the_hall_pushes_to_the_services_of_its_setting_and_nowhere_else(
    endpoint: str, allowed: bool
) -> None:
    assert read_named(LINE).allows(endpoint) is allowed
    assert not read_named(f"{LINE}?services=http://10.0.0.8:8080").allows(endpoint)


@pytest.mark.parametrize(
    "line", ["", "push", "webpush:", "webpush:it", f"{LINE}?to=x", f"{LINE}?services="]
)
def test_a_line_that_is_none_lets_nothing_out(line: str) -> None:
    with pytest.raises(ValueError):
        read_named(line)


def test_a_push_service_is_called_by_whose_it_is() -> None:
    assert say(owner_of(ENDPOINT)) == "谷歌"
    assert say(owner_of("https://push.bureau.example/x")) == "push.bureau.example"


# ---- by the caller


class Pushing(Ring):
    def __init__(self, data: Path, *, line: str | None = LINE, level: int = 2) -> None:
        super().__init__(data, calling({**WANG, "level": level, "ways": [PUSH, NTFY]}))
        self.write(ntfy=URL, **({} if line is None else {"push": line}))

    @property
    def devices(self) -> Subscribers:
        return self.caller.devices

    def form(self, number: int = 0) -> dict[str, object]:
        form = self.post.got[number].form
        assert form is not None
        return dict(form)


@pytest.fixture
def ring(tmp_path: Path) -> Iterator[Pushing]:
    made = Pushing(tmp_path)
    yield made
    made.close()


def test_a_push_says_no_more_than_any_message_and_leads_to_the_signed_link(ring: Pushing) -> None:
    ring.devices.add("wang", **GIVEN)
    ring.raised()
    ring.turn()
    form = ring.form()
    assert '"title": "呼叫 1 · ' in str(form["text"]) and "https://hall.example/call/" in str(
        form["text"]
    )
    assert "紧急疏散" in str(form["text"]) and (form["urgency"], form["ttl"]) == ("high", 4 * 3600)
    assert form["topic"] == "call-1" and ring.told() == [("push", "sent", "")]


def test_without_the_line_nothing_is_pushed_and_the_next_way_is_taken(tmp_path: Path) -> None:
    ring = Pushing(tmp_path, line=None)
    ring.devices.add("wang", **GIVEN)
    ring.raised()
    ring.turn(3)
    assert ring.ways == ["ntfy"] and ring.told()[0] == ("push", "refused", "no-address")
    assert ring.caller.push() is None
    ring.close()


def test_nobody_s_device_and_a_line_that_is_wrong_lead_to_the_next_way(tmp_path: Path) -> None:
    for at, (line, why) in enumerate(((LINE, "no-device"), ("webpush:x", "bad-address"))):
        ring = Pushing(tmp_path / str(at), line=line)
        ring.raised()
        ring.turn(3)
        assert ring.ways == ["ntfy"] and ring.told()[0] == ("push", "refused", why)
        ring.close()


def test_what_a_push_service_knows_no_more_is_put_away_and_said(ring: Pushing) -> None:
    ring.devices.add("wang", **GIVEN)
    (device,) = ring.devices.of("wang")
    heard = ring.post.heard
    ring.post.heard = lambda: [  # type: ignore[method-assign]  # a push service that says 410
        Result(one.name, False, "gone", gone=(device.id,))
        if one.why == "" and one.name == "1/0"
        else one
        for one in heard()
    ]
    ring.raised()
    ring.turn(3)
    assert ring.ways == ["webpush", "ntfy"] and ("push", "refused", "gone") in ring.told()
    (over,) = ring.devices.of("wang")
    assert over.over and ENDPOINT not in (ring.here.store.directory / FILE).read_text("utf-8")
    assert ring.devices.targets("wang") == []
    ring.devices.add("wang", **GIVEN)
    assert ring.devices.targets("wang"), "turned on again"


@pytest.mark.parametrize("level", PRESSING)
def test_how_a_service_is_to_hurry_goes_by_level_and_no_push_outlives_its_call(
    tmp_path: Path, level: int
) -> None:
    ring = Pushing(tmp_path, level=4)
    ring.devices.add("wang", **GIVEN)
    ring.raised({1: "FIRE", 2: "DEV-HAZARD", 3: "WIN-PAUSE", 4: "WIN-PAUSE"}[level], "hall")
    ring.turn(1)
    (call,) = ring.calls
    form, (urgency, most) = ring.form(), PRESSING[1 if call.life else call.level]
    left = (call.until - call.at) / timedelta(seconds=1)
    assert (form["urgency"], form["ttl"]) == (urgency, min(left, most))
    ring.close()


def test_keys_and_addresses_outlive_a_restart_and_stand_in_no_log_or_backup(
    ring: Pushing, tmp_path: Path
) -> None:
    ring.devices.add("wang", **GIVEN)
    key = ring.devices.key()
    ring.raised()
    ring.turn()
    directory = ring.here.store.directory
    assert (directory / FILE).stat().st_mode & 0o077 == 0
    assert (
        Subscribers(directory, ring.house.clock).key()
        == key
        != Subscribers(tmp_path, Clock()).key()
    )
    assert Subscribers(directory, ring.house.clock).of("wang") == ring.devices.of("wang")
    backup(directory, tmp_path / "copy.sqlite")
    written = (tmp_path / "copy.sqlite").read_bytes()
    events = "".join(str(recorded) for recorded in ring.house.store.events())
    for secret in (key, ENDPOINT, GIVEN["p256dh"], GIVEN["auth"]):
        assert secret.encode() not in written and secret not in events


def test_a_browser_is_one_person_s_and_a_person_has_five(tmp_path: Path) -> None:
    kept = Subscribers(tmp_path, Clock())
    kept.add("wang", **GIVEN)
    kept.add("li", **GIVEN)
    assert kept.of("wang") == () and len(kept.of("li")) == 1
    for number in range(9):
        kept.add("li", **{**GIVEN, "endpoint": f"{ENDPOINT}{number}"})
    assert [one.endpoint[-1] for one in kept.of("li")] == list("45678")
    kept.remove("wang", kept.of("li")[0].id)
    assert len(kept.of("li")) == 5, "nobody puts away another's"
    for wrong in (
        {"p256dh": "BA"},
        {"auth": ""},
        {"auth": "x"},
        {"endpoint": "https://x/" + "x" * 1000},
    ):
        with pytest.raises(ValueError):
            kept.add("li", **{**GIVEN, **wrong})


def test_a_file_that_is_damaged_is_no_reason_to_call_nobody(tmp_path: Path) -> None:
    for said in ("", "{", "[]", '{"key": 1}', '{"key": "", "devices": [{}]}'):
        (tmp_path / FILE).write_text(said, "utf-8")
        assert Subscribers(tmp_path, Clock()).of("wang") == ()


# ---- through the real process


@pytest.fixture
def there() -> Iterator[PushService]:
    with push_service() as made:
        yield made


def _push(gateway: Gateway, there: PushService, kept: Subscribers) -> Result:
    form = {
        "targets": kept.targets("wang"), "key": kept.key(), "contact": "mailto:it@hall.example",
        "text": '{"title": "呼叫 1"}', "topic": "call-1", "urgency": "high", "ttl": 900,
    }  # fmt: skip
    gateway.send(Message("1/0", "webpush:", "", "", form))
    while not (found := gateway.heard()):
        gateway.wait(20)
    return found[0]


@pytest.mark.processes
def test_a_push_service_believes_the_hall_and_only_the_browser_reads_it(
    there: PushService, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    kept, gateway = Subscribers(tmp_path, Clock()), Gateway()
    for name in ("phone", "tablet"):
        kept.add("wang", **there.subscribed(name, public(kept.key())))
    assert _push(gateway, there, kept) == Result("1/0", True)
    head = {"ttl": "900", "urgency": "high", "topic": "call-1"}
    assert sorted(there.got) == [
        (path, {"title": "呼叫 1"}, head) for path in ("/phone", "/tablet")
    ]
    ids = {one.endpoint.rpartition("/")[2]: one.id for one in kept.of("wang")}
    there.answers = {"/phone": 410}
    assert _push(gateway, there, kept) == Result("1/0", True, gone=(ids["phone"],))
    there.answers = {"/phone": 404, "/tablet": 500}
    assert _push(gateway, there, kept) == Result("1/0", False, "HTTP 500", gone=(ids["phone"],))
    there.answers = {"/phone": 404, "/tablet": 410}
    gone = _push(gateway, there, kept)
    assert gone.why == "gone" and {*gone.gone} == {*ids.values()}
    gateway.stop()
    assert there.origin not in "".join(capfd.readouterr()) and kept.key() not in cast(
        str, str(gone)
    )

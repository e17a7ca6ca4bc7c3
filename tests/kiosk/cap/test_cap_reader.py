"""CAP out of XML: what is read like a person would, and what is refused in words."""

from datetime import UTC, datetime

import pytest

from kiosk.custody.warnings.cap_reader import moment
from kiosk.custody.warnings.feeds import Unheard, document
from kiosk.custody.warnings.message import CapMessage
from signage.language.words import say
from tests.kiosk.cap.samples import IDENTIFIER, SENDER, SENT, area, cap, info, named, stamp

ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><link rel="self" href="/me"/>{}</feed>'


def only(text: str | bytes) -> CapMessage:
    (found,) = document(text).messages
    return found


def test_a_message_is_read_with_all_it_says() -> None:
    found = only(
        cap(info(more="<parameter><valueName>预警级别</valueName><value>橙色</value></parameter>"))
    )
    assert found.name == (SENDER, IDENTIFIER, SENT)
    (told,) = found.infos
    assert (told.event, told.gravity, told.expires) == (
        "暴雨橙色预警", "Severe", datetime(2026, 11, 24, 7, 30, tzinfo=UTC),
    )  # fmt: skip
    assert told.parameters == (("预警级别", "橙色"),)
    assert told.areas[0].polygons[0][0] == (36.30, 120.00) and not told.areas[0].unread


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_any_prefix_and_both_versions_are_read(version: str) -> None:
    space = f"urn:oasis:names:tc:emergency:cap:{version}"
    text = cap(space=space).replace("<alert xmlns=", "<alert xmlns:c=")
    for name in ("alert", "identifier", "sender", "sent", "status", "msgType", "scope", "info"):
        text = text.replace(f"<{name}>", f"<c:{name}>").replace(f"</{name}>", f"</c:{name}>")
    assert only(text.replace("<alert ", "<c:alert ")).name.identifier == IDENTIFIER


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (cap().replace("<scope>Public</scope>", ""), "缺少 scope"),
        (cap().replace("<scope>Public</scope>", "<scope> </scope>"), "缺少 scope"),
        (cap(status="Real"), "Actual, Exercise, System, Test, Draft"),
        (cap().replace(stamp(SENT), "2026-11-24 yesterday"), "带时区的时间"),
        (cap().replace("+08:00", ""), "带时区的时间"),
        (cap(space="urn:other"), "不是 CAP"),
        ("<html/>", "不是 CAP"),
        ("<alert", "XML"),
        ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + cap(), "XML"),
    ],
)  # fmt: skip
def test_what_cannot_be_told_from_others_or_be_read_is_refused_in_words(
    text: str, said: str
) -> None:
    with pytest.raises(Unheard) as refused:
        document(text)
    assert said in say(refused.value.words)


def test_a_list_gives_all_of_its_messages_and_says_what_it_could_not_read() -> None:
    nobody = cap(identifier="c").replace("sender>", "from>")
    told = (cap(identifier="a"), cap(identifier="b"), nobody)
    entries = "".join(f"<entry><content>{one}</content></entry>" for one in told)
    found = document(ATOM.format(entries))
    assert [one.name.identifier for one in found.messages] == ["a", "b"]
    assert [say(words) for words in found.refused] == ["报文缺少 sender。"]


def test_a_list_without_messages_gives_the_addresses_of_others() -> None:
    entries = (
        '<entry><link rel="alternate" type="application/cap+xml" href="/1.cap"/>'
        '<link type="text/html" href="/1.html"/></entry>'
    )
    assert document(ATOM.format(entries)).links == ("/1.cap",)


def test_two_spellings_of_one_moment_are_one_name() -> None:
    found = only(cap(references=named(sent="2026-11-24T01:30:00-00:00"), identifier="later"))
    assert found.references[0].key == only(cap()).name.key


def test_moments_are_read_as_authorities_write_them() -> None:
    at = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
    for text in (
        "2026-11-24T09:30:00+08:00", "2026-11-24 09:30:00+08:00", "2026-11-24T01:30:00Z",
        "2026-11-24T01:30:00.000-00:00", " 2026-11-24T09:30:00+0800 ",
    ):  # fmt: skip
        assert moment(text) == at, text
    for text in ("", "2026-11-24", "2026-13-24T09:30:00+08:00", "2026-11-24T09:30:00", "x"):
        assert moment(text) is None, text


def test_signs_that_turn_the_line_or_hide_are_left_out() -> None:
    assert only(cap(info(event="暴\u202e雨\u200b\n 预警"))).infos[0].event == "暴雨 预警"


@pytest.mark.parametrize(
    "inside",
    ["<polygon>36,120 37,121</polygon>", "<polygon>north</polygon>", "<circle>36,120</circle>",
     "<circle>36,120 wide</circle>", "<polygon>136,120 37,121 36,121 136,120</polygon>",
     "<circle>36,120 inf</circle>", "<circle>36,120 -1</circle>"],
)  # fmt: skip
def test_a_shape_that_cannot_be_read_is_known_to_be_there(inside: str) -> None:
    assert only(cap(info(areas=area(inside=inside)))).infos[0].areas[0].unread

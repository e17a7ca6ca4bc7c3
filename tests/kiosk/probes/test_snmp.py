"""What printers and power supplies say in SNMP: frames as bytes, any bytes, and the real snmpd."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.custody.probes.checks import found
from kiosk.custody.probes.snmp.agents import PRINTER, PROFILES
from kiosk.custody.probes.snmp.ber import Garbled
from kiosk.custody.probes.snmp.community import answer, question
from signage.hall.alerts.probes import Probe
from signage.language.words import say
from tests.kiosk.probes.snmpd import running
from tests.kiosk.test_repeating import until

ASKED = bytes.fromhex(
    "302a 020101 0406 7075626c6963 a01d 0202 1234 020100 020100 3011 300f 060b 2b06010201190305010201 0500"
)
TOLD = bytes.fromhex(
    "302b 020101 0406 7075626c6963 a21e 0202 1234 020100 020100 3012 3010 060b 2b06010201190305010201 0401 44"
)
"""RFC 3416 by hand: hrPrinterDetectedErrorState.1 = noPaper, jammed."""


def test_the_question_is_as_the_standard_writes_it_and_its_answer_is_read() -> None:
    assert question(0x1234, b"public", [PRINTER]) == ASKED
    assert answer(TOLD, 0x1234) == {PRINTER: b"\x44"}
    with pytest.raises(Garbled):
        answer(TOLD, 0x1235)
    with pytest.raises(Garbled):
        answer(ASKED, 0x1234)


@given(st.binary(max_size=80), st.integers(0, len(TOLD)), st.integers(0, len(TOLD)))
def test_any_bytes_are_read_or_refused(noise: bytes, start: int, end: int) -> None:
    for said in (noise, TOLD[:start] + noise + TOLD[end:]):
        try:
            told = answer(said, 0x1234)
        except Garbled as error:
            assert str(error)
        else:
            assert all(len(name) > 1 for name in told)


@given(st.integers(0, 2**31 - 1), st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=9))
def test_any_number_and_name_comes_back(number: int, arcs: list[int]) -> None:
    name = (1, 3, *arcs)
    asked = question(number, b"public", [name])
    # An agent's answer that says nothing of it: the same frame, but for its kind.
    head = asked.index(b"\xa0")
    assert answer(asked[:head] + b"\xa2" + asked[head + 1 :], number) == {name: None}


@pytest.mark.parametrize(
    ("state", "errors", "low"),
    [
        (b"\x00", "", ""),
        (b"", "", ""),
        (b"\x44", "缺纸、卡纸", ""),
        (b"\xa0\x00", "", "纸将用尽、碳粉将用尽"),
        (b"\x02", "脱机", ""),
    ],
)
def test_a_printer_says_what_is_wrong(state: bytes, errors: str, low: str) -> None:
    told = PROFILES["printer"][1]({PRINTER: state}, 0.1)
    assert told.good == {"PrinterError": not errors, "PrinterSupplyLow": not low}
    assert [say(words) for words in told.said.values()] == [one for one in (errors, low) if one]


@pytest.fixture(scope="module")
def agent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The real snmpd, which says what a supply and a printer would."""
    with running(tmp_path_factory.mktemp("agent")) as address:
        yield address


@pytest.mark.processes
def test_the_real_snmpd_tells_of_a_supply_and_a_printer(agent: str, tmp_path: Path) -> None:
    secret = tmp_path / "community"
    secret.write_text("hall\n")
    usual = {
        "id": "p",
        "prober": "snmp",
        "address": agent,
        "timeout_s": 1,
        "community_file": str(secret),
    }
    ups = Probe.model_validate(usual | {"profile": "ups"})
    assert until(lambda: not found(ups).why)
    told = found(ups)
    assert told.good == {"UpsOnBattery": False, "UpsLowBattery": True}
    assert told.values == {"battery.charge": 85, "battery.runtime": 1200}
    printer = found(Probe.model_validate(usual | {"profile": "printer"}))
    assert [say(words) for words in printer.said.values()] == ["缺纸、卡纸"]
    secret.write_text("wrong")
    other = found(ups.model_copy(update={"timeout_s": 0.3}))
    assert say(other.why, "en") == "no answer within 0.3 s"

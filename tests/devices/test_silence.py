"""A device with a timeout of its own is told something often enough, whatever else is set."""

import pytest

from devices.codecs.config import LampConfig
from devices.engine.lights import period_s
from devices.modbus.registers import COIL_LAMP, ModbusMap
from devices.protocols.hall_protocols import named
from signage.hall.wires import NamedProtocol, RegisterMap

USUAL_S = 10.0
WORDS = {"zh": "失联保护灯", "en": "lamp with a timeout"}


@pytest.mark.parametrize("silence_s", [None, 9.0, 300.0])
@pytest.mark.parametrize("set_s", [None, 1.0, 60.0])
def test_its_timeout_has_room_for_two_lost_words(
    set_s: float | None, silence_s: float | None
) -> None:
    described = COIL_LAMP.model_copy(update={"silence_s": silence_s})
    lamp = LampConfig.model_construct(
        id="x", address="", protocol="modbus_registers", map=described, reassert_s=set_s
    )
    period = period_s(lamp, ModbusMap.of(lamp, "1").capability, USUAL_S)
    assert period <= (set_s or USUAL_S)
    assert silence_s is None or 3 * period <= silence_s
    assert period == (set_s or USUAL_S) or 3 * period == silence_s, "no oftener than it must"


@pytest.mark.parametrize(("silence_s", "silence"), [(30.0, "falls"), (None, "unknown")])
def test_a_protocol_that_says_so_is_named_apart(silence_s: float | None, silence: str) -> None:
    described = RegisterMap.model_validate({**COIL_LAMP.model_dump(), "silence_s": silence_s})
    protocol = NamedProtocol.model_validate(
        {
            "id": "failsafe",
            "name": WORDS,
            "about": WORDS,
            "source": "x",
            "map": described.model_dump(),
        }
    )
    assert named([protocol])["failsafe"].silence == silence

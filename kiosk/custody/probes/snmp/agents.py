"""What a power supply and a printer say of themselves in SNMP.

Sources: RFC 1628 (UPS-MIB), RFC 2790 (Host Resources MIB, ``hrPrinterDetectedErrorState``), certainty V in the
texts of both. Of several printers behind one agent the first is asked.
"""

from collections.abc import Callable, Mapping
from typing import Final

from kiosk.custody.probes.findings import Found
from kiosk.custody.probes.snmp.ber import Oid, Told
from signage.hall.alerts.probes import Condition, Profile
from signage.language.words import Message, Words, listed

_UPS: Final[Oid] = (1, 3, 6, 1, 2, 1, 33, 1)
BATTERY: Final[Oid] = (*_UPS, 2, 1, 0)
MINUTES: Final[Oid] = (*_UPS, 2, 3, 0)
CHARGE: Final[Oid] = (*_UPS, 2, 4, 0)
SOURCE: Final[Oid] = (*_UPS, 4, 1, 0)
PRINTER: Final[Oid] = (1, 3, 6, 1, 2, 1, 25, 3, 5, 1, 2, 1)
ON_BATTERY: Final = 5
"""``upsOutputSource``: other 1, none 2, normal 3, bypass 4, battery 5, booster 6, reducer 7."""
LOW: Final = frozenset({3, 4})
"""``upsBatteryStatus``: unknown 1, normal 2, low 3, depleted 4."""
ERRORS: Final[Mapping[int, Words]] = {
    1: Message("agents.no-paper"),
    3: Message("agents.no-toner"),
    4: Message("agents.door-open"),
    5: Message("agents.jammed"),
    6: Message("agents.offline"),
    7: Message("agents.service-requested"),
}
SUPPLIES: Final[Mapping[int, Words]] = {
    0: Message("agents.low-paper"),
    2: Message("agents.low-toner"),
}
"""By bit, the first of the first byte is 0."""


def _ups(told: Mapping[Oid, Told], took_s: float) -> Found:
    source, battery = told.get(SOURCE), told.get(BATTERY)
    if not isinstance(source, int):
        return Found(Message("probes.ups-no-status"), took_s)
    good: dict[Condition, bool] = {"UpsOnBattery": source != ON_BATTERY}
    if isinstance(battery, int):
        good["UpsLowBattery"] = battery not in LOW
    charge, minutes = told.get(CHARGE), told.get(MINUTES)
    values: dict[str, float] = {}
    if isinstance(charge, int):
        values["battery.charge"] = charge
    if isinstance(minutes, int):
        values["battery.runtime"] = minutes * 60
    return Found(took_s=took_s, good=good, values=values)


def _printer(told: Mapping[Oid, Told], took_s: float) -> Found:
    state = told.get(PRINTER)
    if not isinstance(state, bytes):
        return Found(Message("agents.no-printer"), took_s)
    found: dict[Condition, list[Words]] = {
        "PrinterError": _set(state, ERRORS), "PrinterSupplyLow": _set(state, SUPPLIES),
    }  # fmt: skip
    return Found(
        took_s=took_s,
        good={condition: not wrong for condition, wrong in found.items()},
        said={condition: listed(wrong) for condition, wrong in found.items() if wrong},
    )


def _set(state: bytes, words: Mapping[int, Words]) -> list[Words]:
    """Of no byte no bit is set: agents leave out what is zero."""
    return [said for bit, said in words.items() if state and state[0] & 0x80 >> bit]


PROFILES: Final[Mapping[Profile, tuple[tuple[Oid, ...], Callable[[Mapping[Oid, Told], float], Found]]]] = {
    "ups": ((SOURCE, BATTERY, CHARGE, MINUTES), _ups), "printer": ((PRINTER,), _printer),
}  # fmt: skip

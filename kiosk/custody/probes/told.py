"""What a probe found, in words for staff."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kiosk.custody.probes.findings import Found
from kiosk.custody.probes.steadiness import Steadiness
from signage.hall.alerts.probes import Condition, Probe
from signage.language.words import Message, Words

UPS: Mapping[Condition, Words] = {
    "UpsOnBattery": Message("probes.ups-on-battery"),
    "UpsLowBattery": Message("probes.ups-low-battery"),
    "UpsReplaceBattery": Message("probes.ups-replace-battery"),
}


@dataclass(frozen=True, slots=True)
class Measured:
    """What a probe found last, and when."""

    probe: Probe
    found: Found
    at: datetime
    states: Mapping[Condition, Steadiness]


def words_of(condition: Condition, last: Measured) -> Words:
    """Of a condition that stands; what was found last may be another one that flaps."""
    probe, told = last.probe, last.found
    if condition == "ProbeSlow":
        took = seconds(told.took_s) if told.took_s is not None else "–"
        return Message("probes.slow", took=took, limit=seconds((probe.slow_ms or 0) / 1000))
    if condition == "CertificateExpires":
        left = told.left_days
        if left is None or left < 0:
            return Message("probes.certificate-expired")
        return Message("probes.certificate-days-left", days=int(left))
    if condition in told.said:
        return told.said[condition]
    if condition in UPS:
        return _of_supply(condition, told)
    return told.why or Message("probes.flaps")


def _of_supply(condition: Condition, told: Found) -> Words:
    state, charge = UPS[condition], told.values.get("battery.charge")
    runtime = told.values.get("battery.runtime")
    if charge is None or condition == "UpsReplaceBattery" or told.good.get(condition, True):
        return state
    if runtime is None:
        return Message("probes.ups-with-charge", told=state, charge=int(charge))
    return Message(
        "probes.ups-with-charge-and-time",
        told=state,
        charge=int(charge),
        minutes=int(runtime // 60),
    )


def seconds(took: float) -> str:
    """To two figures: 0.35, 4.2, 12."""
    if took >= 10:
        return f"{took:.0f}"
    return f"{took:.1f}" if took >= 1 else f"{took:.2f}"

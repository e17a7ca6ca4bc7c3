"""``[[alerts.thresholds]]``: measures of the hall and the limits of its plans (plan line 303: 设立预警指标,
如系统故障发生率、办税人员流量等, 当指标超过设定阈值时, 发出预警信号).

**Decision, 2026-11-30.** Every measure stands on the console with its limit, whether or not it is over; over it, it
reports like a probe, by labels that a rule may match. A value that is too old says nothing: it neither
raises nor ends anything. *Rejected:* a threshold for each place that has numbers; a state that is
over the moment the value is back at its limit (``until`` is its other edge).
"""

import re
from collections.abc import Mapping
from typing import Annotated, Final

from pydantic import Field, StringConstraints, field_validator, model_validator

from signage.hall.alerts.probes import Label, Value
from signage.hall.described import Described, PlainId
from signage.language.model_words import Amiss
from signage.language.words import Message, Words

THRESHOLDS_MAX = 30
OWN: Final = ("queue.waiting", "queue.wait_min", "queue.per_window", "faults.most", "devices.out")
"""What the hall knows by itself: people waiting, minutes of waiting, people for each open window; the
faults of one device within ``fault_days``, devices that are out now."""
PROBE: Final = re.compile(r"probe\.([a-z0-9][a-z0-9-]*)\.([a-z_.]+)")
REPORT: Final = re.compile(r"report\.([A-Za-z0-9_.-]+)")
Number = Annotated[float, Field(ge=-1e9, le=1e9, allow_inf_nan=False)]


class Threshold(Described):
    """A measure and its limit: ``over`` or ``under``, one of them."""

    id: PlainId
    name: Words
    unit: Words | None = None
    measure: Annotated[str, StringConstraints(max_length=100)]
    over: Number | None = None
    under: Number | None = None
    until: Number | None = None
    """Where it is over again; unset = at the limit itself."""
    for_min: Annotated[int, Field(ge=0, le=24 * 60)] = 0
    """Minutes beyond the limit after which it is reported."""
    fresh_min: Annotated[int, Field(ge=1, le=24 * 60)] = 30
    """Minutes after which a value says nothing any more."""
    labels: Annotated[Mapping[Label, Value], Field(max_length=20)] = Field(default_factory=dict)

    @field_validator("measure")
    @classmethod
    def _known(cls, given: str) -> str:
        if given not in OWN and not PROBE.fullmatch(given) and not REPORT.fullmatch(given):
            raise Amiss(Message("check.write-measure", own=list(OWN)))
        return given

    @model_validator(mode="after")
    def _one(self) -> "Threshold":
        if (self.over is None) == (self.under is None):
            raise Amiss(Message("check.over-or-under"))
        if self.until is not None and self._beyond(self.until, self.limit):
            raise Amiss(Message("check.until-side"))
        if "alertname" in self.labels:
            raise Amiss(Message("check.alertname-threshold"))
        return self

    @property
    def limit(self) -> float:
        found = self.over if self.over is not None else self.under
        assert found is not None
        return found

    def beyond(self, value: float, before: bool) -> bool:
        """Whether it is beyond its limit, where it was (``before``) or was not."""
        edge = self.until if before and self.until is not None else self.limit
        return self._beyond(value, edge)

    def _beyond(self, value: float, edge: float) -> bool:
        return value > edge if self.over is not None else value < edge

    def labels_of(self) -> Mapping[str, str]:
        usual = {
            "job": self.id, "severity": "warning", "threshold": self.id, "measure": self.measure,
        }  # fmt: skip
        return {**usual, **self.labels, "alertname": "Threshold"}

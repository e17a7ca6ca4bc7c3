"""Alertmanager's webhook, version 4, as it sends it (its documentation: ``webhook_config``), and
bodies of others by the hall's mapping.

Another system wrote this body: keys that are not known here are passed over. What it says of times is
not read, because only the hall's own clock counts.
"""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from kiosk.access.problems import Problem
from signage.hall.alerts.rules import AlertRule, Alerts
from signage.hall.alerts.sources import DECIMAL, Report, Source, Unmapped
from signage.language.words import Words
from signage.situation.alerts import Alert, HearAlerts

Fingerprint = Annotated[str, StringConstraints(min_length=1, max_length=64)]
State = Literal["firing", "resolved"]


class Foreign(BaseModel):
    """As strict as the API's own bodies, but for keys that only its sender knows."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)


class AlertIn(Foreign):
    status: State
    labels: dict[str, str]
    annotations: dict[str, str] = Field(default_factory=dict)
    fingerprint: Fingerprint = Field(description="The same as long as the labels are")


class AlertsBody(Foreign):
    """Alertmanager's ``webhook_config`` with its usual payload. Of times it states none is read."""

    version: Literal["4"]
    group_key: str = Field("", alias="groupKey")
    status: State
    truncated_alerts: int = Field(
        0, ge=0, alias="truncatedAlerts", description="How many were left out by max_alerts"
    )
    alerts: tuple[AlertIn, ...]

    def command(self, alerts: Alerts) -> HearAlerts:
        """Those that a rule of the hall matches, in their order."""
        return HearAlerts(
            tuple(
                self._alert(one, rule)
                for one in self.alerts
                if (rule := alerts.rule_for(one.labels)) is not None
            )
        )

    @property
    def measured(self) -> Mapping[str, float]:
        """Of those that fire: the annotation ``value`` by the label ``measure``; what is no number is
        passed over, for the report counts without it."""
        told = (one for one in self.alerts if one.status == "firing" and "measure" in one.labels)
        values = ((one.labels["measure"], one.annotations.get("value", "")) for one in told)
        return {f"report.{name}": float(said) for name, said in values if DECIMAL.fullmatch(said)}

    def _alert(self, one: AlertIn, rule: AlertRule) -> Alert:
        firing = one.status == "firing"
        said = rule.said(one.labels, one.annotations) if firing else ""
        return Alert(one.fingerprint, rule.id, firing, said, self.truncated_alerts > 0)


class ForeignBody(BaseModel):
    """Whatever a source sends that the hall's alerts.toml describes; where each thing stands in it is
    written there."""

    model_config = ConfigDict(frozen=True, extra="allow")

    def command(
        self, alerts: Alerts, source: Source
    ) -> tuple[HearAlerts, int, Mapping[str, float]]:
        """What a rule of the hall matches, how many reports none does, and what is measured. Raises
        :class:`Problem`."""
        try:
            found, values = source.reports(self.model_extra), source.measured(self.model_extra)
        except Unmapped as error:
            raise Problem(422, "unreadable", error.words, error.at) from None
        heard = [
            Alert(f"{source.id}/{one.fingerprint}", rule.id, one.firing, said(rule, one))
            for one in found
            if one is not None and (rule := alerts.rule_for(one.labels)) is not None
        ]
        measured = {f"report.{name}": value for name, value in values.items()}
        return HearAlerts(tuple(heard)), len(found) - len(heard), measured


def said(rule: AlertRule, one: Report) -> Words | str:
    return rule.said(one.labels, one.annotations) if one.firing else ""

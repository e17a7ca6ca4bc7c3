"""``[[alerts.probes]]``: what a hall without monitoring of its own looks at by itself, and when that
counts as failed.

**Decision, 2026-11-30.** Named as the field names it: ``prober`` and what makes it fail as in
Prometheus' blackbox exporter, the thresholds as in a container's probes. A report of a probe is a
report like any other: it has labels and meets the rules. *Rejected:* a kind at the probe itself, a
second way to say what a report means.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator, model_validator

from signage.hall.described import Described, PlainId
from signage.language.model_words import Amiss
from signage.language.words import Message

PROBES_MAX = 30
Prober = Literal["http", "tcp", "dns", "icmp", "nut", "snmp"]
Profile = Literal["ups", "printer"]
Condition = Literal[
    "ProbeFailed", "ProbeSlow", "CertificateExpires",
    "UpsOnBattery", "UpsLowBattery", "UpsReplaceBattery", "PrinterError", "PrinterSupplyLow",
]  # fmt: skip
"""The label ``alertname`` of what a probe reports."""
SEVERITIES: Mapping[Condition, str] = {
    "ProbeFailed": "critical",
    "ProbeSlow": "warning",
    "CertificateExpires": "warning",
    "UpsOnBattery": "critical",
    "UpsLowBattery": "critical",
    "UpsReplaceBattery": "warning",
    "PrinterError": "critical",
    "PrinterSupplyLow": "warning",
}
_HOST = r"[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"
_ADDRESS = rf"(?:{_HOST}|\[[0-9A-Fa-f:.]+\])"
_PORT = ":(?P<port>[0-9]{1,5})"
FORMS: Mapping[str, tuple[re.Pattern[str], str]] = {
    "http": (
        re.compile(rf"^https?://{_ADDRESS}(?:{_PORT})?(?:[/?][!-~]*)?$"),
        "https://etax.example.gov.cn/",
    ),
    "tcp": (re.compile(rf"^{_ADDRESS}{_PORT}$"), "10.1.2.3:1521"),
    "dns": (re.compile(rf"^{_ADDRESS}(?:{_PORT})?$"), "10.1.2.53"),
    "icmp": (re.compile(rf"^(?:{_HOST}|[0-9A-Fa-f:]+)$"), "10.1.2.1"),
    "snmp": (re.compile(rf"^{_ADDRESS}(?:{_PORT})?$"), "10.1.2.30"),
    "nut": (re.compile(rf"^[A-Za-z0-9_.-]+@{_ADDRESS}(?:{_PORT})?$"), "ups@10.1.2.9"),
}
"""How an address is written, and one as it may be."""
PORT_MAX = 65535
UPS: tuple[Condition, ...] = ("UpsOnBattery", "UpsLowBattery", "UpsReplaceBattery")
TOLD: Mapping[str, tuple[Condition, ...]] = {
    "ups": ("UpsOnBattery", "UpsLowBattery"),
    "printer": ("PrinterError", "PrinterSupplyLow"),
}
"""What a thing says of itself, by profile."""
Address = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Label = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$", max_length=64)]
Value = Annotated[str, StringConstraints(max_length=300)]
Status = Annotated[int, Field(ge=100, le=599)]
Streak = Annotated[int, Field(ge=1, le=100)]


class Probe(Described):
    """One thing that is looked at every ``interval_s``."""

    id: PlainId
    prober: Prober
    address: Address
    """By prober: a URL, ``host:port``, the server that is asked for a name, a host, ``ups@host``."""
    interval_s: Annotated[int, Field(ge=1, le=3600)] = 30
    timeout_s: Annotated[float, Field(gt=0, le=60)] = 10
    failure_threshold: Streak = 3
    """Failures in a row after which it is reported."""
    success_threshold: Streak = 2
    """Successes in a row after which it is over."""
    slow_ms: Annotated[int, Field(ge=1, le=60_000)] | None = None
    """An answer that took longer is a slow one, which is reported by itself."""
    valid_status_codes: Annotated[tuple[Status, ...], Field(max_length=20)] = ()
    """Without any: 200–299."""
    keyword: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None = None
    """What must stand on the page."""
    certificate_days: Annotated[int, Field(ge=1, le=365)] | None = None
    """Fewer days than these until the certificate expires are reported by themselves."""
    ca_file: Annotated[str, StringConstraints(min_length=1, max_length=1000)] | None = None
    """Authorities by which the certificate is checked, for a server with one of the bureau's own."""
    proxy: Annotated[str, StringConstraints(pattern=r"^http://[!-~]+$", max_length=2000)] | None = (
        None
    )
    query_name: Annotated[str, StringConstraints(pattern=rf"^{_HOST}$", max_length=253)] | None = (
        None
    )
    """The name that the server of a ``dns`` probe is asked for."""
    query_type: Literal["A", "AAAA"] = "A"
    profile: Profile | None = None
    """What a ``snmp`` probe asks."""
    community_file: Annotated[str, StringConstraints(min_length=1, max_length=1000)] | None = None
    """A file with the community of SNMPv2c; without one it is ``public``."""
    user_file: Annotated[str, StringConstraints(min_length=1, max_length=1000)] | None = None
    """A file with a user of SNMPv3, in place of a community."""
    labels: Annotated[Mapping[Label, Value], Field(max_length=20)] = Field(default_factory=dict)
    role: Literal["guide", "supervisor"] = "guide"
    """Whose rights it has where a rule raises by itself."""

    @field_validator("labels")
    @classmethod
    def _own(cls, given: Mapping[str, str]) -> Mapping[str, str]:
        if "alertname" in given:
            raise Amiss(Message("check.alertname-probe"))
        return given

    @model_validator(mode="after")
    def _fits(self) -> "Probe":
        form, example = FORMS[self.prober]
        written = form.fullmatch(self.address)
        if written is None:
            raise Amiss(Message("check.probe-address", prober=self.prober, example=example))
        port = written.groupdict().get("port")
        if port is not None and not 0 < int(port) <= PORT_MAX:
            raise Amiss(Message("check.port-range", most=PORT_MAX))
        for name, prober in _ALONE.items():
            if prober != self.prober and name in self.model_fields_set:
                raise Amiss(Message("check.for-prober", name=name, prober=prober))
        if self.prober == "snmp" and self.profile is None:
            raise Amiss(Message("check.probe-profile"))
        if self.community_file is not None and self.user_file is not None:
            raise Amiss(Message("check.snmp-file"))
        if self.prober == "dns" and self.query_name is None:
            raise Amiss(Message("check.query-name"))
        if self.certificate_days is not None and not self.address.startswith("https://"):
            raise Amiss(Message("check.certificate-days"))
        return self

    def labels_of(self, condition: Condition) -> Mapping[str, str]:
        """What rules look at; of job, instance and severity the hall's own word counts. What a URL
        asks for may be a secret."""
        usual = {
            "job": self.id,
            "instance": self.query_name or self.address.partition("?")[0],
            "severity": SEVERITIES[condition],
            "probe": self.id,
            "prober": self.prober,
        }
        return {**usual, **self.labels, "alertname": condition}

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """What it may report."""
        slow: tuple[Condition, ...] = ("ProbeSlow",) if self.slow_ms is not None else ()
        old: tuple[Condition, ...] = (
            ("CertificateExpires",) if self.certificate_days is not None else ()
        )
        told = UPS if self.prober == "nut" else TOLD.get(self.profile or "", ())
        return ("ProbeFailed", *slow, *old, *told)


_ALONE: Mapping[str, Prober] = {
    "valid_status_codes": "http",
    "keyword": "http",
    "certificate_days": "http",
    "ca_file": "http",
    "proxy": "http",
    "query_name": "dns",
    "query_type": "dns",
    "profile": "snmp",
    "community_file": "snmp",
    "user_file": "snmp",
}
"""Keys that one prober alone knows."""

"""What the hall makes of reports by its monitoring systems: ``[alerts]`` of ``alerts.toml``.

A rule looks at labels as Alertmanager's own routes do, by its ``matchers``: ``job="etax"``, or a
regular expression that takes the whole value, ``job=~"etax.*"``. Its text takes labels and
annotations by name; what was received is put in as it stands and is never itself read as a template.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Annotated, Literal
from unicodedata import normalize

from pydantic import Field, StringConstraints, field_validator, model_validator

from signage.hall.alerts.brokers import BROKERS_MAX, Broker
from signage.hall.alerts.conditions import NAMES, UNSAID
from signage.hall.alerts.contacts import CONTACTS_MAX, Contact
from signage.hall.alerts.probes import PROBES_MAX, Probe
from signage.hall.alerts.sources import SOURCES_MAX, Source
from signage.hall.alerts.thresholds import THRESHOLDS_MAX, Threshold
from signage.hall.described import Described, PlainId, ResourceId
from signage.language.model_words import Amiss
from signage.language.words import FIRST_LANGUAGE, Message, Words, say

RULES_MAX = 100
FEEDS_MAX = 10
VALUE_MAX = 300
"""Letters of a label's value that are looked at: whatever is longer was not written for a rule."""
TEXT_MAX = 120
"""Letters of what a report says on the console."""
_FIELD = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_MATCHER = re.compile(r'\s*([A-Za-z_][A-Za-z0-9_]*)\s*(=~|!~|!=|=)\s*(?:"([^"]*)"|([^"\s]*))\s*')
Written = Annotated[str, StringConstraints(max_length=VALUE_MAX)]
Named = Annotated[str, StringConstraints(min_length=1, max_length=100)]
HostName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.-]+(:[0-9]+)?$", max_length=253)]


@dataclass(frozen=True, slots=True)
class Matcher:
    """One condition on a label; one that is not there is an empty one, as in Prometheus."""

    label: str
    pattern: re.Pattern[str]
    wanted: bool

    def holds(self, labels: Mapping[str, str]) -> bool:
        value = labels.get(self.label, "")[:VALUE_MAX]
        return (self.pattern.fullmatch(value) is not None) == self.wanted


def matcher(written: str) -> Matcher:
    """Raises ValueError with what to write."""
    found = _MATCHER.fullmatch(written)
    if found is None:
        raise Amiss(Message("check.no-matcher", written=f"{written!r}"))
    label, sign, quoted, bare = found.groups()
    value = bare if quoted is None else quoted
    try:
        pattern = re.compile(value if "~" in sign else re.escape(value))
    except re.error as error:
        raise Amiss(Message("check.no-regex", value=f"{value!r}", why=str(error))) from error
    return Matcher(label, pattern, "!" not in sign)


class AlertRule(Described):
    """The first rule of the file that a report matches counts."""

    id: PlainId
    matchers: Annotated[tuple[Written, ...], Field(min_length=1, max_length=20)]
    kind: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    target: ResourceId
    level: Annotated[int, Field(ge=1, le=4)] | None = None
    """Counts where whoever raises may choose a level; else the kind's own does."""
    text: Annotated[str, StringConstraints(max_length=TEXT_MAX)] = "{alertname} {summary}"
    act: Literal["propose", "raise"] = "propose"

    @field_validator("matchers")
    @classmethod
    def _written(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        read = tuple(map(matcher, given))
        if read and not any(one.wanted for one in read):
            raise Amiss(Message("check.only-not"))
        return given

    @field_validator("text")
    @classmethod
    def _fields(cls, given: str) -> str:
        for name in _FIELD.findall(given):
            if not _NAME.fullmatch(name):
                raise Amiss(
                    Message("check.names-no-label", name=f"{{{name}}}", example="{instance}")
                )
        if _FIELD.findall(normalize("NFKC", given)) != _FIELD.findall(given):
            raise Amiss(Message("check.full-width-brace", example="{instance}"))
        if "{" in _FIELD.sub("", given) or "}" in _FIELD.sub("", given):
            raise Amiss(Message("check.lone-brace", example="{instance}"))
        return given

    @cached_property
    def _read(self) -> tuple[Matcher, ...]:
        return tuple(map(matcher, self.matchers))

    def matches(self, labels: Mapping[str, str]) -> bool:
        return all(one.holds(labels) for one in self._read)

    def said(
        self, labels: Mapping[str, str], annotations: Mapping[str, Words | str]
    ) -> Words | str:
        """On one line, cut; of a name that both have, the label counts. In each language of what was
        given in words, and of the names of what the hall finds itself."""
        known: dict[str, Words | str] = {**annotations, **labels}
        fields, name = _FIELD.findall(self.text), labels.get("alertname", "")
        if name in NAMES:
            whole = "summary" in fields and isinstance(known.get("summary"), Mapping)
            known["alertname"] = "" if whole and name not in UNSAID else NAMES[name]
        worded = [known.get(field, "") for field in fields]
        spoken = dict.fromkeys(
            chain.from_iterable(one for one in worded if isinstance(one, Mapping))
        )
        if not spoken:
            return self._in(FIRST_LANGUAGE, known)
        return {lang: self._in(lang, known) for lang in (FIRST_LANGUAGE, *spoken)}

    def _in(self, lang: str, known: Mapping[str, Words | str]) -> str:
        def value(found: re.Match[str]) -> str:
            said = known.get(found[1], "")
            return said if isinstance(said, str) else say(said, lang)

        return " ".join(_FIELD.sub(value, self.text).split())[:TEXT_MAX]


class Location(Described):
    """``[alerts.location]``: where the hall is, for warnings that say where they hold. Codes by the name of
    their scheme as the authority writes it (``valueName``)."""

    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    """WGS 84, degrees; a map of another datum (GCJ-02) is some hundred metres off."""
    geocodes: Mapping[Named, Annotated[tuple[Named, ...], Field(max_length=20)]] = Field(
        default_factory=dict, max_length=20
    )

    @model_validator(mode="after")
    def _both(self) -> "Location":
        if (self.latitude is None) != (self.longitude is None):
            raise Amiss(Message("check.both-coordinates"))
        return self


class Feed(Described):
    """``[[alerts.feeds]]``: warnings in CAP, fetched from an address (Atom, RSS, CAP) or read from a
    directory that another program fills."""

    id: PlainId
    url: Annotated[str, StringConstraints(pattern=r"^https?://[!-~]+$", max_length=2000)] | None = (
        None
    )
    directory: Annotated[str, StringConstraints(min_length=1, max_length=1000)] | None = None
    every_s: Annotated[int, Field(ge=10, le=3600)] = 60
    proxy: Annotated[str, StringConstraints(pattern=r"^http://[!-~]+$", max_length=2000)] | None = (
        None
    )
    hosts: Annotated[tuple[HostName, ...], Field(max_length=20)] = ()
    """Hosts besides the feed's own that what it links to may be fetched from."""
    certificate_file: Annotated[str, StringConstraints(min_length=1, max_length=1000)] | None = None
    """Certificates (PEM) of who signs its messages; without this and ``ca_file`` none need be signed."""
    ca_file: Annotated[str, StringConstraints(min_length=1, max_length=1000)] | None = None
    """The authority (PEM) that certifies whoever signs them."""
    role: Literal["guide", "supervisor"] = "guide"
    """Whose rights it has where a rule raises by itself."""

    @model_validator(mode="after")
    def _one(self) -> "Feed":
        if self.certificate_file is not None and self.ca_file is not None:
            raise Amiss(Message("check.who-signs"))
        if (self.url is None) == (self.directory is None):
            raise Amiss(Message("check.where-from"))
        return self


class Alerts(Described):
    """``[alerts]``: the rules, and the times by which reports count."""

    stale_h: Annotated[int, Field(ge=1, le=168)] = 6
    """Hours after which a report that nobody repeated says nothing any more (Alertmanager repeats
    every 4 h)."""
    calm_min: Annotated[int, Field(ge=1, le=24 * 60)] = 5
    """Minutes within which a report that comes and goes is one report."""
    rules: Annotated[tuple[AlertRule, ...], Field(max_length=RULES_MAX)] = ()
    location: Location = Field(default_factory=Location)
    feeds: Annotated[tuple[Feed, ...], Field(max_length=FEEDS_MAX)] = ()
    probes: Annotated[tuple[Probe, ...], Field(max_length=PROBES_MAX)] = ()
    contacts: Annotated[tuple[Contact, ...], Field(max_length=CONTACTS_MAX)] = ()
    mqtt: Annotated[tuple[Broker, ...], Field(max_length=BROKERS_MAX)] = ()
    sources: Annotated[tuple[Source, ...], Field(max_length=SOURCES_MAX)] = ()
    thresholds: Annotated[tuple[Threshold, ...], Field(max_length=THRESHOLDS_MAX)] = ()

    @cached_property
    def rule(self) -> Mapping[str, AlertRule]:
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def source(self) -> Mapping[str, Source]:
        return {source.id: source for source in self.sources}

    def rule_for(self, labels: Mapping[str, str]) -> AlertRule | None:
        return next((rule for rule in self.rules if rule.matches(labels)), None)

"""``[[alerts.sources]]``: who else reports to ``POST /api/v1/alerts/<id>``, and where its own JSON
says what.

**Decision, 2026-11-30.** A body is read by the paths that the hall writes (``heartbeat.status``), as
strictly as a body of our own: what is not where it should be is refused by its place. *Rejected:* a
reader for each product, which ages with it; a body in doubt taken for a report that fires, for a
hall would be told of outages by every test message.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

from pydantic import Field, StringConstraints, model_validator

from signage.hall.described import Described, PlainId
from signage.language.model_words import Amiss
from signage.language.words import Message, Words, listed, plain

SOURCES_MAX = 20
REPORTS_MAX = 200
"""Of one body."""
LETTERS_MAX = 300
"""Of one value: whatever is longer was not written for a rule."""
MARGIN: Final = 0.1
MARGIN_MIN: Final = 5
"""What a repeat may be late: a tenth of its time, at least so many minutes."""
Path = Annotated[str, StringConstraints(pattern=r"^(\$\.)?[\w@-]+(\.[\w@-]+)*$", max_length=200)]
Label = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$", max_length=64)]
Word = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Measure = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]+$", max_length=80)]
Words20 = Annotated[tuple[Word, ...], Field(max_length=20)]
_NUMBER = re.compile(r"[0-9]{1,4}")
DECIMAL = re.compile(r"[+-]?[0-9]{1,9}(\.[0-9]{1,9})?")
_NOTHING: Final = object()


class Unmapped(Exception):
    """A body lacks what a source's mapping reads, or says it otherwise. ``at``: its place."""

    def __init__(self, at: str, words: Words) -> None:
        super().__init__(at)
        self.at, self.words = at, words


@dataclass(frozen=True, slots=True)
class Report:
    """One report as its source says it."""

    fingerprint: str
    firing: bool
    labels: Mapping[str, str]
    annotations: Mapping[str, str]


class Source(Described):
    """A sender. Without ``status`` it sends Alertmanager's own body to ``/api/v1/alerts``, by the
    token of this name, and is only watched for its silence."""

    id: PlainId
    repeat_min: Annotated[int, Field(ge=1, le=7 * 24 * 60)] | None = None
    """Minutes within which it says something, and be it that all is well. Unset = it is not
    watched."""
    alerts: Path | None = None
    """Where the list of its reports stands; unset = a body is one report."""
    status: Path | None = None
    firing: Words20 = ()
    resolved: Words20 = ()
    ignored: Words20 = ()
    """Words of its status: of what fires, of what is over, of what is neither."""
    fingerprint: Annotated[tuple[Path, ...], Field(max_length=5)] = ()
    """What tells one of its reports from another, for as long as it stands."""
    labels: Annotated[Mapping[Label, Path], Field(max_length=20)] = Field(default_factory=dict)
    static_labels: Annotated[Mapping[Label, Word], Field(max_length=20)] = Field(
        default_factory=dict
    )
    annotations: Annotated[Mapping[Label, Path], Field(max_length=20)] = Field(default_factory=dict)
    """Labels must be there; an annotation that is not is an empty one."""

    values: Annotated[Mapping[Measure, Path], Field(max_length=20)] = Field(default_factory=dict)
    """By name the path to a number, which thresholds know as ``report.NAME``; from each body, whatever
    its status."""

    @model_validator(mode="after")
    def _whole(self) -> "Source":
        mapped = (self.status, self.firing, self.resolved, self.fingerprint)
        if not any((*mapped, self.labels, self.values, self.repeat_min)):
            raise Amiss(Message("check.body-says"))
        if any((*mapped, self.labels)) and not all(mapped):
            raise Amiss(Message("check.mapping-needs"))
        said = [word.casefold() for word in (*self.firing, *self.resolved, *self.ignored)]
        if len(said) != len(set(said)):
            raise Amiss(Message("check.status-one-thing"))
        if "source" in self.labels or "source" in self.static_labels:
            raise Amiss(Message("check.source-label"))
        return self

    @property
    def mapped(self) -> bool:
        return self.status is not None or bool(self.values)

    @property
    def silent_min(self) -> float | None:
        """Minutes without a word from which on it counts as silent."""
        every = self.repeat_min
        return None if every is None else every + max(MARGIN_MIN, every * MARGIN)

    def reports(self, body: object) -> tuple[Report | None, ...]:
        """What a body of its own says; None where a status means neither. Raises
        :class:`Unmapped`."""
        return tuple(self._reports(body)) if self.status is not None else ()

    def measured(self, body: object) -> Mapping[str, float]:
        """The numbers of a body of its own. Raises :class:`Unmapped`."""
        return {name: _number(body, path) for name, path in self.values.items()}

    def _reports(self, body: object) -> Iterator[Report | None]:
        if self.alerts is None:
            yield self._report(body, "")
            return
        listing = _at(body, self.alerts)
        if not isinstance(listing, list):
            raise Unmapped(plain_path(self.alerts), Message("sources.no-list"))
        if len(listing) > REPORTS_MAX:
            raise Unmapped(plain_path(self.alerts), Message("sources.too-many", most=REPORTS_MAX))
        for at, one in enumerate(listing):
            yield self._report(one, f"{plain_path(self.alerts)}[{at}].")

    def _report(self, body: object, before: str) -> Report | None:
        said = _text(body, self.status or "", before)
        word = said.casefold()
        if word in map(str.casefold, self.ignored):
            return None
        firing = word in map(str.casefold, self.firing)
        if not firing and word not in map(str.casefold, self.resolved):
            known = listed([plain(one) for one in (*self.firing, *self.resolved)])
            words = Message("sources.unknown-status", said=said[:50], known=known)
            raise Unmapped(before + plain_path(self.status or ""), words)
        return Report(
            "/".join(_text(body, path, before) for path in self.fingerprint)[:LETTERS_MAX],
            firing,
            {
                **self.static_labels,
                **{name: _text(body, path, before) for name, path in self.labels.items()},
                "source": self.id,
            },
            {name: _text(body, path, before, "") for name, path in self.annotations.items()},
        )


def plain_path(path: str) -> str:
    return path.removeprefix("$.")


def _at(body: object, path: str) -> object:
    """What stands there; :data:`_NOTHING` where nothing does. A number is a place in a list."""
    found: Any = body
    for part in plain_path(path).split("."):
        if isinstance(found, dict):
            found = found.get(part, _NOTHING)
        elif isinstance(found, list) and _NUMBER.fullmatch(part) and int(part) < len(found):
            found = found[int(part)]
        else:
            return _NOTHING
    return found


def _text(body: object, path: str, before: str, usual: str | None = None) -> str:
    """A word, a number, a yes or no. ``usual``: where nothing stands; None = it must."""
    found, place = _at(body, path), before + plain_path(path)
    if found is _NOTHING or found is None:
        if usual is not None:
            return usual
        raise Unmapped(place, Message("sources.missing", key=place))
    if isinstance(found, dict | list):
        raise Unmapped(place, Message("sources.no-word", key=place))
    return (found if isinstance(found, str) else json.dumps(found))[:LETTERS_MAX]


def _number(body: object, path: str) -> float:
    """Also one in quotes."""
    text, place = _text(body, path, ""), plain_path(path)
    if not DECIMAL.fullmatch(text):
        raise Unmapped(place, Message("sources.no-number", key=place))
    return float(text)

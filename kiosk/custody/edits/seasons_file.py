"""``hall.toml`` with other seasonal hours, everything else of it as it stands, comments too."""

from collections.abc import Sequence
from typing import Any, Final

import tomlkit

from kiosk.custody.edits.toml_text import lines_text
from kiosk.wording.outside import toml
from signage.hall.hours import DAYS, Hours, Season, Span

SEASONS: Final = "seasons"


def seasons_in(text: str) -> tuple[Season, ...]:
    """Raises ValueError where it is no description."""
    return Hours.model_validate(toml(text).get("hours", {})).seasons


def with_seasons(text: str, seasons: Sequence[Season]) -> str:
    """In their order; what is the same is not touched. Raises ValueError where the file cannot be
    edited so."""
    before = seasons_in(text)
    if tuple(seasons) == before:
        return text
    document: Any = tomlkit.parse(text)
    hours = document["hours"]
    held = hours.get(SEASONS)
    kept = min(len(before), len(seasons))
    for at in range(kept):
        if before[at] != seasons[at]:
            _put(held[at], before[at], seasons[at])
    for at in reversed(range(kept, len(before))):
        del held[at]
    if held is not None and not held:
        del hours[SEASONS]
    written = tomlkit.dumps(document)
    if len(before) > kept:
        written = written.rstrip("\n") + "\n"
    for season in seasons[kept:]:
        written = _behind(written, season)
    if _meant(text, seasons) != toml(written):
        raise ValueError(SEASONS)
    return written


def _put(held: Any, old: Season, new: Season) -> None:
    for key in ("since", "until"):
        if getattr(old, key) != getattr(new, key):
            held[key] = getattr(new, key)
    for day in DAYS:
        spans = new.weekly.get(day, ())
        if old.weekly.get(day, ()) == spans:
            continue
        if spans:
            held["weekly"][day] = _spans(spans)
        else:
            del held["weekly"][day]


def _spans(spans: Sequence[Span]) -> list[list[str]]:
    return [[f"{at:%H:%M:%S}" for at in span] for span in spans]


def _value(season: Season) -> dict[str, Any]:
    weekly = {day: _spans(season.weekly[day]) for day in DAYS if season.weekly.get(day)}
    return {"since": season.since, "until": season.until, "weekly": weekly}


def _behind(text: str, season: Season) -> str:
    """With one more at the end of the file: a table of its own may stand anywhere."""
    end = "" if text.endswith("\n") else "\n"
    return f"{text}{end}\n[[hours.{SEASONS}]]\n{lines_text(_value(season))}\n"


def _meant(text: str, seasons: Sequence[Season]) -> dict[str, Any]:
    document = toml(text)
    old, new = document["hours"].get(SEASONS, []), list[dict[str, Any]]()
    for at, season in enumerate(seasons):
        value = _value(season)
        if at < len(old):
            # A day that was written as closed and still is, is left so.
            shut = {day: spans for day, spans in old[at]["weekly"].items() if not spans}
            value["weekly"] = {
                **{d: s for d, s in shut.items() if d not in value["weekly"]},
                **value["weekly"],
            }
            same = Hours.model_validate({**document["hours"]}).seasons[at] == season
            value = old[at] if same else value
        new.append(value)
    hours = {key: value for key, value in document["hours"].items() if key != SEASONS}
    return {**document, "hours": {**hours, **({SEASONS: new} if new else {})}}

"""What a screen was seen to show, ten times a second, and what of it breaks a promise."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

WITHIN_S = 5.0
LEASE_S = 10.0
SLACK_S = 0.7
"""A turn of the page's script, a sample, and a beat that was still on its way."""

SAID = "seen "
"""How a word of ``seen/tell.js`` begins."""
FRAME_S = 1.0
"""A frame that has told nothing for so long shows nothing of ours."""


@dataclass(frozen=True, slots=True)
class Sample:
    at: float
    danger: bool
    arrow: bool
    blank: bool

    @classmethod
    def of(cls, at: float, said: dict[str, Any] | None) -> "Sample":
        if said is None:
            return cls(at, danger=False, arrow=False, blank=True)
        return cls(at, said["danger"], said["arrow"], not said["words"])


@dataclass(frozen=True, slots=True)
class Seen:
    """One word of a page, or of the frame in it."""

    at: float
    outermost: bool
    said: dict[str, Any] | None


def composed(told: list[Seen]) -> list[Sample]:
    """What is seen of both: the start page's cover, or the frame under it; nothing where the browser
    shows a page of its own, which tells nothing."""
    inner = sorted((seen for seen in told if not seen.outermost), key=lambda seen: seen.at)
    samples: list[Sample] = []
    since = 0
    for seen in (seen for seen in told if seen.outermost):
        if samples:
            samples += _silence(samples[-1].at, seen.at)
        if seen.said is None or "covered" not in seen.said:
            samples.append(Sample.of(seen.at, seen.said))
            continue
        if seen.said["covered"]:
            samples.append(Sample(seen.at, danger=False, arrow=False, blank=False))
            continue
        while since + 1 < len(inner) and inner[since + 1].at <= seen.at:
            since += 1
        fresh = bool(inner) and abs(seen.at - inner[since].at) < FRAME_S
        samples.append(Sample.of(seen.at, inner[since].said if fresh else None))
    return samples


def _silence(since: float, until: float) -> list[Sample]:
    if until - since < FRAME_S:
        return []
    return [
        Sample.of(since + tenths / 10, None) for tenths in range(1, math.ceil((until - since) * 10))
    ]


@dataclass(frozen=True, slots=True)
class Faults:
    """The longest of each, in seconds."""

    less_s: float
    """Less danger than the truth, counted from when it could be known."""
    blank_s: float
    arrow_s: float
    """An arrow beyond its lease."""

    @property
    def none(self) -> bool:
        return self.less_s <= WITHIN_S and self.blank_s <= WITHIN_S and self.arrow_s == 0.0


def longest(samples: Iterable[Sample], wrong: Callable[[Sample], bool]) -> float:
    """Seconds from the first to the last of the longest run of wrong samples."""
    most, since = 0.0, None
    for sample in samples:
        if not wrong(sample):
            since = None
            continue
        since = sample.at if since is None else since
        most = max(most, sample.at - since)
    return most


def judged(
    samples: list[Sample],
    fire: float,
    fault: tuple[float, float, float],
    *,
    cuts: bool,
    kept: bool,
    worded: bool,
) -> Faults:
    """``fault``: when it began, when its end began, when it was over.

    ``kept``: what it showed stays up; else the promise begins with the fault's end. ``worded``: no
    page is blank in the fault either.
    """
    begun, ending, ended = fault
    known = max(fire, ended)
    if not any(s.at >= known + WITHIN_S for s in samples):
        return Faults(math.inf, math.inf, 0.0)
    shown_before = fire < begun and kept
    less = longest(
        (s for s in samples if s.at >= (fire + WITHIN_S if shown_before else known)),
        lambda s: not s.danger,
    )
    blank = longest((s for s in samples if worded or s.at >= ended), lambda s: s.blank)
    old = begun + LEASE_S + SLACK_S
    arrow = longest((s for s in samples if cuts and old < s.at < ending), lambda s: s.arrow)
    once = cuts and any(s.arrow for s in samples if old < s.at < ending)
    return Faults(less, blank, max(arrow, 0.1) if once else 0.0)

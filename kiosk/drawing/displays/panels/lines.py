"""Words in lines of whole pixels: broken where they say so, evenly, no mark at a line's begin."""

from collections.abc import Callable, Sequence

from kiosk.wording.typeset import broken
from signage.language.words import unbroken

Measure = Callable[[str], float]


def wrapped(words: str, width: float, lang: str, measure: Measure) -> list[str]:
    """On one line; else at its own breaks (``/``); else where the line is full, the lines evened:
    no ideograph is left alone."""
    whole = unbroken(words, lang)
    if measure(whole) <= width:
        return [whole]
    parts = words.split("/")
    if len(parts) > 1 and all(measure(part) <= width for part in parts):
        return parts
    lines = broken(whole, 1.0, width, measure=measure)
    if widest(lines, measure) > width:
        return [part for line in lines for part in _parts(line, width, measure)]
    narrower = width
    while (narrower := 0.94 * narrower) > 0.4 * width:
        tried = broken(whole, 1.0, narrower, measure=measure)
        if len(tried) > len(lines) or widest(tried, measure) > narrower:
            break
        lines = tried
    return lines


def _parts(line: str, width: float, measure: Measure) -> list[str]:
    """A word that is wider than the room, broken with a hyphen: rather than cut."""
    found = []
    while measure(line) > width and len(line) > 2:
        fits = [at for at in range(2, len(line)) if measure(f"{line[:at]}-") <= width]
        if not fits:
            break
        at = fits[-1]
        found.append(f"{line[:at]}-")
        line = line[at:]
    return [*found, line]


def widest(lines: Sequence[str], measure: Measure) -> float:
    return max(map(measure, lines), default=0.0)

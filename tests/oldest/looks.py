"""What a page looks like, told so that two browsers can be held against each other."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, TypeVar

Found = TypeVar("Found")

# Each line of text that can be seen, with its box; written for the oldest browser itself. Captions of a crowded page's
# keys are left out: only a browser that measures containers has room for them there.
LOOK = """() => {
  const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const panel = document.getElementById("panel"), covered = panel && !panel.hidden ? ", #scene" : "";
  const shut = (e) => !e || ["SCRIPT", "STYLE", "TITLE", "OPTION", "TEXTAREA"].indexOf(e.tagName) >= 0;
  const folded = (e) => {
    for (let d = e.closest("details:not([open])"); d; d = d.parentElement.closest("details:not([open])")) {
      if (!d.querySelector("summary").contains(e)) return true;
    }
    return false;
  };
  while (walk.nextNode()) {
    const node = walk.currentNode, text = node.textContent.trim().replace(/\\s+/g, " "), on = node.parentElement;
    if (!text || shut(on) || on.closest("#local, #preview, #mute, .told, dialog:not([open])" + covered)) continue;
    if (on.closest(".crowded .big small")) continue;
    if (folded(on)) continue;
    const style = getComputedStyle(on), range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (style.visibility !== "visible" || !box.width || !box.height) continue;
    found.push([text, box.left, box.top, box.right, box.bottom]);
  }
  return {texts: found, wide: innerWidth, high: innerHeight, needs: document.documentElement.scrollWidth};
}"""
SLACK = 3.0
"""Pixels by which the same text may reach over an edge or another text: letters are drawn a little
differently."""

BLANK = 0.5
"""Of the lower line's height, how far two boxes may reach into each other: Firefox counts all that
a font asks for."""


@dataclass(frozen=True, slots=True)
class Text:
    words: str
    left: float
    top: float
    right: float
    bottom: float

    def over(self, other: "Text") -> bool:
        """Lines of one text stand close: what a font keeps free above and below its letters is no
        letter."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        if self.right - self.left >= self.bottom - self.top:
            return across > SLACK and down > max(
                SLACK, BLANK * min(self.bottom - self.top, other.bottom - other.top)
            )
        # A screen that hangs on its side.
        return down > SLACK and across > max(
            SLACK, BLANK * min(self.right - self.left, other.right - other.left)
        )


@dataclass(frozen=True, slots=True)
class Look:
    texts: tuple[Text, ...]
    wide: float
    high: float
    needs: float

    @staticmethod
    def of(said: Any) -> "Look":
        return Look(
            tuple(Text(*one) for one in said["texts"]), said["wide"], said["high"], said["needs"]
        )

    def outside(self) -> set[str]:
        """Texts that a screen cuts off."""
        return {
            one.words
            for one in self.texts
            if one.left < -SLACK
            or one.top < -SLACK
            or one.right > self.wide + SLACK
            or one.bottom > self.high + SLACK
        }

    def meeting(self) -> set[tuple[str, str]]:
        return {
            (one.words, other.words)
            for one, other in combinations(self.texts, 2)
            if one.over(other)
        }


def _said(look: Look) -> list[str]:
    """Without figures: the time and the hall's revision went on between the two."""
    return sorted(re.sub(r"\d+", "0", one.words) for one in look.texts)


def worse(usual: Look, other: Look, *, scrolls: bool = False) -> Iterator[str]:
    """In which way ``other`` shows less than the browser that the pages are drawn for."""
    said, heard = _said(usual), _said(other)
    if said != heard:
        yield f"other texts: {sorted(set(said) ^ set(heard))[:6] or 'how often'}"
    if not scrolls and (gone := other.outside() - usual.outside()):
        yield f"outside: {sorted(gone)[:6]}"
    if other.needs > other.wide + SLACK and usual.needs <= usual.wide + SLACK:
        yield f"{other.needs:g} px wide on {other.wide:g}"
    if over := other.meeting() - usual.meeting():
        yield f"one over the other: {sorted(over)[:4]}"


def worse_leaves(usual: Sequence[Look], other: Sequence[Look]) -> Iterator[str]:
    """The same of a page with leaves: what one browser has room for on one leaf, the other may show
    on the next."""
    if len(usual) == len(other) == 1:
        yield from worse(usual[0], other[0])
        return
    said, heard = ({words for look in looks for words in _said(look)} for looks in (usual, other))
    # Which leaf of how many: said where there are several.
    if lost := {words for words in said - heard if not re.fullmatch(r"0 / 0|[‹›<>]", words)}:
        yield f"lost texts: {sorted(lost)[:6]}"
    if gone := _of(Look.outside, other) - _of(Look.outside, usual):
        yield f"outside: {sorted(gone)[:6]}"
    if over := _of(Look.meeting, other) - _of(Look.meeting, usual):
        yield f"one over the other: {sorted(over)[:4]}"


def _of(found: Callable[[Look], set[Found]], looks: Sequence[Look]) -> set[Found]:
    return {one for look in looks for one in found(look)}

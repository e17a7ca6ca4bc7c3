"""What a page looks like, told so that two browsers can be held against each other."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

# Each line of text that can be seen, with its box; written for the oldest browser itself.
LOOK = """() => {
  const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const panel = document.getElementById("panel"), covered = panel && !panel.hidden ? ", #scene" : "";
  const shut = (e) => !e || ["SCRIPT", "STYLE", "TITLE", "OPTION", "TEXTAREA"].indexOf(e.tagName) >= 0;
  while (walk.nextNode()) {
    const node = walk.currentNode, text = node.textContent.trim().replace(/\\s+/g, " "), on = node.parentElement;
    if (!text || shut(on) || on.closest("#local, #preview, dialog:not([open])" + covered)) continue;
    if (on.closest("details:not([open])") && !on.closest("summary")) continue;
    const style = getComputedStyle(on), range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (style.visibility !== "visible" || !box.width || !box.height) continue;
    found.push([text, box.left, box.top, box.right, box.bottom]);
  }
  return {texts: found, wide: innerWidth, high: innerHeight, needs: document.documentElement.scrollWidth};
}"""
SLACK = 3.0
"""Pixels by which the same text may reach over an edge or another text: letters are drawn a little differently."""


@dataclass(frozen=True, slots=True)
class Text:
    words: str
    left: float
    top: float
    right: float
    bottom: float

    def over(self, other: "Text") -> bool:
        return (
            min(self.right, other.right) - max(self.left, other.left) > SLACK
            and min(self.bottom, other.bottom) - max(self.top, other.top) > SLACK
        )


@dataclass(frozen=True, slots=True)
class Look:
    texts: tuple[Text, ...]
    wide: float
    high: float
    needs: float

    @staticmethod
    def of(said: Any) -> "Look":
        return Look(tuple(Text(*one) for one in said["texts"]), said["wide"], said["high"], said["needs"])

    def outside(self) -> set[str]:
        """Texts that a screen cuts off."""
        return {
            one.words
            for one in self.texts
            if one.left < -SLACK or one.top < -SLACK or one.right > self.wide + SLACK or one.bottom > self.high + SLACK
        }

    def meeting(self) -> set[tuple[str, str]]:
        return {(one.words, other.words) for one, other in combinations(self.texts, 2) if one.over(other)}


def worse(usual: Look, other: Look, *, scrolls: bool = False) -> Iterator[str]:
    """In which way ``other`` shows less than the browser that the pages are drawn for."""
    said, heard = sorted(one.words for one in usual.texts), sorted(one.words for one in other.texts)
    if said != heard:
        yield f"other texts: {sorted(set(said) ^ set(heard))[:6] or 'how often'}"
    if not scrolls and (gone := other.outside() - usual.outside()):
        yield f"outside: {sorted(gone)[:6]}"
    if other.needs > other.wide + SLACK and usual.needs <= usual.wide + SLACK:
        yield f"{other.needs:g} px wide on {other.wide:g}"
    if over := other.meeting() - usual.meeting():
        yield f"one over the other: {sorted(over)[:4]}"

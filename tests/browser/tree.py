"""What a browser tells assistive technology of a page: its accessibility tree, in order, and the
language each word is marked with."""

from dataclasses import dataclass
from typing import Any, Final

from playwright.sync_api import Page

PLAIN: Final = frozenset(
    {"none", "generic", "InlineTextBox", "StaticText", "RootWebArea", "LineBreak"}
)
LANGUAGES = """() => {
  const walker = document.createTreeWalker(document.querySelector(".told"), NodeFilter.SHOW_TEXT), found = [];
  for (let node; (node = walker.nextNode());) {
    if (node.data.trim()) found.push([node.data, node.parentElement.closest("[lang]").lang]);
  }
  return found;
}"""


@dataclass(frozen=True)
class Node:
    """A node that says something: its role, its name, how far in it stands, and how it speaks up
    (``polite``, ``assertive``, or not)."""

    role: str
    name: str
    depth: int
    live: str = ""
    inside: tuple[str, ...] = ()
    """The roles around it, outermost first."""


def heard(page: Page) -> list[Node]:
    """All that is not ignored, in reading order."""
    session = page.context.new_cdp_session(page)
    told: dict[str, Any] = session.send("Accessibility.getFullAXTree")
    session.detach()
    nodes = {node["nodeId"]: node for node in told["nodes"]}
    found: list[Node] = []

    def walk(node: dict[str, Any], around: tuple[str, ...]) -> None:
        role, name = _value(node, "role"), _value(node, "name")
        said = not node["ignored"] and (role not in PLAIN or role == "StaticText")
        if said:
            properties = {p["name"]: p["value"].get("value") for p in node.get("properties", ())}
            live = str(properties.get("live") or "")
            found.append(Node(role, name, len(around), live, around))
        within = (*around, role) if said and role != "StaticText" else around
        for child in node.get("childIds", ()):
            if child in nodes:
                walk(nodes[child], within)

    root = next(node for node in told["nodes"] if "parentId" not in node)
    walk(root, ())
    return found


def _value(node: dict[str, Any], name: str) -> str:
    return str(node.get(name, {}).get("value") or "")


def words(nodes: list[Node]) -> list[str]:
    """The text, line by line."""
    return [node.name.strip() for node in nodes if node.role == "StaticText" and node.name.strip()]


def languages(page: Page) -> list[tuple[str, str]]:
    """Each text that is said of a sign or a board, with the language it is marked with."""
    found: list[list[str]] = page.evaluate(LANGUAGES)
    return [(text, lang) for text, lang in found]

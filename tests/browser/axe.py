"""What axe finds on a page as a browser shows it: every rule of WCAG 2.0 to 2.2, A and AA, and the
best practices, but for what is exempt here with its reason."""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, Final

from playwright.sync_api import Page

TAGS: Final = (
    "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice",
)  # fmt: skip
EXEMPT: Final[Mapping[str, str]] = {}
"""Rule → why it does not hold here."""
RUN = """async ([tags, exempt]) => {
  const rules = Object.fromEntries(exempt.map((rule) => [rule, {enabled: false}]));
  const runOnly = {type: "tag", values: tags}, resultTypes = ["violations"];
  const found = await axe.run(document, {runOnly, resultTypes, preload: false, rules});
  const why = (node) => [...node.any, ...node.all, ...node.none].map((one) => one.message).join("; ");
  const at = (node) => `${node.target.join(" ")} (${node.html.slice(0, 160)}) ${why(node)}`;
  return found.violations.map((one) => `${one.id}: ${one.nodes.map(at).join(" | ")}`);
}"""


@cache
def script() -> str:
    """axe itself, as the package brings it."""
    return (resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8")


def violations(page: Page, *exempt: str) -> list[str]:
    """Each broken rule with the elements that break it; ``exempt`` besides those of the table."""
    # Its style may still be on the way: what it looks like without is nobody's.
    page.wait_for_load_state()
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(script())
    found: Any = page.evaluate(RUN, [[*TAGS], [*EXEMPT, *exempt]])
    return [str(one) for one in found]

"""Today's Chromium plays the oldest: what is newer is taken out of what it is served, and out of
its scripts' reach.

What is drawn otherwise by the same words (a rounding, a font's height) only the old browser itself
can show (``make oldest``).
"""

import json
import re

from tests.oldest.gaps import look
from tests.oldest.sheets import Rule, rules
from tests.oldest.table import OLDEST, TABLE, is_for_newer, of_declaration, of_selector

GAPS = ("gap", "row-gap", "column-gap")


def as_old(text: str) -> str:
    """The sheet as the oldest browser understands it."""
    found = list(rules(text))
    about = [(rule, one) for rule in found for one in rule.selectors]
    return "\n".join(line for rule in found for line in _understood(rule, about))


def _understood(rule: Rule, about: list[tuple[Rule, str]]) -> list[str]:
    if any(is_for_newer(group) or group.startswith("@container") for group in rule.within):
        return []
    steps = any(group.startswith("@keyframes") for group in rule.within)
    # One word of the list that is not known loses the whole rule.
    if not steps and any(of_selector(rule.head)):
        return []
    kept = [(name, value) for name, value in rule.declarations if not _is_newer(name, value)]
    if steps or not any(name in GAPS for name, _ in kept):
        return [_written(rule, rule.head, kept)]
    flexed = [
        one for one in rule.selectors if "flex" in look(about, one, rule.within).get("display", "")
    ]
    others = [one for one in rule.selectors if one not in flexed]
    bare = [(name, value) for name, value in kept if name not in GAPS]
    parts = ((flexed, bare), (others, kept))
    return [_written(rule, ", ".join(heads), said) for heads, said in parts if heads]


def _is_newer(name: str, value: str) -> bool:
    optional = name in TABLE["optional"] and TABLE["property"][name] > OLDEST
    return optional or any(of_declaration(name, value))


def _written(rule: Rule, head: str, said: list[tuple[str, str]]) -> str:
    text = f"{head} {{ {' '.join(f'{name}: {value};' for name, value in said)} }}"
    for group in reversed(rule.within):
        # What it does not have it is asked for in vain, so that "not" is true.
        text = text if group.startswith("@supports") else f"{group} {{ {text} }}"
    return text


def script() -> str:
    """Runs before any other: takes away what is newer, and lets a selector fail as it would."""
    names = [name for name, version in TABLE["script"].items() if version > OLDEST]
    pseudo = "|".join(name for name, version in TABLE["pseudo"].items() if version > OLDEST)
    return re.sub(
        r"\n\s*",
        "\n",
        f"""(() => {{
  const ask = /:({pseudo})\\b/, supports = CSS.supports.bind(CSS);
  for (const name of {json.dumps(names)}) {{
    const [owner, mark, member] = name.split(/([.#])/), of = window[owner];
    if (!of) continue;
    if (!mark) delete window[owner];
    else if (mark === ".") delete of[member];
    else if (of.prototype) delete of.prototype[member];
  }}
  for (const of of [Element, Document, DocumentFragment]) {{
    for (const name of ["querySelector", "querySelectorAll", "matches", "closest"]) {{
      const was = of.prototype[name];
      if (was) of.prototype[name] = function (asked) {{
        if (ask.test(asked)) throw new DOMException(`'${{asked}}' is not a valid selector.`, "SyntaxError");
        return was.call(this, asked);
      }};
    }}
  }}
  CSS.supports = (...asked) => !ask.test(asked.join(" ")) && supports(...asked);
}})();""",
    )

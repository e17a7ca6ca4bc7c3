"""Answers as they are compared: without what chance puts in, and with white space folded."""

import json
import re
from html.parser import HTMLParser

CHANCE = tuple(
    (re.compile(pattern, re.DOTALL), says)
    for pattern, says in {
        r'(name="csrf_token"[^>]*value=")[^"]+': r"\1csrf",
        r'("X-CSRFToken":\s*")[^"]+': r"\1csrf",
        r"(X-CSRFToken&#34;:\s*&#34;)[^&]+": r"\1csrf",
        r'(nonce=")[^"]+': r"\1nonce",
        r'(data-(?:key|settled|csrf)=")[^"]+': r"\1kept",
        r'(data-open=")[\w.-]{40,}(?=")': r"\1kept",
        r"([?&]key=)[\w.%-]+": r"\1kept",
        r'(data-log="|"log": ?")[0-9a-f]{16}': r"\1log",
        r"\b[0-9a-f]{16}(?=\.\d+\b)": "log",
        r"\b\d+-[0-9a-f]{16}\b": "head",
        r'(data-(?:revision|act)="|name="revision" value=")\d+': r"\1n",
        r'("(?:revision|seq|last|shown_revision)": ?)\d+': r"\1n",
        r"<h2>\s*时效.*?(?=<h2)": "<h2>时效</h2>",
        r'("stored": ?)(?:true|false)': r"\1said",
        r"(\?v=)[0-9a-f]+": r"\1v",
        r'(name="id" value="r)[0-9a-f]{12}': r"\1id",
        r'(data-link="|"link": ?"|data-qr="[^"]*/papers/)[\w-]{16,}': r"\1kept",
        r'((?:id|data-text)="t|/notices/t|#t|"text": ?"t)\d+': r"\1n",
        r"(修订号 |Revision )\d+": r"\1n",
        r"(/shared/|/reports/links/)[\w.-]+(?=[\s\"</])": r"\1kept",
        r'(<div class="code" data-qr="[^"]*">\s*)<svg.*?</svg>': r"\1code",
        r"(?<![\d:])(\d\d:\d\d):\d\d(?:\.\d+)?(?![\d:])": r"\1:00",
        r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b": "uuid",
        r"\b[0-9a-f]{32,}\b": "digest",
    }.items()
)
"""What chance makes and nobody reads: pattern and what stands there instead. Numbers of events are
among it: whether the hall's own clock or an act comes first to a moment that is due is the
machine's affair, and the clock notes itself in the log where it does; so are whether an act was
stored within the time that its answer waits, and whether a lamp's word came before its timing was
awaited (a report's part 时效)."""


def plain(text: str) -> str:
    for pattern, says in CHANCE:
        text = pattern.sub(says, text)
    return text


NAMED = re.compile(r'(": ?)(n|said)(?=[,}\]\s])')
"""What stands in JSON for what chance made."""
INLINE = frozenset(
    ("a", "abbr", "b", "bdi", "bdo", "br", "button", "code", "data", "em", "i", "img", "input", "kbd",
     "label", "mark", "picture", "q", "s", "select", "small", "span", "strong", "sub", "sup", "svg",
     "textarea", "time", "u", "var")
)  # fmt: skip
"""Elements beside which white space is seen (HTML §15.3: all others are blocks, or never drawn)."""
KEPT = frozenset(("pre", "textarea"))
"""Elements in which white space is seen as it is."""
GAP = " "


class _Reader(HTMLParser):
    """One token an element or text; attributes in the order of their names."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tokens: list[str] = []
        self._kept = 0
        self._block = True
        """Whether white space that comes now is beside a block, and unseen."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = "".join(
            f' {name}="{GAP.join((value or "").split())}"' for name, value in sorted(attrs, key=str)
        )
        self._element(f"<{tag}{said}>", tag)
        self._kept += tag in KEPT

    def handle_endtag(self, tag: str) -> None:
        self._kept -= tag in KEPT
        if tag != "option":  # may be left out (HTML §13.1.2.4): the same tree
            self._element(f"</{tag}>", tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        if self._kept:
            self.tokens.append(data)
            return
        words = data.split()
        if data[:1].isspace() or not words:
            self._gap()
        if words:
            self.tokens.append(GAP.join(words))
            self._block = False
            if data[-1:].isspace():
                self._gap()

    def handle_decl(self, decl: str) -> None:
        self._element(f"<!{decl}>", "html")

    def _gap(self) -> None:
        if not self._block and self.tokens[-1] != GAP:
            self.tokens.append(GAP)

    def _element(self, text: str, tag: str) -> None:
        block = tag not in INLINE
        if block and self.tokens and self.tokens[-1] == GAP:
            self.tokens.pop()
        self._block = block
        self.tokens.append(text)


def folded(text: str) -> list[str]:
    """The document's tokens; white space is one space between words and inline elements, else
    none."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.tokens


def tokens(text: str) -> list[str]:
    """Of an answer: HTML, Atom, SVG by their elements, JSON by its values, other text by its
    words."""
    body = text.partition("\n")[2].lstrip()
    if body.startswith("<"):
        return folded(body)
    try:
        value = json.loads(NAMED.sub(r'\1"\2"', body))
    except ValueError:
        return body.split()
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).splitlines()

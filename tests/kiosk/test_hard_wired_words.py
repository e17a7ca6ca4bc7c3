"""No words for people stand in Python: they are messages. What looks like words and is none has its
reason here."""

import ast
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pytest

from tests.catalogues import ROOT

ROOMS = ("signage", "devices", "kiosk")
CHINESE = re.compile("[\u2e80-\u2fff\u3001-\u9fff\uf900-\ufaff\uff00-\uffef]")
"""Characters of Chinese, its punctuation and its full-width forms."""
ESCAPED = re.compile(r"\\[uUN]")
"""How a file may say them without holding them."""

SENT = "reads what authorities send"
TYPED = "reads what people type, or draw"
DESCRIBED = "recognises what the hall's own description says"
WRITTEN = "reads and mends Chinese that somebody wrote"
STORED = "is compared with what the log holds, so it is the same in every language"
SET = "says how letters are set"
EXAMPLE = "is example data"
FIELD = "is the name of a field, the same in every language"
ENGLISH = "is named in English text of the command line"

NO_WORDS_FOR_PEOPLE: Mapping[str, Mapping[str, str]] = {
    "kiosk/access/founding/form.py": {"_CLOCK": TYPED},
    "kiosk/cli/server.py": {"DEMO_STAFF": EXAMPLE},
    "kiosk/cli/settings.py": {"SETTINGS": ENGLISH},
    "kiosk/content/drawings/dxf_layers.py": {"NAMES": TYPED},
    "kiosk/content/drawings/read_svg.py": {
        "FLOORS": TYPED,
        "NUMERALS": TYPED,
        "BELOW": TYPED,
        "written_on": TYPED,
    },
    "kiosk/content/drawings/taken_off.py": {
        "OF_ASSEMBLY": TYPED,
        "_NAMED": TYPED,
        "_unnamed": TYPED,
    },
    "kiosk/content/toml_lines.py": {"WIDE": TYPED, "(YES, NO)": TYPED},
    "kiosk/custody/bulletins/account.py": {"PARAMETER": FIELD},
    "kiosk/custody/warnings/heard.py": {
        "COLOURS": SENT,
        "_COLOURED": SENT,
        "_COLOUR_OF": SENT,
        "TYPES": SENT,
    },
    "kiosk/custody/ledger.py": {"_line": TYPED},
    "kiosk/custody/edits/arrangement.py": {"*": SENT},
    "kiosk/staff/facilities/weekly/calendar_form.py": {"_MONTH_DAY": TYPED},
    "kiosk/custody/edits/things/spans.py": {"read_spans": TYPED},
    "kiosk/staff/facilities/lamp_form.py": {"_frames": TYPED},
    "kiosk/wording/spreadsheet.py": {"FORMULA": TYPED, "DELIMITERS": TYPED, "TIMES": TYPED},
    "kiosk/wording/typeset.py": {"CLOSING": SET, "HANGING": SET, "PAUSES": SET, "is_cjk": SET},
    "signage/availability/incident_words.py": {"told": DESCRIBED},
    "signage/availability/redirects.py": {"SELF_SERVICE": DESCRIBED},
    "signage/catalogue/advice.py": {"unconfirmed": DESCRIBED},
    "signage/catalogue/kind_checks.py": {"_IDEOGRAPH": WRITTEN},
    "signage/catalogue/kind_words.py": {"IDEOGRAPH": WRITTEN},
    "signage/deciding/announcements.py": {"CAUSES": WRITTEN, "HAN": WRITTEN},
    "signage/floorplan/drawing.py": {"_places": TYPED},
    "signage/floorplan/labels.py": {"*": TYPED},
    "signage/hall/filing_services.py": {"FILED": DESCRIBED},
    "signage/language/amounts.py": {"UNITS": TYPED, "_CLOCK": TYPED, "_DAY": TYPED, "clock": TYPED},
    "signage/language/personal.py": {
        "LOOSE": WRITTEN,
        "MARKED": WRITTEN,
        "NUMERALS": WRITTEN,
        "_PROVINCES": WRITTEN,
    },
    "signage/language/personal_names.py": {"*": WRITTEN},
    "signage/language/postponement.py": {"*": WRITTEN},
    "signage/rules/ledger_rows.py": {"kept": TYPED},
    "signage/rules/public_words.py": {"ORDERS": WRITTEN},
    "signage/shows/announcements.py": {"CLAUSE_END": WRITTEN},
    "signage/situation/registers.py": {"stock_name": STORED},
    "signage/wayfinding/search.py": {
        "_COUNTED": TYPED,
        "_DIGITS": TYPED,
        "_ORDINAL": TYPED,
        "_counted": TYPED,
        "findables": TYPED,
    },
}
"""By file and the name at its top level: why its Chinese is said to nobody."""
SCRIPTS = {"sw.js": "is seen by a browser that has nothing of this hall: in both languages"}
"""Scripts that hold Chinese, and why; the others are given their words by the page, in ``data-``
attributes."""
COMMENT = re.compile(r"(^|\s)//.*")


class Hard(NamedTuple):
    """Chinese in a string: where, under which name at the top of its file, and what."""

    path: str
    name: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.name}: {self.text[:40]!r}"

    @property
    def excused(self) -> bool:
        return bool({self.name, "*"} & NO_WORDS_FOR_PEOPLE.get(self.path, {}).keys())


def hard_wired(path: str, source: str) -> Iterator[Hard]:
    for top in ast.parse(source).body if CHINESE.search(source) or ESCAPED.search(source) else ():
        documents = {id(node.value) for node in ast.walk(top) if isinstance(node, ast.Expr)}
        for node in ast.walk(top):
            text = (
                node.value if isinstance(node, ast.Constant) and id(node) not in documents else None
            )
            if isinstance(text, str) and CHINESE.search(text):
                yield Hard(path, _name(top), node.lineno, text)


def _name(top: ast.stmt) -> str:
    if isinstance(top, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return top.name
    targets = (
        top.targets
        if isinstance(top, ast.Assign)
        else [top.target]
        if isinstance(top, ast.AnnAssign)
        else []
    )
    return ast.unparse(targets[0]) if targets else ""


def everywhere() -> list[Hard]:
    paths = (path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")))
    return [
        hard
        for path in paths
        for hard in hard_wired(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"))
    ]


def test_words_for_people_are_messages() -> None:
    """``Message("module.what-it-says")`` and its texts in the catalogues; else a reason in the
    table above."""
    found = [str(hard) for hard in everywhere() if not hard.excused]
    assert not found, "\n".join(found)


@pytest.mark.laws
def test_every_excuse_is_needed() -> None:
    found = {(hard.path, name) for hard in everywhere() for name in (hard.name, "*")}
    told = {(path, name) for path, names in NO_WORDS_FOR_PEOPLE.items() for name in names}
    assert not told - found


def test_scripts_are_given_their_words() -> None:
    told = {
        path.name
        for path in (ROOT / "kiosk" / "static").rglob("*.js")
        if any(
            CHINESE.search(COMMENT.sub("", line)) for line in path.read_text("utf-8").splitlines()
        )
    }
    assert told == SCRIPTS.keys()


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('TITLE = "公告"', ["TITLE"]), ('def said(): return f"{1}号窗口"', ["said"]), ('x = "\\uff1a"', ["x"]),
        ('class Row:\n    word: str = "停用"', ["Row"]), ('x = "Notice"', []),
        ('"""公告"""\nx = 1\n"""公告"""  # 公告', []),
    ],
)  # fmt: skip
def test_chinese_is_found_in_strings_alone(source: str, found: list[str]) -> None:
    assert [hard.name for hard in hard_wired("a.py", source)] == found

"""What is taken away for good is asked about first: one tap never does it."""

import re
from pathlib import Path

import pytest

from tests.kiosk.test_templates import FOLDER, TEMPLATES

FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
TAKES = re.compile(
    r'action="[^"]*/(remove|erase|discard|revoke|lost|withdraw|forget|delete|unpair|drop|end)"'
)
FOLDED = ("<details", "{{ sure(")
WITHOUT = {
    "staff/calls/mine.html": "notices to one's own telephone, which one tap there has again",
    "staff/facilities/screens.html": "a device of a screen that is no more: there is nothing left to lose",
}
"""Forms that ask nothing, each once, by their template."""


def unasked(text: str) -> list[str]:
    """The forms that take something away by one tap: neither folded themselves nor in a fold."""
    found = []
    for form in FORM.finditer(text):
        before = text[: form.start()]
        within = before.count("<details") > before.count("</details>")
        if TAKES.search(form[0]) and not within and not any(one in form[0] for one in FOLDED):
            found.append(form[0])
    return found


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_one_tap_takes_nothing_away_for_good(path: Path) -> None:
    assert len(unasked(path.read_text("utf-8"))) == (path.relative_to(FOLDER).as_posix() in WITHOUT)


def test_what_asks_nothing_is_found() -> None:
    form = '<form method="post" action="/x/remove"><button>go</button></form>'
    assert unasked(form) == [form]
    assert unasked(f"<details><summary>go</summary>{form}</details>") == []
    assert unasked(f"<details></details>{form}") == [form]

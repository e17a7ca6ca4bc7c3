"""Templates are read by people: narrow, an element a line (djlint holds that); rules and arithmetic live in Python."""

from pathlib import Path

import pytest

import kiosk

TEMPLATES = sorted((Path(kiosk.__file__).parent / "templates").rglob("*.html"))
WIDEST = 120


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_line_is_wider_than_a_reader_s_window(template: Path) -> None:
    lines = enumerate(template.read_text("utf-8").splitlines(), 1)
    assert [number for number, line in lines if len(line) > WIDEST] == []

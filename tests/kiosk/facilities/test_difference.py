"""What differs between two texts of a file is found thing by thing, however they are ordered."""

import pytest

from kiosk.custody.edits.difference import Differing, differing

BEFORE = """
title = "a"
[[screens]]
id = "one"
name = { zh = "一", en = "One" }
width = 1
[[screens]]
id = "two"
width = 2
[[spans]]
opens = 1
"""


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ('title = "a"', 'title = "b" # why', Differing(("title",), "a", "b")),
        ('title = "a"', "", Differing(("title",), "a", None)),
        ('en = "One"', 'en = "1"', Differing(("screens", "one", "name", "en"), "One", "1")),
        ('id = "two"\nwidth = 2', 'id = "two"\nwidth = 2\nrotate = 90',
         Differing(("screens", "two", "rotate"), None, 90)),
        ("opens = 1", "opens = 2", Differing(("spans",), [{"opens": 1}], [{"opens": 2}])),
    ],
)  # fmt: skip
def test_one_value_is_told_alone(old: str, new: str, found: Differing) -> None:
    assert [*differing(BEFORE, BEFORE.replace(old, new))] == [found]


def test_things_that_come_go_and_change_places_are_told_as_what_they_are() -> None:
    less = BEFORE.replace('[[screens]]\nid = "two"\nwidth = 2\n', "")
    assert [*differing(BEFORE, less)] == [
        Differing(("screens", "two"), {"id": "two", "width": 2}, None)
    ]
    assert {one.path for one in differing("", less)} == {("title",), ("screens", "one"), ("spans",)}
    parts = BEFORE.split("[[screens]]\n")
    turned = f"{parts[0]}[[screens]]\n{parts[2].split('[[spans]]')[0]}[[screens]]\n{parts[1]}[[spans]]\nopens = 1\n"
    assert [*differing(BEFORE, turned)] == []


def test_what_is_no_toml_is_no_difference_of_values() -> None:
    with pytest.raises(ValueError, match="statement"):
        list(differing("<svg/>", "<svg></svg>"))

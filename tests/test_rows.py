"""One test for a whole table names every row that breaks its law, and fails where the table is
empty."""

import pytest

from tests.rows import called, every


@every({"two": 2, "three": 3, "five": 5})
def odd(number: int) -> None:
    """None is even."""
    assert number % 2, number


def test_each_row_that_breaks_the_law_is_named_with_what_is_wrong() -> None:
    with pytest.raises(AssertionError, match=r"(?s)^1 of 3:\ntwo: 2") as told:
        odd()
    assert "three" not in str(told.value)


def test_it_is_called_as_the_law_is() -> None:
    assert (odd.__name__, odd.__doc__, odd.__module__) == ("odd", "None is even.", __name__)


def test_an_empty_table_fails_and_so_does_a_law_that_cannot_be_tried() -> None:
    def breaks(row: str) -> None:
        raise ValueError(row)

    with pytest.raises(AssertionError):
        every({})(breaks)()
    with pytest.raises(AssertionError):
        every(dict)(breaks)()
    with pytest.raises(ValueError, match="one"):
        every(called(["one", "two"]))(breaks)()

"""A law over the rows of a table as one test.

2026-11-29 · One test a law, not one a row: 3,000 tests of a millisecond each were collected in
every worker and told of one by one, which took longer than to run them; each wrong row is named all
the same. Rejected: pytest's subtests, which are told of one by one too.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

Row = TypeVar("Row")
Law = Callable[[Row], None]
Rows = Mapping[str, Row] | Callable[[], Mapping[str, Row]]


def every(rows: Rows[Row]) -> Callable[[Law[Row]], Callable[[], None]]:
    """All rows are tried; each that breaks the law is named, with what is wrong in it.

    ``rows`` may be called for the table, where to make it takes longer than to look for tests.
    """

    def over(law: Law[Row]) -> Callable[[], None]:
        def test() -> None:
            table = rows() if callable(rows) else rows
            wrong = [f"{name}: {said}" for name, row in table.items() if (said := broken(law, row))]
            assert table and not wrong, f"{len(wrong)} of {len(table)}:\n" + "\n".join(wrong)

        test.__name__ = test.__qualname__ = law.__name__
        test.__doc__, test.__module__ = law.__doc__, law.__module__
        return test

    return over


def called(names: Iterable[str]) -> dict[str, str]:
    """A table whose rows are their own names."""
    return {name: name for name in names}


def broken(law: Law[Row], row: Row) -> str:
    try:
        law(row)
    except AssertionError as error:
        return str(error) or "it is not so"
    return ""

"""Whom to call outside for which kind: the sectors of the contacts' register, the most urgent
first.

The catalogue says it of each kind, from the plans (lines 85, 301, 325, 349, 661, 771, 873, 923)
where they do, else as the product's proposal. Of a kind that says nothing nobody in particular is
called: every outside contact is shown.
"""

from collections.abc import Mapping

from signage.catalogue.kinds import Catalogue
from signage.situation.registers import SECTORS, Row


def calls(catalogue: Catalogue, kind: str) -> bool:
    """Whether somebody outside is called for it."""
    return bool(_sectors(catalogue, kind))


def callees(contacts: Mapping[str, Row], catalogue: Catalogue, kind: str | None) -> tuple[Row, ...]:
    """Outside contacts for a kind in the order they are called; for none, or a silent one, all of
    them."""
    order = _sectors(catalogue, kind or "") or tuple(SECTORS)
    outside = [row for row in contacts.values() if row.fields.get("sector") in order]
    return tuple(
        sorted(outside, key=lambda row: (order.index(row.fields["sector"]), row.fields["name"]))
    )


def _sectors(catalogue: Catalogue, kind: str) -> tuple[str, ...]:
    known = catalogue.kind.get(kind)
    return known.use.calls if known is not None else ()

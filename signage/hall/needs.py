"""What a visitor who calls for help may say of their need, with one touch (plan lines 343, 899; the
list is ours)."""

from collections.abc import Mapping

from signage.language.words import Message, Words

NEEDS: Mapping[str, Words] = {
    "walking": Message("needs.i-need-help-walking"),
    "senior": Message("needs.senior-come-along-with-me"),
    "hearing": Message("needs.i-cannot-hear-or-see"),
    "urgent": Message("needs.urgent-deadline-near"),
    "unwell": Message("needs.i-feel-unwell"),
}
URGENT = frozenset({"unwell"})
"""Needs that staff see in red."""

"""What a visitor who calls for help may say of their need, with one touch (plan lines 343, 899; the list is ours)."""

from collections.abc import Mapping

from signage.language.words import Words, both

NEEDS: Mapping[str, Words] = {
    "walking": both("行动不便", "I need help walking"),
    "senior": both("老年人陪同办理", "Senior: come along with me"),
    "hearing": both("听不清、看不清", "I cannot hear or see well"),
    "urgent": both("业务紧急、快到期限", "Urgent, deadline near"),
    "unwell": both("身体不适", "I feel unwell"),
}
URGENT = frozenset({"unwell"})
"""Needs that staff see in red."""

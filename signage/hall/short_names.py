"""What a thing of the hall is called where there is little room: 5号窗口, 全厅, else its own name."""

from signage.hall.model import HALL, Hall, Window
from signage.language.words import Words, both, plain


def window_name(number: int) -> Words:
    return both(f"{number}号窗口", f"Window {number}")


def short_name(hall: Hall, target: str) -> Words:
    resource = hall.resources.get(target)
    if isinstance(resource, Window):
        return window_name(resource.number)
    if target == HALL:
        return both("全厅", "Whole hall")
    return resource.name if resource is not None else plain(target)

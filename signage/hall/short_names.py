"""What a thing of the hall is called where there is little room: 5号窗口, 全厅, else its own name."""

from collections.abc import Mapping

from signage.hall.model import HALL, Hall, Window
from signage.language.words import Words, both, plain

TYPE_WORDS: Mapping[str, Words] = {
    "hall": both("全厅", "Whole hall"), "zone": both("区域", "Zone"), "window": both("窗口", "Window"),
    "machine": both("设备", "Device"), "system": both("系统", "System"), "exit": both("出口", "Exit"),
    "desk": both("服务台", "Desk"), "place": both("设施", "Facility"),
    "floor": both("楼层", "Floor"), "stairs": both("楼梯", "Stairs"), "lift": both("电梯", "Lift"),
}  # fmt: skip
"""What sort of thing an id such as ``window/5`` stands for."""


def window_name(number: int) -> Words:
    return both(f"{number}号窗口", f"Window {number}")


def short_name(hall: Hall, target: str) -> Words:
    resource = hall.resources.get(target)
    if isinstance(resource, Window):
        return window_name(resource.number)
    if target == HALL:
        return both("全厅", "Whole hall")
    return resource.name if resource is not None else plain(target)

"""What a thing of the hall is called where there is little room: 5号窗口, 全厅, else its own name."""

from collections.abc import Mapping

from signage.hall.model import HALL, Hall, Window
from signage.language.words import Message, Words, plain

TYPE_WORDS: Mapping[str, Words] = {
    "hall": Message("short-names.whole-hall"),
    "zone": Message("short-names.zone"),
    "window": Message("short-names.window"),
    "machine": Message("short-names.device"),
    "system": Message("short-names.system"),
    "exit": Message("short-names.exit"),
    "desk": Message("short-names.desk"),
    "place": Message("short-names.facility"),
    "floor": Message("short-names.floor"),
    "stairs": Message("short-names.stairs"),
    "lift": Message("short-names.lift"),
}
"""What sort of thing an id such as ``window/5`` stands for."""


def window_name(number: int) -> Words:
    return Message("short-names.window-2", number=number)


def short_name(hall: Hall, target: str) -> Words:
    resource = hall.resources.get(target)
    if isinstance(resource, Window):
        return window_name(resource.number)
    if target == HALL:
        return Message("short-names.whole-hall")
    return resource.name if resource is not None else plain(target)

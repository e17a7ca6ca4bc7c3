"""A command that cannot be carried out, with what to do about it; and the checks every command shares."""

from collections.abc import Iterable
from datetime import datetime

from signage.language.letters import fault
from signage.language.words import Words, both
from signage.situation.incidents import (
    TEXT_MAX,
    Actor,
)


class Refused(Exception):
    """A command that cannot be carried out. ``code`` is stable, ``field`` names the input, ``words`` say what to do."""

    def __init__(self, code: str, field: str | None, words: Words) -> None:
        super().__init__(words.get("en", code))
        self.code = code
        self.field = field
        self.words = words


def unknown(name: str, value: str) -> Refused:
    shown = value[:40]
    return Refused(
        f"unknown-{name}",
        name,
        both(f"没有“{shown}”，请从列表中选择。", f"There is no “{shown}”; choose one of the list."),
    )


NOT_ALLOWED = both("您的角色不能执行此操作，请联系负责人。", "Your role may not do this; ask a supervisor.")


def require(actor: Actor, roles: Iterable[str], field_name: str | None) -> None:
    if actor.role not in roles:
        raise Refused("not-allowed", field_name, NOT_ALLOWED)


def check_text(name: str, text: str) -> None:
    if len(text) > TEXT_MAX:
        raise Refused(
            "too-long", name, both(f"内容过长，最多 {TEXT_MAX} 字。", f"Too long: {TEXT_MAX} characters at most.")
        )
    wrong = fault(text)
    if wrong is not None:
        raise Refused("bad-text", name, both("内容含有控制字符或不可见字符，请重新输入。", f"Type it anew: {wrong}."))


def check_level(level: int | None) -> None:
    if level is not None and not 1 <= level <= 4:
        raise Refused("bad-level", "level", both("级别应为 1 至 4。", "The level is a number from 1 to 4."))


YEARS = range(2000, 2200)
"""Years a time may lie in: the ends of the calendar cannot be moved to another time zone."""


def check_eta(eta: datetime | None) -> None:
    if eta is not None and eta.year not in YEARS:
        raise Refused("bad-eta", "eta", both("恢复时间不合理，请更正。", "This is no plausible time; correct it."))
    if eta is not None and eta.tzinfo is None:
        raise Refused(
            "bad-eta", "eta", both("恢复时间缺少时区，例如 +08:00。", "The time needs an offset, such as +08:00.")
        )

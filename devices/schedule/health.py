"""What is known about a lamp, and the sentences that say it."""

from dataclasses import dataclass, field, replace
from typing import Literal

from signage.language.words import Words, both
from signage.shows.lamps import Pattern

Health = Literal["verified", "unverified", "lost", "misconfigured"]


@dataclass(frozen=True, slots=True)
class LampHealth:
    """``verified`` only if the lamp itself answered. A lamp that never answers is at best ``unverified``."""

    lamp: str
    health: Health
    actual: Pattern | None
    """Last read back, else last written; None while the lamp's state is unknown."""
    reason: Words
    simulated: bool = False
    at: float = 0.0
    """When this was found, seconds of the monotonic clock."""
    wanted: Pattern | None = None
    """The desired pattern as far as this lamp can show it: what ``actual`` is to be compared with."""
    downgrade: Words = field(default_factory=dict)
    """What of the desired pattern this lamp cannot show; empty if nothing."""

    testing: bool = False
    """``actual`` and ``wanted`` are a lamp test's light, not the computed pattern."""

    @property
    def agrees(self) -> bool:
        return self.wanted is not None and self.actual == self.wanted

    @property
    def right(self) -> bool:
        """Shows what it should, or a test that will be over in seconds."""
        return self.agrees or self.testing

    def same_as(self, other: "LampHealth") -> bool:
        """Equal but for the time."""
        return replace(self, at=0.0) == replace(other, at=0.0)


CONNECTING = both("正在连接", "Connecting")
IDLE = both("已连接，尚未下达显示要求", "Connected, nothing has been asked of it yet")
READ_BACK = both("灯已回读确认", "The lamp was read back and shows this")
ANSWERED = both("灯已应答", "The lamp answered that it took this")
ECHOED = both(
    "听到的与发出的相同，可能只是转换器的回声，无法核实",
    "What came back is what was sent, perhaps the converter's echo: it cannot be checked",
)
DIFFERS = both("灯回读与要求不一致，正在纠正", "The lamp answered but shows something else; correcting it")
IDENTIFIED = both("设备已回答", "The device answered")
LENT = both("端口正借给灯具试验，稍后自动恢复", "Its port is lent to a live test; it comes back by itself")
SIMULATED = both("模拟灯，已回读", "Simulated lamp, read back")
WRITTEN = both("已写入；此灯不回话，无法核实", "Written; this lamp never answers, so it cannot be checked")

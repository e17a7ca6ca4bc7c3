"""Safe mode: the hall is served although its log cannot be believed or used. It warns, and tells nothing to be over.

There is one application: in safe mode it stands on a store in memory (:class:`kiosk.store.Store` ``without_log``),
with the last good content and the people who are kept apart from the log. What screens still hold comes in through
:mod:`kiosk.engine.held_dangers`. A person ends it, at the server: :class:`Settling` sees it within a second.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from kiosk.engine.health import Fact
from signage.language.words import Words, both

HELD_FOR: Final = timedelta(seconds=45)
"""A screen repeats what it holds every 10 s; one that has stopped holding it says so, a dead one is offline anyway."""

NEW_OR_BACK: Final = (
    "在服务器上恢复备份（kiosk restore 备份文件 --data {data}）；没有备份时，确认现场安全后开始新日志"
    "（kiosk log new --data {data}）。",
    "At the server bring back a backup (kiosk restore FILE --data {data}); without one, once the hall is known to be"
    " safe, begin a new log (kiosk log new --data {data}).",
)
WRONG: Final[Mapping[str, Words]] = {
    "lost": both("数据目录中的日志不见了。", "The log is missing from the data directory."),
    "corrupt": both("日志文件已损坏，无法读取。", "The log is damaged and cannot be read."),
    "newer": both("日志由更新版本的程序写入，本版本无法读取。", "The log was written by a newer version."),
    "unusable": both("数据目录无法使用。", "The data directory cannot be used."),
    "content": both("大厅内容无法读取，正使用样例内容。", "The hall's content cannot be read; the sample stands in."),
    "stranger": both(
        "屏幕或数据目录认得的是另一份日志，不是现在这一份。",
        "Screens or the data directory know another log than this.",
    ),
}
"""What is wrong, by why the store or the content could not be used."""
REMEDY: Final[Mapping[str, Words]] = {
    "lost": both(*NEW_OR_BACK),
    "corrupt": both(
        NEW_OR_BACK[0] + "损坏的文件会改名保留，不会删除。",
        NEW_OR_BACK[1] + " The damaged file is moved aside and kept, never deleted.",
    ),
    "newer": both(
        "请重新安装较新的程序版本，然后重启服务。日志完好，请勿删除。",
        "Install the newer version again, then restart the service. The log is whole: do not delete it.",
    ),
    "unusable": both(
        "请检查磁盘空间、权限和是否被其他程序占用；恢复后本系统自动继续。",
        "Check space, owner and whether another program holds it; the hall then goes on by itself.",
    ),
    "content": both(
        "请用正确的内容目录重启服务：kiosk serve --data {data} --content 目录。",
        "Restart with a content directory that passes its check: kiosk serve --data {data} --content DIR.",
    ),
    "stranger": both(
        "到现场核实每块屏幕仍显示的警示；确认安全后在服务器上运行 kiosk log new --data {data}，或恢复备份。",
        "Check in the hall what each screen still warns of; once it is safe, run kiosk log new --data {data} at the"
        " server, or bring back a backup.",
    ),
}
EFFECT: Final = both(
    "屏幕保留最后的警示，已登记的平板仍可发布火灾等紧急事件；其他操作不会保存。",
    "Screens keep their last warning and enrolled tablets can raise emergencies; nothing else is saved.",
)
WHOLE: Final = both(
    "屏幕保留最后的警示，直到有人确认；其他一切照常，均会保存。",
    "Screens keep their last warning until somebody settles it; all else goes on and is saved.",
)
EFFECTS: Final[Mapping[str, Words]] = {"stranger": WHOLE, "content": WHOLE}
"""Where the log itself is whole."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a screen says it still shows of a log that nobody has settled."""

    screen: str
    log: str
    revision: int
    title: str
    at: datetime
    known: bool
    """Said with a key of this hall's: it is one of its screens."""


@dataclass(slots=True)
class Safety:
    """Whether and why the hall runs in safe mode, and what its screens still hold. For any thread."""

    data: str
    why: str = ""
    detail: str = ""
    _held: dict[str, Held] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def on(self) -> bool:
        return bool(self.why)

    def begin(self, why: str, detail: str) -> None:
        """A reason that is there already is not hidden by a later one."""
        if not self.why:
            self.why, self.detail = why, detail

    def end(self) -> None:
        with self._lock:
            self.why = self.detail = ""
            self._held.clear()

    @property
    def wrong(self) -> Words:
        return WRONG.get(self.why, {})

    @property
    def remedy(self) -> Words:
        """What to do, with the directory's name in it."""
        return {lang: text.replace("{data}", self.data) for lang, text in REMEDY.get(self.why, {}).items()}

    @property
    def effect(self) -> Words:
        return EFFECTS.get(self.why, EFFECT)

    def hold(self, held: Held) -> None:
        with self._lock:
            self._held[held.screen] = held

    def release(self, screen: str) -> None:
        with self._lock:
            self._held.pop(screen, None)

    def held(self, now: datetime) -> list[Held]:
        """What screens have said lately, by screen."""
        with self._lock:
            said = list(self._held.values())
        return sorted((h for h in said if now - h.at <= HELD_FOR), key=lambda h: h.screen)

    def fact(self, now: float) -> Fact:
        """For health: a hall that cannot save is not ready."""
        if not self.on:
            return Fact("safe-mode", True, now)
        words = both(self.wrong["zh"] + self.remedy["zh"], f"{self.wrong['en']} {self.remedy['en']}")
        return Fact("safe-mode", False, now, words, vital=self.why not in EFFECTS)

    def said(self, now: datetime) -> dict[str, object]:
        """For ``/readyz``."""
        held = [f"{one.screen}: {one.title}" for one in self.held(now)]
        return {
            "why": self.why, "wrong": self.wrong, "effect": self.effect, "remedy": self.remedy, "detail": self.detail,
            "held": held,
        }  # fmt: skip

    def text(self) -> str:
        """For the terminal and the journal: Chinese, then English."""
        lines = ["安全模式 SAFE MODE"]
        for lang in ("zh", "en"):
            lines += [words[lang] for words in (self.wrong, self.effect, self.remedy) if words]
        return "\n".join((*lines, self.detail))

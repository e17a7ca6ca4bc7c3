"""What can be wrong with a store: one table of kinds, each with its words, made of what SQLite says."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final, Literal

from signage.language.words import Words, both

Kind = Literal["locked", "full", "readonly", "corrupt", "deleted", "io", "slow", "without-log"]
Why = Literal["lost", "corrupt", "newer", "unusable", "served", ""]
"""What is the matter with a data directory: its log is gone, damaged, of a newer version, cannot be opened; another
server has it. Empty: nothing with the directory."""

FAULT_OF: Final[Mapping[int, Kind]] = {
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_READONLY: "readonly",
    sqlite3.SQLITE_PERM: "readonly",
    sqlite3.SQLITE_CANTOPEN: "readonly",
    sqlite3.SQLITE_CORRUPT: "corrupt",
    sqlite3.SQLITE_NOTADB: "corrupt",
    sqlite3.SQLITE_IOERR: "io",
    sqlite3.SQLITE_NOMEM: "io",
    sqlite3.SQLITE_PROTOCOL: "io",
}
"""SQLite's primary result code → what is wrong. A code that is not listed is a mistake of the program."""

WORDS: Final[Mapping[Kind, Words]] = {
    "locked": both(
        "数据库被另一程序占用。请关闭正在打开数据库的程序（备份、查询工具等）。",
        "Another program holds the database: close what has it open (a backup, a query tool).",
    ),
    "full": both(
        "磁盘已满。请清理数据目录所在的磁盘，腾出至少 100 MB。",
        "The disk is full: free at least 100 MB where the data directory is.",
    ),
    "readonly": both(
        "磁盘为只读，无法写入。请技术人员检查磁盘和目录权限。",
        "The disk is read-only: have facilities look at the disk and at who owns the directory.",
    ),
    "corrupt": both(
        "数据库文件已损坏。请勿重启；请技术人员先备好最近的备份，再停止服务，用 kiosk restore 恢复后启动。",
        "The database file is damaged. Do not restart yet: have the newest backup ready, stop, kiosk restore, start.",
    ),
    "deleted": both(
        "数据库文件被删除或被替换。请勿重启；系统正在尝试写回，如未恢复请联系技术人员。",
        "The database file was deleted or replaced. Do not restart: it is being written back; if not, call facilities.",
    ),
    "io": both(
        "磁盘读写出错。请技术人员检查磁盘和连接线，准备备份。",
        "The disk fails to read or write: have facilities check disk and cable, and have a backup ready.",
    ),
    "without-log": both(
        "安全模式：没有日志，无法保存。处理办法见控制台上方。",
        "Safe mode: there is no log to save it in. The top of the console says what to do.",
    ),
    "slow": both(
        "磁盘长时间没有反应。请技术人员检查磁盘。",
        "The disk does not answer: have facilities look at it.",
    ),
}
"""What is wrong and what to do about it."""

STILL_SHOWN: Final = both(
    "此期间疏散、避险、危险、警戒仍会立即显示，并标为“未存档”；其他操作暂停。",
    "Meanwhile evacuation, shelter, danger and cordon are shown at once and marked as unsaved; all else waits.",
)
STILL: Final = both(
    "此操作未生效，请稍后再试。疏散、避险、危险、警戒的发布、更新、解除和封闭通道仍可照常使用。",
    "Nothing was done; try again later. Evacuation, shelter, danger and cordon can still be raised, changed and"
    " ended, and ways closed.",
)


UNCONFIRMED: Final = both(
    "尚不能确认此操作是否已保存，请刷新查看后再决定是否重做。",
    "Whether this was saved is not known yet: look again before doing it once more.",
)


class StoreError(Exception):
    """The data directory cannot be used; the sentence says what to do."""

    def __init__(self, text: str, why: Why = "", kind: Kind | None = None, *, unconfirmed: bool = False) -> None:
        """``why``: what keeps a server from standing on it; ``kind``: what ails it while one does."""
        super().__init__(text)
        self.why: Why = why
        self.kind = kind
        self.unconfirmed = unconfirmed

    @property
    def words(self) -> Words:
        """For whoever gave a command that was refused for it."""
        why, then = WORDS[self.kind or "io"], UNCONFIRMED if self.unconfirmed else STILL
        return both(f"{why['zh']}{then['zh']}", f"{why['en']} {then['en']}")


def kind_of(error: sqlite3.Error) -> Kind | None:
    """What is wrong with the store; None where the statement was."""
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else FAULT_OF.get(code & 0xFF)


@contextmanager
def faults(place: object) -> Iterator[None]:
    """What SQLite says of a store that fails, as :class:`StoreError`."""
    try:
        yield
    except sqlite3.Error as error:
        kind = kind_of(error)
        if kind is None:
            raise
        text = f"Nothing was written: {error}. {WORDS[kind]['en']} ({place})"
        raise StoreError(text, "corrupt" if kind == "corrupt" else "unusable", kind) from error

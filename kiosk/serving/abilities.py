"""What a screen's browser lacks of what its page needs: told by static/able.js, shown on the console."""

from collections.abc import Iterable, Mapping
from typing import Final

from signage.language.words import Words, both, fill

OLDEST: Final = "Chromium 83"
"""As README.md says and tests/oldest holds."""
NEEDS: Final[Mapping[str, Words]] = {
    "script": both("可运行的脚本", "scripts that run"),
    "variables": both("样式变量", "variables in styles"),
    "grid": both("网格排版", "grid layout"),
    "sizes": both("尺寸计算 min()、clamp()", "sizes by min() and clamp()"),
    "stream": both("事件流", "event streams"),
    "giving-up": both("请求超时中止", "requests that give up"),
    "parts": both("页面局部更新", "changing parts of a page"),
}
"""Each by the name that the page gives it."""
KEEPS: Final[Mapping[str, Words]] = {
    "memory": both(
        "此屏幕不能保存画面（存储被禁止或已满），重新打开后记不住最后的警示。",
        "This screen keeps nothing (storage is forbidden or full): opened again it has no memory of its last warning.",
    ),
    "worker": both(
        "此屏幕断网时不能重新打开页面，请按屏幕的安装说明设置浏览器。",
        "Without the network this screen cannot open its page again: set its browser up as its guide says.",
    ),
}
"""What it may not keep, by the name that hall.js gives it."""
LACKS: Final = both(
    "浏览器过旧，缺少：{what}。请更新到 {oldest} 或以上。",
    "Its browser is too old; it lacks {what}. Install {oldest} or newer.",
)


def known(said: object) -> tuple[str, ...]:
    """Those names a page may say, in the order of the table; anything else is nothing."""
    listed = said if isinstance(said, list) else []
    return tuple(name for name in (*NEEDS, *KEEPS) if name in listed)


def words(lacks: Iterable[str]) -> Words:
    named = tuple(lacks)
    old = [NEEDS[name] for name in named if name in NEEDS]
    what = {"zh": "、".join(one["zh"] for one in old), "en": ", ".join(one["en"] for one in old)}
    told = [fill(LACKS, what=what, oldest=OLDEST)] if old else []
    told += [KEEPS[name] for name in named if name in KEEPS]
    return {"zh": "".join(one["zh"] for one in told), "en": " ".join(one["en"] for one in told)}

"""What a screen's browser lacks of what its page needs: told by static/able.js, shown on the console."""

from collections.abc import Iterable, Mapping
from typing import Final

from signage.words import Words, both, fill

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
LACKS: Final = both(
    "浏览器过旧，缺少：{what}。请更新到 {oldest} 或以上。",
    "Its browser is too old; it lacks {what}. Install {oldest} or newer.",
)


def known(said: object) -> tuple[str, ...]:
    """Those names a page may say, in the order of the table; anything else is nothing."""
    listed = said if isinstance(said, list) else []
    return tuple(name for name in NEEDS if name in listed)


def words(lacks: Iterable[str]) -> Words:
    found = [NEEDS[name] for name in lacks]
    what = {"zh": "、".join(one["zh"] for one in found), "en": ", ".join(one["en"] for one in found)}
    return fill(LACKS, what=what, oldest=OLDEST)

"""What another version might ship, and what a hall might have made of it: edits of the shipped text,
made without what is tested."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from hypothesis import strategies as st

CONTENT: Final = Path(__file__).resolve().parents[2] / "content"
FILES: Final = ("catalogue/devices.toml", "catalogue/weather.toml", "catalogue/order.toml")
PARTS: Final = ("catalogue/*.toml", "protocols/*.toml", "icons/*.svg")
Files = dict[str, bytes]
Edit = tuple[str, str, int, str]
"""Sort, file, number of the kind in it, and a mark by which the edit is told from others."""
SHRINKS: Final = ("drop kind", "drop step", "drop target")


def shipped() -> Files:
    return {
        path.relative_to(CONTENT).as_posix(): path.read_bytes()
        for pattern in PARTS
        for path in sorted(CONTENT.glob(pattern))
    }


def _line(pattern: str, by: Callable[[re.Match[str]], str]) -> Callable[[str, str], str]:
    return lambda kind, mark: re.sub(
        pattern, lambda found: by(found).replace("§", mark), kind, count=1, flags=re.MULTILINE
    )


KINDS: Final[dict[str, Callable[[str, str], str]]] = {
    "reword": _line(r"^strip = .*$", lambda _: 'strip = { zh = "改§", en = "Is §" }'),
    "rename": _line(r"^name = .*$", lambda _: 'name = { zh = "名§", en = "Name §" }'),
    "comment": lambda kind, mark: f"# 备注 {mark}\n{kind}",
    "comment inside": _line(r"^level = .*$", lambda found: f"# 第§条\n{found[0]}"),
    "level": _line(r"^level = (\d)$", lambda found: f"level = {int(found[1]) % 4 + 1} # §"),
    "add step": _line(
        r"^steps = \[\n",
        lambda found: f'{found[0]}  {{ text = {{ zh = "步§", en = "Do §" }}, owner = {{ zh = "保安", en = "Guards" }},'
        ' source = "derived" },\n',
    ),
    "drop step": _line(r"^(steps = \[\n)  .*\n(?=  )", lambda found: found[1]),
    "add target": _line(
        r"^targets = \[(.*)\]$", lambda found: f'targets = [{found[1]}, "floor"]'
    ),
    "drop target": _line(r"^targets = \[[^,]*, (.*)\]$", lambda found: f"targets = [{found[1]}]"),
    "sign for one": lambda kind, mark: _SIGN(kind, mark) if "signs." not in kind else kind,
    "drop redirect": _line(r"^redirect = \[\n(  .*\n)*\]\n", lambda _: ""),
}  # fmt: skip
_SIGN: Final = _line(
    r"^takes_out = .*$",
    lambda found: f'{found[0]}\nsigns.zone = {{ zh = "暂停服务", en = "Closed §" }}',
)
OWN: Final = """[[kind]]
code = "OWN-§"
name = { zh = "自定§", en = "Own §" }
tags = ["设施设备类", "内部事故"]
classes = ["suspended"]
family = "neutral"
targets = ["window", "zone", "hall"]
level = 4
cleared_by = ["supervisor"]
sign = { zh = "暂停服务", en = "Closed" }
strip = { zh = "暂停服务", en = "Closed" }
lamp = "paused"
takes_out = true
use = {}
steps = [{ text = { zh = "处理", en = "Do it" }, owner = { zh = "保安", en = "Guards" }, source = "derived" }]
recovery = [{ text = { zh = "处理", en = "Do it" }, source = "derived" }]
report = [{ text = { zh = "处理", en = "Do it" }, source = "derived" }]
"""


def blocks(data: bytes) -> list[str]:
    """The head, and each kind."""
    return re.split(r"(?m)^(?=(?:#.*\n)*\[\[kind\]\]$)", data.decode())


def edited(files: Files, edits: Sequence[Edit]) -> Files:
    made = dict(files)
    for sort, file, number, mark in edits:
        parts = blocks(made[file])
        at = 1 + number % (len(parts) - 1) if len(parts) > 1 else 0
        if sort == "own kind":
            parts.insert(at + 1, f"\n{OWN.replace('§', mark)}\n")
        elif sort == "drop kind" and len(parts) > 2:
            del parts[at]
        elif sort == "protocol":
            made[f"protocols/own_{mark.lower()}.toml"] = (
                made["protocols/tl60.toml"].replace(b'"tl60"', f'"own_{mark.lower()}"'.encode())
            )  # fmt: skip
        elif sort == "symbol":
            made["icons/exit.svg"] = made["icons/exit.svg"] + f"<!-- {mark} -->\n".encode()
        elif sort in KINDS:
            parts[at] = KINDS[sort](parts[at], mark)
        made[file] = "".join(parts).encode()
    return made


def some(sorts: Sequence[str], marks: str) -> st.SearchStrategy[list[Edit]]:
    """``marks``: letters of which two sides share none, or all."""
    one = st.tuples(
        st.sampled_from(list(sorts)), st.sampled_from(FILES), st.integers(0, 3), st.sampled_from(list(marks))
    )  # fmt: skip
    return st.lists(one, max_size=6, unique_by=lambda edit: (edit[0], edit[3]))


ALL: Final = (*KINDS, "own kind", "drop kind", "protocol", "symbol")
GROWS: Final = tuple(sort for sort in ALL if sort not in (*SHRINKS, "drop redirect"))

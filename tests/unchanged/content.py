"""The three halls: the checkout's own sample, and two generated ones that both recordings share."""

import shutil
from pathlib import Path

HALLS = ("sample", "storeys", "small")
OWN = ("halls", "pictures", "README.md", "CAPABILITIES.md", "icons", "protocols")
"""Of the sample's folder, what is no part of its description."""
URL = "https://hall.example.gov.cn/"
"""Where codes lead: the port that a recording happens to get stands in none of them."""


def lay_out(folder: Path, checkout: Path, like: Path | None) -> Path:
    """Content directories of a recording; generated halls are those of ``like``, where given."""
    into = folder / "content"
    shutil.rmtree(into, ignore_errors=True)
    shutil.copytree(checkout / "content", into / "sample", ignore=shutil.ignore_patterns(*OWN))
    for name in HALLS[1:]:
        if like is not None:
            shutil.copytree(like / "content" / name, into / name)
        else:
            _generate(name, into / name)
    for name in HALLS:
        _with_address(into / name / "hall.toml")
    return into


def _generate(name: str, directory: Path) -> None:
    from tests.halls.hall import (
        write,
    )  # reads the product: not where the halls of another recording are taken
    from tests.halls.size import Size

    sizes = {
        "storeys": Size(
            7, storeys=2, windows=9, terminals=4, exits=3, screens=12, lamps=6, night_zones=1,
            simulated=True,
        ),
        "small": Size(
            11, windows=3, terminals=2, exits=2, screens=7, lamps=3, hours="through",
            long_names=True, simulated=True, own_systems=True,
        ),
    }  # fmt: skip
    write(sizes[name], directory)


def _with_address(file: Path) -> None:
    text = file.read_text("utf-8")
    if "public_url" not in text:
        file.write_text(f'public_url = "{URL}"\n{text}', "utf-8")

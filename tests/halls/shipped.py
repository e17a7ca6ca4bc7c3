"""The generated halls that are shipped: ``python -m tests.halls`` writes them into
``content/halls`` anew."""

import shutil
from pathlib import Path

from tests.halls.hall import CONTENT, write
from tests.halls.size import Size

SHIPPED = {
    "small": Size(
        seed=59, storeys=1, windows=5, terminals=3, exits=2, screens=9, lamps=6, night_zones=1, simulated=True
    ),
    "two-storeys": Size(
        seed=52, storeys=2, windows=40, terminals=15, exits=5, screens=26, lamps=20, ways="every", night_zones=1,
        simulated=True,
    ),
}  # fmt: skip


def ship(name: str, target: Path) -> None:
    """The hall's own files; the catalogue is the sample's."""
    write(SHIPPED[name], target)
    shutil.rmtree(target / "catalogue")


def main() -> None:
    for name in SHIPPED:
        shutil.rmtree(CONTENT / "halls" / name, ignore_errors=True)
        ship(name, CONTENT / "halls" / name)

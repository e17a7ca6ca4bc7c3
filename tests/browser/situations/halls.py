"""Generated halls as files, with lamps that can be looked at and all a tax hall has that can fail."""

from pathlib import Path

from tests.halls.hall import write
from tests.halls.size import Size


def written(seed: int, folder: Path) -> Path:
    """Two storeys, twelve windows, a screen of every kind; its lamps are simulated, its addresses real."""
    content = folder / "content"
    write(
        Size(
            seed=seed, storeys=2, windows=12, terminals=4, exits=3, screens=11, lamps=8, night_zones=1, ways="every",
            simulated=True,
        ),
        content,
    )  # fmt: skip
    described = content / "hall.toml"
    described.write_text(described.read_text("utf-8").replace("sample = true\n", "", 1), "utf-8")
    return content

"""Halls as files to be played in: generated ones, their lamps simulated, and the shipped sample."""

from pathlib import Path

from kiosk.content.reader import Content, read
from tests.halls.hall import write
from tests.halls.size import Size


def written(seed: int, folder: Path) -> Path:
    """Two storeys, twelve windows, a screen of every kind; its lamps are simulated, its addresses
    real."""
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


def plays_power(content: Content) -> bool:
    """Somebody stands before a window or terminal that goes dark, and can file online instead."""
    powered = {
        one.id
        for one in (*content.hall.windows, *content.hall.machines)
        if "system/power" in one.depends
    }
    subjects = {name for screen in content.hall.screens for name in screen.about}
    return bool(powered & subjects) and files_online(content) and bool(content.hall.filing.years)


def plays_shock(content: Content) -> bool:
    """A terminal has a screen of its own, and others are touched."""
    terminals = {one.id for one in content.hall.machines if one.what == "terminal"}
    return any(terminals & set(screen.about) for screen in content.hall.screens) and touched(
        content
    )


def plays_etax(content: Content) -> bool:
    return files_online(content) and touched(content)


def files_online(content: Content) -> bool:
    online = content.hall.online
    return (
        online is not None
        and online.verified_on is not None
        and any(s.offers for s in content.hall.services)
    )


def touched(content: Content) -> bool:
    return any(screen.layout == "touch" for screen in content.hall.screens)


def described(folder: Path) -> Content:
    return read(folder)

"""For which machines there are packages: releases of Debian with their own interpreter, and processors."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

RELEASES: Final[Mapping[str, tuple[str, str]]] = {
    "bookworm": ("deb12", "3.11"),
    "trixie": ("deb13", "3.13"),
}
"""Codename → what a package's name says, and the Python that this release has."""
MACHINES: Final[Mapping[str, str]] = {"amd64": "x86_64", "arm64": "aarch64"}
"""Debian's name of a processor → the one in the names of wheels."""
TRIED: Final = frozenset({("bookworm", "amd64"), ("trixie", "amd64")})
"""By ``make installed``; others are put together of their wheels and marked."""
OLDEST_GLIBC, GLIBC = 5, {"bookworm": 36, "trixie": 41}


@dataclass(frozen=True, slots=True)
class Target:
    release: str
    architecture: str

    @property
    def suffix(self) -> str:
        return RELEASES[self.release][0]

    @property
    def python(self) -> str:
        return RELEASES[self.release][1]

    @property
    def tried(self) -> bool:
        return (self.release, self.architecture) in TRIED

    def __str__(self) -> str:
        return f"{self.suffix}_{self.architecture}"

    def wheels(self) -> Iterator[str]:
        """pip's options that choose this machine's wheels, whatever machine this is (PEP 600)."""
        machine = MACHINES[self.architecture]
        yield from ("--python-version", self.python, "--implementation", "cp")
        yield from ("--only-binary", ":all:", "--no-deps")
        for minor in range(GLIBC[self.release], OLDEST_GLIBC - 1, -1):
            yield from ("--platform", f"manylinux_2_{minor}_{machine}")
        for name in ("manylinux2014", "manylinux2010", "manylinux1", "linux"):
            yield from ("--platform", f"{name}_{machine}")

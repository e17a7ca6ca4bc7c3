"""One bundle a run: the server's package for a release whose interpreter is here, the screen's, sums and signature."""

import platform
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from bundle import packages, papers, program, seal
from bundle.targets import MACHINES, RELEASES, Target


@dataclass(frozen=True, slots=True)
class Made:
    """``extracted``: the server's package as it would lie on a machine, under another root."""

    folder: Path
    server: Path
    screen: Path
    extracted: Path
    target: Target

    @property
    def program(self) -> Path:
        return self.extracted / "opt" / "kiosk" / "package" / "program"

    @property
    def runs_here(self) -> bool:
        here = MACHINES[self.target.architecture] == platform.machine()
        return here and Path(f"/usr/bin/python{self.target.python}").exists()


def _target() -> Target:
    there = [
        name for name, (_, python) in RELEASES.items() if Path(f"/usr/bin/python{python}").exists()
    ]
    return Target((there or [*RELEASES])[0], "amd64")


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    work, folder = tmp_path_factory.mktemp("work"), tmp_path_factory.mktemp("dist") / "bundle"
    target, about = _target(), work / "papers"
    about.mkdir()
    folder.mkdir()
    lock = about / "requirements.lock"
    whole = (program.ROOT / "requirements.lock").read_text("utf-8")
    lock.write_text(program.run_lock(whole, program.needed()), "utf-8")
    program.own_wheel(work / "own")
    program.wheelhouse(target, work / "wheels", work / "own", lock)
    program.program(target, work / "wheels", lock, work / "program")
    assert papers.licences(work / "program", about / "licences.csv", about / "licences.txt") == []
    key = seal.throw_away(folder)
    seal.publish(key, about / "bundle.pub")
    server = packages.server(target, work / "program", about, "0.0.1-1", folder)
    screen = packages.screen("0.0.1-1", about, work, folder)
    for file in (packages.ROOM / "install", about / "bundle.pub"):
        (folder / file.name).write_bytes(file.read_bytes())
    (folder / "install").chmod(0o755)
    seal.sums(folder)
    seal.sign(folder, key)
    extracted = work / "extracted"
    subprocess.run(["dpkg-deb", "--extract", server, extracted], check=True)
    return Made(folder, server, screen, extracted, target)

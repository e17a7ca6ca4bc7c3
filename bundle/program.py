"""The program as a folder that runs wherever it lies: an environment of its own for the release's interpreter."""

import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path
from runpy import run_path
from typing import Final

from bundle.targets import Target

ROOT: Final = Path(__file__).resolve().parent.parent
LAUNCHER: Final = """#!/bin/sh
# The interpreter beside it: a version that is kept stays the version it was.
here=$(readlink -f "$0")
exec "${here%/*}/python3" -I -m kiosk "$@"
"""


def run(*command: str | Path) -> None:
    subprocess.run([str(part) for part in command], cwd=ROOT, check=True, stdin=subprocess.DEVNULL)


def pip(*arguments: str | Path) -> None:
    run(sys.executable, "-m", "pip", "-qq", "--disable-pip-version-check", *arguments)


def project() -> dict[str, str]:
    described = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return {"name": described["name"], "version": described["version"]}


def needed() -> set[str]:
    """Names of what the program needs while it runs: what only builds it stays here."""
    described = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    closure = run_path(str(ROOT / ".ci" / "lock.py"))["closure"]
    return set(closure(described["dependencies"]))


def run_lock(lock: str, names: Iterable[str]) -> str:
    """The entries of these names, with their hashes."""
    kept, entry = [], False
    wanted = set(names)
    for line in lock.splitlines():
        if not line.startswith(" "):
            entry = line.partition("==")[0] in wanted
        if entry:
            kept.append(line)
    return "\n".join(kept) + "\n"


def wheelhouse(target: Target, folder: Path, made: Path, lock: Path) -> None:
    """Every wheel of the lock for this machine, hashes checked, and our own."""
    folder.mkdir(parents=True)
    pip("download", "--require-hashes", *target.wheels(), "--dest", folder, "--requirement", lock)
    for wheel in made.glob("*.whl"):
        shutil.copy2(wheel, folder)


def own_wheel(folder: Path) -> None:
    pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, ROOT)


def program(target: Target, wheels: Path, lock: Path, folder: Path) -> None:
    """``folder`` becomes the environment. Its wheels' hashes are checked once more."""
    inside = folder / "lib" / f"python{target.python}" / "site-packages"
    offline: tuple[str | Path, ...] = (
        "--no-index",
        "--find-links",
        wheels,
        "--no-compile",
        "--no-warn-conflicts",
    )
    chosen: tuple[str | Path, ...] = (*target.wheels(), *offline, "--target", inside)
    pip("install", "--require-hashes", *chosen, "--requirement", lock)
    (own,) = wheels.glob(f"{project()['name'].replace('-', '_')}-*.whl")
    pip("install", "--upgrade", *chosen, own)
    # Programs of other packages: their first line names this machine's interpreter, nobody calls them.
    shutil.rmtree(inside / "bin", ignore_errors=True)
    binaries = folder / "bin"
    binaries.mkdir()
    (binaries / "python3").symlink_to(f"/usr/bin/python{target.python}")
    (binaries / "kiosk").write_text(LAUNCHER, "ascii")
    (binaries / "kiosk").chmod(0o755)
    (folder / "pyvenv.cfg").write_text(
        f"home = /usr/bin\ninclude-system-site-packages = false\nversion = {target.python}\n",
        "ascii",
    )

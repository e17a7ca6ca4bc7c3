"""``python -m bundle``: the whole bundle into ``dist/hall-kiosk-VERSION``.

Told by the environment: ``KEY`` (a private ed25519 key; without it a throw-away one, marked), ``RELEASES``,
``ARCHITECTURES``, ``BUILD`` (the part of a version behind the dash), ``DEBIAN=no`` (Debian's own packages are
left out), ``AUDIT=no``.
"""

import os
import shutil
import tempfile
from itertools import product
from pathlib import Path
from typing import Final

from bundle import debian, packages, papers, program, seal
from bundle.targets import MACHINES, RELEASES, Target

WANTED: Final = {
    "server": ("openssl", "fonts-noto-cjk", "adduser"),
    "screen": ("cage", "xwayland", "chromium", "fonts-noto-cjk", "adduser"),
}


def asked(name: str, known: tuple[str, ...], otherwise: tuple[str, ...]) -> tuple[str, ...]:
    found = tuple(os.environ.get(name, "").split()) or otherwise
    if unknown := sorted({*found} - {*known}):
        raise SystemExit(f"{name}: {' '.join(unknown)} is not known; there are: {' '.join(known)}")
    return found


def build(out: Path, work: Path) -> None:
    version = f"{program.project()['version']}-{os.environ.get('BUILD', '1')}"
    targets = [
        Target(release, architecture)
        for release, architecture in product(
            asked("RELEASES", tuple(RELEASES), tuple(RELEASES)),
            asked("ARCHITECTURES", tuple(MACHINES), tuple(MACHINES)),
        )
    ]
    about = work / "papers"
    about.mkdir()
    lock = about / "requirements.lock"
    whole = (program.ROOT / "requirements.lock").read_text("utf-8")
    lock.write_text(program.run_lock(whole, program.needed()), "utf-8")
    program.own_wheel(work / "own")
    for target in targets:
        print(f"{target}: wheels", flush=True)
        program.wheelhouse(target, out / "wheels" / str(target), work / "own", lock)
        program.program(target, out / "wheels" / str(target), lock, work / str(target))
    write_papers(about, lock, work / str(targets[0]))
    key = Path(os.environ["KEY"]) if os.environ.get("KEY") else seal.throw_away(out)
    seal.publish(key, about / "bundle.pub")
    for target in targets:
        made = packages.server(target, work / str(target), about, version, out)
        print(f"{made.name}{'' if target.tried else ': UNTESTED'}", flush=True)
    packages.screen(version, about, work, out)
    if os.environ.get("DEBIAN") != "no":
        gather(targets, work, out)
    shutil.copytree(about, out, dirs_exist_ok=True)
    for name in ("install", "README.md", "Containerfile"):
        shutil.copy2(packages.ROOM / name, out)
    seal.sums(out)
    seal.sign(out, key)


def write_papers(about: Path, lock: Path, built: Path) -> None:
    """About the parts, which are the same for every machine."""
    papers.parts(lock, about / "parts.cdx.json")
    unnamed = papers.licences(built, about / "licences.csv", about / "licences.txt")
    if unnamed:
        raise SystemExit(f"Without a licence: {', '.join(unnamed)}")
    if os.environ.get("AUDIT") != "no":
        print(f"pip-audit: {papers.audit(lock, about / 'audit.json')}", flush=True)


def gather(targets: list[Target], work: Path, out: Path) -> None:
    """What is tried goes with its release's own packages; the untested is put together of wheels alone."""
    for target in targets:
        if not target.tried:
            continue
        names = [f"python{target.python}", *WANTED["server"], *WANTED["screen"]]
        place = out / "debian" / str(target)
        count = debian.needed(target.release, target.architecture, names, work, place)
        print(f"{target}: {count} of Debian's packages", flush=True)


def main() -> None:
    name = f"hall-kiosk-{program.project()['version']}-{os.environ.get('BUILD', '1')}"
    out = Path(os.environ.get("DIST") or program.ROOT / "dist") / name
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    with tempfile.TemporaryDirectory(prefix="kiosk-bundle-") as work:
        build(out, Path(work))
    print(f"{out}: ready. On the hall's machine: ./install server")


if __name__ == "__main__":
    main()

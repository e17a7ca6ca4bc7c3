"""The two packages, as ``dpkg-deb`` takes them: a folder laid out as it will lie, and its control files.

2026-11-29 · Plain ``dpkg-deb`` and this page. Rejected: dh-virtualenv (builds only for the release and
processor it runs on, on a machine with all of debhelper, and its environment can't be moved, so that no version
could be kept beside the next); nfpm (one more program, of a language nobody here has, for what fits on a
page); a whole interpreter of our own (Debian's gets its security updates, and lies in the bundle).
"""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from bundle.program import ROOT
from bundle.targets import Target

ROOM: Final = ROOT / "bundle"
UNITS: Final = ROOT / "systemd"
OWNER: Final = "Whoever maintains this copy <root@localhost>"
SERVER_UNITS: Final = ("kiosk.service", "kiosk-backup.service", "kiosk-backup.timer")
SCREEN: Final = {
    "kiosk-screen.service": "usr/lib/systemd/system/kiosk-screen.service",
    "kiosk-screen.html": "etc/kiosk-screen.html",
    "kiosk-screen-keys": "etc/kiosk-screen-keys",
    "kiosk-screen-browser": "usr/local/lib/kiosk-screen-browser",
    "kiosk-screen-policy.json": "usr/share/kiosk-screen/policy.json",
    "71-kiosk-screen.rules": "usr/lib/udev/rules.d/71-kiosk-screen.rules",
}
"""Of the units' room → where the README puts them; a folder with all in it."""
SCRIPTS: Final = ("preinst", "postinst", "prerm", "postrm")


def server(target: Target, program: Path, papers: Path, version: str, out: Path) -> Path:
    """``kiosk-server``: the program, its units, its rule for lamps and the papers about it."""
    tree = program.parent / f"server-{target}"
    package = tree / "opt" / "kiosk" / "package"
    shutil.copytree(program, package / "program", symlinks=True)
    for paper in sorted(papers.iterdir()):
        _laid(paper, package / paper.name)
    _laid(ROOM / "server" / "release.py", package / "release.py")
    (package / "version").write_text(f"{version}\n", "ascii")
    shutil.copytree(UNITS, tree / "opt" / "kiosk" / "systemd")
    for unit in SERVER_UNITS:
        _laid(UNITS / unit, tree / "usr/lib/systemd/system" / unit)
    _laid(UNITS / "70-kiosk-lamps.rules", tree / "usr/lib/udev/rules.d/70-kiosk-lamps.rules")
    for name, place in (("kiosk", "usr/bin/kiosk"), ("kiosk-release", "usr/sbin/kiosk-release")):
        _laid(ROOM / "server" / name, tree / place, 0o755)
    _document(tree, "kiosk-server")
    fields = {
        "Package": "kiosk-server",
        "Architecture": target.architecture,
        "Depends": f"python{target.python}, fonts-noto-cjk, adduser",
        # Letters of LED panels, where a hall has any.
        "Suggests": "fonts-unifont",
        "Description": "screens and status lights of a public service hall: the server"
        + ("" if target.tried else " (untested on this machine)"),
    }
    return _built(tree, fields, version, "server", out / f"kiosk-server_{version}_{target}.deb")


def screen(version: str, papers: Path, work: Path, out: Path) -> Path:
    """``kiosk-screen``: the browser's unit, page, policy and rule; the same for every machine."""
    tree = work / "screen"
    for source in sorted(UNITS.glob("*kiosk-screen*")):
        files = sorted(file for file in (source, *source.rglob("*")) if file.is_file())
        for file in files:
            place = tree / SCREEN[source.name]
            _laid(file, place / file.relative_to(source), file.stat().st_mode & 0o755)
    _laid(papers / "bundle.pub", tree / "usr/share/kiosk-screen/bundle.pub")
    _laid(ROOM / "screen" / "sysctl", tree / "usr/lib/sysctl.d/71-kiosk-screen.conf")
    _laid(ROOM / "screen" / "kiosk-screen-setup", tree / "usr/sbin/kiosk-screen-setup", 0o755)
    _document(tree, "kiosk-screen")
    fields = {
        "Package": "kiosk-screen",
        "Architecture": "all",
        "Depends": "cage, xwayland, chromium, fonts-noto-cjk, adduser",
        "Description": "screens and status lights of a public service hall: one screen",
    }
    return _built(tree, fields, version, "screen", out / f"kiosk-screen_{version}_all.deb")


def _laid(source: Path, place: Path, mode: int = 0o644) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, place)
    place.chmod(mode)


def _document(tree: Path, name: str) -> None:
    folder = tree / "usr/share/doc" / name
    _laid(ROOT / "LICENSE", folder / "copyright")
    for document in ("README.zh-CN.md", "CHANGELOG.md", "SECURITY.md"):
        _laid(ROOT / document, folder / document)


def _built(tree: Path, fields: Mapping[str, str], version: str, room: str, deb: Path) -> Path:
    control = tree / "DEBIAN"
    control.mkdir()
    size = sum(file.lstat().st_size for file in tree.rglob("*") if not file.is_dir()) // 1024
    lines = {
        **fields, "Version": version, "Installed-Size": str(size), "Maintainer": OWNER,
        "Section": "misc", "Priority": "optional",
    }  # fmt: skip
    text = "".join(f"{name}: {value}\n" for name, value in lines.items())
    (control / "control").write_text(text, "ascii")
    for script in SCRIPTS:
        if (ROOM / room / script).is_file():
            _laid(ROOM / room / script, control / script, 0o755)
    kept = [
        f"/{file.relative_to(tree)}\n"
        for file in sorted((tree / "etc").rglob("*"))
        if file.is_file()
    ]
    if kept:
        (control / "conffiles").write_text("".join(kept), "ascii")
    # Files' owner is root whoever builds; what others may write, nobody may.
    subprocess.run(["chmod", "-R", "go-w,a+rX", tree], check=True)
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "-Zzstd", "-z6", "--build", tree, deb], check=True
    )
    return deb

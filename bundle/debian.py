"""Debian's own packages that ours need, for a machine without the internet: fetched and checked by apt."""

import hashlib
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bundle.program import run

FIELDS: Final = ("Origin: Debian", "Identifier: Packages")


def mirrors() -> list[str]:
    """Where this machine has Debian from."""
    told = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI)", *FIELDS],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return sorted(set(told.stdout.split()))


def needed(release: str, architecture: str, names: Sequence[str], work: Path, out: Path) -> int:
    """Everything that a machine with nothing at all would need besides; how many packages."""
    private = work / f"apt-{release}-{architecture}"
    for folder in ("lists/partial", "archives/partial", "etc/preferences.d"):
        (private / folder).mkdir(parents=True)
    sources = "".join(_source(mirror, release) for mirror in mirrors())
    (private / "etc" / "sources.list").write_text(sources, "ascii")
    (private / "status").touch()
    options = _options(private, architecture)
    run("apt-get", *options, "update")
    chosen = ("--yes", "--no-install-recommends", "--download-only")
    run("apt-get", *options, *chosen, "install", *names)
    out.mkdir(parents=True)
    packages = sorted((private / "archives").glob("*.deb"))
    for deb in packages:
        # Colons of an epoch are no letters of a file's name everywhere.
        shutil.move(deb, out / deb.name.replace("%3a", "_"))
    index(out)
    return len(packages)


def _source(mirror: str, release: str) -> str:
    suites = (f"{release}-security",) if "security" in mirror else (release, f"{release}-updates")
    return "".join(f"deb {mirror} {suite} main\n" for suite in suites)


def _options(private: Path, architecture: str) -> list[str]:
    places = {
        "Dir::State::Lists": private / "lists", "Dir::State::status": private / "status",
        "Dir::Cache::archives": private / "archives", "Dir::Etc::sourcelist": private / "etc" / "sources.list",
        "Dir::Etc::sourceparts": "-", "Dir::Etc::preferencesparts": private / "etc" / "preferences.d",
        "Dir::Cache::pkgcache": "", "Dir::Cache::srcpkgcache": "", "APT::Architecture": architecture,
        "APT::Architectures": architecture, "APT::Sandbox::User": "root",
        # Of the machine that installs, not of this one.
        "DPkg::Post-Invoke": "", "APT::Update::Post-Invoke": "",
    }  # fmt: skip
    return ["-qq", *(word for name, value in places.items() for word in ("-o", f"{name}={value}"))]


def index(folder: Path) -> None:
    """``Packages``, by which apt finds them here."""
    entries = []
    for deb in sorted(folder.glob("*.deb")):
        told = subprocess.run(
            ["dpkg-deb", "--field", deb], capture_output=True, text=True, check=True
        )
        digest = hashlib.sha256(deb.read_bytes()).hexdigest()
        place = f"Filename: ./{deb.name}\nSize: {deb.stat().st_size}\nSHA256: {digest}\n"
        entries.append(told.stdout.rstrip("\n") + f"\n{place}")
    (folder / "Packages").write_text("\n".join(entries), "utf-8")

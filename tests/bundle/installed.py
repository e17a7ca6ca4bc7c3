"""``make installed``: a bundle on a stick, a clean Debian without network, and a person. As root.

Builds the bundle for ``RELEASE`` (bookworm; trixie), boots the machine, installs, makes the first person with the
machine's code, pairs a screen, raises an evacuation and sees it; upgrades with a migration; tries a bundle that was
changed, an upgrade that is ill on a copy and one that is ill in the hall; removes. Says every step of a person.
``BUNDLE`` names a folder that was built before.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bundle import seal
from bundle.program import ROOT
from bundle.targets import Target
from tests.bundle.hands import step
from tests.bundle.machine import LAN, NEEDS, Machine, booted

MIGRATIONS = "kiosk/store/migrations.py"
ADDED = 'MIGRATIONS = (*MIGRATIONS, ("CREATE TABLE later{n}(id INTEGER PRIMARY KEY) STRICT",))\n'
WRONG = 'MIGRATIONS = (*MIGRATIONS, ("CREATE TABLE events(no)",))\n'
ILL = """
_whole = build
def build(data, *more, **named):
    house = _whole(data, *more, **named)
    if str(data) == "/var/lib/kiosk":
        raise SystemExit("ill in the hall alone")
    return house
"""
VERSIONS = "/opt/kiosk/versions"


def told(words: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {words}", flush=True)


def bundle(work: Path, release: str) -> Path:
    if given := os.environ.get("BUNDLE"):
        return Path(given).resolve()
    made = {"RELEASES": release, "ARCHITECTURES": "amd64", "DIST": str(work)}
    subprocess.run([sys.executable, "-m", "bundle"], cwd=ROOT, check=True, env=os.environ | made)
    (folder,) = work.glob("hall-kiosk-*")
    return folder


def next_one(deb: Path, stick: Path, build: int, change: Callable[[Path], None]) -> Path:
    """The same bundle with another version of the server, signed by the same key."""
    first, folder = deb.parent, stick / f"bundle-{build}"
    # Debian's packages are not needed twice: a link would lead out of the stick.
    shutil.copytree(
        first, folder, ignore=shutil.ignore_patterns("kiosk-server_*", "debian", "wheels")
    )
    tree = stick / "tree"
    subprocess.run(["dpkg-deb", "--raw-extract", deb, tree], check=True)
    control = tree / "DEBIAN" / "control"
    version = re.findall(r"(?m)^Version: (.+)-1$", control.read_text())[0]
    control.write_text(control.read_text().replace(f"{version}-1", f"{version}-{build}"))
    (tree / "opt/kiosk/package/version").write_text(f"{version}-{build}\n")
    (inside,) = tree.glob("opt/kiosk/package/program/lib/*/site-packages")
    change(inside)
    made = folder / deb.name.replace("-1_", f"-{build}_")
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "-Zzstd", "-z3", "--build", tree, made], check=True
    )
    shutil.rmtree(tree)
    seal.sums(folder)
    seal.sign(folder, first.parent / f"{seal.MARK}.pem")
    return folder


def appended(file: str, words: str) -> Callable[[Path], None]:
    def change(inside: Path) -> None:
        with (inside / file).open("a", encoding="utf-8") as out:
            out.write(words)

    return change


def both(*changes: Callable[[Path], None]) -> Callable[[Path], None]:
    def change(inside: Path) -> None:
        for each in changes:
            each(inside)

    return change


def spoilt(deb: Path, stick: Path) -> None:
    """Somebody changed a file; somebody signed it anew with a key of his own."""
    first, folder = deb.parent, stick / "changed"
    shutil.copytree(first, folder, ignore=shutil.ignore_patterns("debian", "wheels"))
    seal.sums(folder)
    seal.sign(folder, first.parent / f"{seal.MARK}.pem")
    (folder / deb.name).write_bytes(deb.read_bytes()[:-1] + b"x")
    other = stick / "other"
    shutil.copytree(folder, other / "bundle")
    key = seal.throw_away(other / "bundle")
    seal.publish(key, other / "bundle" / "bundle.pub")
    seal.sums(other / "bundle")
    seal.sign(other / "bundle", key)


def install(machine: Machine, folder: str, *words: str, well: bool = True) -> str:
    done = machine.run(
        "./install", *(words or ("server",)), cwd=f"/media/stick/{folder}", check=False
    )
    said = done.stdout + done.stderr
    print("\n".join(f"    | {line}" for line in said.strip().splitlines()[-12:]), flush=True)
    assert (done.returncode == 0) is well, said[-4000:]
    return said


def hands(machine: Machine, work: Path, what: str, base: str, *code: str) -> int:
    """How many steps a person took."""
    done = subprocess.run(
        [*machine.inside("--net"), sys.executable, "-m", "tests.bundle.hands", work, what, base, *code],
        cwd=ROOT, check=True, text=True, stdout=subprocess.PIPE,
    )  # fmt: skip
    print(done.stdout, end="", flush=True)
    return done.stdout.count("step: ")


def runs(machine: Machine) -> str:
    assert machine.says("systemctl", "is-active", "kiosk") == "active"
    return machine.says("readlink", "/opt/kiosk/.venv").rpartition("/")[2]


def process(machine: Machine) -> str:
    return machine.says("systemctl", "show", "--value", "--property=MainPID", "kiosk")


def no_network(machine: Machine) -> None:
    """But the cable that leads nowhere."""
    assert "default" not in machine.run("cat", "/proc/net/route").stdout
    assert "00000000\t" not in "".join(
        line.split("\t", 1)[1][:9]
        for line in machine.says("cat", "/proc/net/route").splitlines()[1:]
    )


def begun(machine: Machine, work: Path) -> str:
    step("put the stick in, open its folder")
    said = install(machine, "first")
    step("type ./install server")
    assert "signed by a throw-away key" in said
    (base, code) = re.findall(
        rf"(https?://{re.escape(LAN)}:8000)/first\n(?:.*/first\n)*([A-Z0-9-]{{9}})", said
    )[0]
    told(f"the machine says: {base}/first and its code")
    steps = 2 + hands(machine, work, "begin", base, code)
    told(f"{steps} steps of a person from the stick to the first evacuation on a paired screen")
    for unit in ("kiosk.service", "kiosk-backup.timer"):
        assert machine.says("systemctl", "is-enabled", unit) == "enabled"
    assert machine.says("stat", "-c", "%U %a", "/var/lib/kiosk") == "kiosk 700"
    return str(base)


def upgraded(machine: Machine, work: Path, base: str) -> None:
    told("an upgrade that adds a table")
    install(machine, "bundle-2")
    assert runs(machine).endswith("-2"), "the next version runs"
    assert machine.says("kiosk-release", "list").count("\n") == 1, "two are kept"
    hands(machine, work, "look", base)

    told("an upgrade whose migration fails: found on a copy")
    before = process(machine)
    assert "was not healthy" in install(machine, "bundle-3", well=False)
    assert runs(machine).endswith("-2") and process(machine) == before, "the hall was never stopped"

    told("an upgrade that is healthy on a copy and not in the hall: goes back, its tables too")
    said = install(machine, "bundle-4", well=False)
    assert "going back" in said and "hall-newer-" in said
    assert runs(machine).endswith("-2") and process(machine) != before
    hands(machine, work, "look", base)
    # What apt does with a half-configured package at every next chance.
    machine.run("dpkg", "--configure", "-a")
    assert runs(machine).endswith("-2")
    assert "chain intact" in machine.says("kiosk", "backup", "/var/lib/kiosk-backup")
    assert machine.run("ls", "/var/lib/kiosk-before", check=False).returncode, "no copy is left"


def refused(machine: Machine) -> None:
    told("a bundle that somebody changed; one that somebody else signed")
    assert "nothing was installed" in install(machine, "changed", well=False)
    assert "nothing was installed" in install(machine, "other/bundle", well=False)


def removed(machine: Machine) -> None:
    told("removed; then purged")
    machine.run("apt-get", "-qq", "-y", "purge", "kiosk-server")
    assert machine.run("systemctl", "is-active", "kiosk", check=False).stdout.strip() != "active"
    assert machine.run("ls", "/opt/kiosk", check=False).returncode or not machine.says(
        "ls", "/opt/kiosk"
    )
    assert "hall.sqlite" in machine.says("ls", "/var/lib/kiosk"), "the log of a hall stays"
    assert "hall.toml" in machine.says("ls", "/var/lib/kiosk/content"), "and its description"


def a_screen(machine: Machine, base: str) -> None:
    told("a screen's package")
    install(machine, "first", "screen", base)
    assert machine.says("systemctl", "is-enabled", "kiosk-screen") == "enabled"
    assert f"SCREEN_URL={base}/pair" in machine.says("cat", "/etc/kiosk-screen.conf")
    assert base in machine.says("cat", "/etc/chromium/policies/managed/kiosk-screen-policy.json")
    machine.run("chromium", "--version")


def main() -> None:
    release = os.environ.get("RELEASE", "bookworm")
    missing = [name for name in NEEDS if not shutil.which(name)]
    if os.geteuid() or missing:
        raise SystemExit(
            "make installed: as root, with debootstrap, systemd-container, iproute2 and util-linux"
            + (f"; missing: {', '.join(missing)}" if missing else "")
        )
    begun_at = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="kiosk-installed-") as folder:
        work = Path(folder)
        first, stick = bundle(work, release), work / "stick"
        stick.mkdir()
        (deb,) = first.glob(f"kiosk-server_*_{Target(release, 'amd64')}.deb")
        shutil.copytree(first, stick / "first")
        next_one(deb, stick, 2, appended(MIGRATIONS, ADDED.format(n=2)))
        next_one(deb, stick, 3, appended(MIGRATIONS, ADDED.format(n=2) + WRONG))
        added = appended(MIGRATIONS, ADDED.format(n=2) + ADDED.format(n=4))
        next_one(deb, stick, 4, both(added, appended("kiosk/wiring.py", ILL)))
        spoilt(deb, stick)
        with booted(release, work, stick) as machine:
            no_network(machine)
            told(
                f"{machine.says('sed', '-n', 's/^PRETTY_NAME=//p', '/etc/os-release')}, no network"
            )
            started = time.monotonic()
            base = begun(machine, work)
            told(
                f"stick to evacuation on a paired screen: {time.monotonic() - started:.0f} s of this machine"
            )
            refused(machine)
            upgraded(machine, work, base)
            a_screen(machine, base)
            removed(machine)
    told(f"all of it: {time.monotonic() - begun_at:.0f} s")


if __name__ == "__main__":
    main()

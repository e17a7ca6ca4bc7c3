"""A clean Debian with systemd, booted in namespaces of its own and without a network, for ``make installed``."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from bundle.program import ROOT

CLEAN: Final = ROOT / "dist" / "clean"
"""Roots as debootstrap made them: made once, copied for each run."""
BARE: Final = "systemd,systemd-sysv,dbus,udev,openssl"
"""What any installation of Debian has, and debootstrap's smallest leaves out."""
LAN: Final = "192.168.10.2"
"""The machine's address on a cable that leads nowhere."""
BOOT_S: Final = 180.0
PLAIN: Final = ("PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8")
NEEDS: Final = ("debootstrap", "systemd-nspawn", "nsenter", "unshare", "ip")
BOOT: Final = """mount --make-rprivate /
mount -t tmpfs none /run/systemd
exec systemd-nspawn --quiet --directory "$1" --register=no --keep-unit --private-network --bind-ro="$2:/media/stick" \
    --machine=hall --link-journal=no --boot
"""


def clean(release: str) -> Path:
    """Made by debootstrap where it is not there yet."""
    place = CLEAN / release
    if not (place / "usr/lib/systemd/systemd").exists():
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        subprocess.run(
            ["debootstrap", "--variant=minbase", f"--include={BARE}", release, place], check=True
        )
        for deb in (place / "var/cache/apt/archives").glob("*.deb"):
            deb.unlink()
    return place


class Machine:
    def __init__(self, root: Path, process: "subprocess.Popen[bytes]") -> None:
        self.root = root
        self._process = process
        self.first = _first(process)

    def inside(self, *spaces: str) -> list[str]:
        return ["nsenter", "--target", str(self.first), *spaces, "--"]

    def run(
        self, *command: str, check: bool = True, cwd: str = "/"
    ) -> "subprocess.CompletedProcess[str]":
        done = subprocess.run(
            [*self.inside("--all"), "env", "-i", "-C", cwd, *PLAIN, *command],
            text=True, capture_output=True, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        if check and done.returncode:
            raise AssertionError(
                f"{' '.join(command)}: {done.returncode}\n{done.stdout[-4000:]}{done.stderr[-4000:]}"
            )
        return done

    def says(self, *command: str) -> str:
        return self.run(*command).stdout.strip()

    def awake(self) -> None:
        """Every unit of its start is done."""
        until = time.monotonic() + BOOT_S
        while self.run("systemctl", "is-system-running", check=False).stdout.strip() not in (
            "running",
            "degraded",
        ):
            assert time.monotonic() < until, "the machine does not start"
            time.sleep(0.5)

    def cabled(self) -> None:
        """An address, on a cable whose other end lies beside it."""
        for words in (
            "link add hall0 type veth peer name hall1", f"addr add {LAN}/24 dev hall0",
            "link set hall0 up", "link set hall1 up",
        ):  # fmt: skip
            subprocess.run([*self.inside("--net"), "ip", *words.split()], check=True)


def _first(process: "subprocess.Popen[bytes]") -> int:
    """The number, here, of the machine's own first process."""
    until = time.monotonic() + BOOT_S
    while time.monotonic() < until:
        assert process.poll() is None, "systemd-nspawn ended"
        for child in _below(process.pid):
            with suppress(OSError):
                if Path(f"/proc/{child}/comm").read_text().strip() == "systemd":
                    return child
        time.sleep(0.2)
    raise AssertionError("the machine has no first process")


def _below(process: int) -> Iterator[int]:
    with suppress(OSError):
        for child in Path(f"/proc/{process}/task/{process}/children").read_text().split():
            yield int(child)
            yield from _below(int(child))


@contextmanager
def booted(release: str, work: Path, stick: Path) -> Iterator[Machine]:
    """``stick``: a folder that lies at /media/stick there."""
    root = work / "machine"
    subprocess.run(["cp", "-a", clean(release), root], check=True)
    with (work / "console").open("wb") as console:
        process = subprocess.Popen(
            ["unshare", "--mount", "sh", "-c", BOOT, "sh", root, stick],
            stdout=console, stderr=console, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            machine = Machine(root, process)
            machine.awake()
            machine.cabled()
            try:
                yield machine
            except BaseException:
                print(machine.run("journalctl", "--no-pager", "--lines=60", check=False).stdout)
                raise
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(60)
            process.kill()
            process.wait()

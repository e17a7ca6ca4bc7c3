"""A screen's machine: systemd in a container over this machine's own files, with what README.md of
systemd/ installs laid over them, and the compositor's window on a display that a test sees and
types at.

Nothing stays: what is laid over and what is written lies in memory, in a mount namespace of its own.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final, Self

from PIL import Image, ImageGrab

from tests.faults.house import PATIENCE_S, ROOT

SYSTEMD: Final = ROOT / "systemd"
EXAMPLE: Final = "http://192.168.10.2:8000"
SIZE: Final = (1024, 768)
"""What this compositor's window on another display measures (cage 0.1.4)."""
TOOLS: Final = (
    "systemd-nspawn",
    "unshare",
    "nsenter",
    "Xvfb",
    "xkbcomp",
    "xdotool",
    "cage",
    "Xwayland",
    "chromium",
)
START_S: Final = 90.0
USER: Final = "kiosk-screen"
BOOT: Final = """
set -e
mount -t tmpfs none "$1/memory"
mkdir "$1/memory/upper" "$1/memory/work" "$1/root"
mount -t overlay overlay -o "lowerdir=$1/installed:/,upperdir=$1/memory/upper,workdir=$1/memory/work" "$1/root"
mkdir -p /run/systemd
mount -t tmpfs none /run/systemd
exec systemd-nspawn --quiet --directory="$1/root" --machine="$2" --register=no --keep-unit \
  --link-journal=no --bind=/tmp/.X11-unix:/srv/x11 --console=pipe --boot systemd.unit=glass.target
"""
TARGET: Final = """[Unit]
Requires=sysinit.target dbus.socket
After=sysinit.target dbus.socket
AllowIsolate=yes
"""
"""Nothing else that this machine may have installed is started."""
GLASS: Final = """[Service]
Environment=DISPLAY=:{display} WLR_BACKENDS=x11 WLR_RENDERER=pixman {environment}
BindPaths=/srv/x11:/tmp/.X11-unix
StandardInput=null
TTYPath=
TTYReset=no
TTYVHangup=no
TTYVTDisallocate=no
ExecStart=
ExecStart={command}
"""
"""In place of a panel and a terminal: a window on another display, drawn without a graphics card."""


def lacks() -> str:
    """Why there can be no such machine here; empty where there can."""
    missing = [
        tool for tool in TOOLS if not shutil.which(tool, path=f"{os.environ['PATH']}:/usr/sbin")
    ]
    if missing:
        return f"not installed: {', '.join(missing)} (tests/install_glass.sh)"
    if os.geteuid() != 0:
        return "needs root: a machine of its own is booted"
    tried = subprocess.run(
        ["unshare", "--mount", "mount", "-t", "tmpfs", "none", "/mnt"], check=False
    )
    return "" if tried.returncode == 0 else "this machine allows no mounts"


def unit_value(key: str) -> list[str]:
    text = (SYSTEMD / "kiosk-screen.service").read_text("utf-8")
    return re.findall(rf"(?m)^{key}=(.*)$", text)


def _write(path: Path, text: str, mode: int = 0o644) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    path.chmod(mode)


def _add(installed: Path, name: str, lines: Iterable[str]) -> None:
    kept = Path("/etc", name).read_text("utf-8").rstrip("\n")
    known = {line.partition(":")[0] for line in kept.splitlines()}
    wanted = [line for line in lines if line.partition(":")[0] not in known]
    _write(
        installed / "etc" / name,
        "\n".join([kept, *wanted, ""]),
        0o600 if name == "shadow" else 0o644,
    )


class Glass:
    """The display in place of a panel. Its own keymap has no modifiers, as a wire has none: what a
    key means is the compositor's matter."""

    def __init__(self, folder: Path, *, plain: bool) -> None:
        options: list[str] = []
        if plain:
            keys = folder / "wire"
            shutil.copytree(SYSTEMD / "kiosk-screen-keys", keys)
            for part in ("types", "compat", "geometry"):
                shutil.copytree(f"/usr/share/X11/xkb/{part}", keys / part)
            rules = (keys / "rules" / "kiosk").read_text(
                "utf-8"
            ) + "! model = geometry\n  * = pc(pc104)\n"
            (keys / "rules" / "evdev").write_text(rules, "utf-8")
            options = ["-xkbdir", str(keys)]
        reads, writes = os.pipe()
        size = f"{SIZE[0]}x{SIZE[1]}x24"
        self.process = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writes), "-screen", "0", size, "-nolisten", "tcp", "-ac", *options],
            pass_fds=[writes], stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(writes)
        with os.fdopen(reads) as told:
            self.number = int(told.readline())

    def do(self, lines: Iterable[str]) -> None:
        """Commands of xdotool, in order. Not by its standard input, of which it loses letters."""
        words = [word for line in lines for word in line.split()]
        where = {**os.environ, "DISPLAY": f":{self.number}"}
        subprocess.run(["xdotool", *words], check=True, env=where, stdout=subprocess.DEVNULL)

    def picture(self) -> Image.Image:
        return ImageGrab.grab(xdisplay=f":{self.number}")

    def close(self) -> None:
        self.process.kill()
        self.process.wait()


class Machine:
    """``keys``: without, the compositor has the system's keymap. ``seen``: a test may look into the
    browser, which the policy keeps from visitors."""

    def __init__(
        self,
        folder: Path,
        address: str,
        screen: str,
        *,
        hall: str = "",
        keys: bool = True,
        seen: bool = True,
    ) -> None:
        self.debug = 0
        if seen:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                self.debug = free.getsockname()[1]
        self.glass = Glass(folder, plain=keys)
        self._install(folder / "installed", address, screen, hall, keys=keys)
        (folder / "memory").mkdir()
        apart = ["unshare", "--mount", "--propagation", "private"]
        self._process = subprocess.Popen(
            [*apart, "sh", "-c", BOOT, "sh", str(folder), f"glass{os.getpid()}"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        self.wait_until(
            lambda: self.ask("is-active", "glass.target") == "active", "the machine is up"
        )

    def _install(
        self, installed: Path, address: str, screen: str, hall: str, *, keys: bool
    ) -> None:
        etc = installed / "etc"
        policy = (SYSTEMD / "kiosk-screen-policy.json").read_text("utf-8").replace(EXAMPLE, address)
        if self.debug:
            policy = re.sub(
                r'(?m)^  "(DeveloperToolsAvailability|RemoteDebuggingAllowed)".*\n', "", policy
            )
        _write(etc / "chromium/policies/managed/kiosk-screen-policy.json", policy)
        _write(etc / "kiosk-screen.html", (SYSTEMD / "kiosk-screen.html").read_text("utf-8"))
        _write(
            etc / "kiosk-screen.conf",
            f"SCREEN_URL={address}/screen/{screen}\nSCREEN_HALL='{hall}'\n",
        )
        shutil.copytree(SYSTEMD / "kiosk-screen-keys", etc / "kiosk-screen-keys")
        program = (SYSTEMD / "kiosk-screen-browser").read_text("utf-8")
        _write(installed / "usr/local/lib/kiosk-screen-browser", program, 0o755)
        units = etc / "systemd/system"
        _write(
            units / "kiosk-screen.service", (SYSTEMD / "kiosk-screen.service").read_text("utf-8")
        )
        _write(units / "glass.target", TARGET)
        (command,) = unit_value("ExecStart")
        if self.debug:
            command = command.replace("--kiosk ", f"--kiosk --remote-debugging-port={self.debug} ")
        environment = "" if keys else "XKB_DEFAULT_RULES=evdev"
        glass = GLASS.format(display=self.glass.number, environment=environment, command=command)
        _write(units / "kiosk-screen.service.d/glass.conf", glass)
        (installed / "srv/x11").mkdir(parents=True)
        _add(installed, "passwd", [f"{USER}:x:990:990::/var/lib/{USER}:/usr/sbin/nologin"])
        _add(installed, "group", [f"{USER}:x:990:", "render:x:991:", "input:x:992:", "video:x:44:"])
        _add(installed, "shadow", [f"{USER}:!:19000::::::"])

    def _leader(self) -> int:
        children = (
            Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        )
        return int(children[-1]) if children else 0

    def run(self, *command: str) -> str:
        """Within the machine."""
        leader = self._leader()
        if not leader:
            return ""
        done = subprocess.run(
            ["nsenter", "--target", str(leader), "--all", *command],
            check=False,
            capture_output=True,
            text=True,
        )
        return done.stdout

    def ask(self, *command: str) -> str:
        return self.run("systemctl", "--no-pager", *command).strip()

    def shown(self, key: str) -> str:
        return self.ask("show", "--value", "--property", key, "kiosk-screen")

    def start(self) -> None:
        """Returns once the screen has painted: the unit is ready then."""
        self.ask("start", "kiosk-screen")
        assert self.shown("ActiveState") == "active", self.journal()

    def stop_processes(self, pattern: str) -> None:
        """All of the screen's user whose command says this stand still from now on, as those that
        hang do."""
        found = self.run("pgrep", "--uid", USER, "--full", "--", pattern).split()
        assert found, self.run("ps", "aux")
        self.run("kill", "-STOP", *found)

    def journal(self) -> str:
        return self.run("journalctl", "--no-pager", "--boot", "--lines", "60")

    def wait_until(self, true: Callable[[], bool], what: str, patience_s: float = START_S) -> None:
        until = time.monotonic() + patience_s
        while not true():
            assert self._process.poll() is None, f"the machine ended before {what}"
            assert time.monotonic() < until, f"{what}\n{self.journal()}"
            time.sleep(0.2)

    def close(self) -> None:
        if leader := self._leader():
            os.kill(leader, signal.SIGRTMIN + 13)
        try:
            self._process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self.glass.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

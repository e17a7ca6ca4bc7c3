"""``kiosk-release``: takes the package's program into use, and goes back where it is not healthy.

Run by the machine's own Python, as root. A version in use lies in ``versions``, apart from the package's
files: dpkg replaces those while the hall runs. ``.venv`` leads to the version that runs; the one before is kept.

2026-11-29 · A new version is first started on a copy of the hall, without its lamps and its port, while the old one
goes on: what would not migrate, read the description or become ready there is refused, and no screen has noticed.
Only then the hall is stopped (a few seconds), its log copied, and the new one started; where that is not healthy
within a minute the old one runs again, on the log as the new one left it, or, where the new one has changed the
tables, on the copy, with the newer log kept beside it. Rejected: going back by hand (nobody is there at night);
only a backup (no taxpayers' contacts in it); two servers behind a switch (one log has one writer).
"""

import json
import os
import re
import shutil
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path

ROOT = Path("/opt/kiosk")
PACKAGE, VERSIONS, CURRENT, REFUSED = (
    ROOT / name for name in ("package", "versions", ".venv", "refused")
)
DATA, CONTENT, BACKUPS = Path("/var/lib/kiosk"), Path("/etc/kiosk"), Path("/var/lib/kiosk-backup")
BEFORE, TRIAL = Path("/var/lib/kiosk-before"), Path("/var/lib/kiosk-trial")
LOG, UNIT, USER = "hall.sqlite", "kiosk.service", "kiosk"
NOBODY = ssl._create_unverified_context()
PATIENCE_S, STEADY_S, ASK_S = 60, 10, 1.0
"""How long a version may take until it is ready, and how long it must stay so."""
TABLES = "import sqlite3,sys;print(sqlite3.connect(sys.argv[1]).execute('PRAGMA user_version').fetchone()[0])"
# Lamps stay the running hall's: the trial sees no device but these.
ALONE = """set -e
mount -t tmpfs -o mode=0755 trial /mnt
for one in null zero random urandom; do : >/mnt/$one; mount --bind /dev/$one /mnt/$one; done
mkdir -m 1777 /mnt/shm; mount --rbind /mnt /dev
exec setpriv --reuid=kiosk --regid=kiosk --init-groups -- "$@"
"""


class Unhealthy(Exception):
    """Says why, in words for whoever installs."""


def told(words: str) -> None:
    print(f"kiosk-server: {words}", flush=True)


def called(*command: str | Path, check: bool = True) -> str:
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
    )  # fmt: skip
    if check and done.returncode:
        raise Unhealthy(f"{Path(command[0]).name}: {(done.stderr or done.stdout).strip()[-800:]}")
    return done.stdout


def as_hall(*command: str | Path) -> str:
    return called("runuser", "-u", USER, "--", *command)


def running() -> bool:
    return Path("/run/systemd/system").is_dir()


def system(*words: str, check: bool = True) -> str:
    return called("systemctl", *words, check=check) if running() else ""


# ---------------------------------------------------------------- versions


def version() -> str:
    return (PACKAGE / "version").read_text("ascii").strip()


def current() -> Path | None:
    return CURRENT.resolve() if CURRENT.is_symlink() and CURRENT.exists() else None


def unpacked(name: str) -> Path:
    """The package's program as a version of its own, its modules compiled; links where they may be."""
    place, partial = VERSIONS / name, VERSIONS / f".{name}.partial"
    shutil.rmtree(partial, ignore_errors=True)
    VERSIONS.mkdir(mode=0o755, exist_ok=True)
    called("cp", "-al", PACKAGE / "program", partial)
    called(partial / "bin" / "python3", "-I", "-m", "compileall", "-q", "-j0", partial / "lib")
    if place.exists():
        former = VERSIONS / f".{name}.former"
        shutil.rmtree(former, ignore_errors=True)
        place.rename(former)
    partial.rename(place)
    return place


def point(place: Path) -> None:
    """In one step: there is always a version."""
    step = CURRENT.with_name(".venv.new")
    step.unlink(missing_ok=True)
    step.symlink_to(place)
    step.replace(CURRENT)


def swept(*kept: Path | None) -> None:
    for place in VERSIONS.iterdir():
        if place not in kept:
            shutil.rmtree(place, ignore_errors=True)


# ---------------------------------------------------------------- is it well


def address() -> str:
    """Where the hall's unit listens on this machine."""
    given = system("show", "--property=ExecStart", "--property=Environment", UNIT, check=False)
    found = re.findall(r"(?:--port[ =]|KIOSK_PORT=)(\d+)", given)
    return f"127.0.0.1:{found[-1] if found else 8000}"


def state(where: str) -> tuple[bool, str]:
    """Whether a hall answers there that it is ready; else what is wrong. It is this machine: where it
    speaks https, its certificate for the hall's name says nothing here."""
    try:
        asked = urllib.request.urlopen(f"http://{where}/readyz", timeout=5, context=NOBODY)
        with asked as answer:
            return True, str(json.load(answer).get("revision", ""))
    except urllib.error.HTTPError as error:
        said = json.load(error)
        return False, "; ".join(one["en"] for one in said.get("reasons", ())) or "it is not ready"
    except (OSError, ValueError) as error:
        return False, f"no answer from {where}: {error}"


def require_health(where: str, alive: "subprocess.Popen[str] | None" = None) -> None:
    """Ready within ``PATIENCE_S``, and then for ``STEADY_S`` on end. Raises :class:`Unhealthy`."""
    until, steady, why = time.monotonic() + PATIENCE_S, 0, ""
    while steady < STEADY_S:
        if alive is not None and alive.poll() is not None:
            raise Unhealthy("it ended by itself")
        well, why = state(where)
        steady = steady + 1 if well else 0
        if not well and time.monotonic() > until:
            raise Unhealthy(why)
        time.sleep(ASK_S)


def key() -> tuple[str, ...]:
    """What seals this hall's backups, as its unit was told."""
    given = system("show", "--property=Environment", "kiosk-backup.service", check=False)
    found = re.search(r"KIOSK_BACKUP_KEY=(\S+)", given)
    return ("--key", found[1]) if found else ()


def rehearse(new: Path, backup: Path) -> None:
    """The new version on a copy of the hall. Raises :class:`Unhealthy`."""
    shutil.rmtree(TRIAL, ignore_errors=True)
    called("install", "-d", "-o", USER, "-g", USER, "-m", "0700", TRIAL, TRIAL / "temporary")
    program = new / "bin" / "kiosk"
    as_hall(program, "restore", backup, *key(), "--data", TRIAL / "data")
    serve = (
        program,
        "serve",
        "--data",
        TRIAL / "data",
        "--content",
        CONTENT,
        "--journal",
        TRIAL,
        "--port",
        "0",
    )
    said = TRIAL / "said"
    with said.open("w") as out:
        trial = subprocess.Popen(
            ["unshare", "--mount", "--ipc", "sh", "-c", ALONE, "sh", *map(str, serve)],
            stdout=out, stderr=out, stdin=subprocess.DEVNULL, text=True, start_new_session=True,
            env={"PATH": os.environ["PATH"], "TMPDIR": str(TRIAL / "temporary"), "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
    try:
        require_health(_serving(trial, said), trial)
    except Unhealthy as error:
        raise Unhealthy(f"{error}\n{said.read_text(errors='replace').strip()[-1500:]}") from error
    finally:
        trial.terminate()
        trial.wait(20)
        shutil.rmtree(TRIAL, ignore_errors=True)


def _serving(trial: "subprocess.Popen[str]", said: Path) -> str:
    until = time.monotonic() + PATIENCE_S
    while not (found := re.search(r"Serving https?://(\S+)", said.read_text(errors="replace"))):
        if trial.poll() is not None or time.monotonic() > until:
            raise Unhealthy("it does not start on a copy of this hall")
        time.sleep(ASK_S / 4)
    return found[1]


# ---------------------------------------------------------------- the hall's files


def tables() -> int:
    """The version of the log's tables; read as the hall's user, to whom all files there belong."""
    python = PACKAGE / "program" / "bin" / "python3"
    return int(as_hall(python, "-I", "-c", TABLES, DATA / LOG))


def set_aside() -> None:
    """The stopped hall's log and the files beside it; photographs only ever come."""
    shutil.rmtree(BEFORE, ignore_errors=True)
    BEFORE.mkdir(mode=0o700)
    for file in DATA.iterdir():
        if file.is_file():
            called("cp", "-p", "--reflink=auto", file, BEFORE)


def brought_back() -> None:
    """The log as it was. What the newer version wrote is kept, for a person to look at."""
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    for file in list(DATA.glob(f"{LOG}*")):
        if file.is_file():
            file.rename(DATA / f"hall-newer-{stamp}{file.name.removeprefix('hall')}")
    for file in BEFORE.iterdir():
        called("cp", "-p", file, DATA)
    told(
        f"what was done in between is in {DATA}/hall-newer-{stamp}.sqlite; delete it once it was looked at."
    )


# ---------------------------------------------------------------- what is asked for


def adopt() -> None:
    """The package's version runs, or the one before still does."""
    name, old = version(), current()
    if REFUSED.is_file() and REFUSED.read_text("ascii").strip() == name and old is not None:
        told(
            f"{name} was not healthy here; {old.name} goes on. To try it again: kiosk-release retry"
        )
        return
    new = unpacked(name)
    if old is None or old == new or not (DATA / LOG).is_file():
        point(new)
        system("try-restart", UNIT, check=False)
        swept(new, old)
        return
    try:
        upgrade(old, new)
    except Unhealthy as error:
        REFUSED.write_text(f"{name}\n", "ascii")
        told(f"{name} was not healthy, {old.name} goes on. What was wrong:\n{error}")
        raise SystemExit(1) from error
    REFUSED.unlink(missing_ok=True)
    swept(new, old)
    told(f"{new.name} runs. {old.name} is kept: kiosk-release back")


def upgrade(old: Path, new: Path) -> None:
    """Raises :class:`Unhealthy` with the old version running."""
    told("a backup, then the new version on a copy of the hall …")
    kept = ("--keep", "30", *key())
    made = as_hall(old / "bin" / "kiosk", "backup", BACKUPS, *kept, "--data", DATA)
    backup = Path(made.partition(": ")[0])
    was_up = bool(system("is-active", UNIT, check=False).strip() == "active")
    where = address()
    well_before = state(where)[0]
    rehearse(new, backup)
    if not was_up:
        point(new)
        return
    told("healthy there; now the hall itself …")
    switched(old, new, where, required=well_before)


def switched(old: Path, new: Path, where: str, *, required: bool) -> None:
    """Stop, copy, start the other one. ``required``: the hall was well before, so it must be after."""
    system("stop", UNIT)
    before = tables()
    set_aside()
    point(new)
    try:
        system("start", UNIT)
        if required:
            require_health(where)
    except Unhealthy as error:
        told(f"{new.name} is not healthy in the hall; going back to {old.name} …")
        system("stop", UNIT, check=False)
        if tables() != before:
            brought_back()
        point(old)
        system("start", UNIT)
        require_health(where)
        raise Unhealthy(str(error)) from error
    finally:
        # It holds taxpayers' contacts, which are erased on schedule: no copy outlives this.
        shutil.rmtree(BEFORE, ignore_errors=True)


def back() -> None:
    """By hand: the version before runs again, unless it can't read the log any more."""
    now = current()
    kept = [
        place for place in VERSIONS.iterdir() if place != now and not place.name.startswith(".")
    ]
    if now is None or not kept:
        raise SystemExit("kiosk-release: no other version is kept.")
    try:
        upgrade(now, kept[0])
    except Unhealthy as error:
        raise SystemExit(f"kiosk-release: {kept[0].name} can't go on from here: {error}") from error
    told(f"{kept[0].name} runs.")


def retry() -> None:
    REFUSED.unlink(missing_ok=True)
    adopt()


def listed() -> None:
    for place in sorted(VERSIONS.iterdir()):
        if not place.name.startswith("."):
            print(f"{place.name}{' (runs)' if place == current() else ''}")


def main(words: Sequence[str]) -> None:
    asked = {"adopt": adopt, "back": back, "list": listed, "retry": retry}
    if len(words) != 1 or words[0] not in asked:
        raise SystemExit("kiosk-release list | back | retry")
    asked[words[0]]()


if __name__ == "__main__":
    main(sys.argv[1:])

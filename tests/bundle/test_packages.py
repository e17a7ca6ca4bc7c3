"""The packages, looked into and run from where they were put."""

import json
import re
import shutil
import subprocess
import urllib.request
from pathlib import Path

import click
import pytest

from bundle import program
from bundle.packages import ROOM, SCREEN, SERVER_UNITS, UNITS
from bundle.targets import MACHINES, RELEASES, TRIED, Target
from kiosk.cli import COMMANDS, main
from tests.bundle.conftest import Made

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(not shutil.which("dpkg-deb"), reason="this machine has no dpkg-deb"),
]
BUILDERS = {"pip", "setuptools", "wheel", "hatchling", "editables", "trove_classifiers"}


def said(*command: str | Path, **more: str) -> str:
    return subprocess.run(
        [str(part) for part in command],
        check=True,
        text=True,
        capture_output=True,
        env=more or None,
    ).stdout


def test_the_package_says_what_it_is_and_needs(made: Made) -> None:
    fields = said("dpkg-deb", "--field", made.server)
    assert "Package: kiosk-server\n" in fields and "Version: 0.0.1-1\n" in fields
    assert f"Architecture: {made.target.architecture}\n" in fields
    needs = re.findall(r"Depends: (.*)", fields)[0].split(", ")
    assert f"python{made.target.python}" in needs and "fonts-noto-cjk" in needs


@pytest.mark.parametrize("which", ["server", "screen"])
def test_all_belongs_to_root_and_nobody_else_may_write(made: Made, which: str) -> None:
    lines = said("dpkg-deb", "--contents", getattr(made, which)).splitlines()
    assert len(lines) > 10
    assert [
        line
        for line in lines
        if not re.match(r"[-dlh][r-][w-][xs-][r-]-[x-][r-]-[x-] root/root ", line)
        and line[0] != "l"
    ] == []


def test_the_units_are_those_of_the_room(made: Made) -> None:
    for unit in SERVER_UNITS:
        laid = made.extracted / "usr/lib/systemd/system" / unit
        assert laid.read_bytes() == (UNITS / unit).read_bytes()
        assert re.search(r"(?m)^Exec|^OnCalendar", laid.read_text("utf-8"))
    start = (UNITS / "kiosk.service").read_text("utf-8")
    assert "ExecStart=/opt/kiosk/.venv/bin/kiosk serve" in start, "where kiosk-release leads"


def test_every_file_for_screens_has_its_place(made: Made, tmp_path: Path) -> None:
    assert {path.name for path in UNITS.glob("*kiosk-screen*")} <= {*SCREEN}
    subprocess.run(["dpkg-deb", "--extract", made.screen, tmp_path], check=True)
    for source in UNITS.glob("*kiosk-screen*"):
        assert (tmp_path / SCREEN[source.name]).exists()


def test_nothing_that_builds_or_was_built_by_this_machine_is_in_it(made: Made) -> None:
    inside = [*made.program.glob("lib/*/site-packages/*")]
    assert {path.name.partition("-")[0] for path in inside}.isdisjoint(BUILDERS)
    assert not [path for path in made.program.rglob("*") if path.name == "__pycache__"]
    assert not [path for path in inside if path.suffix in (".pth", ".egg-link")]
    assert "hatchling" not in program.needed() and {"flask", "cryptography"} <= program.needed()


def test_every_part_has_its_hash_and_its_licence(made: Made) -> None:
    package = made.program.parent
    lock = (package / "requirements.lock").read_text("utf-8")
    names = re.findall(r"(?m)^([a-z0-9.-]+)==", lock)
    assert set(names) == program.needed() and lock.count("--hash=sha256:") >= len(names)
    rows = (package / "licences.csv").read_text("utf-8").splitlines()[1:]
    assert len(rows) == len([*made.program.glob("lib/*/site-packages/*.dist-info")])
    assert [row for row in rows if not row.rpartition(",")[2].strip()] == []


def test_the_program_runs_from_wherever_it_lies(made: Made, tmp_path: Path) -> None:
    if not made.runs_here:
        pytest.skip(f"no Python {made.target.python} of Debian's here")
    moved = tmp_path / "kept"
    shutil.copytree(made.program, moved, symlinks=True)
    kiosk = moved / "bin" / "kiosk"
    assert said(kiosk, "--version", PATH="/usr/bin:/bin").startswith("kiosk, version ")
    assert "No mistakes." in said(kiosk, "check", PATH="/usr/bin:/bin")
    server = subprocess.Popen(
        [kiosk, "demo", "--port", "0", "--json"], stdout=subprocess.PIPE, text=True, cwd="/",
        env={"PATH": "/usr/bin:/bin", "TMPDIR": str(tmp_path), "PYTHONPATH": "/nowhere"},
    )  # fmt: skip
    try:
        assert server.stdout is not None
        base = json.loads(server.stdout.readline())["base_url"]
        with urllib.request.urlopen(f"{base}/readyz", timeout=30) as answer:
            assert json.load(answer)["ready"] is True
    finally:
        server.terminate()
        server.communicate(timeout=30)


@pytest.mark.parametrize(
    "script",
    sorted(ROOM.glob("*/*inst"))
    + sorted(ROOM.glob("*/*rm"))
    + [
        ROOM / "install",
        ROOM / "image",
        ROOM / "server" / "kiosk",
        ROOM / "server" / "kiosk-release",
        ROOM / "screen" / "kiosk-screen-setup",
    ],
    ids=lambda path: f"{path.parent.name}-{path.name}",
)
def test_a_script_is_one_that_every_shell_reads(script: Path) -> None:
    subprocess.run(["sh", "-n", script], check=True)
    assert script.stat().st_mode & 0o111 and script.read_text("ascii").startswith("#!/bin/sh\n")


def test_every_command_on_the_hall_s_data_is_run_as_the_hall() -> None:
    """As root it would leave files there that the service can't read."""
    (listed,) = re.findall(
        r"(?m)^    ([a-z|-]+)\)$", (ROOM / "server" / "kiosk").read_text("ascii")
    )
    given = {name for name in COMMANDS if on_data(main.get_command(click.Context(main), name))}
    # The service's own, and what makes data of its own.
    assert given - {"serve"} <= {*listed.split("|")}


def on_data(command: click.Command | None) -> bool:
    assert command is not None
    parts = command.commands.values() if isinstance(command, click.Group) else (command,)
    return any(option.name == "data" for part in parts for option in part.params)


def test_the_tried_are_targets_and_no_package_for_others_hides_it() -> None:
    targets = {(release, machine) for release in RELEASES for machine in MACHINES}
    assert targets > TRIED
    assert not Target("bookworm", "arm64").tried


# ---------------------------------------------------------------- the signature


def installed(made: Made, folder: Path, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    """``./install server`` as root of a machine on which apt says what it was asked."""
    stubs = tmp_path / "stubs"
    stubs.mkdir()
    for name, does in (("apt-get", 'echo "apt-get $*"'), ("id", "echo 0"), ("dpkg", "echo amd64")):
        (stubs / name).write_text(f"#!/bin/sh\n{does}\n")
        (stubs / name).chmod(0o755)
    return subprocess.run(
        ["sh", folder / "install", "server"], text=True, capture_output=True, check=False,
        env={"PATH": f"{stubs}:/usr/bin:/bin"},
    )  # fmt: skip


@pytest.fixture
def copied(made: Made, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made.folder, tmp_path / "stick"))


def test_a_whole_bundle_is_handed_to_apt_and_its_key_is_told(
    made: Made, copied: Path, tmp_path: Path
) -> None:
    done = installed(made, copied, tmp_path)
    if "This bundle" in done.stderr:
        pytest.skip("neither Debian 12 nor 13 here, or not the release of the package")
    assert done.returncode == 0 and "WARNING" in done.stdout, done.stderr
    assert f"install ./{made.server.name}" in done.stdout


@pytest.mark.parametrize("what", ["package", "sums", "signature", "key"])
def test_a_bundle_that_somebody_changed_is_not_installed(
    made: Made, copied: Path, tmp_path: Path, what: str
) -> None:
    name = {
        "package": made.server.name,
        "sums": "SHA256SUMS",
        "signature": "SHA256SUMS.sig",
        "key": "bundle.pub",
    }
    file = copied / name[what]
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    done = installed(made, copied, tmp_path)
    assert done.returncode == 1 and "nothing was installed" in done.stderr
    assert "apt-get" not in done.stdout


# ---------------------------------------------------------------- a screen's address


def setup(tmp_path: Path, address: str) -> subprocess.CompletedProcess[str]:
    share = tmp_path / "share"
    share.mkdir(exist_ok=True)
    shutil.copy(UNITS / "kiosk-screen-policy.json", share / "policy.json")
    return subprocess.run(
        ["sh", ROOM / "screen" / "kiosk-screen-setup", address], text=True, capture_output=True, check=False,
        env={"PATH": "/usr/bin:/bin", "KIOSK_ETC": str(tmp_path), "KIOSK_SHARE": str(share)},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("address", "origin", "path"),
    [
        ("http://192.168.10.7:8000", "http://192.168.10.7:8000", "/pair"),
        ("https://hall.example.lan/", "https://hall.example.lan", "/pair"),
        ("http://[fd00::7]:8000/screen/door", "http://[fd00::7]:8000", "/screen/door"),
    ],
)
def test_a_screen_opens_the_hall_it_was_told_and_no_other(
    tmp_path: Path, address: str, origin: str, path: str
) -> None:
    (tmp_path / "kiosk-screen.conf").write_text(
        "SCREEN_URL=http://old\nSCREEN_HALL='大厅'\n", "utf-8"
    )
    assert setup(tmp_path, address).returncode == 0
    conf = (tmp_path / "kiosk-screen.conf").read_text("utf-8")
    assert conf == f"SCREEN_URL={origin}{path}\nSCREEN_HALL='大厅'\n"
    policy = json.loads(
        (tmp_path / "chromium/policies/managed/kiosk-screen-policy.json").read_text("utf-8")
    )
    named = re.findall(r"https?://[^/\"#]+", json.dumps(policy))
    assert named and set(named) == {origin}


@pytest.mark.parametrize(
    "address", ["", "hall", "ftp://x", "http://x y", "http://x/$(id)", "javascript:1"]
)
def test_what_is_no_address_changes_nothing(tmp_path: Path, address: str) -> None:
    done = setup(tmp_path, address)
    assert done.returncode == 1 and "http://192.168.10.2:8000" in done.stderr
    assert not (tmp_path / "kiosk-screen.conf").exists()

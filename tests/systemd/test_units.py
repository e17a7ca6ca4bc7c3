"""The units a technician installs: what they promise, read from the files themselves."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from kiosk.cli.copies import backup

ROOM = Path(__file__).resolve().parents[2] / "systemd"
UNITS = sorted([*ROOM.glob("*.service"), *ROOM.glob("*.timer")])
RULES = sorted(ROOM.glob("*.rules"))
START = "file:///etc/kiosk-screen.html"
"""Where the README puts the page that a screen's browser opens."""
Unit = dict[str, dict[str, list[str]]]


def read(path: Path) -> Unit:
    """Sections → keys → values in order. A key may repeat, which configparser refuses."""
    unit: Unit = {}
    section: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if head := re.fullmatch(r"\[(\w+)]", line):
            section = unit.setdefault(head[1], {})
        elif line and not line.startswith(("#", ";")):
            key, _, value = line.partition("=")
            section.setdefault(key, []).append(value)
    return unit


@pytest.fixture
def service() -> dict[str, list[str]]:
    return read(ROOM / "kiosk.service")["Service"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("Type", "notify"),
        ("NotifyAccess", "main"),
        ("Restart", "always"),
        ("User", "kiosk"),
        ("StateDirectory", "kiosk"),
        ("ConfigurationDirectory", "kiosk"),
        ("RuntimeDirectory", "kiosk"),
        ("RuntimeDirectoryPreserve", "yes"),
        ("SupplementaryGroups", "dialout"),
        ("DevicePolicy", "closed"),
        ("ProtectSystem", "strict"),
        ("NoNewPrivileges", "yes"),
        ("CapabilityBoundingSet", ""),
        ("RestrictAddressFamilies", "AF_INET AF_INET6 AF_UNIX"),
    ],
)
def test_the_server_is_watched_restarted_and_confined(
    service: dict[str, list[str]], key: str, value: str
) -> None:
    assert service[key] == [value]


def test_a_hung_server_is_noticed_within_half_a_minute(service: dict[str, list[str]]) -> None:
    assert 5 <= int(service["WatchdogSec"][0]) <= 30


def test_the_helper_may_give_way_to_the_server_and_dies_alone(
    service: dict[str, list[str]],
) -> None:
    assert service["SystemCallFilter"][-1] == "setpriority", "after @resources was taken away"
    assert service["OOMPolicy"] == ["continue"]


def test_the_server_is_never_given_up() -> None:
    assert read(ROOM / "kiosk.service")["Unit"]["StartLimitIntervalSec"] == ["0"]


def test_it_serves_the_data_and_content_that_the_unit_provides(
    service: dict[str, list[str]],
) -> None:
    (command,) = service["ExecStart"]
    assert command.startswith("/opt/kiosk/.venv/bin/kiosk serve ")
    assert "--data /var/lib/kiosk " in command
    assert "--content /etc/kiosk " in command


def test_lamps_on_usb_are_the_only_devices(service: dict[str, list[str]]) -> None:
    assert service["DeviceAllow"] == ["char-ttyUSB rw", "char-ttyACM rw"]
    assert "PrivateDevices" not in service


def test_serial_drivers_are_there_before_devices_are_permitted() -> None:
    unit = read(ROOM / "kiosk.service")["Unit"]
    drivers = {"modprobe@usbserial.service", "modprobe@cdc_acm.service"}
    assert drivers <= set(" ".join(unit["Wants"]).split())
    assert drivers <= set(" ".join(unit["After"]).split())


@pytest.mark.parametrize(
    "path",
    [*UNITS, *RULES, *ROOM.glob("*.json"), *ROOM.glob("*.html"), *ROOM.glob("kiosk-screen-*")],
    ids=lambda path: path.name,
)
def test_the_readme_installs_every_unit(path: Path) -> None:
    assert path.name in (ROOM / "README.md").read_text(encoding="utf-8")


@pytest.mark.skipif(
    not shutil.which("systemd-analyze"), reason="this machine has no systemd-analyze"
)
@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_systemd_understands_every_line(path: Path, tmp_path: Path) -> None:
    """The program itself is not installed where the tests run, so /bin/true stands for it."""
    copy = tmp_path / path.name
    copy.write_text(
        re.sub(r"(?m)^(Exec\w+=)\S+", r"\1/bin/true", path.read_text(encoding="utf-8")),
        encoding="utf-8",
    )
    found = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", str(copy)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (found.returncode, found.stderr) == (0, "")


EXPOSED_AT_MOST = {
    "kiosk.service": 1.5, "kiosk-backup.service": 1.5, "kiosk-certificate.service": 1.5, "kiosk-screen.service": 3.0,
}  # fmt: skip
EXPOSURE = re.compile(r"Overall exposure level for \S+: ([\d.]+)")


def test_every_service_has_a_bound_on_what_it_leaves_open() -> None:
    assert sorted(EXPOSED_AT_MOST) == [path.name for path in UNITS if path.suffix == ".service"]


@pytest.mark.skipif(
    not shutil.which("systemd-analyze"), reason="this machine has no systemd-analyze"
)
@pytest.mark.parametrize("name", EXPOSED_AT_MOST)
def test_a_service_leaves_no_more_open_than_it_says(name: str) -> None:
    found = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", str(ROOM / name)],
        capture_output=True,
        text=True,
        check=False,
    )
    (figure,) = EXPOSURE.findall(found.stdout)
    assert float(figure) <= EXPOSED_AT_MOST[name], found.stdout


REASONED = {
    "MemoryDenyWriteExecute", "PrivateNetwork", "IPAddressDeny", "ProcSubset", "PrivateUsers", "PrivateDevices",
    "RootDirectory",
}  # fmt: skip
"""What any unit of ours may leave open; closed where it can be, else named in a comment."""


@pytest.mark.parametrize("name", EXPOSED_AT_MOST)
def test_what_a_service_leaves_open_has_its_reason(name: str) -> None:
    text, given = (ROOM / name).read_text("utf-8"), read(ROOM / name)["Service"]
    told = " ".join(line for line in text.splitlines() if line.startswith("#"))
    assert [key for key in REASONED if key not in given and f"{key}=" not in told] == []


def test_a_screen_s_browser_may_shut_its_pages_in() -> None:
    """Chromium's sandbox: namespaces of its own, then no capability, no root, few calls. Without
    one of these it does not start, or starts without."""
    unit = read(ROOM / "kiosk-screen.service")["Service"]
    assert set(unit["RestrictNamespaces"][0].split()) >= {"user", "pid", "net"}
    calls = set(" ".join(unit["SystemCallFilter"][2:]).split())
    assert {"capset", "chroot", "seccomp"} <= calls
    assert "--no-sandbox" not in unit["ExecStart"][0] and unit["NoNewPrivileges"] == ["yes"]


def test_a_screen_s_compositor_has_a_runtime_directory_that_it_can_reach() -> None:
    """``ProtectHome=yes`` hides /run/user with all in it."""
    unit = read(ROOM / "kiosk-screen.service")["Service"]
    (place,) = unit["RuntimeDirectory"]
    assert unit["ProtectHome"] == ["yes"]
    assert f"XDG_RUNTIME_DIR=/run/{place} " in unit["ExecStart"][0]


def test_a_backup_is_made_every_night_and_made_up_for_as_the_hall_s_own_user() -> None:
    timer, unit = (
        read(ROOM / "kiosk-backup.timer")["Timer"],
        read(ROOM / "kiosk-backup.service")["Service"],
    )
    assert timer["Persistent"] == ["true"] and timer["OnCalendar"] == ["*-*-* 03:00"]
    server = read(ROOM / "kiosk.service")["Service"]
    assert unit["User"] == server["User"] and "--data /var/lib/kiosk" in unit["ExecStart"][0]
    (place,) = set(unit["StateDirectory"][0].split()) - {"kiosk"}
    words = unit["ExecStart"][0].removeprefix("/opt/kiosk/.venv/bin/kiosk backup ").split()
    given = {
        "target": Path(f"/var/lib/{place}"),
        "keep": 30,
        "data": Path("/var/lib/kiosk"),
        "key": None,
    }
    assert backup.make_context("backup", words).params == given | {"key": None}


def test_a_screen_s_browser_is_started_again_for_ever_and_opens_nothing_else() -> None:
    unit = read(ROOM / "kiosk-screen.service")
    assert unit["Unit"]["StartLimitIntervalSec"] == ["0"] and unit["Service"]["Restart"] == [
        "always"
    ]
    words = unit["Service"]["ExecStart"][0].split()
    assert {"--kiosk", "--disable-pinch", "--hide-crash-restore-bubble"} <= set(words)
    assert words[-1] == f'"{START}?${{SCREEN_HALL}}#${{SCREEN_URL}}"'
    gone = {"--disable-session-crashed-bubble", "--disable-translate", "--ozone-platform-hint"}
    assert not gone & {word.partition("=")[0] for word in words}, (
        "flags that Chromium 156 no longer knows"
    )
    policy = json.loads((ROOM / "kiosk-screen-policy.json").read_text("utf-8"))
    assert {"*", "chrome://*", "file://*", "view-source:*", "devtools://*"} <= set(
        policy["URLBlocklist"]
    )
    (hall,) = policy["OverrideSecurityRestrictionsOnInsecureOrigin"]
    assert policy["URLAllowlist"] == [f"{hall}/screen/", f"{hall}/pair", START], "paths, not a site"
    assert policy["NewTabPageLocation"].startswith(f"{START}#{hall}/screen/")
    assert policy["BlockThirdPartyCookies"] is False, (
        "the hall's page stands in a frame and must keep what it shows"
    )


@pytest.mark.laws
@pytest.mark.skipif(
    not Path("/usr/lib/chromium/chromium").exists(), reason="Debian's Chromium is not installed"
)
def test_every_policy_is_one_that_the_browser_knows() -> None:
    """One that it does not know, it passes over in silence."""
    known = Path("/usr/lib/chromium/chromium").read_bytes()
    policy = json.loads((ROOM / "kiosk-screen-policy.json").read_text("utf-8"))
    assert [name for name in policy if b"\0" + name.encode() + b"\0" not in known] == []


def test_a_screen_that_does_not_paint_is_ended_and_nothing_of_it_is_left() -> None:
    """logind moves what PAMName= starts out of the unit's group: systemd hears and ends the main
    process alone. That it works is seen in tests/glass."""
    unit = read(ROOM / "kiosk-screen.service")["Service"]
    assert unit["Type"] == ["notify"] and unit["NotifyAccess"] == ["main"]
    assert 10 <= int(unit["WatchdogSec"][0]) <= 60 and unit["WatchdogSignal"] == ["SIGKILL"]
    program = unit["ExecStart"][0].split()[2]
    assert (ROOM / Path(program).name).stat().st_mode & 0o111 == 0o111
    assert "--enable-logging=stderr" in unit["ExecStart"][0], "how it hears that the page paints"
    assert unit["ExecStopPost"] == ["-/bin/sh -c 'kill -KILL -1'"] and unit["User"] != ["root"]


def test_a_screen_s_keyboards_have_the_keymap_of_this_folder_or_none() -> None:
    unit = read(ROOM / "kiosk-screen.service")["Service"]
    (given,) = (line for line in unit["Environment"] if "XKB" in line)
    assert given.split() == [
        "XKB_DEFAULT_RULES=kiosk",
        "XKB_CONFIG_EXTRA_PATH=/etc/kiosk-screen-keys",
    ]


def rules() -> list[list[tuple[str, str, str]]]:
    """Each rule that counts, as key, operator and value."""
    text = (ROOM / "70-kiosk-lamps.rules").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    found = [re.findall(r'([A-Z]+(?:\{[^}]+})?)(==|!=|\+=|=)"([^"]*)"', line) for line in lines]
    assert [
        ", ".join(f'{key}{operator}"{value}"' for key, operator, value in rule) for rule in found
    ] == lines
    return found


def test_the_rule_opens_the_ports_the_unit_permits_to_the_group_it_runs_in(
    service: dict[str, list[str]],
) -> None:
    (given,) = (rule for rule in rules() if ("MODE", "=", "0660") in rule)
    assert ("GROUP", "=", service["SupplementaryGroups"][0]) in given
    ports = {
        pattern.removesuffix("[0-9]*")
        for key, _, value in given
        if key == "KERNEL"
        for pattern in value.split("|")
    }
    assert ports == {
        allowed.removeprefix("char-").removesuffix(" rw") for allowed in service["DeviceAllow"]
    }


@pytest.mark.parametrize("mark", ["ENV{ID_MM_DEVICE_IGNORE}", "ENV{ID_MM_PORT_IGNORE}"])
def test_modem_manager_keeps_away_from_adapters_and_not_from_modems(mark: str) -> None:
    (rule,) = (rule for rule in rules() if (mark, "=", "1") in rule)
    (vendors,) = (
        value.split("|") for key, operator, value in rule if "idVendor" in key and operator == "=="
    )
    assert {"1a86", "0403", "10c4", "067b"} <= set(vendors)
    assert all(re.fullmatch("[0-9a-f]{4}", vendor) for vendor in vendors), (
        "udev compares as written in /sys"
    )


def test_every_jump_of_the_rule_has_its_landing_and_comes_after_the_stable_names() -> None:
    found = [(key, value) for rule in rules() for key, _, value in rule if key in ("GOTO", "LABEL")]
    assert found[-1][0] == "LABEL" and {value for _, value in found} == {found[-1][1]}
    assert RULES[0].name > "60-serial.rules"

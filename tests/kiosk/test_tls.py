"""``kiosk tls``: an authority for this hall alone, which a screen without a clock trusts too."""

import json
import os
import shutil
import stat
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kiosk.cli import main
from kiosk.content import reader as contents
from kiosk.content.copies import open_all_day
from kiosk.custody.certificates import issue
from kiosk.custody.certificates.keeper import Keeper
from kiosk.custody.certificates.names import Unnameable, permitted
from kiosk.store import Store
from kiosk.store.beside.certificates import AUTHORITY, SERVER, authority_of, fingerprint, read_pem
from kiosk.store.copies import backup
from tests.faults.faketime import library
from tests.faults.house import House

NOW = datetime(2026, 11, 29, tzinfo=UTC)
LONG_AGO = "1971-03-01 00:00:00"


def tls(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["tls", *arguments])


@pytest.fixture
def data(tmp_path: Path) -> Path:
    made = tmp_path / "data"
    assert tls("init", "--data", str(made), "--name", "hall.example.lan").exit_code == 0
    return made


# ---- what stands in the files


def test_the_keys_are_their_owners_alone_and_in_no_backup(data: Path, tmp_path: Path) -> None:
    for name in (AUTHORITY, SERVER):
        assert stat.S_IMODE((data / name).stat().st_mode) == 0o600
        (data / name).chmod(0o644)
        read_pem(data, name)
        assert stat.S_IMODE((data / name).stat().st_mode) == 0o600, "shut as soon as it is read"
    store = Store(data)
    store.close()
    backup(data, tmp_path / "copy.sqlite")
    copied = (tmp_path / "copy.sqlite").read_bytes()
    assert copied and b"PRIVATE KEY" not in copied and b"BEGIN CERTIFICATE" not in copied


def test_both_begin_in_1970_and_last(data: Path) -> None:
    server = issue.read_server(read_pem(data, SERVER))
    authority = issue.read_authority(read_pem(data, AUTHORITY)).certificate
    assert authority.not_valid_before_utc == datetime(1970, 1, 1, tzinfo=UTC)
    assert (authority.not_valid_after_utc - datetime.now(UTC)).days > 29 * 365
    assert 790 < (server.ends - datetime.now(UTC)).days <= 825


def test_made_before_somebody_set_the_clock_it_lasts_beyond_today() -> None:
    authority = issue.new_authority(permitted([], []), datetime(1970, 1, 2, tzinfo=UTC))
    made = issue.new_server(authority, (), datetime(1970, 1, 2, tzinfo=UTC))
    assert issue.read_server(made).ends > issue.WRITTEN


def test_an_authority_is_never_replaced_unasked(data: Path) -> None:
    before = (data / AUTHORITY).read_bytes()
    refused = tls("init", "--data", str(data))
    assert refused.exit_code == 1 and "--replace" in refused.output
    assert (data / AUTHORITY).read_bytes() == before
    assert tls("init", "--data", str(data), "--replace").exit_code == 0
    assert (data / AUTHORITY).read_bytes() != before


def test_an_authority_comes_back_from_its_copy(data: Path, tmp_path: Path) -> None:
    """On a new machine no device need be told anew."""
    new = tmp_path / "new"
    done = tls("init", "--data", str(new), "--authority", str(data / AUTHORITY))
    assert done.exit_code == 0 and authority_of(new) == authority_of(data)
    assert fingerprint(authority_of(data)) in done.output


def test_brought_into_a_restored_hall_the_authority_alone_is_enough(
    data: Path, tmp_path: Path
) -> None:
    (tmp_path / "new").mkdir()
    shutil.copy(data / AUTHORITY, tmp_path / "new")
    keeper = Keeper(tmp_path / "new", lambda: NOW)
    keeper.look()
    assert keeper.on and keeper.authority == authority_of(data)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes files for others")
def test_made_by_root_it_is_the_services_own(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    os.chown(tmp_path / "data", 65534, 65534)
    assert tls("init", "--data", str(tmp_path / "data")).exit_code == 0
    assert tls("renew", "--data", str(tmp_path / "data")).exit_code == 0
    assert {(tmp_path / "data" / name).stat().st_uid for name in (AUTHORITY, SERVER)} == {65534}


@pytest.mark.parametrize("text", ["", "nothing", "server"])
def test_what_is_no_authority_is_refused_in_words(data: Path, tmp_path: Path, text: str) -> None:
    brought = tmp_path / "brought"
    brought.write_text((data / SERVER).read_text("ascii") if text == "server" else text)
    refused = tls("init", "--data", str(tmp_path / "new"), "--authority", str(brought))
    assert refused.exit_code == 1 and "hall.authority.pem" in refused.output
    assert not (tmp_path / "new" / AUTHORITY).exists()


def test_a_new_certificate_is_of_the_same_authority(data: Path) -> None:
    before, authority = (data / SERVER).read_text("ascii"), authority_of(data)
    assert tls("renew", "--data", str(data)).exit_code == 0
    assert (data / SERVER).read_text("ascii") != before and authority_of(data) == authority


def test_it_says_what_it_is_for(data: Path) -> None:
    said = tls("show", "--data", str(data)).output
    assert "hall.example.lan" in said and "127.0.0.1" in said
    assert fingerprint(authority_of(data)) in said
    assert tls("show", "--data", str(data), "--pem").output == authority_of(data)


@pytest.mark.parametrize("verb", ["show", "renew"])
def test_without_one_it_says_what_to_do(tmp_path: Path, verb: str) -> None:
    refused = tls(verb, "--data", str(tmp_path))
    assert refused.exit_code == 1 and "kiosk tls init" in refused.output


@pytest.mark.parametrize(
    "name",
    ["https://hall.lan", "hall.lan:8000", "192.168.10.2/24", "0.0.0.0/0", "", "a b", "-a.lan"],
)
def test_what_is_no_name_is_refused_in_words(tmp_path: Path, name: str) -> None:
    refused = tls("init", "--data", str(tmp_path / "new"), "--name", name)
    assert refused.exit_code == 1 and "Traceback" not in refused.output
    assert not (tmp_path / "new").exists()
    with pytest.raises(Unnameable):
        permitted([name], [])


def test_of_this_machines_networks_only_private_ones_are_permitted_whole() -> None:
    own = ["192.168.10.2/24", "203.0.114.9/24", "127.0.0.1/8", "fe80::1/64", "fd00::2/64"]
    found = {str(one) for one in permitted([], own).networks}
    assert found == {"127.0.0.1/32", "::1/128", "192.168.10.0/24", "203.0.114.9/32", "fd00::/64"}


# ---- as the programs of others see it


def _for(names: list[str], authority: issue.Authority) -> str:
    """Of a thief of the authority's key."""
    stolen = issue.Authority(authority.key, authority.certificate)
    return issue.new_server(_Pretending(stolen, names), (), NOW)  # type: ignore[arg-type]  # another's names


class _Pretending:
    def __init__(self, real: issue.Authority, names: list[str]) -> None:
        self.key, self.certificate = real.key, real.certificate
        self.names = permitted(names, [])


def verified(folder: Path, name: str, *before: str) -> subprocess.CompletedProcess[str]:
    kind = "-verify_ip" if name.replace(".", "").isdigit() else "-verify_hostname"
    command = [*before, "openssl", "verify", "-x509_strict", "-purpose", "sslserver"]
    command += ["-CAfile", str(folder / "hall.crt"), kind, name, str(folder / SERVER)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


needs_openssl = pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not installed")


@pytest.mark.processes
@needs_openssl
def test_openssl_takes_it_for_the_halls_names_and_for_no_others(data: Path) -> None:
    (data / "hall.crt").write_text(authority_of(data))
    for name in ("hall.example.lan", "localhost", "127.0.0.1"):
        assert verified(data, name).returncode == 0, verified(data, name).stderr
    for name in ("example.lan", "bank.example", "198.51.100.1"):
        assert verified(data, name).returncode != 0


@pytest.mark.processes
@needs_openssl
@pytest.mark.parametrize("name", ["bank.example", "198.51.100.1"])
def test_a_stolen_authority_signs_for_nobody_else(data: Path, name: str) -> None:
    (data / "hall.crt").write_text(authority_of(data))
    (data / SERVER).write_text(_for([name], issue.read_authority(read_pem(data, AUTHORITY))))
    refused = verified(data, name)
    assert refused.returncode != 0 and "permitted subtree violation" in refused.stderr


@pytest.mark.processes
@pytest.mark.skipif(not shutil.which("certutil"), reason="certutil is not installed")
def test_the_store_of_chromium_and_firefox_trusts_it_in_1971(data: Path, tmp_path: Path) -> None:
    """NSS asked for that day: neither browser runs under a false clock."""
    known, leaf = tmp_path / "hall.crt", tmp_path / "leaf.crt"
    known.write_text(authority_of(data))
    leaf.write_text(read_pem(data, SERVER).partition("-----END PRIVATE KEY-----\n")[2])
    store = ("certutil", "-d", f"sql:{tmp_path}")
    for more in (
        ("-N", "--empty-password"),
        ("-A", "-t", "C,,", "-n", "hall", "-i", str(known)),
        ("-A", "-t", ",,", "-n", "leaf", "-i", str(leaf)),
    ):
        subprocess.run([*store, *more], check=True, capture_output=True)
    for day, told in (("710301000000Z", "is valid"), ("490301000000Z", "expired")):
        asked = [*store, "-V", "-b", day, "-u", "V", "-n", "leaf"]
        done = subprocess.run(asked, capture_output=True, text=True, check=False)
        assert told in done.stdout + done.stderr, "the second day is in 2049"


# ---- a real server


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, Path]]:
    """A new hall, as the unit starts it."""
    folder = tmp_path_factory.mktemp("hall")
    open_all_day(contents.sample(), folder / "content")
    where = ("--data", str(folder / "data"), "--content", str(folder / "content"))
    with House("serve", *where, "--host", "0.0.0.0", "--port", "0", "--simulators", "yes") as hall:
        yield hall, folder / "data"


def curled(
    served: tuple[House, Path], *more: str, at: str | None = None
) -> subprocess.CompletedProcess[str]:
    hall, data = served
    (data / "hall.crt").write_text(authority_of(data))
    port = hall.base_url.rsplit(":", 1)[1]
    environment = dict(os.environ)
    if at is not None:
        faked = {
            "LD_PRELOAD": library() or "",
            "FAKETIME": f"@{at}",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }
        environment |= faked
    command = ["curl", "--silent", "--show-error", "--max-time", "20"]
    command += ["--cacert", str(data / "hall.crt"), *more]
    return subprocess.run(
        [part.replace("PORT", port) for part in command],
        capture_output=True, text=True, check=False, env=environment,
    )  # fmt: skip


needs_curl = pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
needs_faketime = pytest.mark.skipif(library() is None, reason="faketime is not installed")


@pytest.mark.processes
@needs_curl
def test_a_new_hall_begins_with_https_and_http_goes_on(served: tuple[House, Path]) -> None:
    done = curled(served, "https://127.0.0.1:PORT/readyz")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["facts"]["certificate"] is True
    assert "<html" in curled(served, "http://127.0.0.1:PORT/screen/entrance").stdout


@pytest.mark.processes
@needs_curl
@needs_faketime
def test_a_machine_whose_clock_says_1971_trusts_it(served: tuple[House, Path]) -> None:
    done = curled(served, "https://127.0.0.1:PORT/healthz", at=LONG_AGO)
    assert done.returncode == 0, done.stderr
    dated = subprocess.run(
        ["date", "+%Y"], capture_output=True, text=True, check=True,
        env={**os.environ, "LD_PRELOAD": library() or "", "FAKETIME": f"@{LONG_AGO}"},
    )  # fmt: skip
    assert dated.stdout.strip() == "1971", "and the client's clock was really set"


@pytest.mark.processes
@needs_curl
def test_under_another_name_curl_refuses_it(served: tuple[House, Path]) -> None:
    refused = curled(
        served, "--resolve", "elsewhere.example:PORT:127.0.0.1", "https://elsewhere.example:PORT/"
    )
    assert (
        refused.returncode == 60 and "subjectAltName" in refused.stderr
    ) or "no alternative" in refused.stderr


@pytest.mark.processes
@needs_curl
def test_a_hall_from_before_goes_on_with_http_and_says_so(tmp_path: Path) -> None:
    open_all_day(contents.sample(), tmp_path / "content")
    where = ("--data", str(tmp_path / "data"), "--content", str(tmp_path / "content"))
    more = ("--port", "0", "--simulators", "yes")
    with House("serve", *where, *more):
        pass
    with House("serve", *where, *more, "--host", "0.0.0.0") as hall:
        status, said = hall.ask("/readyz")
        assert status == 200 and said["facts"]["certificate"] is False
        assert "tls init" in json.dumps(said["troubles"], ensure_ascii=False)
        assert not (tmp_path / "data" / AUTHORITY).exists()
        assert tls("init", "--data", str(tmp_path / "data")).exit_code == 0
        hall.wait_until(
            lambda: hall.ask("/readyz")[1]["facts"]["certificate"] is True, "it takes it up"
        )
        assert curled((hall, tmp_path / "data"), "https://127.0.0.1:PORT/healthz").returncode == 0

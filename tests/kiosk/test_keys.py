"""What signs: in no backup, in a file of its own, replaced without losing a tablet."""

import json
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeSerializer

from kiosk.cli import main
from kiosk.content import reader as contents
from kiosk.custody.settlement import Settling
from kiosk.serving.cookies import SESSION, TABLET, named
from kiosk.serving.pins import digest
from kiosk.store import FILE, Store
from kiosk.store.beside.apart import ACCESS
from kiosk.store.beside.keys import KEYS, marked, read_keys
from kiosk.store.copies import backup, restore
from kiosk.wiring import House, build
from tests.cast import NOON, Clock
from tests.kiosk.house import Tablet, enlist, enrolled

OLD_KEY, NUMBER = "the-key-of-an-older-program-0123456789abcdef", "kQ3hG0nYx8aVb7Lw2PzR4A"
OLD_MARK = marked(OLD_KEY)


@dataclass
class Hall:
    """A data directory whose server is started anew."""

    data: Path
    clock: Clock
    built: House | None = None

    def start(self, content: Path | None = None) -> House:
        self.stop()
        self.built = build(self.data, content, simulators=True, clock=self.clock)
        return self.built

    def stop(self) -> None:
        if self.built is not None:
            self.built.close()
        self.built = None


@pytest.fixture
def hall(tmp_path: Path, clock: Clock, sample_read: None) -> Iterator[Hall]:
    made = Hall(tmp_path / "data", clock)
    enlist(made.start(contents.sample()).services.store)
    yield made
    made.stop()


def of_before(hall: Hall) -> None:
    """As a program of 2026-11-29 left it: the key in the database and beside it, and one tablet."""
    hall.stop()
    (hall.data / KEYS).unlink()
    store = Store(hall.data)
    store.forget_fact("cookies")
    store.put_fact("secret", OLD_KEY)
    store.put_device(NUMBER, "服务台", "王")
    store.close()
    told = json.loads((hall.data / ACCESS).read_text("utf-8"))
    told["facts"]["secret"] = OLD_KEY
    (hall.data / ACCESS).write_text(json.dumps(told), "utf-8")


def forged(house: House, key: str, name: str) -> Tablet:
    """A browser with a session that whoever has the key and the rows of a backup can write."""
    row = house.services.store.staff(name)
    assert row is not None
    now = house.services.board.lasting_s()
    said = {
        "_user_id": f"{digest(f'{row.role} {row.pin}')[:16]}:x:{name}", "seen": now, "since": now,
    }  # fmt: skip
    app = Flask("forger")
    app.secret_key = key
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    made = Tablet(house)
    for cookie in (SESSION, named(SESSION, house.services.keys.mark)):
        made.client.set_cookie(cookie, signer.dumps(said))
    return made


def old_tablet(house: House, key: str = OLD_KEY) -> Tablet:
    made = Tablet(house)
    signed = URLSafeSerializer(key, salt=TABLET).dumps(NUMBER)
    made.client.set_cookie(named(TABLET, OLD_MARK), str(signed))
    return made


def is_in(tablet: Tablet) -> bool:
    return tablet.get("/console").status_code == 200


def is_tablet(tablet: Tablet) -> bool:
    return tablet.get("/console/locked").status_code == 200


def texts(path: Path) -> bytes:
    return b"".join(one.read_bytes() for one in path.parent.glob(f"{path.name}*"))


# ---------------------------------------------------------------- what a backup is good for


def test_a_forged_cookie_is_a_supervisor_s_where_the_key_is_known(hall: Hall) -> None:
    """The attack itself works: else the tests below would say nothing."""
    house = hall.start()
    assert is_in(forged(house, house.services.secret, "王"))


def test_a_backup_signs_nothing(hall: Hall, tmp_path: Path) -> None:
    house, copy = hall.start(), tmp_path / "copy.sqlite"
    enrolled(house)
    backup(hall.data, copy)
    assert house.services.secret.encode() not in copy.read_bytes()
    store = Store(_restored(copy, tmp_path))
    facts = [str(row[0]) for row in store._all("SELECT value FROM facts")]
    devices = [row.id for row in store.devices()]
    store.close()
    assert facts and devices
    for told in (*facts, *devices):
        assert not is_in(forged(house, told, "王")), told
    for number in devices:
        stranger = Tablet(house)
        stranger.client.set_cookie(named(TABLET, house.services.keys.mark), number)
        assert not is_tablet(stranger)


def _restored(copy: Path, tmp_path: Path) -> Path:
    restore(copy, tmp_path / "looked-at", NOON)
    return tmp_path / "looked-at"


def test_nor_does_one_of_a_hall_that_an_older_program_serves(hall: Hall, tmp_path: Path) -> None:
    of_before(hall)
    backup(hall.data, tmp_path / "copy.sqlite")
    assert OLD_KEY.encode() not in (tmp_path / "copy.sqlite").read_bytes()


def test_the_key_lies_in_a_file_only_its_owner_may_read(hall: Hall) -> None:
    house = hall.start()
    assert stat.S_IMODE((hall.data / KEYS).stat().st_mode) == 0o600
    for name in (FILE, ACCESS):
        assert house.services.secret.encode() not in texts(hall.data / name), name
    (hall.data / KEYS).chmod(0o644)
    hall.start()
    assert stat.S_IMODE((hall.data / KEYS).stat().st_mode) == 0o600


def test_a_key_that_cannot_be_read_is_replaced_and_no_tablet_is_lost(hall: Hall) -> None:
    before = hall.start()
    tablet = enrolled(before)
    value = tablet.client.get_cookie(named(TABLET, before.services.keys.mark))
    hall.stop()
    (hall.data / KEYS).write_text("{", "utf-8")
    after = hall.start()
    again = Tablet(after)
    again.client.set_cookie(value.key, value.value)  # type: ignore[union-attr]  # it was just set
    assert is_tablet(again)


# ---------------------------------------------------------------- an older installation


def test_an_older_installation_moves_its_key_out_by_itself(hall: Hall) -> None:
    of_before(hall)
    house = hall.start()
    assert house.services.secret != OLD_KEY
    for name in (FILE, ACCESS):
        assert OLD_KEY.encode() not in texts(hall.data / name), name
    assert house.services.keys.mark == OLD_MARK, "its cookies keep their names"
    made = house.services.secret
    assert hall.start().services.secret == made


def test_who_was_signed_in_stays_so_and_a_quarter_of_an_hour_later_the_old_key_is_nothing(
    hall: Hall,
) -> None:
    of_before(hall)
    house = hall.start()
    person = forged(house, OLD_KEY, "王")
    assert is_in(person)
    hall.clock.later(minutes=14)
    assert is_in(person), "by the new key"
    hall.clock.later(minutes=2)
    assert is_in(person) and not is_in(forged(house, OLD_KEY, "王"))


def test_a_tablet_s_old_cookie_counts_until_its_new_one_was_used(hall: Hall) -> None:
    of_before(hall)
    house = hall.start()
    tablet, lost = old_tablet(house), old_tablet(house)
    assert is_tablet(lost), "this answer never arrived: the power went"
    assert is_tablet(tablet)
    new = tablet.client.get_cookie(named(TABLET, OLD_MARK))
    assert new is not None and NUMBER not in new.value
    assert is_tablet(old_tablet(house)), "nothing was lost yet"
    assert is_tablet(tablet)
    assert not is_tablet(old_tablet(house)), "once"
    assert len([row for row in house.services.people.devices() if row.active]) == 1


def test_a_revoked_tablet_s_old_cookie_gets_no_new_one(hall: Hall) -> None:
    of_before(hall)
    house = hall.start()
    house.services.people.revoke_device(NUMBER)
    tablet = old_tablet(house)
    assert not is_tablet(tablet) and not is_tablet(tablet)


def test_a_link_given_before_the_upgrade_still_leads_to_its_report(hall: Hall) -> None:
    of_before(hall)
    services = hall.start().services
    assert OLD_KEY in services.believed("links") and OLD_KEY in services.believed("pages")
    hall.clock.later(days=31)
    assert services.believed("links") == services.believed("tablets") == [services.secret]


# ---------------------------------------------------------------- a new key


def rotated(hall: Hall) -> None:
    done = CliRunner().invoke(main, ["keys", "rotate", "--data", str(hall.data)])
    assert done.exit_code == 0, done.output


@pytest.mark.processes
def test_one_command_ends_every_sign_in_and_no_enrolment_while_the_hall_runs(hall: Hall) -> None:
    house = hall.start()
    look = Settling(house.app, house.services)
    person, tablet, key = Tablet(house).signed_in("王"), enrolled(house), house.services.secret
    rotated(hall)
    look.look()
    assert house.services.secret != key
    assert not is_in(person) and not is_in(forged(house, key, "王"))
    assert is_tablet(tablet)
    assert person.signed_in("王") and is_in(person)


def test_a_screen_s_open_page_goes_on_reporting(hall: Hall) -> None:
    house = hall.start()
    look, screen = Settling(house.app, house.services), "window-5"
    key = house.services.page_keys.of_page(screen)
    rotated(hall)
    look.look()
    told = {"key": key, "revision": house.services.board.view.revision}
    answer = house.app.test_client().post(f"/screen/{screen}/received", json=told)
    assert answer.status_code < 300


def test_a_new_key_is_only_made_where_a_hall_is(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["keys", "rotate", "--data", str(tmp_path)])
    assert done.exit_code != 0 and not (tmp_path / KEYS).exists()


# ---------------------------------------------------------------- brought back


def test_a_restored_hall_signs_with_another_key_and_knows_its_tablets(
    hall: Hall, tmp_path: Path
) -> None:
    house = hall.start()
    tablet, key = enrolled(house), house.services.secret
    kept = tablet.client.get_cookie(named(TABLET, house.services.keys.mark))
    assert kept is not None
    backup(hall.data, tmp_path / "copy.sqlite")
    restore(tmp_path / "copy.sqlite", tmp_path / "again", NOON)
    elsewhere = Hall(tmp_path / "again", hall.clock)
    again = elsewhere.start()
    assert again.services.secret != key and again.services.believed("sessions") == [
        again.services.secret
    ]
    brought = Tablet(again)
    brought.client.set_cookie(kept.key, kept.value)
    assert is_tablet(brought)
    elsewhere.stop()


def test_a_backup_of_an_older_program_brings_back_tablets_and_no_supervisor(
    hall: Hall, tmp_path: Path
) -> None:
    of_before(hall)
    old = tmp_path / "old.sqlite"
    backup(hall.data, old)
    with_key(old)
    restore(old, tmp_path / "again", NOON)
    elsewhere = Hall(tmp_path / "again", hall.clock)
    again = elsewhere.start()
    assert again.services.secret != OLD_KEY
    assert not is_in(forged(again, OLD_KEY, "王"))
    assert is_tablet(old_tablet(again))
    elsewhere.stop()


def with_key(copy: Path) -> None:
    """As backups were made: a file of its own, the key in its facts."""
    place = copy.parent / "place"
    place.mkdir()
    copy.rename(place / FILE)
    store = Store(place)
    store.put_fact("secret", OLD_KEY)
    store._quietly("PRAGMA wal_checkpoint(TRUNCATE)")
    store._db.execute("PRAGMA journal_mode=DELETE")
    store.close()
    (place / FILE).rename(copy)


def test_where_a_lost_log_is_brought_back_the_key_that_lay_beside_it_is_replaced(
    hall: Hall, tmp_path: Path
) -> None:
    key = hall.start().services.secret
    backup(hall.data, tmp_path / "copy.sqlite")
    hall.stop()
    for suffix in ("", "-wal", "-shm"):
        (hall.data / f"{FILE}{suffix}").unlink(missing_ok=True)
    restore(tmp_path / "copy.sqlite", hall.data, NOON)
    keys = read_keys(hall.data, "")
    assert keys is not None and keys.secret != key
    assert key in hall.start().services.believed("pages"), "screens that hold a danger are believed"

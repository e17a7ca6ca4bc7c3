"""Staff, tokens of machines, enrolled tablets, paired screens, and sign-ins that have ended."""

from datetime import UTC, datetime

from kiosk.store.facts import Facts
from kiosk.store.file import READ_S
from kiosk.store.rows import DeviceRow, PairedRow, StaffRow

OPEN_SCREENS = "open_screens"
PUT_STAFF = (
    "INSERT INTO staff VALUES(?,?,?,?,1) ON CONFLICT(name) DO UPDATE SET role=excluded.role, pin=excluded.pin,"
    " active=1"
)
REPLACED = 2
"""Of a pairing in place of whether it counts (1) or was revoked (0): another took its place."""
PLACE_OF = "tablet-place "
"""Of the fact that says where a tablet lies, before its name: its number changes with its token."""


ACCOUNT_OF = "account-of "
"""Of the fact that says what the bureau's directory calls somebody; and, of whoever came in by it
alone, the role they were given."""
TAKEN_IN = "taken-in "


class People(Facts):
    """Who may do something. Read through :class:`kiosk.store.credentials.Credentials` where a
    request is judged."""

    def put_staff(self, name: str, role: str, pin: str) -> None:
        self._write(PUT_STAFF, name, role, pin, _now())
        self.keep_access()

    def put_first_staff(self, name: str, role: str, pin: str) -> bool:
        """Whether nobody could sign in until now, and this person can."""
        now = _now()
        made = self._write(
            "INSERT INTO staff SELECT ?,?,?,?,1 WHERE NOT EXISTS(SELECT 1 FROM staff WHERE active=1)"
            " ON CONFLICT(name) DO UPDATE SET role=excluded.role, pin=excluded.pin, active=1",
            name, role, pin, now,
        )  # fmt: skip
        self.keep_access()
        return made > 0

    def put_founding(self, name: str, role: str, pin: str, directory: str) -> None:
        """The hall's first person and where its description lies, both or neither."""
        with self._transaction(patient=True):
            self._write(PUT_STAFF, name, role, pin, _now())
            self._write("INSERT OR REPLACE INTO facts VALUES(?,?)", "content_directory", directory)
        self.keep_access()

    def staff(self, name: str, within_s: float = READ_S) -> StaffRow | None:
        sql = "SELECT name, role, pin, active FROM staff WHERE name=?"
        row = self._one(sql, name, within_s=within_s)
        return StaffRow(row[0], row[1], row[2], bool(row[3])) if row else None

    def all_staff(self, within_s: float = READ_S) -> list[StaffRow]:
        rows = self._all("SELECT name, role, pin, active FROM staff", within_s=within_s)
        return [StaffRow(a, b, c, bool(d)) for a, b, c, d in rows]

    def renew_pin(self, name: str, old: str, new: str) -> None:
        """The same PIN by another hash; where it was changed meanwhile nothing happens."""
        self._write("UPDATE staff SET pin=? WHERE name=? AND pin=?", new, name, old)
        self.keep_access()

    def remove_staff(self, name: str) -> bool:
        found = self._write("UPDATE staff SET active=0 WHERE name=?", name) > 0
        self.keep_access()
        return found

    def end_signin(self, signin: str, at: datetime, forget: datetime) -> None:
        """No cookie of this sign-in counts any more; those that ended before ``forget`` need not be
        known longer."""
        ended, old = (
            moment.astimezone(UTC).isoformat(timespec="microseconds") for moment in (at, forget)
        )
        with self._transaction(patient=True):
            self._write("DELETE FROM ended WHERE at<?", old)
            self._write("INSERT OR IGNORE INTO ended VALUES(?,?)", signin, ended)
        self.keep_access()

    def signin_ended(self, signin: str, within_s: float = READ_S) -> bool:
        return (
            self._one("SELECT 1 FROM ended WHERE signin=?", signin, within_s=within_s) is not None
        )

    def all_ended(self) -> frozenset[str]:
        return frozenset(row[0] for row in self._all("SELECT signin FROM ended"))

    def put_token(self, name: str, digest: str, scopes: str) -> None:
        # Replaced: the secret that was given out under this name counts no more.
        self._write("INSERT OR REPLACE INTO tokens VALUES(?,?,?,?,1)", name, digest, scopes, _now())
        self.keep_access()

    def token(self, digest: str, within_s: float = READ_S) -> tuple[str, str] | None:
        """(name, scopes) of an active token by the digest of its secret."""
        row = self._one(
            "SELECT name, scopes FROM tokens WHERE hash=? AND active=1", digest, within_s=within_s
        )
        return (row[0], row[1]) if row else None

    def all_tokens(self, within_s: float = READ_S) -> dict[str, tuple[str, str]]:
        """Every active token by the digest of its secret."""
        rows = self._all("SELECT hash, name, scopes FROM tokens WHERE active=1", within_s=within_s)
        return {row[0]: (row[1], row[2]) for row in rows}

    def remove_token(self, name: str) -> bool:
        found = self._write("UPDATE tokens SET active=0 WHERE name=?", name) > 0
        self.keep_access()
        return found

    def put_device(self, device: str, name: str, by: str) -> None:
        self._write("INSERT INTO devices VALUES(?,?,?,?,1)", device, name, _now(), by)
        self.keep_access()

    def devices(self, within_s: float = READ_S) -> list[DeviceRow]:
        rows = self._all(
            "SELECT id, name, at, by, active FROM devices ORDER BY at", within_s=within_s
        )
        return [DeviceRow(a, b, c, d, bool(e)) for a, b, c, d, e in rows]

    def device(self, device: str) -> DeviceRow | None:
        return next((row for row in self.devices() if row.id == device and row.active), None)

    def put_language(self, who: str, lang: str) -> None:
        """``who`` is ``staff:`` and a name, or ``device:`` and the id of an enrolment."""
        sql = "INSERT INTO languages VALUES(?,?) ON CONFLICT(who) DO UPDATE SET lang=excluded.lang"
        self._write(sql, who, lang)

    def languages(self) -> dict[str, str]:
        """What everybody has chosen who has."""
        return dict(self._all("SELECT who, lang FROM languages"))

    def put_tablet_place(self, name: str, place: str) -> None:
        """Something of the hall the tablet lies beside; empty where nobody says."""
        self.put_fact(f"{PLACE_OF}{name}", place)

    def tablet_places(self) -> dict[str, str]:
        """By the tablet's name."""
        rows = self._all("SELECT name, value FROM facts WHERE name LIKE ?", f"{PLACE_OF}%")
        return {name.removeprefix(PLACE_OF): place for name, place in rows}

    def put_account(self, name: str, account: str) -> None:
        """What the bureau's directory calls somebody; empty: nothing."""
        self.put_fact(f"{ACCOUNT_OF}{name}", account)

    def accounts(self) -> dict[str, str]:
        """By the person's name."""
        return self._told_of(ACCOUNT_OF)

    def put_taken_in(self, name: str, role: str) -> None:
        """Somebody came in by the directory alone, with this role."""
        self.put_fact(f"{TAKEN_IN}{name}", role)

    def taken_in(self) -> dict[str, str]:
        """The role each was taken in with, by name."""
        return self._told_of(TAKEN_IN)

    def _told_of(self, kind: str) -> dict[str, str]:
        rows = self._all("SELECT name, value FROM facts WHERE name LIKE ?", f"{kind}%")
        return {name.removeprefix(kind): value for name, value in rows if value}

    def revoke_device(self, device: str) -> bool:
        found = self._write("UPDATE devices SET active=0 WHERE id=?", device) > 0
        self.keep_access()
        return found

    def put_paired(self, row: PairedRow) -> None:
        self._put_row(row)
        self.keep_access()

    def _put_row(self, row: PairedRow) -> None:
        self._write(
            "INSERT OR REPLACE INTO screens VALUES(?,?,?,?,?,?,?,?,?,?)",
            *(row.id, row.screen, row.public, row.token, row.next, row.renewed),
            *(row.browser, row.at, row.by, int(row.active)),
        )

    def put_first_paired(self, row: PairedRow, still_open: str, *, alone: bool = False) -> None:
        """A new pairing, and the screens that report unpaired from then on: both or neither.
        ``alone``: it replaces whatever stood for its screen."""
        with self._transaction(patient=True):
            if alone:
                self._write(
                    "UPDATE screens SET active=? WHERE screen=? AND active=1", REPLACED, row.screen
                )
            self._put_row(row)
            if (self.fact(OPEN_SCREENS) or "") != still_open:
                self._write("INSERT OR REPLACE INTO facts VALUES(?,?)", OPEN_SCREENS, still_open)
        self.keep_access()

    def renew_paired(self, known: PairedRow, new: PairedRow) -> bool:
        """New digests of a pairing that counts and still is as it is known; whether it was."""
        done = self._write(
            "UPDATE screens SET token=?, next=?, renewed=? WHERE id=? AND active=1 AND token=? AND next=?",
            *(new.token, new.next, new.renewed, known.id, known.token, known.next),
        )  # fmt: skip
        self.keep_access()
        return done > 0

    def paired(self) -> list[PairedRow]:
        """Those that count, the first paired first."""
        rows = self._all(
            "SELECT id, screen, public, token, next, renewed, browser, at, by FROM screens WHERE active=1"
            " ORDER BY at"
        )
        return [PairedRow(*row) for row in rows]

    def is_replaced(self, device: str) -> bool:
        """Whether another device was paired in its place."""
        sql = "SELECT 1 FROM screens WHERE id=? AND active=?"
        return self._one(sql, device, REPLACED) is not None

    def unpair(self, device: str) -> bool:
        found = self._write("UPDATE screens SET active=0 WHERE id=? AND active=1", device) > 0
        self.keep_access()
        return found

    def open_screens(self) -> str:
        """Screens whose pages report though nobody has paired them: ids, or ``*`` for all."""
        return self.fact(OPEN_SCREENS) or ""

    def put_open_screens(self, value: str) -> None:
        self.put_fact(OPEN_SCREENS, value)


def _now() -> str:
    return datetime.now(UTC).isoformat()

"""Who is just now signing in through the directory, and what became of asking it.

Nothing here waits: a question goes to a process, and is looked after whenever a page asks how far
it is. Tablets have places of their own, which strangers cannot fill.
"""

import json
import os
import secrets
import subprocess
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kiosk.access.accounts.directory import Account
from kiosk.access.accounts.setting_file import LdapSetting, Setting, SettingFile
from kiosk.engine.health import Fact
from kiosk.serving.backoffice.process import HERE, SERVICE_MANAGER
from signage.language.words import NO_WORDS, Message, Words

if TYPE_CHECKING:
    from kiosk.serving.services import Services

ENDS_S: Final = 10
"""The whole life of a process that asks, in seconds."""
GRACE_S: Final = 2.0
"""After so much more a question is given up, though the process has not ended itself."""
KEPT_S: Final = 600.0
"""So long somebody may take at the directory's own page."""
AT_ONCE: Final = 2
KEPT: Final = 64
"""Processes, and sign-ins under way: of tablets, and of all others."""
BROKEN: Final = frozenset({"unreachable", "slow", "answer", "times"})
"""What whoever keeps the directory is told."""
COMMAND: Final = (sys.executable, "-m", "kiosk.access.accounts.ask")


@dataclass(slots=True)
class Attempt:
    """``key`` is in the cookie of the browser it began in, ``state`` goes by way of the directory:
    only where both meet somebody is signed in."""

    setting: Setting
    onward: str
    back: str
    tablet: bool
    since: float
    asker: Any = None
    key: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    state: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    address: str = ""
    """Of the directory's own page."""
    returned: bool = False
    account: Account | None = None
    why: str = ""
    process: "subprocess.Popen[bytes] | None" = None
    asked: float = 0.0

    @property
    def waits(self) -> bool:
        return self.process is not None


class Desk:
    """May be asked from any thread."""

    def __init__(
        self,
        file: SettingFile,
        now: Callable[[], float] = time.monotonic,
        command: Sequence[str] = COMMAND,
        ends_s: int = ENDS_S,
    ) -> None:
        self._file, self._now, self._ends_s = file, now, ends_s
        self._command = (*command, str(ends_s))
        self._under_way: OrderedDict[str, Attempt] = OrderedDict()
        self._lock = threading.Lock()
        self._failed, self._failed_at = "", 0.0

    @property
    def setting(self) -> Setting | None:
        return self._file.look()[0]

    def begin(
        self, onward: str, back: str, *, tablet: bool, shown: Mapping[str, str] | None = None,
        asker: Any = None,
    ) -> Attempt | None:  # fmt: skip
        """``shown``: name and password, where they are asked for here. None where the setting is
        off, or others take up all there is."""
        setting = self.setting
        if setting is None or isinstance(setting, LdapSetting) != (shown is not None):
            return None
        made = Attempt(setting, onward, back, tablet, self._now(), asker)
        with self._lock:
            self._look_after()
            beside = [one for one in self._under_way.values() if one.tablet == tablet]
            if sum(one.waits for one in beside) >= AT_ONCE:
                return None
            for old in beside[: max(0, len(beside) - KEPT + 1)]:
                self._drop(old)
            self._under_way[made.key] = made
            if shown is not None:
                self._ask(made, "account", shown)
            else:
                lead = {"back": back, "state": made.state, "nonce": made.nonce}
                self._ask(made, "lead", {**lead, "verifier": made.verifier})
        return made

    def returns(self, state: str, code: str, iss: str) -> bool:
        """Somebody comes back from the directory's page; once. Whether they were sent there."""
        with self._lock:
            self._look_after()
            found = next((a for a in self._under_way.values() if a.state == state), None)
            if found is None or not found.address or found.returned:
                return found is not None
            found.returned = True
            if not code:
                found.why = "denied"
            elif self._crowded(found.tablet):
                found.why = "busy"
            else:
                shown = {"back": found.back, "nonce": found.nonce, "verifier": found.verifier}
                self._ask(found, "account", {**shown, "code": code, "iss": iss})
        return True

    def of(self, key: str) -> Attempt | None:
        """How far it is."""
        with self._lock:
            self._look_after()
            return self._under_way.get(key)

    def end(self, key: str) -> Attempt | None:
        """It is over: whoever comes later is not let in by it."""
        with self._lock:
            found = self._under_way.get(key)
            if found is not None:
                self._drop(found)
        return found

    def stop(self) -> None:
        with self._lock:
            for one in list(self._under_way.values()):
                self._drop(one)

    def facts(self) -> list[Fact]:
        """That the file can be used, and that the directory answered when it was last asked."""
        said: Words = self._file.look()[1]
        if said is NO_WORDS and self._failed:
            said = Message("accounts.last-asked-in-vain", detail=self._failed)
        return [Fact("accounts", said is NO_WORDS, self._failed_at, said, vital=False)]

    def _crowded(self, tablet: bool) -> bool:
        return sum(one.waits for one in self._under_way.values() if one.tablet == tablet) >= AT_ONCE

    def _ask(self, attempt: Attempt, wants: str, shown: Mapping[str, str]) -> None:
        question = {"setting": attempt.setting.model_dump(), "wants": wants, "with": dict(shown)}
        around = {name: value for name, value in os.environ.items() if name not in SERVICE_MANAGER}
        around["PYTHONPATH"] = os.pathsep.join(filter(None, (HERE, around.get("PYTHONPATH"))))
        attempt.asked = self._now()
        try:
            process = subprocess.Popen(
                self._command, env=around, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL, process_group=0,
            )  # fmt: skip
        except OSError:
            attempt.why = "busy"
            return
        attempt.process, line = process, process.stdin
        assert line is not None
        # Far less than a pipe holds: nobody waits for it to be read.
        with suppress(OSError), line:
            line.write(json.dumps(question).encode())
        process.stdin = None

    def _look_after(self) -> None:
        now = self._now()
        for one in list(self._under_way.values()):
            if one.process is not None:
                self._hear(one, one.process, now)
            if now - one.since > KEPT_S:
                self._drop(one)

    def _hear(self, attempt: Attempt, process: "subprocess.Popen[bytes]", now: float) -> None:
        if process.poll() is None:
            if now - attempt.asked <= self._ends_s + GRACE_S:
                return
            process.kill()
        said = _said(process)
        attempt.process = None
        attempt.why = str(said.get("why", ""))
        attempt.address = str(said.get("address", attempt.address))
        if "name" in said:
            attempt.account = Account(str(said["name"]), tuple(map(str, said["groups"])))
        self._failed_at = now
        told = attempt.why in BROKEN
        self._failed = f"{attempt.why} {said.get('detail', '')}".strip() if told else ""

    def _drop(self, attempt: Attempt) -> None:
        self._under_way.pop(attempt.key, None)
        if attempt.process is not None:
            attempt.process.kill()
            _said(attempt.process)
            attempt.process = None


def signing_in(here: "Services", file: Path | None) -> None:
    """Through the directory that ``file`` names; none without one."""
    if file is not None:
        here.accounts = Desk(SettingFile(file))
        here.health.add(here.accounts.facts)


def _said(process: "subprocess.Popen[bytes]") -> dict[str, Any]:
    """Of a process that has ended, or is just being killed."""
    out, _ = process.communicate()
    try:
        said = json.loads(out)
    except ValueError:
        # By its own alarm, or ours; else it broke off, as over an answer without end.
        return {"why": "slow" if (process.returncode or 0) < 0 else "answer"}
    return said if isinstance(said, dict) else {"why": "answer"}

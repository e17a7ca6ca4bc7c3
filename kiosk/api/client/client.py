"""What a machine asks of the hall, a method each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal
from urllib.parse import quote, urlencode

from kiosk.api.client.answers import Event, Hall, Heard, Incident, Lamp, Notice, Queue, Window
from kiosk.api.client.line import AnotherLog, Line, Unreachable

Command = Literal[
    "activate", "dismiss", "acknowledge", "update", "escalate", "silence", "resolve", "clear",
    "review", "close",
]  # fmt: skip
PAGE: Final = 500
"""Events asked for at once."""
STANDS_IN: Final = "safe-"
"""Begins the name of what a hall serves while it cannot read its log."""


@dataclass(frozen=True, slots=True)
class Client:
    """``Client.at("http://127.0.0.1:8000", TOKEN)``. Each method raises Refusal where the hall refuses,
    with its words, and Unreachable where it does not answer.

    What could not be saved or got no answer is tried again with the same key. ``key``: your own,
    where the same act may be asked again by a program that was ended in between.
    """

    line: Line

    @classmethod
    def at(cls, url: str, token: str, **more: Any) -> "Client":
        """``more``: as :class:`Line` takes it."""
        return cls(Line(url, token, **more))

    # ---- incidents

    def raise_incident(
        self,
        kind: str,
        targets: Sequence[str],
        *,
        level: int | None = None,
        eta: datetime | None = None,
        cause: str = "",
        note: str = "",
        drill: bool = False,
        drill_lamps: bool = False,
        cls: str | None = None,
        draft: bool = False,
        key: str | None = None,
    ) -> Incident:
        """The same one where it is open already. ``eta`` with its offset."""
        body = _given(
            kind=kind, targets=list(targets), level=level, eta=_said(eta), cause=cause, note=note,
            drill=drill, drill_lamps=drill_lamps, draft=draft,
        )  # fmt: skip
        found: Incident = self.line.ask("POST", "/incidents", body | _given(**{"class": cls}), key)
        return found

    def change(
        self,
        incident: str,
        command: Command,
        *,
        reason: str = "",
        revision: int | None = None,
        eta: datetime | None = None,
        no_eta: bool = False,
        level: int | None = None,
        cause: str | None = None,
        note: str | None = None,
        key: str | None = None,
    ) -> Incident:
        """``revision``: the one you have seen; another one by now is refused."""
        body = _given(
            reason=reason, revision=revision, eta=_said(eta), no_eta=no_eta, level=level, cause=cause,
            note=note,
        )  # fmt: skip
        path = f"/incidents/{_part(incident)}/{_part(command)}"
        found: Incident = self.line.ask("POST", path, body, key)
        return found

    def clear(
        self,
        incident: str,
        reason: str = "",
        *,
        revision: int | None = None,
        key: str | None = None,
    ) -> Incident:
        return self.change(incident, "clear", reason=reason, revision=revision, key=key)

    def incidents(self, state: Literal["open", "all"] = "open") -> list[Incident]:
        """Oldest first."""
        found: list[Incident] = self.line.ask("GET", f"/incidents?state={state}")["incidents"]
        return found

    def incident(self, incident: str) -> Incident:
        found: Incident = self.line.ask("GET", f"/incidents/{_part(incident)}")
        return found

    # ---- the hall

    def hall(self) -> Hall:
        """Everything that is shown now, and why."""
        found: Hall = self.line.ask("GET", "/hall")
        return found

    def window(
        self,
        name: str,
        *,
        open: bool | None = None,
        services: Sequence[str] | None = None,
        key: str | None = None,
    ) -> Window:
        """For today; ``name`` as in ``window/<name>``. Neither given: back to what is described."""
        listed = None if services is None else list(services)
        body = _given(open=open, services=listed)
        found: Window = self.line.ask("POST", f"/windows/{_part(name)}", body, key)
        return found

    def queue(self, waiting: int, wait_min: int | None = None, *, key: str | None = None) -> Queue:
        """How many people wait, and about how many minutes."""
        found: Queue = self.line.ask(
            "POST", "/queue", _given(waiting=waiting, wait_min=wait_min), key
        )
        return found

    def notices(self) -> list[Notice]:
        found: list[Notice] = self.line.ask("GET", "/notices")["notices"]
        return found

    # ---- lamps

    def lamps(self) -> list[Lamp]:
        """As they are described; how each fares is in :meth:`hall`."""
        found: list[Lamp] = self.line.ask("GET", "/lamps")["lamps"]
        return found

    def put_lamp(self, lamp: Mapping[str, Any], *, key: str | None = None) -> Lamp:
        found: Lamp = self.line.ask("PUT", f"/lamps/{_part(str(lamp['id']))}", dict(lamp), key)
        return found

    def remove_lamp(self, name: str) -> None:
        self.line.ask("DELETE", f"/lamps/{_part(name)}")

    # ---- reports of other systems

    def alerts(
        self, body: Mapping[str, Any], source: str | None = None, *, key: str | None = None
    ) -> Heard:
        """Alertmanager's webhook as it is; with ``source`` that monitor's own JSON."""
        path = "/alerts" if source is None else f"/alerts/{_part(source)}"
        found: Heard = self.line.ask("POST", path, dict(body), key)
        return found

    def warn(self, cap: str, *, key: str | None = None) -> Heard:
        """An authority's warning, a CAP 1.2 document as it stands."""
        found: Heard = self.line.ask("POST", "/warnings", {"cap": cap}, key)
        return found

    # ---- the log

    def events(self, after: int = 0, limit: int = 100) -> list[Event]:
        """Of the log, oldest first, what came after this number."""
        found: list[Event] = self._page(after, limit)["events"]
        return found

    def follow(self, after: int = 0, every_s: float = 2.0, log: str = "") -> Iterator[Event]:
        """Each event once and in order, without end, also over restarts of the hall; ``after``: the
        last number you have, and ``log`` of which log, where you keep both.

        Raises Refusal, and AnotherLog where the hall has begun another log or brought one back: its
        numbers mean other events. Follow on with ``log`` of the error, ``after=0`` for all of it."""
        while True:
            page = self._log_page(after)
            named, head = page.get("log", log), page.get("head", after)
            if named != (log or named) or head < after:
                raise AnotherLog(named, head)
            log = named
            for event in page["events"]:
                after = event["seq"]
                yield event
            if not page["events"]:
                self.line.rest(every_s)

    def _log_page(self, after: int) -> dict[str, Any]:
        """Without events while nobody answers, or what stands in for the log."""
        nothing: dict[str, Any] = {"events": []}
        try:
            found = self._page(after, PAGE)
        except Unreachable:
            return nothing
        return nothing if found.get("log", "").startswith(STANDS_IN) else found

    def _page(self, after: int, limit: int) -> dict[str, Any]:
        asked = urlencode({"after": after, "limit": limit})
        found: dict[str, Any] = self.line.ask("GET", f"/events?{asked}")
        return found


def _given(**members: Any) -> dict[str, Any]:
    """Without what was left out."""
    return {name: value for name, value in members.items() if value not in (None, "")}


def _said(moment: datetime | None) -> str | None:
    """Raises ValueError for one without its offset, which could be any hour."""
    if moment is not None and moment.tzinfo is None:
        raise ValueError("a time needs its offset: datetime(…, tzinfo=…)")
    return None if moment is None else moment.isoformat()


def _part(text: str) -> str:
    return quote(text, safe="")

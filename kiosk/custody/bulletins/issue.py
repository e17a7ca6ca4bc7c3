"""What has been issued of each incident, and what is to follow: arithmetic of values alone.

alerts.md §3: an Update names every predecessor that still holds, an end is an Update with AllClear,
what was taken back is cancelled. A message holds for :data:`LASTS` and is issued anew before it
ends, so that nobody who fetches sees an incident run out that goes on.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from pydantic import TypeAdapter

from kiosk.custody.bulletins.account import Account
from kiosk.custody.warnings.message import CapMessage, Info, Name

LASTS: Final = timedelta(hours=12)
ANEW: Final = timedelta(hours=6)
"""Before it ends."""
PREDECESSORS_MAX: Final = 200
SECOND: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Told:
    """A message that was issued, as a later one names it."""

    identifier: str
    sent: datetime
    expires: datetime


@dataclass(frozen=True, slots=True)
class Chain:
    """All that was issued of one incident and still holds, the newest last; ``kind`` and
    ``account`` are the newest one's."""

    sender: str
    kind: str
    account: Account
    told: tuple[Told, ...]

    @property
    def last(self) -> Told:
        return self.told[-1]


CHAINS: Final = TypeAdapter(tuple[Chain, ...])


def issued(
    known: Mapping[str, Chain],
    wanted: Mapping[str, Account],
    void: Collection[str],
    sender: str,
    now: datetime,
) -> Mapping[str, Chain]:
    """After what is to be issued now. ``void``: incidents that were taken back."""
    found = dict(_kept(known, wanted, now))
    for name, account in wanted.items():
        chain = found.get(name)
        if chain is None:
            found[name] = _followed(None, "Alert", account, sender, now)
        elif chain.account != account or chain.kind == "Cancel" or _ends_soon(chain, now):
            found[name] = _followed(chain, "Update", account, sender, now)
    for name, chain in found.items():
        if name in void and name not in wanted and chain.kind != "Cancel":
            found[name] = _followed(chain, "Cancel", chain.account, sender, now)
    return found


def _kept(
    known: Mapping[str, Chain], wanted: Mapping[str, Account], now: datetime
) -> Iterator[tuple[str, Chain]]:
    """What nobody speaks of any more goes once its last message has run out."""
    for name, chain in known.items():
        if name in wanted or chain.last.expires > now:
            yield name, chain


def _ends_soon(chain: Chain, now: datetime) -> bool:
    """An end is told once, for its time."""
    return not chain.account.over and chain.last.expires - now <= ANEW


def _followed(
    before: Chain | None, kind: str, account: Account, sender: str, now: datetime
) -> Chain:
    """Never sent before, or at the moment of, what it follows, however the clock was set."""
    sent = now.astimezone(UTC).replace(microsecond=0)
    if before is not None:
        sent = max(sent, before.last.sent + SECOND)
    # Names of another sender are no names of this one's messages: after the hall's address changed
    # they are still named by the address they went out under.
    sender = before.sender if before is not None else sender
    name = f"{sender.partition('@')[0]}-{account.incident}-{sent:%Y%m%dT%H%M%SZ}"
    new = Told(name, sent, sent + LASTS)
    holds = tuple(one for one in (before.told if before else ()) if one.expires > sent)
    # The one before is named even where it has run out: without it nobody knows what is updated.
    told = holds or ((before.last,) if before else ())
    return Chain(sender, kind, account, (*told[-PREDECESSORS_MAX:], new))


def message_of(chain: Chain) -> CapMessage:
    """The newest of a chain. A Cancel says nothing but what it withdraws."""
    last, account = chain.last, chain.account
    infos = tuple(_timed(info, last) for info in account.infos)
    return CapMessage(
        name=Name(chain.sender, last.identifier, last.sent),
        status="Exercise" if account.drill else "Actual",
        kind=chain.kind,
        scope="Public",
        note=account.incident if account.drill else "",
        references=tuple(Name(chain.sender, one.identifier, one.sent) for one in chain.told[:-1]),
        infos=() if chain.kind == "Cancel" else infos,
    )


def _timed(info: Info, last: Told) -> Info:
    return replace(info, effective=last.sent, expires=last.expires)

"""Machines that call the API: what the scopes of a token allow."""

from collections.abc import Mapping

from signage.situation.incidents import OF_MACHINES, Actor

OF_THE_HALL = frozenset({"contact", "feed", "mqtt", "probe", "thresholds"})
"""What the hall's own senders are called, some with a slash and their id behind it."""

SCOPES = ("read", "raise", "clear", "admin")
READERS = frozenset(SCOPES)
RAISERS = frozenset({"raise", "admin"})
CLEARERS = frozenset({"clear", "admin"})
GRANTS: Mapping[str, frozenset[str]] = {
    "read": READERS,
    "raise": RAISERS,
    "window": RAISERS,
    "queue": RAISERS,
    "hear": RAISERS,
    "sent": RAISERS,
    "update": RAISERS,
    "escalate": RAISERS,
    "acknowledge": RAISERS | CLEARERS,
    "silence": RAISERS | CLEARERS,
    "undo": RAISERS | CLEARERS,
    "lamps": frozenset({"admin"}),
    "mark": RAISERS | CLEARERS,
    "confirm": RAISERS | CLEARERS,
    "appoint": CLEARERS,
    "activate": RAISERS | CLEARERS,
    "dismiss": CLEARERS,
    "resolve": CLEARERS,
    "clear": CLEARERS,
    "review": CLEARERS,
    "close": CLEARERS,
}
"""What an API client does → the scopes any one of which allows it."""

_ROLES: tuple[tuple[str, Actor], ...] = (
    ("admin", Actor("", "admin")),
    ("clear", Actor("", "supervisor")),
    ("raise", Actor("", "guide")),
)


def client_actor(name: str, scopes: frozenset[str]) -> Actor | None:
    """An API client as an actor, by its highest scope; None = it only reads."""
    return next(
        (Actor(actor_name(name), actor.role) for scope, actor in _ROLES if scope in scopes),
        None,
    )


def actor_name(name: str) -> str:
    """No token, whatever it is called, speaks as a contact, a feed or another token: what one reported
    is over by its own word alone."""
    if name in OF_THE_HALL or "/" in name:
        return f"{OF_MACHINES}/{name.replace('/', '%2F')}"
    return f"{OF_MACHINES}{name}"

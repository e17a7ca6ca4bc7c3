"""Names of cookies. A browser keeps them for a host, whatever the port: two halls under one name
must not share one."""

from functools import lru_cache

from kiosk.serving.pins import digest

SESSION, TABLET = "session", "tablet"
"""As cookies were called before they had the hall's mark; who brings one of this hall's is still
known."""


@lru_cache(maxsize=8)
def _mark(secret: str) -> str:
    return digest(f"cookies of the hall with {secret}")[:12]


def named(kind: str, secret: str) -> str:
    """``kind`` with the mark of the hall whose secret signs it: the two last equally long."""
    return f"{kind}-{_mark(secret)}"

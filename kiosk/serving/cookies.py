"""Names of cookies. A browser keeps them for a host, whatever the port: two halls under one name
must not share one."""

SESSION, TABLET = "session", "tablet"
"""As cookies were called before they had the hall's mark; who brings one of this hall's is still
known."""


def named(kind: str, mark: str) -> str:
    """``kind`` with the mark of the hall, which outlives the keys that sign."""
    return f"{kind}-{mark}"

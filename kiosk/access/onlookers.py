"""Who may see how the hall itself is: staff, tablets, machines with a token, and this machine.

2026-11-29 · ``/readyz`` tells anybody whether, and only these why; ``/metrics`` is theirs alone.
Which screens stand where, which lamps fail and what is wrong with the disk helps whoever wants to
harm the hall. Whoever measures from another machine brings a token with scope read.
"""

from flask import Flask, current_app, request
from limits import RateLimitItemPerHour
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from kiosk.access.people import signed_in, tablet
from kiosk.access.secured import is_here
from kiosk.serving.pins import digest
from kiosk.serving.services import services

HELP_OF_SCREEN, HELP_OF_ADDRESS = RateLimitItemPerHour(20), RateLimitItemPerHour(200)
"""New calls from one address: at one screen, and at all of them, which may share it."""


CALLS = "help_calls"


def init_onlookers(app: Flask) -> None:
    app.extensions[CALLS] = MovingWindowRateLimiter(MemoryStorage())


def is_stranger() -> bool:
    return not (is_here() or signed_in() or tablet() or _brings_token())


def _brings_token() -> bool:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    bears = scheme.lower() == "bearer" and bool(secret.strip())
    return bears and services().people.token(digest(secret.strip())) is not None


def may_call_help(screen: str) -> bool:
    """Whether a further call from this address counts; nobody calls twenty times an hour."""
    limiter, address = current_app.extensions[CALLS], request.remote_addr or ""
    return bool(
        limiter.hit(HELP_OF_ADDRESS, "help", address)
        and limiter.hit(HELP_OF_SCREEN, "help", address, screen)
    )

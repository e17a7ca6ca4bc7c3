"""Which machine calls, by its token, and what its scopes allow it."""

from flask import g, request

from kiosk.access.clients import GRANTS, actor_name, client_actor
from kiosk.access.problems import Problem
from kiosk.serving.lanes.unknown import BAD_TOKEN, NO_TOKEN, Unknown
from kiosk.serving.pins import digest
from kiosk.serving.services import services
from signage.language.words import Message
from signage.situation.incidents import Actor


def known() -> None:
    """Who calls, for :func:`allowed`. 401 without a token that counts."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise _unknown(NO_TOKEN)
    # By its hash, which is all that is kept: no comparison of secrets, and nothing to time.
    found = services().people.token(digest(secret.strip()))
    if found is None:
        raise _unknown(BAD_TOKEN)
    g.client = found[0], frozenset(found[1].replace(",", " ").split())


def _unknown(why: Unknown) -> Problem:
    return Problem(401, why.code, why.words, headers={"WWW-Authenticate": why.challenge})


def allowed(action: str) -> Actor:
    """The client as an actor, if a scope of its token grants ``action``; else 403."""
    name, scopes = g.client
    granted = GRANTS[action]
    if not scopes & granted:
        needs = " ".join(sorted(granted))
        challenge = f'Bearer realm="hall", error="insufficient_scope", scope="{needs}"'
        words = Message("caller.token-may-not-do-needs", needs=needs)
        raise Problem(403, "wrong-scope", words, headers={"WWW-Authenticate": challenge})
    return client_actor(name, scopes) or Actor(actor_name(name), "screen")

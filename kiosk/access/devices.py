"""Which enrolled tablet a cookie belongs to.

A tablet brings a token of its own; the database has the digest of it, and no key is needed. Tablets
enrolled before that bring their number, signed: once they are given a token instead, and the number
counts until the token was first used, for an answer may never arrive.
"""

import hmac
import secrets
from contextlib import suppress
from datetime import datetime, timedelta

from flask import Response, current_app, request
from itsdangerous import BadData, URLSafeSerializer

from kiosk.serving.cookies import TABLET, named
from kiosk.serving.pins import digest
from kiosk.serving.services import Services, services
from kiosk.store import DeviceRow, StoreError

DIGEST_LETTERS = 64
PLACE_LETTERS = 16
"""Of a tablet's id, by which a sign-in says where it was made."""
BEFORE = "?"
"""In place of them, of a sign-in that does not say."""
TABLETS_AT = "tablets_at"
TABLET_AGE_DAYS = 400
"""The longest a browser keeps a cookie (RFC 6265bis §5.5)."""


def device_of(here: Services, value: str, rows: list[DeviceRow]) -> str:
    """The id of the enrolment, whether or not it is revoked; empty where there is none."""
    found = signed_number(here, value) or (digest(value) if value else "")
    return found if any(row.id == found for row in rows) else ""


def signed_number(here: Services, value: str) -> str:
    """What a cookie of an earlier program says; empty where it is none that counts."""
    with suppress(BadData):
        said = URLSafeSerializer(here.believed("tablets"), salt=TABLET).loads(value)
        return said if isinstance(said, str) and len(said) < DIGEST_LETTERS else ""
    return ""


def new_signin(device: str) -> str:
    """A number for a sign-in made on that tablet, empty for any other browser: it says where, so that
    a lost tablet takes its own sign-ins with it, wherever their cookies were copied to."""
    return f"{device[:PLACE_LETTERS]}.{secrets.token_urlsafe(16)}"


def place_of(signin: str) -> str:
    """The tablet that a sign-in was made on; empty = any other browser."""
    place, said, _ = signin.rpartition(".")
    return place if said else BEFORE


def signin_ended(here: Services, signin: str) -> bool:
    """By itself, or with the tablet it was made on."""
    place = place_of(signin)
    ended = here.people.signin_ended
    return ended(signin) or (bool(place) and ended(_all_on(place)))


def lose(here: Services, row: DeviceRow, forget: timedelta) -> None:
    """Neither the tablet of this enrolment nor any sign-in made on it counts any more, and nothing is
    pushed to a browser that was added in one. ``forget``:
    how long a sign-in lasts at most. Raises :class:`StoreError`."""
    now: datetime = here.clock()
    # It may have been given another token since; and of a sign-in of an earlier program nobody
    # knows where it was made.
    known = [one.id for one in here.people.devices() if one.name == row.name]
    for place in dict.fromkeys((*(one[:PLACE_LETTERS] for one in known), BEFORE)):
        here.people.end_signin(_all_on(place), now, now - forget)
    for one in here.people.devices():
        if one.name == row.name and one.active:
            here.people.revoke_device(one.id)
    if here.caller is not None:
        here.caller.devices.lose(one[:PLACE_LETTERS] for one in known)


def _all_on(place: str) -> str:
    return f"all on {place}"


def device_id() -> str:
    """Of the tablet this request comes from, see :func:`device_of`."""
    here = services()
    brought = [value for name in names(here) if (value := request.cookies.get(name))]
    rows = here.people.devices() if brought else []
    return next((found for value in brought if (found := device_of(here, value, rows))), "")


def noted(response: Response, *, enrolling: bool = False) -> Response:
    """The address under which the tablet this comes from is known, or will be, is kept: a browser
    brings its cookie to no other, whatever address is printed."""
    if enrolling or device_id():
        with suppress(StoreError):  # another day: nothing that was asked for depends on it
            services().store.put_fact(TABLETS_AT, request.host_url.rstrip("/"))
    return response


def tablets_address() -> str:
    """As it was noted last; empty where no tablet has come yet."""
    return services().store.fact(TABLETS_AT) or ""


def tablet_place() -> str:
    """What the tablet this request comes from lies beside, whoever uses it; empty where nobody
    said, and for any other browser."""
    here, device = services(), device_id()
    row = next((row for row in here.people.known_devices() if row.id == device), None)
    return here.people.tablet_place(row.name) if row is not None and row.active else ""


def names(here: Services) -> tuple[str, ...]:
    """Of its cookie, the one it is given first. Those of http count over https too, until the tablet
    has a token that never went over http."""
    plain = named(TABLET, here.keys.mark), TABLET
    return (named(TABLET, here.keys.mark, secure=True), *plain) if request.is_secure else plain


def give_token(response: Response, token: str) -> Response:
    """Make the browser this goes to the tablet of that token."""
    here = services()
    response.set_cookie(
        names(here)[0], token, max_age=TABLET_AGE_DAYS * 24 * 3600, httponly=True, samesite="Strict",
        secure=request.is_secure or bool(current_app.config.get("SESSION_COOKIE_SECURE")),
    )  # fmt: skip
    return noted(response, enrolling=True)


def exchanged(response: Response) -> Response:
    """A tablet with a signed number leaves with a token; one that brings its token has no number
    any more. A store that fails now is asked the next time."""
    here = services()
    brought = [value for name in names(here) if (value := request.cookies.get(name))]
    if not brought:
        return response
    older = [row for row in here.people.devices() if row.active and len(row.id) < DIGEST_LETTERS]
    with suppress(StoreError):
        for row in older:
            token = _token_for(here, row.id)
            if token in brought:
                here.people.revoke_device(row.id)
            elif row.id in {signed_number(here, value) for value in brought}:
                _also(here, row, token)
                give_token(response, token)
        if request.is_secure:
            _moved(here, response)
    return response


def _moved(here: Services, response: Response) -> None:
    """A token that went over http is replaced by one that never did; it counts until that was used,
    for an answer may never arrive."""
    own, *plain = names(here)
    rows = {row.id: row for row in here.people.devices() if row.active}
    for name in plain:
        value = request.cookies.get(name, "")
        row = rows.get(digest(value)) if value else None
        if row is None:
            continue
        if request.cookies.get(own) in {
            _token_for(here, value, key) for key in here.believed("tablets")
        }:
            here.people.revoke_device(row.id)
            response.delete_cookie(name, samesite="Strict", httponly=True, secure=True)
        elif own not in request.cookies:
            token = _token_for(here, value)
            _also(here, row, token)
            give_token(response, token)


def _token_for(here: Services, number: str, key: str = "") -> str:
    """The same each time it is asked: an answer that was lost is given again."""
    signs = (key or here.secret).encode()
    return hmac.new(signs, f"tablet {number}".encode(), "sha256").hexdigest()


def _also(here: Services, row: DeviceRow, token: str) -> None:
    if here.people.device(digest(token)) is None:
        here.people.put_device(digest(token), row.name, row.by)

"""Flask's sessions, but for the age of a cookie and its name.

A cookie signed before the clock was set back comes from the future: Flask would throw it away, and
with it what its sender just did. How long a sign-in lasts is judged by what it says of itself, see
:mod:`kiosk.access.people`.
"""

from typing import cast

from flask import Flask, Request, Response, has_request_context, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import BadSignature, URLSafeTimedSerializer

from kiosk.serving.cookies import SESSION, named
from kiosk.serving.services import NAME, Services
from kiosk.store.beside.keys import Keys


def _services(app: Flask) -> Services:
    return cast(Services, app.extensions[NAME])


def use_keys(app: Flask, here: Services, keys: Keys) -> None:
    here.keys = keys
    app.config["SECRET_KEY"] = keys.secret
    # A form that stood open meanwhile must still raise a fire. Its token says nothing without the
    # session's own, which the cookie's key signs.
    app.config["WTF_CSRF_SECRET_KEY"] = here.believed("sessions")[0]


def _over_https() -> bool:
    return has_request_context() and request.is_secure


class _Renamed(SecureCookieSession):
    """Came under the old name: goes on under the hall's own, and the old one ends."""

    modified = True


class Sessions(SecureCookieSessionInterface):
    def get_cookie_name(self, app: Flask) -> str:
        return named(SESSION, _services(app).keys.mark, secure=_over_https())

    def get_cookie_secure(self, app: Flask) -> bool:
        return _over_https() or super().get_cookie_secure(app)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """A key that was just replaced still counts: nobody is signed out by an upgrade."""
        app.config["SECRET_KEY_FALLBACKS"] = _services(app).believed("sessions")[:-1]
        return super().get_signing_serializer(app)

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        found = self._opened(app, request, self.get_cookie_name(app), self.session_class)
        if not found and not request.is_secure:
            found = self._opened(app, request, SESSION, _Renamed)
        return found or self.session_class()

    def _opened(
        self, app: Flask, request: Request, name: str, kind: type[SecureCookieSession]
    ) -> SecureCookieSession | None:
        signer = self.get_signing_serializer(app)
        try:
            # Without max_age, as Flask passes it: a cookie "from the future" would be thrown away.
            return kind(signer.loads(request.cookies.get(name, ""))) if signer is not None else None
        except BadSignature:
            return None

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        super().save_session(app, session, response)
        if isinstance(session, _Renamed):
            response.delete_cookie(
                SESSION, path=self.get_cookie_path(app), samesite="Strict", httponly=True
            )

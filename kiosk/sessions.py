"""Flask's sessions, but for the age of a cookie.

A cookie signed before the clock was set back comes from the future: Flask would throw it away, and with it what its
sender just did. How long a sign-in lasts is judged by what it says of itself, see :mod:`kiosk.access`.
"""

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import BadSignature


class Sessions(SecureCookieSessionInterface):
    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        signer = self.get_signing_serializer(app)
        if signer is None:
            return None
        try:
            return self.session_class(signer.loads(request.cookies.get(self.get_cookie_name(app), "")))
        except BadSignature:
            return self.session_class()

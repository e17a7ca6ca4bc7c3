"""An identity provider written from OpenID Connect Core 1.0, Discovery 1.0 and RFC 7636, over TLS,
with a page on which somebody signs in. It errs on request."""

import base64
import hashlib
import json
import secrets
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, redirect, request
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from werkzeug.serving import make_server

from kiosk.custody.certificates.issue import new_authority, new_server
from kiosk.custody.certificates.names import permitted

CLIENT, SECRET = "hall", "between-us"
PASSWORDS = {"wang.wei": "correct horse", "li.na": "battery staple"}
LASTS_S = 300


def certified(folder: Path) -> tuple[Path, Path]:
    """The authority's certificate, and the server's with its key."""
    now = datetime.now(UTC)
    authority = new_authority(permitted(["localhost"], []), now)
    trusted, server = folder / "authority.pem", folder / "server.pem"
    pem = new_server(authority, [], now)
    server.write_text(pem)
    trusted.write_text(
        "-----BEGIN CERTIFICATE-----" + pem.rpartition("-----BEGIN CERTIFICATE-----")[2]
    )
    return trusted, server


def new_key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": secrets.token_hex(4)})


@dataclass
class Provider:
    """``claims`` and ``discovery`` overlay what it would say; ``hangs`` names what never answers."""

    trusted: Path
    base: str = ""
    groups: dict[str, list[str]] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    discovery: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, dict[str, str]] = field(default_factory=dict)
    """By code."""
    calls: list[str] = field(default_factory=list)
    hangs: frozenset[str] = frozenset()
    key: RSAKey = field(default_factory=new_key)
    shown_key: RSAKey | None = None
    """In the key set in place of the one that signs."""
    algorithm: str = "RS256"
    iss: str | None = None
    freed: threading.Event = field(default_factory=threading.Event)

    def rotate(self) -> None:
        self.key = new_key()

    def config(self) -> dict[str, Any]:
        return {
            "issuer": self.base,
            "authorization_endpoint": f"{self.base}/authorize",
            "token_endpoint": f"{self.base}/token",
            "jwks_uri": f"{self.base}/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        } | self.discovery

    def app(self) -> Flask:
        app = Flask("provider")
        app.before_request(self._heard)
        app.add_url_rule("/.well-known/openid-configuration", view_func=self.config)
        app.add_url_rule("/jwks", view_func=self._jwks)
        app.add_url_rule("/authorize", view_func=self._authorize, methods=["GET", "POST"])
        app.add_url_rule("/token", view_func=self._token, methods=["POST"])
        return app

    def _heard(self) -> None:
        self.calls.append(request.path)
        if request.path in self.hangs:
            self.freed.wait(60)

    def _jwks(self) -> dict[str, Any]:
        return {"keys": [(self.shown_key or self.key).as_dict(private=False)]}

    def _authorize(self) -> Any:
        asked = dict(request.args.items())
        right = {"client_id": CLIENT, "response_type": "code", "code_challenge_method": "S256"}
        if not right.items() <= asked.items() or "openid" not in asked["scope"].split():
            return "not a request of this client", 400
        name = request.form.get("user", "")
        if request.method == "POST" and PASSWORDS.get(name) == request.form.get("password"):
            return redirect(self.agreed(name, asked), 303)
        if request.form.get("no"):
            return redirect(
                f"{asked['redirect_uri']}?{urlencode({'error': 'access_denied', 'state': asked['state']})}",
                303,
            )  # one address
        return Response(
            "<!doctype html><html lang='en'><title>Bureau</title><main><h1>Bureau</h1>"
            "<form method='post'>"
            "<label>Name <input name='user' autofocus></label>"
            "<label>Password <input name='password' type='password'></label>"
            f"<button>Sign in</button></form><p>{escape(asked['client_id'])}</p></main></html>"
        )

    def agreed(self, name: str, asked: dict[str, str]) -> str:
        """The address with a new code."""
        code = secrets.token_urlsafe(16)
        self.asked[code] = asked | {"user": name}
        said = {"code": code, "state": asked["state"]}
        if self.iss is not None:
            said["iss"] = self.iss
        return f"{asked['redirect_uri']}?{urlencode(said)}"

    def _token(self) -> Any:
        asked = self.asked.pop(request.form.get("code", ""), None)
        verifier = request.form.get("code_verifier", "")
        hashed = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest())
        scheme, _, said = request.headers.get("Authorization", "").partition(" ")
        if scheme != "Basic" or base64.b64decode(said).decode() != f"{CLIENT}:{SECRET}":
            return {"error": "invalid_client"}, 401
        if (
            asked is None
            or asked["code_challenge"] != hashed.decode().rstrip("=")
            or asked["redirect_uri"] != request.form.get("redirect_uri")
        ):
            return {"error": "invalid_grant"}, 400
        now = int(time.time())
        claims = {
            "iss": self.base, "sub": f"id of {asked['user']}", "aud": CLIENT, "exp": now + LASTS_S,
            "iat": now, "auth_time": now, "nonce": asked["nonce"],
            "preferred_username": asked["user"], "groups": self.groups.get(asked["user"], []),
        } | self.claims  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        return {
            "access_token": "x", "token_type": "Bearer", "expires_in": LASTS_S,
            "id_token": self._signed(claims),
        }  # fmt: skip

    def _signed(self, claims: dict[str, Any]) -> str:
        if self.algorithm == "none":
            parts = (b'{"alg":"none"}', jwt_body(claims), b"")
            return ".".join(base64.urlsafe_b64encode(p).decode().rstrip("=") for p in parts)
        if self.algorithm == "HS256":
            # The public key taken for a secret, as a forger would.
            key = OctKey.import_key(self.key.as_pem(private=False))
            return jwt.encode({"alg": "HS256"}, claims, key)
        return jwt.encode({"alg": self.algorithm, "kid": self.key.kid}, claims, self.key)


def jwt_body(claims: dict[str, Any]) -> bytes:
    return json.dumps(claims).encode()


@contextmanager
def provided(folder: Path) -> Iterator[Provider]:
    trusted, pem = certified(folder)
    made = Provider(trusted)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    server = make_server("localhost", 0, made.app(), threaded=True, ssl_context=context)
    server.daemon_threads = True  # type: ignore[attr-defined]  # threaded, so it has them
    made.base = f"https://localhost:{server.port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.freed.set()
        server.shutdown()
        server.server_close()
        thread.join(20)

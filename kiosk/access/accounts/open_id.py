"""OpenID Connect (Core 1.0, Discovery 1.0): authorization code with PKCE (RFC 7636).

Everything is fetched anew for each sign-in, so that a key that was changed counts at once and
nothing wrong is kept. Only ``https``, no redirect followed, no proxy or password of the environment.
"""

from collections.abc import Mapping
from typing import Any, Final

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import ExpiredTokenError, InvalidClaimError, JoseError
from joserfc.jwk import KeySet
from requests import RequestException

from kiosk.access.accounts.directory import PATIENCE_S, Account, Unanswered, names_in
from kiosk.access.accounts.setting_file import OpenIdSetting

ALGORITHMS: Final = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384"]
"""By a public key alone: neither unsigned nor by a secret that both know."""
TIMES: Final = frozenset({"exp", "iat", "nbf"})
LEEWAY_S: Final = 120
SHOWN_S: Final = 300
"""How long ago, by the directory's own clock, the password may have been typed."""
WELL_KNOWN: Final = "/.well-known/openid-configuration"
BASIC, POST = "client_secret_basic", "client_secret_post"


class OpenId:
    def __init__(self, setting: OpenIdSetting) -> None:
        self._setting = setting

    def lead(self, asked: Mapping[str, str]) -> str:
        """``asked``: back, state, nonce, verifier."""
        session, told = self._session(asked), self._discovered()
        address, _ = session.create_authorization_url(
            _https(told, "authorization_endpoint"), state=asked["state"], nonce=asked["nonce"],
            code_verifier=asked["verifier"], prompt="login", max_age="0",
        )  # fmt: skip
        return str(address)

    def account(self, shown: Mapping[str, str]) -> Account:
        """``shown``: back, nonce, verifier, code; ``iss`` where it said who answers (RFC 9207)."""
        told = self._discovered()
        said = shown.get("iss", "")
        if said and said != self._setting.issuer:
            raise Unanswered("answer", "iss")
        if not said and told.get("authorization_response_iss_parameter_supported"):
            raise Unanswered("answer", "no iss")
        claims = self._claims(self._exchanged(shown, told), shown["nonce"], self._keys(told))
        name = claims.get(self._setting.person)
        if not isinstance(name, str):
            raise Unanswered("answer", f"no claim {self._setting.person}")
        return Account(name, names_in(claims.get(self._setting.groups)))

    def _session(self, shown: Mapping[str, str], method: str = "none") -> OAuth2Session:
        setting = self._setting
        session = OAuth2Session(
            setting.client_id, setting.client_secret or None, scope=setting.scope,
            redirect_uri=shown["back"], code_challenge_method="S256",
            token_endpoint_auth_method=method, default_timeout=PATIENCE_S,
        )  # fmt: skip
        session.trust_env, session.max_redirects = False, 0
        session.verify = setting.authority or True
        return session

    def _discovered(self) -> dict[str, Any]:
        told = self._fetched(self._setting.issuer.rstrip("/") + WELL_KNOWN)
        if told.get("issuer") != self._setting.issuer:
            raise Unanswered("answer", "issuer")
        return told

    def _keys(self, told: Mapping[str, Any]) -> KeySet:
        try:
            return KeySet.import_key_set(self._fetched(_https(told, "jwks_uri")))  # type: ignore[arg-type]  # what it holds is looked at there
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise Unanswered("answer", "jwks") from error

    def _fetched(self, address: str) -> dict[str, Any]:
        session = self._session({"back": ""})
        try:
            response = session.request("GET", address, withhold_token=True)
            response.raise_for_status()
            found = response.json()
        except RequestException as error:
            raise _unreached(error) from error
        if not isinstance(found, dict):
            raise Unanswered("answer", "no object")
        return found

    def _exchanged(self, shown: Mapping[str, str], told: Mapping[str, Any]) -> dict[str, Any]:
        ways = names_in(told.get("token_endpoint_auth_methods_supported", BASIC))
        method = "none" if not self._setting.client_secret else BASIC if BASIC in ways else POST
        try:
            return dict(
                self._session(shown, method).fetch_token(
                    _https(told, "token_endpoint"), code=shown["code"],
                    code_verifier=shown["verifier"],
                )
            )  # fmt: skip
        except RequestException as error:
            raise _unreached(error) from error
        except (AuthlibBaseError, ValueError, TypeError) as error:
            raise Unanswered("answer", "token") from error

    def _claims(self, token: Mapping[str, Any], nonce: str, keys: KeySet) -> Mapping[str, Any]:
        setting = self._setting
        options = {
            "iss": {"essential": True, "value": setting.issuer},
            "aud": {"essential": True, "value": setting.client_id},
            "nonce": {"essential": True, "value": nonce},
        }
        given = {
            "nonce": nonce, "client_id": setting.client_id, "max_age": SHOWN_S,
            "access_token": token.get("access_token"),
        }  # fmt: skip
        try:
            read = jwt.decode(str(token.get("id_token", "")), keys, algorithms=ALGORITHMS)
            claims = CodeIDToken(read.claims, read.header, options, given)
            claims.validate(leeway=LEEWAY_S)
            if claims["iat"] - claims["auth_time"] > SHOWN_S:
                raise Unanswered("answer", "auth_time")
        except (ExpiredTokenError, InvalidClaimError) as error:
            of_time = isinstance(error, ExpiredTokenError) or error.claim in TIMES
            raise Unanswered(
                "times" if of_time else "answer", f"id_token: {error.claim}"
            ) from error
        except (JoseError, AuthlibBaseError, ValueError, KeyError, TypeError) as error:
            raise Unanswered("answer", f"id_token: {type(error).__name__}") from error
        return dict(claims)


def _https(told: Mapping[str, Any], name: str) -> str:
    address = told.get(name)
    if not isinstance(address, str) or not address.startswith("https://"):
        raise Unanswered("answer", name)
    return address


def _unreached(error: RequestException) -> Unanswered:
    """A refusal of its server, or what is no JSON, is an answer that does not hold."""
    answered = error.response is not None or isinstance(error, ValueError)
    return Unanswered("answer" if answered else "unreachable", type(error).__name__)

"""What the bureau's provider says is believed when it is signed, of now, for this hall and this
sign-in; asked as a process asks it, against a real provider over TLS."""

import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc.jwk import RSAKey

from kiosk.access.accounts.ask import answered
from tests.kiosk.accounts.provider import CLIENT, SECRET, Provider, new_key, provided

BACK = "https://hall.local/sign-in/account/back"
SHOWN = {"back": BACK, "state": "s" * 32, "nonce": "n" * 32, "verifier": "v" * 64}


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    with provided(tmp_path_factory.mktemp("provider")) as made:
        yield made


@pytest.fixture
def provider(there: Provider) -> Provider:
    """As it is when nothing is wrong with it."""
    plain = Provider(there.trusted, there.base, key=there.key)
    for name in ("groups", "claims", "discovery", "asked", "shown_key", "algorithm", "iss"):
        setattr(there, name, getattr(plain, name))
    return there


def asked(provider: Provider, wants: str, **shown: str) -> dict[str, Any]:
    setting = {
        "sort": "oidc", "issuer": provider.base, "client_id": CLIENT, "client_secret": SECRET,
        "authority": str(provider.trusted),
    }  # fmt: skip
    return answered({"setting": setting, "wants": wants, "with": SHOWN | shown})


def led(provider: Provider) -> dict[str, str]:
    address = asked(provider, "lead")["address"]
    return {name: value for name, (value,) in parse_qs(urlsplit(address).query).items()}


def come_in(provider: Provider, **shown: str) -> dict[str, Any]:
    first = asked(provider, "lead")
    if "why" in first:
        return first
    back = provider.agreed("wang.wei", led(provider))
    given = {name: value for name, (value,) in parse_qs(urlsplit(back).query).items()}
    return asked(
        provider, "account", **({"code": given["code"], "iss": given.get("iss", "")} | shown)
    )


def test_the_browser_is_led_with_a_challenge_and_asked_for_the_password_anew(
    provider: Provider,
) -> None:
    given = led(provider)
    assert given["code_challenge_method"] == "S256" and given["prompt"] == "login"
    assert given["state"] == SHOWN["state"] and given["nonce"] == SHOWN["nonce"]
    assert given["max_age"] == "0" and given["redirect_uri"] == BACK
    assert SHOWN["verifier"] not in str(given) and SECRET not in str(given)


def test_a_good_answer_names_the_account_and_its_groups(provider: Provider) -> None:
    provider.groups = {"wang.wei": ["hall-leaders", "all"]}
    assert come_in(provider) == {"name": "wang.wei", "groups": ("hall-leaders", "all")}


def _now(seconds: int) -> int:
    return int(time.time()) + seconds


def _swap(provider: Provider) -> None:
    other = new_key().as_dict(private=True) | {"kid": provider.key.kid}
    provider.shown_key = RSAKey.import_key(other)  # type: ignore[arg-type]  # a key as JSON


FORGED: dict[str, Callable[[Provider], None]] = {
    "another hall's": lambda it: it.claims.update(aud="another"),
    "for several, and another speaks": lambda it: it.claims.update(aud=[CLIENT, "x"], azp="x"),
    "of another issuer": lambda it: it.claims.update(iss="https://evil.example"),
    "of another sign-in": lambda it: it.claims.update(nonce="o" * 32),
    "of no sign-in": lambda it: it.claims.update(nonce=None),
    "without an end": lambda it: it.claims.update(exp=None),
    "of a password typed an hour ago": lambda it: it.claims.update(auth_time=_now(-3600)),
    "that does not say when it was typed": lambda it: it.claims.update(auth_time=None),
    "with a password typed at a word": lambda it: it.claims.update(auth_time="now"),
    "of another access token": lambda it: it.claims.update(at_hash="x"),
    "that names nobody": lambda it: it.claims.update(preferred_username=None),
    "that names a number": lambda it: it.claims.update(preferred_username=7),
    "unsigned": lambda it: setattr(it, "algorithm", "none"),
    "signed by the public key as a secret": lambda it: setattr(it, "algorithm", "HS256"),
    "signed by another key of the same name": _swap,
    "from an issuer of another name": lambda it: it.discovery.update(issuer="https://evil.example"),
    "with keys over http": lambda it: it.discovery.update(jwks_uri="http://localhost/jwks"),
    "with tokens over http": lambda it: it.discovery.update(token_endpoint="http://localhost/t"),
    "with no keys": lambda it: it.discovery.update(jwks_uri=f"{it.base}/nothing"),
    "mixed up with another provider": lambda it: setattr(it, "iss", "https://evil.example"),
    "silent about who answers, though it says it never is": lambda it: it.discovery.update(
        authorization_response_iss_parameter_supported=True
    ),
}


@pytest.mark.parametrize("forged", FORGED)
def test_an_answer_that_does_not_hold_names_nobody(provider: Provider, forged: str) -> None:
    FORGED[forged](provider)
    said = come_in(provider)
    assert said["why"] == "answer" and "name" not in said, said


@pytest.mark.parametrize(
    "claims",
    [{"exp": _now(-600)}, {"iat": _now(3600), "auth_time": _now(3600)}, {"nbf": _now(3600)}],
)
def test_an_answer_of_another_time_says_that_the_clocks_differ(
    provider: Provider, claims: dict[str, Any]
) -> None:
    provider.claims = claims
    assert come_in(provider)["why"] == "times"


def test_a_code_counts_once_and_with_its_own_verifier(provider: Provider) -> None:
    back = provider.agreed("wang.wei", led(provider))
    code = parse_qs(urlsplit(back).query)["code"][0]
    assert asked(provider, "account", code=code)["name"] == "wang.wei"
    assert asked(provider, "account", code=code)["why"] == "answer"
    assert come_in(provider, verifier="w" * 64)["why"] == "answer"


def test_a_key_that_was_changed_counts_at_once(provider: Provider) -> None:
    assert "name" in come_in(provider)
    former = provider.key
    provider.rotate()
    assert "name" in come_in(provider)
    provider.shown_key, provider.key = provider.key, former
    assert come_in(provider)["why"] == "answer", "the former key"


def test_its_certificate_is_checked_and_its_redirects_are_not_followed(provider: Provider) -> None:
    setting = {"sort": "oidc", "issuer": provider.base, "client_id": CLIENT}
    said = answered({"setting": setting, "wants": "lead", "with": SHOWN})
    assert said["why"] == "unreachable" and "SSL" in said["detail"]
    other = setting | {"issuer": "https://localhost:9", "authority": str(provider.trusted)}
    assert answered({"setting": other, "wants": "lead", "with": SHOWN})["why"] == "unreachable"

"""``kiosk screen`` and ``kiosk lamp``: what a running hall shows, asked over its API; the protocols
lamps speak."""

import json
from datetime import datetime
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

import click

from devices.protocols.profiles import ANSWERS
from devices.protocols.table import PROFILES
from kiosk.cli.settings import DEFAULTS
from signage.language.words import say

PATIENCE_S = 10.0
url_option = click.option(
    "--url", default=f"http://{DEFAULTS['host']}:{DEFAULTS['port']}", show_default=True, envvar="KIOSK_URL",
    help="Address of the running hall.",
)  # fmt: skip
token_option = click.option(
    "--token",
    required=True,
    envvar="KIOSK_TOKEN",
    help="A token with scope read: kiosk token add NAME --scope read.",
)


@click.group()
def screen() -> None:
    """Screens of a running hall."""


@screen.command("list")
@url_option
@token_option
def screen_list(url: str, token: str) -> None:
    """Each screen's id, address, whether it is there and up to date, when it last painted, and what
    it shows."""
    hall, base = _asked(url, token), url.rstrip("/")
    for found in hall["screens"]:
        scene, seen = found["scene"], found["seen_at"]
        at = f"{datetime.fromisoformat(seen).astimezone():%Y-%m-%d %H:%M:%S}" if seen else "never"
        told = (
            found["id"],
            f"{base}/screen/{found['id']}",
            _state(found, hall),
            at,
            scene["sign"],
            scene["title"],
        )
        click.echo("\t".join(told))


def _state(found: dict[str, Any], hall: dict[str, Any]) -> str:
    if not found["online"]:
        return "silent"
    return "painted" if found["shown_revision"] == hall["revision"] else "behind"


@click.group()
def lamp() -> None:
    """Lamps of a running hall, and the protocols they may speak."""


@lamp.command("list")
@url_option
@token_option
def lamp_list(url: str, token: str) -> None:
    """Each lamp's id, what it should show, what it does show, its health and why."""
    for found in _asked(url, token)["lamps"]:
        simulated = "\tsimulated" if found["simulated"] else ""
        actual = found["actual"] or "unknown"
        click.echo(
            f"{found['id']}\t{found['desired']}\t{actual}\t{found['health']}\t{found['reason_en']}{simulated}"
        )


@lamp.command("protocols")
def lamp_protocols() -> None:
    """Every protocol a lamp may speak: id, what it is for, how it answers. Asks no hall."""
    for profile in PROFILES.values():
        words = (profile.name, profile.about, ANSWERS[profile.answers])
        click.echo(
            "\t".join((profile.id, *(say(told, lang) for lang in ("zh", "en") for told in words)))
        )


def _asked(url: str, token: str) -> Any:
    """The hall as it is now. A proxy that the environment names is for the internet, not for the
    hall's network."""
    if not url.startswith(("http://", "https://")):
        raise click.ClickException(f"{url} is no address: it begins with http:// or https://.")
    request = Request(
        f"{url.rstrip('/')}/api/v1/hall", headers={"Authorization": f"Bearer {token}"}
    )
    try:
        # No urlopen: it would send the hall's token to the proxy of the environment.
        with build_opener(ProxyHandler({})).open(request, timeout=PATIENCE_S) as answer:
            return json.load(answer)
    except HTTPError as error:
        with error:
            raise click.ClickException(_refusal(error.code, url)) from error
    except (OSError, HTTPException, ValueError) as error:
        raise click.ClickException(
            f"No hall answers at {url}: {error}. See systemctl status kiosk, or name another --url."
        ) from error


def _refusal(status: int, url: str) -> str:
    if status in (401, 403):
        return "The token is not valid for reading: kiosk token add NAME --scope read --data DIR makes one."
    return f"{url} answers {status}: is it the address of a hall?"

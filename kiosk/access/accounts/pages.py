"""The key under the PIN, the waiting, and what came of asking the directory."""

from dataclasses import dataclass
from typing import Any, Final

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    render_template,
    request,
    session,
    url_for,
)
from flask_limiter.util import get_remote_address
from limits import parse

from kiosk.access.accounts.desk import Attempt, Desk
from kiosk.access.accounts.members import NotLetIn, is_name, member, note
from kiosk.access.accounts.setting_file import LdapSetting
from kiosk.access.people import (
    asker_of,
    begin,
    local_path,
    see_other,
    sign_in_page,
    tablet,
    wait_page,
)
from kiosk.access.pin_checks import (
    LIMITER,
    TooMany,
    counted,
    forgiven,
    require_turn,
    told_wrong,
    waits_s,
)
from kiosk.access.secured import is_here, to_https
from kiosk.serving.services import services
from kiosk.store import StoreError
from signage.language.words import Message, Words

KEY: Final = "account"
"""In the browser's own cookie, which comes from no other site."""
PER_ADDRESS: Final = parse("20 per minute")
"""Questions to the directory that strangers may begin from one address."""
PASSWORD_MAX: Final = 256
NOW_BUSY: Final = Message("accounts.busy")
WHY: Final[dict[str, Words]] = {
    "unreachable": Message("accounts.not-reached"),
    "slow": Message("accounts.too-slow"),
    "answer": Message("accounts.answer-does-not-hold"),
    "times": Message("accounts.clocks-differ"),
    "password": Message("accounts.name-or-password-not-right"),
    "denied": Message("accounts.not-agreed-there"),
    "busy": NOW_BUSY,
}

blueprint = Blueprint("accounts", __name__)


@dataclass(frozen=True, slots=True)
class Way:
    """``here``: name and password are asked for on a page of the hall."""

    here: bool


def _desk() -> Desk | None:
    return services().accounts


def way() -> Way | None:
    """None where it is off, or where a password would go over the network in the clear."""
    desk = _desk()
    setting = desk.setting if desk is not None and (request.is_secure or is_here()) else None
    return Way(isinstance(setting, LdapSetting)) if setting is not None else None


@blueprint.app_context_processor
def _key() -> dict[str, Any]:
    return {"account_way": way}


@blueprint.get("/sign-in/account")
def form() -> Response:
    """Where the directory takes a password that is typed here."""
    back = local_path(request.args.get("next"))
    found = way()
    if found is None or not found.here:
        return to_https(request.full_path) or see_other(url_for("access.sign_in"))
    return _form(back)


def _form(back: str, name: str = "", wrong: Words | None = None, status: int = 200) -> Response:
    page = render_template(
        "access/accounts/account.html", back=back, name=name, fault=wrong, tablet=tablet()
    )
    return Response(page, status, headers={"Cache-Control": "no-store"})


@blueprint.post("/sign-in/account")
def ask() -> Response:
    """Ask the directory: in a process, and on to the page that waits for it."""
    desk, found = _desk(), way()
    if desk is None or found is None:
        abort(404)
    onward = local_path(request.form.get("next"))
    name, password = request.form.get("name", "").strip(), request.form.get("password", "")
    if found.here and not (is_name(name) and 1 <= len(password) <= PASSWORD_MAX):
        return _form(onward, name, WHY["password"], 403)
    asker = asker_of(f"account {name}")
    try:
        _require_turn()
        if found.here:
            # Counted before it is looked at: many at once are many.
            require_turn(asker)
            counted(asker)
    except TooMany as error:
        return wait_page(error.wait_s)
    begun = desk.begin(
        onward, url_for("accounts.back", _external=True), tablet=tablet() is not None,
        shown={"name": name, "password": password} if found.here else None, asker=asker,
    )  # fmt: skip
    if begun is None:
        return sign_in_page(503, fault=NOW_BUSY)
    _drop_former(desk)
    session[KEY] = begun.key
    return see_other(url_for("accounts.wait"))


def _require_turn() -> None:
    """Raises :class:`TooMany`. A process is begun for each: strangers may have so many."""
    if tablet() is not None:
        return
    limiter, key = current_app.extensions[LIMITER].limiter, ("account", get_remote_address())
    if not limiter.hit(PER_ADDRESS, *key):
        raise TooMany(waits_s(limiter, PER_ADDRESS, *key))


def _drop_former(desk: Desk) -> None:
    former = session.get(KEY)
    if isinstance(former, str):
        desk.end(former)


@blueprint.get("/sign-in/account/back")
def back() -> Response:
    """Where the directory sends the browser: whose it is says the cookie alone, and that comes from
    this page and not from the directory's."""
    desk, given = _desk(), request.args
    known = desk is not None and desk.returns(
        given.get("state", ""), given.get("code", ""), given.get("iss", "")
    )
    if not known:
        return sign_in_page(400, fault=Message("accounts.begin-anew"))
    return _waiting(Message("accounts.asking"), url_for("accounts.wait"))


@blueprint.get("/sign-in/account/wait")
def wait() -> Response:
    """How far it is; with ``look`` nothing while there is nothing new."""
    desk, key = _desk(), session.get(KEY)
    attempt = desk.of(key) if desk is not None and isinstance(key, str) else None
    if desk is None or attempt is None:
        return sign_in_page(400, fault=Message("accounts.begin-anew"))
    over = attempt.why or attempt.account is not None
    if "look" in request.args:
        return Response(status=200 if over or not attempt.waits else 204)
    if attempt.waits:
        return _waiting(Message("accounts.asking"), "")
    if not over:
        return _waiting(Message("accounts.going-on"), attempt.address)
    desk.end(attempt.key)
    session.pop(KEY, None)
    return _settled(attempt)


def _settled(attempt: Attempt) -> Response:
    if attempt.account is None:
        if attempt.why == "password":
            told_wrong(attempt.asker)
        return _told(attempt, WHY.get(attempt.why, WHY["answer"]), _status(attempt.why))
    if isinstance(attempt.setting, LdapSetting):
        forgiven(attempt.asker)
    try:
        person = member(attempt.account, attempt.setting)
    except NotLetIn as error:
        return _told(attempt, error.words, 403)
    except StoreError:
        return _told(attempt, Message("accounts.not-while-the-store-fails"), 503)
    response = begin(person, attempt.onward)
    note(person)
    return response


def _status(why: str) -> int:
    return 403 if why in ("password", "denied", "answer", "times") else 503


def _told(attempt: Attempt, words: Words, status: int) -> Response:
    if attempt.why == "password":
        return _form(attempt.onward, wrong=words, status=status)
    return sign_in_page(status, fault=words, back=attempt.onward)


def _waiting(words: Words, address: str) -> Response:
    """``address``: where the browser goes on by itself; without one it looks again until there is
    something new."""
    page = render_template(
        "access/accounts/account_wait.html", words=words, address=address, tablet=tablet()
    )
    return Response(page, headers={"Cache-Control": "no-store"})

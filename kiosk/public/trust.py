"""How each device of the hall is told of the hall's own authority, once. Over http too: who has not
been told of it can read it nowhere else.

Whoever could change this page on its way could change the file as well, so it says to compare the
fingerprint with what the server's own machine prints.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, abort, render_template, request
from markupsafe import Markup

from kiosk.access.secured import in_lines
from kiosk.drawing.svg import code
from kiosk.serving.services import services
from kiosk.store.beside.certificates import authority_of, fingerprint
from kiosk.wording.declared import Declared, values_of
from kiosk.wording.markup import element
from kiosk.wording.page_words import speak_here
from signage.hall.model import Hall
from signage.language.words import Message, Words

blueprint = Blueprint("trust", __name__)
FILE: Final = "hall.crt"
"""Windows, Android, iPads and Debian all want this ending."""
SIDE: Final = 240
COMMANDS: Final[Mapping[str, tuple[str, ...]]] = {
    "debian": (f"sudo cp {FILE} /usr/local/share/ca-certificates/", "sudo update-ca-certificates"),
    "chromium": (
        "sudo apt install libnss3-tools",
        "mkdir -p ~/.pki/nssdb && certutil -d sql:$HOME/.pki/nssdb -N --empty-password",
        f"certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n hall -i {FILE}",
    ),
}
NAMES: Final[Mapping[str, Words]] = {
    "windows": Message("trust.windows"), "android": Message("trust.android"), "ipad": Message("trust.ipad"),
    "debian": Message("trust.debian"), "chromium": Message("trust.chromium"), "firefox": Message("trust.firefox"),
}  # fmt: skip
STEPS: Final[Mapping[str, Words]] = {
    "windows": Message("trust.windows-steps"), "android": Message("trust.android-steps"),
    "ipad": Message("trust.ipad-steps"), "debian": Message("trust.debian-steps"),
    "chromium": Message("trust.chromium-steps"), "firefox": Message("trust.firefox-steps"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Device:
    """A kind of device, what to do on it, and the commands where there are some."""

    kind: str
    name: Words
    steps: Words
    commands: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TrustPage:
    """``lines``: the fingerprint; none where the hall has no authority."""

    hall: Hall
    lines: tuple[str, ...]
    file: str
    address: str
    secure: str
    picture: Markup
    devices: tuple[Device, ...]


DECLARED: Final[Declared] = {"public/trust.html": (TrustPage,)}
DEVICES: Final = tuple(
    Device(kind, name, STEPS[kind], COMMANDS.get(kind, ())) for kind, name in NAMES.items()
)


def _authority() -> str:
    here = services()
    return (here.https.authority if here.https is not None else "") or authority_of(
        here.store.directory
    )


@blueprint.get("/trust")
def page() -> Response:
    hall, authority = services().board.view.content.hall, _authority()
    speak_here(hall.spoken)
    address = f"http://{request.host}/trust"
    shown = TrustPage(
        hall, in_lines(fingerprint(authority)) if authority else (), f"/trust/{FILE}", address,
        f"https://{request.host}/", _picture(address), DEVICES,
    )  # fmt: skip
    page = render_template("public/trust.html", **values_of(shown))
    return Response(page, headers={"Cache-Control": "no-store"})


def _picture(address: str) -> Markup:
    drawn = element(
        "svg", code(address, 0, 0, SIDE), viewBox=f"0 0 {SIDE} {SIDE}", width=SIDE, height=SIDE
    )
    return Markup(drawn)  # escaped there


@blueprint.get(f"/trust/{FILE}")
def certificate() -> Response:
    authority = _authority()
    if not authority:
        abort(404)
    named = {"Content-Disposition": f"attachment; filename={FILE}", "Cache-Control": "no-store"}
    return Response(authority, mimetype="application/x-x509-ca-cert", headers=named)

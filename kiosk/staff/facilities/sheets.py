"""How sheets leave as a file: made one at a time, or a page that says why there is none."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from flask import Response, abort
from flask.typing import ResponseReturnValue

from kiosk.access.problems import STATUS_OF
from kiosk.drawing.print.sizes import Printed, bound
from kiosk.serving.services import services
from kiosk.staff.shell.page import page
from kiosk.staff.shell.submit import who
from kiosk.wording.declared import Declared, values_of
from kiosk.wording.typeset import NoFont
from signage.language.words import Message, Words
from signage.rules.refusal import Refused

FORMS: Final = {"png": "image/png", "pdf": "application/pdf", "svg": "image/svg+xml"}
"""What a sheet is made as; ``svg`` is what a page shows of it."""
NO_CHINESE_FONT: Final = Message("print.no-chinese-font")
_painting = threading.Lock()
"""A sheet in the making takes up to 60 MB: one at a time, so that printing never stands in an
alarm's way."""


@dataclass(frozen=True, slots=True)
class NoSheet:
    reason: Words


DECLARED: Final[Declared] = {"staff/facilities/no_sheet.html": (NoSheet,)}


def sheet_file(form: str, name: str, make: Callable[[], Printed]) -> ResponseReturnValue:
    """One sheet; 404 for another form than :data:`FORMS`."""
    if form not in FORMS:
        abort(404)
    return _file(form, name, lambda: make().file(form, services().clock()))


def set_file(name: str, title: Words, make: Callable[[], Sequence[Printed]]) -> ResponseReturnValue:
    """Several as one PDF; 404 where there is nothing to print."""

    def file() -> bytes:
        sheets = make() or abort(404)
        return bound(
            sheets, services().board.view.content.hall.spoken.say(title), services().clock()
        )

    return _file("pdf", name, file)


def _file(form: str, name: str, make: Callable[[], bytes]) -> ResponseReturnValue:
    try:
        # The sheet is made in here too, not before: whoever waits holds nothing yet.
        with _painting:
            body = make()
    except Refused as refused:
        return _no_sheet(refused.words, STATUS_OF.get(refused.code, 422))
    except NoFont:
        return _no_sheet(NO_CHINESE_FONT, 503)
    headers = {
        "Content-Disposition": f'inline; filename="{name}.{form}"',
        "Cache-Control": "no-store",
    }
    return Response(body, mimetype=FORMS[form], headers=headers)


def _no_sheet(words: Words, status: int) -> ResponseReturnValue:
    return page("staff/facilities/no_sheet.html", who(), **values_of(NoSheet(words))), status

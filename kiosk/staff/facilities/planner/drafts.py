"""The drawn plan on its way into the description, and what the check says of it meanwhile."""

from collections.abc import Iterator
from typing import Any, Final, NoReturn

from flask import abort, jsonify, request
from flask.typing import ResponseReturnValue

from kiosk.content.hall_files import PLAN_FILE
from kiosk.content.plan_faults import plan_faults
from kiosk.custody.edits.edit import Change, Edit
from kiosk.custody.edits.shelf import Changed, ContentError, Shelf, Unwritable
from kiosk.serving.services import services
from kiosk.staff.facilities.home import blueprint
from kiosk.staff.facilities.planner.page import ADDRESS
from kiosk.staff.facilities.weekly.description import drafts
from kiosk.staff.facilities.weekly.things.described import described
from kiosk.staff.facilities.weekly.things.pages import may_draft
from kiosk.staff.facilities.weekly.things.removal import called_so, removed
from kiosk.staff.facilities.weekly.told import WHY_MOST, print_of, shelf_here
from kiosk.staff.shell.drafted import drafted_hall
from kiosk.staff.shell.submit import who
from kiosk.wording.page_words import said

DRAWN: Final = "image/svg+xml"


@blueprint.post(ADDRESS)
@drafts
def draft_plan() -> ResponseReturnValue:
    """The body is the whole drawing, ``seen`` of the address what it was begun with, each ``without``
    a thing that is to go out of the description with it. Answers ``{"status": …}``: saved, changed
    (by somebody meanwhile), refused with its ``mistakes``."""
    svg = _svg()
    shelf = shelf_here()
    why = request.args.get("why", "").strip()[:WHY_MOST]
    try:
        with services().describing:
            text = shelf.standing(PLAN_FILE)
            if request.args.get("seen") != print_of(text):
                raise Changed
            at = services().clock().isoformat()
            gone = tuple(_described_less(shelf, request.args.getlist("without")))
            edit = Edit(who().name, at, why, (Change(PLAN_FILE, text, svg), *gone))
            shelf.put_draft(shelf.further(edit))
    except ContentError as error:
        return _answer(422, "refused", mistakes=[said(one.line) for one in error.mistakes])
    except Changed:
        return _answer(409, "changed")
    except (Unwritable, ValueError, KeyError, OSError):
        return _answer(503, "unwritable")
    return _answer(200, "saved", seen=print_of(svg))


def _described_less(shelf: Shelf, drawn: list[str]) -> Iterator[Change]:
    """The description without things that a plan calls so. Raises :class:`Changed` where one is not
    described any more, ValueError."""
    begun = left = described(shelf)
    for name in drawn:
        kind, thing = called_so(left, name) or _changed()
        if not may_draft(kind):
            abort(403)
        left = removed(left, kind, thing, lists=True)
    for file, text in left.texts.items():
        if text != begun.texts[file]:
            yield Change(file, begun.texts[file], text)


def _changed() -> NoReturn:
    raise Changed


@blueprint.post(f"{ADDRESS}/check")
@drafts
def check_plan() -> ResponseReturnValue:
    """``{"faults": [{"at", "level", "text"}]}`` of a drawing, saved or not."""
    told = plan_faults(request.get_data(), drafted_hall())
    return jsonify(
        faults=[{"at": one.at, "level": one.level, "text": said(one.text)} for one in told]
    )


def _svg() -> str:
    if request.mimetype != DRAWN:
        abort(415)
    try:
        text = request.get_data().decode("utf-8-sig")
    except UnicodeDecodeError:
        abort(400)
    # Nothing at all would take the plan away, which nobody draws.
    return text if text.strip() else abort(400)


def _answer(code: int, status: str, **more: Any) -> ResponseReturnValue:
    return jsonify(status=status, **more), code

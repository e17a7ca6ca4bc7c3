"""A page of a PDF as a picture to trace over. Nothing is kept."""

from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue

from kiosk.staff.facilities.home import blueprint
from kiosk.staff.facilities.planner.page import ADDRESS
from kiosk.staff.facilities.weekly.description import drafts
from kiosk.wording.page_words import said


@blueprint.post(f"{ADDRESS}/picture")
@drafts
def page_of_pdf() -> ResponseReturnValue:
    """The body is a PDF, ``page`` of the address counts from 1. A PNG; 422 with what is wrong in
    ``told``."""
    # Loads a library of C that nothing else of the server needs.
    from kiosk.content.drawings.pages import NoPage, page_picture

    try:
        picture = page_picture(request.get_data(), request.args.get("page", 1, int))
    except NoPage as error:
        return jsonify(told=[said(error.words)]), 422
    return Response(picture, mimetype="image/png")

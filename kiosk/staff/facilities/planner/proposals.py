"""Ways for a drawing that somebody is at, proposed for them to correct; nothing is kept."""

from typing import Final
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from flask import abort, jsonify, request
from flask.typing import ResponseReturnValue

from kiosk.content.drawings.read_svg import read_drawing
from kiosk.content.drawings.write_ways import ways_svg
from kiosk.staff.facilities.home import blueprint
from kiosk.staff.facilities.planner.drafts import DRAWN
from kiosk.staff.facilities.planner.page import ADDRESS
from kiosk.staff.facilities.weekly.description import drafts

SHAPES_MAX: Final = 8000
"""Far more than a hall has: what is drawn of a whole city is no floor plan."""


@blueprint.post(f"{ADDRESS}/propose")
@drafts
def propose_ways() -> ResponseReturnValue:
    """The body is the drawing. ``{"ways": "<g>…</g>"}``: a group for each storey with ``data-floor``,
    its lines in the units of the drawing's root; none where nothing can be proposed."""
    if request.mimetype != DRAWN:
        abort(415)
    # Geometry is heavy to load, and of the whole server this page alone needs it.
    from signage.floorplan.proposals.ways import proposed_ways

    try:
        drawing = read_drawing(request.get_data())
    except (ParseError, DefusedXmlException, ValueError):
        abort(400)
    if len(drawing.shapes) > SHAPES_MAX:
        abort(413)
    return jsonify(ways=ways_svg(proposed_ways(drawing)))

"""Drawings of other programs as one that the page goes on with; nothing is kept."""

from collections.abc import Callable, Mapping
from typing import Final
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from flask import abort, jsonify, request
from flask.typing import ResponseReturnValue

from kiosk.content.drawings.import_osm import CREDIT, read_osm
from kiosk.content.drawings.write_svg import plan_svg
from kiosk.staff.facilities.home import blueprint
from kiosk.staff.facilities.planner.page import ADDRESS
from kiosk.staff.facilities.weekly.description import drafts
from kiosk.wording.page_words import said
from signage.language.model_words import Amiss
from signage.language.words import Message, Words

Brought = tuple[str, tuple[str, ...]]
"""The drawing, and what is told of it."""


@blueprint.post(f"{ADDRESS}/import")
@drafts
def import_plan() -> ResponseReturnValue:
    """The body is the file, ``kind`` of the address what it is (dxf, osm), ``unit`` what one unit of
    a CAD drawing is that does not say so. ``{"svg", "told"}``, or 422 with why in ``told``."""
    bring = KINDS.get(request.args.get("kind", "")) or abort(415)
    try:
        svg, told = bring(request.get_data())
    except (ParseError, DefusedXmlException, ValueError) as error:
        return jsonify(svg="", told=[said(_why(error))]), 422
    return jsonify(svg=svg, told=told)


def _why(error: Exception) -> Words:
    """What an XML parser tells is English, and of use to nobody who cannot read XML."""
    return error.words if isinstance(error, Amiss) else Message("drawings.not-read")


def _dxf(data: bytes) -> Brought:
    # CAD is heavy to load, and of the whole server this page alone needs it.
    from kiosk.content.drawings.import_dxf import UNITS, read_dxf

    unit = request.args.get("unit", "")
    found = read_dxf(data, unit if unit in UNITS else "")
    return found.svg, tuple(map(said, found.told))


def _osm(data: bytes) -> Brought:
    return plan_svg(read_osm(data), CREDIT), (CREDIT,)


KINDS: Final[Mapping[str, Callable[[bytes], Brought]]] = {"dxf": _dxf, "osm": _osm}

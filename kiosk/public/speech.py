"""Recordings of what screens say, and which of them a screen holds beforehand."""

from flask import Blueprint, Response, abort, jsonify, send_file

from kiosk.public.screens import screen_of
from kiosk.serving.services import services

blueprint = Blueprint("speech", __name__)
YEAR_S = 31_536_000


@blueprint.get("/speech/<name>.wav")
def recording(name: str) -> Response:
    """Under a name that says engine, language and text: it is never another one."""
    voice = services().voice
    path = voice.shelf.path(name) if voice is not None else None
    if path is None:
        abort(404)
    response = send_file(path, mimetype="audio/wav", max_age=YEAR_S)
    response.cache_control.immutable = True
    return response


@blueprint.get("/screen/<name>/speech")
def held(name: str) -> Response:
    """The recordings a screen's emergencies may need, and those of its pages; empty until they are
    known. ``mute``: languages in which none can be made."""
    screen, voice = screen_of(name), services().voice
    told = (
        {
            "voice": voice.voice, "keys": voice.held(screen.id), "pages": voice.pages(screen.id),
            "mute": voice.mute(),
        }
        if voice is not None
        else {"voice": "", "keys": [], "pages": [], "mute": []}
    )  # fmt: skip
    response = jsonify(told)
    response.cache_control.no_store = True
    return response

"""The page of the sample hall, while it is shown in the place of a hall that begins.

2026-11-30 · The sample is served by the same process on the same port, on throw-away data, and says
on every page of the staff that it is one: a hall's other ports are closed, and whoever looks wants the
live thing. Rejected: laying the sample down as the description, as packages did, so that a hall began
with somebody else's windows; pictures alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Flask, Response, current_app, render_template

from kiosk.access.people import SAMPLE

NAME: Final = "sample_hall"


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    pin: str


@dataclass(frozen=True, slots=True)
class Sample:
    people: tuple[Person, ...]
    end: Callable[[], None]


def shown_in(app: Flask, staff: Sequence[tuple[str, str, str]], end: Callable[[], None]) -> None:
    """``staff``: name, role and PIN of who may sign in; ``end``: once the last answer is sent."""
    app.extensions[NAME] = Sample(tuple(Person(name, pin) for name, _, pin in staff), end)
    app.config[SAMPLE] = "/begin"
    # One for each app: a blueprint that was registered takes no more routes.
    blueprint = Blueprint(NAME, __name__)
    blueprint.get("/begin")(look)
    blueprint.post("/begin")(end_it)
    app.register_blueprint(blueprint)


def _here() -> Sample:
    found = current_app.extensions[NAME]
    assert isinstance(found, Sample)
    return found


def look() -> Response:
    page = render_template("access/founding/sample.html", people=_here().people)
    return Response(page, headers={"Cache-Control": "no-store"})


def end_it() -> Response:
    page = render_template("access/founding/changing.html", until="questions")
    response = Response(page, headers={"Cache-Control": "no-store", "Refresh": "6; url=/begin"})
    response.call_on_close(_here().end)
    return response

"""Opens the touch pages of screens that read aloud, so that what is read of them is recorded before
anybody asks: each page as its visitors get it, by the same functions."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from flask import Flask

from kiosk.drawing.beforehand.voice.maker import Pages
from kiosk.drawing.beforehand.voice.wanted import reading
from kiosk.drawing.renderer import is_page, is_touched
from kiosk.drawing.touch.aloud import reading as read_of
from kiosk.engine.view import View
from kiosk.public.screens import help_page, screen_page, service_list, service_page
from kiosk.public.wayfinding import find, group_page, places, way_page
from kiosk.serving.services import renderer, services
from signage.hall.model import Screen
from signage.hall.needs import NEEDS
from signage.wayfinding.places import GROUPS, leads, placed

Opens = Callable[[], str]
STEP_FREE: Final = "?free=1"
"""Stands on the page of a way that has another without steps."""


def pages_read(app: Flask) -> Pages:
    def first(view: View) -> None:
        with app.app_context():
            for screen in reading(view):
                _home(view, screen)

    def every(view: View) -> Iterator[object]:
        for screen in filter(is_touched, reading(view)):
            spoken = view.content.hall.spoken_on(screen)
            for lang in filter(None, spoken):
                for path, opens in _pages(view, screen):
                    page = _opened(app, f"{path}?lang={lang}", opens)
                    yield path
                    if STEP_FREE in page:
                        _opened(app, f"{path}?lang={lang}&free=1", opens)
                        yield path

    return Pages(first, every)


def _opened(app: Flask, path: str, opens: Opens) -> str:
    with app.test_request_context(path):
        return opens()


def _home(view: View, screen: Screen) -> None:
    voice, spoken = services().voice, view.content.hall.spoken_on(screen)
    if voice is None or not is_page(view.scenes[screen.id], screen):
        return
    for clips in read_of(renderer().shown(view, screen), spoken):
        voice.ask(screen.id, clips)


def _pages(view: View, screen: Screen) -> Iterator[tuple[str, Opens]]:
    """Each by its address. 帮助 is opened without a call: before one, after it, and with each need."""
    name, hall = screen.id, view.content.hall
    at = f"/screen/{name}"
    # With it what it says where no answer comes, and when it asks who is still there.
    yield at, lambda: screen_page(name).get_data(as_text=True)
    yield f"{at}/services", partial(service_list, name)
    for service in hall.services:
        yield f"{at}/service/{service.id}", partial(service_page, name, service.id)
    for said in (None, "", *NEEDS):
        yield f"{at}/help", partial(help_page, name, said)
    yield f"{at}/places", partial(places, name)
    if not leads(view.world, name):
        return
    yield f"{at}/places/find", partial(find, name)
    plan = view.world.evacuation.plan
    if plan is None:
        return
    for group in GROUPS:
        yield f"{at}/places/{group.id}", partial(group_page, name, group.id)
        for place in placed(view.world, plan, group):
            yield f"{at}/way/{place.id}", partial(way_page, name, place.id)

"""What stands where, read as people see it: every screen, the status page, the feed, tablets, the
report."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

from playwright.sync_api import Browser, Page

from signage.hall.model import Screen
from tests.browser.patient import KEPT_OUT
from tests.browser.situations.house import Served

ATOM = "{http://www.w3.org/2005/Atom}"
TABLET = (1280, 800)
CODE = "［码］"
SCALE = 0.5
"""Panels are opened at half their size: what they say is the same, and painted in a quarter of the
time."""
SAID = """
  () => {
    const scene = document.querySelector('#scene')
    const pictures = [...scene.querySelectorAll('.picture[aria-label]')].map(p => p.getAttribute('aria-label'))
    const codes = scene.querySelectorAll('[data-qr], [data-qr-for]').length
    return [Number(document.body.dataset.shown), scene.textContent, pictures, codes]
  }
"""
TABLET_PARTS = """
  async () => {
    const parts = ['/console/part/open', '/console/part/standing']
    const read = async path => {
      const answer = await fetch(path, {redirect: 'manual'})
      if (answer.status !== 200) return ''
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
      page.querySelectorAll('script, style').forEach(part => part.remove())
      return page.body.textContent
    }
    return (await Promise.all(parts.map(read))).join(' ')
  }
"""
COMPLAINTS = ("status of 503", KEPT_OUT)
"""What a page may complain of: a pack that is not drawn yet, it asks again; our own hand."""


def plain(text: str) -> str:
    """Without spaces and line breaks: a sign breaks its words where it has room."""
    return re.sub(r"\s+", "", text)


@dataclass(frozen=True, slots=True)
class Seen:
    """What one place says, ``CODE`` for a QR code. ``layout``: the kind of screen, or the name of
    the place."""

    place: str
    layout: str
    text: str


def size(screen: Screen) -> dict[str, int]:
    """The panel as it is built in; the page turns itself."""
    return {"width": round(screen.width * SCALE), "height": round(screen.height * SCALE)}


@dataclass
class Eyes:
    """All pages of a hall, open in Chromium while it is played."""

    browser: Browser
    hall: Served
    screens: dict[str, Page] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    _contexts: list[Any] = field(default_factory=list)

    def opened(self) -> "Eyes":
        for screen in self.hall.content.hall.screens:
            self.screens[screen.id] = self.page(f"/screen/{screen.id}", size(screen))
        return self

    def page(self, path: str, viewport: Any = None) -> Page:
        context = self.browser.new_context(
            viewport=viewport or {"width": TABLET[0], "height": TABLET[1]}
        )
        self._contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: self._heard(message.type, message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(self.hall.base_url + path)
        return page

    def _heard(self, kind: str, text: str) -> None:
        if kind == "error" and not any(part in text for part in COMPLAINTS):
            self.complaints.append(text)

    def look(self) -> Iterator[Seen]:
        """Each screen once it has painted the present revision, then what the hall says to the
        world outside."""
        revision = self.hall.revision
        layouts = {screen.id: screen.layout for screen in self.hall.content.hall.screens}
        for name, page in self.screens.items():
            said = page.evaluate(SAID)
            if said[0] < revision:
                page.wait_for_function(
                    "r => Number(document.body.dataset.shown) >= r", arg=revision
                )
                said = page.evaluate(SAID)
            _, text, pictures, codes = said
            yield Seen(name, layouts[name], plain(" ".join([*pictures, text])) + CODE * codes)
        yield Seen("/status", "status", self._status())
        yield Seen("/feed.atom", "feed", self._feed())

    def touched(self) -> Iterator[Seen]:
        """What a touch screen says of each service and place, as whoever touches it reads it."""
        described = self.hall.content.hall
        screen = next((one.id for one in described.screens if one.layout == "touch"), None)
        if screen is None:
            return
        pages = [("service", f"service/{one.id}") for one in described.services]
        pages += [("way", f"way/{one.id}") for one in described.machines if one.what == "terminal"]
        for layout, path in pages:
            yield Seen(
                f"{screen}/{path}",
                layout,
                plain(re.sub(r"<[^>]+>", " ", self.hall.get(f"/screen/{screen}/{path}"))),
            )

    def _status(self) -> str:
        html = self.hall.get("/status")
        return plain(re.sub(r"<[^>]+>", " ", html.partition("<body>")[2]))

    def _feed(self) -> str:
        feed = ElementTree.fromstring(self.hall.get("/feed.atom"))
        entries = feed.iter(f"{ATOM}entry")
        return plain(
            " ".join(
                f"{e.findtext(f'{ATOM}title')} {e.findtext(f'{ATOM}content')}" for e in entries
            )
        )

    def close(self) -> None:
        for context in self._contexts:
            context.close()

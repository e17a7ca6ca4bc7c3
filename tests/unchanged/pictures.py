"""Answers of two recordings as a browser draws them, without its scripts and without a server."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from PIL import Image, ImageChops
from playwright.sync_api import Browser, Page, Route, sync_playwright

from tests.browser.promises import pictured
from tests.chromium import chromium

ADDRESS = "http://hall"
TABLET = (1280, 900)
SCREEN = re.compile(r"screen~([^~]+)")
PANEL = '<div id="panel" hidden></div>'
FRESH = (
    "<style>#local, #stale { display: none !important } "
    ".leased { visibility: visible !important; animation: none !important } "
    ".lapsed { visibility: hidden !important; animation: none !important }</style>"
)
"""What a live script keeps up: the hall answers, so that arrows point and nothing is out of
date."""
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")


def drawable(name: str) -> bool:
    """Whole pages, and what a finger opens on a screen: not the parts of pages that are read
    elsewhere whole."""
    page = name.rpartition("/")[2]
    return page.startswith(
        ("screen~", "console", "reports", "drills", "facilities", "notices", "status", "index")
    ) and ("~part~" not in page and not re.search(r"\.(png|pdf|toml|csv)|~pack", page))


def sample(names: Sequence[str], number: int) -> list[str]:
    """So many of the names, of every sort of page as many as may be, and of each spread over the
    situations."""
    sorts: dict[str, list[str]] = {}
    for name in names:
        sorts.setdefault(name.partition("/")[0] + name.rpartition("/")[2], []).append(name)
    found: list[str] = []
    for round_ in range(max(map(len, sorts.values()), default=0)):
        for turn, (_, held) in enumerate(sorted(sorts.items())):
            if round_ < len(held) and len(found) < number:
                found.append(held[(turn + round_) % len(held)])
    return sorted(set(found))


def document(root: Path, name: str) -> str:
    """The page of an answer as its script makes it: fresh, what a finger opened put on its
    screen."""
    text = (root / name).read_text("utf-8").partition("\n")[2]
    if "<html" not in text and (screen := SCREEN.match(name.rpartition("/")[2])):
        whole = (root / name).with_name(screen[0]).read_text("utf-8").partition("\n")[2]
        text = whole.replace(PANEL, f'<div id="panel">{text}</div>')
    return text.replace("</head>", f"{FRESH}</head>", 1)


def size(root: Path, name: str) -> tuple[int, int]:
    """Of the panel that shows it, else of a tablet."""
    hall, page = name.partition("/")[0], name.rpartition("/")[2]
    screen = SCREEN.match(page)
    listed = tomllib.loads((root / "content" / hall / "screens.toml").read_text("utf-8"))["screens"]
    panels = [each for each in listed if screen and each["id"] == screen[1]]
    return (panels[0]["width"], panels[0]["height"]) if panels else TABLET


class Painter:
    """Draws the answers of one recording."""

    def __init__(self, browser: Browser, root: Path) -> None:
        self._root, self._hall = root, ""
        self._page: Page = browser.new_context(java_script_enabled=False).new_page()
        self._page.route("**/*", self._answer)

    def picture(self, name: str) -> Image.Image:
        self._hall = name.partition("/")[0]
        width, height = size(self._root, name)
        self._page.set_viewport_size({"width": width, "height": height})
        self._page.goto(f"{ADDRESS}/answer/{quote(name)}")
        whole = (width, height) == TABLET
        return pictured(self._page, animations="disabled", full_page=whole)

    def _answer(self, route: Route) -> None:
        path = unquote(urlsplit(route.request.url).path)
        if path.startswith("/answer/"):
            route.fulfill(
                body=document(self._root, path.removeprefix("/answer/")), content_type="text/html"
            )
            return
        kept = self._root / self._hall / "fixed" / path.strip("/").replace("/", "~")
        if kept.suffix == ".css" and kept.is_file():
            route.fulfill(body=kept.read_text("utf-8").partition("\n")[2], content_type="text/css")
        else:
            route.abort()


def unlike(before: Path, after: Path, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each answer whose pictures differ, and how."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=FLAGS)
        painters = [Painter(browser, root) for root in (before, after)]
        for name in names:
            one, other = (painter.picture(name) for painter in painters)
            if one.size != other.size:
                yield name, f"{one.size} and {other.size}"
            elif box := ImageChops.difference(one, other).getbbox():
                yield name, f"within {box} of {one.size}"
        browser.close()

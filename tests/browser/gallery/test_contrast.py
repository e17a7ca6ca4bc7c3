"""Every text of every sign stands out from what is behind it, by the pixels that Chromium paints
(WCAG 2.2, 1.4.6: 7 to 1; on the green of a safe condition large letters alone, 4.5 to 1)."""

from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image, ImageColor
from playwright.sync_api import Browser, Page

from kiosk.drawing.svg import GREEN, canvas
from tests.browser.gallery.shots import TONGUES, Shot, hall_in, placed, shots
from tests.browser.promises import pictured
from tests.halls.seeds import LONG

pytestmark = pytest.mark.browser
LONG_SIDE = 1280
LEAST, LEAST_LARGE, LARGE_PX = 7.0, 4.5, 24.0
SAFE = ImageColor.getrgb(GREEN)
TEXTS = """() => [...document.querySelectorAll("svg.picture text")].filter((text) => text.textContent.trim()
    && getComputedStyle(text).visibility === "visible").map((text) => {
  const box = text.getBoundingClientRect();
  let opacity = 1;
  for (let e = text; e; e = e.parentElement) opacity *= parseFloat(getComputedStyle(e).opacity);
  const {fill, fontSize} = getComputedStyle(text);
  const sides = [box.left, box.top, box.right, box.bottom];
  return {words: text.textContent, fill, opacity, px: parseFloat(fontSize), box: sides};
})"""
Colour = tuple[int, ...]


def luminance(colour: Colour) -> float:
    """Relative, as WCAG 2.2 defines it."""
    parts = [c / 255 for c in colour[:3]]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    dark, light = sorted(map(luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def ground(picture: Image.Image, box: list[float], fill: Colour) -> Colour:
    """What most of the room around the letters is painted in, but for the letters themselves."""
    left, top, right, bottom = box
    crop = picture.crop(
        (max(0, int(left)), max(0, int(top)), min(picture.width, int(right) + 1), min(picture.height, int(bottom) + 1))
    )  # fmt: skip
    counted: Any = crop.getcolors(crop.width * crop.height)
    return max((count, colour) for count, colour in counted if _far(colour, fill))[1]


def _far(one: Colour, other: Colour) -> bool:
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) > 40


def painted(fill: Colour, behind: Colour, opacity: float) -> Colour:
    return tuple(round(opacity * a + (1 - opacity) * b) for a, b in zip(fill, behind, strict=True))


def faint(page: Page, shot: Shot) -> Iterator[str]:
    placed(page, shot, LONG_SIDE)
    texts: list[dict[str, Any]] = page.evaluate(TEXTS)
    picture = pictured(page, animations="disabled")
    whole = max(canvas(shot.screen).w, canvas(shot.screen).h)
    for text in texts:
        fill = ImageColor.getrgb(text["fill"])[:3]
        behind = ground(picture, text["box"], fill)
        found = contrast(painted(fill, behind, text["opacity"]), behind)
        # In the pixels of its own panel at 96 to the inch of a full-HD one: what is read as large.
        large = text["px"] * 1920 / whole >= LARGE_PX
        safe = not _far(behind, SAFE)
        if found < (LEAST_LARGE if safe and large else LEAST):
            yield f"{text['words']} {found:.2f} on {behind}"


@pytest.mark.parametrize("tongue", TONGUES, ids=lambda tongue: tongue[0])
def test_every_text_stands_out(browser: Browser, tongue: tuple[str, str]) -> None:
    page, wrong = browser.new_page(), {}
    with hall_in(tongue) as hall:
        for situation, listed in shots(hall).items():
            # Grounds and inks are the same in every language: of others each sort of ground once.
            for shot in listed if LONG or tongue == TONGUES[0] else listed[:1]:
                if found := list(faint(page, shot)):
                    wrong[f"{situation} on {shot.screen.id}"] = found
    page.close()
    assert not wrong


def test_what_is_faint_is_found() -> None:
    grey, white = (150, 150, 150), (255, 255, 255)
    picture = Image.new("RGB", (40, 20), white)
    assert ground(picture, [0, 0, 39, 19], grey) == white
    assert contrast(white, (0, 0, 0)) == pytest.approx(21) and contrast(grey, white) < 3

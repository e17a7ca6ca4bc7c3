"""Codes are read from where their screen is read: seen by a telephone's camera at the configured
distance, a little out of focus, straight on and from the side.

The camera is one of twelve megapixels at 24 mm (4,032 px over 73.7°). Signs as they hang, in any
hall; what ``kiosk check`` names as a panel too small for its distance is read from nearer.
"""

import math
import re
from collections.abc import Iterator
from html import unescape

import pytest
import zxingcpp
from PIL import Image, ImageDraw, ImageFilter

from kiosk.content import reader as contents
from kiosk.content.reader import Content
from kiosk.drawing.beforehand.proof import legible
from kiosk.drawing.beforehand.situations import situations, world_of
from kiosk.drawing.print.cards import CODE_MM
from kiosk.drawing.renderer import is_page, load_icons
from kiosk.drawing.svg import QR_QUIET, _matrix
from signage.hall.model import Screen
from signage.shows.scenes import scenes
from tests.cast import NOON
from tests.halls import drawn, made
from tests.halls.pages import drawn_screen
from tests.halls.seeds import some_halls

PX_PER_DEG = 4032 / 73.7
BLUR_PX, TILT_DEG, FINE = 1.0, 15.0, 12
NEAR = 0.03
"""How much nearer the far edge of a tilted code's picture is drawn, as a share of its side."""
CODE = re.compile(r'<g data-qr="([^"]+)"[^>]*><rect[^>]*width="(\d+)"')
IN_M, ARM_M = 0.0254, 0.8


def side_m(screen: Screen, px: float) -> float:
    across = math.hypot(screen.width, screen.height)
    return px / across * screen.diagonal_in * IN_M


def picture(address: str) -> Image.Image:
    """The code with a quiet zone and a grey wall around it, finer than any camera sees it."""
    rows = _matrix(address)
    count = len(rows) + 2 * QR_QUIET
    image = Image.new("L", (count, count), 255)
    draw = ImageDraw.Draw(image)
    dark = [(x, y) for y, row in enumerate(rows) for x, module in enumerate(row) if module]
    draw.point([(x + QR_QUIET, y + QR_QUIET) for x, y in dark], 0)
    large = image.resize((count * FINE, count * FINE), Image.Resampling.NEAREST)
    wall = Image.new("L", (2 * large.width, 2 * large.width), 128)
    wall.paste(large, (large.width // 2, large.width // 2))
    return wall


def seen(address: str, side: float, metres: float, tilt_deg: float) -> Image.Image:
    """What the camera has of it, so many metres away."""
    whole = picture(address)
    pixels = math.degrees(2 * math.atan(side / 2 / metres)) * PX_PER_DEG
    share = pixels / (whole.width / 2)
    high = max(8, round(whole.height * share))
    wide = max(8, round(high * math.cos(math.radians(tilt_deg))))
    far = NEAR * whole.height if tilt_deg else 0.0
    right, low = float(whole.width), float(whole.height)
    corners = (0.0, -far, 0.0, low + far, right, low, right, 0.0)
    tilted = whole.transform(
        whole.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC, fillcolor=128
    )
    small = tilted.resize((wide, high), Image.Resampling.BOX)
    return small.filter(ImageFilter.GaussianBlur(BLUR_PX))


def read(address: str, side: float, metres: float) -> bool:
    return all(
        [code.text for code in zxingcpp.read_barcodes(seen(address, side, metres, tilt))]
        == [address]
        for tilt in (0.0, TILT_DEG)
    )


def codes(content: Content) -> Iterator[tuple[Screen, str, float]]:
    """Every code that a screen shows in some situation, and its least side in px."""
    least: dict[tuple[str, str], float] = {}
    for situation in situations(content):
        world = world_of(content, situation.name, NOON)
        assert world is not None
        for name, scene in scenes(world).items():
            screen = content.hall.screen[name]
            if is_page(scene, screen):
                continue
            for address, px in CODE.findall(drawn_screen(world, screen)):
                key = (name, unescape(address))
                least[key] = min(least.get(key, math.inf), float(px))
    for (name, address), px in least.items():
        yield content.hall.screen[name], address, px


def unread(content: Content) -> list[str]:
    notes = legible(content, load_icons(contents.icons(None)), NOON)
    named = {int(n[1]) for note in notes if (n := re.match(r"screens\[(\d+)\]", note.key))}
    order = [screen.id for screen in content.hall.screens]
    return [
        f"{screen.id} at {screen.distance_m} m: {side_m(screen, px):.3f} m, {address}"
        for screen, address, px in codes(content)
        if order.index(screen.id) not in named
        and not read(address, side_m(screen, px), screen.distance_m)
    ]


@pytest.mark.laws
def test_a_code_is_read_from_where_its_screen_of_the_sample_is_read() -> None:
    sample = contents.read(contents.sample())
    assert list(codes(sample)) and not unread(sample)


@pytest.mark.laws
@some_halls
def test_a_code_is_read_from_where_its_screen_is_read(seed: int) -> None:
    assert not unread(made(drawn(seed)).content)


def test_the_code_of_a_label_is_read_from_an_arms_length() -> None:
    """With the longest address that a hall's machine is likely to have."""
    address = "https://kiosk.qinghe.example.gov.cn:8443/at/machine/certificate-printer-12"
    assert read(address, CODE_MM / 1000, ARM_M)


def test_a_code_that_is_too_small_for_its_distance_is_not_read() -> None:
    address = "https://etax.example.chinatax.gov.cn"
    assert read(address, 0.1, 2.5) and not read(address, 0.1, 5.0)

"""Where two pictures differ as people see it: by tiles, so that a line that has moved or a colour
that has changed counts, and what two versions of a browser smooth otherwise does not."""

from collections.abc import Iterator

from PIL import Image, ImageChops, ImageFilter, ImageStat

TILE, BLUR = 12, 1.0
"""px of a tile's side, and how far edges are softened before they are compared."""
MOST = 6.0
"""Of 255: by how much a tile may differ on average, in its worst channel."""


def differing(before: Image.Image, now: Image.Image) -> list[tuple[int, int, float]]:
    """Left and top of each tile that differs, px, and by how much; the whole where sizes do."""
    if before.size != now.size:
        return [(0, 0, 255.0)]
    apart = ImageChops.difference(_soft(before), _soft(now))
    return [(x, y, most) for x, y, most in _tiles(apart) if most > MOST]


def _soft(picture: Image.Image) -> Image.Image:
    return picture.convert("RGB").filter(ImageFilter.GaussianBlur(BLUR))


def _tiles(apart: Image.Image) -> Iterator[tuple[int, int, float]]:
    for y in range(0, apart.height, TILE):
        for x in range(0, apart.width, TILE):
            tile = apart.crop((x, y, min(x + TILE, apart.width), min(y + TILE, apart.height)))
            yield x, y, max(ImageStat.Stat(tile).mean)

"""What lets a tablet keep the console beside its apps: a web app manifest, and the icon, drawn here.

Anybody may ask: a browser fetches both without a sign-in, and they say no more than the hall's name.

2026-11-30 · The console has no service worker. Chromium has installed from its menu by the manifest alone
since 108 on phones and tablets and 112 on desktops (developer.chrome.com, "Revisiting Chrome's
installability criteria"), Firefox and Safari always did; a test asks Chromium itself. Rejected: a worker
that keeps the console for when the hall is out of reach, which would show who opens it what was open and
is not known to be any more; an empty one, which only makes each page slower. A tablet whose browser is
older keeps a shortcut, which opens the same page. What would change our mind: a browser that asks for
one again.
"""

import io
import json
from functools import cache
from typing import Final

from flask import Response, abort

from kiosk.drawing.print.ink.pixels import painted
from kiosk.serving.services import services
from kiosk.staff.console import blueprint
from kiosk.wording.markup import element
from kiosk.wording.page_words import here_spoken, said
from signage.language.words import Message

BLUE, RED, WHITE = "#004C97", "#9B2423", "#FFFFFF"
SIDES: Final = (192, 512)
"""Of the icon, px: the two that browsers ask for."""
TILES: Final = ((24, 24, RED), (53, 24, WHITE), (24, 53, WHITE), (53, 53, WHITE))
"""Left, top and colour of the tiles, in hundredths: within the circle that a launcher may cut out."""
TILE: Final = 23
DAY_S: Final = 86400


def icon(side: int) -> bytes:
    """Four tiles, one of them red, as a PNG; ``side`` in px."""
    tiles = (
        element("rect", x=x, y=y, width=TILE, height=TILE, fill=colour) for x, y, colour in TILES
    )
    drawn = element("g", *tiles, transform=f"scale({side / 100:g})")
    file = io.BytesIO()
    painted([drawn], side, side, BLUE).save(file, "PNG")
    return file.getvalue()


_kept = cache(icon)


@blueprint.get("/console/manifest.webmanifest")
def manifest() -> Response:
    name = said(services().board.view.content.hall.name)
    told = {
        "id": "/console", "start_url": "/console", "scope": "/", "display": "standalone",
        "name": said(Message("install.console-of", hall=name)), "short_name": said(Message("install.console")),
        "lang": here_spoken().first, "theme_color": BLUE, "background_color": BLUE,
        "icons": [
            {"src": f"/console/icon-{side}.png", "sizes": f"{side}x{side}", "type": "image/png", "purpose": purpose}
            for side in SIDES for purpose in ("any", "maskable")
        ],
    }  # fmt: skip
    return Response(json.dumps(told, ensure_ascii=False), mimetype="application/manifest+json")


@blueprint.get("/console/icon-<int:side>.png")
def app_icon(side: int) -> Response:
    if side not in SIDES:
        abort(404)
    answer = Response(_kept(side), mimetype="image/png")
    answer.cache_control.max_age = DAY_S
    return answer

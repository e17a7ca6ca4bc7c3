"""The console can be kept beside a tablet's apps: by anybody's browser, which is told the hall's name
and nothing else."""

import io

from PIL import Image

from kiosk.wiring import House
from tests.kiosk.house import Tablet


def test_the_manifest_names_the_hall_and_icons_of_their_size(house: House) -> None:
    stranger = Tablet(house)
    answer = stranger.get("/console/manifest.webmanifest")
    assert answer.mimetype == "application/manifest+json"
    told = answer.json
    assert (
        told and told["start_url"] == told["id"] == "/console" and told["display"] == "standalone"
    )
    assert house.services.board.view.content.hall.name["zh"] in told["name"]
    assert {icon["sizes"] for icon in told["icons"]} == {"192x192", "512x512"}
    for named in told["icons"]:
        found = stranger.get(named["src"])
        side = Image.open(io.BytesIO(found.data)).size
        assert found.mimetype == "image/png" and named["sizes"] == f"{side[0]}x{side[1]}"
    assert stranger.get("/console/icon-9000.png").status_code == 404


def test_every_page_of_staff_leads_to_it(guide: Tablet) -> None:
    for path in ("/console", "/reports", "/console/settings"):
        assert 'rel="manifest" href="/console/manifest.webmanifest"' in guide.get(path).text

"""A screen whose browser cannot do what its page needs is named on the console, with what it
lacks."""

import asyncio
import json
import re
from pathlib import Path
from typing import Any

import kiosk
from kiosk.serving.screens import abilities as able
from kiosk.serving.screens.beats import BODY_LIMIT
from kiosk.wiring import House
from tests.kiosk.house import Tablet

STATIC = Path(kiosk.__file__).parent / "static"


def beat(house: House, screen: str, **said: Any) -> int:
    """What a page says, and how the server answers."""
    page = {
        "key": house.services.page_keys.of_page(screen),
        "page": "able",
        "revision": 0,
        "visible": True,
    }
    body, sent = json.dumps(page | said).encode(), []
    assert len(body) < BODY_LIMIT

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    assert house.services.beats is not None
    asyncio.run(
        house.services.beats({"method": "POST", "path": f"/screen/{screen}/beat"}, receive, send)
    )
    return int(sent[0]["status"])


def test_the_console_names_the_screen_and_what_its_browser_lacks(
    house: House, guide: Tablet
) -> None:
    assert "浏览器过旧" not in guide.get("/console").text
    assert beat(house, "entrance", lacks=["script", "grid"]) == 204
    page = guide.get("/console").text
    assert "浏览器过旧，缺少：可运行的脚本、网格排版。请更新到 Chromium 83 或以上。" in page
    guide.post("/language", lang="en", back="/console")
    page = guide.get("/console").text
    assert "Its browser is too old; it lacks scripts that run, grid layout." in page


def test_once_the_browser_is_newer_nothing_is_said(house: House, guide: Tablet) -> None:
    beat(house, "entrance", lacks=["grid"])
    assert house.services.beats is not None and house.services.beats.changed(), (
        "the console hears of it at once"
    )
    beat(house, "entrance", lacks=[])
    assert "浏览器过旧" not in guide.get("/console").text


def test_a_page_says_nothing_but_names_of_the_table(house: House, guide: Tablet) -> None:
    for said in (["<script>"], "grid", {"grid": 1}, [["grid"]], None, 7, [None]):
        assert (
            beat(house, "entrance", lacks=said) == 204
            and house.services.delivery.of("entrance").lacks == ()
        )
    assert beat(house, "entrance", key="x", lacks=["grid"]) == 403


def test_the_page_and_the_table_know_the_same_names() -> None:
    script = (STATIC / "able.js").read_text("utf-8")
    assert {*re.findall(r'need\("([a-z-]+)"', script), "script"} == set(able.NEEDS)
    said = [(STATIC / name).read_text("utf-8") for name in ("hall.js", "voice.js")]
    assert {*re.findall(r'lack\("([a-z-]+)"', "".join(said))} == set(able.KEEPS)


def test_the_console_says_which_screen_can_keep_nothing(house: House, guide: Tablet) -> None:
    beat(house, "entrance", lacks=["worker", "memory"])
    page = guide.get("/console").text
    assert (
        "此屏幕不能保存画面" in page
        and "断网时不能重新打开页面" in page
        and "浏览器过旧" not in page
    )


def test_the_script_that_tells_runs_where_nothing_else_does() -> None:
    """As ECMAScript 5 has it: no arrows, no let, no templates, no spread."""
    script = (STATIC / "able.js").read_text("utf-8")
    assert not re.search(r"=>|\b(let|const|async|class|catch)\b|`|\.\.\.|\?\.", script)

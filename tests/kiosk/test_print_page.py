"""The page where staff print: plans for every place, signs for every dead screen, for whoever has
signed in."""

import io

import pytest
from PIL import Image

from kiosk.wiring import House
from tests.kiosk.house import Tablet

PLAN = "/facilities/print/plan/entrance.png"


def test_strangers_and_locked_tablets_print_nothing(house: House) -> None:
    stranger = Tablet(house)
    for path in ("/facilities/print", PLAN, "/facilities/print/sign/WIN-PAUSE.pdf"):
        assert stranger.get(path).status_code == 303


def test_the_page_lists_places_schemes_and_plain_signs(house: House) -> None:
    page = Tablet(house).signed_in("李").get("/facilities/print").text
    for wanted in (
        "入口触摸屏",
        "避开北侧",
        "A3（方向自动）",
        "A4 约 1:",
        'data-kind="WIN-PAUSE"',
        'data-kind="DEV-HAZARD"',
        "请取下",
    ):
        assert wanted in page
    assert 'data-kind="DISPUTE"' not in page
    assert "/facilities/print" in Tablet(house).signed_in("赵").get("/facilities").text


def test_a_chosen_sheet_has_an_address_of_its_own(house: House) -> None:
    tablet = Tablet(house).signed_in("赵")
    answer = tablet.get("/facilities/print/plan.pdf?screen=wall&scheme=busy-day&paper=a4-portrait")
    assert answer.status_code == 303
    assert answer.location == "/facilities/print/plan/wall.pdf?scheme=busy-day&paper=a4-portrait"


@pytest.mark.laws
def test_a_sign_comes_as_a_picture_of_the_paper_asked_for(house: House) -> None:
    answer = (
        Tablet(house)
        .signed_in("赵")
        .get("/facilities/print/sign/WIN-PAUSE.png?target=window/3&paper=a4-portrait")
    )
    assert answer.mimetype == "image/png" and Image.open(io.BytesIO(answer.data)).size == (
        2480,
        3508,
    )
    assert 'filename="WIN-PAUSE-window-3-a4-portrait.png"' in answer.headers["Content-Disposition"]


def test_what_there_is_not_is_not_printed(house: House) -> None:
    tablet = Tablet(house).signed_in("赵")
    missing = (
        "plan/nowhere.png", "plan/entrance.gif", "plan/entrance.png?paper=a0", "plan/entrance.png?scheme=none",
        "sign/DISPUTE.png", "plan.pdf",
    )  # fmt: skip
    assert {
        path: tablet.get(f"/facilities/print/{path}").status_code for path in missing
    } == dict.fromkeys(missing, 404)
    refused = tablet.get("/facilities/print/sign/WIN-PAUSE.png?target=exit/east")
    assert refused.status_code == 422 and "无法打印" in refused.text


@pytest.mark.usefixtures("fontless")
def test_without_a_chinese_font_the_page_says_what_to_install(house: House) -> None:
    answer = Tablet(house).signed_in("赵").get(PLAN)
    assert answer.status_code == 503 and "fonts-noto-cjk" in answer.text

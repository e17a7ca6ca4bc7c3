"""Touch pages that are read aloud: recorded ahead, what somebody waits for before all else."""

from pathlib import Path

import pytest

from kiosk.drawing.beforehand.voice.engine import Engine
from kiosk.drawing.touch.aloud import reading, sentences
from signage.language.words import Spoken
from signage.spoken.clips import Clip
from signage.spoken.pages import page_clips
from tests.kiosk.voice.talking import hall, plays, told, tone, voice_of

ALOUD = "read_aloud = 60"


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return plays(tone(tmp_path / "said.wav", 0.2, spoken_s=0.1))


def test_a_sentence_ends_with_its_element_and_a_key_says_line_by_line() -> None:
    page = """<section><h1>找地方</h1><p><b>请带</b> 身份证</p>
      <button><i>?</i><b>5号窗口</b><span>综合服务</span><em><svg><text>x</text></svg>正在服务</em></button>
      <ul aria-hidden="true"><li>7</li></ul><p hidden>没有</p><nav data-unread><button>返回</button></nav>
      <p>共 <b>12</b> 处<br>·</p></section>"""
    assert sentences(page) == (
        "找地方", "请带 身份证", "5号窗口", "综合服务", "正在服务", "共 12 处", "·",
    )  # fmt: skip
    assert [clip.text for clip in page_clips(sentences(page)[2:], "zh")] == [
        "五号窗口。", "综合服务。", "正在服务。", "共 十二 处。",
    ]  # fmt: skip


def test_each_language_of_a_page_is_read_alone() -> None:
    zh = '<span lang="zh" data-tongue="first">帮<wbr>助</span>'
    page = f'<p>{zh}<span lang="en" data-tongue="second">Help &amp; more</span></p>'
    assert reading(page, Spoken("zh", "en")) == (
        (Clip("zh", "帮助。"),),
        (Clip("en", "Help & more."),),
    )


def test_every_page_is_recorded_ahead_and_named_to_its_screen(
    tmp_path: Path, engine: Engine
) -> None:
    with hall(tmp_path, engine, ALOUD) as house:
        voice = voice_of(house)
        assert not told(house).detail.get("zh")
        voice.look()
        client = house.app.test_client()
        held = client.get("/screen/entrance/speech").get_json()
        assert held["keys"] == [] and len(held["pages"]) > 100 and held["mute"] == []
        assert {voice.name(key) for key in held["pages"]} <= voice.shelf.names()
        for path in ("services", "places", "way/window/5"):
            page = client.get(f"/screen/entrance/{path}?lang=en").text
            keys = page.partition('data-aloud="')[2].partition('"')[0].split()
            assert keys and {*keys} <= {*held["pages"]}, path
        assert 'data-aloud="60"' in client.get("/screen/entrance").text
        assert "data-aloud" not in client.get("/screen/night").text


def test_what_somebody_waits_for_is_made_first(tmp_path: Path, engine: Engine) -> None:
    with hall(tmp_path, engine, ALOUD) as house:
        voice = voice_of(house)
        waited = Clip("zh", "有人在等这一句。")
        voice.ask("entrance", [waited])
        made = list[str]()
        put = voice.shelf.put
        voice.shelf.put = lambda name, sound: (made.append(name), put(name, sound))[1]  # type: ignore[method-assign]
        voice.look()
        assert made[0] == voice.name(waited.key) and len(made) == len(set(made))


def test_where_nothing_speaks_no_page_says_that_it_is_read_and_staff_are_told(
    tmp_path: Path,
) -> None:
    with hall(tmp_path, None, ALOUD) as house:
        client = house.app.test_client()
        assert "data-aloud=" not in client.get("/screen/entrance").text.partition("<main>")[0]
        assert "data-aloud" not in client.get("/screen/entrance/services").text
        assert 'data-do="aloud"' not in client.get("/screen/entrance/services").text
        assert "espeak-ng" in told(house).detail["zh"]


def test_a_language_the_engine_lacks_is_said_to_be_mute(tmp_path: Path) -> None:
    said = tone(tmp_path / "said.wav", 0.2, spoken_s=0.1)
    only = Engine(("sh", "-c", f'[ {{language}} = en ] && exit 3; cat "{said}"'), "0" * 8)
    with hall(tmp_path, only, ALOUD) as house:
        voice = voice_of(house)
        voice.look()
        assert house.app.test_client().get("/screen/entrance/speech").get_json()["mute"] == ["en"]

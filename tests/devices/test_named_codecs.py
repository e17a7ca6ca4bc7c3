"""A file of ``protocols/`` that names a codec: the same lamp as by a row of the table, and told of
where there is none."""

import pytest

from devices.codecs.codec import Codec
from devices.codecs.config import LampConfig
from devices.codecs.faults import DeviceError
from devices.protocols.hall_protocols import named, require_usable
from devices.protocols.named_codecs import named_codecs
from devices.protocols.table import PROFILES
from signage.hall.wires import NamedProtocol
from signage.language.words import say
from signage.shows.lamps import DARK, Light, Pattern
from tests.devices.configs import lamp_config
from tests.spoken import both

LIKE = {"banner": "banner_tl50", "patlite": "patlite_phe", "alpha": "alpha", "cd5220": "cd5220"}
"""Each module, and the row of the table that uses it too."""


def file(codec: str, **more: object) -> NamedProtocol:
    return NamedProtocol(
        id="ours", name=both("新灯", "New lamp"), about=both("试", "Tried"), source="a manual", codec=codec, **more
    )  # fmt: skip


def made(protocol: NamedProtocol, lamp: LampConfig) -> Codec:
    return named([protocol])["ours"].make(lamp, "")


def test_every_codec_of_its_folder_can_be_named() -> None:
    assert {*named_codecs()} >= {*LIKE}


@pytest.mark.parametrize("codec", LIKE)
def test_a_named_codec_is_offered_as_its_row_would_be(codec: str) -> None:
    ours, row = named([file(codec)])["ours"], PROFILES[LIKE[codec]]
    require_usable(file(codec))
    assert say(ours.name) == "新灯" and say(ours.about, "en") == "Tried"
    assert (ours.channels, ours.answers, ours.single, ours.text) == (
        row.channels,
        row.answers,
        row.single,
        row.text,
    )
    assert ours.defaults == row.defaults and {*ours.settings} == {*row.settings}
    lamp = lamp_config("lamp", "/dev/null", "ours")
    wish = Pattern(red=Light.ON)
    assert made(file(codec), lamp).opening(wish) == row.make(lamp, "").opening(wish)


def test_what_the_file_sets_counts_before_the_codec_and_after_the_lamp() -> None:
    lamp = lamp_config("lamp", "/dev/null", "ours")
    assert made(file("banner", baud=4800, gap_ms=7), lamp).line.baud == 4800
    assert made(file("banner", gap_ms=7), lamp).opening(DARK)[0].gap_s == 0.007
    own = lamp_config("lamp", "/dev/null", "ours", baud=38400)
    assert made(file("banner", baud=4800), own).line.baud == 38400
    assert named([file("banner", baud=4800)])["ours"].defaults["baud"] == "4800"


@pytest.mark.parametrize("codec", ["nobody", "config", "codec", "faults"])
def test_a_codec_that_is_none_is_told_with_those_there_are(codec: str) -> None:
    with pytest.raises(DeviceError) as told:
        require_usable(file(codec))
    assert codec in say(told.value.message, "en") and "banner" in say(told.value.message, "en")
    assert named([file(codec)])["ours"].channels == ()

"""A panel's keys in millimetres: what of it lies out of reach from a wheelchair, and what the check
says of it."""

import pytest

from kiosk.content import reader
from kiosk.drawing.beforehand.proof import _reached
from kiosk.drawing.touch.panel import better_mm, lacks_mm, panel
from signage.hall.model import Screen


def hung(mount_mm: int | None) -> Screen:
    entrance = reader.read(reader.sample()).hall.screen["entrance"]
    return entrance.model_copy(update={"mount_mm": mount_mm})


@pytest.mark.parametrize(
    ("mount_mm", "above", "below"), [(None, 0, 0), (500, 0, 0), (700, 188.4, 0), (300, 0, 80)]
)
def test_what_is_higher_than_1220_mm_or_lower_than_380_mm_is_out_of_reach(
    mount_mm: int | None, above: float, below: float
) -> None:
    here = panel(hung(mount_mm))
    assert (here.above_mm, here.below_mm) == (above, below)
    assert here.lowers is (above + below > 0)
    assert here.long_mm == 708.4


def test_a_panel_hung_too_high_lacks_what_it_would_have_to_hang_lower() -> None:
    assert lacks_mm(hung(None)) == lacks_mm(hung(700)) == 0
    assert lacks_mm(hung(900)) > 0
    better = better_mm(hung(900))
    assert better is not None and better < 900 and lacks_mm(hung(better)) == 0
    assert lacks_mm(hung(better + 1)) > 0


def test_a_panel_hung_too_low_is_named_like_one_too_high() -> None:
    """At 100 mm a knee is where its keys are: from a wheelchair nothing is reached below 380."""
    assert lacks_mm(hung(100)) > 0
    better = better_mm(hung(100))
    assert better is not None and better > 100
    assert lacks_mm(hung(better)) == 0 < lacks_mm(hung(better - 1))
    for mm, said in ((100, f"hang it {better - 100} mm higher"), (900, "mm lower"), (500, "")):
        (note,) = _reached(hung(mm), "screens[0]") if said else (None,)
        assert note is None or said in note.remedy


def test_a_panel_too_small_for_its_page_is_named_at_every_height() -> None:
    wide = hung(300).model_copy(update={"width": 3840, "height": 2160, "diagonal_in": 86.0})
    assert better_mm(wide) is None
    (note,) = _reached(wide, "screens[0]")
    assert "at no height" in note.remedy

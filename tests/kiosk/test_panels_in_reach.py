"""A panel's keys in millimetres: what of it lies out of reach from a wheelchair, and what the check
says of it."""

import pytest

from kiosk.content import reader
from kiosk.drawing.touch.panel import lacks_mm, panel
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
    much = lacks_mm(hung(900))
    assert much > 0
    assert lacks_mm(hung(900 - int(much) - 1)) == 0

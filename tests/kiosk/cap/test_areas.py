"""Whether a warning's areas take in the hall."""

from math import cos, radians, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.custody.warnings.areas import takes_in
from kiosk.custody.warnings.message import Area, Circle, Point
from signage.hall.alerts.rules import Location

HERE = Location(latitude=36.1, longitude=120.3, geocodes={"行政区划": ("370212",)})
SQUARE = (Point(36, 120), Point(37, 120), Point(37, 121), Point(36, 121), Point(36, 120))


def coded(code: str, scheme: str = "行政区划") -> Area:
    return Area("", geocodes=((scheme, code),))


@pytest.mark.parametrize(
    ("areas", "answer"),
    [
        ([], None),
        ([Area("全县")], None),
        ([Area("", (SQUARE,))], True),
        ([Area("", (tuple(Point(a - 5, b) for a, b in SQUARE),))], False),
        ([Area("", circles=(Circle(Point(36.1, 120.4), 10),))], True),
        ([Area("", circles=(Circle(Point(36.1, 120.4), 8.9),))], False),
        ([coded("370000")], True),
        ([coded("370200")], True),
        ([coded("370212")], True),
        ([coded("370212000000")], True),
        ([coded("370213")], False),
        ([coded("110000")], False),
        ([coded("370212", "FIPS6")], None),
        ([coded("000000")], False),
        ([coded("370213"), Area("", (SQUARE,))], True),
        ([Area("", (tuple(Point(a - 5, b) for a, b in SQUARE),), unread=True)], None),
        ([coded("370213"), Area("邻县")], None),
    ],
)
def test_what_takes_in_the_hall(areas: list[Area], answer: bool | None) -> None:
    assert takes_in(areas, HERE) is answer


def test_a_hall_that_has_not_said_where_it_is_cannot_tell() -> None:
    assert takes_in([Area("", (SQUARE,)), coded("110000")], Location()) is None


@given(
    st.floats(-80, 80), st.floats(-180, 180), st.floats(-179, 179), st.integers(3, 12),
    st.floats(0.1, 5), st.floats(0, 2.2), st.floats(0, 6.28),
)  # fmt: skip
def test_a_regular_shape_takes_in_what_is_nearer_than_its_sides_wherever_it_lies(
    latitude: float,
    longitude: float,
    shift: float,
    corners: int,
    radius: float,
    far: float,
    way: float,
) -> None:
    """Across the 180th meridian too. Between inner and outer circle no answer is asked."""
    turn = [6.283185307179586 * corner / corners for corner in range(corners)]
    east = (longitude + shift + 180) % 360 - 180

    def at(distance: float, angle: float) -> Point:
        return Point(
            latitude + distance * sin(angle), (east + distance * cos(angle) + 180) % 360 - 180
        )

    polygon = tuple(at(radius, angle) for angle in turn)
    here = at(far * radius, way)
    inner = radius * cos(radians(180 / corners))
    place = Location(latitude=here.latitude, longitude=here.longitude)
    answer = takes_in([Area("", ((*polygon, polygon[0]),))], place)
    if far * radius < inner * 0.999:
        assert answer is True
    elif far > 1.001:
        assert answer is False

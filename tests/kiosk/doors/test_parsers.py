"""Whatever comes to a parser from outside is read or refused in its own words; nothing else ever
comes of it. ``make soak`` feeds the same table by coverage (``tests/kiosk/doors/fuzz.py``)."""

import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.kiosk.doors.parsers import OF, OWN, PARSERS

ROOT = Path(__file__).parents[3]
PARSES = re.compile(
    r"json\.loads\(|csv\.reader\(|tomllib\.loads\(|[^.\w]fromstring\(|Image\.open\(|read_po\(|\.unpack\(|"
    r"int\.from_bytes\(|b64decode\(|XMLParser\(|load_(?:pem|der)_\w+\(|[^.\w]parse_qs\(|validate_json\(|decompress\("
)
Edit = tuple[float, int, bytes, int]


@st.composite
def mutated(draw: st.DrawFn, seeds: tuple[bytes, ...], words: tuple[bytes, ...]) -> bytes:
    """A seed with some of it cut out, put in or said again, or anything at all."""
    if draw(st.integers(0, 9)) == 0:
        return draw(st.binary(max_size=300))
    data = draw(st.sampled_from(seeds))
    put = st.one_of(st.binary(max_size=8), st.sampled_from(words or (b"\0", b"\xff\xff")))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        cut, times = draw(st.integers(0, 12)), draw(st.sampled_from((1, 1, 1, 2, 300)))
        data = data[:at] + draw(put) * times + data[at + cut :]
    return data[:20_000]


@pytest.mark.laws
@pytest.mark.parametrize("name", PARSERS)
def test_what_comes_is_read_or_refused(name: str) -> None:
    parser = PARSERS[name]

    @settings(suppress_health_check=[*HealthCheck])
    @given(mutated(parser.seeds, parser.words))
    def fed(data: bytes) -> None:
        with suppress(*parser.refuses):
            parser.work(data)

    fed()


def test_a_part_of_a_form_without_a_name_is_no_fault_of_ours() -> None:
    """Found by the law above."""
    PARSERS["form in parts"].work(b"--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--\r\n")


def test_every_place_that_parses_has_its_row() -> None:
    files = (path for room in ("kiosk", "devices") for path in sorted((ROOT / room).rglob("*.py")))
    found = {
        str(path.relative_to(ROOT)) for path in files if PARSES.search(path.read_text("utf-8"))
    }
    assert found == {*OF, *OWN} and not {*OF} & {*OWN}
    assert {row.strip() for rows in OF.values() for row in rows.split(",")} <= {*PARSERS}

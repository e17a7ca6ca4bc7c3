"""``python -m tests.unchanged``: see the package."""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.unchanged.content import HALLS, lay_out
from tests.unchanged.difference import figure
from tests.unchanged.recording import BEGIN, Recording
from tests.unchanged.served import Known, Product, Served
from tests.unchanged.situations import described, situations
from tests.unchanged.wires import frames

HERE = Path(__file__).resolve().parents[2]
SITUATIONS = 60
WIRES = "wires"
PARTS = (*HALLS, WIRES)
ANY_DAY = datetime(2026, 11, 24, 1, 30, 20, tzinfo=UTC)


def record(
    folder: Path, product: Product, like: Path | None, number: int, parts: Sequence[str]
) -> None:
    """Some parts alone are recorded beside those that are there."""
    content = folder / "content"
    if set(HALLS) <= set(parts) or not content.is_dir():
        lay_out(folder, product.checkout, like)
    with tempfile.TemporaryDirectory(prefix="unchanged-") as before:
        known = Known.made(product, Path(before) / "data")
        for turned, name in enumerate(HALLS):
            if name in parts:
                _play(
                    folder / name,
                    product,
                    known,
                    content / name,
                    number,
                    turned * number // len(HALLS),
                )
        if WIRES in parts:
            _wire(folder / WIRES, product, known, content / HALLS[-1], Path(before))


def _wire(into: Path, product: Product, known: Known, content: Path, wires: Path) -> None:
    hall = Served(product, known, content, ANY_DAY)
    try:
        told = frames(hall, wires)
    finally:
        hall.end()
    into.mkdir(exist_ok=True)
    (into / "frames").write_bytes(told)
    print("wires: the frames of each protocol", flush=True)


def _play(
    into: Path, product: Product, known: Known, content: Path, number: int, begin: int
) -> None:
    shutil.rmtree(into, ignore_errors=True)
    hall = Served(product, known, content, BEGIN)
    try:
        recording = Recording(hall, into)
        for turn, raised in enumerate(situations(described(content), number, begin)):
            recording.play(turn, raised)
        recording.fixed()
        recording.filled()
        recording.events()
        recording.sheets()
        hall.stop()
        recording.commands(content)
    finally:
        hall.end()
    print(
        f"{into.name}: {sum(1 for each in into.rglob('*') if each.is_file())} answers", flush=True
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.unchanged", description=__doc__)
    acts = parser.add_subparsers(dest="act", required=True)
    recording = acts.add_parser("record")
    recording.add_argument("folder", type=Path)
    recording.add_argument(
        "--repo", type=Path, default=HERE, help="a checkout of the commit; this one if left out"
    )
    recording.add_argument(
        "--python", type=Path, help="its interpreter; .venv/bin/python of the checkout if left out"
    )
    recording.add_argument(
        "--like", type=Path, help="another recording, whose generated halls are played"
    )
    recording.add_argument("--number", type=int, default=SITUATIONS)
    recording.add_argument(
        "--only",
        action="append",
        choices=PARTS,
        help="this part alone, such as the wires, which is no part of a whole recording; may be repeated",
    )
    comparing = acts.add_parser("compare")
    comparing.add_argument("before", type=Path)
    comparing.add_argument("after", type=Path)
    comparing.add_argument(
        "--fold", action="store_true", help="documents by their elements, white space folded"
    )
    comparing.add_argument("--shown", type=int, default=10, help="how many differences are printed")
    comparing.add_argument(
        "--pixels", type=int, default=0, help="of how many that differ the pictures are compared"
    )
    told = parser.parse_args()
    if told.act == "record":
        repo = told.repo.resolve()
        python = told.python or repo / ".venv" / "bin" / "python"
        product = Product(repo, python.absolute())
        record(
            told.folder.resolve(),
            product,
            told.like and told.like.resolve(),
            told.number,
            told.only or HALLS,
        )
    else:
        sys.exit(
            bool(
                figure(told.before, told.after, fold=told.fold, shown=told.shown, drawn=told.pixels)
            )
        )


main()

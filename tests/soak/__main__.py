"""``make soak``: 200 rounds of ``kill -9`` right after an acknowledged command, then 100 of a lamp
unplugged and back, then the whole fault matrix in Chromium.

``python -m tests.soak 50 20`` makes it 50 and 20.
"""

import sys

from tests.devices.replugs import replug_rounds
from tests.faults import matrix
from tests.faults.kills import rounds
from tests.faults.pages import ACTIONS, WAYS


def say(line: str) -> None:
    print(line, flush=True)


def rounds_in(lines: list[str]) -> int:
    """``round 3: …`` may be told more than once."""
    return len({line.partition(":")[0] for line in lines})


def main() -> int:
    kills, replugs = (int(number) for number in (*sys.argv[1:3], *(200, 100)[len(sys.argv) - 1 :]))
    lost = rounds(kills, say)
    wrong = replug_rounds(replugs, say)
    misled = matrix.run(matrix.CASES, say)
    print("\n".join((*lost, *wrong, *misled)))
    print(f"kill -9: {kills - rounds_in(lost)} of {kills} rounds kept every acknowledged command")
    print(f"replug: {replugs - rounds_in(wrong)} of {replugs} rounds healed in time")
    pages = len(ACTIONS) * len(WAYS) * len(matrix.CASES)
    print(f"fault matrix: {pages - len(misled)} of {pages} pages misled nobody")
    return 1 if lost or wrong or misled else 0


if __name__ == "__main__":
    sys.exit(main())

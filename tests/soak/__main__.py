"""``make soak``: 200 rounds of ``kill -9`` right after an acknowledged command, then 100 of a lamp
unplugged and back, 1,000 kills and 1,000 power cuts under write load, 100,000 scene changes, 10,000
reconnects, then the whole fault matrix in Chromium.

``python -m tests.soak 50 20 100 100 5000 500`` makes it 50, 20, 100, 100, 5,000 and 500.
"""

import sys

from tests.devices.replugs import replug_rounds
from tests.faults import matrix
from tests.faults.kills import rounds
from tests.faults.pages import ACTIONS, WAYS
from tests.soak.cuts import can_cut, cuts, kills
from tests.soak.flat import changes, reconnects

USUAL = (200, 100, 1000, 1000, 100_000, 10_000)


def say(line: str) -> None:
    print(line, flush=True)


def rounds_in(lines: list[str]) -> int:
    """``round 3: …`` may be told more than once."""
    return len({line.partition(":")[0] for line in lines})


def main() -> int:
    asked = [int(number) for number in sys.argv[1:]]
    restarts, replugs, killed, cut, changed, back = (*asked, *USUAL[len(asked) :])
    told: list[tuple[str, int, list[str]]] = [
        ("kill -9 right after an act: rounds that kept it", restarts, rounds(restarts, say)),
        ("replug: rounds healed in time", replugs, replug_rounds(replugs, say)),
        ("kill -9 under load: rounds that lost nothing", killed, kills(killed, say)),
    ]
    if can_cut():
        told.append(("power cut under load: images that lost nothing", cut, cuts(cut, say)))
    else:
        say("power cut: not tried, it needs root, a loop device and mkfs.ext4")
    told += [
        ("scene changes: acts, and growth, as they should be", changed, changes(changed, say)),
        ("reconnects: readers, and growth, as they should be", back, reconnects(back, say)),
        (
            "fault matrix: pages that misled nobody",
            len(ACTIONS) * len(WAYS) * len(matrix.CASES),
            matrix.run(matrix.CASES, say),
        ),
    ]
    print("\n".join(line for _, _, wrong in told for line in wrong))
    for what, of, wrong in told:
        print(f"{what}: {of - rounds_in(wrong)} of {of}")
    return 1 if any(wrong for _, _, wrong in told) else 0


if __name__ == "__main__":
    sys.exit(main())

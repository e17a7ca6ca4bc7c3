"""``make soak``: 200 rounds of ``kill -9`` right after an acknowledged command; another number as argument."""

import sys

from tests.faults.kills import rounds


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    lost = rounds(count, lambda line: print(line, flush=True))
    bad = len({line.partition(":")[0] for line in lost})
    print("\n".join(lost))
    print(f"kill -9: {count - bad} of {count} rounds kept every acknowledged command")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())

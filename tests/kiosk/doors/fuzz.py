"""``make fuzz``: atheris feeds every parser of the table by what its coverage has not seen yet.

``python -m tests.kiosk.doors.fuzz 60`` gives each 60 s, in a process of its own that may take 10 s
and 1 GB for one input. Fails with the input of what was neither read nor refused.
"""

import os
import re
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

LOOKED_AT = [
    "kiosk.wording",
    "kiosk.content",
    "kiosk.api",
    "kiosk.serving.screens",
    "devices",
    "defusedxml",
]
"""Whose branches count as seen or not: of everything it would take minutes to begin."""
COUNTED = re.compile(r"#(\d+)\s")
INPUT_S, MEMORY_MB, INPUT_MAX = 10, 1024, 20_000


def feed(name: str, folder: Path, seconds: int) -> None:
    """In a process of its own: libFuzzer ends it."""
    import atheris

    with atheris.instrument_imports(include=LOOKED_AT):
        from tests.kiosk.doors.parsers import PARSERS
    parser = PARSERS[name]
    for number, seed in enumerate(parser.seeds):
        (folder / f"seed-{number}").write_bytes(seed)
    words = folder.with_suffix(".dict")
    words.write_text(
        "".join(f'"{_escaped(word[:60])}"\n' for word in parser.words or (b"\0",)), "ascii"
    )

    def one(data: bytes) -> None:
        with suppress(*parser.refuses):
            parser.work(data)

    limits = (
        f"-max_total_time={seconds}", f"-timeout={INPUT_S}", f"-rss_limit_mb={MEMORY_MB}", f"-max_len={INPUT_MAX}",
        f"-artifact_prefix={folder.parent}/found-", f"-dict={words}",
    )  # fmt: skip
    atheris.Setup([name, str(folder), *limits], one)
    atheris.Fuzz()


def _escaped(word: bytes) -> str:
    return "".join(f"\\x{letter:02x}" for letter in word)


def main() -> int:
    from tests.kiosk.doors.parsers import PARSERS

    seconds, *only = sys.argv[1:] or ["60"]
    wrong = []
    with tempfile.TemporaryDirectory(prefix="kiosk-fuzz-") as made:
        for name in only or PARSERS:
            folder = Path(made) / name.replace(" ", "-")
            folder.mkdir()
            command = [
                sys.executable,
                "-m",
                "tests.kiosk.doors.fuzz",
                "--feed",
                name,
                str(folder),
                seconds,
            ]
            ended = subprocess.run(
                command,
                capture_output=True,
                check=False,
                env={**os.environ, "PYTHONWARNINGS": "ignore"},
            )
            said = ended.stderr.decode("utf-8", "replace").splitlines()
            counts = [int(found[1]) for line in said if (found := COUNTED.match(line))]
            print(
                f"{name}: {max(counts, default=0)} inputs, {'ok' if not ended.returncode else 'FOUND'}",
                flush=True,
            )
            if ended.returncode:
                wrong.append(name)
                print("\n".join(said[-30:]), flush=True)
                for found in Path(made).glob("found-*"):
                    print(f"  {name}: {found.read_bytes()!r}"[:2000], flush=True)
                    found.unlink()
    print(
        f"fuzz: {len(only or PARSERS) - len(wrong)} of {len(only or PARSERS)} parsers read or refused all"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--feed"]:
        feed(sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
    else:
        sys.exit(main())

"""What comes with the packages for whoever has to answer for them: parts, licences, known faults."""

import csv
import json
import subprocess
from collections.abc import Iterator
from email import message_from_string
from email.message import Message
from pathlib import Path
from typing import Final

from bundle.program import ROOT, run

TOOLS: Final = ROOT / ".venv-bundle" / "bin"
CLASSIFIER: Final = "License :: OSI Approved :: "


def parts(lock: Path, out: Path) -> None:
    """A list of parts with their hashes (CycloneDX)."""
    run(
        TOOLS / "cyclonedx-py", "requirements", lock, "--pyproject", ROOT / "pyproject.toml",
        "--output-reproducible", "--of", "JSON", "-o", out,
    )  # fmt: skip


def licences(program: Path, table: Path, texts: Path) -> list[str]:
    """Each part's licence as its maker names it, and every licence text; the parts that name none."""
    rows, unnamed = [], []
    with texts.open("w", encoding="utf-8") as out:
        for info in sorted(program.glob("lib/*/site-packages/*.dist-info")):
            facts = message_from_string((info / "METADATA").read_text("utf-8"))
            licence = "; ".join(_named(facts))
            rows.append((facts["Name"], facts["Version"], licence))
            if not licence:
                unnamed.append(str(facts["Name"]))
            for file in _texts(info):
                out.write(f"\n==== {facts['Name']} {facts['Version']}: {file.name}\n\n")
                out.write(file.read_text("utf-8", errors="replace"))
    with table.open("w", encoding="utf-8", newline="") as sheet:
        csv.writer(sheet).writerows([("part", "version", "licence"), *rows])
    return unnamed


def _named(facts: "Message[str, str]") -> list[str]:
    if facts["License-Expression"]:
        return [facts["License-Expression"]]
    said = [
        one.removeprefix(CLASSIFIER) for one in facts.get_all("Classifier", ()) if CLASSIFIER in one
    ]
    return said or [line for line in (facts["License"] or "").splitlines()[:1] if line.strip()]


def _texts(info: Path) -> Iterator[Path]:
    for file in sorted(info.rglob("*")):
        if file.is_file() and file.name.upper().startswith(
            ("LICEN", "COPYING", "NOTICE", "AUTHORS")
        ):
            yield file


def audit(lock: Path, out: Path) -> str:
    """Known faults of the parts, in a sentence; where the advisories can't be reached it says that."""
    done = subprocess.run(
        [TOOLS / "pip-audit", "--requirement", lock, "--disable-pip", "--require-hashes", "-f", "json",
         "--progress-spinner", "off"],
        capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        found = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        lines = done.stderr.strip().splitlines() or ["no answer"]
        words = f"NOT LOOKED AT: the advisories could not be reached ({lines[-1][:200]})"
        out.write_text(f"{words}\n", "utf-8")
        return words
    out.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    if all("skip_reason" in part for part in found):
        return f"NOT LOOKED AT: no advisory could be reached ({found[0]['skip_reason']})"
    known = [f"{part['name']} {one['id']}" for part in found for one in part.get("vulns", ())]
    skipped = [part["name"] for part in found if "skip_reason" in part]
    words = (
        f"{len(found) - len(skipped)} parts looked up, known faults: {', '.join(known) or 'none'}"
    )
    return words + (f"; not looked up: {', '.join(skipped)}" if skipped else "")

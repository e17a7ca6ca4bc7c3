"""What a measurement gives, the facts of the machine it was taken on, and how both are printed."""

import os
import platform
import statistics
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.chromium import chromium


@dataclass(frozen=True, slots=True)
class Figure:
    """``aim`` is the most that is wanted; None where the figure is only told."""

    name: str
    value: float
    unit: str
    aim: float | None = None
    note: str = ""

    def line(self) -> str:
        verdict = "" if self.aim is None else "ok" if self.value <= self.aim else "OVER"
        aim = "" if self.aim is None else f"<= {self.aim:g}"
        return f"  {self.name:<58}{self.value:>10.2f} {self.unit:<4}{aim:>10} {verdict:<5}{self.note}".rstrip()


def cut(values: Sequence[float], percent: int) -> float:
    """The given percentile."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def pair(name: str, ms: Sequence[float], aim: float | None, note: str = "") -> list[Figure]:
    """p50 and p99 of times in milliseconds; the aim is for p99."""
    return [
        Figure(f"{name}, p50", cut(ms, 50), "ms", None, f"n = {len(ms)}"),
        Figure(f"{name}, p99", cut(ms, 99), "ms", aim, note),
    ]


def machine() -> list[str]:
    cpu = [line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines()
           if line.startswith("model name")]  # fmt: skip
    browser = chromium()
    version = (
        subprocess.run(
            [browser, "--version"], capture_output=True, text=True, check=False
        ).stdout.strip()
        if browser
        else "Playwright's own Chromium"
    )
    memory = Path("/proc/meminfo").read_text("utf-8").split()[1]
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return [
        f"{cpu[0] if cpu else platform.machine()}, {len(os.sched_getaffinity(0))} cores, {int(memory) // 1024} MB",
        f"Linux {platform.release()}, Python {platform.python_version()}, {version}, load {load}",
    ]


def memory_mb(pid: int) -> float:
    """Resident memory of a process."""
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    return (
        int(next(line for line in status.splitlines() if line.startswith("VmRSS:")).split()[1])
        / 1024
    )

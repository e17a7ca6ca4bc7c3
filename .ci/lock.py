"""Write requirements.lock and requirements-test.lock from what is installed beside this
interpreter, and bundle/tools.lock (the tools that lock and bundle) as its index knows them.

Lines are ``name==version``, sorted, each with the SHA-256 of every file of that release, as uv asks
the index for them: another file of the same name is refused by ``pip --require-hashes``. The
closure is followed for every Python that the product supports, so that a dependency which only one
of them needs is pinned too (or the lock is refused when it is not installed).
"""

import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
UV = ROOT / ".venv-bundle" / "bin" / "uv"
TOOLS = ROOT / "bundle" / "tools.txt"
BUILD = ("editables",)
"""Needed by hatchling for an editable install, which asks for it only while building."""


def wanted(requirement: Requirement, extra: str) -> bool:
    """Whether any supported Python on Linux needs it."""
    marker = requirement.marker
    return marker is None or any(
        marker.evaluate(
            {"python_version": python, "python_full_version": f"{python}.0", "extra": extra}
        )
        for python in PYTHONS
    )


def needs(requirement: Requirement) -> Iterator[Requirement]:
    """What an installed distribution asks for, with the extras it was asked with."""
    declared = [Requirement(line) for line in metadata.requires(requirement.name) or ()]
    extras = ("", *requirement.extras)
    return (each for each in declared if any(wanted(each, extra) for extra in extras))


def closure(lines: Iterable[str]) -> dict[str, str]:
    """Canonical name → installed version of everything the requirement lines lead to."""
    found: dict[str, str] = {}
    seen: set[tuple[str, frozenset[str]]] = set()
    ahead = [Requirement(line) for line in lines]
    while ahead:
        requirement = ahead.pop()
        name = canonicalize_name(requirement.name)
        if (name, frozenset(requirement.extras)) in seen:
            continue
        seen.add((name, frozenset(requirement.extras)))
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            sys.exit(
                f"{requirement} is not installed: install it into .venv, then run make lock again"
            )
        if not requirement.specifier.contains(found[name], prereleases=True):
            sys.exit(
                f"{name} {found[name]} is installed, but {requirement} is asked for: install that version first"
            )
        ahead.extend(needs(requirement))
    return found


def hashed(asked: str, *more: str) -> str:
    """The same pins, each with the hashes of its files."""
    told = subprocess.run(
        [UV, "pip", "compile", "-", "--generate-hashes", "--no-header", "--no-annotate", *more],
        input=asked, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return told.stdout


def write(name: str, head: str, pins: dict[str, str]) -> None:
    lines = [f"{package}=={version}" for package, version in sorted(pins.items())]
    made = hashed("\n".join(lines), "--no-deps", "--universal")
    (ROOT / name).write_text(head + made, encoding="utf-8")


def write_tools() -> None:
    """Newest releases: nothing of the product is made of them."""
    made = hashed(TOOLS.read_text("utf-8"), "--universal", "--python-version", PYTHONS[0])
    (ROOT / "bundle/tools.lock").write_text(made, encoding="utf-8")


def main() -> None:
    described = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project = described["project"]
    run = closure([*project["dependencies"], *described["build-system"]["requires"], *BUILD])
    test = closure(project["optional-dependencies"]["test"])
    write("requirements.lock", "", run)
    write(
        "requirements-test.lock",
        "-r requirements.lock\n",
        {k: v for k, v in test.items() if k not in run},
    )
    write_tools()


if __name__ == "__main__":
    main()

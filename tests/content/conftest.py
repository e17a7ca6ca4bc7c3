"""These tests read halls of twenty files in which one word was changed: what did not change is read
and judged once."""

import pickle
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from kiosk.content import plan_files
from kiosk.content import reader as contents
from signage.evacuation.plan_checks import plan_mistakes
from signage.floorplan.plan import Plan
from signage.language.mistake import Mistake

read_plan = lru_cache(8)(plan_files.read_plan)
load = contents.load


KEPT: dict[tuple[str, bytes | None], bytes] = {}
MOST = 256


def loaded(path: Path, name: str, found: list[Mistake], unread: set[str]) -> dict[str, Any]:
    """What :func:`contents.load` makes of the same bytes, each time anew; where they lie is the same to
    it."""
    key = name, path.read_bytes() if path.is_file() else None
    if key not in KEPT:
        if len(KEPT) >= MOST:
            KEPT.clear()
        new, lost = list[Mistake](), set[str]()
        KEPT[key] = pickle.dumps((load(path, name, new, lost), new, lost))
    document, told, missing = pickle.loads(KEPT[key])  # noqa: S301  # our own
    found += told
    unread |= missing
    return dict(document)


@lru_cache(64)
def _plan_mistakes(drawn: bytes) -> tuple[Mistake, ...]:
    return tuple(plan_mistakes(pickle.loads(drawn)))  # noqa: S301  # our own


def judged_once(drawn: Plan) -> list[Mistake]:
    return list(_plan_mistakes(pickle.dumps(drawn)))


@pytest.fixture(autouse=True)
def what_did_not_change_is_read_and_judged_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_files, "read_plan", read_plan)
    monkeypatch.setattr(contents, "load", loaded)
    monkeypatch.setattr(plan_files, "plan_mistakes", judged_once)

"""A page is given the fields of dataclasses, and names no others (tests/kiosk/test_declared.py)."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

Declared = Mapping[str, tuple[type[Any], ...]]
"""By template what it may name, besides what every page of its family has."""
Local = Callable[[datetime], datetime]
"""A moment as the hall's clock has it."""


def values_of(*declared: Any) -> dict[str, Any]:
    """Each field by its name."""
    return {field.name: getattr(one, field.name) for one in declared for field in fields(one)}

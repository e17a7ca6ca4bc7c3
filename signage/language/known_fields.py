"""What is read back must be known in full: a field that this version does not know was put there by
a newer one."""

from dataclasses import is_dataclass
from typing import Any, get_args, get_type_hints

from pydantic import ConfigDict


def refuse_unknown(shape: Any) -> None:
    """Make pydantic refuse unknown fields in every dataclass that ``shape`` is made of, however
    deep."""
    waiting, seen = [shape], set()
    while waiting:
        part = waiting.pop()
        waiting += get_args(part)
        if isinstance(part, type) and is_dataclass(part) and part not in seen:
            seen.add(part)
            config = ConfigDict(extra="forbid", serialize_by_alias=True)
            part.__pydantic_config__ = config  # type: ignore[attr-defined]  # what pydantic looks for
            waiting += get_type_hints(part).values()

"""Values as text of TOML, each on one line."""

from collections.abc import Mapping
from typing import Any

import tomlkit


def value_text(value: Any) -> str:
    """A table or a list stands in line."""
    if isinstance(value, Mapping):
        inner = ", ".join(f"{key} = {value_text(one)}" for key, one in value.items())
        return f"{{ {inner} }}"
    if isinstance(value, tuple | list):
        return f"[{', '.join(map(value_text, value))}]"
    return str(tomlkit.item(value).as_string())


def lines_text(values: Mapping[Any, Any]) -> str:
    return "\n".join(f"{key} = {value_text(value)}" for key, value in values.items())

"""One thing that is wrong with a described hall: where, what, and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import ValidationError


@dataclass(frozen=True, slots=True)
class Mistake:
    """One fault: file, key path in it, what is wrong, what to do."""

    file: str
    key: str
    wrong: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.wrong} → {self.remedy}"


FILE_OF: Mapping[str, str] = {
    "services": "services.toml", "groups": "services.toml", "screens": "screens.toml", "lamps": "lamps.toml",
    "filing": "deadlines.toml", "kinds": "catalogue", "protocols": "protocols/*.toml",
}  # fmt: skip
"""Which file a part of the hall is described in; everything else is in hall.toml."""


def file_of(part: str) -> str:
    return FILE_OF.get(part, "hall.toml")


def model_mistakes(file: str | None, error: ValidationError, within: str = "") -> list[Mistake]:
    """Pydantic's findings in our form; ``within`` is the key of the item that was validated."""
    found = []
    for fault in error.errors(include_url=False, include_context=False):
        where = [within, *(part if isinstance(part, str) else f"[{part}]" for part in fault["loc"])]
        key = ".".join(part for part in where if part).replace(".[", "[") or "(file)"
        remedy = "remove it" if fault["type"] == "extra_forbidden" else "see README.md for this key"
        wrong = "unknown key" if fault["type"] == "extra_forbidden" else fault["msg"]
        found.append(Mistake(file or file_of(str(fault["loc"][0]) if fault["loc"] else ""), key, wrong, remedy))
    return found

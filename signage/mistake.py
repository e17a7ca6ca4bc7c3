"""One thing that is wrong with a described hall: where, what, and what to do."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from pydantic import BaseModel, ValidationError


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


def proposal(model: type[BaseModel] | None, key: str) -> str:
    """What was perhaps meant by a key that the model does not know."""
    plain = unicodedata.normalize("NFKC", key).strip().casefold().replace("-", "_")
    found = get_close_matches(plain, sorted(keys_of(model)) if model is not None else [], 1)
    return f"did you mean {found[0]}? else remove it" if found else "remove it"


@cache
def keys_of(model: type[BaseModel]) -> frozenset[str]:
    """Every key a document of this model may have, at any depth."""
    schema = model.model_json_schema()
    parts = (schema, *schema.get("$defs", {}).values())
    return frozenset(name for part in parts for name in part.get("properties", {}))


def model_mistakes(
    file: str | None, error: ValidationError, within: str = "", model: type[BaseModel] | None = None
) -> list[Mistake]:
    """Pydantic's findings in our form; ``within`` is the key of the item that was validated by ``model``."""
    found = []
    for fault in error.errors(include_url=False, include_context=False):
        where = [within, *(part if isinstance(part, str) else f"[{part}]" for part in fault["loc"])]
        unknown = fault["type"] == "extra_forbidden"
        key = ".".join(part for part in where if part).replace(".[", "[") or "(file)"
        remedy = proposal(model, str(fault["loc"][-1])) if unknown else "see README.md for this key"
        wrong = "unknown key" if unknown else fault["msg"]
        found.append(Mistake(file or file_of(str(fault["loc"][0]) if fault["loc"] else ""), key, wrong, remedy))
    return found

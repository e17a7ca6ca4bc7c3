"""What every part of the description is: frozen, and an unknown key is a mistake; and which kinds of
its catalogue the hall's own derivations ask for."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

ResourceId = Annotated[str, StringConstraints(pattern=r"^(hall|[a-z]+/[a-z0-9-]+)$", max_length=64)]
PlainId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=64)]


class Described(BaseModel):
    """A frozen part of the description; an unknown key is a mistake, not a silent extra."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True, slots=True)
class MarkedKinds:
    """By their codes, as its catalogue marks them. ``papers``: mean papers by hand from the start.
    ``crowd``: what a crowd is announced by."""

    papers: frozenset[str] = frozenset()
    crowd: str | None = None

"""The year's filing deadlines (征期) as the hall describes them; what follows is in
:mod:`deadlines`."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from signage.hall.described import Described

Day = Annotated[int, Field(ge=1, le=31)]


class FilingYear(Described):
    """The published table of one year: the last day of each month's filing, January first."""

    year: Annotated[int, Field(ge=2020, le=2100)]
    days: Annotated[tuple[Day, ...], Field(min_length=12, max_length=12)]
    source: Annotated[str, Field(min_length=1, max_length=120)]

    @model_validator(mode="after")
    def _every_day_exists(self) -> "FilingYear":
        for month, day in enumerate(self.days, 1):
            # Raises for 31 April, and pydantic makes that a mistake of the file.
            date(self.year, month, day)
        return self


class Moved(Described):
    """A deadline that was moved here, by a notice of the tax office (fault, disaster)."""

    planned: date
    until: date
    source: Annotated[str, Field(min_length=1, max_length=120)]


FilingKind = Literal["window", "terminal", "online", "app"]
"""Kinds of channels on which something can be filed."""
Hour = Annotated[str, Field(pattern=r"^(?:([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$")]


class Until(Described):
    """The hour up to which a kind of channel takes filings on the last day, as a notice says; said
    once confirmed."""

    kind: FilingKind
    at: Hour
    source: Annotated[str, Field(min_length=1, max_length=120)]
    verified_on: date | None = None


class Filing(Described):
    near_days: Annotated[int, Field(ge=0, le=20)] = 2
    """A deadline is near when so many working days or fewer are left."""
    years: tuple[FilingYear, ...] = ()
    moved: tuple[Moved, ...] = ()
    until: tuple[Until, ...] = ()

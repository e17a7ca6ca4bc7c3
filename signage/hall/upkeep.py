"""Settings of the hall by which something becomes due: its upkeep (expiry, faults, daily checks,
drills, queues) and papers by hand.

The plans give two times, a patrol every day (line 901) and a drill every year (line 137); the rest
are proposals (domain reference §10).
"""

from typing import Annotated

from pydantic import Field, model_validator

from signage.hall.described import Described
from signage.language.model_words import Amiss
from signage.language.words import Message

Days = Annotated[int, Field(ge=1, le=3660)]
Times = Annotated[int, Field(ge=1, le=1000)]
Minutes = Annotated[int, Field(ge=1, le=24 * 60)]


class Papers(Described):
    """``[papers]`` of the hall: when paper begins and how long contacts are kept."""

    long_min: Annotated[int, Field(ge=1, le=24 * 60)] = 30
    """Minutes an outage is expected to last, or has lasted, above which windows take papers by
    hand."""
    keep_days: Annotated[int, Field(ge=1, le=365)] = 30


class Upkeep(Described):
    """``[upkeep]`` of the hall."""

    expiry_days: Days = 30
    """Days before its expiry a material, a training or a document is spoken of (line 355)."""
    faults: Times = 3
    fault_days: Days = 7
    """So many faults of one device within so many days (line 303)."""
    class_down: Times = 2
    """So many devices of one class out at the same time (line 881)."""
    patrol_h: Annotated[int, Field(ge=0, le=12)] = 2
    """Hours after opening within which the first patrol is noted."""
    patrol_every_h: Annotated[int, Field(ge=1, le=12)] | None = None
    """Hours between patrols while the hall is open; unset = one a day."""
    drill_soon_days: Days = 182
    drill_days: Days = 365
    """Days after the last drill from which the next is due soon, and overdue (line 137)."""
    plan_days: Days = 365
    """Days after which a plan in force is looked at again (lines 139, 205)."""
    stock_days: Days = 31
    """Days between two looks at a material (line 355)."""
    queue_warn_min: Minutes = 20
    queue_min: Minutes = 40
    """Minutes of waiting that warn, and that propose the notice of a crowd (line 953)."""
    queue_per_window: Times = 10
    """People waiting for each open window that propose it too (line 958)."""

    @model_validator(mode="after")
    def _in_order(self) -> "Upkeep":
        if self.drill_soon_days > self.drill_days:
            raise Amiss(Message("check.drill-days"))
        if self.queue_warn_min > self.queue_min:
            raise Amiss(Message("check.queue-min"))
        return self

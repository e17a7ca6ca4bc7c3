"""``[papers]`` as the hall describes it; what windows keep on paper then is in
:mod:`signage.situation.ledger`."""

from typing import Annotated

from pydantic import Field

from signage.hall.described import Described


class Papers(Described):
    """``[papers]`` of the hall: when paper begins and how long contacts are kept."""

    long_min: Annotated[int, Field(ge=1, le=24 * 60)] = 30
    """Minutes an outage is expected to last, or has lasted, above which windows take papers by
    hand."""
    keep_days: Annotated[int, Field(ge=1, le=365)] = 30

"""What the HTTP API gives. The models that answer also make the OpenAPI document; :mod:`told` fills
them.

Words go out as their Chinese text with the English beside it (``title``, ``title_en``).
"""

from datetime import datetime
from typing import Any, Literal

from pydantic import AwareDatetime, Field

from kiosk.api.requests import Api, Level
from kiosk.engine.delivery import State
from signage.catalogue.kinds import Sign
from signage.evacuation.way_out import Form
from signage.hall.model import ChannelKind, Lamp
from signage.shows.due_in_incidents import Rule


class QueueOut(Api):
    """``state``: what the numbers mean now; ``crowd`` proposes the notice QUEUE to staff and raises
    nothing."""

    revision: int
    waiting: int
    wait_min: int | None
    state: Literal["calm", "warn", "crowd"]


class AlertsOut(Api):
    """What became of each report, counted. ``ignored``: no rule of the hall's alerts.toml matches
    it."""

    revision: int
    firing: int
    resolved: int
    ignored: int


class MarkOut(Api):
    by: str
    at: AwareDatetime
    text: str


class StepOut(Api):
    """``answer`` null = still to be done; ``by`` and ``at`` are of whoever answered first."""

    number: int
    phase: Literal["handle", "report", "recover"]
    text: str
    text_en: str
    owner: str
    answer: Literal["done", "skipped"] | None
    by: str | None
    at: AwareDatetime | None
    reason: str


class GateOut(Api):
    """What must be confirmed of a target before the incident can be cleared; ``confirmed`` null =
    not yet."""

    gate: Literal["last-operation", "safety-check"]
    target: str
    text: str
    text_en: str
    confirmed: MarkOut | None


class DutyOut(Api):
    """Something overdue. ``about`` is an incident's id, a person or a screen; ``calls`` whom to
    call now."""

    rule: Rule
    about: str
    due: AwareDatetime
    step: int | None
    calls: str | None
    text: str
    text_en: str


class DutiesOut(Api):
    revision: int
    overdue: tuple[DutyOut, ...]


class IncidentOut(Api):
    id: str
    revision: int
    state: Literal["draft", "active", "recovering", "cleared", "closed"]
    kind: str
    cls: str = Field(alias="class")
    title: str
    title_en: str
    targets: tuple[str, ...]
    level: Level
    eta: AwareDatetime | None
    cause: str
    note: str
    drill: bool
    raised_at: AwareDatetime
    raised_by: str
    acknowledged_by: str | None
    silenced: bool
    cleared_at: AwareDatetime | None
    repeats: int
    commander: str
    steps: tuple[StepOut, ...]
    gates: tuple[GateOut, ...]
    overridden: tuple[str, ...] = Field(
        description="Gates left open when an administrator ended it"
    )
    review: MarkOut | None
    signed: MarkOut | None
    stored: bool = Field(
        True, description="False: shown, and not yet in the log because the store cannot take it"
    )
    quiet: tuple[str, ...] = Field(
        (),
        description="Of an evacuation, asked for by its id: screens within sight or 30 m that tell nobody to leave",
    )


class IncidentsOut(Api):
    revision: int
    incidents: tuple[IncidentOut, ...]


class SceneOut(Api):
    """``sign`` is the winner's; ``extent`` band = it is said in a band, and what the screen is for
    goes on below."""

    sign: Sign
    extent: Literal["whole", "band"]
    title: str
    title_en: str
    reason: str
    reason_en: str
    incident: str | None
    arrow: str | None = Field(None, exclude_if=lambda arrow: arrow is None)
    exit: str | None = Field(None, exclude_if=lambda way: way is None)
    form: Form | None = Field(
        None,
        exclude_if=lambda form: form is None,
        description="Of an evacuation: no-route = stay, follow-staff = up only",
    )


class ScreenOut(Api):
    id: str
    scene: SceneOut
    online: bool = Field(
        description="Whether a page of it takes part: its state is showing or hidden"
    )
    state: State = Field(
        description="showing: it paints; hidden: its page is behind another; silent: connected, but it paints nothing "
        "any more (frozen, or its cable is dead); off: not connected"
    )
    shown_revision: int | None = Field(
        description="The newest revision the screen says it has painted"
    )
    seen_at: datetime | None = Field(
        description="When it last said so; null since the server started"
    )
    paired: int = Field(description="How many devices stand for it and may report; see /pair")


class LampOut(Api):
    id: str
    desired: str
    actual: str | None
    health: Literal["verified", "unverified", "lost", "misconfigured"]
    reason: str
    reason_en: str
    simulated: bool


class LampsOut(Api):
    """Lamps as they are described now, with the keys of lamps.toml."""

    revision: int
    lamps: tuple[Lamp, ...]


class ChannelOut(Api):
    id: str
    kind: ChannelKind
    depends: tuple[str, ...]
    available: bool
    reason: str
    reason_en: str


class ServiceOut(Api):
    id: str
    channels: tuple[ChannelOut, ...]


class ByHandOut(Api):
    """A window that takes papers by hand now, and the outage for which it does."""

    window: str
    incident: str


class HallOut(Api):
    """One moment of the whole hall; everything in it is of the same revision."""

    revision: int
    unavailable: tuple[str, ...]
    incidents: tuple[IncidentOut, ...]
    screens: tuple[ScreenOut, ...]
    lamps: tuple[LampOut, ...]
    services: tuple[ServiceOut, ...]
    by_hand: tuple[ByHandOut, ...] = Field(
        (), description="Windows that take papers by hand, in the hall's order"
    )


class WindowOut(Api):
    revision: int
    id: str
    open: bool
    services: tuple[str, ...]
    changed: bool = Field(description="Whether it differs from the hall's description today")


class ChannelFactOut(Api):
    """``state``: shown, over or withdrawn where the hall shows it itself; ready (nobody said it was
    sent) or sent."""

    channel: str
    state: Literal["shown", "over", "withdrawn", "ready", "sent"]
    text: str
    by: str
    at: AwareDatetime | None = Field(None, description="When sending was confirmed")
    count: int | None = Field(None, description="To how many it was sent")


class NoticeOut(Api):
    """A text for the public. ``alone``: one person both wrote and approved it."""

    id: str
    incident: str | None
    what: Literal["notice", "end", "free"]
    state: Literal["draft", "approved", "published", "withdrawn"]
    title: str
    body: str
    by: str
    approved_by: str | None
    alone: bool
    issued_at: AwareDatetime | None
    shown: bool = Field(description="Whether it hangs on the status page and in the feed now")
    channels: tuple[ChannelFactOut, ...]


class NoticesOut(Api):
    revision: int
    notices: tuple[NoticeOut, ...]


class EventOut(Api):
    seq: int
    at: AwareDatetime
    actor: str
    role: str
    type: str
    event: dict[str, Any]


class EventsOut(Api):
    events: tuple[EventOut, ...]
    last: int = Field(description="Ask for the next ones with after=last")
    log: str = Field(
        description="Which log this is. Another one counts anew: a number you have is none of its"
        " own. One that begins with safe- stands in while the hall cannot read its log"
    )
    head: int = Field(description="The number of the log's newest event")


class FaultOut(Api):
    field: str
    code: str
    message: str


class ProblemOut(Api):
    """Problem details, RFC 9457. ``code`` is stable; ``field`` names the input that is wrong."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    detail_zh: str
    field: str | None = None
    errors: tuple[FaultOut, ...] | None = None
    incident: IncidentOut | None = Field(
        None, description="Of a conflict: the incident as it now stands"
    )

"""What a description may say of a lamp's wire: line settings, channels, register maps and frames
typed by hand.

Shape alone is judged here. Whether a protocol can use it, and what is wrong with it in words, its
codec says (``devices``).
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, get_args

from pydantic import Field, field_validator

from signage.hall.described import Described, PlainId
from signage.language.mistake import plain
from signage.language.words import Words

Colour = Literal["red", "yellow", "green", "blue", "white"]
Channel = Literal["red", "yellow", "green", "blue", "white", "sounder"]
State = Literal["off", "on", "slow", "fast"]
Farewell = Literal["hold", "off", "paused", "fault", "notice", "danger", "evacuate"]
"""What a lamp is left with: as it is, dark, or a pattern of :data:`signage.shows.lamps.UNSEEN` by
name."""
Register = Annotated[int, Field(ge=0, le=0xFFFF)]
Milliseconds = Annotated[int, Field(ge=0, le=10_000)]
LIT = tuple(
    f"{tier} {light}"
    # Without the last, the sounder, which is no light.
    for tier in get_args(Channel)[:-1]
    for light in get_args(State)
    if light != "off"
)
STATES = ("off", *LIT, *(f"{lit} + sounder" for lit in LIT), "sounder")
"""What a frame for a whole lamp may be called."""


class Step(Described):
    """A register (``at``) to write after every opening, and how long the device rests
    afterwards."""

    at: Register
    value: Register
    rest_ms: Milliseconds = 0


class Cell(Described):
    """The register or coil of one tier or the sounder, and each state's value; without slow and
    fast we blink it."""

    at: Register
    off: Register = 0
    on: Register
    slow: Register | None = None
    fast: Register | None = None


class ReadBack(Described):
    """The registers (function 3) or coils (function 1) that hold the state."""

    function: Literal[1, 3] = 3
    first: Register = 0
    count: int = Field(ge=1, le=125)


class RegisterMap(Described):
    """A Modbus RTU lamp: one register (function 6) or coil (function 5) for each tier.

    ``reply``: ``echo`` as the standard demands, ``none`` where nobody knows that the lamp answers.
    ``silence_s``: after so many seconds without a word the device takes a state of its own, as its
    manual says and ``open`` or its switches set it; it is told something thrice as often.
    """

    function: Literal[5, 6] = 6
    silence_s: float | None = Field(default=None, ge=3, le=3600)
    open: tuple[Step, ...] = ()
    cells: dict[Channel, Cell] = Field(min_length=1)
    read: ReadBack | None = None
    reply: Literal["echo", "none"] = "echo"


class Frames(Described):
    """Frames in hex for each state of an unlisted lamp.

    ``channel``: frames for each tier's own states; or ``whole``: one frame for the whole lamp in
    each state (``off``, ``red on``, ``red fast + sounder``, ``sounder``). ``open``: sent first
    after every opening. ``reply``: what the lamp answers (``xx`` = any byte, ``echo`` = the frame
    itself), empty if nothing; ``refusal``: what it answers when it will not.
    """

    open: tuple[str, ...] = ()
    channel: dict[Channel, dict[State, str]] = Field(default_factory=dict)
    whole: dict[str, str] = Field(default_factory=dict)
    reply: str = ""
    refusal: str = ""

    @field_validator("whole", mode="before")
    @classmethod
    def _as_meant(cls, given: Any) -> Any:
        return as_meant(given) if isinstance(given, Mapping) else given


def as_meant(frames: Mapping[Any, Any]) -> dict[Any, Any]:
    """Names of states as :data:`STATES` spells them; of two that mean one state one stays as it
    was typed, and its codec tells of it."""
    found: dict[Any, Any] = {}
    for name, data in frames.items():
        meant = spelt(str(name))
        taken = meant in frames or meant in found
        found[meant if meant in STATES and not taken else name] = data
    return found


def spelt(state: str) -> str:
    """``ＲＥＤ on+sounder`` as ``red on + sounder``."""
    return " ".join(plain(state).replace("+", " + ").split())


class WireSettings(Described):
    """What a lamp or a named protocol may set on its line; None leaves it to the protocol."""

    baud: int | None = None
    bits: Literal[7, 8] | None = None
    parity: Literal["N", "E", "O"] | None = None
    stop: Literal[1, 2] | None = None
    gap_ms: Milliseconds | None = None
    """Rest of the line after each frame."""
    reply_ms: Milliseconds | None = None
    """How long an answer may take."""


class NamedProtocol(WireSettings):
    """A file of ``protocols/``: a register map or frames that many lamps share, or the codec that
    computes them, with the words people choose it by."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)
    name: Words
    about: Words
    source: str
    map: RegisterMap | None = None
    frames: Frames | None = None
    codec: str | None = Field(default=None, pattern=r"^[a-z][a-z0-9_]*$", max_length=64)
    """A module of the program's codecs that computes its frames, in place of ``map`` and
    ``frames``."""


class LampLine(Described):
    """A lamp as the line knows it that it hangs on; what is None or empty is left to the
    protocol."""

    id: PlainId
    address: str
    """``sim://name`` or a serial device path."""
    protocol: str = "adafruit_tower"
    colours: tuple[Colour, ...] = ("red", "yellow", "green")
    sounder: bool = False
    blink_hz: float | None = None
    """Measured rate of the lamp's own blink; unset = we blink it ourselves (signs.md §7)."""
    baud: int | None = None
    bits: Literal[7, 8] | None = None
    parity: Literal["N", "E", "O"] | None = None
    stop: Literal[1, 2] | None = None
    """Line settings; unset = those of the protocol."""
    gap_ms: Milliseconds | None = None
    """Rest of the line after each frame; unset = that of the protocol."""
    reply_ms: Milliseconds | None = None
    """How long an answer may take; unset = that of the protocol."""
    settle_ms: Milliseconds = 0
    """Rest after the port was opened, for boards that restart with it."""
    channels: dict[Channel, int] = Field(default_factory=dict)
    """Which relay switches what, as printed on the board; unset = in the order of ``colours``, then
    the sounder."""
    size: int | None = Field(default=None, ge=1, le=64)
    """How many relays the board has; unset = the usual number for the protocol."""
    map: RegisterMap | None = None
    frames: Frames | None = None
    on_stop: Farewell = "hold"
    """What it is left with when the service stops."""
    reassert_s: float | None = Field(default=None, gt=0, le=3600)
    """Seconds between re-assertions; unset = the usual period."""

    def __hash__(self) -> int:
        """Maps and frames hold tables, which have no hash; compared are all fields."""
        return hash((self.id, self.address, self.protocol))

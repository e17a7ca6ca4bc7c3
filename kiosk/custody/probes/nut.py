"""What an uninterruptible power supply says of itself through Network UPS Tools.

Source: RFC 9271, "Uninterruptible Power Supply (UPS) Management Protocol" (sections 4.2.7 LIST, 4.3
errors, 5.1 status symbols), certainty V against the real ``upsd`` 2.8. Reading needs no password.
"""

from collections.abc import Mapping
from typing import Final

from kiosk.custody.probes.findings import Found
from signage.hall.alerts.probes import Condition
from signage.language.words import Message, Words

PORT: Final = 3493
BYTES_MAX: Final = 64 * 1024
SIGNS: Final[Mapping[Condition, frozenset[str]]] = {
    "UpsOnBattery": frozenset({"OB", "FSD"}),
    "UpsLowBattery": frozenset({"LB", "FSD"}),
    "UpsReplaceBattery": frozenset({"RB"}),
}
"""Words of ``ups.status`` that mean it."""
MEASURES: Final = ("battery.charge", "battery.runtime", "ups.load", "ups.temperature")
"""%, s, %, °C."""


class Refused(Exception):
    """An answer that is an error of the protocol, by its code."""


TOLD: Final = frozenset({"OL", "OB", "FSD", "BYPASS", "OFF"})
"""Where its power comes from: one of them is said of any supply that answers."""


def words_of(code: str) -> Words:
    """What an error of the protocol means."""
    if code == "UNKNOWN-UPS":
        return Message("probes.ups-unknown", why=code)
    if code == "ACCESS-DENIED":
        return Message("probes.ups-denied", why=code)
    if code in ("DATA-STALE", "DRIVER-NOT-CONNECTED"):
        return Message("probes.ups-silent", why=code)
    return Message("probes.no-answer", why=code)


class Listing:
    """One ``LIST VAR``: bytes in, variables out; does no IO."""

    def __init__(self, ups: str) -> None:
        self._ups, self._said = ups, b""

    @property
    def question(self) -> bytes:
        return f"LIST VAR {self._ups}\n".encode("ascii")

    def take(self, said: bytes) -> Mapping[str, str] | None:
        """The variables, once all are there. Raises :class:`Refused`."""
        self._said += said
        if len(self._said) > BYTES_MAX:
            raise Refused("TOO-LONG")
        *lines, _ = self._said.split(b"\n")
        words = [split(line.decode("utf-8", "replace")) for line in lines]
        refused = next((line for line in words if line[:1] == ["ERR"]), None)
        if refused is not None:
            raise Refused(" ".join(refused[1:2]) or "ERR")
        if not any(line[:3] == ["END", "LIST", "VAR"] for line in words):
            return None
        told = (line for line in words if len(line) == 4 and line[:2] == ["VAR", self._ups])
        return {line[2]: line[3] for line in told}


def split(line: str) -> list[str]:
    """Words of a line; one in quotes may hold blanks, and a backslash takes the next as it is."""
    words: list[str] = []
    word, inside, escaped, begun = "", False, False, False
    for letter in line.rstrip("\r"):
        if escaped or (letter not in '\\"' and (inside or not letter.isspace())):
            word, escaped, begun = word + letter, False, True
        elif letter == "\\":
            escaped = True
        elif letter == '"':
            inside, begun = not inside, True
        elif begun:
            words.append(word)
            word, begun = "", False
    return [*words, word] if begun else words


def found(variables: Mapping[str, str], took_s: float) -> Found:
    """A supply that says nothing of its status is none that can be looked at; upsd itself says
    ``WAIT`` until its driver has answered."""
    status = variables.get("ups.status", "").split()
    if not TOLD.intersection(status):
        return Found(Message("probes.ups-no-status"), took_s)
    good: dict[Condition, bool] = {
        condition: not signs.intersection(status) for condition, signs in SIGNS.items()
    }
    values: dict[str, float] = {}
    for name in MEASURES:
        try:
            values[name] = float(variables[name])
        except (KeyError, ValueError):
            continue
    return Found(took_s=took_s, good=good, values=values)

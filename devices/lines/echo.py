"""What a converter that hears its own sending makes of an answer: a copy of what was sent proves
nothing.

Many RS-485 converters echo (their receiver stays on while they send), and some lamps answer a
command with a copy of it (MODBUS over Serial Line V1.02 §2.5; FC05, FC06). One copy may be either;
two are an echo and an answer.
"""

from dataclasses import dataclass, replace

from devices.codecs.codec import Codec, Frame, Reply


@dataclass(frozen=True, slots=True)
class Heard:
    """``alike``: all that speaks for the reply is a copy of what was sent.

    ``echoed``: whether the line brought back what was sent; None where that is not shown. Two
    copies show an answer and no more: the first may be a late answer to the same words.
    """

    reply: Reply | None
    alike: bool = False
    echoed: bool | None = None

    def without_copies(self) -> "Heard":
        return replace(self, reply=None, alike=False)


NOTHING = Heard(None)


def heard(codec: Codec, frame: Frame, received: bytes) -> Heard:
    """The lamp's reply in what was received. What stands in our own echo is never taken for one."""
    at = received.find(frame.data)
    if at < 0:
        return Heard(codec.reply(frame, received), echoed=False)
    # What stands behind our own copy the lamp has said.
    behind = codec.reply(frame, received[at + len(frame.data) :])
    if behind is not None:
        return Heard(behind, echoed=None if _copies(codec, frame) else True)
    copied = codec.reply(frame, received)
    # A refusal or a state found in our own words is none.
    return (
        Heard(copied, alike=True)
        if copied and copied.accepted and copied.actual is None
        else NOTHING
    )


def _copies(codec: Codec, frame: Frame) -> bool:
    """Whether this frame is answered by its copy."""
    own = codec.reply(frame, frame.data)
    return own is not None and own.accepted and own.actual is None


def past_echo(sent: bytes, received: bytes) -> bytes:
    """What came behind our own echo, if there was one."""
    return received.partition(sent)[2] if sent in received else received


def question(codec: Codec) -> bytes | None:
    """Something that changes nothing and whose answer is no copy of it; None where the protocol has
    no such question.

    Whether a copy comes back, answered or not, tells whether the line echoes.
    """
    ask = getattr(codec, "question", None)
    data = ask() if ask else None
    return data if isinstance(data, bytes) else None

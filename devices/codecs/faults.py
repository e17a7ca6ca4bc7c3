"""What goes wrong with a lamp, each with the sentence facilities staff read and whether waiting can
heal it."""

from signage.language.words import Message, Words, say


class DeviceError(Exception):
    """A lamp could not be driven. ``permanent``: only a changed configuration helps, not another
    try."""

    def __init__(self, message: Message, permanent: bool) -> None:
        # In English, for traces; staff read ``message`` in their own language.
        super().__init__(say(message, "en"))
        self.message = message
        self.permanent = permanent


SCHEME = Message("faults.address-not-allowed-give-serial")
DIRECTORY = Message("faults.path-outside-allowed-directories")
NETWORK_FORM = Message("faults.address-wrong-write-socket-host")
HOST = Message("faults.serial-server-not-allowed-name")
UNREACHABLE = Message("faults.serial-server-cannot-reached-check")
SIMULATOR_OFF = Message("faults.simulated-lamps-not-allowed-here")
SIMULATOR_OPTION = Message("faults.simulated-address-wrong-option-use")
PROTOCOL = Message("faults.unknown-protocol-use-one-of")
PROTOCOL_PORT = Message("faults.protocol-works-only-with-sim")
SHARED = Message("faults.already-drives-lamp-protocol-no")
LINE_CONFLICT = Message("faults.lamp-on-uses-other-line")
UNIT = Message("faults.has-no-unit-addresses-remove")
BAUD = Message("faults.baud-rate-not-supported-use")
PARITY = Message("faults.adapter-does-not-support-parity")
NOT_SERIAL = Message("faults.not-serial-device-check-address")
MISSING = Message("faults.not-there-check-usb-cable")
BUSY = Message("faults.another-program-or-another-lamp")
DENIED = Message("faults.no-permission-open-owner-group")
SHUT_OUT = Message("faults.service-may-not-use-add")
AMBIGUOUS = Message("faults.several-adapters-share-name-use")
VANISHED = Message("faults.appeared-vanished-at-once-taken")
GONE = Message("faults.was-lost-unplugged-or-taken")
STUCK = Message("faults.takes-no-more-data-switch")
SILENT = Message("faults.lamp-does-not-answer-check")
SILENT_BOARD = Message("faults.board-does-not-answer")
NO_ROOM = Message("faults.lamps-leave-no-room")
NOT_MODBUS = Message("faults.line-of-lamps-that-speak-otherwise")
ONLY_ECHO = Message("faults.only-converters-echo-came-back")
REFUSED = Message("faults.lamp-refused-command-check-protocol")
FAREWELL = Message("faults.what-show-at-stop-unknown")
EMERGENCY = Message("faults.there-emergency-lamps-cannot-tested")
NOT_OPENED = Message("faults.did-not-open-in-time")
UNIT_RANGE = Message("faults.unit-address-not-valid-write")
CHANNEL = Message("faults.on-relay-but-board-correct")
CHANNEL_SHARED = Message("faults.relay-already-belongs-lamp-give")
CHANNEL_TWICE = Message("faults.one-relay-used-twice-give")
UNWIRED = Message("faults.no-relay-named-add-channel")
SIZE = Message("faults.board-with-relays-not-supported")
NEEDS_MAP = Message("faults.protocol-needs-register-map-give")
CODEC = Message("faults.no-such-codec")
NEEDS_FRAMES = Message("faults.protocol-needs-frames-states-give")
FRAME = Message("faults.the-frame-for-is-wrong")
FRAME_EMPTY = Message("faults.empty-type-bytes-in-hex")
FRAME_HEX = Message("faults.not-hex-type-bytes-such")
FRAME_ODD = Message("faults.odd-number-digits-byte-two")
FRAME_CHECK = Message("faults.there-no-checksum-use-one")
FRAME_NOTHING = Message("faults.no-bytes-before-check")
FRAME_LONG = Message("faults.it-is-longer-than-bytes")
FRAME_STATE = Message("faults.no-state-lamp-use-off")
FRAME_MISSING = Message("faults.the-frame-for-is-missing")
FRAME_TWICE = Message("faults.two-frames-for-one-state")
FRAME_BOTH = Message("faults.give-one-kind-only-frames")
UNEXPECTED = Message("faults.internal-fault-tried-again-by")


def told(message: Message, **values: Words | str) -> Message:
    return message.filled(**values)


def transient(message: Message, **values: str) -> DeviceError:
    return DeviceError(message.filled(**values), permanent=False)


def permanent(message: Message, **values: str) -> DeviceError:
    return DeviceError(message.filled(**values), permanent=True)

"""Setting up a lamp, guided: port, protocol, channels, place, live test with each colour, save."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask import abort, request
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from devices.codecs.codec import Codec
from devices.codecs.config import LampConfig
from devices.codecs.faults import DeviceError
from devices.lines.addresses import address
from devices.lines.trace import Traced
from devices.protocols.hall_protocols import makers, named
from devices.protocols.profiles import ANSWERS, BLINKING, Profile
from devices.protocols.table import SIMULATOR, probe
from kiosk.access.people import require
from kiosk.custody.lamps import NEW, mark, set_lamps
from kiosk.serving.services import services
from kiosk.staff.facilities.home import blueprint
from kiosk.staff.facilities.lamp_fields import LampPage, lamp_page
from kiosk.staff.facilities.lamp_form import Form, field_of, filled, fresh, lamp_in
from kiosk.staff.facilities.lamp_rows import PortRow, Row, port_rows, profiles, rows, went
from kiosk.staff.facilities.lamps import keeper_required
from kiosk.staff.shell.page import page
from kiosk.staff.shell.submit import Fault, lead, who
from kiosk.wording.declared import Declared, values_of
from signage.deciding.lamps import shape_fault
from signage.hall.model import Lamp
from signage.language.words import Message, Words
from signage.rules.refusal import Refused
from signage.shows.lamps import TIERS, Light, Pattern
from signage.situation.incidents import LAMP_ROLES

FRAMES_SHOWN = 8
LIGHTS = {"on": Light.ON, "slow": Light.SLOW, "fast": Light.FAST}


@dataclass(frozen=True, slots=True)
class Ports:
    """Where a lamp may hang. ``typed`` is an address that cannot be."""

    ports: tuple[PortRow, ...]
    typed: str
    simulators: bool


@dataclass(frozen=True, slots=True)
class Protocols:
    """What a lamp may speak, each with how it answers and who lets it blink."""

    address: str
    offered: tuple[tuple[Profile, Words, Words], ...]


@dataclass(frozen=True, slots=True)
class OneLamp:
    """A lamp and, for those who may set it up, its form. ``known`` is empty for a new one;
    ``seen`` what this person had before their eyes."""

    row: Row | None
    may_keep: bool
    profile: Profile | None = None
    lamp: LampPage | None = None
    known: str = ""
    seen: str = ""
    wrong: str | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """What a live test came to."""

    reason: Words
    shown: bool = False
    frames: tuple[tuple[Words, Traced], ...] = ()
    downgrade: Words | None = None


DECLARED: Final[Declared] = {
    "staff/facilities/choose_port.html": (Ports,),
    "staff/facilities/choose_protocol.html": (Protocols,),
    "staff/facilities/lamp.html": (OneLamp,),
    "staff/facilities/_trial.html": (Tried,),
}


@blueprint.get("/facilities/lamps/new")
@keeper_required
def new() -> ResponseReturnValue:
    """One question a page: the port, the protocol, then everything else with the live test."""
    place = request.args.get("address", "").strip()
    if not place:
        return _choose_port()
    try:
        scheme = address(place, services().allowed).scheme
    except DeviceError as error:
        return _choose_port(place, Fault(error.message, field="address"))
    # A real port must never get the driver that only pretends.
    offered = [p for p in profiles().values() if scheme == "sim" or p.id != SIMULATOR]
    profile = next((p for p in offered if p.id == request.args.get("protocol")), None)
    if profile is None:
        return page(
            "staff/facilities/choose_protocol.html",
            who(),
            **values_of(Protocols(
                place, tuple((one, ANSWERS[one.answers], BLINKING[one.blinks]) for one in offered)
            )),
        )  # fmt: skip
    return _form(fresh(profile, place, _free_id()), profile)


def _choose_port(typed: str = "", fault: Fault | None = None) -> tuple[str, int]:
    typed = "".join(letter for letter in typed if letter.isprintable())
    simulators = services().allowed.simulators
    shown = page(
        "staff/facilities/choose_port.html",
        who(),
        fault=fault,
        **values_of(Ports(tuple(port_rows()), typed, simulators)),
    )
    return shown, fault.status if fault else 200


def _free_id() -> str:
    taken = services().board.view.content.hall.lamp
    return next(
        name for number in range(1, len(taken) + 2) if (name := f"lamp-{number}") not in taken
    )


@blueprint.get("/facilities/lamp/<name>")
@require()
def lamp(name: str) -> ResponseReturnValue:
    described = services().board.view.content.hall.lamp.get(name) or abort(404)
    profile = profiles().get(described.protocol)
    if profile is None or who().role not in LAMP_ROLES:
        return page(
            "staff/facilities/lamp.html", who(), **values_of(OneLamp(_row(name), who().role in LAMP_ROLES, known=name))
        )  # fmt: skip
    return _form(filled(described, profile), profile, known=name)


def _row(name: str) -> Row | None:
    return next((row for row in rows() if row.lamp.id == name), None)


def _form(
    form: Form, profile: Profile, fault: Fault | None = None, known: str = ""
) -> tuple[str, int]:
    """``known``: the id of a lamp that is described already."""
    hall = services().board.view.content.hall
    wrong = field_of(fault.field) if fault else None
    shown = page(
        "staff/facilities/lamp.html", who(), fault=fault, **values_of(OneLamp(
            _row(known), True, profile, lamp_page(form, profile, hall, known, wrong), known,
            _seen(form, fault, hall.lamp.get(known)), wrong,
        )),
    )  # fmt: skip
    return shown, fault.status if fault else 200


def _seen(form: Form, fault: Fault | None, now: Lamp | None) -> str:
    """The lamp's mark as this person saw it; the present one only when they are told that it was
    changed."""
    told = fault is None or (fault.status == 409 and now is not None)
    return mark(now) if told else form.get("seen", NEW)


@blueprint.post("/facilities/lamps/save")
@keeper_required
def save() -> ResponseReturnValue:
    """What was typed is shown again with the reason where it cannot be stored."""
    form, known = request.form, request.form.get("known", "")
    profile = profiles().get(form.get("protocol", "")) or abort(422)
    return lead(lambda: _saved(form, known), lambda fault: _form(form, profile, fault, known))


def _saved(form: Form, known: str) -> str:
    described = lamp_in(form, services().board.view.content.hall.lamp.get(known))
    # A lamp keeps its id: under another one it would be a second lamp on the same wire.
    name = str(known or described["id"])
    set_lamps((described | {"id": name},), (), who(), seen={name: form.get("seen", NEW)})
    return f"/facilities/lamps?saved={name}"


# ---------------------------------------------------------------- live test


@blueprint.post("/facilities/lamps/try")
@keeper_required
def try_() -> ResponseReturnValue:
    """Show one pattern on the lamp as it stands in the form, whether it is saved or not."""
    try:
        config = _config(request.form)
        trial = services().lights.try_pattern(config, _pattern(request.form))
    except Refused as refused:
        return page("staff/facilities/_trial.html", who(), **values_of(Tried(refused.words)))
    except DeviceError as error:
        return page("staff/facilities/_trial.html", who(), **values_of(Tried(error.message)))
    return page(
        "staff/facilities/_trial.html", who(),
        **values_of(Tried(trial.reason, trial.shown, _told(trial.frames), trial.health.downgrade)),
    )  # fmt: skip


@blueprint.post("/facilities/lamps/identify")
@keeper_required
def identify() -> ResponseReturnValue:
    """Ask the device for its name, where its protocol has a question that changes nothing."""
    try:
        config = _config(request.form)
        question = probe(_codec(config))
        if question is None:
            raise Refused("no-probe", None, Message("setup.protocol-no-safe-question"))
        found = services().lights.identify(config, question)
    except Refused as refused:
        return page("staff/facilities/_trial.html", who(), **values_of(Tried(refused.words)))
    except DeviceError as error:
        return page("staff/facilities/_trial.html", who(), **values_of(Tried(error.message)))
    reason = Message("setup.the-device-says", found=found.name) if found.name else found.reason
    return page(
        "staff/facilities/_trial.html",
        who(),
        **values_of(Tried(reason, found.name is not None, _told(found.frames))),
    )


def _told(frames: Sequence[Traced]) -> tuple[tuple[Words, Traced], ...]:
    """The last of them, each with which way it went."""
    return tuple((went(frame), frame) for frame in frames[-FRAMES_SHOWN:])


def _codec(config: LampConfig) -> Codec:
    protocols = makers(named(services().board.view.content.hall.protocols))
    make = protocols.get(config.protocol) or abort(422)
    return make(config, address(config.address, services().allowed).unit)


def _config(form: Form) -> LampConfig:
    described = lamp_in(form) | {
        "id": form.get("known") or "trial",
        "about": ("hall",),
        "name": Message("setup.trial"),
    }
    try:
        return LampConfig.of(Lamp.model_validate(described))
    except ValidationError as error:
        raise Refused("bad-lamp", *shape_fault(error)) from error


def _pattern(form: Form) -> Pattern:
    """``red on``, ``yellow slow``, ``sounder``, ``off``: what the pressed button says."""
    channel, _, light = form.get("pattern", "off").partition(" ")
    if channel == "sounder":
        return Pattern(sounder=True)
    if channel not in TIERS or light not in LIGHTS:
        return Pattern()
    return Pattern(**{channel: LIGHTS[light]})  # type: ignore[arg-type]  # a tier by its name

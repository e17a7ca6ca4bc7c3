"""Raising in three touches: kind, target, confirmation with a preview of every screen."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Final
from urllib.parse import quote

from flask import abort, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from kiosk.access.devices import tablet_place
from kiosk.drawing.renderer import drawn, is_page
from kiosk.drawing.svg import canvas
from kiosk.engine.in_doubt import scenes_in_doubt
from kiosk.serving.services import renderer, services
from kiosk.staff.console import blueprint
from kiosk.staff.console.choice.confirm_words import (
    Choice,
    Confirm,
    Near,
    Picture,
    asks_eta,
    button,
    class_choices,
    eta_choices,
    line_for,
)
from kiosk.staff.console.choice.targets import Targets, nearby, picked, several, target_groups
from kiosk.staff.shell.page import Form, answer, page, staff_or_tablet
from kiosk.staff.shell.submit import Fault, fault_of, submit, who
from kiosk.wording.declared import Declared, values_of
from kiosk.wording.page_words import said
from signage.availability.supply import shares_supply
from signage.availability.world import World, world
from signage.catalogue.kind_words import usual_target
from signage.catalogue.kinds import LEAVING, LIFE_SAFETY, Kind
from signage.decide import decide
from signage.hall.levels import Level, level_of
from signage.hall.model import HALL, Hall, Screen
from signage.hall.short_names import short_name
from signage.language.amounts import clock, number
from signage.language.words import Message, Words, on_one_line
from signage.rules.refusal import Refused
from signage.shows.phrases import strip_words, subject_words
from signage.shows.quiet import quiet, wider
from signage.shows.scene import Scene
from signage.situation.commands import Command, Raise
from signage.situation.events import Recorded
from signage.situation.fold import fold
from signage.situation.incidents import LEVEL_ROLES, Actor

ETA_MAX = timedelta(days=7)
RAISE_HELD = LEAVING
LEVEL_CHOICES = ("1", "2", "3", "4")
DECLARED: Final[Declared] = {
    "staff/console/confirm.html": (Confirm,),
    "staff/console/_preview.html": (Confirm,),
    "staff/console/targets.html": (Targets,),
}


def _kind(code: str) -> Kind:
    kind = services().board.view.content.catalogue.kind.get(code)
    return kind if kind is not None and kind.raisable else abort(404)


@blueprint.get("/console/raise/<code>")
@staff_or_tablet
def choose(code: str) -> str | BaseResponse:
    """The second touch: what it concerns. A kind with one usual target goes straight to the
    preview. Keys that choose many at once come back here with what is chosen already."""
    kind = _kind(code)
    hall = services().board.view.content.hall
    fitting = [
        target for target in (HALL, *hall.resources) if target.partition("/")[0] in kind.targets
    ]
    usual = usual_target(hall, kind) or (fitting[0] if len(fitting) == 1 else None)
    if usual is not None and "choose" not in request.args:
        return redirect(
            f"/console/raise/{code}/confirm?target={usual}{carried(request.args)}", code=303
        )
    given = request.args.getlist("target")
    chosen = picked(hall, fitting, given, request.args.get("pick", ""))
    grouped = target_groups(services().board.view.world, kind, fitting, chosen)
    shown = Targets(
        kind, nearby(services().board.view.world, tablet_place(), fitting), grouped, several(hall, grouped),
        bool(given or "pick" in request.args),
        carried(request.args), _kept(request.args),
    )  # fmt: skip
    return page("staff/console/targets.html", who(), **values_of(shown))


def carried(args: Mapping[str, str]) -> str:
    """What the assessment suggested, carried on as part of an address: ``&level=2&draft=yes``."""
    return "".join(f"&{name}={value}" for name, value in _kept(args).items())


def _kept(args: Mapping[str, str]) -> dict[str, str]:
    level = {"level": args["level"]} if args.get("level") in LEVEL_CHOICES else {}
    return level | ({"draft": "yes"} if args.get("draft") == "yes" else {})


@blueprint.get("/console/raise/<code>/confirm")
@staff_or_tablet
def confirm(code: str) -> ResponseReturnValue:
    form: Form = MultiDict(request.args)
    form["kind"] = code
    return _confirm(form)


@blueprint.post("/console/preview")
@staff_or_tablet
def look_again() -> ResponseReturnValue:
    """The preview for what has been typed so far; nothing is raised."""
    return _confirm(request.form, template="staff/console/_preview.html")[0]


def _confirm(
    form: Form,
    fault: Fault | None = None,
    template: str = "staff/console/confirm.html",
    asked: bool = False,
) -> tuple[str, int]:
    """``asked``: whether this asks the second time, where the button was not held."""
    kind, actor, hall = _kind(form.get("kind", "")), who(), services().board.view.content.hall
    pictures: list[Picture] = []
    near: tuple[Near, ...] = ()
    again: tuple[Words, ...] = ()
    try:
        after = would_be(_command(form), actor)
        again = _said_again(after)
        near = _near(after, form)
        pictures = [_picture(screen, scene, after) for screen, scene in changes(after)]
    except Refused as refused:
        fault = fault or fault_of(refused)
    given, cls, draft = form.getlist("target"), _class(kind, form), _draft(form)
    targets = tuple(target for target in given if hall.knows(target))
    hold, shared = cls in RAISE_HELD and not asked and not draft, _shared(hall, kind, targets)
    levels = _levels(hall, kind, form) if _sets_level(form, actor) else ()
    asked_of = {target for target, _, _ in shared}
    shown = Confirm(
        kind, said(subject_words(hall, targets)) if targets else "",
        tuple(target for target in given if target not in asked_of), shared, draft, levels,
        "" if draft or levels else form.get("level", ""), class_choices(kind, cls),
        eta_choices(form.get("minutes", "")) if asks_eta(kind, cls) else (), form.get("at", ""), _likes(kind, form),
        line_for(kind, cls, form), form.get("drill") == "yes", form.get("drill_lamps") == "yes", asked, hold,
        button(draft, hold, asked), cls in LIFE_SAFETY, carried(form), tuple(pictures),
        tuple(one.words for one in near), _wider(hall, kind, targets, cls) if near else (),
        _others(targets) + carried(form), again,
    )  # fmt: skip
    return answer(template, actor, fault, **values_of(shown))


def _shared(
    hall: Hall, kind: Kind, targets: tuple[str, ...]
) -> tuple[tuple[str, Words, bool], ...]:
    """What is fed like any of the targets, and whether it was ticked. What the card asked about is
    listed ticked."""
    if not kind.shared_supply or not targets:
        return ()
    works = services().board.view.world.works
    all_fed = dict.fromkeys(fed for target in targets for fed in shares_supply(hall, target))
    fed = (t for t in all_fed if t != targets[0] and (works(t) or t in targets))
    fitting = (t for t in fed if t.partition("/")[0] in kind.targets)
    return tuple((target, short_name(hall, target), target in targets) for target in fitting)


def _near(after: World, form: Form) -> tuple[Near, ...]:
    """The screens an evacuation of a part of the hall would leave quiet within sight of it or
    within 30 m."""
    kind = _kind(form.get("kind", ""))
    if _class(kind, form) not in LEAVING or _draft(form):
        return ()
    found = quiet(after, _would(after), tuple(form.getlist("target")))
    named = ((after.hall.screen[near.screen].name, near.metres) for near in found)
    return tuple(Near(name, None if metres is None else round(metres)) for name, metres in named)


def _wider(
    hall: Hall, kind: Kind, targets: tuple[str, ...], cls: str
) -> tuple[tuple[Words, str], ...]:
    """What staff may evacuate instead, each with what its address asks for: the storey, and the
    whole hall."""
    offered = dict.fromkeys((wider(hall, targets), (HALL,)))
    fitting = (more for more in offered if all(t.partition("/")[0] in kind.targets for t in more))
    shown = [] if cls == kind.classes[0] else [f"class={cls}"]
    return tuple(
        (
            subject_words(hall, more),
            "&".join([*(f"target={quote(t, safe='')}" for t in more), *shown]),
        )
        for more in fitting
    )


def _others(targets: Sequence[str]) -> str:
    """Several, so that they stand ticked where another choice is made; one is tapped anew."""
    return "".join(f"&target={quote(t, safe='')}" for t in targets) if len(targets) > 1 else ""


def _said_again(after: World) -> tuple[Words, ...]:
    """What has such an incident of its own already, which would be said again and nothing more."""
    now = services().board.view.world.situation.incidents
    again = (
        incident
        for incident in after.situation.incidents.values()
        if incident.id in now and incident.repeats > now[incident.id].repeats
    )
    return tuple(subject_words(after.hall, incident.targets) for incident in again)


def _likes(kind: Kind, form: Form) -> tuple[Choice, ...]:
    """Kinds whose checklist this one may take over."""
    if not kind.use.unlisted:
        return ()
    others = services().board.view.content.catalogue.kinds
    return tuple(
        Choice(other.code, other.name, other.code == form.get("like"))
        for other in others
        if other.raisable and other is not kind
    )


def _draft(form: Form) -> bool:
    return form.get("draft") == "yes"


def _sets_level(form: Form, actor: Actor) -> bool:
    """A leader sets the level; anybody may propose one in a report still to be assessed."""
    return actor.role in LEVEL_ROLES or _draft(form)


def _levels(hall: Hall, kind: Kind, form: Form) -> tuple[tuple[int, Level, bool], ...]:
    """Levels to choose from, each name once, and whether it is the chosen one."""
    chosen = int(form["level"]) if form.get("level") in LEVEL_CHOICES else kind.level
    # From below: of levels that a hall calls alike the gravest is kept.
    named = {said(level_of(hall.handling, n).name): n for n in (4, 3, 2, 1)}
    named[said(level_of(hall.handling, chosen).name)] = chosen
    return tuple((n, level_of(hall.handling, n), n == chosen) for n in sorted(named.values()))


def _class(kind: Kind, form: Form) -> str:
    return form.get("class") or kind.classes[0]


def _command(form: Form) -> Raise:
    """Raises :class:`Refused` for a time that is none."""
    drill = form.get("drill") == "yes"
    level = (
        int(form["level"])
        if form.get("level") in LEVEL_CHOICES and _sets_level(form, who())
        else None
    )
    return Raise(
        form.get("kind", ""), tuple(form.getlist("target")), level, eta=_eta(form),
        cause=form.get("cause", "").strip(), note=form.get("note", "").strip(), drill=drill,
        drill_lamps=drill and form.get("drill_lamps") == "yes", cls=form.get("class") or None, draft=_draft(form),
        like=form.get("like", ""),
    )  # fmt: skip


def _picture(screen: Screen, scene: Scene, after: World) -> Picture:
    drawing, box = renderer(), canvas(screen)
    page = is_page(scene, screen)
    html = (
        drawing.scene_html(scene, screen, after)
        if page
        else drawn(scene, screen, after, drawing.icons)
    )
    words = " ".join(
        (said(on_one_line(scene.title)), *(said(strip_words(strip)) for strip in scene.strips))
    )
    return Picture(
        screen, "" if page else html, html if page else "", int(box.w), int(box.h), words
    )


def preview(command: Raise, actor: Actor) -> list[tuple[Screen, Scene]]:
    """What every screen would show if this were raised: only those that would change. Raises
    :class:`Refused`."""
    return changes(would_be(command, actor))


def changes(after: World) -> list[tuple[Screen, Scene]]:
    """The screens that would show something else than now."""
    shown, would = services().board.view.scenes, _would(after)
    return [(s, would[s.id]) for s in after.hall.screens if would[s.id] != shown.get(s.id)]


def _would(after: World) -> Mapping[str, Scene]:
    """As the board would show it: a screen in doubt keeps nobody from raising what all show."""
    return scenes_in_doubt(after, services().board.view.scenes)[0]


def would_be(command: Command, actor: Actor) -> World:
    """The hall as it would be after a command that is not given. Raises :class:`Refused`."""
    view, now = services().board.view, services().clock()
    content, situation = view.content, view.world.situation
    events = decide(
        content.hall, content.catalogue, situation, command, actor, now, content.evacuation
    ).events
    after = fold(
        [Recorded(situation.revision + 1, now, actor, event) for event in events], situation
    )
    return world(content.hall, after, now, content.evacuation)


@blueprint.post("/console/raise")
@staff_or_tablet
def raise_incident() -> ResponseReturnValue:
    form = request.form
    asks = _class(_kind(form.get("kind", "")), form) in RAISE_HELD and not _draft(form)
    # The server asks, too: a browser without the script has no button to hold.
    # Its page has a field for the script and a key besides.
    if asks and "yes" not in form.getlist("sure"):
        return _confirm(form, asked=True)
    return submit(lambda: _command(form), "/console", lambda fault: _confirm(form, fault))


def _eta(form: Form) -> datetime | None:
    """No danger waits for a time that is typed wrong: it is raised without one."""
    try:
        return eta_of(form)
    except Refused:
        kind = services().board.view.content.catalogue.kind.get(form.get("kind", ""))
        if kind is None or _class(kind, form) not in LIFE_SAFETY:
            raise
        return None


def eta_of(form: Mapping[str, str]) -> datetime | None:
    """From a clock time (14:30, today or else tomorrow) or a number of minutes from now; the time
    counts first."""
    here = services()
    now = here.clock()
    if form.get("at"):
        local = here.board.view.content.hall.local(now)
        said = clock(form["at"])
        if said is None:
            raise Refused("bad-eta", "eta", Message("new-incidents.write-time-as-14-30"))
        at = time.fromisoformat(said)
        when = datetime.combine(local.date(), at, local.tzinfo)
        # 00:30, typed before midnight, is tomorrow's.
        return when if when > now else when + timedelta(days=1)
    minutes = number(form.get("minutes", ""))
    if minutes is None and form.get("minutes", "").strip():
        raise Refused("bad-eta", "eta", Message("new-incidents.write-minutes-as-number-such"))
    return now + min(timedelta(minutes=minutes), ETA_MAX) if minutes else None

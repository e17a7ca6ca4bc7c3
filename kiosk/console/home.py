"""The console's front page and its parts."""

from collections.abc import Callable

from flask import redirect, request
from flask.typing import ResponseReturnValue

from kiosk.access import staff_required
from kiosk.console.cards import state
from kiosk.console.due import due
from kiosk.console.page import Fault, answer, blueprint, page, staff_or_tablet, who
from kiosk.services import services
from signage.catalogue.kind_words import usual_target
from signage.catalogue.kinds import LEAVING, LIFE_SAFETY, Kind
from signage.language.words import Words, both
from signage.situation.five_fields import FIELDS, ended, missing, missing_words
from signage.situation.incidents import Actor, Incident

TILES = ("WIN-PAUSE", "DEV-HALL", "DEV-HAZARD", "ETAX-DOWN", "SYS-CORE", "QUEUE", "FIRE")
"""The kinds a guide needs most, as large tiles; the rest is one touch further."""
GROUPS: tuple[tuple[Words, frozenset[str]], ...] = (
    (both("疏散与避险", "Evacuation and shelter"), LEAVING),
    (both("危险与警戒", "Danger and cordon"), frozenset({"danger", "cordon"})),
    (both("全厅", "Whole hall"), frozenset({"closed"})),
    (both("系统", "Systems"), frozenset({"outage"})),
    (both("窗口与设备", "Windows and devices"), frozenset({"suspended"})),
    (both("排队与引导", "Crowding and redirects"), frozenset({"redirect"})),
    (both("提醒", "Warnings"), frozenset({"warning"})),
    (both("仅工作人员可见", "Staff only"), frozenset({"staff"})),
)


def home_page(actor: Actor, fault: Fault | None = None) -> tuple[str, int]:
    if actor.role == "device":
        groups = _groups(lambda kind: kind.classes[0] in LIFE_SAFETY)
        return answer("console/locked.html", actor, fault, groups=groups, **state(actor))
    kinds = services().board.view.content.catalogue.kind
    hall = services().board.view.content.hall
    tiles = [kinds[k] for k in TILES if k in kinds and (kinds[k].target is None or usual_target(hall, kinds[k]))]
    asks = _asks()
    return answer(
        "console/home.html", actor, fault, tiles=tiles, kinds=kinds, asks=asks, fields=FIELDS,
        lacks=missing_words(asks) if asks is not None else {}, **state(actor), **due(),
    )  # fmt: skip


def _asks() -> Incident | None:
    """The incident that was ended a moment ago, where its report lacks something: asked for this once."""
    known = services().board.view.world.situation.incidents.get(request.args.get("ended", ""))
    return known if known is not None and ended(known) and missing(known) else None


@blueprint.get("/console")
@staff_or_tablet
def home() -> ResponseReturnValue:
    actor = who()
    return redirect("/console/locked", code=303) if actor.role == "device" else home_page(actor)


@blueprint.get("/console/locked")
@staff_or_tablet
def locked() -> ResponseReturnValue:
    actor = who()
    return home_page(actor) if actor.role == "device" else redirect("/console", code=303)


@blueprint.get("/console/part/open")
@staff_or_tablet
def open_part() -> str:
    actor = who()
    return page("console/_open.html", actor, **state(actor))


@blueprint.get("/console/part/<any(windows,screens,lamps):part>")
@staff_required
def part(part: str) -> str:
    actor = who()
    return page(f"console/_{part}.html", actor, **state(actor))


@blueprint.get("/console/part/safe")
@staff_or_tablet
def safe_part() -> str:
    return page("console/_safe.html", who())


@blueprint.get("/console/kinds")
@staff_required
def kinds() -> str:
    return page("console/kinds.html", who(), groups=_groups(lambda kind: True))


def _groups(wanted: Callable[[Kind], bool]) -> list[tuple[Words, list[Kind]]]:
    kinds = services().board.view.content.catalogue.kinds
    asked = {kind.asks.kind for kind in kinds if kind.asks is not None}
    found = [k for k in kinds if k.raisable and wanted(k) and k.code not in asked]
    grouped = [(title, [k for k in found if k.classes[0] in classes]) for title, classes in GROUPS]
    return [(title, listed) for title, listed in grouped if listed]

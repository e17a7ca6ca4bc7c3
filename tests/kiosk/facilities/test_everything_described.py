"""Whatever a hall is described by can be edited in a page, or stands here with the reason why not: a new
field of any model of the content is found by this table."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, get_args, get_origin

from pydantic import BaseModel

from kiosk.custody.edits.things.kinds import KINDS
from kiosk.wiring import House
from signage.catalogue.kinds import Kind
from signage.deciding.drills import Scenario
from signage.hall.model import Hall
from tests.kiosk.house import Tablet

ROOTS: Final = (Hall, Kind, Scenario)
DESCRIPTION, CALENDAR = "/facilities/description", "/facilities/calendar"
DEADLINES, WORDS = "/facilities/deadlines", "/facilities/kinds"
ON_PAGES: Final[Mapping[str, Mapping[str, str]]] = {
    "Hall": {"phone": DESCRIPTION, "duty_phone": DESCRIPTION},
    "Hours": {
        "weekly": DESCRIPTION, "holidays": DESCRIPTION, "make_up": DESCRIPTION, "seasons": CALENDAR,
    },
    "Season": dict.fromkeys(("since", "until", "weekly"), CALENDAR),
    "Filing": {"years": DEADLINES},
    "FilingYear": dict.fromkeys(("year", "days", "source"), DEADLINES),
}  # fmt: skip
"""By model and field: pages of their own."""
WIRED: Final = (
    "an address on the network, a file on the server and what they are matched by belong together, and are "
    "tried where monitoring is installed"
)
MANUAL: Final = "out of the lamp's manual, once; kiosk lamp and a real lamp say whether it is right"
MEANS: Final = (
    "what a kind means for danger, screens, lamps and rights is held to laws over whole catalogues; its words "
    "are edited at /facilities/kinds"
)
NOT_HERE: Final[Mapping[str, Mapping[str, str] | str]] = {
    "Hall": {
        "id": "machines and logs know the hall by it, for good",
        "timezone": "times of the log so far would be read as others",
        "protocols": MANUAL,
    },
    "Alerts": dict.fromkeys(
        ("stale_h", "calm_min", "rules", "location", "feeds", "probes", "contacts", "mqtt", "sources"),
        WIRED,
    ),
    **dict.fromkeys(
        ("AlertRule", "Location", "Feed", "Probe", "Contact", "Broker", "Topic", "Source"), WIRED
    ),
    **dict.fromkeys(("RegisterMap", "Step", "Cell", "ReadBack", "Frames", "NamedProtocol"), MANUAL),
    "Kind": dict.fromkeys(
        ("code", "tags", "classes", "family", "families", "symbols", "targets", "target", "level", "raised_by",
         "cleared_by", "on", "lifts", "public", "lamp", "takes_out", "prefer", "offers", "shared_supply",
         "scene", "use", "raisable"),
        MEANS,
    ),
    "Spoken": dict.fromkeys(("symbols", "alone"), MEANS),
    "Asks": {"kind": MEANS},
    "Line": dict.fromkeys(("source", "gate"), MEANS),
    "Step of a kind": dict.fromkeys(("owner", "source", "needs"), MEANS),
    "Use": MEANS,
    "Noticed": MEANS,
}  # fmt: skip
"""By model, or model and field: why it is edited in the file alone."""


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from models_in(inner)


def reached() -> list[type[BaseModel]]:
    found: list[type[BaseModel]] = []
    waiting = list(ROOTS)
    while waiting:
        model = waiting.pop(0)
        if model not in found:
            found.append(model)
            fields = model.model_fields.values()
            waiting += [inner for field in fields for inner in models_in(field.annotation)]
    return found


def called(model: type[BaseModel]) -> str:
    """Two models are called Step: of a register map, and of what is to be done."""
    of_kind = model.__module__ == Kind.__module__ and model.__name__ == "Step"
    return "Step of a kind" if of_kind else model.__name__


def has_words(annotation: Any) -> bool:
    if isinstance(get_origin(annotation), type) and get_args(annotation) == (str, str):
        return True
    return any(has_words(inner) for inner in get_args(annotation))


def edited() -> set[tuple[str, str]]:
    fields = [field for kind in KINDS.values() for field in kind.fields]
    fields += [inner for field in fields for inner in field.rows]
    found = {(field.model, field.name) for field in fields}
    # A table of its own, or a list of things with ids, is edited as its kind.
    parts = {kind.path for kind in KINDS.values() if kind.path}
    found |= {("Hall", path[0]) for path in parts}
    found |= {
        (Hall.model_fields[path[0]].annotation.__name__, path[1]) for path in parts if path[1:]
    }  # type: ignore[union-attr]  # a model each
    return found


def worded() -> Iterator[tuple[str, str]]:
    """Texts of kinds, wherever in one they stand."""
    for model in reached():
        if model.__module__.startswith("signage.catalogue."):
            for name, field in model.model_fields.items():
                if has_words(field.annotation) or any(models_in(field.annotation)):
                    yield called(model), name


def test_every_field_is_edited_in_a_page_or_says_why_not() -> None:
    here = edited() | {*worded()} | {(m, f) for m, fields in ON_PAGES.items() for f in fields}
    lacking: list[tuple[str, str]] = []
    told: set[tuple[str, str]] = set()
    for model in reached():
        name, why = called(model), NOT_HERE.get(called(model), {})
        for field in model.model_fields:
            says_why = isinstance(why, str) or field in why
            told |= {(name, field)} if says_why else set()
            if not says_why and (name, field) not in here:
                lacking.append((name, field))
    assert lacking == []
    known = {called(model): {*model.model_fields} for model in reached()}
    for name, why in (*NOT_HERE.items(), *ON_PAGES.items()):
        assert name in known and (isinstance(why, str) or {*why} <= known[name]), name
    assert not told & edited(), "edited after all"


def test_pages_of_their_own_are_there(built: House) -> None:
    keeper = Tablet(built).signed_in("赵")
    for address in {DESCRIPTION, CALENDAR, DEADLINES, WORDS}:
        assert keeper.get(address).status_code == 200, address

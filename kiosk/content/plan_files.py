"""The drawing of a hall and the schemes prepared on it, judged on their own and beside the hall."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from kiosk.content.drawings.read_svg import read_plan
from kiosk.content.hall_files import PLAN_FILE, SCHEMES
from kiosk.wording.causes import cause
from signage.catalogue.languages import untranslated, written_languages
from signage.evacuation.blocks import Scheme, schemes
from signage.evacuation.crowd import Occupancy, occupancy_of
from signage.evacuation.hall_checks import (
    hall_advice,
    hall_mistakes,
    occupancy_mistakes,
    scheme_mistakes,
)
from signage.evacuation.hall_checks import named as named_plan
from signage.evacuation.plan_advice import plan_advice
from signage.evacuation.plan_checks import plan_mistakes
from signage.evacuation.state import NO_PLAN, Evacuation
from signage.floorplan.plan import plan, plan_document
from signage.hall.model import Hall
from signage.language.mistake import Mistake, model_mistakes
from signage.language.words import Message, Words


def drawing_of(
    directory: Path, found: list[Mistake]
) -> tuple[dict[str, Any] | None, Mapping[str, Words | str]]:
    """The drawing as the document of a plan, None where the hall has none; and what its shapes are
    called."""
    path = directory / PLAN_FILE
    if not path.is_file():
        return None, {}
    try:
        data = path.read_bytes()
    except OSError as error:
        wrong = Message("check.cannot-be-read", why=cause(error))
        found.append(Mistake(PLAN_FILE, "(file)", wrong, Message("check.check-owner-and-rights")))
        return None, {}
    read = read_plan(data, PLAN_FILE)
    found += read.mistakes
    # A drawing of which nothing could be read is told by its own mistakes; the plan is not judged
    # beside them.
    return plan_document(read.plan) if read.plan.nodes or not read.mistakes else None, read.called


def evacuation_of(
    hall: Hall, documents: Mapping[str, Any], found: list[Mistake], *, whole: bool
) -> Evacuation:
    """Plan and schemes, judged on their own and, where the hall is ``whole``, beside it; mistakes
    go to ``found``."""
    if documents.get("plan") is None:
        return NO_PLAN
    drawn = named_plan(plan(documents["plan"]), hall)
    found += [*plan_mistakes(drawn), *(hall_mistakes(drawn, hall) if whole else ())]
    try:
        prepared = schemes(documents.get("schemes", []))
    except ValidationError as error:
        found += model_mistakes(SCHEMES, error, "schemes", Scheme)
        return NO_PLAN
    # On a drawing that is wrong every scheme is: what is wrong with the drawing comes first.
    right = not any(mistake.file == PLAN_FILE for mistake in found)
    found += scheme_mistakes(drawn, prepared, SCHEMES) if right else ()
    for number, scheme in enumerate(prepared):
        found += untranslated(
            SCHEMES, f"schemes[{number}].name", scheme.name, written_languages(hall)
        )
    try:
        persons = occupancy_of(documents.get("occupancy", {}))
    except ValidationError as error:
        found += model_mistakes(SCHEMES, error, "occupancy", Occupancy)
        return NO_PLAN
    found += occupancy_mistakes(drawn, persons, SCHEMES) if right else ()
    return Evacuation(drawn, prepared, persons)


def advice_on(hall: Hall, evacuation: Evacuation) -> list[Mistake]:
    drawn = evacuation.plan
    return [] if drawn is None else [*plan_advice(drawn), *hall_advice(drawn, hall)]

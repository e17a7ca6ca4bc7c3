"""Scripts of drills for every kind: the hall's own, else one made from the kind's own steps.

2026-11-28 · Two written scripts left 39 kinds to be drilled from memory. A made one tells the
situation, then asks for each step of the plan in its order, a minute apart, and its questions are
those steps. The hall takes it over as TOML, writes what its own place would bring, and its script
stands in the made one's place (same kind). Rejected: made scripts with invented casualties; what is
invented must be the hall's.
"""

from collections.abc import Sequence

from signage.catalogue.kinds import Catalogue, Kind, Step
from signage.deciding.drills import Scenario, Told
from signage.hall.model import HALL, Hall
from signage.language.words import Message, Words, say
from signage.shows.phrases import subject_words

BETWEEN_S = 60
QUESTIONS_MAX = 12
UNDER_CONTROL = Message("drill-scripts.under-control-recover-and-report")


def scripts(hall: Hall, catalogue: Catalogue, written: Sequence[Scenario]) -> tuple[Scenario, ...]:
    """The written ones, then one for every other kind that this hall can raise, in the catalogue's
    order."""
    own = {script.kind for script in written}
    rest = (kind for kind in catalogue.kinds if kind.raisable and kind.code not in own)
    return (*written, *(script for kind in rest if (script := script_of(hall, kind)) is not None))


def script_of(hall: Hall, kind: Kind) -> Scenario | None:
    """None where the hall has nothing that the kind can be raised on."""
    target = _target(hall, kind)
    if target is None:
        return None
    subject = subject_words(hall, (target,))
    begins = Message("drill-scripts.at-act-by-your-duties", subject=subject, kind=kind.name)
    told = (
        begins,
        *(_asked(step) for step in kind.steps),
        Message("drill-scripts.under-control-recover-and-report"),
    )
    return Scenario(
        id=f"kind-{kind.code.lower()}", title=Message("drill-scripts.drill", kind=kind.name),
        kind=kind.code, targets=(target,),
        injects=tuple(Told(at_s=at * BETWEEN_S, text=text) for at, text in enumerate(told)),
        questions=tuple(_question(step) for step in kind.steps[:QUESTIONS_MAX]),
    )  # fmt: skip


def _target(hall: Hall, kind: Kind) -> str | None:
    fitting = [
        target for target in (HALL, *hall.resources) if target.partition("/")[0] in kind.targets
    ]
    usual = kind.target
    return usual if usual is not None and usual in fitting else next(iter(fitting), None)


def _asked(step: Step) -> Words:
    """导调提示（导税员）：…"""
    if say(step.owner):
        return Message("drill-scripts.now-due-of", owner=step.owner, step=step.text)
    return Message("drill-scripts.now-due", step=step.text)


def _question(step: Step) -> Words:
    return Message("drill-scripts.was-it-done", step=step.text)

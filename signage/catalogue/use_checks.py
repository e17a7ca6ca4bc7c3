"""Whether the kinds agree on what each is used for: nobody could say which of two is meant."""

from collections.abc import Iterable, Iterator

from signage.catalogue.kinds import Catalogue
from signage.catalogue.uses import Use
from signage.language.mistake import Mistake
from signage.language.words import Message


def use_mistakes(catalogue: Catalogue) -> Iterable[Mistake]:
    claimed: dict[str, str] = {}
    for at, kind in enumerate(catalogue.kinds):
        for key, claim in _claims(kind.use):
            place = f"kinds[{at}].use.{key}"
            if not kind.raisable:
                yield Mistake(
                    "catalogue",
                    place,
                    Message("check.never-raised", kind=kind.code),
                    Message("check.remove-it"),
                )
            elif claimed.setdefault(claim, kind.code) != kind.code:
                wrong = Message("check.claimed-too", claim=claim, other=claimed[claim])
                remedy = Message("check.keep-one-use")
                yield Mistake("catalogue", place, wrong, remedy)


def _claims(use: Use) -> Iterator[tuple[str, str]]:
    """Key and value of what one kind alone can be."""
    for at, said in enumerate(use.noticed):
        harm = f' with harm = "{said.harm}"' if said.harm else ""
        yield f"noticed[{at}]", f'what = "{said.what}"{harm}'
    if use.talk == "crisis":
        yield "talk", 'talk = "crisis"'
    if use.crowd:
        yield "crowd", "crowd = true"
    if use.unlisted:
        yield "unlisted", "unlisted = true"

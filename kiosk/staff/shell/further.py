"""Ways from a page of staff to others, said by those: a new page brings its link with it."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from flask import Blueprint, url_for

from kiosk.access.people import Guard, guard_of
from signage.language.words import Words
from signage.situation.incidents import Actor

View = TypeVar("View", bound=Callable[..., Any])
NO_GUARD: Final = Guard(frozenset(), locked=False)
DESCRIBED: Final = "/facilities#content"
PEOPLE: Final = "/facilities#people"
"""Parts of a page that stand with what they are about, not at its end."""
_LINKS: Final[dict[str, list["_Link"]]] = defaultdict(list)


@dataclass(frozen=True, slots=True)
class _Link:
    endpoint: str
    words: Words
    guard: Guard


@dataclass(frozen=True, slots=True)
class Further:
    """A link under a page: its address, and its words."""

    href: str
    words: Words


def linked_from(page: str, words: Words, blueprint: Blueprint) -> Callable[[View], View]:
    """Under ``page``, an address like ``/facilities`` or a part of one, a key of these ``words`` leads to the view
    it stands on, for those whom the guard under it lets in; its address has nothing to fill in."""

    def note(view: View) -> View:
        guard = guard_of(view) or NO_GUARD
        _LINKS[page].append(_Link(f"{blueprint.name}.{view.__name__}", words, guard))
        return view

    return note


def further(page: str, actor: Actor) -> tuple[Further, ...]:
    """The links under a page that lead this person somewhere, in the order of their modules."""
    return tuple(
        Further(url_for(link.endpoint), link.words)
        for link in _LINKS.get(page, ())
        if not link.guard.roles or actor.role in link.guard.roles
    )


def pages() -> tuple[str, ...]:
    """Every page that has such links."""
    return tuple(_LINKS)

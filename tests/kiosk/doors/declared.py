"""What a page of staff says of itself at its view, so that no table has to: whom it lets in, and
which commands it gives. A row of a table is for what is said nowhere else, or pins it."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from types import CodeType, FunctionType
from typing import Any, Final, cast, get_args

from flask import Flask
from werkzeug.routing import Rule

from kiosk.access.people import Guard, guard_of
from signage.situation.commands import Command
from tests.kiosk.doors.table import MAY_OF, STAFF

Views = Mapping[str, Callable[..., Any]]
ROOM: Final = "kiosk.staff."
COMMANDS: Final = frozenset(get_args(Command))


def staff_pages(views: Views) -> dict[str, Guard]:
    """Endpoints of views that lie in an audience's folder, each with its ``@require``. One that
    also opens at a locked tablet is none: it wants a row."""
    lying = {
        name: guard_of(view) for name, view in views.items() if view.__module__.startswith(ROOM)
    }
    return {name: guard for name, guard in lying.items() if guard is not None and not guard.locked}


def let_in(guard: Guard) -> frozenset[str]:
    return STAFF & guard.roles if guard.roles else STAFF


def may_of(views: Views) -> dict[str, frozenset[str]]:
    """Who gets past the door of each address: as its view declares, or as its row says."""
    return {name: let_in(guard) for name, guard in staff_pages(views).items()} | dict(MAY_OF)


def looked_at(app: Flask) -> dict[str, tuple[str, ...]]:
    """Pages of staff that need nothing in their address, and so can be opened as they are."""
    guarded = {name for name, view in app.view_functions.items() if _is_staff(view)}
    rules = (rule for rule in app.url_map.iter_rules() if rule.endpoint in guarded)
    return {rule.endpoint: (rule.rule,) for rule in rules if _opens(rule)}


def _is_staff(view: Callable[..., Any]) -> bool:
    return view.__module__.startswith(ROOM) and guard_of(view) is not None


def _opens(rule: Rule) -> bool:
    return "GET" in (rule.methods or ()) and not rule.arguments


def for_keepers(app: Flask) -> set[str]:
    """Pages that no supervisor is shown."""
    return {
        name
        for name, guard in staff_pages(app.view_functions).items()
        if "supervisor" not in let_in(guard)
    }


def commands_of(view: Callable[..., Any]) -> set[type]:
    """Commands that a view, or what it calls within the pages of staff, names."""
    return set(_commands(inspect.unwrap(view), set()))


def _commands(made: Any, seen: set[Any]) -> Iterator[type]:
    seen.add(made)
    for name in (name for code in _codes(made.__code__) for name in code.co_names):
        found = made.__globals__.get(name)
        if isinstance(found, type) and found in COMMANDS:
            yield found
        elif isinstance(found, FunctionType) and found.__module__.startswith(ROOM):
            called = inspect.unwrap(cast(Callable[..., Any], found))
            if called not in seen:
                yield from _commands(called, seen)


def _codes(code: CodeType) -> Iterator[CodeType]:
    """With that of the functions within it."""
    yield code
    for part in code.co_consts:
        if isinstance(part, CodeType):
            yield from _codes(part)

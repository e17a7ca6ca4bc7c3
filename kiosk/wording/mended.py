"""The one door of everything that is typed or sent: what comes in through it breaks no feed, table
or picture."""

from typing import Any

from htmx_flask.requests import HtmxAwareRequest
from werkzeug.datastructures import FileStorage, ImmutableMultiDict, MultiDict

from signage.language.letters import mended, mended_all


class Typed(ImmutableMultiDict[str, Any]):
    """Fields as they were meant: :func:`signage.language.letters.mended`, also names of fields and
    of files."""

    def __init__(self, given: Any = None) -> None:
        whole: MultiDict[str, Any] = MultiDict(given)
        super().__init__(
            [(mended(name), _field(value)) for name, value in whole.items(multi=True) if name]
        )


def _field(value: Any) -> Any:
    if isinstance(value, FileStorage) and value.filename:
        value.filename = mended(value.filename)
    return mended(value) if isinstance(value, str) else value


class Asked(HtmxAwareRequest):  # type: ignore[misc]  # it carries no types
    """A request whose address, form and JSON hold no letter that :mod:`signage.language.letters`
    knows of."""

    parameter_storage_class = Typed

    def get_json(self, *args: Any, **more: Any) -> Any:
        return mended_all(super().get_json(*args, **more))

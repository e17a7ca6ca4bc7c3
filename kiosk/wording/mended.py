"""The one door of everything that is typed or sent: what comes in through it breaks no feed, table
or picture."""

from typing import IO, Any

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

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._opened: list[IO[bytes]] = []

    def _get_file_stream(self, *args: Any, **more: Any) -> IO[bytes]:
        self._opened.append(super()._get_file_stream(*args, **more))
        return self._opened[-1]

    def close(self) -> None:
        """Also the files of a form that broke off, or whose field has no name."""
        super().close()
        for opened in self._opened:
            opened.close()

    def get_json(self, *args: Any, **more: Any) -> Any:
        """Nested deeper than anybody could read, it is as wrong as with a bracket missing."""
        try:
            return mended_all(super().get_json(*args, **more))
        except RecursionError as error:
            if more.get("silent"):
                return None
            return self.on_json_loading_failed(ValueError(str(error)))

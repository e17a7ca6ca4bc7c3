"""What every test of this room may take as done before: a PIN hashed, a template compiled, the sample hall read."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any

import pytest
from flask import Flask
from jinja2 import Environment, PackageLoader, select_autoescape
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule

from kiosk import wiring
from kiosk.content import reader as contents
from kiosk.content.reader import Content
from kiosk.drawing.renderer import Renderer, load_icons
from kiosk.serving import pins
from kiosk.store.unsaved import scribe
from kiosk.wiring import House, build
from tests.cast import Clock
from tests.kiosk.house import Tablet, enlist


class Compiled(BytecodeCache):
    """Each test has an app of its own; their templates are the same."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code
        self._codes[bucket.key, bucket.checksum] = bucket.code


def built_once() -> Callable[[Rule, bool], Any]:
    """An address's builder is generated code that depends on the rule alone; each test's app has the same 130."""
    made: dict[Any, Any] = {}
    build = Rule._compile_builder

    def builder(self: Rule, append_unknown: bool = True) -> Any:
        key = (tuple(self._trace), append_unknown, repr(self.defaults))
        if key not in made:
            made[key] = build(self, append_unknown)
        return made[key]

    return builder


@pytest.fixture(scope="session", autouse=True)
def done_once() -> Iterator[None]:
    """Pure and dear: a hash with its salt (50 ms), icons, a template's and an address's code. Tests repeat a few."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", built_once())
        patch.setattr(pins, "_scrypt", cache(pins._scrypt))
        patch.setattr(wiring, "load_icons", cache(wiring.load_icons))
        patch.setattr(Flask, "jinja_options", {"bytecode_cache": Compiled()})
        # A busy machine is no broken disk: whoever tests how long is waited for one sets it again.
        patch.setattr(scribe, "PROMPT_S", 5.0)
        patch.setattr(scribe, "HANG_S", 20.0)
        yield


@pytest.fixture(scope="session")
def sample() -> Content:
    return contents.read(contents.sample())


@pytest.fixture(scope="session")
def renderer() -> Renderer:
    """Draws without an app."""
    pages = Environment(loader=PackageLoader("kiosk"), autoescape=select_autoescape())
    return Renderer(pages, load_icons(contents.icons(None)))


@pytest.fixture
def sample_read(sample: Content, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sample hall is not read again; any other directory is."""
    read = contents.read

    def kept(directory: Path, known_good: str | None = None) -> Content:
        return sample if directory == contents.sample() else read(directory, known_good)

    monkeypatch.setattr(contents, "read", kept)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def house(tmp_path: Path, clock: Clock, sample_read: None) -> Iterator[House]:
    """The sample hall at work with simulated lamps, its staff enlisted."""
    journal = tmp_path / "journal"
    built = build(tmp_path / "data", contents.sample(), simulators=True, clock=clock, journal=journal)
    enlist(built.services.store)
    yield built
    built.close()


@pytest.fixture
def guide(house: House) -> Tablet:
    return Tablet(house).signed_in("李")


@pytest.fixture
def supervisor(house: House) -> Tablet:
    return Tablet(house).signed_in("王")

"""What every test of this room may take as done before: a PIN hashed, a template compiled, the
sample hall read."""

import os
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import count
from pathlib import Path
from types import CodeType
from typing import Any

import pytest
from flask import Flask
from itsdangerous import TimestampSigner
from jinja2 import Environment, PackageLoader, select_autoescape
from jinja2.bccache import Bucket, BytecodeCache, FileSystemBytecodeCache
from werkzeug.routing import Rule

from kiosk import wiring
from kiosk.content import reader as contents
from kiosk.content.reader import Content
from kiosk.drawing.renderer import Renderer, load_icons
from kiosk.engine import view as views
from kiosk.engine.view import View
from kiosk.serving import pins
from kiosk.store.unsaved import scribe
from kiosk.wiring import House, build
from signage.shows.scene import Scene
from tests.cast import Clock
from tests.halls.hall import SHARED
from tests.halls.hall import sample as read_once
from tests.kiosk.house import Tablet, enlist


class Compiled(BytecodeCache):
    """Each test has an app of its own; their templates are the same, and those of other workers of
    this run."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}
        self._shared = FileSystemBytecodeCache(os.environ[SHARED], "template-%s")

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))
        if bucket.code is None:
            self._shared.load_bytecode(bucket)
            self._keep(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._shared.dump_bytecode(bucket)
        self._keep(bucket)

    def _keep(self, bucket: Bucket) -> None:
        if bucket.code:
            self._codes[bucket.key, bucket.checksum] = bucket.code


PARTS = ("_parts", "_trace", "_converters", "arguments")
"""What an address is compiled to, beside its builders."""


def compiled_once() -> Callable[[Rule], None]:
    """An address is compiled to what depends on the rule alone; each test's app has the same
    130."""
    made: dict[Any, Any] = {}
    compiled = Rule.compile

    def compile_(self: Rule) -> None:
        key = (
            self.rule,
            self.subdomain,
            self.host,
            self.merge_slashes,
            repr(self.defaults),
            self.map.host_matching,
        )
        if key not in made:
            compiled(self)
            made[key] = (
                [getattr(self, name) for name in PARTS],
                self._build.__func__,
                self._build_unknown.__func__,
            )
        parts, *builders = made[key]
        for name, part in zip(PARTS, parts, strict=True):
            setattr(self, name, part)
        self._build, self._build_unknown = (builder.__get__(self, None) for builder in builders)

    return compile_


Drawn = dict[str, tuple[Scene, str]]
CONTENTS = 4
"""So many contents whose first scenes are kept."""


def drawn_before() -> Callable[[Renderer, View], dict[str, str]]:
    """An app begins with what the first one of the same content drew.

    That is the renderer's own rule, over more than one app: an equal scene of the same content is
    not drawn again.
    """
    kept: dict[int, tuple[Content, Drawn]] = {}
    every = Renderer.all

    def all_(self: Renderer, view: View) -> dict[str, str]:
        of = id(view.read)
        if self._read is None and of in kept:
            kept[of] = kept.pop(of)  # now the last to go
            self._read, self._last = kept[of][0], dict(kept[of][1])
        found = every(self, view)
        if of not in kept:
            kept[of] = view.read, dict(self._last)
            if len(kept) > CONTENTS:
                del kept[next(iter(kept))]
        return found

    return all_


def none_in_doubt(what: str, failed: Mapping[str, Exception]) -> dict[str, str]:
    """What cannot be worked out fails its test: only a hall goes on without it."""
    for error in failed.values():
        raise error
    return {}


def a_second_each_time() -> Callable[[TimestampSigner], int]:
    """Each form's token is a second younger than the one before: two pages are never the same to
    the letter, so that no test takes them for it in a lucky second."""
    signed = TimestampSigner.get_timestamp
    more = count()
    return lambda self: signed(self) + next(more)


@pytest.fixture(scope="session", autouse=True)
def done_once() -> Iterator[None]:
    """Pure and dear: a hash with its salt (50 ms), icons, a template's and an address's code. Tests
    repeat a few."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "compile", compiled_once())
        patch.setattr(Renderer, "all", drawn_before())
        # A drawing that fails fails its test: only a hall goes on without it.
        patch.setattr(Renderer, "_surely", lambda self, *given: self.scene_html(*given))
        patch.setattr(views, "_told", none_in_doubt)
        patch.setattr(TimestampSigner, "get_timestamp", a_second_each_time())
        patch.setattr(pins, "_scrypt", cache(pins._scrypt))
        patch.setattr(wiring, "load_icons", cache(wiring.load_icons))
        patch.setattr(Flask, "jinja_options", {"bytecode_cache": Compiled()})
        # A busy machine is no broken disk: whoever tests how long is waited for one sets it again.
        patch.setattr(scribe, "PROMPT_S", 5.0)
        patch.setattr(scribe, "HANG_S", 20.0)
        yield


@pytest.fixture(scope="session")
def sample() -> Content:
    return read_once()


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
    built = build(
        tmp_path / "data", contents.sample(), simulators=True, clock=clock, journal=journal
    )
    enlist(built.services.store)
    built.services.people.refresh()
    yield built
    built.close()


@pytest.fixture
def guide(house: House) -> Tablet:
    return Tablet(house).signed_in("李")


@pytest.fixture
def supervisor(house: House) -> Tablet:
    return Tablet(house).signed_in("王")


@pytest.fixture
def token(house: House) -> str:
    secret, hashed = pins.make_token()
    house.services.store.put_token("machine", hashed, "admin")
    return secret

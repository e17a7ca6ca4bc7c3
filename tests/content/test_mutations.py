"""Every file a person writes, mutated word by word: read as meant, or refused with file, place and
a proposal.

Nothing passes in silence, nothing is half adopted, and nothing but a list of mistakes ever comes
back.
"""

import random
import re
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from devices.protocols.typed_frames import frame
from kiosk.content import reader as contents
from kiosk.content.reader import Content, ContentError
from kiosk.custody.content_watch import lost
from signage.hall.model import Hall
from signage.hall.wires import Frames
from signage.language.mistake import Mistake
from tests.content.mutations import Mutation, anonymous, plain, svg, toml
from tests.content.untold import untold
from tests.halls import generate
from tests.halls.seeds import LONG

CONTENT = Path(__file__).resolve().parents[2] / "content"
EACH = 1000 if LONG else 2
"""So many mutations of each file, and fewer where there are no more."""
SHIPPED = (CONTENT, *sorted((CONTENT / "halls").iterdir()))
FILES = tuple(
    dict.fromkeys(
        path.relative_to(folder).as_posix()
        for folder in SHIPPED
        for pattern in ("plan.svg", "*.toml", "catalogue/*.toml", "protocols/*.toml")
        for path in sorted(folder.glob(pattern))
    )
)
"""What lies in the shipped halls: a file of a later day is mutated as well."""


def written(name: str, target: Path) -> None:
    if name == "generated":
        generate(7, target)
    else:
        shutil.copytree(
            CONTENT if name == "sample" else CONTENT / "halls" / name,
            target,
            ignore=shutil.ignore_patterns("README.md", "pictures", "halls", "CAPABILITIES.md"),
        )
    for part in ("catalogue", "protocols"):
        shutil.copytree(CONTENT / part, target / part, dirs_exist_ok=True)


@cache
def mutations(name: str, file: str, text: str) -> tuple[Mutation, ...]:
    return tuple((svg if file.endswith(".svg") else toml)(file, text))


def sampled(name: str, hall: Path, files: tuple[str, ...]) -> Iterator[Mutation]:
    for file in files:
        path = hall / file
        if path.is_file():
            listed = mutations(name, file, path.read_text("utf-8"))
            yield from random.Random(f"{name} {file}").sample(listed, min(EACH, len(listed)))  # noqa: S311  # no secret


HALLS = ("sample", "small", "two-storeys", "generated") if LONG else ("small",)
PARTS = {file: (file,) for file in FILES} if LONG else {"every file": FILES}
"""A long run tells what it found of each file as soon as it is through with it."""


@pytest.mark.laws
@pytest.mark.parametrize("files", PARTS.values(), ids=PARTS)
@pytest.mark.parametrize("name", HALLS)
def test_a_mutated_file_is_read_as_meant_or_refused_with_place_and_proposal(
    name: str, files: tuple[str, ...], tmp_path: Path
) -> None:
    hall = tmp_path / "hall"
    written(name, hall)
    before, wrong, tried = contents.read(hall), list[str](), set[str]()
    for mutation in sampled(name, hall, files):
        tried.add(mutation.file)
        path = hall / mutation.file
        kept = path.read_bytes()
        path.write_bytes(mutation.data)
        try:
            fault = judged(before, hall, mutation)
        except Exception as error:  # noqa: BLE001  # every mutation is judged, and all that is wrong is told at once
            fault = f"TRACE {type(error).__name__}: {error}"
        path.write_bytes(kept)
        if fault:
            wrong.append(f"{mutation} [{mutation.sort}]: {fault}")
    assert tried == set(files), f"not there: {sorted(set(files) - tried)}"
    assert not wrong, f"{len(wrong)}:\n" + "\n".join(wrong)


BARE = re.compile(r"(?<!\()path[0-9]+")
CAUSED = 4
"""Mistakes that one stroke or word of a drawing may cause."""


@pytest.mark.laws
def test_a_mutated_drawing_is_told_in_few_words_and_by_labels_and_layers(tmp_path: Path) -> None:
    """Of shapes whose ids are Inkscape's own: ``path1234`` says nothing to whoever drew it."""
    hall = tmp_path / "hall"
    written("small", hall)
    drawing = anonymous((hall / "plan.svg").read_text("utf-8"))
    (hall / "plan.svg").write_text(drawing, "utf-8")
    notes, wrong = contents.read(hall).notes, list[str]()
    assert not [note for note in notes if BARE.search(str(note))]
    listed = [m for m in svg("plan.svg", drawing) if m.sort in ("label", "layer", "stroke")]
    for mutation in random.Random("strokes").sample(listed, 400 if LONG else 12):  # noqa: S311  # no secret
        (hall / "plan.svg").write_bytes(mutation.data)
        try:
            contents.read(hall)
        except ContentError as error:
            told = error.mistakes
            if len(told) > CAUSED or any(BARE.search(str(mistake)) for mistake in told):
                wrong.append(f"{mutation}: {len(told)}: {'; '.join(map(str, told[:5]))}")
    assert not wrong, f"{len(wrong)}:\n" + "\n".join(wrong)


def judged(before: Content, hall: Path, mutation: Mutation) -> str:
    """What is wrong with what came of it; nothing where all is well."""
    try:
        after = contents.read(hall)
    except ContentError as error:
        return refused(error.mistakes, mutation)
    if meaning(after) == meaning(before):
        return ""
    if mutation.sort == "text":
        return (
            ""
            if changed(before.documents, after.documents) == 1
            else "more than a text has changed"
        )
    if mutation.sort == "same":
        return "it is read as something else"
    if lost(before, after) or set(map(str, after.notes)) - set(map(str, before.notes)):
        return ""  # a person is asked, or told by check
    return f"SILENCE {differences(before.documents, after.documents)}"


def meaning(content: Content) -> tuple[Any, ...]:
    return sent(content.hall), content.catalogue, content.evacuation, content.drills


def sent(hall: Hall) -> Hall:
    """With the bytes of every frame, however they are typed."""
    return hall.model_copy(
        update={
            part: tuple(
                item.model_copy(update={"frames": as_bytes(item.frames)})
                for item in getattr(hall, part)
            )
            for part in ("protocols", "lamps")
        }
    )


def as_bytes(frames: Frames | None) -> object:
    return frames and {
        state: frame(text)
        if isinstance(text, str)
        else {on: frame(one) for on, one in text.items()}
        for state, text in (*frames.whole.items(), *frames.channel.items())
    } | {"open": [frame(text) for text in frames.open], "answers": (frames.reply, frames.refusal)}


FEW = 6
"""Mistakes a single word may cause."""


def refused(mistakes: list[Mistake], mutation: Mutation) -> str:
    if mutation.sort == "same":
        return f"REFUSED {mistakes[0]}"
    here = [m for m in mistakes if m.file == mutation.file]
    quoted = mutation.sort == "text" and any(mutation.now.strip('"') in m.wrong for m in mistakes)
    if (
        not here
        and not quoted
        and mutation.sort not in ("cut", "closed", "label", "layer", "stroke")
    ):
        return f"ELSEWHERE {mistakes[0]}"
    if any(not m.key or not m.wrong or not m.remedy for m in mistakes):
        return f"EMPTY {mistakes}"
    if any(name for one in mistakes for name in untold(one)):
        return f"UNTOLD {mistakes}"
    if mutation.sort in ("key", "label", "closed", "header") and len(mistakes) > FEW:
        return f"MANY {len(mistakes)}: {'; '.join(map(str, mistakes[:4]))}"
    meant = plain(mutation.was).split(".")
    if mutation.sort in ("key", "header") and not any(part in text_of(mistakes) for part in meant):
        return f"NO PROPOSAL {mistakes[0]}"
    return ""


def text_of(mistakes: list[Mistake]) -> str:
    return plain(" ".join(m.remedy for m in mistakes))


def changed(a: Any, b: Any) -> int:
    return len(list(_differences(a, b)))


def differences(a: Any, b: Any) -> str:
    return "; ".join(list(_differences(a, b))[:3])


def _differences(a: Any, b: Any, at: str = "") -> Iterator[str]:
    if isinstance(a, dict) and isinstance(b, dict):
        for key in sorted({*a, *b}):
            yield from _differences(a.get(key), b.get(key), f"{at}.{key}")
    elif isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        for number, pair in enumerate(zip(a, b, strict=True)):
            yield from _differences(*pair, f"{at}[{number}]")
    elif a != b:
        yield f"{at}: {str(a)[:50]} → {str(b)[:50]}"

"""Files kept with an incident: photographs, drawn anew without what the camera wrote into them, and
PDF documents.

They lie in the data directory by the hash of their content, are for staff alone, and go after
:data:`KEEP`.

2026-11-25 · Files and not rows of the database: its rewrite after an erasure must stay short. A
file is written before its event, so that no event speaks of nothing; one whose event never came
goes with the others of its age.
"""

import hashlib
import io
import os
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from kiosk.content.pdfs import is_active
from signage.language.words import Message, Words
from signage.rules.refusal import Refused

FOLDER = "evidence"
KEEP = timedelta(days=365)
"""After this the file goes and the report says so; the paper archive is the hall's own (plan line
927)."""
PDF_MAX = 4 * 1024 * 1024
SIDE, QUALITY = 1600, 82
"""px of a stored photograph's longer side, and its JPEG quality: about 300 KB."""
PIXELS_MAX = {"JPEG": 60_000_000, "PNG": 16_000_000, "WEBP": 16_000_000}
"""A JPEG is decoded at a fraction of its size; the others cost 4 bytes for each pixel."""
_drawing = threading.Lock()
"""One photograph at a time: they never stand in an alarm's way."""


def prepared(body: bytes) -> tuple[bytes, str]:
    """What is stored of an upload, and the end of its name. Raises :class:`Refused`."""
    if body.startswith(b"%PDF-"):
        if len(body) > PDF_MAX or b"%%EOF" not in body[-1024:]:
            raise _refused(Message("evidence.a-pdf-must-be-whole"))
        if is_active(body):
            raise _refused(Message("evidence.a-pdf-that-acts"))
        return body, "pdf"
    with _drawing:
        return _photograph(body), "jpg"


def _photograph(body: bytes) -> bytes:
    try:
        with Image.open(io.BytesIO(body), formats=tuple(PIXELS_MAX)) as image:
            if image.width * image.height > PIXELS_MAX[str(image.format)]:
                raise _refused(Message("evidence.the-picture-is-too-large"))
            # Before anything decodes it: a JPEG is then read at a fraction of its size.
            image.draft("RGB", (SIDE, SIDE))
            upright = ImageOps.exif_transpose(image).convert("RGB")
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombError,
    ) as error:
        raise _refused(Message("evidence.photographs-and-pdf-only")) from error
    upright.thumbnail((SIDE, SIDE))
    # A new picture: nothing the camera wrote (place, time, owner) comes along.
    out, clean = io.BytesIO(), Image.new("RGB", upright.size)
    clean.paste(upright)
    clean.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _refused(words: Words) -> Refused:
    return Refused("bad-file", "file", words)


def keep(data: Path, body: bytes, end: str, now: datetime) -> str:
    """Store it and return its name; the same content has the same name. Raises OSError."""
    folder = data / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    name = f"{hashlib.sha256(body).hexdigest()}.{end}"
    made = folder / f".{name}.{threading.get_ident()}"
    try:
        with made.open("wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        # Kept so long by the hall's clock, not by the machine's, which may not be set.
        os.utime(made, (now.timestamp(), now.timestamp()))
        # Under its name only once it is whole on the disk.
        made.replace(folder / name)
    finally:
        made.unlink(missing_ok=True)
    return name


def path_of(data: Path, name: str) -> Path | None:
    """The file of that name while it is kept. Callers have checked the name."""
    found = data / FOLDER / name
    return found if found.is_file() else None


def erase(data: Path, name: str) -> None:
    (data / FOLDER / name).unlink(missing_ok=True)


def sweep(data: Path, now: datetime) -> int:
    """Erase what was stored longer than :data:`KEEP` ago, and what was never finished; how many
    files."""
    gone = 0
    for found in (data / FOLDER).glob("*"):
        age = now - datetime.fromtimestamp(found.stat().st_mtime, UTC)
        if age > KEEP or (found.name.startswith(".") and age > timedelta(hours=1)):
            found.unlink(missing_ok=True)
            gone += 1
    return gone

"""The code by which a hall's first person is made, in a file of the machine's own people.

2026-11-29 · Whoever installs a hall makes its first person in a browser, and so could anybody on
its network who is quicker. What only the machine shows tells them apart. Eight letters of 31, at
the twenty a minute that an address may try, are guessed by nobody. Rejected: a PIN from the factory
(it stays); only this machine's own address (a server has no screen of its own); an end after some
minutes (the cable comes tomorrow).
"""

import hmac
import secrets
import unicodedata
from pathlib import Path
from typing import Final

from kiosk.store.files import read_text, replaced

FIRST_CODE: Final = "hall.first-code"
LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""None that is taken for another one."""
LENGTH: Final = 8


def first_code(directory: Path) -> str:
    """As it is shown, ``ABCD-EFGH``; made where there is none. Raises OSError."""
    known = plain_code(read_text(directory / FIRST_CODE) or "")
    if len(known) != LENGTH:
        known = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
        replaced(directory / FIRST_CODE, known + "\n")
    return f"{known[:4]}-{known[4:]}"


def is_first_code(directory: Path, typed: str) -> bool:
    """Whether it is the one that the machine shows, however it was written down."""
    known = plain_code(read_text(directory / FIRST_CODE) or "")
    same = hmac.compare_digest(known.encode(), plain_code(typed[: 4 * LENGTH]).encode())
    return same and len(known) == LENGTH


def forget_first_code(directory: Path) -> None:
    """Raises OSError."""
    (directory / FIRST_CODE).unlink(missing_ok=True)


def plain_code(typed: str) -> str:
    """What was typed, without what nobody means: blanks, dashes, small letters."""
    letters = unicodedata.normalize("NFKC", typed).upper()
    return "".join(letter for letter in letters if letter in LETTERS)

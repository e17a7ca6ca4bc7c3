"""What the system says in English is said in the language of whoever reads it."""

import errno
import os
import socket

import pytest

from kiosk.wording.causes import LETTERS_MAX, cause
from signage.language.words import say


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ECONNREFUSED, os.strerror(errno.ECONNREFUSED)),
        OSError(errno.EHOSTUNREACH, os.strerror(errno.EHOSTUNREACH)),
        OSError(errno.ECONNRESET, os.strerror(errno.ECONNRESET)),
        FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), "/there"),
        PermissionError(errno.EACCES, os.strerror(errno.EACCES), "/there"),
        socket.gaierror(socket.EAI_NONAME, "Name or service not known"),
        TimeoutError("timed out"),
    ],
)
def test_a_usual_cause_is_no_english_in_a_chinese_page(error: OSError) -> None:
    said = say(cause(error), "zh")
    assert said and not any(letter.isascii() for letter in said)
    assert say(cause(error), "en").isascii()


@pytest.mark.parametrize(
    "error", [OSError(errno.ENOSPC, "No space"), ValueError("x" * 900), OSError()]
)
def test_what_is_rarer_stays_as_it_is_told(error: Exception) -> None:
    assert 0 < len(say(cause(error), "zh")) <= LETTERS_MAX

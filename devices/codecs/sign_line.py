"""The sign's line as devices without Chinese letters can take it."""

import textwrap
import unicodedata


def ascii_line(text: str, most: int) -> str:
    """Printable ASCII on one line, cut at ``most`` letters; a letter it lacks becomes its plain
    form or a ``?``."""
    plain = unicodedata.normalize("NFKD", " ".join(text.split()))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return "".join(letter if " " <= letter <= "~" else "?" for letter in letters)[:most]


def ascii_lines(text: str, width: int, count: int) -> tuple[str, ...]:
    """Broken between words into ``count`` lines of exactly ``width`` letters."""
    lines = textwrap.wrap(ascii_line(text, width * count), width)[:count]
    return tuple(line.ljust(width) for line in (*lines, *[""] * (count - len(lines))))

"""Which language a page of the staff is written in: its reader's own.

2026-11-30 · A person reads one language, and both where they ask for it (设置); signs keep both. The
console is dense, and every second word was one its reader did not need. Who chose a language when
both were shown reads it alone now. Rejected: both for whoever never chose, which is what nobody would
ever change. A hall whose staff share one sign-in would change our minds.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from flask import Response, current_app, g, redirect, request

from kiosk.access.devices import device_id
from kiosk.access.people import blueprint, local_path, signed_in
from kiosk.serving.services import services
from kiosk.wording.page_words import NAME, here_spoken
from signage.language.words import Spoken, say, spoken_in

BOTH: Final = "both"
"""A choice beside those of one language: the hall's first two, one beside the other."""


def reader_spoken() -> Spoken:
    """A person reads one language, their own, or both if they like; else the tablet's, else the
    hall's first. A tablet nobody is signed in at is read by anybody: both, its own first."""
    languages, person = services().board.view.content.hall.languages, signed_in() is not None
    chosen = next((lang for who in _readers() if (lang := _chosen(who, languages))), "")
    if chosen == BOTH or not (chosen or person):
        return spoken_in(languages)
    first = chosen or languages[0]
    return spoken_in((first, *(() if person else (lang for lang in languages if lang != first))))


def _chosen(who: str, languages: Collection[str]) -> str:
    lang = services().people.language(who)
    return lang if lang in (*languages, BOTH) else ""


def _readers() -> tuple[str, ...]:
    """Whose choice counts, the first of them before the others."""
    person, device = signed_in(), device_id()
    return tuple(
        filter(
            None, (f"staff:{person.name}" if person else "", f"device:{device}" if device else "")
        )
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """A language, or both, by what is stored of it and what it calls itself."""

    value: str
    words: str
    chosen: bool


def choices() -> tuple[Choice, ...]:
    """What a person may read: each language of the hall alone, and two of them together."""
    spoken, languages = here_spoken(), services().board.view.content.hall.languages
    now = BOTH if spoken.second else spoken.first
    names = {lang: say(NAME, lang) for lang in languages}
    if len(languages) > 1:
        names[BOTH] = " + ".join(names[lang] for lang in languages[:2])
    return tuple(Choice(value, words, value == now) for value, words in names.items())


def further_languages() -> tuple[tuple[str, str], ...]:
    """What the reader may change to, each by its code and what it calls itself; nothing for whom
    nothing is kept."""
    first, hall = here_spoken().first, services().board.view.content.hall
    return (
        tuple((lang, say(NAME, lang)) for lang in hall.languages if lang != first)
        if _readers()
        else ()
    )


def speak_to_reader() -> None:
    """Asked only where a page is written."""
    g.reader = reader_spoken


@blueprint.post("/language")
def choose() -> Response:
    """For whoever is signed in, on every tablet; where nobody is, for the enrolled tablet
    itself."""
    lang, readers = request.form.get("lang", ""), _readers()
    if readers and lang in (*services().board.view.content.hall.languages, BOTH):
        services().people.put_language(readers[0], lang)
    return current_app.make_response(redirect(local_path(request.form.get("back")), 303))

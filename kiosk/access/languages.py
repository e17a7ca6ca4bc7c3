"""Which languages a page of the staff is written in: its reader's own first, the hall's other one
beside it."""

from flask import Response, current_app, g, redirect, request

from kiosk.access.devices import device_id
from kiosk.access.people import blueprint, local_path, signed_in
from kiosk.serving.services import services
from kiosk.wording.page_words import NAME, here_spoken
from signage.language.words import Spoken, say, spoken_in


def reader_spoken() -> Spoken:
    """The person's choice, else the tablet's, else the hall's."""
    languages = services().board.view.content.hall.languages
    chosen = next(
        (lang for who in _readers() if (lang := services().people.language(who)) in languages), ""
    )
    return spoken_in(
        (chosen, *(lang for lang in languages if lang != chosen)) if chosen else languages
    )


def _readers() -> tuple[str, ...]:
    """Whose choice counts, the first of them before the others."""
    person, device = signed_in(), device_id()
    return tuple(
        filter(
            None, (f"staff:{person.name}" if person else "", f"device:{device}" if device else "")
        )
    )


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
    if readers and lang in services().board.view.content.hall.languages:
        services().people.put_language(readers[0], lang)
    return current_app.make_response(redirect(local_path(request.form.get("back")), 303))

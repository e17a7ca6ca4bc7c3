"""How the commands speak: a failure in plain words, and findings in the language of whoever reads
them."""

import os

import click

from signage.language.catalogue import TRANSLATIONS

ENGLISH = "en"
LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")
"""POSIX: the first of them that is set says it."""


def failed(error: Exception) -> click.ClickException:
    return click.ClickException(str(error))


def language_of(asked: str | None) -> str:
    """The one that was asked for, else that of the terminal."""
    if asked is None:
        return language_here()
    if asked not in TRANSLATIONS.catalogues:
        spoken = ", ".join(TRANSLATIONS.catalogues)
        raise click.ClickException(f"There are no words in {asked}: choose one of {spoken}.")
    return asked


def language_here() -> str:
    """That of the terminal's locale, where the product speaks it; else English."""
    named = next(filter(None, map(os.environ.get, LOCALE)), "")
    language = named.partition(".")[0].partition("_")[0]
    return language if language in TRANSLATIONS.catalogues else ENGLISH

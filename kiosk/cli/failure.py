"""A failure in plain words, as every command tells it."""

import click


def failed(error: Exception) -> click.ClickException:
    return click.ClickException(str(error))

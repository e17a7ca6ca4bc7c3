"""The ``kiosk`` command: demo, serve, init, check, plan, staff, token, log, drill, backup, restore, screen, lamp."""

# ruff: noqa: E402  # the collector rests before the imports it would only slow down
import gc

gc.disable()
"""Nothing that is imported is garbage: collecting meanwhile costs a tenth of every start. ``main`` enables it again."""

import logging
import sys

import click

from kiosk.cli.copying import backup, restore
from kiosk.cli.describing import check, init
from kiosk.cli.drill import drill_group
from kiosk.cli.log import log_group
from kiosk.cli.looking import lamp, screen
from kiosk.cli.people import staff, token
from kiosk.cli.plans import plan_group
from kiosk.cli.serving import demo, serve


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="hall-kiosk", prog_name="kiosk")
def main() -> None:
    """Screens, status lights, QR codes and notices of a public service hall."""
    gc.enable()
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)


for command in (
    demo,
    serve,
    init,
    check,
    plan_group,
    staff,
    token,
    log_group,
    drill_group,
    backup,
    restore,
    screen,
    lamp,
):
    main.add_command(command)

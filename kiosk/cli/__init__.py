"""The ``kiosk`` command: demo, serve, init, check, upgrade, plan, staff, token, log, drill, backup, restore,
screen, lamp, keys, first-code, tls, speech."""

# ruff: noqa: E402  # the collector rests before the imports it would only slow down
import gc

gc.disable()
"""Nothing that is imported is garbage: collecting meanwhile costs a tenth of every start. ``main``
enables it again."""

import logging
import sys
from collections.abc import Mapping
from importlib import import_module

import click

from kiosk.serving.bounds.repeated import count_repeats

COMMANDS: Mapping[str, tuple[str, str]] = {
    "demo": ("server", "demo"), "serve": ("server", "serve"), "init": ("describing.hall", "init"),
    "check": ("describing.hall", "check"), "plan": ("describing.plans", "plan_group"), "staff": ("people", "staff"),
    "token": ("people", "token"), "log": ("log", "log_group"), "drill": ("drill", "drill_group"),
    "backup": ("copies", "backup"), "restore": ("copies", "restore"), "screen": ("states", "screen"),
    "lamp": ("states", "lamp"), "keys": ("keys", "keys"), "first-code": ("people", "first"),
    "upgrade": ("describing.upgrade", "upgrade"), "tls": ("tls", "tls"), "speech": ("speech", "speech_group"),
}  # fmt: skip
"""Each command's module and name there, imported when called: ``check`` needs no server,
``--version`` no hall."""


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name]
        import_module("kiosk.wording.catalogues").speak()
        found = getattr(import_module(f"{__name__}.{module}"), name)
        assert isinstance(found, click.Command)
        return found


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="hall-kiosk", prog_name="kiosk")
def main() -> None:
    """Screens, status lights, QR codes and notices of a public service hall."""
    gc.enable()
    logging.basicConfig(
        level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr
    )
    count_repeats()

"""Drills: start a written one, read its injects out, evaluate it, see what is due."""

from kiosk.drills import pages
from kiosk.drills.pages import blueprint

__all__ = ["blueprint", "pages"]

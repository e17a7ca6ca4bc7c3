"""Drills: start a written one, read its injects out, evaluate it, see what is due."""

from kiosk.staff.drills.pages import blueprint

__all__ = ["blueprint"]

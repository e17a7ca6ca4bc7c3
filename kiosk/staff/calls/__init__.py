"""Calls to people who look at no screen."""

from kiosk.staff.calls.pages import blueprint

__all__ = ["blueprint"]

"""Papers taken by hand while a system is out."""

from kiosk.staff.intake.pages import blueprint

__all__ = ["blueprint"]

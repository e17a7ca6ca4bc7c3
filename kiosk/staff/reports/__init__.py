"""Reports: one incident on paper, a period in figures, and read-only links for the higher
authority."""

from kiosk.staff.reports.pages import blueprint

__all__ = ["blueprint"]

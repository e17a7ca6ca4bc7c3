"""Reports: one incident on paper, a period in figures, and read-only links for the higher authority."""

from kiosk.reports import figures, files, findings, pages, shared
from kiosk.reports.pages import blueprint

__all__ = ["blueprint", "figures", "files", "findings", "pages", "shared"]

"""Publishing: texts drafted, approved and published by staff; anybody reads them in :mod:`kiosk.open_pages`."""

from kiosk.publishing.pages import blueprint

__all__ = ["blueprint"]

"""Publishing: texts drafted, approved and published by staff; the status page and the feed anybody may read."""

from kiosk.publishing import open_pages, pages
from kiosk.publishing.pages import blueprint

__all__ = ["blueprint", "open_pages", "pages"]

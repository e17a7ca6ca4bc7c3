"""Publishing: texts drafted, approved and published by staff; anybody reads them in
:mod:`kiosk.public.open_pages`."""

from kiosk.staff.publishing.pages import blueprint

__all__ = ["blueprint"]

"""Things of the hall, edited in the page."""

"""What the kinds of incident say, edited in the page and seen on the hall's own screens."""

"""The hall's incidents for the public, as messages of CAP 1.2."""

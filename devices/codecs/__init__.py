"""What every protocol speaks in, and the lamps with one frame: patterns become bytes, bytes become
an answer."""

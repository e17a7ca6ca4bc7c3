"""The threads, one a port, and the one door of all lights."""

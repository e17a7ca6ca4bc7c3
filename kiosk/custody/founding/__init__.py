"""A hall that begins."""

"""Edits of the description from a page."""
